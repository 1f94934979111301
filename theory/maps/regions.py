"""Certified regions of a window of one or two parameters: where a conclusion holds or fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lossproof.theory.language import Relation, Remembered, Ways, realise
from lossproof.theory.maps.limits import DEEPEST, DEPTH, MAX_CELLS, TIE, WIDE
from lossproof.theory.maps.signs import UNKNOWN, Axis, CellSign, Side, SignOnCells
from lossproof.theory.numbers import array, to_rational

STATES = ("undecided", "holds", "fails", "outside")
UNDECIDED, HOLDS, FAILS, OUTSIDE = range(4)
NO_VALUE, MIXED = 2, 3
Cells = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True)
class Regions:
    """Cells that tile the window, each with a certified state of all its points in the domain.

    A point is `outside` where a hypothesis fails or has no value, `holds` where every hypothesis
    and every part of the conclusion holds, and `fails` where every hypothesis holds and a part of
    the conclusion is defined and does not. A cell is `undecided` unless one of these is certified
    for all its points, so also where the conclusion is undefined. Points on an open end of an axis
    are not in the domain, and the state does not cover them.

    Attributes
    ----------
    axes : one or two, each a window
    depth : the finest cells are 2**-depth of the window along each axis
    cells : int array of shape (cells, 1 + axes); level l and indices 0 .. 2**l - 1
    codes : int array of shape (cells,), an index into `STATES`
    examined : the number of cells examined
    """

    axes: tuple[Axis, ...]
    given: tuple[Relation, ...]
    conclusion: tuple[Relation, ...]
    depth: int
    cells: Cells
    codes: Codes
    examined: int

    def share(self) -> dict[str, Fraction]:
        """The exact share of the window in each state."""
        shares: dict[str, Fraction] = dict.fromkeys(STATES, Fraction(0))
        for level in range(self.depth + 1):
            here = self.codes[self.cells[:, 0] == level]
            for code, count in enumerate(np.bincount(here, minlength=len(STATES))):
                shares[STATES[code]] += Fraction(int(count), 1 << (level * len(self.axes)))
        return shares

    def box(self, cell: int) -> tuple[tuple[Any, Any], ...]:
        """The exact ends (low, high) of a cell along each axis."""
        level, *indices = map(int, self.cells[cell])
        return tuple(
            (to_rational(axis.at(k, level)), to_rational(axis.at(k + 1, level)))
            for axis, k in zip(self.axes, indices, strict=True)
        )

    def grid(self) -> Codes:
        """The state of every finest cell, indexed by its position along each axis."""
        size = 1 << self.depth
        grid = np.zeros((size,) * len(self.axes), dtype=np.int8)
        for level in range(self.depth + 1):
            step = 1 << (self.depth - level)
            chosen = self.cells[:, 0] == level
            corners = self.cells[chosen, 1:] * step
            if step == 1:
                grid[tuple(corners.T)] = self.codes[chosen]
                continue
            for corner, code in zip(corners, self.codes[chosen], strict=True):
                grid[tuple(slice(k, k + step) for k in corner)] = code
        return grid

    def reach(self) -> int:
        """A bound on the distance of undecided points from decided cells, in finest cells.

        The distance is the largest one along an axis; 0 if nothing is undecided, `2**depth` if
        nothing is decided.
        """
        undecided = self.grid() == UNDECIDED
        if undecided.all():
            return 1 << self.depth
        if undecided.ndim == 1:
            return max((_gap(k, n, len(undecided)) for k, n in _runs(undecided)), default=0)
        distance = 0
        while undecided.any():
            distance += 1
            for axis in range(undecided.ndim):
                ends = [(int(k == axis),) * 2 for k in range(undecided.ndim)]
                padded = np.pad(undecided, ends, mode="edge")
                shifted = [np.roll(padded, way, axis) for way in (-1, 0, 1)]
                keep = [slice(None)] * undecided.ndim
                keep[axis] = slice(1, -1)
                undecided = np.logical_and.reduce(shifted)[tuple(keep)]
        return distance

    def why_undecided(self) -> str:
        """The reason for undecided points and the solution; empty if all are decided."""
        undecided = self.cells[self.codes == UNDECIDED]
        if not len(undecided):
            return ""
        if (undecided[:, 0] < self.depth).any():
            return f"the limit of {self.examined} cells was reached: a narrower window decides more"
        if self.reach() <= WIDE:
            return "only cells along a boundary are undecided: a finer resolution decides more"
        return (
            "whole areas are undecided: the sides are equal there, or too close for ball "
            "arithmetic, or undefined"
        )

    def at(self, *point: Any) -> str:
        """The state of a cell that contains a point; `ValueError` outside the window."""
        grid, cell = self.grid(), list[int]()
        for axis, number in zip(self.axes, point, strict=True):
            share = (to_rational(number) - axis.low) / (axis.high - axis.low)
            if not 0 <= share <= 1:
                raise ValueError(
                    f"{axis.name} must be in the window, {axis.low} to {axis.high}; got {number}"
                )
            cell.append(min(int(share * len(grid)), len(grid) - 1))
        return STATES[grid[tuple(cell)]]

    def intervals(self) -> Iterator[tuple[str, Any, Any]]:
        """State and ends of the intervals of a map of one parameter; `ValueError` for two."""
        if len(self.axes) != 1:
            raise ValueError("intervals exist for a map over one parameter; this map has two")
        starts = [int(k) << (self.depth - int(level)) for level, k in self.cells]
        order = np.argsort(starts)
        ends = [self.box(int(cell))[0] for cell in order]
        codes = self.codes[order]
        for code, run in itertools.groupby(range(len(order)), lambda k: int(codes[k])):
            run = list(run)
            yield STATES[code], ends[run[0]][0], ends[run[-1]][1]


def _runs(marked: np.ndarray[Any, np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """Start and length of every run of marked entries."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    for start, stop in steps.reshape(-1, 2):
        yield int(start), int(stop - start)


