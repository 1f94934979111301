"""Goals about integers: more than -1 is at least 0; one by cases below where it fails between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation
from lossproof.theory.numbers import ball
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, squeezed, whole
from lossproof.theory.provers.points import atoms_of, ends

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST, FAR = 4, 12  # cuts, and how far from 0 they are looked for


def by_integers(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it is about one integer, or None."""
    expr = goal.difference
    numbers = atoms_of(expr)
    if goal.sign == "==" or len(numbers) != 1 or not integer(*numbers):
        return None
    (number,) = numbers
    cuts = _below_roots(expr, number) if expr.is_polynomial(number) else _below_gaps(expr, number)
    bounds = [end for fact in facts if (end := ends(fact, number)) and end[1].is_number]
    cuts = [cut for cut in cuts if all(side * (cut - at) >= 0 for side, at in bounds)]

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


def by_less_than_one(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about an integer, such as a floor, if it is more than -1, or None."""
    expr: Any = goal.difference
    if goal.sign == ">" or not integer(expr):
        return None
    found = list[Fact]()
    for side in (1, -1)[: 1 + (goal.sign == "==")]:
        above = prove(Relation(sympy.expand(side * expr) + 1, ">", sympy.Integer(0)), facts)
        with suppress(ProofError):
            if above is not None:
                least = whole(combine(sympy.expand(side * expr) + 1, above))
                found.append(combine(side * expr, least))
    if len(found) == 2:
        return squeezed(*found)
    return found[0] if found and goal.sign != "==" else None


def _below_roots(expr: Any, number: Any) -> list[int]:
    polynomial = sympy.Poly(expr, number)
    if not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return []
    roots = polynomial.intervals(eps=sympy.Rational(1, 100))
    return sorted({int(sympy.floor(end)) for ends, _ in roots for end in ends})


def _below_gaps(expr: Any, number: Any) -> list[int]:
    """The integers near 0 after which the expression is below 0 before the next one."""
    parts = [sympy.Rational(part, 4) for part in (1, 2, 3)]
    return [
        cut
        for cut in range(-FAR, FAR)
        if any(_is_below_0(expr.xreplace({number: cut + part})) for part in parts)
    ]


def _is_below_0(constant: Any) -> bool:
    try:
        return bool(ball(constant) < 0)
    except (ValueError, TypeError, ArithmeticError):
        return False


def _stated(goal: Relation, found: Fact | None) -> Fact:
    """The goal as it stands; `ProofError` if it is not found."""
    if found is None:
        raise ProofError(f"no proof of {goal} is found between two integers")
    made: Any = combine(goal.difference, found)
    return made
