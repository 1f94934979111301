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
    numbers = [x for x in goal.difference.free_symbols if not x.is_integer]
    least = {fact.expr: fact for fact in facts if fact.sign == ">=" and fact.expr in numbers}
    tops = sympy.Tuple(*(power.exp for power in goal.difference.atoms(sympy.Pow)))
    above = {fact.expr for fact in facts if fact.strict}
    open_ = sorted(least.keys() - above, key=lambda x: (not tops.has(x), str(x)))
    if goal.sign == "==" or not 0 < len(open_) <= MOST:
        return None

    def inside(left: Sequence[Any], known: Sequence[Fact]) -> Fact:
        if not left:
            return proved(prove(goal, known))
        first, *others = left
        return cases(
            first,
            lambda above: inside(others, [*known, above]),
            lambda below: zero(first, squeezed(least[first], below), known),
            strict=True,
        )

    def zero(number: Any, equal: Fact, known: Sequence[Fact]) -> Fact:
        if goal.difference.xreplace({number: ZERO}).has(*UNDEFINED):
            raise ProofError(f"the goal has no value at {number} = 0")
        return where_equal(goal, known, equal, (number, ZERO), prove)

    with suppress(ProofError, ZeroDivisionError):
        return inside(open_, facts)
    return None


def where_equal(
    goal: Relation, facts: Sequence[Fact], equal: Fact, pair: tuple[Any, Any], prove: Prove
) -> Fact:
    """The goal, proved with the second of two equal numbers in the place of the first."""
    old, new = pair

    def there(fact: Fact) -> Fact:
        if not fact.expr.has(old):
            return fact
        changed = replaced(fact.expr, equal, old, new)
        return combine(fact.expr.xreplace({old: new}), fact, (-1, changed))

    known = [fact for fact in map(there, facts) if fact.expr != 0]
    proof = proved(prove(goal.map(lambda side: side.xreplace({old: new})), known))
    return combine(goal.difference, proof, replaced(goal.difference, equal, old, new))


def proved(case: Fact | None) -> Fact:
    """The proof of a case; `ProofError` if there is none."""
    if case is None:
        raise ProofError("one of the cases is not proved")
    return case
