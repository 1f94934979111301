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
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from theory.language import (
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
from theory.language.cells import Cell, Count, TableCount
from theory.language.realising import known_index
from theory.language.terms import (
    COLUMN,
    ROW,
    TABLE_COLUMN,
    TABLE_ROW,
    BatchMean,
    Determinant,
    EntropyTerm,
    Expectation,
    Falling,
    NestedSum,
    TableMean,
    tables,
)
from theory.numbers import ball, to_fmpq
from theory.proof.rules.slopes import Between

Ball = fmpq | arb
Chosen = Mapping[Any, Any]  # a number each
Value = Callable[[Chosen], Ball]
Meaning = tuple[frozenset[Any], Value]

BITS = 128
_NAN, _ZERO, _ONE = arb.nan(), fmpq(0), fmpq(1)


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
        with ctx.workprec(BITS):
            difference = self(relation.lhs, chosen) - self(relation.rhs, chosen)
        return holds(difference, relation.op)

    def has_values(self, relation: Relation, chosen: Chosen) -> bool:
        """Whether both sides of a relation are seen to have values for this choice."""
        return all(_is_finite(self(side, chosen)) for side in (relation.lhs, relation.rhs))

    def exact(self, term: Any, chosen: Chosen) -> Any:
        """The term for this choice, written out in SymPy's numbers."""
        known = {
            each: number if isinstance(each, Between) else known_index(each, number, self._exact)[0]
            for each, number in chosen.items()
        }
        return realise(term.xreplace(known), self._exact)

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
        for kind, join in _JOINED.items():
            if isinstance(term, kind):
                return self._together(term.args, join)
        about = frozenset(each for each in term.atoms(sympy.Symbol, Cell) if self._is_chosen(each))
        return about, lambda chosen: _numbers(self.exact(term, chosen))

    def _is_chosen(self, term: Any) -> bool:
        if isinstance(term, (Cell, Index, BoundIndex, Between)):
            return not isinstance(term, TableCount)
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
            for place in places:
                if not 0 <= place < len(value):
                    return _NAN
                value = value[int(cast(fmpq, place).p)]
            return value

        return self._together(indices, entry)

    def sum(self, body: Any, size: Any, index: Any = BOUND_CLASS) -> Meaning:
        return self.total(self._meaning(body), size, index)

    def total(self, of: Meaning, size: Any, index: Any) -> Meaning:
        (inside, term), (outside, count) = of, self._meaning(size)

        def total(chosen: Chosen) -> Ball:
            parts = (term({**chosen, index: k}) for k in range(_whole(count(chosen))))
            return sum(parts, start=_ZERO)

        return inside - {index} | outside, total

    def mean(self, body: Any, size: Any) -> Meaning:
        about, total = self.sum(body, size, BOUND_SAMPLE)
        count = self._meaning(size)[1]
        return about, lambda chosen: total(chosen) / count(chosen)

    def expectation(self, body: Any, size: Any, law: Any, index: Any) -> Meaning:
        return self.total(self._together((law, body), _times), size, index)

    def determinant(self, body: Any, size: Any) -> Meaning:
        (inside, entry), (outside, count) = self._meaning(body), self._meaning(size)

        def value(chosen: Chosen) -> Ball:
            labels = range(n := _whole(count(chosen)))
            cells = [entry({**chosen, ROW: i, COLUMN: j}) for i in labels for j in labels]
            exact = all(isinstance(cell, fmpq) for cell in cells)
            return cast(Any, fmpq_mat if exact else arb_mat)(n, n, cells).det()

        return inside - {ROW, COLUMN} | outside, value

    def batch_mean(self, body: Any, size: Any, *chances: Any) -> Meaning:
        named = {int(count.args[0]) for count in body.atoms(Count)}
        others = [p for a, p in enumerate(chances) if a not in named]  # they are together one cell
        law = [*(chances[a] for a in sorted(named)), *([sympy.Add(*others)] if others else [])]
        cells = [Count(a) for a in (*sorted(named), len(chances))][: len(law)]
        (inside, of), (outside, count) = self._meaning(body), self._meaning(size)
        laws = [self._meaning(chance) for chance in law]

        def mean(chosen: Chosen) -> Ball:
            p = [chance(chosen) for _, chance in laws]

            def averaged(table: Sequence[int]) -> Ball:
                return of({**chosen, **dict(zip(cells, table, strict=True))})

            return _over_tables(averaged, _whole(count(chosen)), p)

        return frozenset[Any]().union(inside - {*cells}, outside, *(s for s, _ in laws)), mean

    def table_count(self, row: Any, column: Any) -> Meaning:
        """A number of the table that is chosen."""
        (above, i), (across, j) = self._meaning(row), self._meaning(column)

        def count(chosen: Chosen) -> Ball:
            table, place = chosen[TableCount], (_whole(i(chosen)), _whole(j(chosen)))
            there = place[0] < len(table) and place[1] < len(table[place[0]])
            return fmpq(table[place[0]][place[1]]) if there else _NAN

        return above | across | {TableCount}, count

    def table_mean(self, body: Any, size: Any, law: Any, rows: Any, columns: Any) -> Meaning:
        (inside, of), (around, chance) = self._meaning(body), self._meaning(law)
        outside = [self._meaning(number) for number in (size, rows, columns)]

        def mean(chosen: Chosen) -> Ball:
            n, down, across = (_whole(number(chosen)) for _, number in outside)
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


def _numbers(value: Any) -> Any:
    """A number of SymPy's, `nan` if there is no ball of it; of a vector, every entry."""
    if isinstance(value, (tuple, list)):
        return [_numbers(entry) for entry in value]
    number = sympy.sympify(value)
    if number.is_Rational:
        return to_fmpq(number)
    try:
        return ball(number, bits=BITS)
    except (TypeError, ValueError):
        return _NAN


def _is_finite(number: Ball) -> bool:
    return isinstance(number, fmpq) or number.is_finite()


def _times(one: Ball, other: Ball) -> Ball:
    return one * other


def _over_tables(of: Callable[[Sequence[int]], Ball], size: int, chances: Sequence[Ball]) -> Ball:
    """The mean over the counts of independent samples in cells with these chances."""
    if not all(map(_is_finite, chances)):
        return _NAN
    total = _ZERO
    for table in tables(size, len(chances)):
        value = of(table)
        if not (isinstance(value, fmpq) and value == 0):
            ways = fmpq(math.factorial(size), math.prod(map(math.factorial, table)))
            total += reduce(_times, map(_power, chances, map(fmpq, table)), ways) * value
    return total


def _whole(size: Ball) -> int:
    return int(cast(fmpq, size).p)


def _sign(x: Ball) -> Ball:
    if x > 0 or x < 0:
        return fmpq(1 if x > 0 else -1)
    return _ZERO if isinstance(x, fmpq) else _NAN


def _step(x: Ball, at_zero: Ball) -> Ball:
    if x > 0 or x < 0:
        return fmpq(1 if x > 0 else 0)
    return at_zero if isinstance(x, fmpq) else _NAN


def _same(one: Ball, other: Ball) -> Ball:
    apart = one - other
    if apart > 0 or apart < 0:
        return _ZERO
    return _ONE if isinstance(apart, fmpq) else _NAN


def _log(x: Ball) -> Ball:
    if x == 1:
        return _ZERO
    return arb(x).log() if x > 0 else _NAN


def _exp(x: Ball) -> Ball:
    return _ONE if x == 0 else arb(x).exp()


def _power(base: Ball, top: Ball) -> Ball:
    if isinstance(top, fmpq) and top.q == 1:
        whole = int(top.p)
        if whole > 0 or base > 0 or base < 0:
            return base**whole
        return _NAN if whole < 0 else 0 * base + 1
    if base > 0:
        return arb(base) ** arb(top)
    return _ZERO if isinstance(base, fmpq) and base == 0 and top > 0 else _NAN


def _entropy(p: Ball, q: Ball) -> Ball:
    if isinstance(p, fmpq) and p == 0:
        return 0 * q if q >= 0 else _NAN
    return p * _log(p / q) if q > 0 else _NAN


def _most(*numbers: Ball) -> Ball:
    if all(isinstance(each, fmpq) for each in numbers):
        return max(numbers)
    return reduce(arb.max, map(arb, numbers))


def _polygamma(order: Ball, x: Ball) -> Ball:
    """By the sum over `1/(x + k)^(order + 1)`, a zeta function."""
    if not x > 0:
        return _NAN
    if order == 0:
        return arb(x).digamma()
    m = _whole(order)
    return (-1) ** (m + 1) * math.factorial(m) * arb(m + 1).zeta(arb(x))


_READ: dict[type, Callable[..., Meaning]] = {
    sympy.Indexed: Enclosure.entry,
    ClassSum: Enclosure.sum,
    NestedSum: Enclosure.sum,
    SampleMean: Enclosure.mean,
    Expectation: Enclosure.expectation,
    Determinant: Enclosure.determinant,
    BatchMean: Enclosure.batch_mean,
    TableCount: Enclosure.table_count,
    TableMean: Enclosure.table_mean,
}
_JOINED: dict[type, Callable[..., Any]] = {
    sympy.Add: lambda *terms: sum(terms, start=_ZERO),
    sympy.Mul: lambda *factors: reduce(_times, factors),
    sympy.Pow: _power,
    Falling: lambda n, k: fmpq(math.perm(_whole(n), _whole(k))) if k >= 0 else _NAN,
    sympy.exp: _exp,
    sympy.log: _log,
    sympy.Abs: abs,
    sympy.sign: _sign,
    sympy.Max: _most,
    sympy.Min: lambda *terms: -_most(*(-term for term in terms)),
    sympy.Heaviside: _step,
    sympy.KroneckerDelta: _same,
    sympy.polygamma: _polygamma,
    EntropyTerm: _entropy,
}
