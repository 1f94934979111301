"""Lines about the range of a loss, and about its class sum."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.calculus import sign_on
from lossproof.theory.card.line import ROUGH, Line, apart, near_end, point, rounded, shown
from lossproof.theory.card.loss import (
    Extreme,
    P,
    Subject,
    at_uniform,
    at_vertex,
    below,
    defined_as_typed,
    limit,
    losses_at,
    plain_sign,
)
from lossproof.theory.card.questions.gradient import SLACK, highest, never_above
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES

CLOSER, TO_NINE = 5, "≈ to 1e-9"
# Probabilities at which a loss may be near an end that it does not attain, simple ones first.
VANISHING = (
    *(sympy.Rational(1, 10**k) for k in (1, 2, 4, 8, 16)), *(sympy.exp(-(10**k)) for k in (3, 8)),
)  # fmt: skip


def bounded(subject: Subject) -> Iterator[Line]:
    """Is the loss bounded over the simplex, and between which values?"""
    question = "bounded"
    reading = subject.reading
    if reading.closed and reading.parts is None and subject.constant is not None:
        share = _share(subject)
        if share is not None:
            yield share
            return
    for c, scope in subject.every():
        unbounded = _unbounded(subject, c)
        if unbounded is not None:
            yield Line(question, "REFUTED", "the loss is bounded", scope, unbounded)
            continue
        values = _range(subject, c)
        if values is None and (line := _between(subject, c, scope)) is not None:
            yield line
            continue
        if values is None:
            because = observed_range(subject.table(c).values.ravel())
            yield Line(question, "UNDECIDED", "the loss is bounded", scope, because)
            continue
        yield _ranges(subject, c, scope, "it is monotone in the label's probability", values)


def observed_range(values: np.ndarray) -> str:
    """Between which values those of simple predictions are, in words."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return "the loss has no value at any test prediction"
    top = ", and is infinite" if np.isinf(values).any() else ""
    return (
        f"at test predictions the loss ranges from ≈ {finite.min():.6g} to ≈ "
        f"{finite.max():.6g}{top}"
    )


def _between(subject: Subject, c: int, scope: str) -> Line | None:
    """The certified range of a loss that is not monotone, to 1e-9 if not exact."""
    bounds = subject.bounds(c)
    if bounds is None:
        return None
    ends: list[Any] = []
    texts: list[str] = []
    peaks: list[Any] = []
    because = "certified by intervals between ends, kinks and stationary points"
    for side, bound in zip((-1, 1), bounds, strict=True):
        turned = bound.map(lambda form, side=side: side * form)
        peak = highest(turned)
        if peak is None:
            return None
        at, value = peak
        peaks.append(at)
        pieces, text = range(len(turned.forms)), shown(side * value)
        if not all(never_above(turned, k, value, at) for k in pieces):
            text = rounded(side * value)
            value = sympy.Rational(str(sympy.N(value, 20))) + SLACK
            because = f"certified; {TO_NINE}"
            if not all(never_above(turned, k, value, None) for k in pieces):
                return None
        ends.append(side * value)
        texts.append(text)
    return _ranges(subject, c, scope, because, ends, peaks, texts)


def _ranges(
    subject: Subject, c: int, scope: str, because: str, ends: Any, peaks: Any = (), texts: Any = ()
) -> Line:
    """The line about a range, with predictions for label 0 at which the loss is near its ends."""
    low, high = ends
    values = {"least": low, "greatest": high}
    near = {f"{name} near": _near(subject, c, end, near_end(low, high), peaks)
            for name, end in values.items()}  # fmt: skip
    first, last = texts or map(shown, ends)
    says = f"ranges from {first} to {last}"
    if None in near.values():
        near, says = {}, f"is between {shown(low)} and {shown(high)}"
    return Line("bounded", "PROVED", f"the loss {says}", scope, because, values, near)


def _near(subject: Subject, c: int, end: Any, slack: Any, peaks: Any) -> Vector | None:
    """A prediction at which the loss of label 0 is an end of its range, up to `slack`."""
    for at in (0, 1, *peaks, *(p for q in VANISHING for p in (q, 1 - q))):
        rest = [(1 - at) / sympy.Integer(c - 1)] * (c - 1)
        for others in (rest,) if c == 2 else (rest, [1 - at, *[sympy.Integer(0)] * (c - 2)]):
            f = Vector([at, *others])
            value = subject.reading.on(f, 0)
            near = value == end or (
                not (value is None or slack.free_symbols)
                and below(-slack, value - end)
                and below(value - end, slack)
            )
            if near and defined_as_typed(subject.reading, [(f, 0)]):
                return f
    return None


