"""Ways to take pairs and triplets by the labels that are seen, as objects.

Those of pairs say what they weigh pairs seen as same; those of triplets take them. All are derived,
as their names are usually read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from simulate.pairs.mining import Ranking, Triplets, batch_hard, random_triplets, semi_hard


class PairStrategy(Protocol):
    """A way to take pairs."""

    def weight(self, seen: float) -> float:
        """The weight of the pairs seen as same, which are a share `seen` of all."""
        ...


@dataclass(frozen=True)
class AllPairs:
    """All pairs, each with the same weight."""

    def weight(self, seen: float) -> float:
        return seen


@dataclass(frozen=True)
class Weighted:
    """A fixed weight `same`, inside (0, 1), of the mean over pairs seen as same.

    One negative for every positive is `Weighted(0.5)`. ValueError where it is not inside.
    """

    same: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.same < 1:
            raise ValueError(f"same must be a weight inside (0, 1); got {self.same}")

    def weight(self, seen: float) -> float:
        return self.same


@runtime_checkable
class TripletStrategy(Protocol):
    """A way to take triplets; `noisy` are seen labels, shape (replicates, n)."""

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        """The triplets taken in each replicate."""
        ...


@dataclass(frozen=True)
class RandomTriplets:
    """The valid ones of `draws` random triplets of distinct points, as many as points if None."""

    draws: int | None = None

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        return random_triplets(rng, noisy, self.draws or noisy.shape[1])


@dataclass(frozen=True)
class BatchHard:
    """For every anchor the farthest positive and the nearest negative."""

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        return batch_hard(ranking, noisy)


@dataclass(frozen=True)
class SemiHard:
    """For every anchor and positive the nearest negative beyond, if by less than `margin`."""

    margin: float

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        return semi_hard(ranking, noisy, self.margin)


@dataclass(frozen=True)
class DistanceWeighted:
    """For every anchor a random positive, and a negative with chances that even out distances.

    The embedding is on the unit sphere of `dimension` coordinates, where a random distance d has a
    density proportional to `d^(n-2) (1 - d^2/4)^((n-3)/2)`. A negative has a chance proportional to
    the reciprocal, of distances below `nearest` that of `nearest`. ValueError where the dimension
    is below 2, or a distance above 2.
    """

    dimension: int
    nearest: float = 0.5

    def __post_init__(self) -> None:
        if self.dimension < 2:
            raise ValueError(f"dimension must be an integer >= 2; got {self.dimension}")
        if not 0 < self.nearest < 2:
            raise ValueError(f"nearest must be a distance inside (0, 2); got {self.nearest}")

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        distances = ranking.distances
        if distances.max() > 2 + 1e-9:
            raise ValueError(
                f"distances must be at most 2, those of the unit sphere; got {distances.max():.6g} "
                "(divide every embedding by its norm)"
            )
        scores = self._log_weights(distances)
        found: list[np.ndarray] = []
        for replicate, labels in enumerate(noisy):
            same = labels[:, None] == labels
            others = same & ~np.eye(len(labels), dtype=bool)
            positive = _drawn(rng, np.where(others, 0.0, -np.inf))
            negative = _drawn(rng, np.where(same, -np.inf, scores))
            anchor = np.flatnonzero(others.any(axis=1) & ~same.all(axis=1))
            rows = np.full(len(anchor), replicate)
            found.append(np.stack([rows, anchor, positive[anchor], negative[anchor]]))
        return Triplets(*np.concatenate(found, axis=1))

    def _log_weights(self, distances: np.ndarray) -> np.ndarray:
        n, d = self.dimension, np.clip(distances, self.nearest, 2 - 1e-6)
        return (2 - n) * np.log(d) + (3 - n) / 2 * np.log1p(-(d**2) / 4)


def _drawn(rng: np.random.Generator, scores: np.ndarray) -> np.ndarray:
    """A column of each row, with chances proportional to the exponential of its scores."""
    return (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)
