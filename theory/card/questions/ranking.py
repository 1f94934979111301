"""The line about the order of the losses of two labels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import sympy

from lossproof.theory.card.calculus import places, sign_on
from lossproof.theory.card.line import Line, point, shown
from lossproof.theory.card.loss import STEP, P, Subject, among_more, below, limit, steepest
from lossproof.theory.language import Vector
from lossproof.theory.numbers import compare


def ranks_labels(subject: Subject) -> Iterator[Line]:
    """Does the likelier of two labels have the smaller loss?"""
    question = "ranks labels"
    says = subject.says(question)
    because = (
        "the loss strictly decreases in the label's probability, with the others as free variables"
    )
    fewer: list[tuple[Vector, int, int]] = []
    if subject.ranking().relation == "<":
        yield Line(question, "PROVED", says, "c >= 2", because)
        return
    for c in subject.classes:
        scope = f"c = {c}"
        if subject.ranking(c).relation == "<":
            yield Line(question, "PROVED", says, scope, because)
            continue
        if c == 2 and _ranks_two(subject):
            reason = "ℓ(p) < ℓ(1 − p) for every p > 1/2"
            yield Line(question, "PROVED", says, scope, reason)
            continue
        counterexample = _misranked(subject, c) or _misranked_as_with_fewer(subject, c, fewer)
        if counterexample is not None:
            at, one, other, low, high = counterexample
            fewer.append((at, one, other))
            reason = (
                f"at {point(at)} the label of probability {at[one]} has loss {shown(low)}, that "
                f"of {at[other]} {shown(high)}"
            )
            witness = {"f": at, "label": one, "loss": low, "other label": other,
                       "other loss": high}  # fmt: skip
            yield Line(question, "REFUTED", says, scope, reason, witness=witness)
        else:
            yield Line(question, "UNDECIDED", says, scope, subject.tried(c))


def _ranks_two(subject: Subject) -> bool:
    """Whether `l(p) < l(1 - p)` on (1/2, 1], for two classes."""
    loss = subject.reading.binary
    if loss is None or not below(limit(loss.forms[-1], 1), limit(loss.forms[0], 0)):
        return False
    half, one = sympy.Rational(1, 2), sympy.Integer(1)
    inner = {x for end in loss.ends for x in (end, 1 - end) if half < x < 1}
    marks = sorted({half, one} | inner)

    def at(p: Any) -> Any:
        return next(f for f, high in zip(loss.forms, loss.ends[1:], strict=True) if p <= high)

    for low, high in itertools.pairwise(marks):
        middle = (low + high) / 2
        gap = at(middle) - at(1 - middle).xreplace({P: 1 - P})
        if sign_on(gap, P, low, high).relation != "<":
            return False
        if high != 1 and not compare(gap.xreplace({P: high}), "<", 0):
            return False
    return True


def _misranked(subject: Subject, c: int) -> Any:
    """A prediction and labels in the wrong order, inside unless `shares_are_regular`."""
    table, inside = subject.table(c), not subject.shares_are_regular
    for at, losses in zip(table.points, table.exact, strict=True):
        if inside and 0 in at:
            continue
        for one in range(c):
            for other in range(one + 1, c):
                infinite = losses[one] == losses[other] and losses[one] in (sympy.oo, -sympy.oo)
                if infinite or at[one] == at[other]:
                    continue
                if compare(losses[one], ">=", losses[other]):
                    return at, one, other, losses[one], losses[other]
    return _flat_or_rising(subject, c)


def _misranked_as_with_fewer(
    subject: Subject, c: int, fewer: Sequence[tuple[Vector, int, int]]
) -> Any:
    """A wrong order with fewer classes, extended to c classes."""
    for small, one, other in fewer:
        for at in among_more(small, c):
            losses = [subject.reading.on(at, y) for y in (one, other)]
            inside = subject.shares_are_regular or 0 not in at
            infinite = losses[0] == losses[1] and losses[0] in (sympy.oo, -sympy.oo)
            if not inside or infinite or None in losses:
                continue
            if compare(losses[0], ">=", losses[1]):
                return at, one, other, *losses
    return None


def _flat_or_rising(subject: Subject, c: int) -> Any:
    """Two probabilities on an interval where a loss of the label does not decrease."""
    pieces = subject.label_term(c) if subject.reading.of_label_alone else None
    if c < 3 or pieces is None:
        return None
    half = sympy.Rational(1, 2)
    for u in steepest(pieces, 1, half):
        at = Vector([u + STEP, u - STEP, 1 - 2 * u, *[sympy.Integer(0)] * (c - 3)])
        losses = [subject.reading.on(at, y) for y in (0, 1)]
        inside = subject.shares_are_regular or c == 3
        if inside and None not in losses and compare(losses[0], ">=", losses[1]):
            return at, 0, 1, *losses
    spans = zip(pieces.derivative().signs(), pieces.ends[:-1], pieces.ends[1:], strict=True)
    for sign, low, high in spans:
        top = min(high, half)
        if not sign.nonnegative or top <= low:
            continue
        less = places.middle(low, top)
        more = places.middle(less, top)
        rest = 1 - more - less
        others = (
            [rest, *[sympy.Integer(0)] * (c - 3)]
            if subject.shares_are_regular
            else [rest / (c - 2)] * (c - 2)
        )
        at = Vector([more, less, *others])
        losses = [subject.reading.on(at, y) for y in (0, 1)]
        if None not in losses and compare(losses[0], ">=", losses[1]):
            return at, 0, 1, *losses
    return None
