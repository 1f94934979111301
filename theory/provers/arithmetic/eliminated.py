"""Goals about numbers with a linear equation, as the entries of a vector: with one number less."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, nonnegative, positive, replaced
from lossproof.theory.provers.points import atoms_of

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def eliminated(goal: Relation, facts: Sequence[Fact], prove: Prove, most: int) -> Fact | None:
    """The goal, by what an equation of so many numbers says of one of them, or None."""
    expr = goal.difference
    if goal.sign == "==" or expr.has(Linear):
        return None
    for fact, number, value in _equations(expr, facts, most):
        with suppress(ProofError):
            equal = combine(number - value, (fact, 1 / sympy.diff(fact.expr, number)))
            known = [each for each in facts if each is not fact]
            known.append(combine(value, _signed(number), (-1, equal)))
            left = sympy.expand(expr.xreplace({number: value}))
            found = prove(Relation(left, goal.sign, sympy.Integer(0)), known)
            if found is not None:
                return combine(expr, found, replaced(expr, equal, number, value))
    return None


def _signed(number: Any) -> Fact:
    with suppress(ProofError):
        return positive(number)
    return nonnegative(number)


def _equations(expr: Any, facts: Sequence[Fact], most: int) -> Iterator[tuple[Fact, Any, Any]]:
    """Linear equations of numbers, with the last of these, and what that equals."""
    for fact in facts:
        numbers = sorted(atoms_of(fact.expr), key=str)
        if fact.sign != "==" or not 2 <= len(numbers) <= most:
            continue
        if not {*numbers} & atoms_of(expr) or not all(x.is_Indexed for x in numbers):
            continue
        number: Any = numbers[-1]
        rate = sympy.diff(fact.expr, number)
        if rate.is_Rational and rate != 0:
            yield fact, number, sympy.expand(number - fact.expr / rate)
