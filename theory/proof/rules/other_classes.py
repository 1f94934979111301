"""Rules for facts about every class but one: the label `y`, the largest entry, a row's class.

`KroneckerDelta(l, y)` is 1 at the label and 0 at the other classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    LabelSymbol,
    Sense,
    is_label,
    obligations,
)
from lossproof.theory.proof.facts import (
    Case,
    Fact,
    ProofError,
    assume,
    bind,
    closed,
    discharge,
    follow,
    need,
    sized,
    spoken,
    vanishes,
)
from lossproof.theory.proof.rules.nested_sums import over


def _over_classes(expr: Any, size: Any) -> Any:
    """The sum over the classes of an expression in `l`."""
    return ClassSum(bind(expr, ANY_CLASS, BOUND_CLASS, ClassSum), sized(size))


def _class(label: Any, *, one: bool = False) -> Any:
    """The label; `ProofError` unless it is evidently a class, and a single one if `one`."""
    label = spoken(label)
    bound = (BOUND_CLASS, BOUND_SAMPLE, *((ANY_CLASS,) if one else ()))
    if label.has(*bound) or not is_label(label):
        raise ProofError(f"{label} is not known to be a class: give the symbol of a label")
    return label


def _says_apart(apart: Fact, first: Any, second: Any) -> None:
    if not (apart.strict and vanishes(apart.expr - (first - second) ** 2)):
        raise ProofError(f"{apart} does not say that the classes {first} and {second} differ")


def no_delta(apart: Fact, first: Any, second: Any) -> Fact:
    """The delta of two different classes is 0: `(first - second)^2 > 0` ⊢ `KroneckerDelta(first,
    second) == 0`.
    """
    first, second = spoken(first), spoken(second)
    _says_apart(apart, first, second)
    by = {"first": first, "second": second}
    return follow(sympy.KroneckerDelta(first, second), "==", "different classes", apart, by=by)


def sifted(term: Any, label: Any, size: Any) -> Fact:
    """A sum over a delta: ⊢ `sum_l KroneckerDelta(l, label) e(l) == e(label)`, for a `term` `e(l)`
    with a class `l`.

    The domains must show that the label is a class. The term `e(l)` must have a value for every
    class `l`.
    """
    body, label = spoken(term), _class(label, one=True)
    picked = _over_classes(sympy.KroneckerDelta(ANY_CLASS, label) * body, size)
    expr = picked - body.xreplace({ANY_CLASS: label})
    by = {"term": body, "label": label, "size": size}
    # The delta cancels a divisor that is 0 for the other classes.
    doubts = obligations(expr) | obligations(body)
    return follow(expr, "==", "one term of the sum", doubts=(doubts,), by=by)


def two_within_total(entry: Fact, first: Any, second: Any, apart: Fact, size: Any) -> Fact:
    """A sum of nonnegative terms is at least any two of its terms: `v(l) >= 0` for every class `l`,
    `(k - y)^2 > 0` ⊢ `sum_l v(l) - v(k) - v(y) >= 0`.

    The domains must show that `k = first` and `y = second` are classes. No case assumption may
    contain `l`.
    """
    need(entry, ">=", "every term of the sum")
    closed(entry, ANY_CLASS)
    labels = [*map(_class, (first, second))]
    _says_apart(apart, *labels)
    taken: list[Any] = [entry.expr.xreplace({ANY_CLASS: label}) for label in labels]
    rest = _over_classes(entry.expr, size) - sympy.Add(*taken)
    by = {"labels": labels, "size": size}
    return follow(rest, ">=", "two terms of a nonnegative sum", entry, apart, by=by)


def first_within_total(entry: Fact, count: int, size: Any, enough: Fact) -> Fact:
    """A sum of nonnegative terms is at least its first n terms: `v(l) >= 0` for every class `l`,
    `size - n >= 0` ⊢ `sum_l v(l) - v(0) - ... - v(n - 1) >= 0`.

    The number `n = count` must be a whole number above 0. No case assumption may contain `l`.
    """
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ProofError(
            f"the number of first classes must be a whole number of at least 1; got {count}"
        )
    need(entry, ">=", "every term of the sum")
    closed(entry, ANY_CLASS)
    if not (enough.sign == ">=" and vanishes(enough.expr - (size - count))):
        raise ProofError(f"{enough} does not say that there are {count} classes or more")
    taken = [entry.expr.xreplace({ANY_CLASS: sympy.Integer(k)}) for k in range(count)]
    rest = _over_classes(entry.expr, size) - sympy.Add(*taken)
    by = {"count": sympy.Integer(count), "size": size}
    return follow(rest, ">=", "the first terms of a nonnegative sum", entry, enough, by=by)


def weighted_others(
    weight: Fact, label: Any, size: Any, branch: Callable[[Fact], Fact], mass: Fact | None = None
) -> Fact:
    """A weighted sum over all classes but one: `w(l) >= 0`, (`l != y` ⊢ `e(l) >= 0`) ⊢ `sum_l w(l)
    e(l) - w(y) e(y) >= 0`, for `y = label`.

    The conclusion is about the sum over all classes except `y`. Apart from `l != y`, no case
    assumption may contain `l`.

    Parameters
    ----------
    weight : Fact
        The fact `w(l) >= 0` for every class `l`.
    branch : function
        Receives the fact `(l - label)^2 > 0`, and returns the fact `e(l) >= 0`.
    mass : Fact, optional
        The fact `sum_l w(l) - w(label) > 0`: some class other than the label has a positive weight.
        If `branch` then returns `e(l) > 0`, the conclusion is `>`.
    """
    label = _class(label, one=True)
    need(weight, ">=", "the weight")
    closed(weight, ANY_CLASS)
    distance = (ANY_CLASS - label) ** 2
    case = Case(f"{ANY_CLASS} != {label}", frozenset(distance.free_symbols))
    inner = need(branch(assume(distance, ">", case)), ">=", "the term of another class")
    if any(other is not case and ANY_CLASS in other.about for other in inner.cases):
        raise ProofError(f"{inner} depends on another case about {ANY_CLASS}")
    if mass is not None:
        others = _over_classes(weight.expr, size) - weight.expr.xreplace({ANY_CLASS: label})
        if not (mass.strict and vanishes(mass.expr - others)):
            raise ProofError(f"{mass} does not say that {others} > 0")
    product = weight.expr * inner.expr
    rest = _over_classes(product, size) - product.xreplace({ANY_CLASS: label})
    around = [(fact, None) for fact in (weight, mass) if fact is not None]
    sign: Sense = ">" if inner.strict and mass is not None else ">="
    rule = "weighted sum over the other classes"
    by = {"label": label, "size": size}
    return discharge(rest, sign, rule, *around, (inner, case), by=by)


def total_of_others(fact: Fact, label: Any, size: Any, two: Fact) -> Fact:
    """A sum over all classes but one: `e(l) >= 0` for every class `l`, `size - 1 > 0` ⊢ `sum_l e(l)
    - e(label) >= 0`.

    If the first premise is `>` or `==`, the conclusion is `>` or `==` too. No case assumption may
    contain `l`. Sums inside `e` may contain `l`.
    """
    closed(fact, ANY_CLASS)
    if not vanishes(two.expr - (size - 1)):
        raise ProofError(f"{two} does not say that there are two classes or more")
    need(two, ">", "the number of other classes")
    inner = fact.expr.atoms(ClassSum)
    nested = any(each.has(ANY_CLASS) for each in inner)
    whole = over(fact.expr, ANY_CLASS, size) if nested else _over_classes(fact.expr, size)
    rest = whole - fact.expr.xreplace({ANY_CLASS: _class(label)})
    by = {"label": label, "size": size}
    return follow(rest, fact.sign, "sum over the other classes", fact, two, by=by)


class LargestSymbol(LabelSymbol):
    """The class of the largest entry: never equal to a parameter with the same name."""

    __slots__ = ()
    head = "largest"


def at_largest(entry: Fact, prove: Callable[[Callable[[Fact], Fact], Fact], Fact]) -> Fact:
    """Assuming that one class has the largest entry: (`e(m) - e(l) >= 0` for every `l` ⊢ `g`) ⊢
    `g`, for entries `e(l) >= 0`.

    The rule proves `g` for a class `m` at which the entry `e(m)` is the largest, because such a
    class always exists. The conclusion `g` may not contain `m`, and no other case assumption may
    contain `m`.

    Parameters
    ----------
    entry : Fact
        The fact `e(l) >= 0` for every class `l`.
    prove : function
        Receives a function `here` and the fact `e(m) - e(l) >= 0`, and returns `g`. `here` applies
        a fact about every class to the class `m` of the largest entry.
    """
    value: Any = need(entry, ">=", "an entry").expr
    # The name contains the vector: other vectors give other symbols.
    label = LargestSymbol(f"m_{value}".removesuffix("[l]"), integer=True, nonnegative=True)
    largest: Any = value.xreplace({ANY_CLASS: label})
    case = Case(f"{largest} is the largest", frozenset(largest.free_symbols))

    def here(fact: Fact) -> Fact:
        closed(fact, ANY_CLASS)
        expr: Any = fact.expr
        named = {"label": label}
        return assume(expr.xreplace({ANY_CLASS: label}), fact.sign, case, fact, by=named)

    closed(entry, ANY_CLASS)
    fact = prove(here, assume(largest - value, ">=", case, entry, by={"largest": label}))
    if fact.expr.has(label):
        raise ProofError(f"{fact} depends on the largest entry, so it cannot be used without it")
    for other in fact.cases:
        if other is not case and label in other.about:
            raise ProofError(f"{fact} depends on another {other}, about the same symbol")
    by = {"label": label}
    return discharge(fact.expr, fact.sign, "one entry is the largest", (fact, case), by=by)
