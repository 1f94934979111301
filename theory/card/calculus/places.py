"""Points on a line: zeros of a formula in closed form, and rationals next to exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from lossproof.theory.numbers import ball, compare, simplest_rational

DIGITS, SHORT = 30, 10**9


def roots(form: Any, x: sympy.Symbol) -> set[Any]:
    """Exact candidates for roots of a formula in `x`; some roots may be missing.

    It inverts one sum, product, power, logarithm or exponential after the other.
    """
    return _solved(sympy.sympify(form), sympy.Integer(0), x)


def _solved(form: Any, value: Any, x: sympy.Symbol) -> set[Any]:
    if form == x:
        return {value}
    if form.is_polynomial(x) and sympy.Poly(form, x).degree() == 2:
        a, b, c = sympy.Poly(form - value, x).all_coeffs()
        square = b**2 - 4 * a * c
        if not ball(square) >= 0:
            return set()
        return {(-b + side * sympy.sqrt(square)) / (2 * a) for side in (1, -1)}
    if form.is_Add or form.is_Mul:
        constant, rest = form.as_independent(x, as_Add=form.is_Add)
        if rest.func == form.func or constant == 0:
            return set()
        return _solved(rest, value - constant if form.is_Add else value / constant, x)
    if isinstance(form, sympy.log):
        return _solved(form.args[0], sympy.exp(value), x)
    if isinstance(form, sympy.exp):
        return _solved(form.args[0], sympy.log(value), x) if ball(value) > 0 else set()
    if form.is_Pow and not form.exp.has(x):
        even, size = form.exp.is_Integer and form.exp % 2 == 0, sympy.Abs(value)
        if not (ball(value) >= 0 or (form.exp.is_Integer and not even)):
            return set()
        root = size ** (1 / form.exp)
        sides = (root, -root) if even else (root if ball(value) >= 0 else -root,)
        return set[Any]().union(*(_solved(form.base, side, x) for side in sides))
    return set()


def inside(places: set[Any], low: Any, high: Any) -> set[Any]:
    """The numbers that are certainly between `low` and `high`, without duplicates."""
    distinct: set[Any] = set()
    for number in sorted(places, key=sympy.default_sort_key):
        between = compare(number, ">", low) is True and compare(number, "<", high) is True
        if between and not any(compare(number, "==", other) for other in distinct):
            distinct.add(number)
    return distinct


def rational(value: Any, side: int, digits: int = DIGITS) -> Any:
    """A rational near an exact number: not below it if `side` is 1, not above if -1."""
    value = sympy.sympify(value)
    if value.is_Rational:
        return value
    scale = 10**digits
    floor = sympy.floor(value * scale)
    return sympy.Rational(int(floor) + (side > 0), scale)


def within(low: Any, high: Any) -> tuple[Any, Any]:
    """Rational ends of an interval just inside the one between two numbers."""
    ends = rational(low, 1, 3), rational(high, -1, 3)
    return ends if ends[0] < ends[1] else (rational(low, 1), rational(high, -1))


def middle(low: Any, high: Any) -> Any:
    """A simple rational between two numbers: their mean if both are rational."""
    low, high = rational(low, 1), rational(high, -1)
    if low.q < SHORT and high.q < SHORT:
        return (low + high) / 2
    ends = (Fraction(int(x.p), int(x.q)) for x in ((3 * low + high) / 4, (low + 3 * high) / 4))
    simplest = simplest_rational(*ends, strict=True)
    return sympy.Rational(simplest.numerator, simplest.denominator)
