"""Sums over the columns of a matrix whose rows sum to 1: such noise enlarges no sum of sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    BOUND_CLASS,
    ClassSum,
    Relation,
)
from lossproof.theory.language.terms import ANY, NestedSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import absolute, cases, combine, exchanged, renamed, summed
from lossproof.theory.provers.classes.units import over, unit_sum
from lossproof.theory.provers.plain import plain


def by_columns(goal: Relation, facts: Sequence[Fact]) -> Fact | None:
    """The goal from `sum_j |sum_s e_s T_sj| <= sum_s |e_s|`, for a transition matrix T, or None."""
    sums = sorted(goal.difference.atoms(NestedSum), key=str)
    sizes = [each for each in sums if isinstance(each.args[0], sympy.Abs)]
    more = [made for each in sizes for made in _contracted(each, facts)]
    return plain(goal, [*facts, *more]) if more else None


def _contracted(columns: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    inside, size, index = columns.args
    mixed = inside.args[0].xreplace({index: ANY_COLUMN})
    for entry, unit in stochastic_rows(facts):
        if (values := _mixed(mixed, entry.expr)) is None:
            continue
        with suppress(ProofError, ValueError):
            length = sympy.Abs(values)
            at_column = renamed(entry, {ANY_CLASS: ANY_COLUMN})
            weight = at_column.expr
            both = [
                summed(
                    combine((length + side * values) * weight, (_least(values, side), at_column)),
                    ANY_ROW, size,
                )
                for side in (1, -1)
            ]  # fmt: skip
            row = _over_rows(length * weight, size)
            goal = row - sympy.Abs(mixed)
            each = cases(
                mixed,
                lambda up, g=goal, b=both: combine(g, b[1], (-1, absolute(up))),
                lambda down, g=goal, b=both: combine(g, b[0], (-1, absolute(down))),
            )
            whole = combine(sympy.expand(length * unit.expr), (unit, length))
            yield combine(
                over(length.xreplace({ANY_ROW: ANY_CLASS}), size) - columns,
                summed(each, ANY_COLUMN, size),
                (-1, exchanged(length * weight, ANY_COLUMN, ANY_ROW, size)),
                (-1, summed(whole, ANY_ROW, size)),
            )


def stochastic_rows(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Nonnegative entries of a matrix, with the fact that each row sums to 1."""
    for fact in facts:
        entry: Any = fact.expr
        if fact.sign == "==" or not entry.is_Indexed or len(entry.indices) < 2:
            continue
        first, *named, last = entry.indices
        if (first, last) != (ANY_ROW, ANY_CLASS) or {*named} & {*ANY}:
            continue
        if (unit := unit_sum(entry, facts)) is not None and unit[1] == 1:
            yield fact, unit[0]


def _mixed(mixed: Any, entry: Any) -> Any:
    """The values of the rows that a matrix mixes, or None: `e_s` of `sum_s e_s T_sj`."""
    weight = entry.xreplace({ANY_CLASS: ANY_COLUMN})
    sums = {each: each.args[0].xreplace({BOUND_CLASS: ANY_ROW}) for each in mixed.atoms(ClassSum)}
    marks = {each: sympy.Dummy() for each in sums}
    marked = sympy.expand(mixed.xreplace(marks))
    back = {marks[each]: term / weight for each, term in sums.items()}
    values = sympy.expand(marked.xreplace(back))
    linear = all(sympy.diff(marked, mark, 2) == 0 for mark in back)
    alone = marked.xreplace(dict.fromkeys(back, 0)) == 0
    return values if sums and linear and alone and not values.has(ANY_COLUMN) else None


def _over_rows(expr: Any, size: Any) -> Any:
    kind: Any = ClassSum
    return kind(expr.xreplace({ANY_ROW: BOUND_CLASS}), size)


def _least(values: Any, side: int) -> Fact:
    """`|e| + e >= 0`, or `|e| - e >= 0` for the other side."""
    goal = sympy.Abs(values) + side * values

    def above(up: Fact) -> Fact:
        return combine(goal, absolute(up), (1 + side, up))

    def below(down: Fact) -> Fact:
        return combine(goal, absolute(down), (1 - side, down))

    return cases(values, above, below)
