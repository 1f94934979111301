"""The line about the logit gradient: the weight of a sample by its label's probability."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import INFINITE, Pieces, as_product, sign_on, split
from lossproof.theory.card.line import Line, shown
from lossproof.theory.card.loss import P, Subject, limit, rational_between
from lossproof.theory.losses.gradients import slope
from lossproof.theory.numbers import array, compare

QUESTION = "gradient weight"
HAS_PEAK = "the weight 2p·(1 − p)·|ℓ′(p)| has a peak"
SLACK = sympy.Rational(1, 10**9)


def gradient_weight(subject: Subject) -> Iterator[Line]:
    """The L1 norm of the logit gradient, `2p·(1 − p)·|ℓ′(p)|`, and its greatest value.

    For a loss of the label's probability this holds at every prediction, otherwise where the
    other classes are equal.
    """
    for c, scope in subject.every():
        reading = subject.reading
        if (
            not reading.of_label_alone
            and c > subject.classes[0]
            and reading.along(c).has(sympy.log)
        ):
            continue
        if reading.parts is None:
            yield Line(
                QUESTION, "UNDECIDED", HAS_PEAK, scope, "the loss is not a sum over the classes"
            )
            continue
        where = "" if reading.of_label_alone or c == 2 else ", the other classes equal"
        pieces = reading.binary if c == 2 else split(reading.along(c), P)
        if reading.of_label_alone and subject.label_term(c) is not None:
            pieces = subject.label_term(c)
        if pieces is None:
            because = "the loss is not piecewise smooth"
            yield Line(QUESTION, "UNDECIDED", HAS_PEAK, scope, because)
            continue
        signs = pieces.derivative().signs()
        if not all(sign.nonnegative or sign.nonpositive for sign in signs):
            yield Line(QUESTION, "UNDECIDED", HAS_PEAK, scope, "ℓ′ changes its sign")
            continue
        factors = [-1 if sign.nonpositive else 1 for sign in signs]
        forms = tuple(
            _tidy(2 * P * (1 - P) * sign * slope(lambda u, form=form: form.xreplace({P: u}), P))
            for sign, form in zip(factors, pieces.forms, strict=True)
        )
        yield _peak(Pieces(P, pieces.ends, forms), scope, where)


def _tidy(form: Any) -> Any:
    return sympy.powsimp(as_product(sympy.expand_power_base(form)))


def _peak(weight: Pieces, scope: str, where: str) -> Line:
    shape = "; ".join(
        f"{shown(form)}" + ("" if len(weight.forms) == 1 else f" on ({low}, {high})")
        for form, low, high in zip(weight.forms, weight.ends[:-1], weight.ends[1:], strict=True)
    )
    says = f"w = {shape}{where}"
    values = {"weight": weight.forms[0]} if len(weight.forms) == 1 else {}
    ends = limit(weight.forms[0], 0), limit(weight.forms[-1], 1)
    if sympy.oo in ends:
        at = 0 if ends[0] is sympy.oo else 1
        because = f"it grows without bound as p tends to {at}"
        return Line(QUESTION, "PROVED", f"{says}: unbounded", scope, because, values)
    best = highest(weight)
    if best is None:
        return Line(
            QUESTION, "UNDECIDED", f"{says} has a peak", scope, "no maximum was found", values
        )
    at, value = best
    rising = _rises_to(weight, at)
    exact = rising or all(never_above(weight, k, value, at) for k in range(len(weight.forms)))
    if exact:
        location = f"as p tends to {at}" if at in (0, 1) else f"at p = {at}"
        says += f": peak {shown(value)} {location}"
        because = "the maximum is certified"
        return Line(QUESTION, "PROVED", says, scope, because, {**values, "peak": value, "at": at})
    level = sympy.Rational(str(sympy.N(value, 20)))
    peak = f"≈ {float(level):.9g} near p = {float(at):.6g}"
    if all(never_above(weight, k, level + SLACK, None) for k in range(len(weight.forms))):
        because, says = "the maximum is certified up to 1e-9", f"{says}: peak {peak}"
        return Line(QUESTION, "PROVED", says, scope, because, {**values, "peak to 1e-9": level})
    because = f"the largest value found is {peak}"
    return Line(QUESTION, "UNDECIDED", f"{says} has a peak", scope, because, values)


def highest(weight: Pieces) -> tuple[Any, Any] | None:
    """The greatest value found of a piecewise function and its position; None if not finite."""
    candidates: list[tuple[float, int, Any, Any]] = []
    for form, low, high in zip(weight.forms, weight.ends[:-1], weight.ends[1:], strict=True):
        for at in (low, high):
            value = limit(form, int(at)) if at in (0, 1) else form.xreplace({P: at})
            if value is None or value.free_symbols or value.has(*INFINITE):
                return None
            candidates.append((float(value), 1, at, value))
        inner = _inside(form, low, high)
        if inner is not None:
            value = form.xreplace({P: inner})
            candidates.append((float(sympy.N(value, 20)), 0, inner, value))
    if not candidates or not np.isfinite([candidate[0] for candidate in candidates]).all():
        return None
    _, _, at, value = max(candidates, key=lambda candidate: (candidate[0], candidate[1]))
    return at, value


def _inside(form: Any, low: Any, high: Any) -> Any:
    """A rational near the inner maximum; exactly there if it is a simple rational."""
    from scipy.optimize import minimize_scalar

    code = array([form], [P])
    grid = np.linspace(float(low), float(high), 402)[1:-1]
    (values,) = code(grid)
    if not np.isfinite(values).any():
        return None
    k = int(np.nanargmax(values))
    step = grid[1] - grid[0]
    minimum: Any = minimize_scalar(
        lambda at: -float(code(at)[0]), bounds=(grid[k] - step, grid[k] + step),
        method="bounded", options={"xatol": 1e-13},
    )  # fmt: skip
    near = rational_between(minimum.x, low, high)
    if near is None:
        return None
    change: Any = sympy.diff(form, P)
    for finest in (20, 100, 1000):
        simple = near.limit_denominator(finest)
        if low < simple < high and compare(change.xreplace({P: simple}), "==", 0):
            return simple
    return near


def _rises_to(weight: Pieces, at: Any) -> bool:
    """Whether a weight of one piece increases up to a point and decreases after it."""
    if len(weight.forms) != 1:
        return False
    change = sympy.diff(weight.forms[0], P)
    rises = at == 0 or sign_on(change, P, 0, at).nonnegative
    return rises and (at == 1 or sign_on(change, P, at, 1).nonpositive)


def never_above(weight: Pieces, k: int, level: Any, at: Any) -> bool:
    """Whether the k-th piece is nowhere above a level, which it may reach at one point."""
    low, high = weight.ends[k], weight.ends[k + 1]
    marks = [low, *([at] if at is not None and low < at < high else []), high]
    gap = level - weight.forms[k]
    return all(
        sign_on(gap, P, one, two, factored=False).nonnegative
        for one, two in itertools.pairwise(marks)
    )
