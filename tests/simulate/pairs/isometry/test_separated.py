"""Bounds of the distance from maps that separate triplets, in the plane and above."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.isometry import (
    align,
    distortion,
    largest_loss,
    packing,
    radial,
    separates,
    separation,
    smallest_ball,
)
from lossproof.simulate.pairs.mining import Ranking, batch_hard
from lossproof.theory.losses import TripletLoss
from tests.together import together

ALPHA = 0.5


def classes_of(seed: int, n: int = 12, d: int = 2, spread: float = 0.3) -> tuple:
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 3
    return 2 * rng.normal(size=(3, d))[labels] + spread * rng.normal(size=(n, d)), labels


def by_triplets(points: np.ndarray, labels: np.ndarray) -> float:
    losses = [
        np.linalg.norm(points[a] - points[p]) - np.linalg.norm(points[a] - points[q]) + ALPHA
        for a, p, q in permutations(range(len(labels)), 3)
        if labels[a] == labels[p] != labels[q]
    ]
    return max(0.0, *losses)


@together("d", [1, 2, 3, 16])
@together("seed", range(3))
def test_bounds_are_shown_by_a_map_and_by_the_claims(seed: int, d: int) -> None:
    points, labels = classes_of(seed, d=d)
    found = separation(points, labels, 3, ALPHA)
    assert found.loss == pytest.approx(by_triplets(points, labels), abs=1e-12)
    assert found.iso_lower <= found.iso_upper
    assert found.sup_lower <= found.sup_upper
    assert found.loss <= 2 * found.iso_upper + 1e-9
    assert by_triplets(found.nearest, labels) <= 1e-6
    assert distortion(points, found.nearest) == pytest.approx(found.iso_upper)
    # A bound below that were too high would be above what some map of F_TS attains.
    attained = 0
    for own in range(12):
        other, _ = classes_of(100 + own, d=d, spread=0.01)
        if by_triplets(10 * other, labels) == 0:
            attained += 1
            assert found.iso_lower <= distortion(points, 10 * other) + 1e-9
            moves = align(10 * other, points).largest
            assert found.sup_lower <= moves + 1e-9
    assert attained


@together("d", [2, 3])
def test_upper_bounds_are_within_those_proved(d: int) -> None:
    met = 0
    for seed in range(30):
        points, labels = classes_of(seed, d=d)
        found = separation(points, labels, 3, ALPHA)
        if not 0 < found.loss < ALPHA:
            continue
        met += 1
        stretch = found.loss / (ALPHA - found.loss)
        diameter = Batch.from_embeddings(points, labels, 3).distances.max()
        assert found.iso_upper <= diameter * stretch * (1 + 1e-9)
        assert found.sup_lower <= smallest_ball(points).radius * stretch
    assert met > 3


@together(("classes", "d"), [(3, 2), (4, 2), (7, 2), (4, 3), (5, 3), (10, 16)])
def test_a_collapsed_embedding_is_at_the_packing_constant(classes: int, d: int) -> None:
    labels = np.repeat(np.arange(classes), 2)
    found = separation(np.ones((len(labels), d)), labels, classes, ALPHA)
    expected = ALPHA * packing(classes, d).upper
    assert found.loss == ALPHA
    assert found.iso_lower == pytest.approx(expected)
    assert found.iso_upper == pytest.approx(expected)
    assert found.by_packing
    half = smallest_ball(ALPHA * packing(classes, d).points).radius
    assert found.sup_lower <= half <= found.sup_upper * (1 + 1e-5)


def test_a_separated_embedding_is_at_no_distance() -> None:
    points = 10 * np.eye(3)[np.arange(6) % 3]
    found = separation(points, np.arange(6) % 3, 3, ALPHA)
    assert (found.loss, found.iso_upper, found.sup_upper) == (0, 0, pytest.approx(0, abs=1e-9))


def test_a_class_of_one_member_is_no_anchor() -> None:
    # The lone point is not an anchor, so only the two others have a loss: 3 - 4 + 2.
    batch = Batch.from_embeddings([[0.0], [3.0], [7.0]], [0, 0, 1], 2)
    assert largest_loss(batch, 2) == 1
    assert not separates(batch, 2)
    assert separates(batch, 1)


def test_lone_classes_need_not_be_apart() -> None:
    # No triplet tells two lone points apart, so of three classes only two are packed.
    found = separation(np.zeros((4, 1)), [0, 0, 1, 2], 3, ALPHA)
    assert found.iso_lower == pytest.approx(ALPHA)
    assert found.loss == ALPHA


def test_faults_are_told() -> None:
    with pytest.raises(ValueError, match="finite"):
        separation([[0.0], [np.nan], [1.0]], [0, 0, 1], 2, ALPHA)
    with pytest.raises(ValueError, match="margin"):
        separation(np.eye(3), [0, 0, 1], 2, 0)
    with pytest.raises(ValueError, match="margin"):
        radial(Batch.from_embeddings(np.eye(3), [0, 0, 1], 2), TripletLoss(0))


@together("seed", range(4))
def test_radial_derivative_is_that_of_the_mined_loss(seed: int) -> None:
    points, labels = classes_of(seed, n=20, spread=2.0)
    loss = TripletLoss(ALPHA)

    def mean(scale: float) -> float:
        batch = Batch.from_embeddings(scale * points, labels, 3)
        chosen = batch_hard(Ranking.of(batch.distances), labels[None])
        d = batch.distances
        return loss(d[chosen.anchor, chosen.positive], d[chosen.anchor, chosen.negative]).mean()

    found = radial(Batch.from_embeddings(points, labels, 3), loss)
    step = 1e-6
    assert found.loss == pytest.approx(mean(1))
    assert found.derivative == pytest.approx((mean(1 + step) - mean(1 - step)) / (2 * step))


def test_collapse_is_told_by_the_diameter() -> None:
    labels = np.repeat(np.arange(3), 4)
    for scale, collapsed in ((0, True), (1e-3, True), (1, False)):
        points = scale * np.random.default_rng(0).normal(size=(12, 2))
        found = radial(Batch.from_embeddings(points, labels, 3), TripletLoss(ALPHA))
        assert found.collapsed() is collapsed
        if collapsed:
            assert found.largest == pytest.approx(1, abs=0.1)
            assert found.active == 1
