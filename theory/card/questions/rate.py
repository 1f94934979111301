"""The line about the largest rate of uniform noise that a loss tolerates, if not all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import Pieces, split
from lossproof.theory.card.line import Line, point, shown
from lossproof.theory.card.loss import P, Subject, below, limit
from lossproof.theory.card.questions.noise import beaten_vertex
from lossproof.theory.card.questions.shape import strictly_proper
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import compare

QUESTION = "largest rate"
SAMPLE = ", one sample, any prediction"


def largest_rate(subject: Subject) -> Iterator[Line]:
    """Up to which rate is the clean minimiser a noisy minimiser, if not at all rates?

    With the weights `1 - eta` and `eta/(c-1)` on convex terms, the other classes are equal at the
    minimum (Jensen), and the risk is convex in the label's probability. So the vertex is a
    minimum if and only if the slope there is not positive; the slope is linear in `eta`.
    """
    beaten = [
        c for c in subject.classes
        if subject.symmetric(c) is None
        and (counterexample := beaten_vertex(subject, c)) is not None and counterexample[1] != 0
    ]  # fmt: skip
    if len(beaten) == len(subject.classes) and subject.same_for_all:
        rate = _rate(subject.label_term(3), sympy.Integer(0), CLASSES)
        if rate is not None:
            yield from _lines(rate, "c >= 2")
            return
    for c in beaten:
        rate = _rate(subject.label_term(c), subject.shared(c), sympy.Integer(c))
        if rate is not None:
            yield from _lines(rate, f"c = {c}")
        elif strictly_proper(subject, c):
            because = "strictly proper: only the noisy label distribution minimises the noisy risk"
            for line in _lines(sympy.Integer(0), f"c = {c}"):
                yield replace(line, because=because)
        elif (worst := _worst(subject, c)) is not None:
            rate, at = worst
            because = f"above this rate the prediction {point(at)} has the smaller noisy risk"
            if rate != 0:
                because += "; tolerance of all smaller rates is not decided"
            says = f"it tolerates no rate η above {shown(rate)}{subject.approach(c)}"
            values, witness = {"at most": rate}, {"f": at}
            yield Line(QUESTION, "PROVED", says, f"c = {c}{SAMPLE}", because, values, witness)


def _lines(rate: Any, scope: str) -> Iterator[Line]:
    """That a rate is tolerated, which is plain of the rate 0, and that no other is."""
    clean = "the one-hot prediction of the clean label minimises the noisy risk"
    because = (
        "the risk is convex, and its slope from the one-hot prediction to any other is linear in η"
    )
    scope, values = scope + SAMPLE, {"largest rate": rate}
    if rate != 0:
        yield Line(QUESTION, "PROVED", f"{clean} if η ≤ {shown(rate)}", scope, because, values)
    end = "= 0" if rate == 0 else f"≤ {shown(rate)}"
    yield Line(QUESTION, "PROVED", f"{clean} only if η {end}", scope, because, values)


def _rate(label_term: Pieces | None, shared: Any, c: Any) -> Any:
    """The largest rate for a sum of convex terms; None if the terms are not, or if undecided.

    It is `(a'(1) + b'(1) - b'(0)) / (a'(1) + a'(0)/(c-1))` for `a(p_y) + sum_j b(p_j)`.
    """
    rest = None if shared is None else split(sympy.sympify(shared), P)
    if label_term is None or rest is None:
        return None
    if not (label_term.curvature().nonnegative and rest.curvature().nonnegative):
        return None
    slopes = label_term.derivative().forms, rest.derivative().forms
    ends = [limit(forms[k], at) for forms in slopes for k, at in ((0, 0), (-1, 1))]
    if None in ends or any(end in (sympy.oo, -sympy.oo) for end in ends[1:]):
        return None
    low, high, first, last = ends
    clean = high + last - first
    if compare(clean, "<=", 0) is not True:
        return None
    if low == -sympy.oo or compare(clean, "==", 0):
        return sympy.Integer(0) if compare(low, "<", 0) else None
    if low is sympy.oo or not compare(low, "<", 0) or not compare(high, "<=", 0):
        return None
    return sympy.factor_terms(sympy.cancel(clean * (c - 1) / (high * (c - 1) + low)))


def _worst(subject: Subject, c: int) -> tuple[Any, Any] | None:
    """The least rate above which a simple prediction beats the vertex, with that prediction."""
    sure = subject.sure(c)
    if sure is None or sure[0] in (sympy.oo, -sympy.oo):
        return None
    vertex_loss, total = sure[0], sure[0] + (c - 1) * sure[1]
    best: tuple[float, Any, Any] | None = None
    table = subject.table(c)
    for at, losses in zip(table.points, table.exact, strict=True):
        here = sympy.Add(*losses)
        if not below(here, total):
            continue
        distance, gain = losses[0] - vertex_loss, total - here
        if distance is sympy.oo or compare(distance, ">=", 0) is not True:
            continue
        rate: Any = sympy.Integer(0)
        if gain is not sympy.oo:
            rate = (c - 1) * distance / (gain + c * distance)
        size = float(sympy.N(rate, 15))
        if np.isfinite(size) and (best is None or size < best[0]):
            best = size, rate, at
    return None if best is None else best[1:]
