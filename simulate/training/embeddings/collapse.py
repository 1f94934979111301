"""How often batch-hard mining collapses an embedding, by batch size and dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.machine import stream
from lossproof.simulate.pairs import BatchHard
from lossproof.simulate.pairs.batch import Batch, Floats
from lossproof.simulate.pairs.isometry import Radial, radial
from lossproof.simulate.running import HERE, Execution, Statistics, run
from lossproof.simulate.training.columns import column
from lossproof.simulate.training.data import Data
from lossproof.simulate.training.embeddings.experiment import Settings, Training
from lossproof.theory.losses import TripletLoss

STEPS = 600
FREE = Settings(sphere=False, triplet=TripletLoss(1))


@dataclass(frozen=True, eq=False)
class CollapseGrid:
    """The outcome of batch-hard mining from random starts; shape (batches, dimensions, seeds).

    `start` is the radial derivative of the batch-hard loss before the first step, the mean of
    shuffled batches of test points, in units of alpha: above 0 where shrinking lowers the loss;
    with fewer test points than a batch, of all. `diameter` and `loss` are the largest distance and
    the batch-hard mean loss of all test points at the end, in the same units.
    """

    batches: tuple[int, ...]
    dimensions: tuple[int, ...]
    start: NDArray[np.float64]
    diameter: NDArray[np.float64]
    loss: NDArray[np.float64]

    def gone(self, share: float = 0.1) -> NDArray[np.bool_]:
        """Whether a seed ends with no distance above this share of alpha."""
        return self.diameter <= share

    def collapsed(self, share: float = 0.1) -> NDArray[np.float64]:
        """The share of the seeds that collapse."""
        return self.gone(share).mean(axis=-1)


def collapse_grid(
    data: Data,
    batches: Sequence[int],
    dimensions: Sequence[int],
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    steps: int = STEPS,
    settings: Settings = FREE,
) -> CollapseGrid:
    """Train on clean labels, every cell for `steps` batches, rounded up to whole epochs.

    The cell overrides batch, dimension and epochs of the settings. Raises ValueError as
    `train_embeddings`, and where a batch of test points has no anchor.
    """
    noise, alpha = column("none", data.classes), float(settings.triplet.margin)
    values = np.empty((len(batches), len(dimensions), len(seeds), 3))
    for row, batch in enumerate(batches):
        epochs = -(-steps // max(1, len(data.x_train) // batch))
        for place, dimension in enumerate(dimensions):
            cell = replace(settings, batch=batch, dimension=dimension, epochs=epochs)
            training = Training(data, noise, {"batch-hard": BatchHard()}, seeds, cell)
            before = [
                np.mean([state.derivative for state in _states(points, data, batch, settings)])
                for points in training.embedded(data.x_test)[:, 0]
            ]
            training.run()
            after = [
                next(_states(points, data, len(points), settings))
                for points in training.embedded(data.x_test)[:, 0]
            ]
            for seed, (derivative, state) in enumerate(zip(before, after, strict=True)):
                measures = derivative / alpha, state.diameter, state.loss / alpha
                values[row, place, seed] = measures
    start, diameter, loss = np.moveaxis(values, -1, 0)
    return CollapseGrid(tuple(batches), tuple(dimensions), start, diameter, loss)


@dataclass(frozen=True, eq=False)
class CollapseExperiment:
    """A grid as an experiment for effects; parameters as in `collapse_grid`. A block is a seed."""

    data: Data
    batches: Sequence[int]
    dimensions: Sequence[int]
    seeds: Sequence[int]
    steps: int = STEPS
    settings: Settings = FREE

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything it depends on, as JSON."""
        settings = self.settings
        return {
            "data": self.data.recipe,
            "batches": list(self.batches),
            "dimensions": list(self.dimensions),
            "seeds": list(self.seeds),
            "steps": self.steps,
            "hidden": list(settings.hidden),
            "optimiser": settings.optimiser.recipe,
            "sphere": settings.sphere,
            "triplet": dict(settings.triplet.parameters),
        }

    @property
    def summary(self) -> dict[str, Any]:
        """The recipe in brief."""
        recipe = self.recipe
        return {
            "data": self.data.name,
            "features": self.data.features,
            "methods": ["batch-hard"],
            "noises": ["none"],
            **{key: recipe[key] for key in ("hidden", "dimensions", "batches", "steps")},
        }

    def __call__(self, block: int) -> Statistics:
        grid = collapse_grid(
            self.data, self.batches, self.dimensions, seeds=[self.seeds[block]],
            steps=self.steps, settings=self.settings,
        )  # fmt: skip
        return {"start": grid.start, "diameter": grid.diameter, "loss": grid.loss}

    def made_up(self, rng: np.random.Generator) -> CollapseGrid:
        """A grid of random numbers in [0, 1), not of training."""
        batches, dimensions = tuple(self.batches), tuple(self.dimensions)
        arrays = rng.random((3, len(batches), len(dimensions), len(self.seeds)))
        return CollapseGrid(batches, dimensions, *arrays)

    def trained(self, *, backend_name: str = "numpy", execution: Execution = HERE) -> CollapseGrid:
        """The grid of all seeds; it is trained with NumPy, whatever the backend."""
        parts: list[Statistics] = []

        def watch(block: int, statistics: Statistics) -> bool:
            parts.append({name: array.copy() for name, array in statistics.items()})
            return False

        run(self, len(self.seeds), execution, watch=watch)
        joined = {name: np.concatenate([part[name] for part in parts], -1) for name in parts[0]}
        return CollapseGrid(tuple(self.batches), tuple(self.dimensions), **joined)


def _states(points: Floats, data: Data, batch: int, settings: Settings) -> Iterator[Radial]:
    """The states of shuffled batches of test points; of all of them where there are fewer."""
    size = min(batch, len(points))
    order = stream(0, "embeddings: collapse", 0).permutation(len(points))
    for start in range(0, len(points) - size + 1, size):
        part = order[start : start + size]
        held = Batch.from_embeddings(points[part], data.y_test[part], data.classes)
        yield radial(held, settings.triplet)
