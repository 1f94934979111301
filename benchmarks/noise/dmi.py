"""DMI of batches from counts: what 10 000 batches cost by their size and the number of classes.

    python -m benchmarks.noise.dmi --rounds 7

Contenders take turns in one process on one core. Noisy tables of one law are drawn and their
determinants taken; the last column is over batches of 1e4 samples of as many classes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    one_core,
    print_table,
    ratios,
)
from lossproof.simulate.drawing import noisy_joint
from lossproof.simulate.information import draw_batches
from lossproof.theory.noise import TransitionMatrix

SIZES = {"1e4": 10**4, "1e8": 10**8, "1e12": 10**12}
BASE = "1e4"


def diagonal(classes: int) -> np.ndarray[Any, Any]:
    """A joint law of output and clean label whose matrix is not symmetric."""
    i, j = np.mgrid[:classes, :classes]
    table = 1.0 + (2 * i + 3 * j + i * j) % 5 / 2 + 6.0 * classes * (i == j)
    return table / table.sum()


def uneven(classes: int) -> TransitionMatrix:
    """Noise from a class to the next: 2/5 of the first class, 1/10 of the others."""
    rate = np.where(np.arange(classes) == 0, 0.4, 0.1)[:, None]
    same = np.eye(classes)
    return TransitionMatrix.from_rows((1 - rate) * same + rate * np.roll(same, 1, axis=1))


def contenders(classes: int, batches: int) -> dict[str, Callable[[], object]]:
    """One way per size of the batch."""
    joint = noisy_joint(diagonal(classes), uneven(classes))

    def way(samples: int) -> Callable[[], object]:
        return lambda: draw_batches(joint, samples, batches, seed=1, claim="benchmarks.dmi")

    return {name: way(samples) for name, samples in SIZES.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="DMI of batches by their size.")
    parser.add_argument("--classes", type=int, nargs="+", default=[2, 5, 10, 20])
    parser.add_argument("--batches", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    one_core()

    rows: list[tuple[str, ...]] = []
    for c in options.classes:
        ways = contenders(c, options.batches)
        interleave(ways, 1)
        times = interleave(ways, options.rounds)
        taken = {name: Spread.of(times[name]) for name in ways}
        over = ratios(times, BASE)
        rows += [(f"{c}, {name}", str(taken[name]), str(over[name])) for name in ways]

    columns = ("classes, samples", "seconds", f"times {BASE}")
    print_table(f"{options.batches} batches, one core", columns, rows)


if __name__ == "__main__":
    main()
