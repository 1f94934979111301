"""How much two maps of the same points differ, in distances and in positions.

Derived, as the natural reading of the abstract of Xu et al. (2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.pairs.batch import Floats, check_points


def paired(f: ArrayLike, g: ArrayLike) -> tuple[Floats, Floats]:
    """Two embeddings of the same points in float64; ValueError where their numbers differ."""
    one, other = (check_points(points).astype(np.float64) for points in (f, g))
    if len(one) != len(other) or not len(one):
        raise ValueError(
            f"f and g must embed the same number n >= 1 of points; got {len(one)}, {len(other)}"
        )
    return one, other


def distortion(f: ArrayLike, g: ArrayLike) -> float:
    """`d_iso(f, g)`, the largest change of a distance; 0 for one point.

    Shapes (n, d) and (n, e): the dimensions may differ. To rounding, of about 1e-15 of the largest
    distance.
    """
    from scipy.spatial.distance import pdist

    one, other = paired(f, g)
    return float(np.abs(pdist(one) - pdist(other)).max(initial=0))


@dataclass(frozen=True, eq=False)
class Alignment:
    """`f` moved onto `g`: `moved = f @ rotation + shift`, where `rotation` may reflect.

    This rigid motion minimises the mean of squared differences; `mean_square` is its root. So the
    smallest possible value `least` of the largest difference satisfies
    `max(mean_square, d_iso/2) <= least <= largest`, where `d_iso/2` is a bound by the claim
    `xu2022.iso-vs-sup`.
    """

    rotation: Floats
    shift: Floats
    moved: Floats
    mean_square: float
    largest: float


def align(f: ArrayLike, g: ArrayLike) -> Alignment:
    """Move `f` rigidly onto `g`, both of shape (n, d): orthogonal Procrustes, Schönemann (1966).

    Raises ValueError where the dimensions differ.
    """
    from scipy.linalg import orthogonal_procrustes

    one, other = paired(f, g)
    if one.shape != other.shape:
        raise ValueError(
            f"f and g must have the same dimension; got {one.shape[1]}, {other.shape[1]}"
        )
    centres = one.mean(axis=0), other.mean(axis=0)
    rotation, _ = orthogonal_procrustes(one - centres[0], other - centres[1])
    shift = centres[1] - centres[0] @ rotation
    moved = one @ rotation + shift
    squares = ((moved - other) ** 2).sum(axis=1)
    return Alignment(
        rotation, shift, moved, float(np.sqrt(squares.mean())), float(np.sqrt(squares.max()))
    )
