"""Pair losses of an embedding whose labels are noisy: in expectation, or by counts.

Pairs are unordered, i < j. Labels of points are independent, so two points with clean classes i
and j have the same noisy label with chance `(T T')[i, j]`. Distances do not depend on the labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.drawing import as_counts, noisy_counts
from lossproof.simulate.pairs.batch import Batch, Floats, check_classes, digest_of
from lossproof.theory.losses import DIFFERENT, SAME, PairLoss, check_distances
from lossproof.theory.noise import TransitionMatrix


@dataclass(frozen=True)
class PairRisk:
    """Sums of losses and numbers of pairs i < j by observed kind: expected, or of one sample."""

    same: float
    different: float
    same_pairs: float
    different_pairs: float

    @property
    def risk(self) -> float:
        """The mean loss over all pairs; exact where expected."""
        return (self.same + self.different) / (self.same_pairs + self.different_pairs)

    @property
    def agreement(self) -> float:
        """The share of pairs that are observed as same."""
        return self.same_pairs / (self.same_pairs + self.different_pairs)

    def weighted(self, weight: float) -> float:
        """`weight` times the mean over pairs observed as same, plus the rest times the other mean.

        Each mean is a ratio of expectations, the limit of its expectation as n grows. One-to-one
        sampling is `weight = 1/2`. ValueError outside [0, 1], or where a kind never occurs.
        """
        if not 0 <= weight <= 1:
            raise ValueError(f"weight must be a number in [0, 1]; got {weight}")
        if not (self.same_pairs > 0 and self.different_pairs > 0):
            kind = "different" if self.same_pairs > 0 else "same"
            raise ValueError(f"no pair is ever labelled as {kind}; use risk, over all pairs")
        same, different = self.same / self.same_pairs, self.different / self.different_pairs
        return weight * same + (1 - weight) * different


@dataclass(frozen=True, eq=False)
class PairTable:
    """Sums over ordered pairs by the two clean classes, shape (c, c); sufficient for any T."""

    together: Floats
    apart: Floats
    pairs: NDArray[np.int64]

    @classmethod
    def of(cls, batch: Batch, loss: PairLoss) -> Self:
        """The sums of `loss` with side +1 and with side -1, and the numbers of pairs."""
        sizes = np.bincount(batch.labels, minlength=batch.classes)
        together, apart = (class_sums(x, batch) for x in pair_losses(batch.distances, loss))
        return cls(together, apart, np.outer(sizes, sizes) - np.diag(sizes))

    def under(self, T: TransitionMatrix) -> PairRisk:
        """The risk under the noise T; `TransitionMatrix.identity` gives the clean one."""
        check_classes(T, len(self.pairs))
        rows = T.to_numpy()
        agree = rows @ rows.T
        kinds = ((agree, self.together), (1 - agree, self.apart))
        sums = (*kinds, (agree, self.pairs), (1 - agree, self.pairs))
        return PairRisk(*(float((weight * x).sum()) / 2 for weight, x in sums))


def pair_losses(distances: Floats, loss: PairLoss) -> tuple[Floats, Floats]:
    """Losses of all pairs as same and as different; 0 for a point with itself."""
    together, apart = loss(distances, SAME), loss(distances, DIFFERENT)
    np.fill_diagonal(together, 0)
    np.fill_diagonal(apart, 0)
    return together, apart


def class_sums(values: Floats, batch: Batch) -> Floats:
    """Sums of an (n, n) array by the clean classes of row and column, shape (c, c)."""
    order = np.argsort(batch.labels, kind="stable")
    present, starts = np.unique(batch.labels[order], return_index=True)
    rows = np.add.reduceat(values[:, order], starts, axis=1)[order]
    sums = np.zeros((batch.classes, batch.classes))
    sums[np.ix_(present, present)] = np.add.reduceat(rows, starts, axis=0)
    return sums


@dataclass(frozen=True, eq=False)
class PairCounts:
    """Numbers of pairs by their two places i <= j, in object arrays of shape (m, m).

    Python ints if labels were sampled; rationals if expected under an exact T, else floats.
    """

    distances: Floats
    same: np.ndarray
    different: np.ndarray

    def risk(self, loss: PairLoss) -> PairRisk:
        """The sums of losses; numbers of pairs become floats here."""
        same, different = (x.astype(np.float64) for x in (self.same, self.different))
        sums = same * loss(self.distances, SAME), different * loss(self.distances, DIFFERENT)
        return PairRisk(*(float(x.sum()) for x in (*sums, same, different)))


@dataclass(frozen=True, eq=False)
class Cells:
    """Any number of points at m positions: `counts[u][y]` points of clean class y at position u.

    `distances` are those of the places, shape (m, m); `counts` are ints in 0..10**33, shape
    (m, c). Raises TypeError or ValueError where they are not, or hold fewer than two points.
    """

    distances: Floats
    counts: np.ndarray

    def __post_init__(self) -> None:
        distances, counts = check_distances(self.distances), as_counts("counts", self.counts)
        if counts.ndim != 2 or len(counts) != len(distances):
            wanted = f"(m, c) with a row per row of distances, {len(distances)}"
            raise ValueError(f"counts must have shape {wanted}; got {counts.shape}")
        if counts.sum() < 2:
            raise ValueError(f"counts must have a sum n >= 2 to make a pair; got {counts.sum()}")
        object.__setattr__(self, "distances", distances)
        object.__setattr__(self, "counts", counts)

    @property
    def classes(self) -> int:
        """The number of classes c."""
        return self.counts.shape[1]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of distances and counts, which identifies the cells in a recipe."""
        return digest_of(self.distances.astype("<f8").tobytes(), str(self.counts.tolist()).encode())

    def expected(self, T: TransitionMatrix) -> PairCounts:
        """The expected numbers of observed pairs."""
        check_classes(T, self.classes)
        rows = np.array(T.rows, dtype=object)
        agree = rows @ rows.T
        return self._pairs(self.counts @ agree @ self.counts.T, self.counts @ np.diag(agree))

    def draw(self, rng: np.random.Generator, T: TransitionMatrix) -> PairCounts:
        """The numbers of observed pairs for sampled labels; the cost hardly depends on n."""
        check_classes(T, self.classes)
        noisy = noisy_counts(rng, self.counts, T)
        return self._pairs(noisy @ noisy.T, noisy.sum(axis=1))

    def _pairs(self, agreeing: np.ndarray, alone: np.ndarray) -> PairCounts:
        """From ordered pairs that include `alone` points paired with themselves."""
        sizes = self.counts.sum(axis=1)
        same = _unordered(agreeing - np.diag(alone))
        return PairCounts(
            self.distances, same, _unordered(np.outer(sizes, sizes) - np.diag(sizes)) - same
        )


def _unordered(ordered: np.ndarray) -> np.ndarray:
    halves = [x // 2 if isinstance(x, int) else x / 2 for x in np.diag(ordered)]
    return np.triu(ordered, 1) + np.diag(np.array(halves, dtype=object))
