"""A proof checked against numbers: its steps at points that are given."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import sympy
from flint import arb

from lossproof.theory.domain import Classes, Domain, Samples
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCount,
    AnyTable,
    LabelSymbol,
    OfAnyBatch,
    Vector,
)
from lossproof.theory.language.terms import tables
from lossproof.theory.numbers import compare
from lossproof.theory.proof import Derivation, Fact
from lossproof.theory.proof.rules.slopes import Between
from lossproof.theory.statement.asking import Assignment
from lossproof.theory.statement.enclosing import Ball, Chosen, holds
from lossproof.theory.statement.statement import Statement

Sizes = dict[type[Domain], int]
INDICES = (ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE)
SLACK, TABLES = arb("1e-25"), 24
ON_THE_WAY = [sympy.Rational(each) for each in ("1/8", "1/2", "1", "3")]


def contradicted(statement: Statement, derivation: Derivation, point: Assignment) -> Fact | None:
    """The first step of a derivation that fails at a point which meets the hypotheses.

    Every step must hold there, in numbers: one inside open cases for those classes and samples with
    which the point certainly lies in them. Steps that cannot be decided are skipped.
    """
    there = _There(statement, point)
    steps = derivation.steps
    opened = {case: [f for f in steps if f.rule == str(case)] for f in steps for case in f.cases}
    for fact in steps:
        assumed = [first for case in fact.cases for first in opened[case]]
        if assumed and any(each.expr.has(OfAnyBatch) for each in (fact, *assumed)):
            continue
        about = [s for case in fact.cases for s in case.about if there.held(s)]
        for known in there.choices(about, fact.expr):
            if all(there.holds(first, known) for first in assumed) and there.fails(fact, known):
                return fact
    return None


class _There:
    """What facts say at one point, for classes and samples that are known and all others."""

    def __init__(self, statement: Statement, point: Assignment) -> None:
        self.exact = statement.check(point)
        self.sizes = _sizes(statement, self.exact)
        lengths = [len(value) for value in self.exact.values() if isinstance(value, Vector)]
        self.longest = max(lengths, default=0)
        self.enclosure = statement.enclosure
        self.enclosure.move(self.exact)

    def held(self, symbol: Any) -> bool:
        """Whether an open case about it is about one class, sample or number without a name."""
        unnamed = isinstance(symbol, LabelSymbol) and symbol.name not in self.exact
        return symbol in INDICES or unnamed or isinstance(symbol, Between)

    def holds(self, fact: Fact, known: Chosen) -> bool:
        """Whether it certainly holds."""
        return all(self._truth(fact, *each) is True for each in self._enclosed(fact, known))

    def fails(self, fact: Fact, known: Chosen) -> bool:
        """Whether it certainly fails for some of the others.

        What is nearly 0 is taken for 0, unless it must not be 0.
        """
        return any(
            (fact.sign == ">" or not abs(ball) < SLACK) and self._truth(fact, chosen, ball) is False
            for chosen, ball in self._enclosed(fact, known)
        )

    def _truth(self, fact: Fact, chosen: Chosen, ball: Ball) -> bool | None:
        truth = holds(ball, fact.sign)
        if truth is None:
            truth = compare(self.enclosure.exact(fact.expr, chosen), fact.sign, 0)
        return truth

    def _enclosed(self, fact: Fact, known: Chosen) -> Iterator[tuple[Chosen, Ball]]:
        """The expression of the fact for every choice of the others."""
        about = self.enclosure.about(fact.expr)
        free = [each for each in sorted(about, key=str) if self.held(each) and each not in known]
        counts = [each for each in about if isinstance(each, AnyCount)]
        whole = [each for each in about if isinstance(each, AnyTable)]
        every = self._counts(counts), self._tables(whole), self.choices(free, fact.expr)
        for counted, tabled, choice in itertools.product(*every):
            chosen = {**known, **counted, **tabled, **choice}
            yield chosen, self.enclosure(fact.expr, chosen)

    def _counts(self, counts: Iterable[Any]) -> Iterator[Chosen]:
        """Every table of the counts of any batch, or `TABLES` of them."""
        batches = sorted({count.args[1:] for count in counts}, key=str)
        every = [
            _some_tables(int(self.enclosure.exact(size, {})), int(cells)) for cells, size in batches
        ]
        for choice in itertools.product(*every):
            table = dict(zip(batches, choice, strict=True))
            yield {count: table[count.args[1:]][int(count.args[0])] for count in counts}

    def _tables(self, found: Sequence[AnyTable]) -> Iterator[Chosen]:
        """Numbers for every cell of these tables of any batch."""
        sizes = [tuple(int(self.enclosure.exact(x, {})) for x in each) for each in found]
        every = [_some_tables(size, rows * columns) for size, rows, columns in sizes]
        for choice in itertools.product(*every):
            yield {
                table: tuple(cells[i : i + columns] for i in range(0, rows * columns, columns))
                for table, (_, rows, columns), cells in zip(found, sizes, choice, strict=True)
            }

    def choices(self, indices: Iterable[Any], expr: Any) -> Iterator[Chosen]:
        """Every class or sample that each may be where it stands in the term, and some numbers."""
        free = list(dict.fromkeys(indices))

        def reach(index: Any) -> Iterable[Any]:
            if isinstance(index, Between):
                return ON_THE_WAY
            size = self.sizes.get(Samples if index == ANY_SAMPLE else Classes)
            if size is None or index in _in_entries(expr):  # an entry says itself where it ends
                size = max([self.longest, *self.sizes.values()])
            return range(size)

        for choice in itertools.product(*map(reach, free)):
            yield dict(zip(free, choice, strict=True))


def _sizes(statement: Statement, values: Assignment) -> Sizes:
    """The numbers of classes and of samples at a point, as far as the statement has them."""
    sizes: Sizes = {}
    for name, domain in statement.parameters.items():
        for size in domain.class_sizes():
            sizes[Classes] = int(domain.size(size, values))
        for kind in (Classes, Samples):
            if isinstance(domain, kind):
                sizes[kind] = int(values[name])
    return sizes


@lru_cache(maxsize=4096)
def _in_entries(expr: Any) -> frozenset[Any]:
    """The symbols that stand in the indices of entries."""
    return frozenset().union(*(entry.free_symbols for entry in expr.atoms(sympy.Indexed)))


def _some_tables(size: int, cells: int) -> list[tuple[int, ...]]:
    """Every way for so many samples to fall in so many cells, or `TABLES` ways far apart."""
    found = math.comb(size + cells - 1, size)
    return list(itertools.islice(tables(size, cells), 0, None, -(-found // TABLES)))
