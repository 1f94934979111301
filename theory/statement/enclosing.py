"""Terms in numbers at points, without writing them out: exact rationals, else balls.

>>> at = Enclosure({"f"})
>>> at.move({"f": [sympy.Rational(1, 4), sympy.Rational(3, 4)]})
>>> [at(4 * sympy.IndexedBase("f")[ANY_CLASS] - 1, {ANY_CLASS: k}) for k in (0, 1)]
[0, 2]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, cast

import sympy
from flint import arb_mat, ctx, fmpq, fmpq_mat

from lossproof.theory.language import (
    ANY_CLASS as ANY_CLASS,
    BOUND_CLASS,
    BOUND_SAMPLE,
    BoundIndex,
    ClassSum,
    Index,
    Relation,
    Remembered,
    SampleMean,
    realise,
)
from lossproof.theory.language.cells import AnyCell, AnyTable, Cell, Count, TableCount
from lossproof.theory.language.realising import known_index
from lossproof.theory.language.terms import (
    COLUMN,
    ROW,
    TABLE_COLUMN,
    TABLE_ROW,
    BatchMean,
    Determinant,
    Expectation,
    NestedSum,
    TableMean,
    tables,
)
from lossproof.theory.numbers import ball, to_fmpq
from lossproof.theory.proof.rules.slopes import Between
from lossproof.theory.statement.numbers import (
    JOINED,
    NAN,
    ZERO,
    Ball,
    place,
    power,
    times,
    whole,
)

Chosen = Mapping[Any, Any]  # a number each
Value = Callable[[Chosen], Ball]
Meaning = tuple[frozenset[Any], Value]

BITS = 128


class Enclosure:
    """Terms at the exact values of a point; `nan` where a term is not seen to have a value.

    A term is read once for all points with values of these names, and evaluated once at each for
    every choice of the classes, samples and counts that it is about: of its indices, its counts,
    and the symbols that are called otherwise.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._exact, self._balls = Remembered({}), dict[str, Any]()
        self._meanings = dict[Any, Meaning]()
        self._found: list[dict[Any, Ball]] = []

    def move(self, values: Mapping[str, Any]) -> None:
        """Go to the point with these values."""
        self._exact = Remembered(values)
        self._balls = {name: _numbers(value) for name, value in values.items()}
        for found in self._found:
            found.clear()

    def __call__(self, term: Any, chosen: Chosen) -> Ball:
        """The term for this choice."""
        with ctx.workprec(BITS):
            return self._meaning(term)[1](chosen)

    def holds(self, relation: Relation, chosen: Chosen) -> bool | None:
        """Whether a relation holds for this choice; None where balls do not decide."""
        if relation.beside and not self.has_values(relation, chosen):
            return None
        with ctx.workprec(BITS):
            difference = self(relation.lhs, chosen) - self(relation.rhs, chosen)
        return holds(difference, relation.op)

    def has_values(self, relation: Relation, chosen: Chosen) -> bool:
        """Whether both sides of a relation are seen to have values for this choice."""
        sides = (relation.lhs, relation.rhs, *relation.beside)
        return all(_is_finite(self(side, chosen)) for side in sides)

    def exact(self, term: Any, chosen: Chosen) -> Any:
        """The term for this choice, written out in SymPy's numbers."""
        known = {
            each: number if isinstance(each, Between) else known_index(each, number, self._exact)[0]
            for each, number in chosen.items()
            if not _is_table(each)
        }
        found = realise(term.xreplace(known), self._exact)
        return found.xreplace(self._cells(chosen))

    def _cells(self, chosen: Chosen) -> dict[Any, Any]:
        """The numbers of every cell of the tables that are chosen."""
        cells = dict[Any, Any]()
        for each in filter(_is_table, chosen):
            sizes = [realise(size, self._exact) for size in each] if each != TableCount else []
            named = TableCount if each == TableCount else AnyCell
            for i, row in enumerate(chosen[each]):
                cells |= {named(i, j, *sizes): sympy.Integer(k) for j, k in enumerate(row)}
        return cells

    def about(self, term: Any) -> frozenset[Any]:
        """The indices, counts and other symbols for which something is to be chosen."""
        return self._meaning(term)[0]

    def _meaning(self, term: Any) -> Meaning:
        """What a term is about, and its value for a choice of that."""
        if term not in self._meanings:
            about, value = self._read(term)
            self._meanings[term] = about, self._once(about, value) if term.args else value
        return self._meanings[term]

    def _once(self, about: frozenset[Any], value: Value) -> Value:
        """The value, found once at a point for every choice of what it is about."""
        order, found = tuple(about), dict[Any, Ball]()
        self._found.append(found)

        def remembered(chosen: Chosen) -> Ball:
            key = tuple([chosen.get(each) for each in order])
            if key not in found:
                found[key] = value(chosen)
            return found[key]

        return remembered

    def _read(self, term: Any) -> Meaning:
        if self._is_chosen(term):
            return frozenset({term}), lambda chosen: to_fmpq(chosen[term])
        if term.is_Symbol:
            return frozenset(), lambda chosen: self._balls[term.name]
        if term.is_Rational or not term.args:
            number = _numbers(term)
            return frozenset(), lambda chosen: number
        for kind, read in _READ.items():
            if isinstance(term, kind):
                return read(self, *term.args)
        for kind, join in JOINED.items():
            if isinstance(term, kind):
                return self._together(term.args, join)
        parts = term.atoms(sympy.Symbol, Cell)
        tables = {each.table for each in parts if isinstance(each, AnyCell)}
        among = {TableCount} if term.has(TableCount) else set[Any]()
        about = frozenset({*filter(self._is_chosen, parts), *tables, *among})
        return about, lambda chosen: _numbers(self.exact(term, chosen))

    def _is_chosen(self, term: Any) -> bool:
        if isinstance(term, (Cell, Index, BoundIndex, Between)):
            return not isinstance(term, (TableCount, AnyCell))
        return term.is_Symbol and term.name not in self._names

    def _together(self, terms: Iterable[Any], join: Callable[..., Ball]) -> Meaning:
        """What `join` makes of the values of several terms."""
        meanings = [self._meaning(term) for term in terms]
        parts = [part for _, part in meanings]
        about = frozenset[Any]().union(*(each for each, _ in meanings))
        return about, lambda chosen: join(*[part(chosen) for part in parts])

    def entry(self, base: Any, *indices: Any) -> Meaning:
        name = str(base.args[0])

        def entry(*places: Ball) -> Ball:
            value = self._balls[name]
            for each in places:
                if (k := place(each, len(value))) is None:
                    return NAN
                value = value[k]
            return value

        return self._together(indices, entry)

    def sum(self, body: Any, size: Any, index: Any = BOUND_CLASS) -> Meaning:
        return self.total(self._meaning(body), size, index)

    def total(self, of: Meaning, size: Any, index: Any) -> Meaning:
        (inside, term), (outside, count) = of, self._meaning(size)

        def total(chosen: Chosen) -> Ball:
            parts = (term({**chosen, index: k}) for k in range(whole(count(chosen))))
            return sum(parts, start=ZERO)

        return inside - {index} | outside, total

    def mean(self, body: Any, size: Any) -> Meaning:
        about, total = self.sum(body, size, BOUND_SAMPLE)
        count = self._meaning(size)[1]
        return about, lambda chosen: total(chosen) / count(chosen)

    def expectation(self, body: Any, size: Any, law: Any, index: Any) -> Meaning:
        return self.total(self._together((law, body), times), size, index)

    def determinant(self, body: Any, size: Any) -> Meaning:
        (inside, entry), (outside, count) = self._meaning(body), self._meaning(size)

        def value(chosen: Chosen) -> Ball:
            labels = range(n := whole(count(chosen)))
            cells = [entry({**chosen, ROW: i, COLUMN: j}) for i in labels for j in labels]
            exact = all(isinstance(cell, fmpq) for cell in cells)
            return cast(Any, fmpq_mat if exact else arb_mat)(n, n, cells).det()

        return inside - {ROW, COLUMN} | outside, value

    def batch_mean(self, body: Any, size: Any, *chances: Any) -> Meaning:
        named = {int(count.args[0]) for count in body.atoms(Count)}
        others = [p for a, p in enumerate(chances) if a not in named]  # they are together one cell
        laws = [self._meaning(chances[a]) for a in sorted(named)]
        laws += [self._together(others, lambda *terms: sum(terms, start=ZERO))] if others else []
        cells = [Count(a) for a in (*sorted(named), len(chances))][: len(laws)]
        (inside, of), (outside, count) = self._meaning(body), self._meaning(size)

        def mean(chosen: Chosen) -> Ball:
            p = [chance(chosen) for _, chance in laws]

            def averaged(table: Sequence[int]) -> Ball:
                return of({**chosen, **dict(zip(cells, table, strict=True))})

            return _over_tables(averaged, whole(count(chosen)), p)

        return frozenset[Any]().union(inside - {*cells}, outside, *(s for s, _ in laws)), mean

    def table_count(self, row: Any, column: Any) -> Meaning:
        """A number of the table that is averaged over."""
        return self.in_table(TableCount, row, column)

    def any_cell(self, row: Any, column: Any, *sizes: Any) -> Meaning:
        """A number of the table of any batch."""
        return self.in_table(AnyTable(*sizes), row, column)

    def in_table(self, named: Any, row: Any, column: Any) -> Meaning:
        """A number of the table that is chosen."""
        (above, i), (across, j) = self._meaning(row), self._meaning(column)

        def count(chosen: Chosen) -> Ball:
            table = chosen[named]
            down, along = place(i(chosen), len(table)), place(j(chosen), len(table[0]))
            return NAN if down is None or along is None else fmpq(table[down][along])

        return above | across | {named}, count

    def table_mean(self, body: Any, size: Any, law: Any, rows: Any, columns: Any) -> Meaning:
        (inside, of), (around, chance) = self._meaning(body), self._meaning(law)
        outside = [self._meaning(number) for number in (size, rows, columns)]

        def mean(chosen: Chosen) -> Ball:
            n, down, across = (whole(number(chosen)) for _, number in outside)
            p = [
                chance({**chosen, TABLE_ROW: i, TABLE_COLUMN: j})
                for i in range(down)
                for j in range(across)
            ]

            def averaged(cells: Sequence[int]) -> Ball:
                table = tuple(tuple(cells[i * across :][:across]) for i in range(down))
                return of({**chosen, TableCount: table})

            return _over_tables(averaged, n, p)

        bound = {TABLE_ROW, TABLE_COLUMN, TableCount}
        return frozenset[Any]().union((inside | around) - bound, *(s for s, _ in outside)), mean


