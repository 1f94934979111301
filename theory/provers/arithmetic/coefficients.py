"""Terms that are replaced by their bounds, times coefficients whose signs are proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ClassSum, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine
from lossproof.theory.provers.points import Points, atoms_of

MOST = 3  # terms that are replaced
ZERO = sympy.Integer(0)
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def by_coefficients(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from that with bounds in the place of terms, by the signs of coefficients; or None.

    From `A <= B` and `k <= 0` follows `k A >= k B`.
    """
    if goal.sign == "==":
        return None
    bounds = [fact for fact in facts if fact.sign != "==" and _hard(fact.expr)]
    with suppress(ProofError, sympy.PolynomialError):  # of factors that are no polynomials
        found = _left(sympy.expand(goal.difference), goal.sign, facts, bounds, prove, MOST)
        return combine(goal.difference, *found) if found else None
    return None


def _left(
    expr: Any, sign: str, facts: Sequence[Fact], bounds: Sequence[Fact], prove: Prove, most: int
) -> list[Any] | None:
    """Products of facts, and one fact, that sum to the expression; or None."""
    linear = [*_coefficients(expr)]
    expr = expr - sum(term * times for term, times in linear)
    whole = sympy.factor(expr) + sum(term * sympy.factor(times) for term, times in linear)
    for term, times in linear if most else ():
        for fact in bounds:
            of = sympy.expand(fact.expr).coeff(term, 1)
            rest = fact.expr - of * term
            if not of.is_Rational or of == 0 or rest.has(term):
                continue
            weight = sympy.factor(times / of)
            left = sympy.expand(whole - times * term - weight * rest)
            if left.has(term) or _denied(weight, facts) or _denied(left, facts):
                continue
            above = prove(Relation(weight, ">=", ZERO), facts)
            found = above and _left(left, sign, facts, bounds, prove, most - 1)
            if above and found:
                return [(above, fact), *found]
    fact = _as_product(whole, sign, facts, prove) if most < MOST or linear else None
    return [fact] if fact else None


def _as_product(expr: Any, sign: str, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The sign of the expression, by those of its factors; or None."""
    product = sympy.factor(expr)
    terms = [factor for factor in product.args if _hard(factor)] if product.is_Mul else []
    if len(terms) != 1:
        return prove(Relation(product, sign, ZERO), facts)
    times = sympy.Mul(*(factor for factor in product.args if factor not in terms))
    for way in (1, -1):
        if not _denied(way * times, facts):
            above = prove(Relation(way * times, sign, ZERO), facts)
            other = above and prove(Relation(way * terms[0], sign, ZERO), facts)
            if other is not None:
                return combine(expr, (above, other))
    return None


def _denied(expr: Any, facts: Sequence[Fact]) -> bool:
    return Points.of(atoms_of(expr), facts).denies(expr)


def _coefficients(expr: Any) -> Iterator[tuple[Any, Any]]:
    """Each term in which the expression is linear, with its coefficient; the largest first."""
    for term in sorted(_hard(expr), key=lambda term: (-sympy.count_ops(term), str(term))):
        times = expr.coeff(term, 1)
        if times != 0 and not (expr - times * term).expand().has(term) and not times.has(term):
            yield term, times


def _hard(expr: Any) -> set[Any]:
    """Sums, exponentials, logarithms and powers to symbolic exponents."""
    powers = {power for power in expr.atoms(sympy.Pow) if power.exp.free_symbols}
    return expr.atoms(ClassSum, sympy.exp, sympy.log) | powers
