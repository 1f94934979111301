"""Sums over a column of a transition matrix whose diagonal is bounded from below: noise is rare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, ClassSum, Relation, is_label
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    total_of_others,
    two_within_total,
    weighted_others,
)
from lossproof.theory.provers.classes.apart import at_least_two
from lossproof.theory.provers.classes.columns import stochastic_rows
from lossproof.theory.provers.classes.units import body, over, unit_sum

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def by_diagonals(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal by bounds of `sum_l w_l T_ly`, from a bound `b <= T_ll` for every class l.

    The other entries of a row are at most 1 - b. The sum is at least `w_y T_yy`, and at most that
    and `(1 - b)` times the other weights.
    """
    if not goal.difference.has(ClassSum) or not any(map(at_least_two, facts)):
        return None
    more = [made for each in _columns(goal) for made in _bounds(*each, facts)]
    return prove(goal, [*facts, *more]) if more else None


def _columns(goal: Relation) -> Iterator[tuple[Any, Any, Any, Any]]:
    """The weight, the entry of a matrix in it, its label and the size of a sum over a column."""
    for each in sorted(goal.difference.atoms(ClassSum), key=str):
        for entry in sorted(body(each).atoms(sympy.Indexed), key=str):
            if len(entry.indices) != 2 or entry.indices[0] != ANY_CLASS:
                continue
            weight, label = sympy.cancel(body(each) / entry), entry.indices[1]
            if is_label(label) and label != ANY_CLASS and not weight.has(entry):
                yield weight, entry, label, each.args[1]


def _bounds(weight: Any, entry: Any, y: Any, size: Any, facts: Sequence[Fact]) -> Iterator[Fact]:
    least = next((fact for fact in facts if fact.expr == weight and fact.sign != "=="), None)
    two = next(filter(at_least_two, facts))
    own = entry.xreplace({ANY_CLASS: y})
    at_y = weight.xreplace({ANY_CLASS: y})
    diagonal = entry.xreplace({y: ANY_CLASS})
    for cell, row in stochastic_rows(facts):
        if least is None or cell.expr.base != entry.base:
            continue
        below = next((fact for fact in facts if fact.expr == 1 - cell.expr), None)
        with suppress(ProofError):
            column, within = cell.at(ANY_CLASS, y).at(ANY_ROW, ANY_CLASS), least.at(ANY_CLASS, y)
            if below is not None:
                yield combine(at_y * (1 - own), (within, below.at(ANY_CLASS, y).at(ANY_ROW, y)))
            share = combine(weight * entry, (least, column))
            yield total_of_others(share, y, size, combine(size - 1, two, (1,)))
        for bound in (fact for fact in facts if fact.expr.has(diagonal) and fact.sign != "=="):
            most = sympy.expand(diagonal - bound.expr)  # b <= T_ll
            if most.has(ANY_CLASS, entry.base):
                continue

            def branch(apart: Fact, of: Any = (cell, row, bound, most)) -> Fact:
                each, one, known, b = of
                pair = two_within_total(each, ANY_CLASS, y, apart, size).at(ANY_ROW, ANY_CLASS)
                return combine(1 - b - entry, pair, known, (-1, one.at(ANY_ROW, ANY_CLASS)))

            with suppress(ProofError):
                others = weighted_others(least, y, size, branch)
                if (unit := unit_sum(weight, facts)) is not None:
                    told: Any = sympy.expand(others.expr) - (1 - most) * (over(weight, size) - 1)
                    others = combine(told, others, (-unit[1] * (1 - most), unit[0]))
                yield others
                within, beside = least.at(ANY_CLASS, y), bound.at(ANY_CLASS, y)
                yield combine(at_y * (own - most), (within, beside))
