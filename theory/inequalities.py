"""More rules that make facts: equals for equals, signs, indicators, sums over other classes."""

from __future__ import annotations

from typing import Any

import sympy

from theory.derivation import Fact, ProofError, _closed, _follow, _need, vanishes
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
    body = fact.expr.xreplace({ANY_CLASS: BOUND_CLASS})
    everything: Any = ClassSum(body, size)
    rest = everything - fact.expr.xreplace({ANY_CLASS: label})
    return _follow(rest, fact.sign, "sum over the other classes", fact, two)


def log_quotient(above: Fact, below: Fact) -> Fact:
    """`log(a/b) == log a - log b` from `a > 0` and `b > 0`."""
    a, b = _need(above, ">", "the dividend").expr, _need(below, ">", "the divisor").expr
    parts = sympy.log(a / b) - sympy.log(a) + sympy.log(b)
    return _follow(parts, "==", "logarithm of a quotient", above, below)
