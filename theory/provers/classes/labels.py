"""Goals about labels: two of them are one class or two classes, or each value is tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import combinations
from operator import itemgetter
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, Relation, is_label
from lossproof.theory.numbers.properties import integer
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import cases, combine, nonnegative, squeezed, whole
from lossproof.theory.provers.arithmetic.zeros import proved, where_equal
from lossproof.theory.provers.points import ends

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
MOST = 3  # labels of a goal
MOST_VALUES = 5  # of an integer that is told apart


def by_labels(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By whether two labels of the goal are the same class, or None."""
    if goal.sign == "==" or (pair := _pair(goal.difference, facts)) is None:
        return None
    one, other = pair

    entries = {x for x in goal.difference.atoms(sympy.Indexed) if x.has(one)}
    pairs = ((x, x.xreplace({one: other})) for x in sorted(entries, key=str))
    squares = [nonnegative((x + side * y) ** 2) for x, y in pairs if x != y for side in (1, -1)]

    def apart(case: Fact) -> Fact:
        square = combine((one - other) ** 2, (case, case))
        return proved(prove(goal, [*facts, square, *squares]))

    def at_most(case: Fact) -> Fact:
        return cases(other - one, apart, lambda least: same(squeezed(least, case)), strict=True)

    def same(equal: Fact) -> Fact:
        return where_equal(goal, facts, equal, (other, one), prove)

    with suppress(ProofError):
        return cases(one - other, apart, at_most, strict=True)
    return None


def by_each_value(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """By each of the few values of a label, or of another integer, of the goal; or None."""
    found = (x for x in sorted(goal.difference.free_symbols, key=str) if x.is_Symbol and integer(x))
    number, lowest, highest = next(
        ((x, *ends) for x in found if (ends := _few_values(x, facts))), (None, None, None)
    )
    if number is None or lowest is None or highest is None:
        return None
    (_, first), (top, last) = lowest, highest

    def is_(value: int, equal: Fact) -> Fact:
        return where_equal(goal, facts, equal, (number, sympy.Integer(value)), prove)

    def at_least(value: int, known: Fact) -> Fact:
        if value == top:
            return is_(value, squeezed(known, combine(value - number, last)))
        return cases(
            number - value,
            lambda more: at_least(value + 1, whole(more)),
            lambda least: is_(value, squeezed(known, least)),
            strict=True,
        )

    with suppress(ProofError):
        return at_least(int(lowest[0]), combine(number - lowest[0], first))
    return None


def _few_values(number: Any, facts: Sequence[Fact]) -> tuple[Any, Any] | None:
    """The least and the largest value of an integer, each with its fact, if they are near."""
    found = [(*end, fact) for fact in facts if (end := ends(fact, number)) and end[1].is_Integer]
    lows = [(at, fact) for side, at, fact in found if side > 0 and fact.sign == ">="]
    highs = [(at, fact) for side, at, fact in found if side < 0 and fact.sign == ">="]
    if is_label(number):
        lows.append((sympy.S.Zero, nonnegative(number)))
    if not lows or not highs:
        return None
    low, high = max(lows, key=itemgetter(0)), min(highs, key=itemgetter(0))
    return (low, high) if 0 <= high[0] - low[0] < MOST_VALUES else None


def _labels(expr: Any) -> list[Any]:
    return sorted((x for x in expr.free_symbols - {ANY_CLASS, ANY_ROW} if is_label(x)), key=str)


def _pair(expr: Any, facts: Sequence[Fact]) -> tuple[Any, Any] | None:
    """Two labels that are not known to be different classes."""
    labels = _labels(expr)
    different = {fact.expr for fact in facts if fact.strict}
    for one, other in combinations(labels, 2) if len(labels) <= MOST else ():
        if (one - other) ** 2 not in different:
            return one, other
    return None
