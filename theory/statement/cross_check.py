"""A proof checked against numbers: its steps at points that are given."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

import sympy

from theory.domain import Classes, Domain, Samples
from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCount,
    LabelSymbol,
    Remembered,
    Vector,
    realise,
)
from theory.language.terms import tables
from theory.numbers import compare
from theory.proof import Derivation, Fact
from theory.statement.asking import Assignment
from theory.statement.statement import Statement

Sizes = dict[type[Domain], int]
INDICES = (ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE)
DIGITS, SLACK, TABLES = 40, sympy.Float("1e-25", 40), 24


def contradicted(statement: Statement, derivation: Derivation, point: Assignment) -> Fact | None:
    """The first step of a derivation that fails at a point which meets the hypotheses.

    Every step must hold there, written out in numbers: one inside open cases for those classes and
    samples with which the point certainly lies in them. Steps that cannot be decided are skipped.
    """
    exact = Remembered(statement.check(point))
    sizes = _sizes(statement, exact)
    rounded = Remembered({name: _rounded(value) for name, value in exact.items()})
    steps = derivation.steps
    opened = {case: [f for f in steps if f.rule == str(case)] for f in steps for case in f.cases}
    for fact in steps:
        assumed = [first for case in fact.cases for first in opened[case]]
        if assumed and any(each.expr.has(AnyCount) for each in (fact, *assumed)):
            continue
        about = [s for case in fact.cases for s in case.about if _held(s, exact)]
        for known in _choices(about, fact.expr, exact, sizes):
            inside = all(
                compare(number, first.sign, 0) is True
                for first in assumed
                for number in _written_out(first.expr.xreplace(known), exact, sizes)
            )
            if inside and _fails(fact.expr.xreplace(known), fact.sign, exact, rounded, sizes):
                return fact
    return None


def _held(symbol: Any, values: Assignment) -> bool:
    """Whether an open case about the symbol is about one class or sample, that no value names."""
    return symbol in INDICES or (isinstance(symbol, LabelSymbol) and symbol.name not in values)


def _fails(expr: Any, sign: str, exact: Assignment, rounded: Assignment, sizes: Sizes) -> bool:
    """Whether the relation fails, or cannot be shown to hold, for some choice of its indices."""
    numbers = list(_written_out(expr, rounded, sizes))
    missed = [k for k, number in enumerate(numbers) if _misses(number, sign)]
    ties = [k for k, number in enumerate(numbers) if sign == ">" and _ties(number)]
    if not missed and not ties:
        return False
    # A strict fact may fail by a tie, and large numbers may miss by rounding alone.
    sure = list(_written_out(expr, exact, sizes))
    return any(compare(sure[k], sign, 0) is not True for k in missed) or any(
        compare(sure[k], ">", 0) is False for k in ties
    )


def _misses(number: Any, sign: str) -> bool:
    """Whether a rounded number clearly is not what the sign says of it."""
    return number.is_comparable and abs(number) > SLACK and (sign == "==" or number < 0)


def _ties(number: Any) -> bool:
    return number.is_comparable and abs(number) <= SLACK


def _rounded(value: Any) -> Any:
    """A value with every fraction as a float of many digits, which is faster to compute with."""
    if isinstance(value, Vector):
        return Vector(map(_rounded, value))
    return value if value.is_Integer else sympy.Float(value, DIGITS)


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


def _with_counts(expr: Any, values: Assignment) -> Iterator[Any]:
    """The expression for every table of the counts of any batch, or for `TABLES` of them."""
    counts: set[Any] = expr.atoms(AnyCount)
    batches = sorted({count.args[1:] for count in counts}, key=str)
    every = [_some_tables(int(realise(size, values)), int(cells)) for cells, size in batches]
    for choice in itertools.product(*every):
        table = dict(zip(batches, choice, strict=True))
        known = {
            count: sympy.Integer(table[count.args[1:]][int(count.args[0])]) for count in counts
        }
        yield expr.xreplace(known)


def _some_tables(size: int, cells: int) -> list[tuple[int, ...]]:
    """Every way for so many samples to fall in so many cells, or `TABLES` ways far apart."""
    found = math.comb(size + cells - 1, size)
    return list(itertools.islice(tables(size, cells), 0, None, -(-found // TABLES)))


def _written_out(expr: Any, values: Assignment, sizes: Sizes) -> Iterator[sympy.Expr]:
    """The expression in numbers, once for every class and sample that its free indices may be."""
    free = [index for index in INDICES if expr.has(index)]
    choices = _choices(free, expr, values, sizes)
    for counted, known in itertools.product(_with_counts(expr, values), choices):
        try:
            yield realise(counted.xreplace(known), values)
        except IndexError:
            continue


def _choices(
    indices: Iterable[Any], expr: Any, values: Assignment, sizes: Sizes
) -> Iterator[dict[Any, Any]]:
    """Every class or sample that each of the indices may be, where they stand in the expression."""
    free = list(dict.fromkeys(indices))
    longest = max((len(v) for v in values.values() if isinstance(v, Vector)), default=0)
    entries = set[Any]().union(*(entry.free_symbols for entry in expr.atoms(sympy.Indexed)))

    def reach(index: Any) -> range:
        size = sizes.get(Samples if index == ANY_SAMPLE else Classes)
        if size is None or index in entries:  # an entry says itself where its index ends
            size = max([longest, *sizes.values()])
        return range(size)

    for choice in itertools.product(*map(reach, free)):
        yield {index: sympy.Integer(k) for index, k in zip(free, choice, strict=True)}
