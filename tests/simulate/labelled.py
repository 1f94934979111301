"""Small batches of points, and the triplets that mining takes by the definitions."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from lossproof.simulate.pairs.batch import Batch
from lossproof.theory.losses import PairLoss, TripletLoss
from lossproof.theory.noise import TransitionMatrix

PAIR, TRIPLET = PairLoss(margin=0.5, boundary=1.25), TripletLoss(margin=0.75)
# Not normal: T T' is not T' T.
ROWS = [["1/4", "3/8", "3/8"], ["3/4", "1/8", "1/8"], [0, "1/2", "1/2"]]
SKEW = TransitionMatrix.from_rows(ROWS)
SIGMAS = 6.5
Chosen = list[tuple[int, int, int]]


def line(n: int, seed: int, spots: int = 24) -> np.ndarray:
    """Distances of points on a line at multiples of 1/8: ties, and sums exact in floats."""
    places = np.random.default_rng(seed).integers(0, spots, n) / 8
    return abs(places[:, None] - places)


def batch(labels: list[int], classes: int = 3, seed: int = 0) -> Batch:
    """Points on a line, at multiples of 1/8: sums of losses are exact in floats."""
    return Batch(line(len(labels), seed), labels, classes)


def valid_triplets(labels) -> Chosen:
    return [
        (a, p, n)
        for a, p, n in permutations(range(len(labels)), 3)
        if labels[a] == labels[p] != labels[n]
    ]


def naive_batch_hard(distances: np.ndarray, labels) -> Chosen:
    found = []
    for a in range(len(labels)):
        positive = negative = None
        for x in range(len(labels)):
            if x == a:
                continue
            d = distances[a, x]
            if labels[x] == labels[a]:
                if positive is None or d > distances[a, positive]:
                    positive = x
            elif negative is None or d < distances[a, negative]:
                negative = x
        if positive is not None and negative is not None:
            found.append((a, positive, negative))
    return found


def naive_semi_hard(distances: np.ndarray, labels) -> Chosen:
    best: dict[tuple[int, int], int] = {}
    for a, p, n in valid_triplets(labels):
        near, far = distances[a, p], distances[a, n]
        inside = near < far < near + float(TRIPLET.margin)
        if inside and ((a, p) not in best or far < distances[a, best[a, p]]):
            best[a, p] = n
    return [(a, p, n) for (a, p), n in best.items()]
