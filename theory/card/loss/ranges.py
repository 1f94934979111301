"""Certified ranges of class sums, and whether a formula is bounded on them."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.card.calculus import sign_on, split
from lossproof.theory.card.loss.extremes import extremes
from lossproof.theory.card.loss.reading import P, Reading, at_entry
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import ball

Box = dict[Any, tuple[Any, Any]]
DIGITS = 12


def box_of(reading: Reading, form: Any, c: int | None) -> Box | None:
    """Bounds on the label's probability and the class sums of a formula; None if one is unknown."""
    box: Box = {}
    for symbol in sorted(form.free_symbols, key=str):
        if symbol == P:
            box[symbol] = (sympy.Integer(0), sympy.Integer(1))
            continue
        body = reading.sums.get(symbol)
        interval = None if body is None else sum_range(body, c)
        if interval is None:
            return None
        box[symbol] = interval
    return box


def sum_range(body: Any, c: int | None) -> tuple[Any, Any] | None:
    """Rational bounds on the sum of a body at c classes, or at all c >= 2; None if unknown."""
    ends = _ends_for_all(body) if c is None else _ends(body, c)
    if ends is None or any(end in (sympy.oo, -sympy.oo) for end in ends):
        return None
    low, high = (_rational(end, side) for end, side in zip(ends, (-1, 1), strict=True))
    return None if low is None or high is None else (low, high)


def _rational(value: Any, side: int) -> Any:
    """A rational bound on a constant; the constant itself if it is rational."""
    value = sympy.sympify(value)
    if value.is_Rational:
        return value
    enclosure = ball(value)
    if not enclosure.is_finite():
        return None
    scale = 10**DIGITS
    end = (enclosure.upper() if side > 0 else enclosure.lower()) * scale
    integer = (end.ceil() if side > 0 else end.floor()).unique_fmpz()
    return None if integer is None else sympy.Rational(int(integer) + side, scale)


def _ends(body: Any, c: int) -> tuple[Any, Any] | None:
    chi = split(body.xreplace({CLASSES: sympy.Integer(c)}), P)
    low, high = (None, None) if chi is None else extremes(chi, c)
    return None if low is None or high is None else (low.outer(-1), high.outer(1))


def _ends_for_all(body: Any) -> tuple[Any, Any] | None:
    """The range if the body is convex or concave: its sums at the uniform point and at a vertex."""
    if body.has(CLASSES, sympy.Max, sympy.Min, sympy.Abs):
        return None
    bent = sign_on(sympy.diff(body, P, 2), P)
    zero, one = (at_entry(body, sympy.Integer(at)) for at in (0, 1))
    if zero != 0 or one is None or not (bent.nonnegative or bent.nonpositive):
        return None
    # c b(1/c) is the slope of a chord from 0, which is monotone in 1/c.
    far = at_entry(body / P, sympy.Integer(0))
    if far is None:
        return None
    return (far, one) if bent.nonnegative else (one, far)
