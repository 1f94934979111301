"""Search for points that meet a statement's hypotheses, or that refute it.

A structure fixes every integer of a statement (classes, samples, labels); what is left is a flat
list of real coordinates. Simple rational points are evaluated first, as arrays, with coordinates
that an equality among the hypotheses determines taken from it; those that look right are certified
exactly, simplest first. If none is found the search goes on with random points, which
`simulate.shrink` improves and makes simple.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from simulate.layout import Layout, Point, eliminate, layouts
from simulate.shrink import LARGEST, climb, complexity, simplify
from simulate.tape import Tape
from theory.relation import Relation
from theory.statement import Statement

TOLERANCE, TIE = 1e-9, 1e-6
SIMPLE_POINTS, FEWER_POINTS, RANDOM_POINTS = 20_000, 4_000, 4_000
COARSE = 20
MANY_POINTS_FOR, THOROUGH, CLIMBERS, CERTIFIED = 8, 16, 8, 12


def find(
    statement: Statement,
    *,
    refuting: bool = True,
    dropped: Collection[str] = (),
    seed: int = 0,
    limit: int = 48,
    thorough: bool = True,
) -> Point | None:
    """An exact point that meets the hypotheses and, if `refuting`, misses the conclusion.

    The smallest structure that has such a point among its simple ones gives the point that takes
    least to write. Without `refuting` a point inside the domains, where no inequality among the
    hypotheses is a tie, comes before one on their boundary.

    Parameters
    ----------
    statement : Statement
    refuting : bool
        False looks for any point that meets the hypotheses.
    dropped : names of hypotheses
        They are not asked for.
    seed : int
        Of further random points, after those of seed 0.
    limit : int
        How many structures are looked at.
    thorough : bool
        Whether to go on with random points and an optimiser after the simple ones.

    Returns
    -------
    dict or None
        Certified exactly or by Arb; None if nothing was found.

    Raises
    ------
    ValueError
        If a dropped hypothesis does not exist.
    """
    if unknown := set(dropped) - set(statement.given):
        raise ValueError(
            f"no hypothesis is called {', '.join(sorted(unknown))}; "
            f"there are: {', '.join(statement.given) or 'none'}"
        )
    spaces: list[_Space] = []
    for layout in layouts(statement, limit):
        spaces.append(_Space(statement, layout, refuting, dropped))
        count = SIMPLE_POINTS if len(spaces) <= MANY_POINTS_FOR else FEWER_POINTS
        if (point := spaces[-1].simple(count)) is not None:
            return point
    # Seed 0 first, whatever the seed: what it finds is found by everyone.
    for chosen in dict.fromkeys((0, seed)) if thorough else ():
        for space in spaces[:THOROUGH]:
            if (point := space.random(np.random.default_rng(chosen))) is not None:
                return point
    return None


def examples(statement: Statement, structures: int, each: int = 2) -> list[Point]:
    """Exact points that meet every hypothesis: a simple and some random ones per structure."""
    found: list[Point] = []
    rng = np.random.default_rng(0)
    for layout in layouts(statement, structures):
        space = _Space(statement, layout, False, ())
        if (point := space.simple(FEWER_POINTS)) is not None:
            found.append(point)
            found += space.sample(rng, each)
    return found


class _Space:
    """The points of one structure, as rows of coordinates."""

    def __init__(
        self, statement: Statement, layout: Layout, refuting: bool, dropped: Collection[str]
    ) -> None:
        self.statement, self.layout, self.refuting = statement, layout, refuting
        self.dropped, self.blocks, self.symbols = set(dropped), layout.blocks, layout.symbols
        given = statement.hypotheses(layout.values)
        self.kept = [part for name in given if name not in self.dropped for part in given[name]]
        self.goals = statement.conclusions(layout.values) if refuting else ()
        equalities = [part.difference for part in self.kept if part.sign == "=="]
        self.solved = eliminate(equalities, self.blocks) if equalities else {}
        self.determined = [b for b in self.blocks if self.solved.keys() & set(b.symbols)]
        self._solved = Tape(list(self.solved.values()), self.symbols)
        self._kept = Tape([part.difference for part in self.kept], self.symbols)
        self._goals = Tape([part.difference for part in self.goals], self.symbols)

    def complete(self, points: np.ndarray) -> np.ndarray:
        """The rows with every coordinate that an equality determines, where it does."""
        if not self.solved:
            return points
        completed = points.copy()
        for symbol, values in zip(self.solved, self._solved(points), strict=True):
            column = self.symbols.index(symbol)
            completed[:, column] = np.where(np.isfinite(values), values, points[:, column])
        return completed

    def gaps(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """By how much each row violates the worst hypothesis, and the worst part of the conclusion.

        The second is -inf where the hypotheses are not met. Without a conclusion to miss it is
        1 more than the slack of the tightest inequality among the hypotheses.
        """
        points = self.complete(points)
        hypothesis, tightest = np.full((2, len(points)), -np.inf)
        for block in self.determined:
            hypothesis = np.maximum(hypothesis, block.outside(points))
        for part, values in zip(self.kept, self._kept(points), strict=True):
            miss = _miss(part, values)
            hypothesis = np.maximum(hypothesis, miss)
            tightest = tightest if part.sign == "==" else np.maximum(tightest, miss)
        met = np.flatnonzero(hypothesis <= TOLERANCE)
        conclusion = np.full(len(points), -np.inf)
        if not self.refuting:
            conclusion[met] = 1 - tightest[met]
        elif met.size:
            for part, values in zip(self.goals, self._goals(points[met]), strict=True):
                conclusion[met] = np.fmax(conclusion[met], _miss(part, values))
        return hypothesis, conclusion

    def simple(self, count: int) -> Point | None:
        """The simplest certified point among combinations of simple values."""
        tables = [block.simple(self.layout.sizes) for block in self.blocks]
        index = _combinations([len(table) for table in tables], count)
        parts = [table[index[:, k]] for k, table in enumerate(tables)]
        points = np.concatenate(parts, axis=1) if parts else np.zeros((1, 0))
        _, conclusion = self.gaps(points)
        promising = np.flatnonzero(conclusion > TOLERANCE)
        if not promising.size:
            return None
        points, margin = self.complete(points[promising]), conclusion[promising]
        cost = complexity(points)
        generic = self._generic(points, margin, cost)
        order = np.lexsort((-margin, cost) if self.refuting else generic)
        clear = [k for k in order if TIE < margin[k] < np.inf][:CERTIFIED]
        for k in dict.fromkeys([*order[:CERTIFIED], *clear]):
            row = [Fraction(float(x)).limit_denominator(LARGEST) for x in points[k]]
            if (point := self.certify(row)) is not None:
                return point
        return None

    def sample(self, rng: np.random.Generator, count: int) -> list[Point]:
        """Certified points near random ones, some far out where the domain has no end."""
        if not self.blocks:
            return []
        scale = rng.choice([1.0, 1.0, 100.0], size=(RANDOM_POINTS, 1))
        points = self.draw(rng) * scale
        for block in self.blocks:
            block.project(points)
        _, conclusion = self.gaps(points)
        found: list[Point] = []
        for k in np.flatnonzero(conclusion > TOLERANCE)[: 4 * count]:
            row: list[Any] = [Fraction(float(x)).limit_denominator(COARSE) for x in points[k]]
            for block in filter(lambda block: block.simplex, self.blocks):
                rest = sorted(range(*block.columns.indices(len(row))), key=row.__getitem__)
                row[rest[-1]] = 1 - sum(row[i] for i in rest[:-1])
            if len(found) < count and (point := self.certify(row)) is not None:
                found.append(point)
        return found

    def random(self, rng: np.random.Generator) -> Point | None:
        """A certified point near the best that random points lead to, made simple."""
        if not self.blocks:
            return None
        points = self.draw(rng)
        hypothesis, conclusion = self.gaps(points)
        worst = np.where(np.isnan(hypothesis), np.inf, hypothesis)
        best = np.lexsort((-conclusion, np.maximum(worst, TOLERANCE)))[:CLIMBERS]
        found = climb(points[best], self.blocks, self.gaps, TOLERANCE, rng)
        return None if found is None else simplify(found, self.blocks, self.certify)

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Random rows, a quarter of whose blocks are simple."""
        sizes, columns = self.layout.sizes, []
        for block in self.blocks:
            values = block.domain.draw(rng, RANDOM_POINTS, sizes)
            table = block.simple(sizes)
            picked = table[rng.integers(len(table), size=RANDOM_POINTS)]
            columns.append(np.where(rng.random((RANDOM_POINTS, 1)) < 0.25, picked, values))
        return np.concatenate(columns, axis=1)

    def certify(self, row: Sequence[Fraction]) -> Point | None:
        """The row as an exact point, if it does what is asked."""
        _, conclusion = self.gaps(np.array([[float(x) for x in row]]))
        if not conclusion[0] > TOLERANCE:
            return None
        exact: dict[Any, Any] = dict(zip(self.symbols, map(sympy.Rational, row), strict=True))
        solved = [(symbol, form.xreplace(exact)) for symbol, form in self.solved.items()]
        exact.update((symbol, value) for symbol, value in solved if value.is_Rational)
        point = self.layout.point(exact)
        try:
            outcome = self.statement.at(point)
        except (ValueError, ZeroDivisionError):
            return None
        wanted = outcome.refutes(self.dropped) if self.refuting else outcome.meets(self.dropped)
        return point if wanted else None

    def _generic(self, points: np.ndarray, slack: np.ndarray, cost: np.ndarray) -> tuple[Any, ...]:
        """Sort keys, the last first: coordinates at an end of their range; ties; the rest."""
        at_end = np.zeros(len(points))
        for block in self.blocks:
            entries = points[:, block.columns]
            at_end += sum((np.abs(entries - end) < TIE).sum(axis=1) for end in block.ends)
        repeated = (np.diff(np.sort(points, axis=1), axis=1) < TIE).sum(axis=1)
        return cost + 3 * repeated, slack <= 1 + TIE, at_end


