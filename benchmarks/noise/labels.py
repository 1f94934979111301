"""Noisy labels from a transition matrix, against simple implementations.

    python -m benchmarks.noise.labels --classes 2 10 100 1000 --rounds 7

Contenders take turns in one process on one core. The first group draws class by class, the second
gets the clean labels in random order. Before any timing each one's labels are counted and compared
with the matrix, which is far from its transpose.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    machine,
    one_core,
    print_table,
    ratios,
    size_for,
    write_json,
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


def ours_mixed(rows: np.ndarray, seed: int, compiled: bool = False) -> Draw:
    sampler, rng = LabelSampler(rows, compiled=compiled), stream(seed, "benchmark", 1)
    return lambda clean: sampler.draw(rng, clean)


def alias(rows: np.ndarray, seed: int) -> Draw:
    """Walker's tables in float64, chunk by chunk."""
    rng, classes = np.random.default_rng(seed), len(rows)
    threshold, other = np.ones(rows.shape), np.tile(np.arange(classes), (classes, 1))
    for row, probs in enumerate(rows * classes):
        small, large = np.flatnonzero(probs < 1).tolist(), np.flatnonzero(probs >= 1).tolist()
        while small and large:
            i, j = small.pop(), large[-1]
            threshold[row, i], other[row, i] = probs[i], j
            probs[j] -= 1 - probs[i]
            if probs[j] < 1:
                small.append(large.pop())
    threshold, other = threshold.ravel(), other.ravel().astype(np.uint16)

    def work(clean: np.ndarray) -> np.ndarray:
        out = np.empty(len(clean), np.uint16)
        for start in range(0, len(clean), CHUNK):
            part = clean[start : start + CHUNK]
            u = rng.random(len(part)) * classes
            column = u.astype(np.int64)
            u -= column
            place = part * np.int64(classes) + column
            out[start : start + CHUNK] = np.where(u < threshold[place], column, other[place])
        return out

    return work


def torch_multinomial(rows: np.ndarray, seed: int) -> Draw:
    import torch

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    table = torch.from_numpy(rows.astype(np.float32))

    def work(clean: np.ndarray) -> np.ndarray:
        parts = torch.from_numpy(clean.astype(np.int64)).split(max(1000, CHUNK * 10 // len(rows)))
        labels = [torch.multinomial(table[part], 1, generator=generator)[:, 0] for part in parts]
        return torch.cat(labels).numpy()

    return work


def jax_categorical(rows: np.ndarray, seed: int) -> Draw:
    import jax

    # Of one shape, lest each be compiled.
    size, key = max(1000, CHUNK * 10 // len(rows)), jax.random.key(seed)
    with np.errstate(divide="ignore"):
        logs = jax.numpy.asarray(np.log(rows), dtype="float32")
    sample = jax.jit(lambda key, part: jax.random.categorical(key, logs[part]))

    def work(clean: np.ndarray) -> np.ndarray:
        nonlocal key
        labels = []
        for start in range(0, len(clean), size):
            key, once = jax.random.split(key)
            part = np.resize(clean[start : start + size], size)
            labels.append(np.asarray(sample(once, part))[: len(clean) - start])
        return np.concatenate(labels)

    return work


GROUPED: dict[str, Callable[[np.ndarray, int], Draw]] = {
    "ours, grouped": ours_grouped,
    "ours, grouped, compiled": partial(ours_grouped, compiled=True),
    "searchsorted": searchsorted,
    "choice": choice,
}
MIXED: dict[str, Callable[[np.ndarray, int], Draw]] = {
    "ours, any order": ours_mixed,
    "ours, any order, compiled": partial(ours_mixed, compiled=True),
    "alias": alias,
    "torch.multinomial": torch_multinomial,
    "jax.random.categorical": jax_categorical,
}


def clean_labels(name: str, classes: int, count: int) -> np.ndarray:
    """A multiple of c labels, every class alike, sorted or in random order."""
    dtype = np.uint8 if classes <= 256 else np.uint16
    if name in GROUPED:
        return np.repeat(np.arange(classes, dtype=dtype), count // classes)
    period = np.arange(max(1 << 18, 100 * classes) // classes * classes) % classes
    return np.resize(np.random.default_rng(1).permutation(period.astype(dtype)), count)


def sample(name: str, draw: Draw, classes: int, count: int) -> np.ndarray:
    return draw(clean_labels(name, classes, count))


def check(name: str, draw: Draw, rows: np.ndarray, count: int) -> None:
    """Raises WrongLaw unless the labels of each class agree with its row, by chi-square."""
    from scipy.stats import chi2

    classes = len(rows)
    clean = clean_labels(name, classes, count)
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
    for seed, (name, prepare) in enumerate((GROUPED | MIXED).items()):
        try:
            draws[name] = prepare(rows, seed)
        except ImportError as error:
            missing[name] = str(error)

    unit = -(-CHUNK // classes) * classes
    sizes: dict[str, int] = {}
    for name, draw in draws.items():
        check(name, draw, rows, 4 * unit)
        sizes[name] = size_for(partial(sample, name, draw, classes), target, unit=unit)
    works = {
        name: partial(draw, clean_labels(name, classes, sizes[name]))
        for name, draw in draws.items()
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
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    one_core()
    if not all(2 <= classes <= 4000 for classes in options.classes):
        parser.error(f"--classes must be in 2..4000; got {options.classes}")
    results: list[dict[str, Any]] = []
    for classes in options.classes:
        result = measure(classes, options.rounds, options.seconds)
        results.append(result)
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
    if options.json:
        packages = ("numpy", "numba", "torch", "jax", "jaxlib")
        write_json(options.json, {"machine": machine(packages), "results": results})


if __name__ == "__main__":
    main()
