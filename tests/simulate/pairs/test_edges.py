"""Points in one place, classes of one member, one class alone: a documented value, or an error."""

from __future__ import annotations

from collections.abc import Callable
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
    pair_auc,
    pair_tolerance,
    precision_at_1,
    triplet_mix,
    uniform_rate,
)
from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.isometry import largest_loss, radial, separation
from lossproof.simulate.pairs.pairs import PairTable
from lossproof.simulate.pairs.triplets import TripletTable
from lossproof.theory.losses import PairLoss, TripletLoss
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

PAIR, TRIPLET = PairLoss(1, 1), TripletLoss(1)
SPHERE = on_sphere(np.random.default_rng(0).normal(size=(6, 3)))
PLACE = np.ones((6, 3))

ASKED: dict[str, Callable[[Batch, TransitionMatrix], Any]] = {
    "pairs": lambda batch, T: PairTable.of(batch, PAIR).under(T).risk,
    "weighted": lambda batch, T: PairTable.of(batch, PAIR).under(T).weighted(0.5),
    "triplets": lambda batch, T: TripletTable.of(batch, TRIPLET).under(T).risk,
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
        ("weighted", "no pair is ever labelled as different"),
        ("triplets", "no triplet is ever valid"),
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


def test_one_class_alone_has_pairs_and_neighbours() -> None:
    assert ask("pairs", PLACE, [0] * 6) == 0
    assert ask("pairs", SPHERE, [0] * 6) > 0
    assert ask("precision", SPHERE, [0] * 6) == 1
    assert 0 < ask("regime", SPHERE, [0] * 6) <= 1


@together(
    ("name", "said"),
    [
        ("weighted", "no pair is ever labelled as same"),
        ("triplets", "no triplet is ever valid"),
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
    # 6 pairs of one class lose 0 each, and 9 of two 2.
    "pairs": 9 * 2 / 15, "weighted": 1, "triplets": 1, "regime": 1, "tolerance": True,
    "batch-hard": TripletMix(1, 0, 384), "distance-weighted": TripletMix(1, 0, 384),
    "largest loss": 1, "radial": 0, "precision": 0.5, "auc": 0.5,
}  # fmt: skip


@together("name", DUPLICATES)
def test_points_in_one_place_have_the_loss_of_a_collapse(name: str) -> None:
    assert ask(name, PLACE, [0, 0, 0, 1, 1, 1]) == DUPLICATES[name]


@pytest.mark.parametrize(
    ("name", "said"), [("semi-hard", "no triplet is selected"), ("spread", "coincide")]
)
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


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_holes_are_refused_before_anything_is_asked(hole: float) -> None:
    points = SPHERE.copy()
    points[2, 1] = hole
    with pytest.raises(ValueError, match="finite"):
        Batch.from_embeddings(points, [0, 0, 0, 1, 1, 1], 2)
    with pytest.raises(ValueError, match="finite"):
        separation(points, [0, 0, 0, 1, 1, 1], 2, 1)
    with pytest.raises(ValueError, match="finite"):
        on_sphere(points)
