"""A function on (0, 1] with Max, Min and absolute values as smooth pieces."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import sympy

from lossproof.theory.card.calculus import places
from lossproof.theory.card.calculus.sign import RELATION, IntervalSign, sign_on
from lossproof.theory.numbers import constant_sign

MOST_BREAKS = 4


@dataclass(frozen=True)
class Pieces:
    """`forms[i]` in `x` on `[ends[i], ends[i + 1]]`, from 0 to 1, where the ends meet."""

    x: sympy.Symbol
    ends: tuple[Any, ...]
    forms: tuple[Any, ...]

    def map(self, function: Callable[[Any], Any]) -> Self:
        """The function applied to every piece; the result may jump where two pieces meet."""
        return type(self)(self.x, self.ends, tuple(function(form) for form in self.forms))

    def derivative(self, order: int = 1) -> Self:
        """The derivative of every piece."""
        return self.map(lambda form: sympy.diff(form, self.x, order))

    def signs(self) -> tuple[IntervalSign, ...]:
        """The sign of each piece inside its ends."""
        spans = zip(self.forms, self.ends[:-1], self.ends[1:], strict=True)
        return tuple(
            _located(sign_on(form, self.x, low, high), places.middle(low, high))
            for form, low, high in spans
        )

    def sign(self) -> IntervalSign:
        """The sign of all pieces inside their ends."""
        return joined(self.signs())

    def slope_signs(self) -> tuple[IntervalSign, ...]:
        """The sign of the jump of the derivative at each end between two pieces."""
        slopes = self.derivative().forms
        jumps: list[IntervalSign] = []
        for before, after, at in zip(slopes[:-1], slopes[1:], self.ends[1:-1], strict=True):
            jump: Any = (after - before).xreplace({self.x: at})
            jumps.append(IntervalSign(RELATION[constant_sign(jump)]))
        return tuple(jumps)

    def curvature(self) -> IntervalSign:
        """`>` or `>=` where the function is (strictly) convex, `<` or `<=` where it is concave."""
        inside, bends = self.derivative(2).signs(), self.slope_signs()
        smooth = joined(inside)
        if not bends:
            return smooth
        if smooth.relation == "==" and all(bend.nonnegative for bend in bends):
            return IntervalSign(">=" if any(bend.relation == ">" for bend in bends) else "==")
        if smooth.nonnegative and all(bend.nonnegative for bend in bends):
            return smooth
        if smooth.nonpositive and all(bend.nonpositive for bend in bends):
            return smooth if smooth.relation != "==" else IntervalSign("<=")
        return IntervalSign("?")


def _located(sign: IntervalSign, middle: sympy.Rational) -> IntervalSign:
    """A strict sign with a point where it holds."""
    if sign.relation == ">":
        return IntervalSign(">", above=middle)
    return IntervalSign("<", below=middle) if sign.relation == "<" else sign


def joined(signs: tuple[IntervalSign, ...]) -> IntervalSign:
    """The sign of a function from its signs on adjacent pieces."""
    above = next((s.above for s in signs if s.above is not None), None)
    below = next((s.below for s in signs if s.below is not None), None)
    kinds = {sign.relation for sign in signs}
    if len(kinds) == 1:
        return signs[0]
    if "?" in kinds:
        return IntervalSign("?")
    if kinds <= {">", ">=", "=="}:
        return IntervalSign(">=")
    if kinds <= {"<", "<=", "=="}:
        return IntervalSign("<=")
    return IntervalSign("mixed", above, below)


def split(form: Any, x: sympy.Symbol) -> Pieces | None:
    """Write a formula in `x` as pieces; None if the position of a kink is unknown."""
    ends: set[Any] = {sympy.Integer(0), sympy.Integer(1)}
    kinks = form.atoms(sympy.Max, sympy.Min, sympy.Abs)
    for kink in kinks:
        for difference in _differences(kink):
            roots = _roots(difference, x)
            if roots is None:
                return None
            ends |= roots
    ordered = sorted({sympy.Integer(0), sympy.Integer(1)} | places.inside(ends, 0, 1))
    if len(ordered) > MOST_BREAKS + 2:
        return None
    forms: list[Any] = []
    for low, high in itertools.pairwise(ordered):
        piece = _smooth(form, x, low, high)
        if piece is None:
            return None
        forms.append(piece)
    return Pieces(x, *_merged(ordered, forms))


def _merged(ends: list[Any], forms: list[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The pieces without ends that have the same formula on both sides."""
    places, distinct = [ends[0]], [forms[0]]
    for end, form in zip(ends[1:-1], forms[1:], strict=True):
        if form != distinct[-1] and sympy.expand(form - distinct[-1]) != 0:
            places.append(end)
            distinct.append(form)
    return (*places, ends[-1]), tuple(distinct)


def _differences(kink: Any) -> list[Any]:
    if isinstance(kink, sympy.Abs):
        return [kink.args[0]]
    return [a - b for i, a in enumerate(kink.args) for b in kink.args[:i]]


def _roots(difference: Any, x: sympy.Symbol) -> set[Any] | None:
    """The possible zeros in (0, 1) of the arguments of a kink; None if they are unknown."""
    if not difference.has(x):
        return set()
    if difference.has(sympy.Max, sympy.Min, sympy.Abs):
        return _roots_in_pieces(split(difference, x), x)
    if difference.is_polynomial(x):
        polynomial = sympy.Poly(difference, x)
        if all(coefficient.is_Rational for coefficient in polynomial.all_coeffs()):
            rational = {r for r in sympy.roots(polynomial, filter="Q") if 0 < r < 1}
            inside = polynomial.count_roots(0, 1) - sum(polynomial.eval(e) == 0 for e in (0, 1))
            if len(rational) == inside:
                return rational
    sign = sign_on(difference, x)
    if sign.nonnegative or sign.nonpositive:
        return set()
    return places.inside(places.roots(difference, x), 0, 1) or None


def _roots_in_pieces(pieces: Pieces | None, x: sympy.Symbol) -> set[Any] | None:
    if pieces is None:
        return None
    points: set[Any] = set(pieces.ends[1:-1])
    for form, low, high in zip(pieces.forms, pieces.ends[:-1], pieces.ends[1:], strict=True):
        roots = _roots(form, x)
        if roots is None:
            return None
        points |= {root for root in roots if low < root < high}
    return points


def _smooth(form: Any, x: sympy.Symbol, low: Any, high: Any) -> Any:
    while kinks := form.atoms(sympy.Max, sympy.Min, sympy.Abs):
        kink = min(kinks, key=lambda term: term.count_ops())
        chosen = _chosen(kink, x, low, high)
        if chosen is None:
            return None
        form = form.xreplace({kink: chosen})
    return form


def _chosen(kink: Any, x: sympy.Symbol, low: Any, high: Any) -> Any:
    if isinstance(kink, sympy.Abs):
        sign = sign_on(kink.args[0], x, low, high)
        if sign.nonnegative:
            return kink.args[0]
        return -kink.args[0] if sign.nonpositive else None
    best = kink.args[0]
    for other in kink.args[1:]:
        sign = sign_on(other - best, x, low, high)
        if not (sign.nonnegative or sign.nonpositive):
            return None
        if sign.nonnegative == isinstance(kink, sympy.Max):
            best = other
    return best
