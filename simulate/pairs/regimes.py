"""The shares of pairs and triplets of an embedding in the linear regime, active and inactive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossproof.simulate.pairs.batch import Batch, Floats
from lossproof.theory.losses import PairLoss, TripletLoss


@dataclass(frozen=True)
class Regime:
    """Shares of all pairs, or triplets: in the linear regime, and of the others with a loss or not.

    In the linear regime the losses of a pair seen as same and as different, or of a triplet and of
    the one with positive and negative exchanged, sum to a constant.
    """

    linear: float
    active: float
    inactive: float

    @classmethod
    def of(cls, points: Batch, loss: PairLoss | TripletLoss) -> Regime:
        """The shares of an embedding by the clean labels, of all pairs or all valid triplets.

        ValueError where no triplet is valid.
        """
        if isinstance(loss, TripletLoss):
            return cls(*_triplets(points, float(loss.margin)))
        i, j = np.triu_indices(points.size, 1)
        d, same = points.distances[i, j], points.labels[i] == points.labels[j]
        linear = abs(d - float(loss.boundary)) <= float(loss.margin)
        losses = np.where(same, loss(d, 1), loss(d, -1))
        shares = (linear, ~linear & (losses > 0), ~linear & (losses <= 0))
        return cls(*(float(share.mean()) for share in shares))


def _triplets(points: Batch, margin: float) -> Floats:
    """The shares, from the sorted negatives of each anchor."""
    numbers = np.zeros(3)
    for anchor, row in enumerate(points.distances):
        same = points.labels == points.labels[anchor]
        negatives = np.sort(row[~same])
        same[anchor] = False
        positives = row[same]
        low = np.searchsorted(negatives, positives - margin, side="left")
        high = np.searchsorted(negatives, positives + margin, side="right")
        numbers += (high - low).sum(), low.sum(), (len(negatives) - high).sum()
    if not numbers.any():
        raise ValueError(
            "no triplet is valid: labels must contain two classes, and one of them twice"
        )
    return numbers / numbers.sum()
