"""Losses of distances between embedded points, under label noise.

The losses are our interpretation of the abstract of Le & Odobez (2018), which has no formulas. The
`margin` and the `boundary` of the pair loss are `alpha` and `beta` there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from lossproof.theory.domain import Domain, Real
from lossproof.theory.language import class_sum
from lossproof.theory.language.terms import sampled_value
from lossproof.theory.losses.risk import retained
from lossproof.theory.numbers import array

SAME, DIFFERENT = 1, -1
ROUNDING = 1e-9


def pair_loss(distance: Any, side: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The margin loss `max(0, margin + side (distance - boundary))`.

    `side` is +1 for a pair with equal labels, which attracts, and -1 for unequal labels.
    """
    return cast(sympy.Expr, sympy.Max(0, margin + side * (distance - boundary)))


def triplet_loss(positive: Any, negative: Any, margin: Any) -> sympy.Expr:
    """`max(0, positive - negative + margin)`, of the anchor's distances from its two partners."""
    return cast(sympy.Expr, sympy.Max(0, positive - negative + margin))


def both_sides(distance: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The sum of the margin losses of a pair with equal and with unequal labels."""
    sides = (pair_loss(distance, side, margin, boundary) for side in (SAME, DIFFERENT))
    return sympy.Add(*sides)


def both_ways(positive: Any, negative: Any, margin: Any) -> sympy.Expr:
    """The sum of the triplet losses before and after positive and negative are exchanged."""
    return triplet_loss(positive, negative, margin) + triplet_loss(negative, positive, margin)


def mixed_pair_loss(distance: Any, agreement: Any, margin: Any, boundary: Any) -> sympy.Expr:
    """The expected pair loss where the observed labels are the same with chance `agreement`."""
    sides = [pair_loss(distance, side, margin, boundary) for side in (SAME, DIFFERENT)]
    return sampled_value(sides, (agreement, 1 - agreement))


def agreement(one: Any, other: Any) -> sympy.Expr:
    """`(T T')[i, j]`, the chance that two observed labels are the same, from rows i and j of T.

    The labels of two points are independent, also if their clean classes are the same.
    """
    return class_sum(lambda k: one[k] * other[k], one.size)


def uniform_agreement(same: Any, eta: Any, c: Any) -> sympy.Expr:
    """`agreement` under uniform noise; `same` is 1 for a pair of one clean class, else 0."""
    agreement = retained(eta, c) ** 2
    return (1 - agreement) / c + agreement * same


def validity(anchor: Any, positive: Any, negative: Any) -> sympy.Expr:
    """The probability that the observed triplet is valid, from the rows of T of its points.

    Valid: the observed labels of anchor and positive are equal, and the negative's differs.
    """
    return class_sum(lambda k: anchor[k] * positive[k] * (1 - negative[k]), anchor.size)


def check_distances(given: ArrayLike) -> NDArray[np.float64]:
    """Copy distances of shape (n, n) to float64: finite, nonnegative, symmetric, diagonal 0.

    The last two hold to 1e-9 of the largest. Raises TypeError where they are not real numbers,
    ValueError where they are not as above.
    """
    array = np.asarray(given)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise ValueError(
            f"distances must have shape (n, n); got {array.shape} (embeddings? use from_embeddings)"
        )
    if array.dtype.kind not in "fiu":
        raise TypeError(f"distances must contain real numbers; got dtype {array.dtype}")
    distances = array.astype(np.float64)
    if not np.isfinite(distances).all():
        i, j = np.argwhere(~np.isfinite(distances))[0]
        raise ValueError(f"distances must be finite; distances[{i}, {j}] is {distances[i, j]}")
    slack = ROUNDING * abs(distances).max(initial=0)
    for fault, allowed, hint in (
        (distances < 0, "nonnegative", "similarities? use 1 - similarity"),
        (abs(distances - distances.T) > slack, "symmetric", "use (d + d.T) / 2"),
        (np.diag(abs(np.diag(distances)) > slack), "0 on the diagonal", "set it to 0"),
    ):
        if fault.any():
            i, j = np.argwhere(fault)[0]
            actual = f"distances[{i}, {j}] is {distances[i, j]:.12g}"
            if allowed == "symmetric":
                actual += f" and distances[{j}, {i}] is {distances[j, i]:.12g}"
            raise ValueError(f"distances must be {allowed}; {actual} ({hint})")
    return distances


@cache
def _pair_code() -> Any:
    symbols = sympy.symbols("distance side margin boundary", real=True)
    return array([pair_loss(*symbols)], symbols)


@cache
def _triplet_code() -> Any:
    symbols = sympy.symbols("positive negative margin", real=True)
    return array([triplet_loss(*symbols)], symbols)


def _exact(name: str, value: Any, domain: Domain) -> sympy.Rational:
    domain.name = name
    return domain.check(value, {})


@dataclass(frozen=True)
class PairLoss:
    """The margin loss on arrays; numbers >= 0, in units of distance, floats by their decimal form.

    Raises ValueError where `margin` or `boundary` is negative or not a finite number.
    """

    name: ClassVar[str] = "pair"
    margin: Any
    boundary: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "margin", _exact("margin", self.margin, Real(0)))
        object.__setattr__(self, "boundary", _exact("boundary", self.boundary, Real(0)))

    @property
    def parameters(self) -> Mapping[str, str]:
        """The exact parameters as text."""
        return {"margin": str(self.margin), "boundary": str(self.boundary)}

    def expression(self, distance: Any, side: Any) -> sympy.Expr:
        """The SymPy form."""
        return pair_loss(distance, side, self.margin, self.boundary)

    def __call__(self, distances: ArrayLike, side: int) -> NDArray[np.float64]:
        """Losses of pairs, all with equal labels (`side` +1) or all with unequal ones (-1).

        `distances` has any shape, and so has the result; ValueError for another `side`.
        """
        if side not in (SAME, DIFFERENT):
            raise ValueError(
                f"side must be +1 (same label) or -1 (different labels); got {side!r}; call once "
                "for each kind of pair"
            )
        return _pair_code()(distances, side, float(self.margin), float(self.boundary))[0]


@dataclass(frozen=True)
class TripletLoss:
    """The triplet loss on arrays; `margin` >= 0, in units of distance, a float by its decimal form.

    Raises ValueError where it is negative or not a finite number.
    """

    name: ClassVar[str] = "triplet"
    margin: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "margin", _exact("margin", self.margin, Real(0)))

    @property
    def parameters(self) -> Mapping[str, str]:
        """The exact parameter as text."""
        return {"margin": str(self.margin)}

    def expression(self, positive: Any, negative: Any) -> sympy.Expr:
        """The SymPy form."""
        return triplet_loss(positive, negative, self.margin)

    def __call__(self, positive: ArrayLike, negative: ArrayLike) -> NDArray[np.float64]:
        """Losses of triplets from the anchor's distances; the two arrays are broadcast together."""
        return _triplet_code()(positive, negative, float(self.margin))[0]
