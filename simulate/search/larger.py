"""Choices of larger integers than those tried first, and points there.

The integers are consecutive from the least on, powers of 2, and next to the zeros of parts of the
statement (`turning`); labels are also the first, middle and last ones. Points are decided without
writing out the statement, so that sums over many classes are cheap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice, product
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.search import effort
from lossproof.simulate.search.turning import Turning
from lossproof.simulate.violation import Point, Structure, exact_row, structure
from lossproof.theory.domain import Each, Integer, Joint, Label, Simplex, is_discrete
from lossproof.theory.language import Every, Relation, Vector
from lossproof.theory.language.terms import BatchMean, Determinant, TableMean
from lossproof.theory.statement import Statement


def larger(
    statement: Statement, pinned: Mapping[str, Any] | None = None
) -> Iterator[tuple[Structure, bool]]:
    """Structures with integers beyond those tried first, as far as points there are cheap.

    Integers next to zeros come first; within each kind smaller ones come first. The flag says
    whether the statement may be written out there.

    Parameters
    ----------
    statement : Statement
    pinned : values by parameter, optional
        Only structures with these values.
    """
    pinned = pinned or {}
    counted = {n: d for n, d in statement.parameters.items() if isinstance(d, Integer)}
    if not any(_goes_on(domain) for name, domain in counted.items() if name not in pinned):
        return
    steps, spent = Steps(statement), 0.0
    for chosen in _Choices(statement, pinned):
        if all(int(chosen[name]) in domain.tried for name, domain in counted.items()):
            continue
        if (cost := steps(chosen)) > effort.STEPS:
            continue
        if (made := structure(statement, chosen, pinned)) is not None:
            spent += cost * (effort.POINTS + effort.COMBINED_ENDS if made.blocks else 1)
            if spent > effort.STEPS_IN_ALL:
                return
            yield made, cost <= effort.WRITTEN_OUT


def rows(made: Structure) -> Iterator[Point]:
    """Some exact points of a structure: simple ones at different paces, then ends and even ones.

    Of the latter all combinations are taken in which a parameter has the same in all its blocks.
    """
    tables = [_few(block.simple(made.sizes)) for block in made.blocks]
    paces = ([k * (i + 1) for i in range(len(tables))] for k in range(effort.POINTS))
    owners = _owners(made)
    ends = islice(product(range(ENDS), repeat=len({*owners})), effort.COMBINED_ENDS)
    corners = ([chosen[owner] for owner in owners] for chosen in ends)
    for places in chain(paces, corners) if tables else [[]]:
        chosen = zip(tables, places, strict=True)
        row = [x for table, place in chosen for x in table[place % len(table)]]
        values: list[Any] = exact_row(row)
        for block in made.blocks:
            if block.simplex:
                entries = values[block.columns]
                top = entries.index(max(entries))
                values[block.start + top] += 1 - sum(entries)
        yield made.point(dict(zip(made.symbols, map(sympy.Rational, values), strict=True)))


def _owners(made: Structure) -> list[int]:
    """The number of the parameter of each block, among those that have blocks."""
    entries = [{*_entries(value)} for value in made.values.values()]
    found = [next(k for k, of in enumerate(entries) if b.symbols[0] in of) for b in made.blocks]
    return [sorted({*found}).index(owner) for owner in found]


def _entries(value: Any) -> Iterator[Any]:
    if isinstance(value, Vector):
        for entry in value:
            yield from _entries(entry)
    else:
        yield value


ENDS = 3  # the most even row, and those that are largest at the first and at the last place


def _few(table: np.ndarray) -> np.ndarray:
    """The most even row, those that are largest at one place, and some of the others."""
    even = np.argsort(table.max(axis=1), kind="stable")[:1]
    tops = [table[:, k].argmax() for k in (0, -1)]
    spread = np.linspace(0, len(table) - 1, effort.POINTS).astype(int)
    return table[[*dict.fromkeys([*even, *tops, *spread])]]


def _goes_on(domain: Any) -> bool:
    return domain.high is None or len({*domain.tried}) <= domain.high - domain.low


Ways = Callable[[str, Point, int, int | None], Iterable[int]]


class _Choices:
    """Choices of the integers and labels of a statement, of the smallest numbers first."""

    def __init__(self, statement: Statement, pinned: Mapping[str, Any]) -> None:
        self.domains: dict[str, Any] = {
            n: d for n, d in statement.parameters.items() if is_discrete(d)
        }
        self.pinned, self.turning = pinned, Turning(statement)
        free = [domain for n, domain in self.domains.items() if n not in pinned]
        self.counted = sum(isinstance(domain, Integer) for domain in free)
        self.branches = max(4, round(effort.CHOSEN ** (1 / max(1, len(free)))))

    def __iter__(self) -> Iterator[Point]:
        """First integers next to zeros, then powers of 2, then the others, without repetition."""
        keys = set[str]()
        for ways in self._special, self._doubled, self._in_a_row:
            for chosen in sorted(self._choose([*self.domains], {}, ways), key=_weight):
                if (key := str(chosen)) not in keys:
                    keys.add(key)
                    yield chosen

    def _choose(self, names: Sequence[str], chosen: Point, ways: Ways) -> Iterator[Point]:
        if not names:
            yield chosen
            return
        name, *rest = names
        for value in self._values(name, chosen, ways):
            yield from self._choose(rest, {**chosen, name: value}, ways)

    def _values(self, name: str, chosen: Point, ways: Ways) -> list[Any]:
        domain = self.domains[name]
        if name in self.pinned:
            with suppress(ValueError):
                return [domain.check(self.pinned[name], chosen)]
            return []
        if isinstance(domain, Each):
            return [*_families(domain, chosen)]
        low, high = _range(domain, chosen)
        numbers = ways(name, chosen, low, high)
        inside = sorted({k for k in numbers if k >= low and (high is None or k <= high)})
        return [*map(sympy.Integer, _spread(inside, self.branches))]

    def _special(self, name: str, chosen: Point, low: int, high: int | None) -> Iterable[int]:
        numbers = {n: int(k) for n, k in chosen.items() if not isinstance(k, tuple)}
        equal = {near for k in numbers.values() for near in (k, k + 1)}
        return {low, low + 1, *self.turning.zeros(name, numbers), *self.turning.constants, *equal}

    def _doubled(self, name: str, chosen: Point, low: int, high: int | None) -> Iterable[int]:
        powers = [sign * 2**k for k in range(effort.DOUBLINGS) for sign in (1, -1)]
        return [low, *powers, *([] if high is None else _ends(low, high))]

    def _in_a_row(self, name: str, chosen: Point, low: int, high: int | None) -> Iterable[int]:
        if high is not None and isinstance(self.domains[name], Label):
            return _ends(low, high)
        if high is not None and self.counted == 1 and high - low <= effort.SPAN:
            return range(low, high + 1)
        return range(low, low + effort.IN_A_ROW[min(self.counted, len(effort.IN_A_ROW)) - 1])


def _range(domain: Any, chosen: Point) -> tuple[int, int | None]:
    if isinstance(domain, Integer):
        return domain.low, domain.high
    return 0, int(domain.size(domain.classes, chosen)) - 1


def _ends(low: int, high: int) -> Iterable[int]:
    return {low, low + 1, (low + high) // 2, high - 1, high}


def _families(domain: Any, chosen: Point) -> Iterator[Vector]:
    """All the first, all the last, and each of the values in turn."""
    count, inner = int(domain.size(domain.count, chosen)), domain.inner
    if count > effort.STEPS:
        return
    if isinstance(inner, Each):
        single = [*_families(inner, chosen)]
    elif isinstance(inner, Label):
        last = int(inner.size(inner.classes, chosen)) - 1
        single = [sympy.Integer(k) for k in sorted(_ends(0, last)) if k >= 0]
    else:
        single = [*map(sympy.Integer, inner.tried)]
    yield from dict.fromkeys(
        Vector(single[(start + pace * k) % len(single)] for k in range(count))
        for start, pace in ((0, 0), (-1, 0), (0, 1), (-1, 1))
    )


def _spread(values: Sequence[int], most: int) -> list[int]:
    """At most `most` of the values; the first half of them consecutive."""
    if len(values) <= most:
        return [*values]
    first = most // 2
    places = np.linspace(first, len(values) - 1, most - first).round().astype(int)
    return [*values[:first], *(values[k] for k in places)]


def _weight(chosen: Point) -> float:
    return sum(math.log2(1 + abs(int(k))) for k in chosen.values() if not isinstance(k, tuple))


class Steps:
    """The number of terms to evaluate for given integers, each for every index."""

    def __init__(self, statement: Statement) -> None:
        self._symbols = statement.symbolic()
        self._nodes = [*statement.tree.given.values(), statement.tree.conclusion]
        self._domains = statement.parameters

    def __call__(self, chosen: Point) -> float:
        """Infinite where this is not known, or a power would have too many digits."""
        known = {self._symbols[n]: k for n, k in chosen.items() if not isinstance(k, tuple)}
        counts = dict[Any, float]()

        def number(size: Any) -> float:
            value = sympy.sympify(size).xreplace(known)
            return float(value) if value.is_Integer and abs(value) < effort.STEPS else math.inf

        def steps(term: Any) -> float:
            if term not in counts:
                counts[term] = counted(term)
            return counts[term]

        def counted(term: Any) -> float:
            if not term.args:
                return 1
            inside = 1 + sum(map(steps, term.args))
            if inside < math.inf and isinstance(term, sympy.Pow) and not term.exp.is_number:
                exponent: Any = term.exp
                top = abs(exponent.xreplace(known))
                return inside if not top.is_number or top <= effort.HIGHEST else math.inf
            if isinstance(term, BatchMean):
                return inside * _tables(number(term.args[1]), len(term.args) - 2)
            if isinstance(term, TableMean):
                return inside * _tables(number(term.args[1]), math.prod(map(number, term.extents)))
            if isinstance(term, Determinant):
                inside += number(term.args[1])
            return inside * math.prod(map(number, getattr(term, "extents", ())))

        def of(node: Any) -> float:
            if isinstance(node, Relation):
                return steps(node.lhs) + steps(node.rhs)
            if isinstance(node, Every):
                return number(node.size) * of(node.said)
            return sum(map(of, node)) if isinstance(node, (tuple, list)) else math.inf

        coordinates = (
            _coordinates(domain, chosen)
            for name, domain in self._domains.items()
            if name not in chosen or isinstance(domain, Each)
        )
        return effort.A_COORDINATE * sum(coordinates) + sum(map(of, self._nodes))


def _tables(size: float, cells: float) -> float:
    if math.inf in (size, cells) or min(size, cells) > effort.CELLS:
        return math.inf
    return math.comb(int(size + cells - 1), int(cells - 1)) * cells


def _coordinates(domain: Any, chosen: Point) -> float:
    """The number of coordinates of a value of the domain."""
    if isinstance(domain, Each):
        return int(domain.size(domain.count, chosen)) * _coordinates(domain.inner, chosen)
    size = math.prod(int(domain.size(size, chosen)) for size in domain.class_sizes())
    return size**2 if isinstance(domain, Joint) else size if isinstance(domain, Simplex) else 1