def _share(subject: Subject) -> Line | None:
    constant: Any = subject.constant
    reading = subject.reading
    share = reading.ratio is not None and sign_on(reading.ratio, P).relation in (">", "<")
    positive = share or plain_sign(reading, reading.value, None).relation in (">", ">=")
    if not positive or constant.has(CLASSES):
        return None
    return Line(
        "bounded", "PROVED", f"the loss is between 0 and {shown(constant)}", "c >= 2",
        "the losses of all labels are nonnegative, and the class sum is constant",
        {"low": sympy.Integer(0), "high": constant},
    )  # fmt: skip


def _unbounded(subject: Subject, c: int) -> str | None:
    label_term, shared = subject.label_term(c), subject.shared(c)
    if label_term is None or shared is None:
        return _unbounded_along(subject, c)
    first = limit(label_term.forms[0], 0)
    if shared == 0:
        last = limit(label_term.forms[-1], 1)
        if last in (sympy.oo, -sympy.oo):
            return f"it tends to {shown(last)} as the label's probability tends to 1"
    if first in (sympy.oo, -sympy.oo) and (shared == 0 or limit(shared, 0) in (0, first)):
        return f"it tends to {shown(first)} as the label's probability tends to 0"
    if shared != 0 and limit(shared, 0) in (sympy.oo, -sympy.oo) and first not in (
        sympy.oo, -sympy.oo,
    ):  # fmt: skip
        return f"it tends to {shown(limit(shared, 0))} as another probability tends to 0"
    top = limit(shared, 1) if shared != 0 else None
    finite = not {first, limit(shared, 0)} & {None, sympy.oo, -sympy.oo} if shared != 0 else False
    if finite and top in (sympy.oo, -sympy.oo):
        return f"it tends to {shown(top)} as another probability tends to 1"
    return None if subject.reading.of_label_alone else _unbounded_along(subject, c)


def _unbounded_along(subject: Subject, c: int) -> str | None:
    for at in (0, 1):
        value = limit(subject.reading.along(c), at)
        if value in (sympy.oo, -sympy.oo):
            others = "" if c == 2 else ", the others equal"
            return f"it tends to {shown(value)} as the label's probability tends to {at}{others}"
    return None


def _range(subject: Subject, c: int) -> tuple[Any, Any] | None:
    """The least and greatest loss, if it is monotone along its extreme cases, else None."""
    label_term, shared = subject.label_term(c), subject.shared(c)
    if label_term is None or shared is None:
        return None
    if shared == 0:
        slope = label_term.derivative().sign()
        if not (slope.nonpositive or slope.nonnegative):
            return None
        ends = limit(label_term.forms[-1], 1), limit(label_term.forms[0], 0)
        if None in ends or any(end in (sympy.oo, -sympy.oo) for end in ends):
            return None
        return ends if slope.nonpositive else (ends[1], ends[0])
    bounds = subject.bounds(c)
    if bounds is None or not all(bound.derivative().sign().nonpositive for bound in bounds):
        return None
    ends = limit(bounds[0].forms[-1], 1), limit(bounds[1].forms[0], 0)
    return None if None in ends or any(e in (sympy.oo, -sympy.oo) for e in ends) else ends


def symmetric(subject: Subject) -> Iterator[Line]:
    """Is the sum over the labels the same at every prediction?"""
    question, says = "symmetric", "the class sum is the same at every prediction"
    constant = subject.constant
    if constant is None and subject.same_for_all:
        chi = subject.summand(2)
        if chi is not None and len(chi.forms) == 1 and chi.curvature().relation == "==":
            from lossproof.theory.card.loss import constant_sum

            constant = constant_sum(chi.forms[0], P, CLASSES)
    if constant is not None:
        inside = "" if subject.defined_at_vertices else " inside the simplex"
        yield Line(
            question, "PROVED", f"the class sum is {shown(constant)} at every prediction{inside}",
            "c >= 2", "by algebra", {"class sum": constant},
        )  # fmt: skip
        return
    for c in subject.classes:
        scope = f"c = {c}"
        total = subject.symmetric(c)
        if total is not None:
            yield Line(question, "PROVED", f"{says}: {shown(total)}", scope, "by algebra",
                       {"class sum": total})  # fmt: skip
            continue
        pair = two_sums(subject, c)
        if pair is None:
            because = f"the class sums of {len(subject.table(c).points)} test predictions agree"
            yield Line(question, "UNDECIDED", says, scope, because)
            continue
        (one, first), (other, second) = pair
        values = apart(first, second)
        because = f"{values[0]} at {point(one)}, {values[1]} at {point(other)}"
        witness = {"f": one, "class sum at f": first, "g": other, "class sum at g": second}
        yield Line(question, "REFUTED", says, scope, because, witness=witness)