def _gap(start: int, length: int, size: int) -> int:
    """The distance of the middle of a run from its neighbours."""
    return length if start == 0 or start + length == size else (length + 1) // 2


def regions(
    given: Sequence[Relation],
    conclusion: Sequence[Relation],
    axes: Sequence[Axis],
    *,
    depth: int = DEPTH,
    max_cells: int = MAX_CELLS,
) -> Regions:
    """Map where in a window the conclusion holds or fails, and where a hypothesis fails.

    Every state but `undecided` is certified by ball arithmetic over whole cells, or exactly.
    Floats only choose attempts: a cell whose corners differ is split at once.

    Parameters
    ----------
    given, conclusion : relations between formulas of the symbols of the axes
    axes : one or two
    depth : int in 0..12 (0..24 for one axis), the finest cells are 2**-depth of the window
    max_cells : int >= 1, the number of cells to examine; the others stay undecided

    Raises
    ------
    ValueError
        For another number of axes, depth or number of cells, or a free symbol without an axis.
    TypeError
        For a function that has no enclosure.
    """
    deepest = DEEPEST.get(len(axes), -1)
    if not 0 <= depth <= deepest or max_cells < 1:
        raise ValueError(
            f"a map must have one axis and a depth in 0..{DEEPEST[1]}, or two and one in "
            f"0..{DEEPEST[2]}, and max_cells of at least 1; got {len(axes)} axes, depth {depth} "
            f"and max_cells {max_cells}"
        )
    return _Survey(tuple(given), tuple(conclusion), tuple(axes), depth).run(max_cells)


