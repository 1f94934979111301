"""Known inequalities of logarithms and powers; each fact names the one that it trusts."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language import seen
from lossproof.theory.proof.facts import (
    Fact,
    ProofError,
    finite,
    follow,
    need,
    pole_free,
    real,
    spoken,
    vanishes,
)


def log_bound(of: Fact) -> Fact:
    """The tangent of the logarithm at 1: `x > 0` ⊢ `x - 1 - log x >= 0`.

    The rule uses that the logarithm is concave and has the slope 1 at 1.
    """
    x = need(of, ">", "the argument of log").expr
    return follow(x - 1 - sympy.log(x), ">=", "log x <= x - 1", of, trust=["log x <= x - 1"])


def strict_log_bound(of: Fact, away: Fact) -> Fact:
    """The strict tangent bound of the logarithm: `x > 0`, and `x - 1 > 0` or `1 - x > 0` ⊢ `x - 1 -
    log x > 0`.

    The rule uses that the logarithm is strictly concave and has the slope 1 at 1.
    """
    x = need(of, ">", "the argument of log").expr
    need(away, ">", "the distance from 1")
    if not (vanishes(away.expr - (x - 1)) or vanishes(away.expr - (1 - x))):
        raise ProofError(f"{away} does not say that {x} differs from 1")
    name = "log x < x - 1 for x != 1"
    return follow(x - 1 - sympy.log(x), ">", name, of, away, trust=["log x <= x - 1"])


def log_increases(difference: Fact, smaller: Fact) -> Fact:
    """The logarithm increases: `a - b >= 0`, `b > 0` ⊢ `log a - log b >= 0`.

    If the first premise is `>` or `==`, the conclusion is `>` or `==` too.
    """
    b = need(smaller, ">", "the smaller argument").expr
    need(difference, ">=", "the difference of the arguments")
    a = sympy.expand(difference.expr + b)
    name = "log x increases with x"
    expr = sympy.log(a) - sympy.log(b)
    return follow(expr, difference.sign, name, difference, smaller, trust=[name])


def log_quotient(above: Fact, below: Fact) -> Fact:
    """The logarithm of a quotient: `a > 0`, `b > 0` ⊢ `log(a/b) == log a - log b`."""
    a, b = need(above, ">", "the dividend").expr, need(below, ">", "the divisor").expr
    parts = sympy.log(a / b) - sympy.log(a) + sympy.log(b)
    return follow(parts, "==", "logarithm of a quotient", above, below)


def weighted_am_gm(a: Fact, b: Fact, weight: Fact, rest: Fact) -> Fact:
    """Weighted arithmetic and geometric mean: `a >= 0`, `b >= 0`, `w >= 0`, `1-w >= 0` ⊢ `w a +
    (1-w) b - a^w b^(1-w) >= 0`.

    The rule uses the weighted inequality of arithmetic and geometric means. At `w = 0` and `w = 1`
    the inequality holds with `0^0 = 1`.
    """
    for fact, what in ((a, "a"), (b, "b"), (weight, "the weight"), (rest, "1 - the weight")):
        need(fact, ">=", what)
    w, x, y = weight.expr, a.expr, b.expr
    if not vanishes(1 - w - rest.expr):
        raise ProofError(f"{rest} does not say that {w} <= 1")
    name = "a^w b^(1-w) <= w a + (1-w) b"
    expr = w * x + (1 - w) * y - x**w * y ** (1 - w)
    return follow(expr, ">=", name, a, b, weight, rest, trust=["weighted AM-GM"])


def power_in_base(difference: Fact, smaller: Fact, exponent: Fact) -> Fact:
    """A power increases in its base: `a - b >= 0`, `b >= 0`, `q > 0` ⊢ `a^q - b^q >= 0`.

    If the first premise is `>` or `==`, the conclusion is `>` or `==` too.
    """
    b = need(smaller, ">=", "the smaller base").expr
    q = need(exponent, ">", "the exponent").expr
    need(difference, ">=", "the difference of the bases")
    a = sympy.expand(difference.expr + b)
    expr = a**q - b**q
    name = "x^q increases with x"
    return follow(expr, difference.sign, name, difference, smaller, exponent, trust=[name])


def power_in_exponent(base: Fact, difference: Fact, smaller: Any) -> Fact:
    """A power of a base above 1 increases in its exponent: `x - 1 >= 0`, `a - b >= 0` ⊢ `x^a - x^b
    >= 0`, for a real `b = smaller`.

    The conclusion is `>` if both premises are `>`.
    """
    x = sympy.expand(need(base, ">=", "base - 1").expr + 1)
    need(difference, ">=", "the difference of the exponents")
    b = real(smaller)
    a = sympy.expand(difference.expr + b)
    strict = base.strict and difference.strict
    name = "x^a increases with a for x >= 1"
    sign, by = ">" if strict else ">=", {"smaller": b}
    return follow(x**a - x**b, sign, name, base, difference, trust=[name], by=by)


def power_of_fraction(base: Fact, below_one: Fact, difference: Fact, smaller: Any) -> Fact:
    """A power of a base in [0, 1] decreases in its exponent: `x >= 0`, `1 - x >= 0`, `a - b >= 0` ⊢
    `x^b - x^a >= 0`, for `b = smaller`.

    The domains must show that `b >= 0`; `0^0` is 1. The conclusion is `>` if all premises are `>`.
    """
    x = need(base, ">=", "the base").expr
    if not vanishes(1 - x - below_one.expr):
        raise ProofError(f"{below_one} does not say that {x} <= 1")
    b = spoken(smaller)
    if not seen(pole_free(b), ">="):
        raise ProofError(f"the smaller exponent {b} must be evidently at least 0")
    need(difference, ">=", "the difference of the exponents")
    a = sympy.expand(difference.expr + b)
    strict = base.strict and below_one.strict and difference.strict
    name = "x^a decreases with a for 0 <= x <= 1"
    premises = (base, below_one, difference)
    sign, by = ">" if strict else ">=", {"smaller": b}
    return follow(x**b - x**a, sign, name, *premises, trust=[name], by=by)


def power(base: Fact, exponent: Fact) -> Fact:
    """A power of a nonnegative base is nonnegative: `x >= 0`, `e > 0` ⊢ `x^e >= 0`.

    If the first premise is `>` or `==`, the conclusion is `>` or `==` too. The exponent `e` must
    have a value, by the domains or by earlier steps of the proof.
    """
    x, e = need(base, ">=", "the base").expr, finite(need(exponent, ">", "the exponent"))
    return follow(x**e, base.sign, "power of a nonnegative number", base, exponent)


def same_power(base: Any, first: Any, second: Any) -> Fact:
    """Equal exponents give equal powers: ⊢ `x^a == x^b`, if `a - b` over a common denominator
    expands to 0.
    """
    base, a, b = spoken(base), spoken(first), spoken(second)
    if not vanishes(a - b):
        raise ProofError(f"the exponents {a} and {b} differ")
    by = {"base": base, "first": a, "second": b}
    return follow(base**a - base**b, "==", "equal exponents", trust=["sympy"], by=by)


def nested_power(base: Fact, inner: Fact, outer: Fact) -> Fact:
    """A power of a power: `x >= 0`, `a > 0`, `b > 0` ⊢ `(x^a)^b == x^(a b)`."""
    x = need(base, ">=", "the base").expr
    a, b = (need(fact, ">", "an exponent").expr for fact in (inner, outer))
    name = "(x^a)^b = x^(a b) for x >= 0"
    return follow((x**a) ** b - x ** (a * b), "==", name, base, inner, outer, trust=[name])
