"""Points at which a statement is simulated: structured ones, random ones, given ones.

Rows meet the hypotheses in floats; equalities determine some coordinates. `Case.tightened` moves
on from the tightest rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from operator import ge
from typing import Any

import numpy as np

from lossproof.simulate.machine import Backend
from lossproof.simulate.violation import (
    TOLERANCE,
    Block,
    Structure,
    Violations,
    eliminate,
    structures_of,
)
from lossproof.simulate.violation.array_program import ArrayProgram
from lossproof.simulate.violation.limits import NUDGE
from lossproof.simulate.violation.sampling.written import Sampled
from lossproof.theory.domain import Classes, Samples, is_discrete
from lossproof.theory.numbers import identically_zero
from lossproof.theory.statement import Statement
from lossproof.theory.statement.tree import coordinates

STRUCTURES, LOOKED_AT = 4, 32
POOL, FEW, MOST_VALUES = 512, 32, 200_000
SIMPLE = 0.5
NEAR = (1e-3, 1.0)
ROUNDS, HALVINGS = 8, 80
LARGEST = 1e3  # of what an equality determines: what is rounded away is multiplied by it
SHARE, ROUNDED = 1e-12, 1e-15  # of the larger side, and of all, that an inequality may be missed by


def structures(statement: Statement) -> Iterator[Structure]:
    """The smallest structures, no two with the same numbers of classes and of samples.

    Also the smallest in which each of these numbers is above its minimum.
    """
    counts = [n for n, d in statement.parameters.items() if isinstance(d, (Classes, Samples))]
    keys, sizes = set[Any](), list[tuple[int, ...]]()
    for structure in structures_of(statement, LOOKED_AT):
        key = tuple(v for v in structure.sizes.values() if not isinstance(v, tuple))
        labelled = tuple(len(set(v)) for v in structure.sizes.values() if isinstance(v, tuple))
        if (key, labelled) not in keys:
            keys.add((key, labelled))
            sizes.append(tuple(structure.sizes[name] for name in counts))
            yield structure
        if len(keys) >= STRUCTURES:
            break
    larger = [1 + min(numbers) for numbers in zip(*sizes, strict=True)]
    if not any(all(map(ge, numbers, larger)) for numbers in sizes):
        yield from structures_of(statement, 1, dict(zip(counts, larger, strict=True)))


def structure_of(statement: Statement, point: Mapping[str, Any]) -> tuple[Structure, np.ndarray]:
    """The structure of a point in exact form, and its row."""
    integers = {n: point[n] for n, d in statement.parameters.items() if is_discrete(d)}
    structure = next(structures_of(statement, 1, integers))
    known = dict(coordinates(structure.values, dict(point)))
    row = np.array([[float(known[symbol]) for symbol in structure.symbols]])
    return structure, row.reshape(1, len(structure.symbols))


def pool(
    statement: Sampled, given: np.ndarray, rng: np.random.Generator, meets: Meets
) -> np.ndarray:
    """Rows that meet the hypotheses, of simple coordinates and of random ones.

    If these are few, rows near them and near the given ones are added.
    """
    count = min(POOL, max(2 * FEW, MOST_VALUES // statement.outcomes))
    met = meets(_random_rows(statement.structure, count, rng))
    for _ in range(ROUNDS if len(met) < FEW else 0):
        if not len(seeds := np.concatenate([given, met])):
            break
        near = meets(moved(statement.structure, seeds, count, rng))
        met = np.unique(np.concatenate([met, near]), axis=0)
        met = met[rng.permutation(len(met))[:count]]
    return met


def moved(
    structure: Structure, seeds: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    """Rows between seeds and random ones, in some of their coordinates."""
    around, rows = seeds[rng.integers(len(seeds), size=count)], _random_rows(structure, count, rng)
    share = np.exp(rng.uniform(*np.log(NEAR), size=(count, 1)))
    chosen = np.zeros(rows.shape, bool)
    for block in structure.blocks:
        chosen[:, block.columns] = rng.random((count, 1)) < SIMPLE
    return np.where(chosen, around + share * (rows - around), around)


def _random_rows(structure: Structure, count: int, rng: np.random.Generator) -> np.ndarray:
    rows = np.empty((count, len(structure.symbols)))
    simple = rng.random(count) < SIMPLE
    for block in structure.blocks:
        values = block.domain.draw(rng, count, structure.sizes)
        table = block.simple(structure.sizes)
        picked = table[rng.integers(len(table), size=count)]
        often = simple | (rng.random(count) < SIMPLE / 2)
        rows[:, block.columns] = np.where(often[:, None], picked, values)
    return rows


class Meets:
    """Which rows meet the hypotheses, with what equalities determine in them.

    An equality that is not solved in symbols is solved by halving the range of one number. A row is
    dropped where an equality determines a large value, such as the inverse of a nearly singular
    matrix, where an inequality is missed by more than a small share of its sides, or where rounding
    moved a coordinate to an open end: floats that nearly meet the hypotheses are not instances.
    """

    def __init__(self, statement: Sampled, device: Backend | None = None) -> None:
        hypotheses = [
            statement.unfolded(part) for parts in statement.given.values() for part in parts
        ]
        self._blocks = blocks = statement.structure.blocks
        equalities = [part.difference for part in hypotheses if part.sign == "=="]
        solved = eliminate(equalities, blocks) if equalities and blocks else {}
        self._gaps = Violations(hypotheses, (), blocks, solved, device)
        self._solved = [statement.structure.symbols.index(symbol) for symbol in solved]
        self._wider = ArrayProgram([*solved.values()], statement.structure.symbols)
        weak = [part for part in hypotheses if part.sign == ">="]
        sides = [(p.rhs, p.lhs) if p.op == "<=" else (p.lhs, p.rhs) for p in weak]
        self._sides = ArrayProgram([*chain(*sides)], statement.structure.symbols, device)
        free = [
            b
            for b in blocks
            if not b.simplex and np.isfinite(b.ends).all() and not solved.keys() & {*b.symbols}
        ]
        self._halved = list[tuple[Block, ArrayProgram, ArrayProgram]]()
        unsolved: list[Any] = [form.xreplace(solved) for form in equalities]
        for form in unsolved:
            if identically_zero(form):
                continue
            if block := next((b for b in free if form.has(*b.symbols)), None):
                free.remove(block)
                here, by_numpy = (
                    ArrayProgram([form], statement.structure.symbols, where)
                    for where in (device, None)
                )
                self._halved.append((block, here, by_numpy))

    def __call__(self, rows: np.ndarray, slack: float | None = None) -> np.ndarray:
        """The rows that meet the hypotheses, every inequality with the slack if given."""
        if not self._blocks:
            return rows[:1]
        backend = self._gaps.backend
        for block, program, _ in self._halved:
            rows = _halved(rows, block, program)
        rows = backend.to_numpy(self._gaps.complete(backend.asarray(rows)))
        missed, spare = self._gaps(rows)
        mild = (np.abs(rows[:, self._solved]) <= LARGEST).all(axis=1)
        met = (missed <= TOLERANCE) & mild & self._closely(rows) & self._inside(rows)
        if slack is not None:
            met &= spare >= 1 + slack
        return np.unique(rows[met], axis=0)

    def refined(self, rows: np.ndarray) -> np.ndarray:
        """The rows in extended precision, with equalities solved again, by NumPy.

        Where the result differs, floats cannot test the statement, since it amplifies rounding.
        """
        rows = rows.astype(np.longdouble)
        for block in self._blocks:
            if block.simplex:
                rows[:, block.columns] /= rows[:, block.columns].sum(axis=1, keepdims=True)
        for block, _, program in self._halved:
            rows = _halved(rows, block, program)
        for column, values in zip(self._solved, self._wider.on_host(rows), strict=True):
            rows[:, column] = np.where(np.isfinite(values), values, rows[:, column])
        return rows

    def _inside(self, rows: np.ndarray) -> np.ndarray:
        """Which rows have no coordinate at an open end, for instance by rounding to 1."""
        inside = np.ones(len(rows), bool)
        for block in self._blocks:
            for end, is_open in zip(block.ends, block.open_ends, strict=True):
                if is_open:
                    inside &= (rows[:, block.columns] != end).all(axis=1)
        return inside

    def _closely(self, rows: np.ndarray) -> np.ndarray:
        """Which rows miss no inequality by more than rounding."""
        sides, close = self._sides.on_host(rows), np.ones(len(rows), bool)
        with np.errstate(all="ignore"):
            for high, low in zip(sides[::2], sides[1::2], strict=True):
                size = np.maximum(np.abs(high), np.abs(low))
                close &= high - low >= -(SHARE * size + ROUNDED)
        return close


def _halved(rows: np.ndarray, block: Block, program: ArrayProgram) -> np.ndarray:
    """The rows with one number at a zero of the program, where its ends differ in sign."""
    rows, column = rows.copy(), block.columns.start

    def at(values: np.ndarray) -> np.ndarray:
        rows[:, column] = values
        return np.sign(program.on_host(rows)[0])

    original = rows[:, column].copy()
    low, high = (np.full(len(rows), end) for end in block.ends)
    low = low + NUDGE * block.open_ends[0]
    high = high - NUDGE * block.open_ends[1]
    with np.errstate(all="ignore"):
        below, above = at(low), at(high)
        solvable = below * above < 0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            same = at(middle) == below
            low, high = np.where(same, middle, low), np.where(same, high, middle)
    rows[:, column] = np.where(solvable, (low + high) / 2, original)
    return rows
