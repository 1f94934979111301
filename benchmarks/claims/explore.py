"""Time to a first counterexample: the explorer, hypothesis, and differential evolution alone.

    python -m benchmarks.claims.explore --rounds 5

Contenders take turns on every refuted claim of the papers, from nothing, in one process on one
core, and are timed until the first row of floats that meets every hypothesis to 1e-9 and misses the
conclusion by more, or for `--limit` seconds, which then counts as their time. The explorer goes on
to a simple point that is certified in exact arithmetic, which is timed as well. All look at the
same structures of integers, and evaluate each by the same program: hypothesis draws a structure for
every example, differential evolution takes them in turn. Writing a statement out for a structure
and compiling it is work that no contender but ours has; the first table leaves it out for all, the
second charges everyone with the structures that it used. "Helped" ones are given the coordinates
that equalities determine, as the explorer finds them.

Also: how many gaps a second are evaluated.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any, ClassVar, NamedTuple
from unittest.mock import patch

import numpy as np

from benchmarks.table import Spread, interleave, one_core, print_table
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import REGISTRY, load
from lossproof.simulate.search import SEARCHED, Space, explore
from lossproof.simulate.search.ascent import merit
from lossproof.simulate.violation import TOLERANCE, Violations, structures_of
from lossproof.theory.statement import Statement

OURS, DONE, ROWS = "explorer", "explorer, certified and made simple", 1 << 18
SPEED = ("zhang2018.tightens-k02", "zhang2018.tightens-k03", "zhang2018.truncated-gap")
Times = dict[str, list[float]]


class Took(NamedTuple):
    """Seconds of a search to a first row, or None; and of compiling the structures it used."""

    search: float | None
    compiling: float


Search = Callable[[Statement, int, float], Took]


class FoundError(Exception):
    """A contender has a counterexample, or no time."""


class Compiled(Space):
    """A structure that knows when it was compiled."""

    made: ClassVar[list[tuple[float, float]]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        start = time.perf_counter()
        super().__init__(*args, **options)
        self.made.append((start, time.perf_counter()))


class Watched:
    """One structure whose gaps end the search at a counterexample or at the deadline."""

    def __init__(self, space: Space, helped: bool, seconds: float) -> None:
        self.blocks, self.deadline, self.seconds = space.blocks, np.inf, seconds
        self.gaps = (
            space.gaps if helped else Violations(space.hypotheses, space.goals, space.blocks, {})
        )
        self.used = False

    def merits(self, rows: np.ndarray) -> np.ndarray:
        self.used = True
        merits = merit(*self.gaps(rows), TOLERANCE)
        if merits.max() > TOLERANCE:
            raise FoundError("found")
        if time.perf_counter() > self.deadline:
            raise FoundError("late")
        return merits


def structures(statement: Statement, helped: bool) -> list[Watched]:
    """The structures that units look at, compiled."""
    watched: list[Watched] = []
    for structure in islice(structures_of(statement), SEARCHED):
        start = time.perf_counter()
        space = Space(statement, structure)
        watched.append(Watched(space, helped, time.perf_counter() - start))
    return watched


def by_explorer(structured: bool) -> Search:
    def search(statement: Statement, seed: int, limit: float) -> Took:
        Compiled.made.clear()
        start = time.perf_counter()
        with patch("lossproof.simulate.search.units.Space", Compiled):
            first = explore(statement, seed=seed, seconds=limit, structured=structured).first
        end_of_search = np.inf if first is None else start + first
        compiling = sum(end - begun for begun, end in Compiled.made if end <= end_of_search)
        return Took(None if first is None else first - compiling, compiling)

    return search


def timed(
    work: Callable[[list[Watched]], object], statement: Statement, helped: bool, limit: float
) -> Took:
    spaces = structures(statement, helped)
    start = time.perf_counter()
    for watched in spaces:
        watched.deadline = start + limit
    taken = None
    try:
        work(spaces)
    except FoundError as end:
        if str(end) == "found":
            taken = time.perf_counter() - start
    return Took(taken, sum(watched.seconds for watched in spaces if watched.used))


def by_hypothesis(helped: bool) -> Search:
    from hypothesis import HealthCheck, Phase, find, settings, strategies as st
    from hypothesis.errors import NoSuchExample

    options = settings(
        max_examples=10**7,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],  # type: ignore[arg-type]
    )

    def values(block: Any) -> Any:
        (low, high), (open_low, open_high) = block.ends, block.open_ends
        if not block.simplex:
            return st.floats(
                None if low == -np.inf else low,
                None if high == np.inf else high,
                exclude_min=bool(open_low and low > -np.inf),
                exclude_max=bool(open_high and high < np.inf),
                allow_nan=False,
                allow_infinity=False,
            ).map(lambda x: [x])
        weights = st.lists(
            st.integers(int(open_low), 20), min_size=len(block.symbols), max_size=len(block.symbols)
        )
        return weights.filter(any).map(lambda w: [x / sum(w) for x in w])

    def attempt(spaces: list[Watched], seed: int) -> None:
        @st.composite
        def points(draw: Any) -> tuple[Watched, np.ndarray]:
            watched = spaces[draw(st.integers(0, len(spaces) - 1))]
            row = [x for block in watched.blocks for x in draw(values(block))]
            return watched, np.array([row])

        def refuted(point: tuple[Watched, np.ndarray]) -> bool:
            watched, row = point
            return bool(watched.merits(row)[0] > TOLERANCE)

        with suppress(NoSuchExample):
            find(points(), refuted, settings=options, random=random.Random(seed))

    return lambda statement, seed, limit: timed(
        lambda spaces: attempt(spaces, seed), statement, helped, limit
    )


def by_evolution(helped: bool, at_once: bool = True) -> Search:
    """SciPy's with its default settings, or a generation `at_once`, which is faster."""
    from scipy.optimize import differential_evolution

    def attempt(spaces: list[Watched], seed: int) -> None:
        rng = np.random.default_rng(seed)
        while True:
            for watched in spaces:
                if not watched.blocks:
                    watched.merits(np.zeros((1, 0)))
                    continue

                def worst(columns: np.ndarray, watched: Watched = watched) -> Any:
                    rows = np.atleast_2d(columns.T).copy()
                    for block in watched.blocks:
                        block.project(rows)
                    merits = watched.merits(rows)
                    spaces = np.where(np.isfinite(merits), -merits, 2.0)
                    return spaces if columns.ndim == 2 else float(spaces[0])

                ends = [
                    (max(block.ends[0], -8.0), min(block.ends[1], 8.0))
                    for block in watched.blocks
                    for _ in block.symbols
                ]
                ways: dict[str, Any] = {"vectorized": True, "updating": "deferred", "polish": False}
                differential_evolution(worst, ends, rng=rng, **(ways if at_once else {}))

    return lambda statement, seed, limit: timed(
        lambda spaces: attempt(spaces, seed), statement, helped, limit
    )


