"""Triplet losses of an embedding whose labels are noisy, in expectation.

A triplet is an anchor, a positive and a negative: three points of a batch. It is valid where the
observed labels of anchor and positive are the same and the negative's is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.pairs.batch import Batch, Floats, check_classes
from lossproof.theory.losses import TripletLoss
from lossproof.theory.noise import TransitionMatrix


@dataclass(frozen=True)
class TripletRisk:
    """Expected sum of losses over the valid triplets, and expected numbers of triplets.

    `triplets` counts all valid ones; `true` of them are also valid by the clean labels, and in
    `swapped` of them positive and negative are exchanged by the clean labels.
    """

    total: float
    triplets: float
    true: float
    swapped: float

    @property
    def risk(self) -> float:
        """The ratio of the expectations of the sum of losses and of the number of triplets.

        The limit of the expectation of the ratio as n grows. ValueError where no
        triplet is ever valid.
        """
        if not self.triplets > 0:
            raise ValueError(
                "no triplet is ever valid: two points must be observed with one label while a "
                "third has another; give labels of more classes, or more noise"
            )
        return self.total / self.triplets


@dataclass(frozen=True, eq=False)
class TripletTable:
    """Sums over triplets of distinct points by three clean classes; sufficient for any T.

    Shape (g, g, g) for anchor, positive, negative, each one of the g classes `present`.
    """

    classes: int
    present: NDArray[np.int64]
    losses: Floats
    triplets: NDArray[np.int64]

    @classmethod
    def of(cls, batch: Batch, loss: TripletLoss) -> Self:
        """The sums of `loss` and the numbers of triplets; takes time n^3."""
        check_three(batch)
        present, sizes = np.unique(batch.labels, return_counts=True)
        order = np.argsort(batch.labels, kind="stable")
        starts = np.cumsum(sizes) - sizes
        kinds = np.searchsorted(present, batch.labels[order])
        distances = batch.distances[np.ix_(order, order)]
        losses = np.zeros((len(present),) * 3)
        for anchor, (kind, row) in enumerate(zip(kinds, distances, strict=True)):
            values = loss(row[:, None], row)
            values[anchor] = values[:, anchor] = 0
            np.fill_diagonal(values, 0)
            losses[kind] += np.add.reduceat(np.add.reduceat(values, starts, axis=1), starts, axis=0)
        one = np.eye(len(present), dtype=np.int64)
        pairs = sizes[:, None] * (sizes - one)
        triplets = pairs[:, :, None] * (sizes - one[:, None] - one[None])
        return cls(batch.classes, present, losses, triplets)

    def under(self, T: TransitionMatrix) -> TripletRisk:
        """What is expected under the noise T; `identity` gives the clean labels."""
        check_classes(T, self.classes)
        rows = T.to_numpy()[self.present]
        valid = (rows[:, None] * rows) @ (1 - rows).T
        numbers = valid * self.triplets
        same = np.eye(len(rows), dtype=bool)
        true, swapped = (same[:, :, None] & ~same[:, None]), (same[:, None] & ~same[:, :, None])
        sums = (valid * self.losses, numbers, numbers[true], numbers[swapped])
        return TripletRisk(*(float(x.sum()) for x in sums))


def check_three(batch: Batch) -> None:
    """ValueError where a batch has too few points for a triplet."""
    if batch.size < 3:
        raise ValueError(f"batch must hold n >= 3 points to make a triplet; got {batch.size}")
