"""A goal that is shown where it fails: no fact that it denies can hold there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, reciprocal, squeezed
from lossproof.theory.provers.arithmetic.linear import widened
from lossproof.theory.provers.points import atoms_of

MOST, LONG = 3, 60
ZERO = sympy.Integer(0)
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def by_denial(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal: where it does not hold, one of the facts is seen to fail."""
    expr, strict = goal.difference, goal.sign == ">"
    if sympy.count_ops(expr) > LONG:
        return None
    if goal.sign == "==":
        sides = (Relation(side, ">=", ZERO) for side in (expr, sympy.expand(-expr)))
        both = [found for side in sides if (found := by_denial(side, facts, prove)) is not None]
        return squeezed(*both) if len(both) == 2 else None

    def otherwise(opposite: Fact) -> Fact:
        for fact in denied:
            others = [other for other in facts if other is not fact and other.expr != -fact.expr]
            fails = Relation(-fact.expr, ">=" if fact.strict else ">", ZERO)
            if (found := prove(fails, [*others, opposite])) is not None:
                with suppress(ProofError):
                    return _anything(expr, fact, found)
        raise ProofError("no fact is seen to fail")

    if not (denied := [*_about(expr, facts)][:MOST]):
        return None
    with suppress(ProofError):
        if strict:
            return cases(expr, lambda known: combine(expr, known), otherwise, strict=True)
        return cases(-expr, otherwise, lambda known: combine(expr, known), strict=True)
    return None


def _about(expr: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts about the numbers of an expression that are not linear in them."""
    numbers = atoms_of(expr)
    for fact in widened(facts):
        about = atoms_of(fact.expr)
        if numbers and about == numbers and not _linear(fact.expr, about):
            yield fact


def _linear(expr: Any, numbers: Any) -> bool:
    with suppress(sympy.PolynomialError):  # as of floor(x), which SymPy calls a polynomial in x
        return expr.is_polynomial(*numbers) and sympy.Poly(expr, *numbers).total_degree() <= 1
    return False


def _anything(expr: Any, fact: Fact, fails: Fact) -> Fact:
    """Whatever is stated, from `e >= 0` and `-e > 0`, or the like with other signs."""
    above, below = (fact, fails) if fact.strict else (fails, fact)
    zero = squeezed(above.weakened(), below) if below.sign != "==" else below.negated()
    return combine(expr, (1, reciprocal(above)), (expr / above.expr - 1 / above.expr**2, zero))
