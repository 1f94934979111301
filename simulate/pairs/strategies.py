"""Strategies to sample pairs and triplets by the noisy labels.

Pair strategies weigh the pairs observed as same; triplet strategies select triplets. They follow
the usual meaning of their names, and the names of pytorch-metric-learning: `BatchHard` is its
`BatchHardMiner`, `DistanceWeighted` its `DistanceWeightedMiner`, cutoffs included. Its
`TripletMarginMiner` of semi-hard triplets takes all candidates of `SemiHard`. Its losses use
`AvgNonZeroReducer` by default, which is not the mean that the claims are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from lossproof.simulate.pairs.mining import (
    Ranking,
    Triplets,
    batch_hard,
    random_triplets,
    semi_hard,
)


class PairStrategy(Protocol):
    """A strategy to sample pairs."""

    def weight(self, share: float) -> float:
        """The weight of the pairs observed as same, which are a share `share` of all pairs."""
        ...


@dataclass(frozen=True)
class AllPairs:
    """All pairs, each with the same weight."""

    def weight(self, share: float) -> float:
        return share


@dataclass(frozen=True)
class Weighted:
    """All pairs, with a fixed weight `same` in (0, 1) of the mean over pairs observed as same.

    `Weighted(0.5)` is one negative for every positive in expectation. ValueError where the weight
    is not inside.
    """

    same: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.same < 1:
            raise ValueError(f"same must be a weight inside (0, 1); got {self.same}")

    def weight(self, share: float) -> float:
        return self.same


@runtime_checkable
class TripletStrategy(Protocol):
    """A strategy to sample triplets; `noisy` are noisy labels, shape (replicates, n)."""

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        """The triplets taken in each replicate."""
        ...


@dataclass(frozen=True)
class RandomTriplets:
    """The valid ones of `draws` random triplets of distinct points, as many as points if None."""

    draws: int | None = None

    def __post_init__(self) -> None:
        if self.draws is not None and self.draws < 1:
            raise ValueError(f"draws must be an integer >= 1; got {self.draws}")

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
    density proportional to `d^(n-2) (1 - d^2/4)^((n-3)/2)`. The chance of a negative is
    proportional to the reciprocal; distances below `cutoff` count as `cutoff`, and negatives from
    `nonzero_loss_cutoff` on are never taken. ValueError where the dimension is below 2, the cutoffs
    are not in order inside (0, 2], or a distance is above 2.
    """

    dimension: int
    cutoff: float = 0.5
    nonzero_loss_cutoff: float = 1.4

    def __post_init__(self) -> None:
        if self.dimension < 2:
            raise ValueError(f"dimension must be an integer >= 2; got {self.dimension}")
        if not 0 < self.cutoff < self.nonzero_loss_cutoff <= 2:
            raise ValueError(
                "cutoff and nonzero_loss_cutoff must be distances with 0 < cutoff < "
                f"nonzero_loss_cutoff <= 2; got {self.cutoff} and {self.nonzero_loss_cutoff}"
            )

    def take(self, rng: np.random.Generator, ranking: Ranking, noisy: np.ndarray) -> Triplets:
        distances = ranking.distances
        if distances.max() > 2 + 1e-9:
            raise ValueError(
                f"distances must be at most 2, those of the unit sphere; got {distances.max():.6g} "
                "(divide every embedding by its norm)"
            )
        scores = self._log_weights(distances)
        parts: list[np.ndarray] = []
        for replicate, labels in enumerate(noisy):
            same = labels[:, None] == labels
            others = same & ~np.eye(len(labels), dtype=bool)
            positive = _sample_column(rng, np.where(others, 0.0, -np.inf))
            weights = np.where(same, -np.inf, scores)
            negative = _sample_column(rng, weights)
            anchor = np.flatnonzero(others.any(axis=1) & (weights > -np.inf).any(axis=1))
            rows = np.full(len(anchor), replicate)
            parts.append(np.stack([rows, anchor, positive[anchor], negative[anchor]]))
        return Triplets(*np.concatenate(parts, axis=1))

    def _log_weights(self, distances: np.ndarray) -> np.ndarray:
        n, d = self.dimension, np.clip(distances, self.cutoff, 2 - 1e-6)
        scores = (2 - n) * np.log(d) + (3 - n) / 2 * np.log1p(-(d**2) / 4)
        return np.where(distances < self.nonzero_loss_cutoff, scores, -np.inf)


def _sample_column(rng: np.random.Generator, scores: np.ndarray) -> np.ndarray:
    """A column of each row, with chances proportional to the exponential of its scores."""
    return (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)
