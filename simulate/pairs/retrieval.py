"""How well embedded points separate the classes of their clean labels, and what pairs lose."""

from __future__ import annotations

import numpy as np

from lossproof.simulate.pairs.batch import Batch, Floats
from lossproof.simulate.pairs.mining import Ranking
from lossproof.theory.losses import DIFFERENT, SAME, PairLoss


def precision_at_1(points: Batch) -> float:
    """The share of points whose nearest other point is of their class, in [0, 1].

    At equal distances the lowest index counts. Points whose class has no other member are skipped,
    as in pytorch-metric-learning. ValueError where no point remains.
    """
    labels = points.labels
    counted = np.bincount(labels, minlength=points.classes)[labels] > 1
    if not counted.any():
        raise ValueError("no class has two points, so no point has a neighbour of its class")
    nearest = Ranking.of(points.distances).near[:, 0]
    return float((labels[nearest] == labels)[counted].mean())


def class_spread(points: Batch) -> float:
    """The mean distance of pairs of one class over that of pairs of two; at least 0.

    ValueError where pairs of one kind are missing, or no pair of two classes is at a distance.
    """
    within, between = _by_kind(points)
    if not between.any():
        raise ValueError("all points of different classes coincide")
    return float(within.mean() / between.mean())


def pair_auc(points: Batch) -> float:
    """How often a pair of one class is nearer than a pair of two, equal distances counted half.

    The area under the curve of distances as a score, in [0, 1]. ValueError where pairs of one kind
    are missing.
    """
    within, between = _by_kind(points)
    others = np.sort(between)
    below, upto = (others.searchsorted(within, side) for side in ("left", "right"))
    return float(1 - (below + upto).mean() / (2 * len(others)))


def one_to_one_risk(points: Batch, loss: PairLoss) -> float:
    """Half the mean loss of the pairs of one class plus half that of the others.

    ValueError where pairs of one kind are missing.
    """
    within, between = _by_kind(points)
    return float((loss(within, SAME).mean() + loss(between, DIFFERENT).mean()) / 2)


def _by_kind(points: Batch) -> tuple[Floats, Floats]:
    """The distances of pairs of one class, and of two."""
    i, j = np.triu_indices(points.size, 1)
    distances, same = points.distances[i, j], points.labels[i] == points.labels[j]
    if same.all() or not same.any():
        raise ValueError("labels must contain two classes, and one of them twice")
    return distances[same], distances[~same]
