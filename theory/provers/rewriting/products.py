"""Products of facts, with multipliers by linear programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import Binder, seen
from lossproof.theory.language.sums import Linear
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, reciprocal
from lossproof.theory.provers.arithmetic.linear import combined, evident
from lossproof.theory.provers.rewriting.signs import Signs

MOST_NUMBERS, MOST_FACTORS, MOST_DEGREE, MOST_TERMS = 12, 16, 3, 900


def by_products(expr: Any, strict: bool, facts: Sequence[Fact], signs: Signs) -> Fact | None:
    """`expr >= 0`, or `> 0` if `strict`, as a sum of products of facts."""
    top, bottom = sympy.fraction(sympy.together(expr))
    below = evident(sympy.Abs(bottom), True) if bottom.is_number else signs.side(bottom)
    if below is None:
        return None
    opened: Any = sympy.expand(top if sympy.expand(below.expr - bottom) == 0 else -top)
    numbers = _numbers(opened)
    if not 1 <= len(numbers) <= MOST_NUMBERS or not opened.is_polynomial(*numbers):
        return None
    with suppress(sympy.PolynomialError, ProofError):
        degree = min(sympy.Poly(opened, *numbers).total_degree(), MOST_DEGREE)
        proof = combined(opened, strict, [*_terms(numbers, degree, facts)][:MOST_TERMS])
        if proof is not None:
            return proof if opened == expr else combine(expr, (proof, reciprocal(below)))
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


def _terms(numbers: Sequence[Any], degree: int, facts: Sequence[Fact]) -> Iterator[Any]:
    allowed = set(numbers)
    near: list[Any] = [
        (fact,)
        for fact in facts
        if fact.sign != "==" and set(_numbers(fact.expr)) <= allowed and not seen(fact.expr, ">=")
    ]
    near += [(x,) for x in numbers if evident(x, False)]
    near = near[:MOST_FACTORS]
    for size in range(1, degree + 1):
        for chosen in combinations_with_replacement(near, size):
            yield tuple(factor for one in chosen for factor in one)
