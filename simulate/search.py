"""Search for points that meet a statement's hypotheses, or that refute it.

A structure fixes every integer of a statement (classes, samples, labels); what is left is a flat
list of real coordinates. Simple rational points are evaluated first, as arrays; those that look
right are certified exactly, simplest first. If none is found the search goes on with random points,
which are then made simple by `simulate.shrink`.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from simulate import shrink
from theory.domain import Domain, Each, Real, Simplex, is_discrete
from theory.evaluate import array
from theory.relation import Relation
from theory.statement import Statement
from theory.sums import Vector

TOLERANCE = 1e-9
SIMPLE_POINTS, RANDOM_POINTS, CERTIFIED = 20_000, 20_000, 24

Point = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """Coordinates that belong together: one number, or the entries of one probability vector."""

    domain: Real | Simplex
    symbols: tuple[sympy.Symbol, ...]


@dataclass(frozen=True)
class Layout:
    """A statement whose integers are fixed: values in symbols, and their coordinates."""

    sizes: Mapping[str, Any]
    values: Mapping[str, Any]
    blocks: tuple[Block, ...]

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        return tuple(symbol for block in self.blocks for symbol in block.symbols)

    def point(self, coordinates: Mapping[sympy.Symbol, sympy.Rational]) -> Point:
        """The values with numbers for symbols."""
        return {name: _fill(value, coordinates) for name, value in self.values.items()}


def _fill(value: Any, coordinates: Mapping[Any, Any]) -> Any:
    if isinstance(value, Vector):
        return Vector(_fill(entry, coordinates) for entry in value)
    return coordinates.get(value, value)


def layouts(statement: Statement, limit: int = 48) -> list[Layout]:
    """The first structures of a statement, smallest first."""
    discrete = {n: d for n, d in statement.parameters.items() if is_discrete(d)}

    def choose(names: tuple[str, ...], chosen: Point) -> Iterator[Point]:
        if not names:
            yield chosen
            return
        options: Any = discrete[names[0]]
        for value in itertools.islice(options.options(chosen), 27):
            yield from choose(names[1:], {**chosen, names[0]: value})

    sizes = itertools.islice(choose(tuple(discrete), {}), 2000)
    ordered = sorted(sizes, key=_weight)
    return [_lay_out(statement, chosen) for chosen in ordered[:limit]]


def _weight(chosen: Point) -> int:
    weight = 1
    for value in chosen.values():
        weight *= 1 + (max(value, default=0) if isinstance(value, Vector) else int(value))
    return weight


def _lay_out(statement: Statement, chosen: Point) -> Layout:
    values: Point = {}
    blocks: list[Block] = []
    for name, domain in statement.parameters.items():
        values[name] = chosen[name] if name in chosen else _build(domain, name, chosen, blocks)
    return Layout(chosen, values, tuple(blocks))


def _build(domain: Domain, name: str, env: Mapping[str, Any], blocks: list[Block]) -> Any:
    if isinstance(domain, Each):
        count = int(domain.size(domain.count, env))
        return Vector(_build(domain.inner, f"{name}_{k}", env, blocks) for k in range(count))
    if isinstance(domain, Simplex):
        size = int(domain.size(domain.classes, env))
        symbols = tuple(sympy.Symbol(f"{name}_{k}", nonnegative=True) for k in range(size))
        blocks.append(Block(domain, symbols))
        return Vector(symbols)
    symbol = domain.symbolic(name, env)
    blocks.append(Block(domain, (symbol,)))  # type: ignore[arg-type]
    return symbol


def find(
    statement: Statement,
    *,
    refuting: bool = True,
    dropped: Collection[str] = (),
    seed: int = 0,
    limit: int = 48,
    thorough: bool = True,
) -> Point | None:
    """An exact point that meets the hypotheses not dropped and, if `refuting`, misses the conclusion.

    Parameters
    ----------
    statement : Statement
    refuting : bool
        False looks for any point that meets the hypotheses.
    dropped : names of hypotheses
        They are not asked for.
    seed : int
        Of the random points; the simple ones do not depend on it.
    limit : int
        How many structures are looked at.
    thorough : bool
        Whether to go on with random points and an optimiser after the simple ones.

    Returns
    -------
    dict or None
        Certified exactly or by Arb; None if nothing was found.
    """
    unknown = set(dropped) - set(statement.given)
    if unknown:
        raise ValueError(
            f"no hypothesis is called {', '.join(sorted(unknown))}; "
            f"there are: {', '.join(statement.given) or 'none'}"
        )
    compiled = [
        _Compiled(statement, layout, refuting, dropped) for layout in layouts(statement, limit)
    ]
    for candidate in compiled:
        if (point := candidate.simple()) is not None:
            return point
    if thorough:
        for candidate in compiled:
            if (point := candidate.random(np.random.default_rng(seed))) is not None:
                return point
    return None


class _Compiled:
    def __init__(
        self, statement: Statement, layout: Layout, refuting: bool, dropped: Collection[str]
    ) -> None:
        self.statement, self.layout, self.refuting = statement, layout, refuting
        self.dropped = set(dropped)
        given = statement.hypotheses(layout.values)
        kept = [part for name, parts in given.items() if name not in self.dropped for part in parts]
        goals = statement.conclusions(layout.values) if refuting else ()
        self.kept, self.goals = kept, goals
        self._evaluate: Any = None

    def gaps(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Violation of the worst hypothesis, and of the worst part of the conclusion, by row."""
        relations: list[Relation] = [*self.kept, *self.goals]
        if self._evaluate is None:
            self._evaluate = array([part.difference for part in relations], self.layout.symbols)
        columns = points.T if points.shape[1] else ()
        results = [np.broadcast_to(r, len(points)) for r in self._evaluate(*columns)]
        misses = [
            np.abs(value) if part.sign == "==" else -value
            for part, value in zip(relations, results, strict=True)
        ]
        strict = [part.sign == ">" for part in relations]
        hypothesis = np.full(len(points), -np.inf)
        for miss, is_strict in zip(misses[: len(self.kept)], strict, strict=False):
            hypothesis = np.maximum(hypothesis, miss + (2 * TOLERANCE if is_strict else 0))
        conclusion = np.full(len(points), -np.inf)
        for miss, is_strict in zip(misses[len(self.kept) :], strict[len(self.kept) :], strict=True):
            conclusion = np.fmax(conclusion, miss + (2 * TOLERANCE if is_strict else 0))
        if not self.refuting:
            conclusion = np.full(len(points), np.inf)
        return hypothesis, conclusion

    def certify(self, row: np.ndarray) -> Point | None:
        """The row as an exact point, if it does what is asked."""
        point = self.exact(row)
        try:
            outcome = self.statement.at(point)
        except (ValueError, ZeroDivisionError):
            return None
        wanted = outcome.refutes(self.dropped) if self.refuting else outcome.meets(self.dropped)
        return point if wanted else None

    def exact(self, row: np.ndarray) -> Point:
        coordinates: dict[sympy.Symbol, sympy.Rational] = {}
        start = 0
        for block in self.layout.blocks:
            entries = [
                Fraction(float(x)).limit_denominator(1000)
                for x in row[start : start + len(block.symbols)]
            ]
            if isinstance(block.domain, Simplex):
                largest = max(range(len(entries)), key=entries.__getitem__)
                entries[largest] += 1 - sum(entries)
            for symbol, entry in zip(block.symbols, entries, strict=True):
                coordinates[symbol] = sympy.Rational(entry.numerator, entry.denominator)
            start += len(block.symbols)
        return self.layout.point(coordinates)

    def best(self, points: np.ndarray) -> Point | None:
        """The first certified point among the rows that look right, in their order."""
        hypothesis, conclusion = self.gaps(points)
        promising = np.flatnonzero((hypothesis <= TOLERANCE) & (conclusion > TOLERANCE))
        for row in promising[:CERTIFIED]:
            if (point := self.certify(points[row])) is not None:
                return point
        return None

    def simple(self) -> Point | None:
        """The simplest certified point among combinations of simple values."""
        choices = [block.domain.simple(self.layout.sizes) for block in self.layout.blocks]
        counts = [len(choice) for choice in choices]
        if np.prod([float(count) for count in counts]) <= SIMPLE_POINTS:
            index = np.array(list(itertools.product(*(range(count) for count in counts))), int)
            index = index.reshape(-1, len(counts))
        else:
            rng = np.random.default_rng(0)
            uniform = rng.random((SIMPLE_POINTS, len(counts)))
            index = (uniform ** rng.choice([1.0, 2.0, 4.0], size=(SIMPLE_POINTS, 1))) * counts
            index = index.astype(int)
        index = index[np.argsort(index.sum(axis=1), kind="stable")]
        parts = [choice[index[:, k]] for k, choice in enumerate(choices)]
        return self.best(np.concatenate(parts, axis=1) if parts else np.zeros((1, 0)))

    def random(self, rng: np.random.Generator) -> Point | None:
        """A certified point near a random or optimised one, made simple."""
        blocks, sizes = self.layout.blocks, self.layout.sizes
        if not blocks:
            return None
        parts = [block.domain.draw(rng, RANDOM_POINTS, sizes) for block in blocks]
        points = np.concatenate(parts, axis=1)
        hypothesis, conclusion = self.gaps(points)
        merit = np.where(hypothesis <= TOLERANCE, conclusion, -1.0 - np.maximum(hypothesis, 0))
        merit = np.nan_to_num(merit, nan=-np.inf, posinf=-np.inf)
        start = points[int(np.argmax(merit))]
        found = shrink.climb(start, blocks, self.gaps, TOLERANCE)
        if found is None:
            return None
        return shrink.simplify(found, blocks, self.certify)
