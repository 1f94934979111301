"""Embeddings trained on noisy labels with every sampling strategy, and their measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from threadpoolctl import threadpool_limits

from lossproof.simulate.machine import backend, stream
from lossproof.simulate.pairs import (
    AllPairs,
    BatchHard,
    DistanceWeighted,
    RandomTriplets,
    Ranking,
    SemiHard,
    Weighted,
    class_spread,
    on_sphere,
    one_to_one_risk,
    pair_auc,
    precision_at_1,
)
from lossproof.simulate.pairs.batch import Batch, Floats
from lossproof.simulate.pairs.strategies import PairStrategy, TripletStrategy
from lossproof.simulate.training.columns import Column
from lossproof.simulate.training.data import Data
from lossproof.simulate.training.embeddings.slopes import (
    before_sphere,
    in_points,
    pair_slopes,
    triplet_slopes,
)
from lossproof.simulate.training.networks import Networks, Shape
from lossproof.simulate.training.optimisers import Optimiser
from lossproof.theory.losses import PairLoss, TripletLoss

DIMENSION = 16
SAMPLINGS: Mapping[str, PairStrategy | TripletStrategy] = {
    "all pairs": AllPairs(),
    "one-to-one": Weighted(0.5),
    "random triplets": RandomTriplets(2000),
    "batch-hard": BatchHard(),
    "semi-hard": SemiHard(0.5),
    "distance-weighted": DistanceWeighted(DIMENSION, nonzero_loss_cutoff=2),
}


@dataclass(frozen=True)
class Settings:
    """How embeddings are trained, whatever is sampled.

    Parameters
    ----------
    hidden : units of every hidden layer
    dimension : of the embedding
    epochs, batch : at least 1, and 3; points left over by the batches of an epoch are not used
    optimiser : what follows the gradient
    sphere : whether embeddings are divided by their norms
    pair, triplet : the losses; by default all pairs and triplets of the sphere are in the linear
        regime

    Raises ValueError where an argument is not as above.
    """

    hidden: tuple[int, ...] = (64,)
    dimension: int = DIMENSION
    epochs: int = 30
    batch: int = 60
    optimiser: Optimiser = field(default_factory=lambda: Optimiser("adam"))
    sphere: bool = True
    pair: PairLoss = field(default_factory=lambda: PairLoss(1, 1))
    triplet: TripletLoss = field(default_factory=lambda: TripletLoss(2))

    def __post_init__(self) -> None:
        wanted = (("epochs", self.epochs, 1), ("batch", self.batch, 3),
                  ("dimension", self.dimension, 1))  # fmt: skip
        for name, value, least in (*wanted, *(("hidden", size, 1) for size in self.hidden)):
            if value < least:
                raise ValueError(f"{name} must be at least {least}; got {value}")


@dataclass(frozen=True, eq=False)
class Measures:
    """Measures of test points by clean labels after training; (columns, seeds, samplings).

    `precision` is that at 1, `auc` the area under the curve of pairs, `risk` the mean loss of one
    negative for every positive, and `spread` the mean distance of pairs of one class over that of
    the others: 0 where classes are points, 1 where they are not separated.
    """

    precision: NDArray[np.float64]
    auc: NDArray[np.float64]
    risk: NDArray[np.float64]
    spread: NDArray[np.float64]


def train_embeddings(
    data: Data,
    columns: Sequence[Column],
    samplings: Mapping[str, PairStrategy | TripletStrategy] = SAMPLINGS,
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    settings: Settings | None = None,
) -> Measures:
    """Train an embedding for every noise, seed and sampling strategy.

    Embeddings of one seed share the start and the order of points; with the same noise they also
    share the noisy labels. Raises ValueError where there are fewer points than in a batch, or an
    embedding to normalise is 0.
    """
    used = settings or Settings()
    measures: list[NDArray[np.float64]] = []
    for column in columns:
        training = Training(data, column, samplings, seeds, used)
        training.run()
        measures.append(training.measured())
    return Measures(*np.moveaxis(np.stack(measures), -1, 0))


class Training:
    """Embeddings under one noise, trained in parallel: a cell for every seed."""

    def __init__(
        self,
        data: Data,
        column: Column,
        samplings: Mapping[str, PairStrategy | TripletStrategy],
        seeds: Sequence[int],
        settings: Settings,
    ) -> None:
        if len(data.x_train) < settings.batch:
            raise ValueError(
                f"batch must be at most the number of points, {len(data.x_train)}; got "
                f"{settings.batch}"
            )
        self.data, self.settings, self.samplings = data, settings, samplings
        self.device = backend("numpy")
        self.labels = np.stack([column.draw(data.y_train, seed) for seed in seeds])
        self.shape = Shape((data.features, *settings.hidden, settings.dimension))
        fresh = [self.shape.initial(stream(seed, "embeddings: start", 0)) for seed in seeds]
        self.parameters = np.repeat(np.stack(fresh)[:, None], len(samplings), axis=1)
        self.orders = [stream(seed, "embeddings: order", 0) for seed in seeds]
        self.drawing = [
            [stream(seed, f"embeddings: {name}", 0) for name in samplings] for seed in seeds
        ]

    def run(self) -> None:
        """Train all epochs."""
        settings, n = self.settings, len(self.data.x_train)
        networks = Networks(self.device, self.shape, self.parameters, settings.batch)
        stepper = settings.optimiser.started(self.device, self.parameters)
        with threadpool_limits(1, "blas"):
            for epoch in range(1, settings.epochs + 1):
                orders = np.stack([rng.permutation(n) for rng in self.orders])
                for start in range(0, n - settings.batch + 1, settings.batch):
                    chosen = orders[:, start : start + settings.batch]
                    outputs = networks.forward(self.data.x_train[chosen][:, None])
                    slopes = self._slopes(outputs, chosen).astype(np.float32)
                    stepper.step(networks.backward(slopes), epoch)

    def embedded(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """The embeddings of points, shape (cells, samplings, n, dimension)."""
        networks = Networks(self.device, self.shape, self.parameters, len(x))
        outputs = np.swapaxes(networks.forward(x[None, None]), -1, -2).astype(np.float64)
        if not self.settings.sphere:
            return outputs
        return on_sphere(outputs.reshape(-1, outputs.shape[-1])).reshape(outputs.shape)

    def measured(self) -> NDArray[np.float64]:
        """The fields of `Measures` in order, shape (cells, samplings, 4)."""
        data = self.data

        def measures_of(points: Floats) -> list[float]:
            batch = Batch.from_embeddings(points, data.y_test, data.classes)
            risk = one_to_one_risk(batch, self.settings.pair)
            return [precision_at_1(batch), pair_auc(batch), risk, class_spread(batch)]

        embedded = self.embedded(data.x_test)
        return np.array([[measures_of(points) for points in cell] for cell in embedded])

    def _slopes(self, outputs: Any, chosen: NDArray[np.int64]) -> Floats:
        """Derivatives in the outputs, of both the shape (cells, samplings, dimension, n)."""
        slopes = np.empty(outputs.shape)
        for cell, rows in enumerate(chosen):
            noisy = self.labels[cell, rows]
            for place, strategy in enumerate(self.samplings.values()):
                rng = self.drawing[cell][place]
                points = outputs[cell, place].T.astype(np.float64)
                slopes[cell, place] = self._gradient(points, noisy, strategy, rng).T
        return slopes

    def _gradient(
        self,
        outputs: Floats,
        noisy: np.ndarray,
        strategy: PairStrategy | TripletStrategy,
        rng: np.random.Generator,
    ) -> Floats:
        settings = self.settings
        points = on_sphere(outputs) if settings.sphere else outputs
        distances = np.asarray(cdist(points, points), dtype=np.float64)
        if not isinstance(strategy, TripletStrategy):
            slopes = pair_slopes(distances, noisy, strategy, settings.pair)
        else:
            chosen = strategy.take(rng, Ranking.of(distances), noisy[None])
            slopes = triplet_slopes(distances, chosen, settings.triplet)
        gradient = in_points(points, distances, slopes)
        if not settings.sphere:
            return gradient
        return before_sphere(points, gradient, np.linalg.norm(outputs, axis=1, keepdims=True))
