"""Batch-hard triplets under redrawn labels, against what one would write instead.

    python -m benchmarks.noise.pairs --classes 10 100 --rounds 5

The embeddings stay as they are and only the labels change. Every contender returns the mean loss of
each replicate; these are compared before any timing. Each is timed from the embeddings on, with
all that it computes once. Those that compute everything again in every replicate take the first
`--again` replicates only: their time is in proportion. pytorch-metric-learning takes part where it
is installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.table import (
    Spread,
    interleave,
    one_core,
    print_table,
    ratios,
)
from lossproof.simulate.pairs import Ranking, Triplets, batch_hard, batch_hard_by_masks

Mined = Callable[[np.ndarray, np.ndarray], np.ndarray]
MARGIN = 0.2
BASE = "naive"


def distances_of(embeddings: np.ndarray) -> np.ndarray:
    squares = (embeddings**2).sum(axis=1)
    products = embeddings @ embeddings.T
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2 * products, 0))
    np.fill_diagonal(distances, 0)
    return distances


def mean_losses(distances: np.ndarray, chosen: Triplets, replicates: int) -> np.ndarray:
    """The mean triplet loss of every replicate, each of which has a triplet."""
    near = distances[chosen.anchor, chosen.positive]
    far = distances[chosen.anchor, chosen.negative]
    total = np.bincount(chosen.replicate, np.maximum(0, near - far + MARGIN), replicates)
    return total / np.bincount(chosen.replicate, minlength=replicates)


def naive(embeddings: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """Distances and masks again in every replicate."""
    means = np.empty(len(noisy))
    for replicate, labels in enumerate(noisy):
        distances = distances_of(embeddings)
        same = labels[:, None] == labels
        positive = same & ~np.eye(len(labels), dtype=bool)
        near = np.where(positive, distances, -np.inf).max(axis=1)
        far = np.where(same, np.inf, distances).min(axis=1)
        both = (near >= 0) & (far < np.inf)
        means[replicate] = np.maximum(0, near - far + MARGIN)[both].mean()
    return means


def masks(embeddings: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """Distances once, masks in every replicate."""
    distances = distances_of(embeddings)
    return mean_losses(distances, batch_hard_by_masks(distances, noisy), len(noisy))


def ranks(embeddings: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """Rows sorted once, rank by rank for many replicates at a time, as in this repository."""
    distances = distances_of(embeddings)
    return mean_losses(distances, batch_hard(Ranking.of(distances), noisy), len(noisy))


def metric_learning(embeddings: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """The miner of pytorch-metric-learning, again in every replicate."""
    from benchmarks.contenders import metric_learning as theirs

    return theirs.mean_losses(embeddings, noisy, MARGIN)


CONTENDERS: dict[str, Mined] = {
    "naive": naive,
    "masks": masks,
    "ranks": ranks,
}
if find_spec("pytorch_metric_learning"):
    CONTENDERS["pytorch-metric-learning"] = metric_learning
AGAIN = ("naive", "pytorch-metric-learning")


def measure(points: int, classes: int, replicates: int, rounds: int, again: int) -> dict[str, Any]:
    """Pairs a second of every contender, in thousands of millions."""
    taken = {name: min(again, replicates) if name in AGAIN else replicates for name in CONTENDERS}
    rng = np.random.default_rng(0)
    embeddings = rng.standard_normal((points, 64))
    noisy = rng.integers(classes, size=(replicates, points)).astype(np.uint8)
    expected = naive(embeddings, noisy[:8])
    for name, contender in CONTENDERS.items():
        means = contender(embeddings, noisy[:8])
        if not np.allclose(means, expected, rtol=1e-12, atol=0):
            raise SystemExit(f"{name} and naive disagree: {means} and {expected}")
    times = interleave(
        {
            name: (
                lambda contender=contender, part=noisy[: taken[name]]: contender(embeddings, part)
            )
            for name, contender in CONTENDERS.items()
        },
        rounds,
    )
    pairs = points**2 / 1e9
    speeds = {
        name: [pairs * taken[name] / seconds for seconds in all_times]
        for name, all_times in times.items()
    }
    return {
        "points": points,
        "classes": classes,
        "replicates": taken,
        "pairs_per_second_1e9": {name: Spread.of(values) for name, values in speeds.items()},
        "milliseconds_per_replicate": {
            name: Spread.of([1e3 * seconds / taken[name] for seconds in all_times])
            for name, all_times in times.items()
        },
        "ratios": ratios(speeds, BASE),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=512)
    parser.add_argument("--classes", type=int, nargs="+", default=[10, 100])
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--again", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    one_core()
    if not all(2 <= classes <= 256 for classes in options.classes):
        parser.error(f"--classes must be in 2..256; got {options.classes}")
    for classes in options.classes:
        result = measure(options.points, classes, options.replicates, options.rounds, options.again)
        print_table(
            f"batch-hard: {options.points} points, {classes} classes, "
            f"{options.replicates} replicates, one core",
            ("contender", "10^9 pairs/s", "ms/replicate", f"times {BASE}"),
            [
                (
                    name,
                    *(
                        str(result[key][name])
                        for key in (
                            "pairs_per_second_1e9",
                            "milliseconds_per_replicate",
                            "ratios",
                        )
                    ),
                )
                for name in CONTENDERS
            ],
        )


if __name__ == "__main__":
    main()
