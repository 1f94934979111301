"""More rules that make facts: equals for equals, signs, sums over other classes, powers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from theory.derivation import (
    _KEY,
    Case,
    Fact,
    ProofError,
    Sign,
    _bind,
    _closed,
    _follow,
    _need,
    vanishes,
)
from theory.sums import ANY_CLASS, BOUND_CLASS, BOUND_SAMPLE, ClassSum


def replaced(expr: Any, equality: Fact, old: Any, new: Any) -> Fact:
    """`expr == (expr with new for old)`; `equality` says `old == new`."""
    expr, old, new = sympy.sympify(expr), sympy.sympify(old), sympy.sympify(new)
    same = vanishes(old - new - equality.expr) or vanishes(new - old - equality.expr)
    if equality.sign != "==" or not same:
        raise ProofError(f"{equality} does not say that {old} equals {new}")
    if old.has(BOUND_CLASS, BOUND_SAMPLE):
        raise ProofError(f"{old} stands under a sum: replace it before summing")
    return _follow(expr - expr.xreplace({old: new}), "==", "equals for equals", equality)


def sign_of(of: Any, fact: Fact) -> Fact:
    """`sign(e) == 1` from `e > 0`, or `== -1` from `-e > 0`, for `e = of`."""
    of, known = sympy.sympify(of), _need(fact, ">", "a number with a sign, or its negative").expr
    if vanishes(known - of):
        return _follow(sympy.sign(of) - 1, "==", "sign of a positive number", fact)
    if vanishes(known + of):
        return _follow(sympy.sign(of) + 1, "==", "sign of a negative number", fact)
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} < 0")


def above_zero(x: Any) -> sympy.Expr:
    """1 where `x > 0`, else 0."""
    step: Any = sympy.Heaviside
    return step(x, 0)


def decided(of: Any, fact: Fact) -> Fact:
    """`above_zero(e) == 1` from `e > 0`, or `== 0` from `-e >= 0`, for `e = of`."""
    of = sympy.sympify(of)
    if fact.strict and vanishes(fact.expr - of):
        return _follow(above_zero(of) - 1, "==", "indicator of what holds", fact)
    if fact.sign != "==" and vanishes(fact.expr + of):
        return _follow(above_zero(of), "==", "indicator of what does not hold", fact)
    raise ProofError(f"{fact} says neither {of} > 0 nor {of} <= 0")


def total_of_others(fact: Fact, label: Any, size: Any, two: Fact) -> Fact:
    """The sum of a fact about any class `l` over all classes but `label`.

    `two` is the fact `size - 1 > 0`: there is another class, so a strict fact stays strict.
    """
    _closed(fact, ANY_CLASS)
    if not vanishes(two.expr - (size - 1)):
        raise ProofError(f"{two} does not say that there are two classes or more")
    _need(two, ">", "the number of other classes")
    body = _bind(fact.expr, ANY_CLASS, BOUND_CLASS, ClassSum)
    everything: Any = ClassSum(body, size)
    rest = everything - fact.expr.xreplace({ANY_CLASS: label})
    return _follow(rest, fact.sign, "sum over the other classes", fact, two)


def log_quotient(above: Fact, below: Fact) -> Fact:
    """`log(a/b) == log a - log b` from `a > 0` and `b > 0`."""
    a, b = _need(above, ">", "the dividend").expr, _need(below, ">", "the divisor").expr
    parts = sympy.log(a / b) - sympy.log(a) + sympy.log(b)
    return _follow(parts, "==", "logarithm of a quotient", above, below)


# -- the largest entry ----------------------------------------------------------------------


def at_largest(entry: Fact, prove: Callable[[Callable[[Fact], Fact], Fact], Fact]) -> Fact:
    """What follows from one entry being the largest, whichever it is.

    Parameters
    ----------
    entry : Fact
        `e(l) >= 0` for any class `l`.
    prove : function
        Gets `here`, which takes a fact about any class to one about the class `m` of the largest
        entry, and the fact `e(m) - e(l) >= 0`; what it returns may not mention `m`.
    """
    value: Any = _need(entry, ">=", "an entry").expr
    # The name says which vector: a class with the largest entry of another one is another symbol.
    label = sympy.Symbol(f"argmax {value}", integer=True, nonnegative=True)
    largest: Any = value.xreplace({ANY_CLASS: label})
    case = Case.of(f"case {largest} is the largest", largest)

    def assume(expr: sympy.Expr, sign: Sign, premise: Fact) -> Fact:
        _closed(premise, ANY_CLASS)
        return Fact(expr, sign, str(case), (premise,), premise.leans | {case}, premise.trust, _KEY)

    def here(fact: Fact) -> Fact:
        expr: Any = fact.expr
        return assume(expr.xreplace({ANY_CLASS: label}), fact.sign, fact)

    fact = prove(here, assume(largest - value, ">=", entry))
    if fact.expr.has(label):
        raise ProofError(f"{fact} is about the largest entry, so it does not hold without it")
    leans, rule = fact.leans - {case}, "one entry is the largest"
    return Fact(fact.expr, fact.sign, rule, (fact,), leans, fact.trust, _KEY)


# -- powers ---------------------------------------------------------------------------------


def power(base: Fact, exponent: Fact) -> Fact:
    """`x^e >= 0` (strict if the first premise is) from `x >= 0` and `e > 0`."""
    x, e = _need(base, ">=", "the base").expr, _need(exponent, ">", "the exponent").expr
    return _follow(x**e, base.sign, "power of a nonnegative number", base, exponent)


def same_power(base: Any, first: Any, second: Any) -> Fact:
    """`x^a == x^b`, where expanding `a - b` over a common denominator leaves 0."""
    base, a, b = sympy.sympify(base), sympy.sympify(first), sympy.sympify(second)
    if not vanishes(a - b):
        raise ProofError(f"the exponents {a} and {b} differ")
    return _follow(base**a - base**b, "==", "equal exponents", trust=["sympy"])


def max_above(one: Any, other: Any) -> Fact:
    """`Max(a, b) - a >= 0` for real `a = one` and `b = other`."""
    one, other = sympy.sympify(one), sympy.sympify(other)
    return _follow(sympy.Max(one, other) - one, ">=", "the larger of two is at least each")


def min_below(one: Any, other: Any) -> Fact:
    """`a - Min(a, b) >= 0` for real `a = one` and `b = other`."""
    one, other = sympy.sympify(one), sympy.sympify(other)
    return _follow(one - sympy.Min(one, other), ">=", "the smaller of two is at most each")


def squeezed(fact: Fact, reverse: Fact) -> Fact:
    """`e == 0` from `e >= 0` and `-e >= 0`."""
    _need(fact, ">=", "the first side")
    if not vanishes(_need(reverse, ">=", "the other side").expr + fact.expr):
        raise ProofError(f"{reverse} is not the other side of {fact}")
    return _follow(fact.expr, "==", "neither above nor below 0", fact, reverse)


def whole(fact: Fact) -> Fact:
    """`e - 1 >= 0` from `e > 0` for an integer `e`, in which indicators may be counted."""
    expr = _need(fact, ">", "an integer").expr
    counts = {
        inner: sympy.Dummy(integer=True)
        for inner in expr.atoms(ClassSum)
        if isinstance(inner.args[0], sympy.Heaviside) and inner.args[0].args[1:] == (0,)
    }
    if expr.xreplace(counts).is_integer is not True:
        raise ProofError(f"{expr} is not evidently an integer")
    return _follow(expr - 1, ">=", "an integer above 0 is at least 1", fact)


def nested_power(base: Fact, inner: Fact, outer: Fact) -> Fact:
    """`(x^a)^b == x^(a b)` from `x >= 0`, `a > 0` and `b > 0`."""
    x = _need(base, ">=", "the base").expr
    a, b = (_need(fact, ">", "an exponent").expr for fact in (inner, outer))
    name = "(x^a)^b = x^(a b) for x >= 0"
    return _follow((x**a) ** b - x ** (a * b), "==", name, base, inner, outer, trust=[name])
