"""A survey of labelled embeddings: regimes, and the noise that each sampling strategy tolerates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.regimes import Regime
from lossproof.simulate.pairs.sphere import on_sphere
from lossproof.simulate.pairs.strategies import (
    AllPairs,
    BatchHard,
    DistanceWeighted,
    PairStrategy,
    RandomTriplets,
    SemiHard,
    TripletStrategy,
    Weighted,
)
from lossproof.simulate.pairs.tolerance import (
    TripletMix,
    mix_if_any,
    pair_tolerance,
    triplet_tolerance,
    uniform_rate,
)
from lossproof.theory.losses import PairLoss, TripletLoss
from lossproof.theory.noise import TransitionMatrix

MOST_POINTS = 10_000
PAIRS: Mapping[str, PairStrategy] = {"all pairs": AllPairs(), "one to one": Weighted(0.5)}
OF_NORM_1 = 1e-6


@dataclass(frozen=True)
class Tolerated:
    """The noise that a sampling strategy tolerates.

    `rate` is the rate below which uniform noise is tolerated; `above` says whether every larger
    rate is tolerated too. `under` says for each noise whether it is tolerated; None if unknown.
    """

    rate: float
    above: bool
    under: Mapping[str, bool | None]


@dataclass(frozen=True)
class Survey:
    """The survey of embeddings; shares of pairs and triplets are by the clean labels.

    `coincide` counts the pairs at distance 0, of one class and of two; `alone` are classes with one
    point, which have no positive. `tolerated` follows from claims, in the linear regime and for an
    embedding without clean risk; `mined` is the mix of triplets under resampled labels, by strategy
    and noise: None where no triplet is taken. `left_out` has the reason for each omitted strategy.
    """

    sizes: NDArray[np.int64]
    dimension: int
    nearest: float
    farthest: float
    coincide: tuple[int, int]
    pairs: Regime
    triplets: Regime
    tolerated: Mapping[str, Tolerated]
    mined: Mapping[str, Mapping[str, TripletMix | None]]
    left_out: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def alone(self) -> list[int]:
        """The classes with one point."""
        return np.flatnonzero(self.sizes == 1).tolist()


def survey(
    embeddings: ArrayLike,
    labels: ArrayLike,
    noises: Mapping[str, TransitionMatrix],
    *,
    classes: int,
    pair_loss: PairLoss,
    triplet_loss: TripletLoss,
    normalise: bool = False,
    replicates: int = 16,
    seed: int = 0,
) -> Survey:
    """Survey embeddings with their clean labels.

    Parameters
    ----------
    embeddings : array, shape (n, d), 3 <= n <= 10,000
        Finite numbers.
    labels : array of int, shape (n,)
        In 0..classes-1; at least two classes, one of them with two points.
    noises : mapping
        By name, each for so many classes.
    normalise : bool
        Divide every embedding by its norm first.
    replicates : int
        Number of samples of the labels for `mined`.

    Raises
    ------
    ValueError, TypeError
        If an argument is not as above; names the argument and the first bad row.
    """
    points, spans = _prepared(embeddings, normalise)
    batch = Batch.from_embeddings(points, labels, classes)
    i, j = np.triu_indices(batch.size, 1)
    distances, same = batch.distances[i, j], batch.labels[i] == batch.labels[j]
    zero = distances == 0
    tolerated = {name: _of_pairs(batch, strategy, noises) for name, strategy in PAIRS.items()}
    triplets = {name: triplet_tolerance(batch, T).tolerated for name, T in noises.items()}
    tolerated["random triplets"] = Tolerated((classes - 1) / classes, True, triplets)
    miners: dict[str, TripletStrategy] = {
        "random triplets": RandomTriplets(20 * batch.size),
        "batch-hard": BatchHard(),
        "semi-hard": SemiHard(float(triplet_loss.margin)),
    }
    left_out: dict[str, str] = {}
    if spans and points.shape[1] > 1:
        miners["distance-weighted"] = DistanceWeighted(points.shape[1])
    else:
        left_out["distance-weighted"] = "it is for embeddings of norm 1 in 2 dimensions or more"
    mined = {
        name: {
            noise: mix_if_any(batch, miner, T, replicates=replicates, seed=seed)
            for noise, T in noises.items()
        }
        for name, miner in miners.items()
    }
    return Survey(
        sizes=np.bincount(batch.labels, minlength=classes),
        dimension=points.shape[1],
        nearest=float(distances.min()),
        farthest=float(distances.max()),
        coincide=(int((zero & same).sum()), int((zero & ~same).sum())),
        pairs=Regime.of(batch, pair_loss),
        triplets=Regime.of(batch, triplet_loss),
        tolerated=tolerated,
        mined=mined,
        left_out=left_out,
    )


def _prepared(embeddings: ArrayLike, normalise: bool) -> tuple[Any, bool]:
    """The points, and whether all have norm 1."""
    points = np.asarray(embeddings)
    if points.ndim != 2 or not points.shape[1]:
        raise ValueError(f"embeddings must have shape (n, d), d >= 1; got {points.shape}")
    if not 3 <= len(points) <= MOST_POINTS:
        hint = " (every pair is looked at: give a random part)" * (len(points) > MOST_POINTS)
        raise ValueError(
            f"embeddings must contain 3 to {MOST_POINTS} points; got {len(points)}{hint}"
        )
    if points.dtype.kind not in "fiu":
        raise TypeError(f"embeddings must contain real numbers; got dtype {points.dtype}")
    points = points.astype(np.float64)
    for i, j in np.argwhere(~np.isfinite(points))[:1]:
        raise ValueError(f"embeddings must be finite; embeddings[{i}, {j}] is {points[i, j]}")
    if normalise:
        return on_sphere(points), True
    with np.errstate(over="ignore"):
        norms = np.linalg.norm(points, axis=1)
    return points, bool((abs(norms - 1) < OF_NORM_1).all())


def _of_pairs(
    batch: Batch, strategy: PairStrategy, noises: Mapping[str, TransitionMatrix]
) -> Tolerated:
    under = {name: pair_tolerance(batch, strategy, T).tolerated for name, T in noises.items()}
    return Tolerated(uniform_rate(batch, strategy), False, under)
