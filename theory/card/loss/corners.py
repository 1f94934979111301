"""The least sum of piecewise concave terms, and whether a formula changes its sign once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import Pieces, as_product, defined_on, sign_on
from lossproof.theory.card.loss.points import below, number
from lossproof.theory.numbers import array, compare

MOST = 5000
NEAR = 1e-6


def least(
    chi: Pieces, c: int, total: Callable[[tuple[Any, ...]], Any]
) -> tuple[Any, tuple[Any, ...]] | None:
    """The exact least sum over the simplex of a `chi` with concave pieces, and a minimiser.

    Two entries inside pieces can move in opposite directions, without an increase of the sum,
    until one of them is at an end of its piece. So all entries but one are at ends.
    """
    if len(chi.forms) < 2 or not all(s.nonpositive for s in chi.derivative(2).signs()):
        return None
    corners: list[tuple[float, Any, tuple[Any, ...]]] = []
    for count, entries in enumerate(_corners(chi.ends[::-1], c)):
        value = total(entries)
        if count == MOST or value is None or value in (sympy.oo, -sympy.oo):
            return None
        corners.append((number(value), value, entries))
    if not np.isfinite([corner[0] for corner in corners]).all():
        return None
    low = min(corners, key=lambda corner: corner[0])
    for other in corners:
        if other[0] < low[0] + NEAR * (1 + abs(low[0])) and other[1] != low[1]:
            if below(other[1], low[1]):
                low = other
            elif not compare(other[1], ">=", low[1]):
                return None
    return low[1], low[2]


def _corners(ends: tuple[Any, ...], c: int) -> Iterator[tuple[Any, ...]]:
    """The predictions with all entries but one at ends, one for each multiset of ends."""

    def chosen(count: int, start: int, remaining: Any) -> Iterator[tuple[Any, ...]]:
        if count == 0:
            yield (remaining,)
            return
        for k in range(start, len(ends)):
            if ends[k] <= remaining:
                for others in chosen(count - 1, k, remaining - ends[k]):
                    yield (ends[k], *others)

    yield from chosen(c - 1, 0, sympy.Integer(1))


def crosses_once(form: Any, x: sympy.Symbol) -> bool:
    """Whether a formula certainly changes its sign on (0, 1) at most once."""
    if not defined_on(form, x):
        return False
    product = as_product(form)
    slope = sign_on(sympy.diff(product, x), x)
    if slope.nonnegative or slope.nonpositive:
        return True
    grid = np.linspace(0, 1, 401)[1:-1]
    (values,) = array([form], [x])(grid)
    changes = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) <= 0)
    if not np.isfinite(values).all() or not len(changes) or changes[-1] - changes[0] > 1:
        return False
    near = sympy.Rational(int(200 * (grid[changes[0]] + grid[changes[-1] + 1])), 400)
    for room in (sympy.Rational(1, 50), sympy.Rational(1, 200)):
        low, high = near - room, near + room
        if low <= 0 or high >= 1:
            return False
        ends = sign_on(form, x, 0, low).relation, sign_on(form, x, high, 1).relation
        between = sign_on(sympy.diff(form, x), x, low, high)
        if {*ends} == {">", "<"} and (between.nonnegative or between.nonpositive):
            return True
    return False
