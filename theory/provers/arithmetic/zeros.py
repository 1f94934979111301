"""Goals about numbers that may be 0: above 0, where means and logarithms help, and at 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import UNDEFINED, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, replaced, squeezed

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 3  # numbers of a goal
ZERO = sympy.S.Zero


def by_zeros(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By whether each number of the goal that is at least 0 is above 0, or None."""
    numbers = [x for x in goal.difference.free_symbols if x.is_Symbol and not x.is_integer]
    least = {fact.expr: fact for fact in facts if fact.sign == ">=" and fact.expr in numbers}
    open_ = sorted(least.keys() - {fact.expr for fact in facts if fact.strict}, key=str)
    if goal.sign == "==" or not 0 < len(open_) <= MOST:
        return None

    def inside(left: Sequence[Any], known: Sequence[Fact]) -> Fact:
        if not left:
            return _made(prove(goal, known))
        first, *others = left
        return cases(
            first,
            lambda above: inside(others, [*known, above]),
            lambda below: zero(first, squeezed(least[first], below), known),
            strict=True,
        )

    def zero(number: Any, equal: Fact, known: Sequence[Fact]) -> Fact:
        there = goal.map(lambda side: side.xreplace({number: ZERO}))
        if there.difference.has(*UNDEFINED):
            raise ProofError(f"the goal has no value at {number} = 0")
        about = (_at_zero(fact, equal, number) for fact in known)
        proof = _made(prove(there, [fact for fact in about if fact.expr != 0]))
        return combine(goal.difference, proof, replaced(goal.difference, equal, number, ZERO))

    with suppress(ProofError, ZeroDivisionError):
        return inside(open_, facts)
    return None


def _at_zero(fact: Fact, equal: Fact, number: Any) -> Fact:
    if not fact.expr.has(number):
        return fact
    changed = replaced(fact.expr, equal, number, ZERO)
    return combine(fact.expr.xreplace({number: ZERO}), fact, (-1, changed))


def _made(proof: Fact | None) -> Fact:
    if proof is None:
        raise ProofError("one of the cases is not proved")
    return proof
