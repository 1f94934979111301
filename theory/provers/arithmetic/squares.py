"""Sums of squares and products of facts, with multipliers by exact linear programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import seen
from lossproof.theory.proof import Fact
from lossproof.theory.provers.arithmetic.linear import combined
from lossproof.theory.provers.points import atoms_of

MOST_NUMBERS, MOST_DEGREE, MOST_TERMS, MOST_FACTS = 4, 6, 160, 8


def squares(expr: Any, strict: bool, facts: Sequence[Fact]) -> Fact | None:
    """The sign of a polynomial in at most four numbers, as a sum of squares times facts."""
    numbers = sorted(atoms_of(expr), key=str)
    if not 1 <= len(numbers) <= MOST_NUMBERS:
        return None
    degree = _degree(expr, numbers)
    if degree is None or degree > MOST_DEGREE:
        return None
    terms = list(_terms(numbers, degree, facts))
    return combined(expr, strict, terms) if len(terms) <= MOST_TERMS else None


def _degree(expr: Any, numbers: Sequence[Any]) -> int | None:
    """The degree of a polynomial in the numbers; None for other expressions, as `1/c`, `c^q`."""
    if not expr.is_polynomial(*numbers):
        return None
    try:
        return sympy.Poly(expr, *numbers).total_degree()
    except sympy.PolynomialError:
        return None


def _terms(numbers: Sequence[Any], degree: int, facts: Sequence[Fact]) -> Iterator[Any]:
    """Nonnegative products up to a degree."""
    near = [fact for fact in facts if fact.sign != "==" and atoms_of(fact.expr) <= set(numbers)]
    near = [fact for fact in near if not seen(fact.expr, ">=")]
    near = [fact for fact in near if _degree(fact.expr, numbers) is not None][:MOST_FACTS]
    evident = [x for x in numbers if seen(x, ">=")]
    signed: list[tuple[Any, ...]] = [
        *((x,) for x in evident),
        *((fact,) for fact in near if _degree(fact.expr, numbers) == 1),
    ]
    monomials = [
        sympy.Mul(*chosen)
        for size in range(degree // 2 + 1)
        for chosen in combinations_with_replacement(numbers, size)
    ]
    roots = [*monomials[1:], *(a + s * b for a, b in combinations(monomials, 2) for s in (1, -1))]
    for root in roots:
        square = root**2
        over = degree - sympy.Poly(square, *numbers).total_degree()
        if over < 0:
            continue
        yield (square,)
        if over:
            yield from ((square, *one) for one in signed)
    for size in range(1, degree + 1):
        if size > 3:
            return
        for chosen in combinations_with_replacement(signed, size):
            yield tuple(factor for one in chosen for factor in one)
