"""Sums over the classes beside the entry of a label, or of vectors that differ at one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import combinations_with_replacement
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, Relation, ge, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    nonnegative,
    total_of_others,
    two_within_total,
    weighted_others,
)
from lossproof.theory.provers.classes.apart import at_least_two, by_distance
from lossproof.theory.provers.classes.tangents import by_tangents
from lossproof.theory.provers.classes.units import over, unit_sum
from lossproof.theory.provers.plain import plain

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 2  # labels of a goal


def beside_labels(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about entries of labels, by what holds of the other classes, or None."""
    labels = sorted((x for x in goal.difference.free_symbols if _is_named(x)), key=str)
    if not 0 < len(labels) <= MOST:
        return by_distance(goal, facts, prove)
    return (
        by_tangents(goal, facts, prove)
        or _by_pairs(goal, labels, facts)
        or _by_squares(goal, facts, prove)
        or by_distance(goal, facts, prove)
    )


def _is_named(symbol: Any) -> bool:
    return is_label(symbol) and symbol != ANY_CLASS


def _by_pairs(goal: Relation, labels: Sequence[Any], facts: Sequence[Fact]) -> Fact | None:
    """From `sum_(l != y) g_l (1 - f_l - f_y) >= 0`, as two entries are at most 1 together."""
    if not goal.difference.has(ClassSum):
        return None
    more = [made for label in labels for made in _of_pairs(label, facts)]
    return plain(goal, [*facts, *more]) if more else None


def _of_pairs(label: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`sum_(l != y) f_l g_l` is at most `(1 - f_y) (1 - g_y)`, for f and g that sum to 1."""
    laws = [
        (fact, *unit)
        for fact in facts
        if fact.sign != "==" and fact.expr.is_Indexed and fact.expr.indices == (ANY_CLASS,)
        if (unit := unit_sum(fact.expr, facts)) is not None
    ]
    for (least, total, sign, size), (weight, one, side, _) in combinations_with_replacement(
        laws, 2
    ):
        entry, of = least.expr, weight.expr
        own, beside = (x.xreplace({ANY_CLASS: label}) for x in (entry, of))

        def branch(apart: Fact, of: Any = (least, total, sign, size, own)) -> Fact:
            atom, whole, times, classes, at = of
            within = two_within_total(atom, ANY_CLASS, label, apart, classes)
            return combine(1 - atom.expr - at, within, (-times, whole))

        with suppress(ProofError):
            pairs = weighted_others(weight, label, size, branch)
            products = over(entry * of, size) - own * beside
            yield combine((1 - own) * (1 - beside) - products, pairs, (-side * (1 - own), one))


def _by_squares(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """An entry is a number if the sum of its squared distances from it is 0."""
    expr: Any = sympy.expand(goal.difference)
    entries = [x for x in expr.atoms(sympy.Indexed) if any(map(_is_named, x.indices))]
    least = next((fact for fact in facts if at_least_two(fact)), None)
    if goal.sign != "==" or len(entries) != 1 or expr.has(ClassSum) or least is None:
        return None
    (own,), size = entries, least.expr + 2
    label, times = own.indices[-1], expr.coeff(own, 1)
    number = sympy.expand(-(expr - times * own) / times) if times else own
    if number.free_symbols & {label} or number.has(own):
        return None
    entry = own.xreplace({label: ANY_CLASS})
    distance = -((own - number) ** 2)
    if any(fact.expr == distance for fact in facts):
        return None
    with suppress(ProofError):
        square = nonnegative((entry - number) ** 2)
        others = total_of_others(square, label, size, combine(size - 1, least, (1,)))
        whole = over(sympy.expand(square.expr), size)
        if (zero := prove(ge(0, whole), facts)) is not None:
            return prove(goal, [*facts, combine(distance, others, zero)])
    return None
