"""Tables of clean and noisy counts: what they cost by number of samples, and sample by sample.

    python -m benchmarks.noise.counts --rounds 15

Contenders take turns in one process on one core. A table has `--cells` cells and `--classes` clean
labels; given its counts, noisy labels are drawn. "Alone" is the noisy table without the clean one,
and its times are over that of 1e6 alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    machine,
    one_core,
    print_table,
    ratios,
    seconds,
    write_json,
)
from lossproof.simulate.drawing import LabelSampler, draw_counts, noisy_counts, noisy_joint
from lossproof.simulate.machine import stream
from lossproof.theory.noise import TransitionMatrix

SIZES = {"1e6": 10**6, "1e9": 10**9, "1e15": 10**15, "1e19": 10**19, "1e30": 10**30}
BASE, ALONE = "1e6", ", alone"


def contenders(cells: int, classes: int, samples: int) -> dict[str, Callable[[], object]]:
    """Ways to one pair of tables, at every size; sample by sample with `each` samples."""
    rng = stream(1, "benchmarks.counts", 0)
    joint = rng.dirichlet(np.ones(cells * classes)).reshape(cells, classes)
    T = TransitionMatrix.random(classes, rng=rng).mixed_with_identity(0.5)
    noisy, sampler = noisy_joint(joint, T), LabelSampler(T)

    def both(size: int) -> object:
        return noisy_counts(rng, draw_counts(rng, size, joint), T)

    def alone(size: int) -> object:
        return draw_counts(rng, size, noisy)

    def one_by_one() -> object:
        x, y = np.divmod(rng.choice(joint.size, samples, p=joint.ravel()), classes)
        observed = sampler.draw(rng, y)
        tables = (np.bincount(x * classes + k, minlength=joint.size) for k in (y, observed))
        return tuple(tables)

    ways: dict[str, Callable[[], object]] = {}
    for name, size in SIZES.items():
        ways[name] = lambda size=size: both(size)
        ways[name + ALONE] = lambda size=size: alone(size)
    return ways | {f"one by one, {samples:.0e}".replace("e+0", "e"): one_by_one}


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
    parser.add_argument("--each", type=int, default=10**6, help="samples drawn one by one")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    one_core()

    ways = contenders(options.cells, options.classes, options.each)
    works = {name: repeated(work, options.seconds) for name, work in ways.items()}
    taken = interleave({name: work for name, (work, _) in works.items()}, options.rounds)
    times = {name: [t / works[name][1] for t in taken[name]] for name in works}
    pairs, alone = ratios(times, BASE), ratios(times, BASE + ALONE)
    over = {name: (alone if name.endswith(ALONE) else pairs)[name] for name in times}
    milliseconds = {name: Spread.of([1e3 * t for t in times[name]]) for name in times}

    print_table(
        f"{options.cells} cells, {options.classes} classes, one core",
        ("samples", "ms a table", f"times {BASE}"),
        [(name, str(milliseconds[name]), str(over[name])) for name in times],
    )
    if options.json:
        results = {
            "cells": options.cells,
            "classes": options.classes,
            "rounds": options.rounds,
            "machine": machine(("numpy",)),
            "milliseconds": milliseconds,
            f"times {BASE}": over,
        }
        write_json(options.json, results)


if __name__ == "__main__":
    main()
