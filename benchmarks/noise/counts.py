"""Tables of clean and noisy counts: what they cost by number of samples.

    python -m benchmarks.noise.counts --rounds 15

Contenders take turns in one process on one core. A table has `--cells` cells and `--classes` clean
labels; given its counts, noisy labels are drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    one_core,
    print_table,
    ratios,
    seconds,
)
from lossproof.simulate.drawing import draw_counts, noisy_counts
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix

SIZES = {"1e6": 10**6, "1e15": 10**15}
BASE = "1e6"


def contenders(cells: int, classes: int) -> dict[str, Callable[[], object]]:
    """Ways to one pair of tables, at every size."""
    rng = stream(1, "benchmarks.counts", 0)
    joint = rng.dirichlet(np.ones(cells * classes)).reshape(cells, classes)
    T = TransitionMatrix.random(classes, rng=rng).mixed_with_identity(0.5)

    def both(size: int) -> object:
        return noisy_counts(rng, draw_counts(rng, size, joint), T)

    ways: dict[str, Callable[[], object]] = {}
    for name, size in SIZES.items():
        ways[name] = lambda size=size: both(size)
    return ways


def repeated(work: Callable[[], object], target: float) -> tuple[Callable[[], object], int]:
    """Work done again and again for about `target` seconds, and how many times."""
    work()
    times = max(1, round(target / min(seconds(work) for _ in range(3))))

    def many() -> None:
        for _ in range(times):
            work()

    return many, times


def main() -> None:
    parser = argparse.ArgumentParser(description="Tables of counts by number of samples.")
    parser.add_argument("--cells", type=int, default=16)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.03, help="of a contender in a round")
    options = parser.parse_args()
    one_core()

    ways = contenders(options.cells, options.classes)
    works = {name: repeated(work, options.seconds) for name, work in ways.items()}
    taken = interleave({name: work for name, (work, _) in works.items()}, options.rounds)
    times = {name: [t / works[name][1] for t in taken[name]] for name in works}
    over = ratios(times, BASE)
    milliseconds = {name: Spread.of([1e3 * t for t in times[name]]) for name in times}

    print_table(
        f"{options.cells} cells, {options.classes} classes, one core",
        ("samples", "ms a table", f"times {BASE}"),
        [(name, str(milliseconds[name]), str(over[name])) for name in times],
    )


if __name__ == "__main__":
    main()
