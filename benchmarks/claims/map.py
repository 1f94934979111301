"""Certified maps: CPU seconds at 1/512 of the window, and random points decided again.

    python -m benchmarks.claims.map [--points 1e6]

A point is a random dyadic rational in a cell of a state, and is decided by balls from the relations
of the claim; where balls do not decide, by `lossproof.theory.statement`, exactly.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import arb, fmpq

from lossproof.paper_checks.claims import load
from lossproof.theory.language import Relation
from lossproof.theory.maps import (
    FAILS,
    HOLDS,
    OUTSIDE,
    STATES,
    UNKNOWN,
    Regions,
    Sheet,
    certified_map,
    sign_of_ball,
    truth_of,
)
from lossproof.theory.numbers import compile_balls, to_rational
from lossproof.theory.statement import Statement, narrowed

FINE, EDGES = 1 << 30, 1 / 16
MAPS: tuple[tuple[str, tuple[str, str], dict[str, Any], dict[str, Any]], ...] = (
    ("zhang2018.tightens-k03", ("q", "k"), {"c": 2}, {}),
    ("zhang2018.tightens-k03", ("q", "k"), {"c": 10}, {}),
    ("imae.variance-underfits/any-two", ("u", "v"), {}, {}),
    ("imae.variance/relative", ("a", "b"), {}, {"a": ("", "4"), "b": ("", "4")}),
    ("zhang2018.class-sum-bounds", ("f[0]", "f[1]"), {"c": 3, "q": "1/2"}, {}),
)


def contradicted(
    regions: Regions, state: int, count: int, exact: Callable[[dict[str, Any]], str], seed: int = 0
) -> tuple[int, list[dict[str, Any]]]:
    """The number of points tested in the cells of a state, and those in another state.

    One in eight is on a side of its cell.

    Parameters
    ----------
    exact : the state of a point where balls leave it open
    """
    rng = np.random.default_rng(seed)
    cells = regions.cells[regions.codes == state]
    if not len(cells):
        return 0, []
    weights = 0.5 ** (len(regions.axes) * cells[:, 0])
    sampled = cells[rng.choice(len(cells), size=count, p=weights / weights.sum())]
    inside = rng.integers(0, FINE + 1, size=(count, len(regions.axes)))
    inside = np.where(rng.random(inside.shape) < EDGES, FINE * (inside % 2), inside)
    symbols = [axis.symbol for axis in regions.axes]
    parts = (*regions.given, *regions.conclusion)
    balls = compile_balls([part.difference for part in parts], symbols)
    wrong: list[dict[str, Any]] = []
    looked = 0
    for (level, *place), share in zip(sampled.tolist(), inside.tolist(), strict=True):
        point = [
            axis.ends[0] + (axis.ends[1] - axis.ends[0]) * fmpq(k * FINE + s, FINE << level)
            for axis, k, s in zip(regions.axes, place, share, strict=True)
        ]
        ends = [(a.open_low, a.low, a.open_high, a.high) for a in regions.axes]
        named = {a.name: to_rational(x) for a, x in zip(regions.axes, point, strict=True)}
        if any(
            (open_low and x == low) or (open_high and x == high)
            for (open_low, low, open_high, high), x in zip(ends, named.values(), strict=True)
        ):
            continue  # not in the domain
        looked += 1
        truths = _truths(parts, balls([arb(x) for x in point]))
        state_here = _state(truths[: len(regions.given)], truths[len(regions.given) :])
        if state_here is None:
            state_here = STATES.index(exact(named))
        if state_here != state:
            wrong.append(named)
    return looked, wrong


def _truths(parts: Sequence[Relation], values: Sequence[arb]) -> list[int]:
    return [
        truth_of(p.sign, sign_of_ball(v) or UNKNOWN) for p, v in zip(parts, values, strict=True)
    ]


def _state(given: Sequence[int], conclusion: Sequence[int]) -> int | None:
    if -1 in given:
        return OUTSIDE
    if 0 in given:
        return None
    return FAILS if -1 in conclusion else None if 0 in conclusion else HOLDS


def decided(statement: Statement, sheet: Sheet) -> Callable[[dict[str, Any]], str]:
    """The state of a point by the statement itself."""

    def exact(point: dict[str, Any]) -> str:
        values = {
            name: type(value)(e.subs(point) for e in value) if isinstance(value, tuple) else value
            for name, value in sheet.fixed.items()
        }
        outcome = statement.at({**values, **{k: v for k, v in point.items() if "[" not in k}})
        if not outcome.meets():
            return "outside"
        holds = all(part.holds for part in outcome.conclusion)
        return "holds" if holds else "fails" if outcome.missed else "undecided"

    return exact


def main() -> None:
    """Print a line per map."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=float, default=1e6, help="random points per map")
    count = int(parser.parse_args().points)
    claims = load()
    for name, axes, pinned, ranges in MAPS:
        statement = narrowed(claims[name].statement, ranges)
        start = time.thread_time()
        (sheet,) = certified_map(statement, axes, pinned=pinned).sheets
        seconds = time.thread_time() - start
        regions = sheet.regions
        share = {state: round(float(s), 4) for state, s in regions.share().items() if s}
        print(
            f"{name} over {', '.join(axes)} {pinned or ''}: {seconds:.2f} s, "
            f"{regions.examined} cells, {share}, reach {regions.reach()}"
        )
        start = time.thread_time()
        for state, number in ((HOLDS, count), (FAILS, count // 10), (OUTSIDE, count // 10)):
            looked, wrong = contradicted(regions, state, number, decided(statement, sheet))
            if looked:
                print(f"    {STATES[state]}: {looked} points decided again, {len(wrong)} differ")
        print(f"    in {time.thread_time() - start:.1f} s")


if __name__ == "__main__":
    main()
