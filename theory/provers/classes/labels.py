"""Goals about two labels: they are one class, or two classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, Relation, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, nonnegative, replaced, squeezed, whole
from lossproof.theory.provers.points import ends

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 3  # labels of a goal
CLASSES = range(5)  # that a label is tried to be


def by_labels(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By whether two labels of the goal are the same class, or None."""
    if goal.sign == "==" or (pair := _pair(goal.difference, facts)) is None:
        return None
    one, other = pair

    def apart(case: Fact) -> Fact:
        square = combine((one - other) ** 2, (case, case))
        return _made(prove(goal, [*facts, square]))

    def at_most(case: Fact) -> Fact:
        return cases(other - one, apart, lambda least: same(squeezed(least, case)), strict=True)

    def same(equal: Fact) -> Fact:
        known = [_with(fact, equal, other, one) for fact in facts]
        proof = _made(prove(goal.map(lambda side: side.xreplace({other: one})), known))
        return combine(goal.difference, proof, replaced(goal.difference, equal, other, one))

    with suppress(ProofError):
        return cases(one - other, apart, at_most, strict=True)
    return None


def by_values_of_a_label(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By each of the few classes that a label of the goal may be, or None."""
    labels = [x for x in _labels(goal.difference) if x.is_Symbol]
    found = ((label, fact, ends(fact, label)) for label in labels for fact in facts)
    label, last, top = next(
        ((x, fact, end[1]) for x, fact, end in found if end and end[0] < 0 and end[1] in CLASSES),
        (None, None, 0),
    )
    if label is None or last is None:
        return None

    def is_(value: int, equal: Fact) -> Fact:
        number = sympy.Integer(value)
        known = [_with(fact, equal, label, number) for fact in facts]
        there = goal.map(lambda side: side.xreplace({label: number}))
        proof = _made(prove(there, known))
        return combine(goal.difference, proof, replaced(goal.difference, equal, label, number))

    def at_least(value: int, known: Fact) -> Fact:
        if value == top:
            return is_(value, squeezed(known, combine(value - label, last)))
        return cases(
            label - value,
            lambda more: at_least(value + 1, whole(more)),
            lambda least: is_(value, squeezed(known, least)),
            strict=True,
        )

    with suppress(ProofError):
        return at_least(0, nonnegative(label))
    return None


def _labels(expr: Any) -> list[Any]:
    return sorted((x for x in expr.free_symbols - {ANY_CLASS, ANY_ROW} if is_label(x)), key=str)


def _pair(expr: Any, facts: Sequence[Fact]) -> tuple[Any, Any] | None:
    """Two labels that are not known to be different classes."""
    labels = _labels(expr)
    different = {fact.expr for fact in facts if fact.strict}
    for one, other in combinations(labels, 2) if len(labels) <= MOST else ():
        if (one - other) ** 2 not in different:
            return one, other
    return None


def _with(fact: Fact, equal: Fact, old: Any, new: Any) -> Fact:
    """The fact, with one label in place of another."""
    if not fact.expr.has(old):
        return fact
    changed = replaced(fact.expr, equal, old, new)
    return combine(fact.expr.xreplace({old: new}), fact, (-1, changed))


def _made(proof: Fact | None) -> Fact:
    if proof is None:
        raise ProofError("one of the cases is not proved")
    return proof