def holds(number: Ball, op: str) -> bool | None:
    """Whether a number is what it is compared with 0 to be; None where its ball does not decide."""
    if number > 0:
        return op in (">", ">=")
    if number < 0:
        return op in ("<", "<=")
    return op in ("<=", "==", ">=") if isinstance(number, fmpq) else None


def _is_table(each: Any) -> bool:
    """Whether it stands for all counts of a table."""
    return each == TableCount or isinstance(each, AnyTable)


def _numbers(value: Any) -> Any:
    """A number of SymPy's, `nan` if there is no ball of it; of a vector, every entry."""
    if isinstance(value, (tuple, list)):
        return [_numbers(entry) for entry in value]
    number = sympy.sympify(value)
    if number.is_Rational:
        return to_fmpq(number)
    try:
        found = ball(number, bits=BITS)
    except (TypeError, ValueError):
        return NAN
    return found if found.is_finite() else NAN


def _is_finite(number: Ball) -> bool:
    return isinstance(number, fmpq) or number.is_finite()


def _over_tables(of: Callable[[Sequence[int]], Ball], size: int, chances: Sequence[Ball]) -> Ball:
    """The mean over the counts of independent samples in cells with these chances."""
    if not all(map(_is_finite, chances)):
        return NAN
    total = ZERO
    for table in tables(size, len(chances)):
        value = of(table)
        if not (isinstance(value, fmpq) and value == 0):
            ways = fmpq(math.factorial(size), math.prod(map(math.factorial, table)))
            total += reduce(times, map(power, chances, map(fmpq, table)), ways) * value
    return total


_READ: dict[type, Callable[..., Meaning]] = {
    sympy.Indexed: Enclosure.entry,
    ClassSum: Enclosure.sum,
    NestedSum: Enclosure.sum,
    SampleMean: Enclosure.mean,
    Expectation: Enclosure.expectation,
    Determinant: Enclosure.determinant,
    BatchMean: Enclosure.batch_mean,
    TableCount: Enclosure.table_count,
    AnyCell: Enclosure.any_cell,
    TableMean: Enclosure.table_mean,
}
