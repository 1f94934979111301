"""From a row that violates the conclusion to a simple counterexample near it.

`simple_near` changes one block of coordinates at a time and stays close. `simplest` continues from
there: a block takes any simple value of its domain, and several blocks change together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from lossproof.simulate.search import effort
from lossproof.simulate.search.space import Space
from lossproof.simulate.violation import (
    TOLERANCE,
    Block,
    Point,
    bits,
    complexity,
    exact_row,
    float_row,
    shares,
)
from lossproof.theory.numbers import simplest_rational

Certify = Callable[[Sequence[Fraction]], Any]


def simple_near(
    row: np.ndarray, blocks: Sequence[Block], certify: Certify, *, finer: bool = False
) -> Any | None:
    """A simple point near the row: the result of `certify`, or None if it rejects all.

    The row is rounded with increasing denominators (more if `finer`) until `certify` accepts it;
    then each block in turn is replaced by simpler values, from the simplest of its domain to those
    in smaller and smaller neighbourhoods.
    """
    for size in (*effort.ROUNDED, *(effort.FINER if finer else ())):
        current = [entry for b in blocks for entry in _rounded(row[b.columns], size, b.simplex)]
        if (point := certify(current)) is not None:
            break
    else:
        return None
    for _ in range(2):
        before = list(current)
        for block in blocks:
            for entries in simpler(current[block.columns], block):
                trial = [*current]
                trial[block.columns] = entries
                if (better := certify(trial)) is not None:
                    current, point = trial, better
                    break
        if current == before:
            break
    return point


def _rounded(entries: Any, size: int | None, simplex: bool) -> list[Fraction]:
    """The entries with at most this denominator, exact for None; on a simplex with sum 1."""
    numbers = [Fraction(entry) for entry in entries]
    if size is None:
        total = sum(numbers) if simplex else 1
        return [number / total for number in numbers]
    return shares(numbers, size) if simplex else [x.limit_denominator(size) for x in numbers]


def simpler(entries: Sequence[Fraction], block: Block) -> list[list[Fraction]]:
    """Values of the block that are simpler than the given ones, simplest first."""
    if block.simplex:
        sizes = range(1, min(lcm(*(x.denominator for x in entries)), 61))
        candidates = [shares(entries, size) for size in sizes]
    else:
        (value,), (low, high) = entries, block.ends
        reach = [Fraction(4) ** -k for k in range(-1, 10)]
        inside = [
            simplest_rational(_least(value - r, low), -_least(-value - r, -high)) for r in reach
        ]
        rounded = [value.limit_denominator(size) for size in (1, 2, 3, 4, 5, 10, 20, 100)]
        candidates = [[x] for x in (*inside, *rounded) if low <= x <= high]
    costs = {tuple(candidate): _cost(candidate, block) for candidate in candidates}
    cost = _cost(entries, block)
    return [list(c) for c in sorted(costs, key=costs.__getitem__) if costs[c] < cost]


def _cost(entries: Sequence[Fraction], block: Block) -> float:
    """The bits of the entries, with a penalty for each at an end of its range."""
    return sum(map(bits, entries)) + effort.AT_END * sum(x in block.ends for x in entries)


def _least(number: Fraction, bound: float) -> Fraction:
    return Fraction(bound) if number < bound else number


def simplest(space: Space, row: np.ndarray) -> Point | None:
    """A simple counterexample; None if none near the row is certified."""

    def certify(row: Sequence[Fraction]) -> tuple[list[Fraction], Point] | None:
        point = space.certify(row)
        return None if point is None else ([*row], point)

    near: Any = simple_near(row, space.blocks, certify)
    if near is None:
        return None
    rng = np.random.default_rng(0)
    for _ in range(effort.ROUNDS):
        better = next(filter(None, map(certify, _cheaper(space, near[0], rng))), None)
        if better is None:
            break
        near = better
    return near[1]


def _cheaper(
    space: Space, entries: Sequence[Fraction], rng: np.random.Generator
) -> list[list[Fraction]]:
    """Simpler rows that seem to be counterexamples, the simplest first."""
    rows, costs, own_cost = (
        np.zeros((effort.COMBINED, len(entries))),
        np.zeros(effort.COMBINED),
        1e-6,
    )
    determined = {*space.solved}
    for block in space.blocks:
        current = [*entries[block.columns]]
        near = simpler(current, block)
        if block.simplex:
            near += _recut(current)
        table = np.concatenate(
            [
                np.array([[float(x) for x in value] for value in [current, *near]]),
                block.simple(space.structure.sizes),
            ]
        )
        inside = [-np.inf, *block.outside(np.pad(table[1:], ((0, 0), (block.start, 0))))]
        table = table[np.array(inside) <= TOLERANCE]
        exact = [exact_row(value) for value in table]
        cost = np.array([_cost(value, block) for value in exact])
        picked = np.where(
            rng.random(effort.COMBINED) < 0.5,
            (len(table) * rng.random(effort.COMBINED) ** 3).astype(int),
            rng.integers(min(1 + len(near), len(table)), size=effort.COMBINED),
        )
        picked[rng.random(effort.COMBINED) < 0.5] = 0
        rows[:, block.columns] = table[picked]
        if not determined & {*block.symbols}:
            costs, own_cost = costs + cost[picked], own_cost + cost[0]
    rows = rows[costs < own_cost]
    _, margin = space.gaps(rows)
    rows, margin = rows[margin > TOLERANCE], margin[margin > TOLERANCE]
    completed, places = np.unique(space.gaps.complete(rows), axis=0, return_index=True)
    cost = complexity(completed) + effort.AT_END * space.at_end(completed)
    own_row = space.gaps.complete(float_row(entries))
    least = (complexity(own_row) + effort.AT_END * space.at_end(own_row))[0]
    order = [k for k in np.argsort(cost, kind="stable") if cost[k] < least - 1e-6]
    clear = [k for k in order if margin[places[k]] > effort.TIE]
    chosen = dict.fromkeys([*order[: effort.CERTIFIED], *clear[: effort.CERTIFIED]])
    return [exact_row(completed[k]) for k in sorted(chosen, key=lambda k: cost[k])]


def _recut(entries: Sequence[Fraction]) -> list[list[Fraction]]:
    """Points of the simplex next to the given one, by every small common denominator."""
    points: list[list[Fraction]] = []
    for size in range(2, effort.FINEST):
        base = [round(x * size) for x in entries]
        for give in range(len(base)):
            for take in range(len(base)):
                cut = [*base]
                cut[give] += 1
                cut[take] -= 1
                cut[give] += size - sum(cut)
                if min(cut) >= 0:
                    points.append([Fraction(count, size) for count in cut])
    return points
