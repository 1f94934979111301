"""Noisy labels from a transition matrix, against simple implementations.

    python -m benchmarks.noise.labels --classes 2 10 100 1000 --rounds 7

Contenders take turns in one process on one core, and draw class by class. Before any timing each
one's labels are counted and compared with the matrix, which is far from its transpose.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    one_core,
    print_table,
    ratios,
    size_for,
)
from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.machine import stream

Draw = Callable[[np.ndarray], np.ndarray]
BASES = ("searchsorted", "choice")
CHUNK = 1 << 16
ALPHA = 1e-8


class WrongLaw(Exception):
    """A contender draws another law."""


def matrix(classes: int) -> np.ndarray:
    rows = np.random.default_rng(0).dirichlet(np.ones(classes), classes)
    rows = 0.4 * np.triu(rows, 1) + 0.1 * rows + 0.5 * np.eye(classes)
    return rows / rows.sum(axis=1, keepdims=True)


def by_class(classes: int, draw: Callable[[int, int], np.ndarray]) -> Draw:
    """A contender of sorted clean labels, every class alike, from what draws those of one class."""

    def work(clean: np.ndarray) -> np.ndarray:
        count = len(clean) // classes
        out = np.empty((classes, count), clean.dtype)
        for label in range(classes):
            out[label] = draw(label, count)
        return out.ravel()

    return work


def ours_grouped(rows: np.ndarray, seed: int, compiled: bool = False) -> Draw:
    sampler, rng = LabelSampler(rows, compiled=compiled), stream(seed, "benchmark", 0)

    def work(clean: np.ndarray) -> np.ndarray:
        out = np.empty((sampler.classes, len(clean) // sampler.classes), sampler.dtype)
        for label, row in enumerate(out):
            sampler.grouped(rng, label, row)
        return out.ravel()

    return work


def searchsorted(rows: np.ndarray, seed: int) -> Draw:
    rng, ends = np.random.default_rng(seed), np.cumsum(rows, axis=1)
    last = rows.shape[1] - 1
    return by_class(
        len(rows),
        lambda label, n: np.searchsorted(ends[label, :last], rng.random(n), side="right"),
    )


def choice(rows: np.ndarray, seed: int) -> Draw:
    rng, classes = np.random.default_rng(seed), len(rows)
    return by_class(classes, lambda label, n: rng.choice(classes, size=n, p=rows[label]))


GROUPED: dict[str, Callable[[np.ndarray, int], Draw]] = {
    "ours, grouped": ours_grouped,
    "ours, grouped, compiled": partial(ours_grouped, compiled=True),
    "searchsorted": searchsorted,
    "choice": choice,
}


def clean_labels(classes: int, count: int) -> np.ndarray:
    """A multiple of c labels, every class alike, sorted."""
    dtype = np.uint8 if classes <= 256 else np.uint16
    return np.repeat(np.arange(classes, dtype=dtype), count // classes)


def sample(draw: Draw, classes: int, count: int) -> np.ndarray:
    return draw(clean_labels(classes, count))


def check(name: str, draw: Draw, rows: np.ndarray, count: int) -> None:
    """Raises WrongLaw unless the labels of each class agree with its row, by chi-square."""
    from scipy.stats import chi2

    classes = len(rows)
    clean = clean_labels(classes, count)
    pairs = clean * np.int64(classes) + draw(clean)
    observed = np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    expected = np.bincount(clean, minlength=classes)[:, None] * rows
    often = expected >= 50
    rare = np.stack([np.where(often, 0, x).sum(axis=1) for x in (observed, expected)])
    pooled = rare[1] >= 50
    terms = np.append(
        (observed - expected)[often] ** 2 / expected[often],
        (rare[0] - rare[1])[pooled] ** 2 / rare[1][pooled],
    )
    if chi2.sf(terms.sum(), terms.size) < ALPHA:
        raise WrongLaw(f"{name} draws another law at {classes} classes")


def measure(classes: int, rounds: int, target: float) -> dict[str, Any]:
    """Labels a second of every contender, in millions."""
    rows = matrix(classes)
    draws: dict[str, Draw] = {}
    missing: dict[str, str] = {}
    for seed, (name, prepare) in enumerate(GROUPED.items()):
        try:
            draws[name] = prepare(rows, seed)
        except ImportError as error:
            missing[name] = str(error)

    unit = -(-CHUNK // classes) * classes
    sizes: dict[str, int] = {}
    for name, draw in draws.items():
        check(name, draw, rows, 4 * unit)
        sizes[name] = size_for(partial(sample, draw, classes), target, unit=unit)
    works = {
        name: partial(draw, clean_labels(classes, sizes[name])) for name, draw in draws.items()
    }
    times = interleave(works, rounds)
    speeds = {name: [sizes[name] / taken / 1e6 for taken in all_] for name, all_ in times.items()}
    return {
        "classes": classes,
        "labels": sizes,
        "millions_per_second": {name: Spread.of(values) for name, values in speeds.items()},
        "ratios": {base: ratios(speeds, base) for base in BASES},
        "missing": missing,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--classes", type=int, nargs="+", default=[2, 10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.1, help="of a contender in a round")
    options = parser.parse_args()
    one_core()
    if not all(2 <= classes <= 4000 for classes in options.classes):
        parser.error(f"--classes must be in 2..4000; got {options.classes}")
    for classes in options.classes:
        result = measure(classes, options.rounds, options.seconds)
        for name, reason in result["missing"].items():
            print(f"{name} is missing: {reason}")
        print_table(
            f"noisy labels, {classes} classes, one core",
            ("contender", "10^6 labels/s", *(f"times {base}" for base in BASES), "labels"),
            [
                (
                    name,
                    str(speed),
                    *(str(result["ratios"][base][name]) for base in BASES),
                    str(result["labels"][name]),
                )
                for name, speed in result["millions_per_second"].items()
            ],
        )


if __name__ == "__main__":
    main()