class _Survey:
    """The undecided cells, level by level."""

    def __init__(
        self,
        given: tuple[Relation, ...],
        conclusion: tuple[Relation, ...],
        axes: tuple[Axis, ...],
        depth: int,
    ) -> None:
        symbols = [axis.symbol for axis in axes]
        forms: list[Any] = [part.difference for part in (*given, *conclusion)]
        free: set[Any] = set().union(*(form.free_symbols for form in forms)) - set(symbols)
        if free:
            raise ValueError(
                f"a map needs a value for {', '.join(sorted(map(str, free)))}: give it a "
                f"value, or make "
                "it an axis"
            )
        self.given, self.conclusion = (
            tuple(_with_needs(part, symbols) for part in parts) for parts in (given, conclusion)
        )
        self.axes, self.depth = axes, depth
        parts = (*self.given, *self.conclusion)
        self.kinds = [part.sign for part in parts]
        self.signs = [SignOnCells(form, axes) for form in forms]
        self.needs = sorted(set[Ways]().union(*(part.needs for part in parts)), key=str)
        self.needed = [[len(parts) + self.needs.index(w) for w in part.needs] for part in parts]
        self._demands: dict[Any, SignOnCells] = {}
        self.floats = array(forms, symbols)
        self.corners = np.array(list(itertools.product((0, 1), repeat=len(axes))))
        self._sides: dict[tuple[int, int, int], Side] = {}

    def run(self, max_cells: int) -> Regions:
        cells: list[Cells] = []
        codes: list[Codes] = []
        active: Cells = np.zeros((1, len(self.axes)), dtype=np.int64)
        known: Codes = np.zeros((1, len(self.kinds) + len(self.needs)), dtype=np.int8)
        examined = 0
        for level in range(self.depth + 1):
            examined += len(active)
            state = self._decide(active, known, level)
            last = level == self.depth or examined + (state == 0).sum() * 4 > max_cells
            done = state != UNDECIDED if not last else np.ones(len(active), dtype=bool)
            levels = np.full((int(done.sum()), 1), level, dtype=np.int64)
            cells.append(np.hstack([levels, active[done]]))
            codes.append(state[done])
            if last or done.all():
                break
            children = 2 * active[~done][:, None] + self.corners[None]
            active = children.reshape(-1, len(self.axes))
            known = np.repeat(known[~done], len(self.corners), axis=0)
        return Regions(
            self.axes, self.given, self.conclusion, self.depth, np.vstack(cells),
            np.concatenate(codes), examined,
        )  # fmt: skip

    def _decide(self, active: Cells, known: Codes, level: int) -> Codes:
        """The state of each cell; `known` stores the states of single relations."""
        corner_signs = self._corner_signs(active, level)
        split, every = len(self.given), len(self.kinds)
        state: Codes = np.zeros(len(active), dtype=np.int8)
        for cell in range(len(active)):
            truth, expected = known[cell], corner_signs[cell]
            sides = [self._side(a, level, int(k)) for a, k in enumerate(active[cell])]
            for part in range(split):
                self._try(truth, part, sides, expected)
            if (truth[:split] < 0).any():
                state[cell] = OUTSIDE
                continue
            values = [self._has_value(truth, part, sides) for part in range(split)]
            if -1 in values:
                state[cell] = OUTSIDE
                continue
            for part in sorted(range(split, every), key=lambda part: expected[part]):
                if (truth[split:every] < 0).any():
                    break
                self._try(truth, part, sides, expected)
            if 0 in values or not (truth[:split] > 0).all():
                continue
            missed = [part for part in range(split, every) if truth[part] < 0]
            if any(self._has_value(truth, part, sides) > 0 for part in missed):
                state[cell] = FAILS
            elif (truth[split:every] > 0).all() and all(
                self._has_value(truth, part, sides) > 0 for part in range(split, every)
            ):
                state[cell] = HOLDS
        return state

    def _has_value(self, truth: Codes, part: int, sides: Sequence[Side]) -> int:
        """1 if both sides of a relation are defined, -1 if one is undefined, 0 if unknown."""
        for column in self.needed[part]:
            if truth[column] == 0:
                truth[column] = self._met(self.needs[column - len(self.kinds)], sides)
        return min((int(truth[column]) for column in self.needed[part]), default=1)

    def _met(self, ways: Ways, sides: Sequence[Side]) -> int:
        return max(min(self._demand(*demand, sides) for demand in way) for way in ways)

    def _demand(self, expr: Any, demand: str, sides: Sequence[Side]) -> int:
        if expr not in self._demands:
            self._demands[expr] = SignOnCells(expr, self.axes)
        return truth_of(demand, self._demands[expr](sides))

    def _try(self, truth: Codes, part: int, sides: Sequence[Side], expected: Codes) -> None:
        if truth[part] == 0 and expected[part] != MIXED:
            both = self.kinds[part] == "==" or expected[part] == NO_VALUE
            bound = 0 if both else int(expected[part])
            truth[part] = truth_of(self.kinds[part], self.signs[part](sides, bound))

    def _side(self, axis: int, level: int, index: int) -> Side:
        key = axis, level, index
        if key not in self._sides:
            self._sides[key] = Side(self.axes[axis], index, level)
        return self._sides[key]

    def _corner_signs(self, active: Cells, level: int) -> Codes:
        """The sign of each difference at all corners of each cell: 1 or -1.

        `MIXED` if it has both signs, `NO_VALUE` if neither, or if all are 0 up to rounding.
        """
        points = (active[:, None] + self.corners[None]) / (1 << level)
        ends = [(float(axis.low), float(axis.high)) for axis in self.axes]
        values = self.floats(
            *(low + (high - low) * points[..., k] for k, (low, high) in enumerate(ends))
        )
        above = np.stack([(v > 0).any(axis=1) for v in values], axis=1)
        below = np.stack([(v < 0).any(axis=1) for v in values], axis=1)
        tie = np.stack([~(np.abs(v) > TIE).any(axis=1) for v in values], axis=1)
        plain = np.where(above & below, MIXED, np.where(above, 1, -1))
        return np.where(tie, NO_VALUE, plain).astype(np.int8)


def _with_needs(part: Relation, symbols: Sequence[Any]) -> Relation:
    """The relation with all conditions for its sides to be defined."""
    realised: Relation = realise(part, Remembered({symbol.name: symbol for symbol in symbols}))
    return part._replace(needs=part.needs | realised.needs)


def truth_of(kind: str, sign: CellSign) -> int:
    """1 if a difference of this sign makes the relation true, -1 if false, 0 if neither."""
    if sign == UNKNOWN:
        return 0
    low, high = sign
    if kind == "!=":
        return -truth_of("==", sign)
    if kind == "==":
        return 1 if low == high == 1 else -1 if max(sign) == 2 else 0
    if kind == ">":
        return 1 if low == 2 else -1 if high >= 1 else 0
    return 1 if low >= 1 else -1 if high == 2 else 0
