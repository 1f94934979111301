"""Polynomials in one integer: by cases at the integers below its roots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, whole
from lossproof.theory.provers.points import atoms_of

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 4  # cuts


def by_integers(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it is about a polynomial in one integer, or None."""
    expr = goal.difference
    numbers = atoms_of(expr)
    if goal.sign == "==" or len(numbers) != 1 or not expr.is_polynomial(*numbers):
        return None
    (number,) = numbers
    polynomial = sympy.Poly(expr, number)
    if not integer(number) or not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return None
    roots = polynomial.intervals(eps=sympy.Rational(1, 100))
    cuts = sorted({int(sympy.floor(end)) for ends, _ in roots for end in ends})

    def between(cuts: Sequence[int], known: Sequence[Fact]) -> Fact:
        if not cuts:
            return _stated(goal, prove(goal, known))
        cut, *rest = cuts
        return cases(
            number - cut,
            lambda above: between(rest, [*known, whole(above)]),
            lambda below: _stated(goal, prove(goal, [*known, below])),
            strict=True,
        )

    with suppress(ProofError):
        return between(cuts, facts) if 0 < len(cuts) <= MOST else None
    return None


def _stated(goal: Relation, found: Fact | None) -> Fact:
    """The goal as it stands; `ProofError` if it is not found."""
    if found is None:
        raise ProofError(f"no proof of {goal} is found between two integers")
    made: Any = combine(goal.difference, found)
    return made
