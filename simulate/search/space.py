"""The points of one structure as rows of coordinates: what is simple, random, and certified.

Coordinates that an equality among the hypotheses determines are taken from it. Rows are evaluated
as arrays; those that look right are certified exactly.
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
    """What was looked at in a structure: how many points, and the feasible one nearest to a miss.

    `best` is the worst part of the conclusion there, positive where it fails; `first` is when
    (`time.perf_counter`) a row was seen for the first time that seems to be a counterexample.
    """

    points: int = 0
    met: int = 0
    best: float = -np.inf
    row: np.ndarray | None = None
    first: float | None = None


class Simple(NamedTuple):
    """A simple certified point, and how many of its numbers are no generic ones."""

    point: Point
    special: int


@dataclass
class MostGeneric:
    """The most generic of what structures have, the first of equals."""

    found: Simple | None = None
    since: int = 0

    def settled(self, simple: Simple | None) -> bool:
        """Take in what the next structure has; whether it is enough to look no further."""
        if simple is not None and (self.found is None or simple.special < self.found.special):
            self.found = simple
        self.since += self.found is not None
        return self.found is not None and (
            not self.found.special or self.since > effort.MORE_GENERIC
        )


class Space:
    """The points of one structure; parameters as of `find`, and where batches are evaluated."""

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
        self.kept = [
            part
            for name, parts in written.given.items()
            if name not in self.dropped
            for part in parts
        ]
        self.goals = written.conclusion if refuting or undefined else ()
        equalities = [part.difference for part in self.kept if part.sign == "=="]
        self.solved = eliminate(equalities, self.blocks) if equalities else {}
        self.gaps = Violations(
            self.kept, self.goals, self.blocks, self.solved, device, undefined=undefined
        )
        self.seen = Retained()
        self.endless = [b for b in self.blocks if np.isinf(b.ends).any() and b.ends[0] < b.ends[1]]
        column = {symbol: k for k, symbol in enumerate(self.symbols)}
        self.matrices = [
            np.array([[column[entry] for entry in row] for row in structure.values[name]])
            for name, domain in statement.parameters.items()
            if isinstance(domain, (Joint, Transitions))
            and {*structure.values[name][0]} <= {*column}
        ]

    def look(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What `gaps` says of the rows, noted in `seen`."""
        hypothesis, conclusion = self.gaps(points)
        self.seen.points += len(points)
        self.seen.met += int(np.count_nonzero(hypothesis <= TOLERANCE))
        if len(points) and np.isfinite(best := np.max(conclusion)) and best > self.seen.best:
            self.seen.best, self.seen.row = float(best), points[conclusion.argmax()].copy()
            if best > TOLERANCE and self.seen.first is None:
                self.seen.first = time.perf_counter()
        return hypothesis, conclusion

    def simple(self, count: int, *, every: bool = False) -> Simple | None:
        """The simplest of the most generic certified points among `simple_rows`.

        Rounding may make ties of the most generic rows seem right, and none of those that are
        certified is. With `every` some rows of each other kind are tried too.
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
        """A certified point that misses the conclusion by no more than floats are trusted with.

        The simplest of the rows that seem to miss it by so little are decided exactly.
        """
        hypothesis, conclusion = self.look(rows := self.simple_rows(effort.FEWER_POINTS))
        near = np.flatnonzero((conclusion > 0) & (conclusion <= TOLERANCE))
        points, margin = self.gaps.complete(rows[near]), conclusion[near]
        noisy, missed = margin <= effort.ROUNDED_AWAY, hypothesis[near] > 0
        order = np.lexsort((complexity(points), self.at_end(points), noisy, missed))
        decided = map(self.decide, (self.rational(points[k]) for k in order[: effort.BARELY]))
        return next((point for point in decided if point is not None), None)

    def _promising(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows that seem to do what is asked, completed, and by how much."""
        _, conclusion = self.look(points)
        right = np.flatnonzero(conclusion > TOLERANCE)
        return self.gaps.complete(points[right]), conclusion[right]

    def special(self, points: np.ndarray, margin: np.ndarray) -> np.ndarray:
        """How many numbers of each row are at an end of their range, in a singular matrix or a tie.

        A tie is all that misses the conclusion where the margin is no more than a nudge.
        """
        found = self.at_end(points) + (margin <= 2 * effort.TIE)
        for places in self.matrices:
            singular = np.abs(np.linalg.det(points[:, places])) < effort.TIE
            found += singular * len(places)
        return found

    def at_end(self, points: np.ndarray) -> np.ndarray:
        """How many numbers of each row are at an end of their range."""
        found = np.zeros(len(points))
        for block in self.blocks:
            entries = points[:, block.columns]
            found += sum((np.abs(entries - end) < effort.TIE).sum(axis=1) for end in block.ends)
        return found

    def simple_rows(self, count: int, *, drawn: bool = True, inside: bool = False) -> np.ndarray:
        """At most about `count` combinations of simple values, `inside` only of those at no end.

        If all are too many, half of them are drawn; or else all go along a diagonal, which is fast.
        """
        tables = [block.simple(self.structure.sizes) for block in self.blocks]
        if inside:
            tables = [
                _inside(table, block.ends) for table, block in zip(tables, self.blocks, strict=True)
            ]
        count = min(
            count, max(effort.FEWEST_POINTS, effort.MOST_NUMBERS // max(1, len(self.symbols)))
        )
        index = _combinations(tuple(len(table) for table in tables), count, drawn)
        parts = [table[index[:, k]] for k, table in enumerate(tables)]
        return np.concatenate(parts, axis=1) if parts else np.zeros((1, 0))

    def sample(self, rng: np.random.Generator, count: int) -> list[Point]:
        """Certified points near random ones, some far out where the domain has no end."""
        if not self.blocks:
            return []
        scale = rng.choice([1.0, 1.0, 100.0], size=(effort.RANDOM_POINTS, 1))
        points = self.draw(rng) * scale
        for block in self.blocks:
            block.project(points)
        _, conclusion = self.gaps(points)
        found: list[Point] = []
        for k in np.flatnonzero(conclusion > TOLERANCE)[: 4 * count]:
            row: list[Any] = exact_row(points[k], effort.COARSE)
            for block in filter(lambda block: block.simplex, self.blocks):
                rest = sorted(range(*block.columns.indices(len(row))), key=row.__getitem__)
                row[rest[-1]] = 1 - sum(row[i] for i in rest[:-1])
            if len(found) < count and (point := self.certify(row)) is not None:
                found.append(point)
        return found

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
        """The row as an exact point, if it does what is asked, and floats say so too."""
        _, conclusion = self.gaps(float_row(row))
        return self.decide(row) if conclusion[0] > TOLERANCE else None

    def decide(self, row: Sequence[Fraction]) -> Point | None:
        """The row as an exact point, if it does what is asked."""
        point = self.exact(row)
        try:
            wanted = self.statement.refutes if self.refuting else self.statement.meets
            found = wanted(point, self.dropped)
            if found and self.undefined:
                found = bool(self.statement.at(point).undefined)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return point if found else None

    def rational(self, row: np.ndarray) -> list[Fraction]:
        """Simple rationals next to the row, as near as the range of each number is narrow."""
        found = exact_row(row)
        for block in self.blocks:
            if block.ends[1] - block.ends[0] < 1 / LARGEST:
                domain: Any = block.domain
                low, high = (Fraction(str(end)) for end in (domain.low, domain.high))
                near, off = Fraction(float(row[block.start])), (high - low) / LARGEST
                near = min(max(near, low), high)
                found[block.start] = simplest_rational(max(near - off, low), min(near + off, high))
        return found

    def exact(self, row: Sequence[Fraction]) -> Point:
        """The row as values of the parameters, with what equalities determine."""
        exact: dict[Any, Any] = dict(zip(self.symbols, map(sympy.Rational, row), strict=True))
        solved = [(symbol, form.xreplace(exact)) for symbol, form in self.solved.items()]
        exact.update((symbol, value) for symbol, value in solved if value.is_Rational)
        return self.structure.point(exact)

    def _generic(self, points: np.ndarray, slack: np.ndarray, cost: np.ndarray) -> tuple[Any, ...]:
        """Sort keys, the last first: coordinates at an end of their range; ties; the rest."""
        repeated = (np.diff(np.sort(points, axis=1), axis=1) < effort.TIE).sum(axis=1)
        return cost + 3 * repeated, slack <= 1 + effort.TIE, self.at_end(points)


def _of_each_kind(special: np.ndarray) -> np.ndarray:
    """The places of the first rows with each number of what is not generic."""
    found = [np.flatnonzero(special == kind)[: effort.OF_A_KIND] for kind in np.unique(special)]
    return np.concatenate(found)


def _inside(table: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """The rows with no entry at an end of its range; all if there is none."""
    away = np.all([np.abs(table - end) >= effort.TIE for end in ends], axis=(0, 2))
    return table[away] if away.any() else table


@lru_cache(maxsize=32)
def _combinations(counts: tuple[int, ...], limit: int, draw: bool) -> np.ndarray:
    """Rows of indices into tables of simple values: all of them, or those of the first values.

    Where all are too many, half of the rows are a full grid over the first few values of every
    table, and the others are drawn, always the same, with a preference for the first. Without
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
    drawn = limit - len(grid)
    rng = np.random.default_rng(0)
    widest = rng.choice([2.0, 3.0, 5.0, 9.0, 17.0, np.inf], size=(drawn, 1))
    free = (rng.random((drawn, 1)) < 0.5) & (rng.random((drawn, len(counts))) < 0.25)
    width = np.minimum(np.where(free, np.inf, widest), counts)
    return np.concatenate([grid, (rng.random(width.shape) * width).astype(int)])


def _grid(counts: Sequence[int]) -> np.ndarray:
    total = int(np.prod(counts, dtype=int))
    return np.array(np.unravel_index(np.arange(total), counts or (1,))).T[:, : len(counts)]
