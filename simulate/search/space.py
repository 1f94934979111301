"""The points of one structure as rows of coordinates: simple, random and certified points.

Equalities among the hypotheses determine some coordinates. Rows are evaluated as arrays; promising
rows are certified exactly.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import sympy

from lossproof.simulate.machine import Backend
from lossproof.simulate.search import effort
from lossproof.simulate.search.ascent import merit
from lossproof.simulate.violation import (
    TOLERANCE,
    Point,
    Structure,
    Violations,
    complexity,
    eliminate,
    exact_row,
    float_row,
)
from lossproof.simulate.violation.limits import LARGEST
from lossproof.theory.domain import Joint, Transitions
from lossproof.theory.numbers import simplest_rational
from lossproof.theory.statement import Statement


@dataclass
class Retained:
    """The progress in a structure: numbers of points, and the feasible one nearest to a violation.

    `best` is the worst part of the conclusion there, positive where it fails; `first` is the time
    (`time.perf_counter`) of the first row that seems to be a counterexample.
    """

    points: int = 0
    met: int = 0
    best: float = -np.inf
    row: np.ndarray | None = None
    first: float | None = None


class Simple(NamedTuple):
    """A simple certified point, and the number of its entries that are not generic."""

    point: Point
    special: int


@dataclass
class MostGeneric:
    """The most generic point of several structures, the first of equals."""

    simple: Simple | None = None
    since: int = 0

    def settled(self, simple: Simple | None) -> bool:
        """Add the point of the next structure; True if the search can stop."""
        if simple is not None and (self.simple is None or simple.special < self.simple.special):
            self.simple = simple
        self.since += self.simple is not None
        return self.simple is not None and (
            not self.simple.special or self.since > effort.MORE_GENERIC
        )


class Space:
    """The points of one structure; parameters as in `find`, and the device for batches."""

    def __init__(
        self,
        statement: Statement,
        structure: Structure,
        *,
        refuting: bool = True,
        undefined: bool = False,
        dropped: Collection[str] = (),
        device: Backend | None = None,
    ) -> None:
        self.statement, self.structure, self.refuting = statement, structure, refuting
        self.undefined = undefined
        self.dropped, self.blocks, self.symbols = set(dropped), structure.blocks, structure.symbols
        written = statement.shape(structure.values)
        self.hypotheses = [
            part
            for name, parts in written.given.items()
            if name not in self.dropped
            for part in parts
        ]
        self.goals = written.conclusion if refuting or undefined else ()
        equalities = [part.difference for part in self.hypotheses if part.sign == "=="]
        self.solved = eliminate(equalities, self.blocks) if equalities else {}
        self.gaps = Violations(
            self.hypotheses, self.goals, self.blocks, self.solved, device, undefined=undefined
        )
        self.progress = Retained()
        self.endless = [b for b in self.blocks if np.isinf(b.ends).any() and b.ends[0] < b.ends[1]]
        column = {symbol: k for k, symbol in enumerate(self.symbols)}
        self.matrices = [
            np.array([[column[entry] for entry in row] for row in structure.values[name]])
            for name, domain in statement.parameters.items()
            if isinstance(domain, (Joint, Transitions))
            and {*structure.values[name][0]} <= {*column}
        ]

    def look(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The violations of the rows, recorded in `progress`."""
        hypothesis, conclusion = self.gaps(points)
        self.progress.points += len(points)
        self.progress.met += int(np.count_nonzero(hypothesis <= TOLERANCE))
        if len(points) and np.isfinite(best := np.max(conclusion)) and best > self.progress.best:
            self.progress.best, self.progress.row = float(best), points[conclusion.argmax()].copy()
            if best > TOLERANCE and self.progress.first is None:
                self.progress.first = time.perf_counter()
        return hypothesis, conclusion

    def simple(self, count: int, *, every: bool = False) -> Simple | None:
        """The simplest of the most generic certified points among `simple_rows`.

        Rounding may turn ties among the most generic rows into violations that are not certified.
        With `every`, some rows with each other number of special entries are tried too.
        """
        points, margin = self._promising(self.simple_rows(count))
        if not len(points):
            return None
        if self.refuting and self.special(points, margin).min():
            more, wider = self._promising(self.simple_rows(count, inside=True))
            points, margin = np.concatenate([points, more]), np.concatenate([margin, wider])
        cost, special = complexity(points), self.special(points, margin)
        order = np.lexsort(
            (-margin, cost, special) if self.refuting else self._generic(points, margin, cost)
        )
        clear = [k for k in order if effort.TIE < margin[k] < np.inf][: effort.CERTIFIED]
        others = order[_of_each_kind(special[order])] if every else ()
        for k in dict.fromkeys([*order[: effort.CERTIFIED], *clear, *others]):
            if (point := self.certify(self.rational(points[k]))) is not None:
                return Simple(point, int(special[k]))
        return None

    def barely(self) -> Point | None:
        """A certified point that violates the conclusion by less than floats resolve.

        The simplest rows with such a small violation are decided exactly, and then the simplest at
        which floats see both sides as equal.
        """
        hypothesis, conclusion = self.look(rows := self.simple_rows(effort.FEWER_POINTS))
        missed_by_less = (conclusion > 0) & (conclusion <= TOLERANCE)
        for near in map(np.flatnonzero, (missed_by_less, conclusion == 0)):
            points, margin = self.gaps.complete(rows[near]), conclusion[near]
            noisy, missed = margin <= effort.ROUNDED_AWAY, hypothesis[near] > 0
            order = np.lexsort((complexity(points), self.at_end(points), noisy, missed))
            decided = map(self.decide, (self.rational(points[k]) for k in order[: effort.BARELY]))
            if (found := next((x for x in decided if x is not None), None)) is not None:
                return found
        return None

    def _promising(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows that seem to be points of the search, completed, and their margins."""
        _, conclusion = self.look(points)
        right = np.flatnonzero(conclusion > TOLERANCE)
        return self.gaps.complete(points[right]), conclusion[right]

    def special(self, points: np.ndarray, margin: np.ndarray) -> np.ndarray:
        """The numbers of each row that are at an end of their range, in a singular matrix or a tie.

        The margin counts as a tie where it is no more than a nudge.
        """
        counts = self.at_end(points) + (margin <= 2 * effort.TIE)
        for places in self.matrices:
            singular = np.abs(np.linalg.det(points[:, places])) < effort.TIE
            counts += singular * len(places)
        return counts

    def at_end(self, points: np.ndarray) -> np.ndarray:
        """The number of entries of each row at an end of their range."""
        counts = np.zeros(len(points))
        for block in self.blocks:
            entries = points[:, block.columns]
            counts += sum((np.abs(entries - end) < effort.TIE).sum(axis=1) for end in block.ends)
        return counts

    def simple_rows(self, count: int, *, sampled: bool = True, inside: bool = False) -> np.ndarray:
        """About `count` combinations of simple values at most; with `inside` no value is at an end.

        If there are more, half are random if `sampled`; else all go along a diagonal (fast).
        """
        tables = [block.simple(self.structure.sizes) for block in self.blocks]
        if inside:
            tables = [
                _inside(table, block.ends) for table, block in zip(tables, self.blocks, strict=True)
            ]
        count = min(
            count, max(effort.FEWEST_POINTS, effort.MOST_NUMBERS // max(1, len(self.symbols)))
        )
        index = _combinations(tuple(len(table) for table in tables), count, sampled)
        parts = [table[index[:, k]] for k, table in enumerate(tables)]
        return np.concatenate(parts, axis=1) if parts else np.zeros((1, 0))

    def best(self, points: np.ndarray, count: int = effort.CLIMBERS) -> np.ndarray:
        """The rows that come nearest to meeting the hypotheses and missing the conclusion."""
        hypothesis, conclusion = self.look(points)
        worst = np.where(np.isnan(hypothesis), np.inf, hypothesis)
        first = np.arange(len(points))
        if len(points) > effort.RANDOM_POINTS:
            order = merit(worst, conclusion, TOLERANCE)
            first = np.argpartition(order, -count)[-count:]
        key = np.lexsort((-conclusion[first], np.maximum(worst[first], TOLERANCE)))
        return points[first[key[:count]]]

    def draw(self, rng: np.random.Generator, count: int = effort.RANDOM_POINTS) -> np.ndarray:
        """Random rows, a quarter of whose blocks are simple."""
        sizes = self.structure.sizes
        rows = np.empty((count, len(self.symbols)))
        for block in self.blocks:
            values = block.domain.draw(rng, count, sizes)
            table = block.simple(sizes)
            picked = table[rng.integers(len(table), size=count)]
            rows[:, block.columns] = np.where(rng.random((count, 1)) < 0.25, picked, values)
        return rows

    def certify(self, row: Sequence[Fraction]) -> Point | None:
        """The row as an exact point, if it is a point of the search in floats and exactly."""
        _, conclusion = self.gaps(float_row(row))
        return self.decide(row) if conclusion[0] > TOLERANCE else None

    def decide(self, row: Sequence[Fraction]) -> Point | None:
        """The row as an exact point, if it is a point of the search."""
        point = self.exact(row)
        try:
            wanted = self.statement.refutes if self.refuting else self.statement.meets
            fits = wanted(point, self.dropped)
            if fits and self.undefined:
                fits = bool(self.statement.at(point).undefined)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return point if fits else None

    def rational(self, row: np.ndarray) -> list[Fraction]:
        """Simple rationals next to the row, closer where the range of a number is narrow."""
        exact = exact_row(row)
        for block in self.blocks:
            if block.ends[1] - block.ends[0] < 1 / LARGEST:
                domain: Any = block.domain
                low, high = (Fraction(str(end)) for end in (domain.low, domain.high))
                near, off = Fraction(float(row[block.start])), (high - low) / LARGEST
                near = min(max(near, low), high)
                exact[block.start] = simplest_rational(max(near - off, low), min(near + off, high))
        return exact

    def exact(self, row: Sequence[Fraction]) -> Point:
        """The row as values of the parameters, with coordinates that equalities determine."""
        exact: dict[Any, Any] = dict(zip(self.symbols, map(sympy.Rational, row), strict=True))
        solved = [(symbol, form.xreplace(exact)) for symbol, form in self.solved.items()]
        exact.update((symbol, value) for symbol, value in solved if value.is_Rational)
        return self.structure.point(exact)

    def _generic(self, points: np.ndarray, slack: np.ndarray, cost: np.ndarray) -> tuple[Any, ...]:
        """Sort keys, the last first: coordinates at an end of their range; ties; the rest."""
        repeated = (np.diff(np.sort(points, axis=1), axis=1) < effort.TIE).sum(axis=1)
        return cost + 3 * repeated, slack <= 1 + effort.TIE, self.at_end(points)


def _of_each_kind(special: np.ndarray) -> np.ndarray:
    """The indices of the first rows with each number of special entries."""
    places = [np.flatnonzero(special == kind)[: effort.OF_A_KIND] for kind in np.unique(special)]
    return np.concatenate(places)


def _inside(table: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """The rows with no entry at an end of its range; all if there is none."""
    away = np.all([np.abs(table - end) >= effort.TIE for end in ends], axis=(0, 2))
    return table[away] if away.any() else table


@lru_cache(maxsize=32)
def _combinations(counts: tuple[int, ...], limit: int, draw: bool) -> np.ndarray:
    """Rows of indices into tables of simple values: all of them, or those of the first values.

    Where there are too many, half of the rows are a full grid over the first few values of every
    table, and the others are pseudorandom with a fixed seed and prefer the first values. Without
    `draw` the rows step through the tables at different paces.
    """
    if math.prod(counts) <= limit:
        return _grid(counts)
    if not draw:
        paces = 2 * np.arange(len(counts)) + 1
        return (np.arange(limit)[:, None] * paces) % np.array(counts)
    widths = itertools.takewhile(
        lambda k: math.prod(min(k, n) for n in counts) <= limit / 2, itertools.count(1)
    )
    first = max(widths, default=1)
    grid = _grid([min(first, n) for n in counts])
    remaining = limit - len(grid)
    rng = np.random.default_rng(0)
    widest = rng.choice([2.0, 3.0, 5.0, 9.0, 17.0, np.inf], size=(remaining, 1))
    free = (rng.random((remaining, 1)) < 0.5) & (rng.random((remaining, len(counts))) < 0.25)
    width = np.minimum(np.where(free, np.inf, widest), counts)
    return np.concatenate([grid, (rng.random(width.shape) * width).astype(int)])


def _grid(counts: Sequence[int]) -> np.ndarray:
    """Every choice of one of so many in each place; the last place changes first."""
    total = math.prod(counts)
    strides = [total := total // count for count in counts]
    return np.arange(math.prod(counts))[:, None] // np.array(strides, int) % np.array(counts, int)