def refuted() -> list[str]:
    load()
    return [
        name
        for name, record in records.load().items()
        if record["verdict"] == "REFUTED" and name in REGISTRY
    ]


def contenders() -> dict[str, Search]:
    return {
        OURS: by_explorer(True),
        "explorer, no structured points": by_explorer(False),
        "hypothesis": by_hypothesis(False),
        "hypothesis, helped": by_hypothesis(True),
        "evolution, default settings": by_evolution(False, at_once=False),
        "evolution, vectorised": by_evolution(False),
        "evolution, vectorised, helped": by_evolution(True),
    }


def race(names: list[str], rounds: int, limit: float) -> tuple[dict[str, Times], dict[str, Times]]:
    """Seconds by claim and contender without and with compiling; to the explorer's end: `DONE`."""
    searches = contenders()
    search: dict[str, Times] = {}
    charged: dict[str, Times] = {}
    for name in names:
        statement = REGISTRY[name].statement
        search[name] = {contender: [] for contender in searches}
        charged[name] = {contender: [] for contender in (*searches, DONE)}
        for number in range(rounds + 1):
            turn = number % len(searches)
            order = [*searches][turn:] + [*searches][:turn]
            for contender in order:
                start = time.perf_counter()
                took = searches[contender](statement, number, limit)
                if number == 0:  # it fills caches, for everyone
                    continue
                seconds = limit if took.search is None else min(took.search, limit)
                search[name][contender].append(seconds)
                charged[name][contender].append(min(limit, seconds + took.compiling))
                if contender == OURS:
                    charged[name][DONE].append(time.perf_counter() - start)
    return search, charged


def summary(times: dict[str, Times]) -> dict[str, dict[str, float]]:
    """By contender: the median over the claims, that over the explorer's, and of the ratios."""
    rows: dict[str, dict[str, float]] = {}
    ours = {name: np.median(taken[OURS]) for name, taken in times.items()}
    for contender in next(iter(times.values())):
        medians = {name: np.median(taken[contender]) for name, taken in times.items()}
        rows[contender] = {
            "seconds": float(np.median([*medians.values()])),
            "over the explorer's": float(
                np.median([*medians.values()]) / np.median([*ours.values()])
            ),
            "of the ratios": float(np.median([medians[name] / ours[name] for name in times])),
        }
    return rows


def speed(names: list[str], rounds: int) -> dict[str, Spread]:
    """Gaps with their hypotheses evaluated a second, millions, of the smallest structure."""
    works: dict[str, Callable[[], object]] = {}
    for name in names:
        statement = REGISTRY[name].statement
        space = Space(statement, next(structures_of(statement)))
        points = space.draw(np.random.default_rng(0), ROWS)
        works[name] = lambda space=space, points=points: space.gaps(points)
        works[name]()
    taken = interleave(works, rounds)
    return {name: Spread.of([ROWS / t / 1e6 for t in taken[name]]) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time to a first counterexample.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=10.0, help="seconds a search may take")
    parser.add_argument("--every", type=int, default=1, help="1 is every refuted claim")
    options = parser.parse_args()
    one_core()
    names = refuted()[:: options.every]
    speeds = speed([*SPEED], max(7, options.rounds))
    times = race(names, options.rounds, options.limit)
    summaries = dict(zip(("search alone", "compiling too"), map(summary, times), strict=True))
    print_table(
        "gaps with hypotheses, million a second",
        ["claim", "median (quartiles)"],
        [[name, str(spread)] for name, spread in speeds.items()],
    )
    for what, rows in summaries.items():
        print_table(
            f"seconds to a first counterexample, {what}: {len(names)} refuted claims, "
            f"{options.rounds} rounds",
            ["contender", "median", "over the explorer's", "median of the ratios"],
            [[name, *(f"{value:.3g}" for value in row.values())] for name, row in rows.items()],
        )


if __name__ == "__main__":
    main()
