"""Goals about two labels: they are one class, or two classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

from lossproof.theory.language import ANY_CLASS, ANY_ROW, Relation, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, replaced, squeezed

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 3  # labels of a goal


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


def _pair(expr: Any, facts: Sequence[Fact]) -> tuple[Any, Any] | None:
    """Two labels that are not known to be different classes."""
    labels = sorted((x for x in expr.free_symbols - {ANY_CLASS, ANY_ROW} if is_label(x)), key=str)
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
