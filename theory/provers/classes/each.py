"""Sums over classes or rows that are bounded class by class, whatever the entries sum to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW, ClassSum, Relation
from lossproof.theory.language.terms import NestedSum
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, renamed, summed, total
from lossproof.theory.provers.rewriting.multiples import in_sums

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]


def of_each_class(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it says of sums what holds of the terms of each class, or None."""
    found = in_sums(goal.difference, ClassSum) if goal.sign != "==" else None
    if found is None or (rest := sympy.expand(found.rest / found.size)).has(found.size):
        return None
    whole = found.body(ANY_CLASS) + rest
    with suppress(ProofError):
        each = prove(Relation(whole, goal.sign, sympy.Integer(0)), facts)
        if each is not None:
            return combine(goal.difference, total(combine(whole, each), found.size))
    return None


def of_each_row(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal, if it says of sums over rows what holds of each row of a matrix, or None."""
    found = in_sums(goal.difference, NestedSum) if goal.sign != "==" else None
    if found is None or found.rest.has(ClassSum):
        return None
    whole = found.body(ANY_ROW) + sympy.expand(found.rest / found.size)
    with suppress(ProofError):
        each = prove(Relation(whole, goal.sign, sympy.Integer(0)), facts)
        if each is not None:
            return combine(goal.difference, summed(combine(whole, each), ANY_ROW, found.size))
    return None


def of_any_column(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal about any class, as one about any column: beside it, other classes may be named."""
    expr = goal.difference
    if not (expr.has(ANY_CLASS) and expr.has(ClassSum)) or expr.has(ANY_COLUMN):
        return None
    with suppress(ProofError):
        each = prove(goal.map(lambda side: side.xreplace({ANY_CLASS: ANY_COLUMN})), facts)
        return each and renamed(each, {ANY_COLUMN: ANY_CLASS})
    return None
