"""Polynomials on an interval, with coefficients of one sign in the Bernstein basis."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from math import comb
from typing import Any

import sympy

from lossproof.theory.language import UNDEFINED
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, nonnegative, positive
from lossproof.theory.provers.points import atoms_of, ends

MORE, MOST = (0, 2, 6, 14), 30


def bernstein(expr: Any, strict: bool, facts: Sequence[Fact]) -> Fact | None:
    """The sign of a polynomial in one number with two rational bounds, or None."""
    numbers = atoms_of(expr)
    if len(numbers) != 1 or not expr.is_polynomial(*numbers):
        return None
    (number,) = numbers
    sides: dict[int, tuple[Any, Fact]] = {}
    for fact in facts:
        bound = ends(fact, number)
        if bound and bound[1].is_Rational:
            side, end = bound
            if side not in sides or (end - sides[side][0]) * side > 0:
                sides[side] = (end, fact)
    if len(sides) < 2 or sides[1][0] >= sides[-1][0]:
        return None
    low, high = sides[1][0], sides[-1][0]
    below = combine(number - low, (_scale(sides[1], number, 1), sides[1][1]))
    above = combine(high - number, (_scale(sides[-1], number, -1), sides[-1][1]))
    share = sympy.Dummy()
    poly: Any = sympy.Poly(expr.xreplace({number: low + (high - low) * share}), share)
    # The roots cancel, and other strategies decide equalities; or a coefficient has no value.
    if poly.is_zero or poly.as_expr().has(*UNDEFINED):
        return None
    for more in MORE:
        if (degree := poly.degree() + more) > MOST:
            break
        coefficients = _coefficients(poly, degree)
        if all(coefficient >= 0 for coefficient in coefficients):
            terms = [
                (_number(coefficient * comb(degree, k) / (high - low) ** degree),
                 *[below] * k, *[above] * (degree - k))
                for k, coefficient in enumerate(coefficients) if coefficient
            ]  # fmt: skip
            with suppress(ProofError):
                made = combine(expr, *terms)
                return made if made.strict or not strict else None
    return None


def _number(value: Any) -> Fact:
    return positive(value) if value else nonnegative(value)


def _scale(side: tuple[Any, Fact], number: Any, sign: int) -> Any:
    return sympy.cancel(sign * (number - side[0]) / side[1].expr)


def _coefficients(poly: Any, degree: int) -> list[Any]:
    """The coefficients of a polynomial in the Bernstein basis of this degree on [0, 1]."""
    plain = [poly.coeff_monomial((k,)) for k in range(degree + 1)]
    return [
        sum(
            (sympy.Rational(comb(k, i), comb(degree, i)) * plain[i] for i in range(k + 1)),
            sympy.Integer(0),
        )
        for k in range(degree + 1)
    ]
