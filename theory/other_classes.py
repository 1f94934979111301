"""Rules for what holds of every class but one: the label `y`, or the class a row belongs to.

`KroneckerDelta(l, y)` is 1 at the label and 0 at the other classes.
"""

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
    _closed,
    _follow,
    _need,
    vanishes,
)
from theory.sums import ANY_CLASS, BOUND_CLASS, ClassSum


def _over_classes(expr: Any, size: Any) -> Any:
    """The sum over the classes of an expression in `l`."""
    if any(inner.has(ANY_CLASS) for inner in expr.atoms(ClassSum)):
        raise ProofError(f"the sum over {ANY_CLASS} of {expr} would be a sum inside a sum")
    return ClassSum(expr.xreplace({ANY_CLASS: BOUND_CLASS}), size)


def _says_apart(apart: Fact, first: Any, second: Any) -> None:
    if not (apart.strict and vanishes(apart.expr - (first - second) ** 2)):
        raise ProofError(f"{apart} does not say that the classes {first} and {second} differ")


def no_delta(apart: Fact, first: Any, second: Any) -> Fact:
    """`KroneckerDelta(first, second) == 0` from `(first - second)^2 > 0`."""
    _says_apart(apart, first, second)
    return _follow(sympy.KroneckerDelta(first, second), "==", "different classes", apart)


def sifted(term: Any, label: Any, size: Any) -> Fact:
    """`sum_l KroneckerDelta(l, label) e(l) == e(label)` for a `term` `e(l)` in the class `l`."""
    term = sympy.sympify(term)
    picked = _over_classes(sympy.KroneckerDelta(ANY_CLASS, label) * term, size)
    return _follow(picked - term.xreplace({ANY_CLASS: label}), "==", "one term of the sum")


def two_within_total(entry: Fact, first: Any, second: Any, apart: Fact, size: Any) -> Fact:
    """`sum_l v(l) - v(first) - v(second) >= 0` from `v(l) >= 0` for any class `l`.

    `apart` is the fact `(first - second)^2 > 0`: the two classes differ.
    """
    _need(entry, ">=", "every term of the sum")
    _closed(entry, ANY_CLASS)
    _says_apart(apart, first, second)
    taken: list[Any] = [entry.expr.xreplace({ANY_CLASS: label}) for label in (first, second)]
    rest = _over_classes(entry.expr, size) - sympy.Add(*taken)
    return _follow(rest, ">=", "two terms of a nonnegative sum", entry, apart)


def weighted_others(
    weight: Fact, label: Any, size: Any, branch: Callable[[Fact], Fact], mass: Fact | None = None
) -> Fact:
    """`sum_l w(l) e(l) - w(label) e(label) >= 0`: a weighted sum over the other classes.

    Parameters
    ----------
    weight : Fact
        `w(l) >= 0` for any class `l`.
    branch : function
        Gets the fact `(l - label)^2 > 0` and returns `e(l) >= 0`, which may lean on it.
    mass : Fact, optional
        `sum_l w(l) - w(label) > 0`: some other class has weight. With it a strict `e(l) > 0` gives
        a strict sum.
    """
    label = sympy.sympify(label)
    if label.has(ANY_CLASS):
        raise ProofError(f"the label {label} must not be the class that is summed over")
    _need(weight, ">=", "the weight")
    _closed(weight, ANY_CLASS)
    distance = (ANY_CLASS - label) ** 2
    case = Case.of(f"case {ANY_CLASS} != {label}", distance)
    given = Fact(distance, ">", str(case), (), frozenset({case}), frozenset(), _KEY)
    inner = _need(branch(given), ">=", "the term of another class")
    closed = inner.leans - {case}
    if any(isinstance(lean, Case) and ANY_CLASS in lean.about for lean in closed):
        raise ProofError(f"{inner} leans on another open case about {ANY_CLASS}")
    around = [weight] if mass is None else [weight, mass]
    if mass is not None:
        others = _over_classes(weight.expr, size) - weight.expr.xreplace({ANY_CLASS: label})
        if not (mass.strict and vanishes(mass.expr - others)):
            raise ProofError(f"{mass} does not say that {others} > 0")
    product = weight.expr * inner.expr
    rest = _over_classes(product, size) - product.xreplace({ANY_CLASS: label})
    leans = closed.union(*(fact.leans for fact in around))
    trust = inner.trust.union(*(fact.trust for fact in around))
    sign: Sign = ">" if inner.strict and mass is not None else ">="
    rule = "weighted sum over the other classes"
    return Fact(rest, sign, rule, (*around, inner), leans, trust, _KEY)
