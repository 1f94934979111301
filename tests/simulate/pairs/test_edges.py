"""Measures of points as defined, and what is refused, or has a documented value, at the edges."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from lossproof.simulate.pairs import (
    AllPairs,
    BatchHard,
    DistanceWeighted,
    RandomTriplets,
    Regime,
    SemiHard,
    TripletMix,
    Weighted,
    class_spread,
    on_sphere,
    one_to_one_risk,
    pair_auc,
    pair_tolerance,
    precision_at_1,
    triplet_mix,
    uniform_rate,
)
from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.isometry import largest_loss, radial, separation
from lossproof.theory.losses import PairLoss, TripletLoss
from lossproof.theory.noise import TransitionMatrix
from tests.simulate.labelled import line
from tests.together import together

PAIR, TRIPLET = PairLoss(1, 1), TripletLoss(1)
SPHERE = on_sphere(np.random.default_rng(0).normal(size=(6, 3)))
PLACE = np.ones((6, 3))
NOISE_OF_3 = TransitionMatrix.identity(3)

ASKED: dict[str, Callable[[Batch, TransitionMatrix], Any]] = {
    "pairs": lambda batch, T: one_to_one_risk(batch, PAIR),
    "regime": lambda batch, T: Regime.of(batch, PAIR).linear,
    "tolerance": lambda batch, T: pair_tolerance(batch, AllPairs(), T).tolerated,
    "rate": lambda batch, T: uniform_rate(batch, Weighted(0.5)),
    "batch-hard": lambda batch, T: triplet_mix(batch, BatchHard(), T),
    "semi-hard": lambda batch, T: triplet_mix(batch, SemiHard(0.2), T),
    "random": lambda batch, T: triplet_mix(batch, RandomTriplets(50), T),
    "distance-weighted": lambda batch, T: triplet_mix(batch, DistanceWeighted(3), T),
    "largest loss": lambda batch, T: largest_loss(batch, 1),
    "radial": lambda batch, T: radial(batch, TRIPLET).derivative,
    "precision": lambda batch, T: precision_at_1(batch),
    "auc": lambda batch, T: pair_auc(batch),
    "spread": lambda batch, T: class_spread(batch),
}
MIXES = ("batch-hard", "semi-hard", "random", "distance-weighted")
ANCHORS = ("largest loss", "radial")


def ask(name: str, points: np.ndarray, labels: list[int]) -> Any:
    classes = max(2, *labels) + 1
    batch = Batch.from_embeddings(points, labels, classes)
    return ASKED[name](batch, TransitionMatrix.identity(classes))


@together(
    ("name", "said"),
    [
        ("pairs", "two classes"),
        ("tolerance", "no pair is of different classes"),
        ("rate", "no pair is of different classes"),
        *((name, "no triplet is selected") for name in MIXES),
        *((name, "no point is an anchor") for name in ANCHORS),
        ("auc", "two classes"),
        ("spread", "two classes"),
    ],
)
def test_one_class_alone_is_refused_where_two_are_compared(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ask(name, SPHERE, [0] * 6)


def test_one_class_alone_has_neighbours_and_regimes() -> None:
    assert ask("precision", SPHERE, [0] * 6) == 1
    assert 0 < ask("regime", SPHERE, [0] * 6) <= 1


@together(
    ("name", "said"),
    [
        ("pairs", "two classes"),
        ("tolerance", "no pair is of one class"),
        ("rate", "no pair is of one class"),
        *((name, "no triplet is selected") for name in MIXES),
        *((name, "no point is an anchor") for name in ANCHORS),
        ("precision", "no class has two points"),
        ("auc", "two classes"),
        ("spread", "two classes"),
    ],
)
def test_classes_of_one_member_have_no_positives(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ask(name, SPHERE, list(range(6)))


@together("name", MIXES)
def test_a_class_of_one_member_gives_negatives_only(name: str) -> None:
    points = on_sphere(
        [[1, 0, 0], [1, 0.1, 0], [1, 0, 0.1], [1, 0.1, 0.1], [0.9, 0, 0.2], [1, 1, 1]]
    )
    strategies = {
        "batch-hard": BatchHard(), "semi-hard": SemiHard(2), "random": RandomTriplets(50),
        "distance-weighted": DistanceWeighted(3),
    }  # fmt: skip
    batch = Batch.from_embeddings(points, [0, 0, 0, 0, 0, 1], 2)
    found = triplet_mix(batch, strategies[name], TransitionMatrix.identity(2), replicates=4)
    assert found.triplets
    assert (found.valid, found.swapped) == (1, 0)


DUPLICATES = {
    "pairs": 1, "regime": 1, "tolerance": True,
    "batch-hard": TripletMix(1, 0, 384), "distance-weighted": TripletMix(1, 0, 384),
    "largest loss": 1, "radial": 0, "precision": 0.5, "auc": 0.5,
}  # fmt: skip


@together("name", DUPLICATES)
def test_points_in_one_place_have_the_loss_of_a_collapse(name: str) -> None:
    assert ask(name, PLACE, [0, 0, 0, 1, 1, 1]) == DUPLICATES[name]


@together(("name", "said"), [("semi-hard", "no triplet is selected"), ("spread", "coincide")])
def test_points_in_one_place_are_refused_where_they_have_no_order(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ask(name, PLACE, [0, 0, 0, 1, 1, 1])


def test_duplicates_of_a_few_change_no_distance_to_separating_maps() -> None:
    points = [[0.0, 0.0], [1.0, 0.0], [0.5, 1.0], [2.0, 2.0]]
    once = separation(points, [0, 0, 1, 1], 2, 1)
    twice = separation(np.repeat(points, 2, axis=0), [0, 0, 0, 0, 1, 1, 1, 1], 2, 1)
    assert twice.loss == once.loss
    assert twice.iso_lower == pytest.approx(once.iso_lower)
    assert twice.iso_upper == pytest.approx(once.iso_upper)


@together("hole", [np.nan, np.inf, -np.inf])
def test_holes_are_refused_before_anything_is_asked(hole: float) -> None:
    points = SPHERE.copy()
    points[2, 1] = hole
    labels = [0, 0, 0, 1, 1, 1]
    for call in (
        lambda: Batch.from_embeddings(points, labels, 2),
        lambda: separation(points, labels, 2, 1),
        lambda: on_sphere(points),
    ):
        with pytest.raises(ValueError, match="finite"):
            call()


LINE = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])


@together(
    ("make", "message"),
    [
        (lambda: Batch(LINE[:1, :1], [0], 2), "labels must contain n >= 2 entries"),
        (lambda: Batch(LINE, [0, 1], 2), "labels must have an entry per row, 3; got 2"),
        (lambda: Batch(LINE, [0, 1, 2], 2), "labels must be integers in 0..c-1 = 0..1"),
        (lambda: Batch(LINE + np.eye(3), [0, 1, 1], 2), "0 on the diagonal"),
        (lambda: Batch.from_embeddings([0, 1], [0, 1], 2), "embeddings must have shape (n, d)"),
        (lambda: on_sphere([[1.0, 0.0], [0.0, 0.0]]), "row 1 is 0"),
        (lambda: on_sphere([1.0, 2.0]), "shape"),
        (lambda: RandomTriplets(0), "draws must be an integer >= 1; got 0"),
        (lambda: DistanceWeighted(1), "dimension must be an integer >= 2; got 1"),
        (lambda: DistanceWeighted(3, 1, 0.5), "nonzero_loss_cutoff <= 2; got 1 and 0.5"),
        (
            lambda: triplet_mix(Batch(LINE, [0, 1, 1], 2), BatchHard(), NOISE_OF_3),
            "T must have c = 2 classes",
        ),
        (
            lambda: triplet_mix(Batch(LINE[:2, :2], [0, 1], 3), BatchHard(), NOISE_OF_3),
            "batch must contain n >= 3 points",
        ),
    ],
)
def test_what_is_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def naive_auc(points: Batch) -> float:
    kinds: dict[bool, list[float]] = {True: [], False: []}
    for i, j in combinations(range(points.size), 2):
        kinds[bool(points.labels[i] == points.labels[j])].append(points.distances[i, j])
    wins = [(a < b) + (a == b) / 2 for a in kinds[True] for b in kinds[False]]
    return sum(wins) / len(wins)


def naive_precision(points: Batch) -> float:
    asked = hits = 0
    for i, label in enumerate(points.labels):
        others = [j for j in range(points.size) if j != i]
        if any(points.labels[j] == label for j in others):
            nearest = min(others, key=lambda j: (points.distances[i, j], j))
            asked, hits = asked + 1, hits + (points.labels[nearest] == label)
    return hits / asked


@together("spots", [2, 12, 10**6])
@together("seed", range(4))
def test_measures_are_as_defined(spots: int, seed: int) -> None:
    labels = np.random.default_rng(seed).integers(0, 5, 14)
    points = Batch(line(14, seed, spots), labels, 5)
    assert pair_auc(points) == pytest.approx(naive_auc(points))
    assert precision_at_1(points) == pytest.approx(naive_precision(points))


def test_measures_by_hand() -> None:
    points = Batch.from_embeddings([[0.0], [1.0], [3.0]], [0, 0, 1], 2)
    assert points.distances.tolist() == [[0, 1, 3], [1, 0, 2], [3, 2, 0]]
    assert class_spread(points) == 1 / 2.5
    # Of the pair of one class 1 + 1 - 2, of the others 1 - (3 - 2) and 1 - (2 - 2).
    assert one_to_one_risk(points, PairLoss(1, 2)) == (0 + (0 + 1) / 2) / 2


def test_rows_on_the_sphere_keep_their_direction() -> None:
    points = np.array([[3, 4], [0, -2], [3e-200, 4e-200], [3e200, 4e200]])
    assert np.allclose(on_sphere(points), [[0.6, 0.8], [0, -1], [0.6, 0.8], [0.6, 0.8]])
