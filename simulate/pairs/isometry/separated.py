"""Maps that separate all triplets by a margin, and how far an embedding is from them.

`F_TS` are the maps by which every negative is farther from every anchor than every positive, by at
least `alpha`. Distances to them are infima: `iso` of the largest change of a distance, `sup` of the
largest move of a point. A point is an anchor where another is of its class and a third is not. The
bounds are those of the claims `xu2022.loss-lower-bounds`, `loss-upper-bounds` and `packing-bound`;
all numbers are to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.pairs.batch import Batch, Floats, check_points
from lossproof.simulate.pairs.isometry.ball import bounded_ball
from lossproof.simulate.pairs.isometry.distances import align, distortion
from lossproof.simulate.pairs.isometry.places import packing
from lossproof.theory.losses import TripletLoss

SHARES = 17
SPARE = 1e-9
GAP = 1e-6


def hardest(points: Batch) -> tuple[Floats, Floats]:
    """The distances of every anchor from its farthest positive and its nearest negative.

    Raises ValueError where no point is an anchor: of one class only, or all alone in theirs.
    """
    same = points.labels[:, None] == points.labels
    others = same & ~np.eye(points.size, dtype=bool)
    anchors = others.any(axis=1) & ~same.all(axis=1)
    if not anchors.any():
        raise ValueError(
            "no point is an anchor: labels must contain two classes, and one of them twice"
        )
    near = np.where(others, points.distances, -np.inf).max(axis=1)
    far = np.where(same, np.inf, points.distances).min(axis=1)
    return near[anchors], far[anchors]


def largest_loss(points: Batch, margin: float) -> float:
    """`L(f)`, the largest triplet loss, at least 0; 0 iff the embedding separates all triplets.

    Raises ValueError where no point is an anchor.
    """
    return float(TripletLoss(margin)(*hardest(points)).max())


def separates(points: Batch, margin: float) -> bool:
    """Whether the embedding is in `F_TS`, to 1e-9 of the margin and the largest distance."""
    spare = SPARE * (float(margin) + float(points.distances.max()))
    return largest_loss(points, margin) <= spare


@dataclass(frozen=True, eq=False)
class Separation:
    """Bounds of the distances from an embedding to `F_TS`, and the map that shows the upper ones.

    `loss` is `L(f)`. `nearest`, shape (n, d), is the map that changes distances by `iso_upper` at
    most; `sup_upper` is of the map that is best after a rigid motion, this one or another.
    `iso_lower` is from the packing of classes where `by_packing` is true: see `Packing.why`.
    """

    loss: float
    iso_lower: float
    iso_upper: float
    sup_lower: float
    sup_upper: float
    nearest: Floats
    by_packing: bool


def separation(embeddings: ArrayLike, labels: ArrayLike, classes: int, margin: float) -> Separation:
    """Bounds of the distances of an embedding, shape (n, d), to the maps into R^d of `F_TS`.

    Below: `L/2`, and `alpha delta(K, d) - D` for the diameter D and the K classes that occur with
    two members, or with one beside such; and for `sup` half of it. Above: the best of the maps that
    shrink each class and stretch all until they separate, and of the map that sends each class to
    one point. Where the bounds agree the distance is known.

    Raises TypeError or ValueError as `Batch.from_embeddings` and `largest_loss`, and where the
    margin is not above 0.
    """
    if not margin > 0:
        raise ValueError(f"margin must be a number above 0; got {margin}")
    points = check_points(embeddings).astype(np.float64)
    batch = Batch.from_embeddings(points, labels, classes)
    loss = largest_loss(batch, margin)
    maps = [g for g in _maps(points, batch, margin) if separates(_batch(g, batch), margin)]
    changes = [distortion(points, g) for g in maps]
    moves = [_move(points, g) for g in maps]
    best = int(np.argmin(changes))
    packed = _packed(points, batch, margin)
    lower = max(loss / 2, packed)
    return Separation(
        loss, min(lower, changes[best]), changes[best], min(lower / 2, min(moves)),
        min(moves), maps[best], packed > loss / 2,
    )  # fmt: skip


def _batch(points: Floats, like: Batch) -> Batch:
    return Batch.from_embeddings(points, cast("Any", like.labels), like.classes)


def _maps(points: Floats, batch: Batch, margin: float) -> Iterator[Floats]:
    """Maps that may separate: classes shrunk and all stretched, and one point for each class."""
    present, kinds = np.unique(batch.labels, return_inverse=True)
    onto = np.eye(len(present))[kinds]
    centres = onto @ (onto.T @ points / onto.sum(axis=0)[:, None])
    for share in np.linspace(1, 0, SHARES):
        shrunk = centres + share * (points - centres)
        near, far = hardest(_batch(shrunk, batch))
        gap = float((far - near).min())
        if gap > 0:
            yield max(1.0, margin / gap) * shrunk
    yield margin * packing(len(present), points.shape[1]).points[kinds]


def _move(points: Floats, g: Floats) -> float:
    """The largest move of a point, after the rotation of `align` and the best shift for it."""
    return bounded_ball(align(g, points).moved - points, GAP).radius


def _packed(points: Floats, batch: Batch, margin: float) -> float:
    """`alpha delta - D`: of the classes one member each, at distances of at least alpha by g."""
    sizes = np.bincount(batch.labels, minlength=batch.classes)
    classes = int((sizes > 1).sum()) + bool((sizes == 1).any())
    diameter = float(batch.distances.max())
    return margin * packing(classes, points.shape[1]).lower - diameter
