"""Determinants: of matrices whose rows sum to 1, and of the counts of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    Relation,
    SymbolicVector,
    class_sum,
)
from lossproof.theory.language.terms import (
    TABLE_COLUMN,
    TABLE_ROW,
    Determinant,
    Falling,
    TableMean,
    matrix,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    combine,
    diagonally_dominant,
    of_stochastic,
    renamed,
    table_average,
    taken_in_some_way,
    ways_at_most,
)
from lossproof.theory.provers.arithmetic.linear import shown
from lossproof.theory.provers.classes.columns import stochastic_rows
from lossproof.theory.provers.functions.sizes import below_its_size


def of_determinants(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`|det T| <= 1` for every transition matrix T, where the goal holds a determinant.

    Of counts: `n (n - 1) … (n - c + 1)` is above 0, and at most `(n - 1) n^(c - 1)`; a mean of
    absolute values is at least the mean and its negative.
    """
    sizes = {each.args[1] for each in goal.difference.atoms(Determinant)}
    known = [*facts, *_slices(facts)] if sizes else []
    for size in sizes:
        for entry, total in stochastic_rows(known):
            named = entry.expr
            of = matrix(lambda i, j, e=named: e.xreplace({ANY_ROW: i, ANY_CLASS: j}), size)
            most = next((x for x in known if x.expr == 1 - named and x.sign != "=="), None)
            with suppress(ProofError, ValueError):
                if most is not None:
                    rows = {"nonnegative": entry, "at most 1": most, "total": total}
                    yield of_stochastic(of, rows)
                own = named.xreplace({ANY_CLASS: ANY_ROW})
                gap = 2 * own - class_sum(lambda j, of=of: of[ANY_ROW][j], size)
                if (margin := _margin(gap, own, total, facts)) is not None:
                    yield diagonally_dominant(of, entry, margin)
    means = sorted(goal.difference.atoms(TableMean), key=str)
    taken = {(mean.args[1], mean.args[4]) for mean in means if mean.has(Determinant)}
    for size, count in sorted(taken | {x.args for x in goal.difference.atoms(Falling)}, key=str):
        for rule, room in ((taken_in_some_way, size - count), (ways_at_most, count - 2)):
            for fact in (x for x in facts if x.expr == room and x.sign != "=="):
                with suppress(ProofError):
                    yield rule(size, count, fact)
    for mean in means:
        with suppress(ProofError):
            yield from _of_sizes(mean)


def _slices(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about a family of matrices, at the first of them, where a fact names that one."""
    bases = {x.base for fact in facts for x in fact.expr.atoms(sympy.Indexed)
             if len(x.indices) == 3 and x.indices[1] == 0}  # fmt: skip
    for fact in facts if bases else ():
        entries = fact.expr.atoms(sympy.Indexed)
        if {x.base for x in entries} <= bases and not any(0 in x.indices for x in entries):
            with suppress(ProofError):
                yield fact.at(ANY_COLUMN, 0)


def _margin(gap: Any, own: Any, total: Fact, facts: Sequence[Fact]) -> Fact | None:
    """That the entry of the diagonal is above the sum of the others in its row."""
    at_class = own.xreplace({ANY_ROW: ANY_CLASS})
    for fact in (fact for fact in facts if fact.strict and fact.expr.has(own, at_class)):
        with suppress(ProofError):
            at_row = renamed(fact, {ANY_CLASS: ANY_ROW}) if fact.expr.has(ANY_CLASS) else fact
            if (found := shown(gap, True, [at_row, total])) is not None:
                return combine(gap, found)
    return None


def _of_sizes(mean: TableMean) -> Iterator[Fact]:
    """A mean of absolute values is at least the mean and its negative."""
    body, size, chance, rows, columns = mean.args
    if not isinstance(body, sympy.Abs):
        return
    inside: Any = mean.opened.args[0]

    def row(i: Any) -> Any:
        at = {TABLE_ROW: i}
        return SymbolicVector(lambda k: chance.xreplace({**at, TABLE_COLUMN: k}), columns)

    for side in (1, -1):
        yield table_average(below_its_size(side * inside), size, SymbolicVector(row, rows))