def _miss(part: Relation, values: np.ndarray) -> np.ndarray:
    """By how much a relation fails, positive where it does; a strict one fails at a tie."""
    if part.sign == "==":
        return np.abs(values)
    return 2 * TOLERANCE - values if part.sign == ">" else -values


def _combinations(counts: Sequence[int], limit: int) -> np.ndarray:
    """Rows of indices into tables of simple values: all of them, or those of the first values.

    Where all are too many, half of the rows are a full grid over the first few values of every
    table, and the others are drawn, always the same, with a preference for the first.
    """
    if np.prod([float(count) for count in counts]) <= limit:
        return _grid(counts)
    first = max(
        k for k in range(1, 100) if np.prod([float(min(k, n)) for n in counts]) <= limit / 2
    )
    grid = _grid([min(first, n) for n in counts])
    rng = np.random.default_rng(0)
    drawn = limit - len(grid)
    widest = rng.choice([2.0, 3.0, 5.0, 9.0, 17.0, np.inf], size=(drawn, 1))
    free = (rng.random((drawn, 1)) < 0.5) & (rng.random((drawn, len(counts))) < 0.25)
    width = np.minimum(np.where(free, np.inf, widest), counts)
    return np.concatenate([grid, (rng.random(width.shape) * width).astype(int)])


def _grid(counts: Sequence[int]) -> np.ndarray:
    total = int(np.prod(counts, dtype=int))
    return np.array(np.unravel_index(np.arange(total), counts or (1,))).T[:, : len(counts)]
