"""The certified sign of a formula in one variable on an open interval.

At the ends it may be 0, infinite or not smooth: near an end `x = end ± v` the formula is
written as a sum of terms `v^a log(v)^b h(v)` with `h` smooth, and the leading term exceeds the
enclosures of the others. Between the ends a cover decides. Polynomials are decided by their roots.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from lossproof.theory.card.calculus.edge import REACHES, sign_near_zero
from lossproof.theory.card.calculus.factors import as_product
from lossproof.theory.card.calculus.places import rational, within
from lossproof.theory.card.calculus.ranged import Relation, ranged, sign_over
from lossproof.theory.numbers import ball, constant_sign, cover

BOXES, NARROWEST = 800, Fraction(1, 2**90)
SAMPLES = tuple(sympy.Rational(k, 24) for k in (12, 1, 23, 6, 18, 3, 21, 9, 15))
JUMPS = (sympy.DiracDelta, sympy.Heaviside, sympy.Derivative, sympy.Subs)
RELATION: dict[int | None, Relation] = {1: ">", -1: "<", 0: "==", None: "?"}
_FLIPPED: dict[Relation, Relation] = {">": "<", ">=": "<=", "<=": ">=", "<": ">"}


@dataclass(frozen=True)
class IntervalSign:
    """The relation of a formula to 0 on an open interval; "?" is undecided.

    `above` and `below` are rational points where a "mixed" one is positive and negative.
    """

    relation: Relation
    above: sympy.Rational | None = None
    below: sympy.Rational | None = None

    def __neg__(self) -> IntervalSign:
        return IntervalSign(_FLIPPED.get(self.relation, self.relation), self.below, self.above)

    @property
    def nonnegative(self) -> bool:
        """Whether it is certainly >= 0."""
        return self.relation in (">", ">=", "==")

    @property
    def nonpositive(self) -> bool:
        """Whether it is certainly <= 0."""
        return self.relation in ("<", "<=", "==")


@lru_cache(maxsize=2048)
def sign_on(
    formula: Any, x: sympy.Symbol, low: Any = 0, high: Any = 1, *, factored: bool = True
) -> IntervalSign:
    """The sign of a formula in `x` on the open interval with exact ends `low < high`.

    Each factor is decided separately, unless `factored` is false. The sign is "?" if the formula
    is undefined somewhere in the interval, or if no method decides.
    """
    ends: tuple[Any, Any] = (sympy.sympify(low), sympy.sympify(high))
    variable = sympy.Dummy("x", positive=True) if ends[0] >= 0 else sympy.Dummy("x", real=True)
    form: Any = sympy.sympify(formula).xreplace({x: variable})
    if form.free_symbols - {variable}:
        known = ranged(form) == form.free_symbols - {variable} and ends[0] >= 0
        return IntervalSign(sign_over(form, variable, *ends) if known else "?")
    if form.has(sympy.nan, sympy.zoo, sympy.oo, *JUMPS):
        return IntervalSign("?")
    relation: Relation = ">"
    for factor in _factors(form) if factored else (form,):
        base, exponent = factor.as_base_exp()
        sign = _sign(base, variable, *ends)
        if sign.relation in (">", "<") or (exponent.is_Integer and exponent > 0):
            if exponent.is_Integer and exponent % 2 == 0:
                strict = sign.relation in (">", "<")
                sign = IntervalSign(">" if strict else "==" if sign.relation == "==" else ">=")
        else:
            sign = IntervalSign("?")
        if sign.relation == "<" and not exponent.is_Integer:
            sign = IntervalSign("?")
        relation = _times(relation, sign.relation)
    if relation in ("mixed", "?"):
        return _witnessed(form, variable, *ends)
    return IntervalSign(relation if defined_on(form, variable, *ends) else "?")


def defined_on(form: Any, x: Any, low: Any = 0, high: Any = 1) -> bool:
    """Whether no argument of a division or logarithm, even of one that cancels, may be 0 inside.

    The second derivative of `sqrt((x - 1/2)^2)` cancels to 0, except at its kink.
    """
    for part in form.atoms(sympy.Pow, sympy.log):
        if part.has(x) and not (part.is_Pow and part.exp.is_nonnegative):
            sign = sign_on(part.args[0], x, low, high).relation
            if sign != ">" and not (sign == "<" and part.is_Pow and part.exp.is_Integer):
                return False
    return True


def _times(one: Relation, other: Relation) -> Relation:
    if "==" in (one, other):
        return "=="
    if "?" in (one, other) or "mixed" in (one, other):
        return "?"
    strict = one in (">", "<") and other in (">", "<")
    positive = (one in (">", ">=")) == (other in (">", ">="))
    return (">" if strict else ">=") if positive else ("<" if strict else "<=")


def _witnessed(form: Any, x: Any, low: Any, high: Any) -> IntervalSign:
    """The sign "mixed" with two simple points, if it certainly has different signs there."""
    low, high = within(low, high)
    points = [*SAMPLES, *(r for s in REACHES[2:5] for r in (s, 1 - s))]
    sides: dict[str, Any] = {}
    for share in points:
        point = low + (high - low) * share
        value = ball(form, {x: point})
        side = ">" if value > 0 else "<" if value < 0 else "?"
        sides.setdefault(side, point)
        if ">" in sides and "<" in sides:
            return IntervalSign("mixed", sides[">"], sides["<"])
    return IntervalSign("?")


def _factors(form: Any) -> tuple[Any, ...]:
    return sympy.Mul.make_args(sympy.factor_terms(as_product(form)))


def _sign(base: Any, x: Any, low: Any, high: Any) -> IntervalSign:
    """The sign of one factor."""
    if not base.free_symbols:
        return IntervalSign(RELATION[constant_sign(base)])
    if low >= 0 and base.is_positive is True:
        return IntervalSign(">")
    if base.is_polynomial(x):
        polynomial = sympy.Poly(base, x)
        numbers = (low, high, *polynomial.all_coeffs())
        if all(number.is_Rational for number in numbers):
            return _by_roots(polynomial, low, high)
    if (crossed := _witnessed(base, x, low, high)).relation == "mixed":
        return crossed
    return _by_cover(base, x, low, high)


def _by_roots(polynomial: Any, low: Any, high: Any) -> IntervalSign:
    while polynomial.eval(low) == 0 and not polynomial.is_zero:
        polynomial = polynomial.quo(sympy.Poly(polynomial.gen - low, polynomial.gen))
    while polynomial.eval(high) == 0 and not polynomial.is_zero:
        polynomial = -polynomial.quo(sympy.Poly(polynomial.gen - high, polynomial.gen))
    if polynomial.is_zero:
        return IntervalSign("==")
    if polynomial.count_roots(low, high) == 0:
        return IntervalSign(">" if polynomial.eval((low + high) / 2) > 0 else "<")
    return IntervalSign("?")


def _by_cover(form: Any, x: Any, low: Any, high: Any) -> IntervalSign:
    v = sympy.Dummy("v", positive=True)
    room = rational((high - low) / 2, -1)
    left = sign_near_zero(form.xreplace({x: low + v}), v, room)
    if left is None:
        return IntervalSign("?")
    right = sign_near_zero(form.xreplace({x: high - v}), v, room)
    if right is None or right[0] != left[0]:
        return IntervalSign("?")
    start, stop = rational(low + left[1], -1), rational(high - right[1], 1)
    sign: Relation = ">" if left[0] > 0 else "<"
    if start < stop:
        try:
            result = cover(left[0] * form, {x: (start, stop)}, max_boxes=BOXES, min_width=NARROWEST)
        except TypeError:
            return IntervalSign("?")
        if not result.complete:
            return IntervalSign("?")
    return IntervalSign(sign)
