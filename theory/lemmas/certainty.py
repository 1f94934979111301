"""Distributions that give probability 1 to one class, and their expectations.

`simplex` has the facts of a distribution `a` over the classes, "nonnegative" and "at most 1" of any
class `l` and "total", as its domain gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    cases,
    combine,
    reciprocal,
    squeezed,
    total,
    total_of_others,
    weighted_others,
)


def expects(
    simplex: Mapping[str, Fact], label: Any, sure: Fact, low: Fact, high: Fact, two: Fact
) -> Fact:
    """`a[y] - 1 == 0`, `e(l) >= 0`, `1 - e(l) >= 0` ⊢ `sum_l a[l] e(l) - e(y) == 0`.

    `two` says that there are two classes or more, `c - 1 > 0`.
    """
    weight, c = simplex["nonnegative"], sympy.expand(two.expr + 1)
    value: Any = low.expr
    above = combine(weight.expr * value, (weight, low))
    below = combine(weight.expr * (1 - value), (weight, high))
    mean = total(above, c).expr - value.xreplace({ANY_CLASS: label})
    at_label = value.xreplace({ANY_CLASS: label})
    more = combine(mean, total_of_others(above, label, c, two), (at_label, sure))
    less = combine(
        -mean, total_of_others(below, label, c, two), (simplex["total"], -1), (1 - at_label, sure)
    )
    return squeezed(more, less)


def certain(
    simplex: Mapping[str, Fact],
    label: Any,
    value: Any,
    best: Callable[[Fact], Fact],
    reached: Fact,
    c: Any,
) -> Fact:
    """`sum_l a[l] e(l) - e(y) >= 0`, (`l != y` ⊢ `e(y) - e(l) > 0`) ⊢ `a[y] - 1 == 0`.

    If the mean reaches a maximum that only one class attains, that class has probability 1.
    `value` is `e(l)`, `best` gets `(l - y)^2 > 0` and returns `e(y) - e(l) > 0`, and
    `reached` is the first premise.
    """
    weight, unit_sum = simplex["nonnegative"], simplex["total"]
    at_label: Any = weight.expr.xreplace({ANY_CLASS: label})
    top: Any = value.xreplace({ANY_CLASS: label})

    def unsure(some: Fact) -> Fact:
        others = combine(unit_sum.expr + 1 - at_label, some, unit_sum)
        short = weighted_others(weight, label, c, best, others)
        absurd = combine(-1, (combine(-short.expr, reached, (unit_sum, -top)), reciprocal(short)))
        return combine(at_label - 1, (absurd, some))

    lower = cases(1 - at_label, unsure, lambda rest: combine(at_label - 1, rest), strict=True)
    return squeezed(lower, simplex["at most 1"].at(ANY_CLASS, label))
