"""From a row that misses the conclusion to the simplest counterexample that is near or like it.

`simulate.gap.shrink.simplify` changes one block of coordinates at a time and stays close. Here a
block takes any simple value of its domain, and several change together.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from simulate.gap import LARGEST, TOLERANCE, Point, bits, complexity, simpler, simplify
from simulate.search.space import CERTIFIED, TIE, Space

COMBINED, ROUNDS, FINEST = 20_000, 6, 16


def simplest(space: Space, row: np.ndarray) -> Point | None:
    """A counterexample that takes little to write; None if none near the row is certified."""

    def certify(row: Sequence[Fraction]) -> tuple[list[Fraction], Point] | None:
        point = space.certify(row)
        return None if point is None else ([*row], point)

    near: Any = simplify(row, space.blocks, certify)
    if near is None:
        return None
    rng = np.random.default_rng(0)
    for _ in range(ROUNDS):
        better = next(filter(None, map(certify, _cheaper(space, near[0], rng))), None)
        if better is None:
            break
        near = better
    return near[1]


def _cheaper(
    space: Space, entries: Sequence[Fraction], rng: np.random.Generator
) -> list[list[Fraction]]:
    """Rows that take less to write and seem to be counterexamples, the cheapest first."""
    rows, costs, own_cost = np.zeros((COMBINED, len(entries))), np.zeros(COMBINED), 1e-6
    determined = {*space.solved}
    for block in space.blocks:
        own = [*entries[block.columns]]
        near = simpler(own, block)
        if block.simplex:
            near += _recut(own)
        table = np.concatenate(
            [
                np.array([[float(x) for x in value] for value in [own, *near]]),
                block.simple(space.layout.sizes),
            ]
        )
        inside = [-np.inf, *block.outside(np.pad(table[1:], ((0, 0), (block.start, 0))))]
        table = table[np.array(inside) <= TOLERANCE]
        exact = [_exact(value) for value in table]
        cost = np.array([sum(map(bits, value)) for value in exact])
        picked = np.where(
            rng.random(COMBINED) < 0.5,
            (len(table) * rng.random(COMBINED) ** 3).astype(int),
            rng.integers(min(1 + len(near), len(table)), size=COMBINED),
        )
        picked[rng.random(COMBINED) < 0.5] = 0
        rows[:, block.columns] = table[picked]
        if not determined & {*block.symbols}:
            costs, own_cost = costs + cost[picked], own_cost + cost[0]
    rows = rows[costs < own_cost]
    _, margin = space.gaps(rows)
    rows, margin = rows[margin > TOLERANCE], margin[margin > TOLERANCE]
    completed, places = np.unique(space.gaps.complete(rows), axis=0, return_index=True)
    cost = complexity(completed)
    least = complexity(space.gaps.complete(np.array([[float(x) for x in entries]])))[0]
    order = [k for k in np.argsort(cost, kind="stable") if cost[k] < least - 1e-6]
    clear = [k for k in order if margin[places[k]] > TIE]
    chosen = dict.fromkeys([*order[:CERTIFIED], *clear[:CERTIFIED]])
    return [_exact(completed[k]) for k in sorted(chosen, key=lambda k: cost[k])]


def _recut(entries: Sequence[Fraction]) -> list[list[Fraction]]:
    """Points of the simplex next to the given one, by every small common denominator."""
    found: list[list[Fraction]] = []
    for size in range(2, FINEST):
        base = [round(x * size) for x in entries]
        for give in range(len(base)):
            for take in range(len(base)):
                cut = [*base]
                cut[give] += 1
                cut[take] -= 1
                cut[give] += size - sum(cut)
                if min(cut) >= 0:
                    found.append([Fraction(count, size) for count in cut])
    return found


def _exact(row: np.ndarray) -> list[Fraction]:
    return [Fraction(float(x)).limit_denominator(LARGEST) for x in row]
