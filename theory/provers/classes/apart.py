"""Sums over the classes that are 0 only where two vectors agree, of two that differ at a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, Relation, ge, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    log_bound,
    log_quotient,
    nonnegative,
    quotient,
    reciprocal,
    total,
    total_of_others,
)
from lossproof.theory.provers.plain import above, plain

HALF = sympy.Rational(1, 2)
Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def by_distance(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from a sum of squared differences, of entries or of their roots, below it."""
    expr = goal.difference
    least = next((fact for fact in facts if at_least_two(fact)), None)
    if goal.sign != ">" or not expr.has(ClassSum) or least is None:
        return None
    size, two = least.expr + 2, combine(least.expr + 1, least, (1,))
    rooted = expr.has(sympy.log) or any(each.exp == HALF for each in expr.atoms(sympy.Pow))
    for apart in facts:
        for label, one, other in _differ(apart):
            with suppress(ProofError):
                square = _of_roots(apart, one, other, facts) if rooted else apart
                term = nonnegative(square.expr.xreplace({label: ANY_CLASS}))
                rest = total_of_others(term, label, size, two)
                distance = combine(sympy.expand(rest.expr + square.expr), rest, square)
                entries = [x.xreplace({label: ANY_CLASS}) for x in (one, other)]
                more = [*_divergences(*entries, size, facts)] if expr.has(sympy.log) else []
                if (found := plain(goal, [*facts, *more, distance])) is not None:
                    return found
                if (left := prove(ge(expr, distance.expr), facts)) is not None:
                    return combine(expr, left, distance)
    return None


def at_least_two(fact: Fact) -> bool:
    """Whether the fact says that there are at least two classes."""
    return fact.sign == ">=" and bool((fact.expr + 2).is_Symbol)


def _differ(fact: Fact) -> Iterator[tuple[Any, Any, Any]]:
    """The label, and the two entries at it, that differ."""
    expr: Any = fact.expr
    if not (fact.strict and expr.is_Pow and expr.exp == 2):
        return
    parts = sympy.Add.make_args(expr.base)
    entries: list[Any] = [x if x.is_Indexed else -x for x in parts]
    if len(parts) == 2 and all(x.is_Indexed for x in entries):
        labels = {x.indices[-1] for x in entries}
        if len(labels) == 1 and is_label(label := labels.pop()) and label != ANY_CLASS:
            yield label, *entries


def _of_roots(apart: Fact, one: Any, other: Any, facts: Sequence[Fact]) -> Fact:
    """The squared difference of the roots of two positive numbers that differ is above 0."""
    square, whole = (
        (sympy.sqrt(one) + side * sympy.sqrt(other)) ** 2 for side in (-1, 1)
    )  # fmt: skip
    if (divisor := above(whole, facts)) is None:
        raise ProofError(f"{whole} is not seen to be above 0")
    return quotient(square, combine(sympy.expand(square * whole), apart), divisor)


def _divergences(one: Any, other: Any, size: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`sum g log(g / f) - 2 g + 2 sqrt(f g) >= 0`, in both orders, since `log x <= x - 1`."""
    for f, g in ((one, other), (other, one)):
        top, bottom = above(sympy.sqrt(f), facts), above(sympy.sqrt(g), facts)
        if top is not None and bottom is not None:
            ratio = combine(top.expr / bottom.expr, (top, reciprocal(bottom)))
            term = g * (sympy.log(g) - sympy.log(f)) - 2 * g + 2 * top.expr * bottom.expr
            tangent = combine(term, (2 * g, log_bound(ratio)), (2 * g, log_quotient(top, bottom)))
            yield total(combine(sympy.expand(term), tangent), size)
