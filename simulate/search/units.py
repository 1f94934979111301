"""The part of one process in a search for a counterexample: structured points and units.

A unit is a batch of random points of one structure, an ascent from the best of them, and SciPy's
optimisers; it is a function of (seed, name, number).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

import numpy as np
import sympy

from lossproof.simulate.machine import backend, stream
from lossproof.simulate.search import effort
from lossproof.simulate.search.ascent import climb
from lossproof.simulate.search.beyond import beyond
from lossproof.simulate.search.optimisers import follow, spread
from lossproof.simulate.search.simplify import simple_near, simplest
from lossproof.simulate.search.space import MostGeneric, Retained, Space
from lossproof.simulate.violation import (
    STRUCTURES,
    TOLERANCE,
    Block,
    Point,
    Structure,
    cut_off,
    float_row,
    structures_of,
)
from lossproof.theory.domain import Domain, Each, Integer, is_discrete, leaf_of
from lossproof.theory.statement import Decided, Statement

Question = Statement | Callable[[], Statement]


@dataclass
class Covered:
    """The points that one way examined; `met` of them meet the hypotheses."""

    points: int = 0
    met: int = 0
    seconds: float = 0.0

    def add(self, other: Covered) -> None:
        self.points += other.points
        self.met += other.met
        self.seconds += other.seconds


@dataclass
class Unit:
    """The result of a part of the search: a counterexample and its way, or the nearest point.

    `row` is the best point of structure number `structure`, `best` the worst part of the conclusion
    there, and `met` the way that reached it.
    """

    counterexample: Point | None = None
    way: str = ""
    covered: dict[str, Covered] = field(default_factory=dict[str, Covered])
    structure: int = 0
    best: float = -np.inf
    row: np.ndarray | None = None
    first: float | None = None
    met: str = ""


@dataclass(frozen=True)
class Miss:
    """A point that meets every hypothesis, and the part of the conclusion closest to failing.

    If no point near the best is certified, `part` is None and the rest is in floating point.
    """

    point: Point
    part: Decided | None
    slack: float


@dataclass
class Units:
    """The search of one process; parameters as in `lossproof.simulate.search.exploration.explore`.

    It pickles as these, without compiled state.
    """

    question: Question
    pinned: Mapping[str, Any]
    dropped: tuple[str, ...]
    seed: int
    name: str
    device: str

    def __getstate__(self) -> dict[str, Any]:
        names = ("question", "pinned", "dropped", "seed", "name", "device")
        return {key: getattr(self, key) for key in names}

    @cached_property
    def statement(self) -> Statement:
        """The statement; `ValueError` for an unknown pinned parameter or dropped hypothesis."""
        made = self.question if isinstance(self.question, Statement) else self.question()
        for kind, names, known in (
            ("hypothesis", self.dropped, made.given),
            ("parameter", self.pinned, made.parameters),
        ):
            if unknown := sorted(set(names) - set(known)):
                raise ValueError(
                    f"no {kind} is called {', '.join(unknown)}; known are: "
                    f"{', '.join(known) or 'none'}"
                )
        return made

    @cached_property
    def structures(self) -> Sequence[Structure]:
        """The structures in order, each created on first use."""
        return _Taken(structures_of(self.statement, STRUCTURES, self.pinned))

    @cached_property
    def searched(self) -> list[int]:
        """The structures of the units: the first that have a real coordinate."""
        first = itertools.islice(enumerate(self.structures), effort.SEARCHED)
        return [number for number, structure in first if structure.blocks]

    @cached_property
    def _further(self) -> list[Structure]:
        return []

    @cached_property
    def _spaces(self) -> dict[int, Space]:
        return {}

    @property
    def looked_at(self) -> int:
        """The number of structures examined here."""
        return len(self._spaces) + len(self._further)

    @property
    def more(self) -> bool:
        """Whether there are choices of the integers that were not examined here."""
        if len(self._spaces) < len(self.structures):
            return True
        domains = self.statement.parameters
        settled = {*self.pinned}.union(*(_sizes(domains[name]) for name in self.pinned))
        free = [d for n, d in domains.items() if is_discrete(d) and n not in settled]
        return any(map(_has_untried, free)) or cut_off(self.structures, free)

    def space(self, number: int) -> Space:
        """The points of a structure, compiled once."""
        if number not in self._spaces:
            self._spaces[number] = Space(
                self.statement,
                self.structures[number],
                dropped=self.dropped,
                device=backend(self.device),
            )
        return self._spaces[number]

    def structured(self, deadline: float) -> Unit:
        """Simple points of every structure, smallest first, after a few of the first ones.

        The few quickly show that there is a counterexample, the many give the simplest.

        Raises
        ------
        ValueError
            If no structure fits the pinned values.
        """
        result = Unit(covered={"structured": Covered()})
        for number, _ in enumerate(itertools.islice(self.structures, effort.PROBED)):
            start, space = time.perf_counter(), self.space(number)
            for count in effort.FEW, effort.PROBE:
                if space.progress.first is None:
                    space.look(space.simple_rows(count, sampled=count > effort.FEW))
            self._note(result, "structured", number, start)
            if result.first is not None or time.perf_counter() > deadline:
                break
        best = MostGeneric()
        for number, _ in enumerate(self.structures):
            start, space = time.perf_counter(), self.space(number)
            simple = space.simple(
                effort.SIMPLE_POINTS if number < effort.MANY_POINTS_FOR else effort.FEWER_POINTS
            )
            self._note(result, "structured", number, start)
            if best.settled(simple) or time.perf_counter() > deadline:
                break
        if best.simple is not None:
            result.counterexample, result.way = best.simple.point, "structured"
            return result
        if not self.structures[:1]:
            raise ValueError(self._unfit())
        for number, _ in enumerate(self.structures[: effort.BARELY_IN]):
            start, point = time.perf_counter(), self.space(number).barely()
            self._note(result, "structured", number, start)
            if point is not None:
                result.counterexample, result.way = point, "structured"
                break
        return result

    def beyond(self, deadline: float) -> Unit:
        """Some points with integers beyond those of the structures."""
        result, start = Unit(), time.perf_counter()
        for made, point in beyond(self.statement, dropped=self.dropped, pinned=self.pinned):
            self._further.append(made)
            if point is not None:
                result.counterexample, result.way = point, "structured"
            if point is not None or time.perf_counter() > deadline:
                break
        count = sum(effort.POINTS if made.blocks else 1 for made in self._further)
        spent = time.perf_counter() - start
        result.covered["structured"] = Covered(count, 0, spent)
        return result

    def _unfit(self) -> str:
        values = ", ".join(f"{name} = {_written(value)}" for name, value in self.pinned.items())
        domains = self.statement.parameters
        alone = [n for n, value in self.pinned.items() if not self._fits({n: value})]
        if self.pinned and not alone:
            return f"the sizes of {values} do not fit each other: change or leave out one"
        allowed = "; ".join(f"{name} must be {domains[name].describe()}" for name in alone)
        for name in sorted(set().union(*(_sizes(domains[n]) for n in alone)) - {*self.pinned}):
            options = ", ".join(map(str, cast("Any", domains[name]).tried))
            allowed += f"; of {name} only {options} are searched: fix it too for other values"
        return f"no point of the search has {values}: {allowed}"

    def _fits(self, pinned: Mapping[str, Any]) -> bool:
        return next(structures_of(self.statement, 1, pinned), None) is not None

    def unit(self, number: int, deadline: float) -> Unit:
        """Random points of one structure and searches from them; the first round is short."""
        turn, place = divmod(number, len(self.searched))
        structure = self.searched[place]
        start = time.perf_counter()
        result, space = Unit(structure=structure), self.space(structure)
        rng = stream(self.seed, self.name, number)

        def ways() -> Iterator[tuple[str, Any]]:
            starts = space.best(
                space.draw(rng, effort.BATCH if turn else effort.FIRST_BATCH), effort.STARTS
            )
            yield "random", starts[:1]
            yield "ascent", climb(starts, space.blocks, space.look, TOLERANCE, rng)
            yield "local optimiser", follow(space, starts[: effort.FOLLOWED])
            if turn:
                yield "global optimiser", spread(space, rng, deadline)

        for way, rows in ways():
            if rows is not None:
                result.counterexample = self._certified(space, np.atleast_2d(rows))
            self._note(result, way, structure, start)
            start = time.perf_counter()
            if result.counterexample is not None:
                result.way = way
            if result.counterexample is not None or start > deadline:
                break
        return result

    def _certified(self, space: Space, rows: np.ndarray) -> Point | None:
        _, conclusion = space.look(rows)
        for k in np.argsort(-conclusion)[: effort.TRIED]:
            if conclusion[k] > TOLERANCE and (point := simplest(space, rows[k])) is not None:
                return point
        return None

    def _note(self, result: Unit, way: str, number: int, start: float) -> None:
        """Add the progress of the space since the last call."""
        space = self.space(number)
        progress, space.progress = space.progress, Retained()
        spent = Covered(progress.points, progress.met, time.perf_counter() - start)
        result.covered.setdefault(way, Covered()).add(spent)
        result.first = progress.first if result.first is None else result.first
        if progress.best > result.best:
            result.best, result.row, result.structure = progress.best, progress.row, number
            result.met = way

    def nearest(self, unit: Unit) -> Miss | None:
        """A simple certified point about as near to a counterexample as the best of a unit.

        If there is none, the best point, not certified.
        """
        if unit.row is None:
            return None
        space = self.space(unit.structure)
        least = unit.best - 1e-6 - 1e-2 * abs(unit.best)

        def close(row: Sequence[Fraction]) -> list[Fraction] | None:
            rows = float_row(row)
            inside = all(block.outside(rows)[0] <= TOLERANCE for block in space.blocks)
            return [*row] if inside and space.gaps(rows)[1][0] >= least else None

        def certified(row: Sequence[Fraction]) -> Miss | None:
            if close(row) is None:
                return None
            point = space.exact(row)
            try:
                outcome = self.statement.at(point)
            except (ValueError, ZeroDivisionError, OverflowError):
                return None
            slacks = [_slack(part) for part in outcome.conclusion]
            k = int(np.argmin(slacks))
            met = outcome.meets(self.dropped) and np.isfinite(slacks[k])
            return Miss(point, outcome.conclusion[k], slacks[k]) if met else None

        for row in (unit.row, _off_open_ends(unit.row, space.blocks)):
            simple = simple_near(row, space.blocks, close)
            nearest = None if simple is None else certified(simple)
            if nearest := nearest or simple_near(row, space.blocks, certified):
                return nearest
        row = space.gaps.complete(unit.row[None])[0]
        floats = dict(zip(space.symbols, map(sympy.Float, row), strict=True))
        return Miss(space.structure.point(floats), None, -unit.best)


def _off_open_ends(row: np.ndarray, blocks: Sequence[Block]) -> np.ndarray:
    """The row with every number at least `OFF` from an open end of its domain."""
    moved = row.copy()
    for block in blocks:
        (low, high), (open_low, open_high) = block.ends, block.open_ends
        off = effort.OFF * min(high - low, 1.0)
        entries = moved[block.columns]
        if not block.simplex:
            entries[:] = np.clip(entries, low + off * open_low, high - off * open_high)
    return moved


def _sizes(domain: Domain) -> set[str]:
    """The names of the numbers that the size of a value of the domain determines."""
    sizes = [*domain.class_sizes()]
    while isinstance(domain, Each):
        sizes.append(domain.count)
        domain = domain.inner
    return {size.name for size in sizes if isinstance(size, Domain)}


def _has_untried(domain: Domain) -> bool:
    leaf = leaf_of(domain)
    if not isinstance(leaf, Integer):
        return False
    return leaf.high is None or len({*leaf.tried}) <= leaf.high - leaf.low


class _Taken(Sequence[Structure]):
    """A lazy sequence of the items of an iterator."""

    def __init__(self, source: Iterator[Structure]) -> None:
        self._source, self._taken = source, list[Structure]()

    def __getitem__(self, number: Any) -> Any:
        last = number.stop if isinstance(number, slice) else number + 1
        self._taken += itertools.islice(self._source, max(0, last - len(self._taken)))
        return self._taken[number]

    def __len__(self) -> int:
        self._taken += self._source
        return len(self._taken)


def _written(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


def _slack(part: Decided) -> float:
    """The slack of a relation at a point; infinite where it is unknown."""
    if part.relation.op == "==":
        return 0.0 if part.holds else np.inf
    try:
        value = float(part.relation.difference)
    except TypeError:
        return np.inf
    return np.inf if np.isnan(value) else 0.0 if abs(value) < effort.NOISE else value
