"""Sums of products of facts, and of squares, with multipliers by exact linear programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import Binder, seen
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, reciprocal
from lossproof.theory.provers.arithmetic.linear import combined, evident
from lossproof.theory.provers.points import atoms_of
from lossproof.theory.provers.values import Above

MOST_NUMBERS, MOST_FACTORS, MOST_DEGREE, MOST_TERMS = 12, 16, 3, 900
MOST_IN_SQUARES, MOST_DEGREE_OF_SQUARES, MOST_SQUARES, MOST_FACTS = 4, 6, 160, 8


def squares(expr: Any, strict: bool, facts: Sequence[Fact]) -> Fact | None:
    """The sign of a polynomial in at most four numbers, as a sum of squares times facts."""
    numbers = sorted(atoms_of(expr), key=str)
    if not 1 <= len(numbers) <= MOST_IN_SQUARES:
        return None
    degree = _degree(expr, numbers)
    if not isinstance(degree, int) or degree > MOST_DEGREE_OF_SQUARES:  # -oo is that of 0
        return None
    every = [fact for fact in facts if atoms_of(fact.expr) <= {*numbers}]
    every = [fact for fact in every if _degree(fact.expr, numbers) is not None]
    equal = [(fact,) for fact in every if fact.sign == "=="][:MOST_FACTS]
    near = [fact for fact in every if fact.sign != "=="][:MOST_FACTS]
    linear = [fact for fact in near if _degree(fact.expr, numbers) == 1]
    signed = _signed(numbers, linear)
    terms = [*_squares(numbers, degree, signed), *_products(signed, min(degree, MOST_DEGREE))]
    terms += equal
    return combined(expr, strict, terms) if len(terms) <= MOST_SQUARES else None


def by_products(expr: Any, strict: bool, facts: Sequence[Fact], above: Above) -> Fact | None:
    """`expr >= 0`, or `> 0` if `strict`, as a sum of products of facts.

    `above(expr, strict)` shows the sign of a divisor.
    """
    top, below = over_divisor(expr, above) or (None, None)
    if below is None:
        return None
    numbers = _numbers(top)
    if not 1 <= len(numbers) <= MOST_NUMBERS or not top.is_polynomial(*numbers):
        return None
    near = [f for f in facts if f.sign != "==" and {*_numbers(f.expr)} <= {*numbers}]
    with suppress(sympy.PolynomialError, ProofError):
        degree = min(sympy.Poly(top, *numbers).total_degree(), MOST_DEGREE)
        signed = _signed(numbers, near)[:MOST_FACTORS]
        proof = combined(top, strict, [*_products(signed, degree)][:MOST_TERMS])
        if proof is not None:
            return proof if top == expr else combine(expr, (proof, reciprocal(below)))
    return None


def over_divisor(expr: Any, above: Above) -> tuple[Any, Fact] | None:
    """The expression times a divisor that makes it a sum of products, and its sign, or None."""
    top, bottom = sympy.fraction(sympy.together(expr))
    below = above(bottom, True) or above(-bottom, True)
    if below is None:
        return None
    return sympy.expand(top if sympy.expand(below.expr - bottom) == 0 else -top), below


def _degree(expr: Any, numbers: Sequence[Any]) -> int | None:
    """The degree of a polynomial in the numbers; None for other expressions, as `1/c`, `c^q`."""
    if not expr.is_polynomial(*numbers):
        return None
    try:
        return sympy.Poly(expr, *numbers).total_degree()
    except sympy.PolynomialError:
        return None


def _numbers(expr: Any) -> list[Any]:
    """The sums, entries and numbers that serve as variables of a polynomial."""
    inner = expr.atoms(Linear, Binder)
    marks = {term: sympy.Dummy() for term in inner}
    rest = expr.xreplace(marks)
    free = {x for x in rest.free_symbols if x not in marks.values()}
    met = rest.atoms(sympy.Indexed, sympy.Max, sympy.Abs)
    entries = {x for x in met if not any(x != y and y.has(x) for y in met)}
    within = set[Any]().union(*(entry.free_symbols for entry in entries))
    outer = {x for x in inner if not any(x != y and y.has(x) for y in inner)}
    back = {mark: term for term, mark in marks.items()}
    return sorted((*outer, *(x.xreplace(back) for x in entries), *(free - within)), key=str)


def _signed(numbers: Sequence[Any], facts: Sequence[Fact]) -> list[Any]:
    """Facts, and numbers that are evidently at least 0."""
    said = [fact for fact in facts if not seen(fact.expr, ">=")]
    return [*said, *(x for x in numbers if evident(x, False))]


def _products(signed: Sequence[Any], degree: int) -> Iterator[tuple[Any, ...]]:
    for size in range(1, degree + 1):
        yield from combinations_with_replacement(signed, size)


def _squares(
    numbers: Sequence[Any], degree: int, signed: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """Squares of monomials and of their sums and differences, also times something signed."""
    monomials = [
        sympy.Mul(*chosen)
        for size in range(degree // 2 + 1)
        for chosen in combinations_with_replacement(numbers, size)
    ]
    roots = [*monomials[1:], *(a + s * b for a, b in combinations(monomials, 2) for s in (1, -1))]
    for square in (root**2 for root in roots):
        spare = degree - sympy.Poly(square, *numbers).total_degree()
        if spare >= 0:
            yield (square,)
        if spare > 0:
            yield from ((square, one) for one in signed)
