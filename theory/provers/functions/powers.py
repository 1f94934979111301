"""Powers with symbols in the exponent are positive if the base is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    cases,
    combine,
    positive,
    power,
    power_in_exponent,
    power_of_fraction,
    reciprocal,
    replaced,
    squeezed,
)
from lossproof.theory.provers.arithmetic.linear import evident, shown
from lossproof.theory.provers.points import Context, atoms_of

Sign = Callable[[Any, bool, Context], Fact | None]


def power_sign(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The sign of a power, from the signs of its base and exponent, or None."""
    base, top = expr.as_base_exp()
    if not isinstance(expr, (sympy.Pow, sympy.exp)) or top.is_Integer:
        return None
    below = sign(base, True, context.lower()) or (
        None if strict else sign(base, False, context.lower())
    )
    if below is None:
        return None
    for side in (1, -1):
        with suppress(ProofError):
            above = _above(side * top, ">", context)
            if above is not None:
                return _to(below, above, side)
            least = _above(side * top, ">=", context)
            if least is not None:
                return _maybe_to_0(expr, below, least, side)
    return None


def of_two_exponents(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """`x^b - x^a`, for a number x in [0, 1] and exponents a >= b > 0, or None."""
    terms: Any = sympy.Add.make_args(expr)
    powers = sorted((x for x in terms if isinstance(x, sympy.Pow)), key=str)
    rest = [-x for x in terms if x not in powers]
    if len(terms) != 2 or len(powers) != 1 or not isinstance(rest[0], sympy.Pow):
        return None
    (smaller,), (larger,) = powers, rest
    base, gap = smaller.base, larger.exp - smaller.exp
    if larger.base != base or (order := _above(gap, ">" if strict else ">=", context)) is None:
        return None
    least, room = (sign(x, strict, context.lower()) for x in (base, 1 - base))
    with suppress(ProofError):
        return least and room and power_of_fraction(least, room, order, smaller.exp)
    return None


def by_logarithms(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The difference of two products of powers, by that of their logarithms."""
    terms: Any = sympy.Add.make_args(expr)
    negative = [term for term in terms if term.could_extract_minus_sign()]
    if len(terms) != 2 or len(negative) != 1 or not any(map(_has_power, terms)):
        return None
    (above,) = (term for term in terms if term is not negative[0])
    one, other = logarithm(above), logarithm(-negative[0])
    gap = sympy.expand(one - other)
    if context.points.denies(gap):
        return None
    with suppress(ProofError):
        known = sign(gap, strict, context.lower())
        return known and combine(expr, power_in_exponent(positive(sympy.E - 1), known, other))
    return None


def are_monomials(expr: Any) -> bool:
    """Whether it is the difference of two products of powers of several numbers."""
    terms: Any = sympy.Add.make_args(expr)
    parts = [part.as_base_exp() for term in terms for part in sympy.Mul.make_args(term)]
    bases = {base for base, _ in parts if not base.is_number}
    return (
        len(terms) == 2
        and len(bases) > 1
        and all(base.is_Symbol or base.is_Indexed for base in bases)
        and any(not top.is_number for base, top in parts if base in bases)
    )


def _has_power(term: Any) -> bool:
    """Whether it has a power with a number in the exponent, or an exponential."""
    return any(not power.exp.is_number for power in term.atoms(sympy.Pow, sympy.exp))


def logarithm(product: Any) -> Any:
    """The logarithm of a product of powers, opened."""
    parts = [part.as_base_exp() for part in sympy.Mul.make_args(product)]
    return sympy.Add(*(top if base == sympy.E else top * sympy.log(base) for base, top in parts))


def _to(below: Fact, above: Fact, side: int) -> Fact:
    fact = power(below, above)
    return fact if side > 0 else reciprocal(fact)


def _maybe_to_0(expr: Any, below: Fact, least: Fact, side: int) -> Fact:
    """A power with a nonnegative or nonpositive exponent, by a case where the exponent is 0."""

    def zero(other: Fact) -> Fact:
        equal = squeezed(least, other)
        made = replaced(expr, equal, expr.exp, sympy.Integer(0))
        return combine(expr, made, positive(sympy.Integer(1)))

    return cases(least.expr, lambda above: _to(below, above, side), zero, strict=True)


def _above(top: Any, sign: str, context: Context) -> Fact | None:
    """The exponent is positive, or nonnegative: evident, or a sum of facts."""
    near = [fact for fact in context.facts if atoms_of(fact.expr) <= atoms_of(top)]
    if (proof := shown(top, sign == ">", near)) is not None:
        return proof
    numerator, divisor = sympy.fraction(top)
    below = None if divisor.is_number else shown(divisor, True, near)
    above = below and evident(numerator, sign == ">")
    return below and above and combine(top, (above, reciprocal(below)))
