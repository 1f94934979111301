"""Rules for the values of Max, Min, absolute value, sign and indicator, if a sign is known."""

from __future__ import annotations

from typing import Any, cast

import sympy

from lossproof.theory.language.terms import is_zero
from lossproof.theory.proof.facts import (
    Fact,
    ProofError,
    follow,
    need,
    pole_free,
    real,
    spoken,
    vanishes,
)


def max_equals(larger: Any, smaller: Any, fact: Fact) -> Fact:
    """`larger - smaller >= 0` ⊢ `Max(larger, smaller) == larger`."""
    larger, smaller = spoken(larger), spoken(smaller)
    if not vanishes(larger - smaller - fact.expr):
        raise ProofError(f"{fact} does not say that {larger} >= {smaller}")
    by = {"larger": larger, "smaller": smaller}
    return follow(sympy.Max(larger, smaller) - larger, "==", "larger of two", fact, by=by)


def min_equals(smaller: Any, larger: Any, fact: Fact) -> Fact:
    """`larger - smaller >= 0` ⊢ `Min(larger, smaller) == smaller`."""
    smaller, larger = spoken(smaller), spoken(larger)
    if not vanishes(larger - smaller - need(fact, ">=", "the difference").expr):
        raise ProofError(f"{fact} does not say that {larger} >= {smaller}")
    by = {"smaller": smaller, "larger": larger}
    return follow(sympy.Min(larger, smaller) - smaller, "==", "smaller of two", fact, by=by)


def max_above(one: Any, other: Any) -> Fact:
    """⊢ `Max(a, b) - a >= 0`, for evidently real `a = one` and `b = other`."""
    one, other = real(one), real(other)
    rule, by = "the larger of two is at least each", {"one": one, "other": other}
    return follow(sympy.Max(one, other) - one, ">=", rule, by=by)


def min_below(one: Any, other: Any) -> Fact:
    """⊢ `a - Min(a, b) >= 0`, for evidently real `a = one` and `b = other`."""
    one, other = real(one), real(other)
    rule, by = "the smaller of two is at most each", {"one": one, "other": other}
    return follow(one - sympy.Min(one, other), ">=", rule, by=by)


def absolute(fact: Fact) -> Fact:
    """`e >= 0` ⊢ `|e| == e`."""
    need(fact, ">=", "what stands in |·|")
    return follow(sympy.Abs(fact.expr) - fact.expr, "==", "absolute value", fact)


def sign_of(of: Any, fact: Fact) -> Fact:
    """`e > 0` ⊢ `sign(e) == 1`; `-e > 0` ⊢ `sign(e) == -1`; for `e = of`."""
    of, known = spoken(of), need(fact, ">", "a number with a sign, or its negative").expr
    if vanishes(known - of):
        rule = "sign of a positive number"
        return follow(sympy.sign(of) - 1, "==", rule, fact, by={"of": of})
    if vanishes(known + of):
        rule = "sign of a negative number"
        return follow(sympy.sign(of) + 1, "==", rule, fact, by={"of": of})
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} < 0")


def above_zero(x: Any) -> sympy.Expr:
    """1 if `x > 0`, else 0; `ProofError` if SymPy evaluates it although `x` may be infinite."""
    found: Any = cast(Any, sympy.Heaviside)(x, 0)
    return evident_step(found, x)


def evident_step(found: Any, of: Any) -> Any:
    """The step of `of`; `ProofError` if it is a number although `of` may be infinite."""
    if found.is_Number and not sympy.sympify(of).is_number:
        pole_free(of)
    return found


def decided(of: Any, fact: Fact) -> Fact:
    """`e > 0` ⊢ `above_zero(e) == 1`; `-e >= 0` ⊢ `above_zero(e) == 0`; for `e = of`."""
    of = spoken(of)
    if fact.strict and vanishes(fact.expr - of):
        rule = "indicator of what holds"
        return follow(above_zero(of) - 1, "==", rule, fact, by={"of": of})
    if fact.sign != "==" and vanishes(fact.expr + of):
        rule = "indicator of what does not hold"
        return follow(above_zero(of), "==", rule, fact, by={"of": of})
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} <= 0")


def not_zero(fact: Fact) -> Fact:
    """`e > 0` ⊢ `[e = 0] == 0`."""
    need(fact, ">", "what is not 0")
    return follow(is_zero(fact.expr), "==", "indicator of 0 at what is above it", fact)
