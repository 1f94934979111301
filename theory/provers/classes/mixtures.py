"""Mixtures of the rows of a transition matrix, such as the distribution of the noisy label.

Their entries `sum_s w_s T_sj` lie in [0, 1] and sum to 1, as those of a prediction do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    BOUND_CLASS,
    ClassSum,
    Relation,
)
from lossproof.theory.language.sums import LEVELS
from lossproof.theory.language.terms import NestedSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, exchanged, renamed, summed
from lossproof.theory.provers.classes.columns import stochastic_rows
from lossproof.theory.provers.classes.planes import planes_below
from lossproof.theory.provers.classes.units import unit_sum
from lossproof.theory.provers.rewriting.multiples import in_sums

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO, ONE = sympy.Integer(0), sympy.Integer(1)


class Mixture(NamedTuple):
    """An entry of a mixture, facts that it is at least 0 and at most 1, and what it is made of."""

    term: Any
    least: Fact
    most: Fact
    weight: Any
    entry: Any
    row: Fact
    weights: tuple[Fact, int]

    def one(self, size: Any) -> Fact:
        """The entry for any column, summed over the columns, is 1."""
        row = combine(sympy.expand(self.weight * self.row.expr), (self.row, self.weight))
        order = exchanged(self.weight * self.entry, ANY_COLUMN, ANY_ROW, size)
        unit, side = self.weights
        whole = NestedSum(self.term.xreplace({ANY_COLUMN: LEVELS[0]}), size, LEVELS[0])
        return combine(whole - 1, order, summed(row, ANY_ROW, size), (side, unit))


def of_mixtures(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """That each mixture in the goal lies in [0, 1]."""
    for mixture in _mixtures(goal.difference, facts):
        yield from (mixture.least, mixture.most)


def by_mixture(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about a function of the entries of one mixture, summed over the columns, or None."""
    whole = in_sums(goal.difference, NestedSum) if goal.sign != "==" else None
    if whole is None or whole.rest.has(ClassSum):
        return None
    size, column = whole.size, whole.body(ANY_COLUMN)
    found = {each.term: each for each in _mixtures(column, facts)}
    if len(found) != 1:
        return None
    (mixture,) = found.values()
    entry = sympy.IndexedBase("mixture")[ANY_CLASS]
    part = column.xreplace({mixture.term: entry})
    if part.has(ClassSum, ANY_COLUMN):
        return None
    known = [*facts, mixture.least, mixture.most]
    for plane in planes_below(part, size, {entry: ONE}, whole.rest):
        slope = plane.slopes[entry]
        line = column - slope * mixture.term - plane.height
        with suppress(ProofError):
            below = prove(Relation(line, ">=", ZERO), known)
            left = whole.rest + plane.sum(size, {entry: ONE})
            ended = below and prove(Relation(left, goal.sign, ZERO), facts)
            if below and ended:
                each = summed(combine(line, below), ANY_COLUMN, size)
                return combine(goal.difference, each, (slope, mixture.one(size)), ended)
    return None


def _mixtures(expr: Any, facts: Sequence[Fact]) -> Iterator[Mixture]:
    """The mixtures in an expression, whose weights sum to 1."""
    for each in sorted(expr.atoms(ClassSum), key=str):
        inside = each.args[0].xreplace({BOUND_CLASS: ANY_ROW})
        for entry, row in stochastic_rows(facts):
            for place in inside.atoms(sympy.Indexed):
                if place.base == entry.expr.base and place.indices[0] == ANY_ROW:
                    yield from _mixture(each, inside / place, place, entry, row, facts)


def _mixture(
    term: Any, weight: Any, place: Any, entry: Fact, row: Fact, facts: Sequence[Fact]
) -> Iterator[Mixture]:
    at_class, size, column = weight.xreplace({ANY_ROW: ANY_CLASS}), term.args[1], place.indices[1]
    bounds = {fact.expr: fact for fact in facts if fact.sign != "=="}
    one, least, most = unit_sum(at_class, facts), bounds.get(at_class), bounds.get(1 - entry.expr)
    if not weight.is_Indexed or weight.has(column) or None in (one, least, most):
        return
    with suppress(ProofError):
        weighs = renamed(least, {ANY_CLASS: ANY_ROW})
        lower, upper = (renamed(fact, {ANY_CLASS: column}) for fact in (entry, most))
        part = combine(weight * place, (weighs, lower))
        other = combine(sympy.expand(weight * (1 - place)), (weighs, upper))
        above = combine(term, summed(part, ANY_ROW, size))
        below = combine(1 - term, summed(other, ANY_ROW, size), (-one[1], one[0]))
        yield Mixture(term, above, below, weight, place, row, one[:2])