def two_sums(subject: Subject, c: int) -> Any:
    """Two predictions with certainly different class sums, each with its class sum."""
    table = subject.table(c)
    totals = table.sums
    order = np.argsort(np.isinf(totals), kind="stable")
    for k, i in enumerate(order):
        for j in order[:k]:
            finite = np.isfinite(totals[[i, j]])
            if finite.any() and (not finite.all() or abs(totals[i] - totals[j]) > 1e-9):
                one, other = sympy.Add(*table.exact[j]), sympy.Add(*table.exact[i])
                if below(one, other) or below(other, one):
                    return (table.points[j], one), (table.points[i], other)
    # Class sums that float64 does not separate.
    exact = [(at, sympy.Add(*table.exact[i])) for i, at in enumerate(table.points[:CLOSER])]
    for one, other in itertools.combinations(exact, 2):
        if below(one[1], other[1]) or below(other[1], one[1]):
            return one, other
    least, greatest = (_attained(subject, c, end) for end in subject.extremes(c))
    return (least, greatest) if least and greatest and below(least[1], greatest[1]) else None


def _attained(subject: Subject, c: int, end: Extreme | None) -> tuple[Vector, Any] | None:
    """A prediction at or near which the class sum is least or greatest, with its class sum."""
    if end is None or end.where is None:
        return None
    if end.exact:
        return Vector(end.where), end.value
    losses = losses_at(subject.reading, Vector(end.where))
    return None if losses is None else (Vector(end.where), sympy.Add(*losses))


def class_sum_range(subject: Subject) -> Iterator[Line]:
    """Between which values is the class sum, and where are they attained?"""
    constant = subject.constant
    if constant is not None:
        where = "everywhere" if subject.defined_at_vertices else "everywhere inside the simplex"
        yield Line("class-sum range", "PROVED", f"{shown(constant)} {where}", "c >= 2",
                   "symmetric", {"least": constant, "greatest": constant})  # fmt: skip
        return
    if subject.same_for_all and (line := _for_all(subject)) is not None:
        yield line
        return
    for c in subject.classes:
        yield _at(subject, c)


def _for_all(subject: Subject) -> Line | None:
    chi = subject.summand(2)
    if chi is None:
        return None
    bent = chi.curvature()
    if bent.relation == "==":
        return None
    flat, sure = (at(chi.forms[k], P, CLASSES) for at, k in ((at_uniform, 0), (at_vertex, 0)))
    if len(chi.forms) > 1 or sure is None or not (bent.nonnegative or bent.nonpositive):
        return None
    low, high = (flat, sure) if bent.nonnegative else (sure, flat)
    low, high = (x if x is sympy.oo else sympy.factor_terms(sympy.expand(x)) for x in (low, high))
    where = ("at the uniform prediction", "at a vertex")
    least, most = where if bent.nonnegative else where[::-1]
    shape = "convex" if bent.nonnegative else "concave"
    greatest = "unbounded" if high is sympy.oo else f"greatest {shown(high)}"
    return Line(
        "class-sum range", "PROVED", f"least {shown(low)} {least}, {greatest} {most}", "c >= 2",
        f"the class sum is a sum of equal {shape} terms", {"least": low, "greatest": high},
    )  # fmt: skip


def _at(subject: Subject, c: int) -> Line:
    question, scope = "class-sum range", f"c = {c}"
    total = subject.symmetric(c)
    if total is not None:
        return Line(question, "PROVED", f"{shown(total)} everywhere", scope, "symmetric",
                    {"least": total, "greatest": total})  # fmt: skip
    low, high = subject.extremes(c)
    if low is None or high is None:
        because = observed_range(subject.table(c).sums)
        return Line(question, "UNDECIDED", "the class sum has a range", scope, because)
    says = f"least {_end(low)}, greatest {_end(high)}"
    because = low.because or high.because or "a sum of convex or of concave terms"
    if not (low.exact and high.exact):
        because += f"; {TO_NINE}"
    places = {"least at": low.where, "greatest at": high.where}
    return Line(question, "PROVED", says, scope, because,
                {"least": low.outer(-1), "greatest": high.outer(1)},
                {name: at for name, at in places.items() if at is not None})  # fmt: skip


def _end(end: Extreme) -> str:
    if not end.exact:
        where = (
            ""
            if end.where is None
            else f" near ({', '.join(f'{float(x):.4g}' for x in end.where)})"
        )
        return f"{rounded(end.value)}{where if abs(end.value) > ROUGH else ''}"
    return f"{shown(end.value)} at {point(end.where)}"
