"""Contenders timed in turns, with tables and JSON files of the results.

The clock of a shared machine drifts, so contenders take turns within a round and are compared by
the ratio of their speeds in the same round; the median of these is what to keep.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.console import Console
from rich.table import Table


def one_core() -> None:
    """Bind this process and its later children to one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@dataclass(frozen=True)
class Spread:
    """The median and the quartiles of some numbers, one a round."""

    median: float
    lower: float
    upper: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        lower, median, upper = np.quantile(values, (0.25, 0.5, 0.75))
        return cls(float(median), float(lower), float(upper))

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.lower:.3g} to {self.upper:.3g})"


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def size_for(
    work: Callable[[int], object],
    target: float,
    *,
    unit: int = 1,
    limit: int = 1 << 40,
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """A multiple of `unit` for which `work` takes about `target` seconds, or the least above."""
    size, taken = unit, seconds(partial(work, unit), clock)
    while taken < target / 2 and size < limit:
        # By at most 8 at a time: what every call costs anyhow hides the cost of a sample.
        size = unit * max(size // unit + 1, round(size / unit * min(8, target / taken)))
        taken = seconds(partial(work, size), clock)
    return max(1, round(size * target / taken / unit)) * unit


def interleave(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds of each contender in each round; every round begins with another contender."""
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            times[name].append(seconds(contenders[name], clock))
    return times


def ratios(speeds: Mapping[str, Sequence[float]], base: str) -> dict[str, Spread]:
    """Each contender's speed over that of `base` in the same round."""
    return {
        name: Spread.of([a / b for a, b in zip(values, speeds[base], strict=True)])
        for name, values in speeds.items()
    }


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console(width=None if os.isatty(1) else 120).print(table)
