"""Gradients of sampled risks, against differences of the risks as they are defined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from lossproof.simulate.pairs import (
    AllPairs,
    Ranking,
    Weighted,
    batch_hard,
    on_sphere,
)
from lossproof.simulate.pairs.strategies import PairStrategy
from lossproof.simulate.training.embeddings.slopes import (
    before_sphere,
    in_points,
    pair_slopes,
    triplet_slopes,
)
from lossproof.theory.losses import PairLoss, TripletLoss
from tests.together import together

PAIR, TRIPLET = PairLoss("1/2", "5/4"), TripletLoss("3/4")
LABELS = np.array([0, 0, 0, 1, 1, 2, 2, 2])
STEP = 1e-6


def differences(risk: Callable[[np.ndarray], float], points: np.ndarray) -> np.ndarray:
    found = np.empty_like(points)
    for place in np.ndindex(*points.shape):
        step = np.zeros_like(points)
        step[place] = STEP
        found[place] = (risk(points + step) - risk(points - step)) / (2 * STEP)
    return found


def pair_risk(points: np.ndarray, strategy: PairStrategy) -> float:
    i, j = np.triu_indices(len(LABELS), 1)
    d, same = cdist(points, points)[i, j], LABELS[i] == LABELS[j]
    weight = strategy.weight(same.mean())
    return weight * PAIR(d[same], 1).mean() + (1 - weight) * PAIR(d[~same], -1).mean()


@together("strategy", [AllPairs(), Weighted(0.5), Weighted(0.2)])
@together("seed", range(3))
def test_pairs_pull_as_their_risk_changes(strategy: PairStrategy, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(len(LABELS), 3))
    distances = cdist(points, points)
    found = in_points(points, distances, pair_slopes(distances, LABELS, strategy, PAIR))
    expected = differences(lambda x: pair_risk(x, strategy), points)
    assert np.allclose(found, expected, atol=1e-8)
    assert abs(found).max() > 0.01


@together("seed", range(3))
def test_triplets_pull_as_their_mean_loss_changes(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(len(LABELS), 3))
    distances = cdist(points, points)
    chosen = batch_hard(Ranking.of(distances), LABELS[None])

    def risk(x: np.ndarray) -> float:
        d = cdist(x, x)
        losses = TRIPLET(d[chosen.anchor, chosen.positive], d[chosen.anchor, chosen.negative])
        return float(losses.mean())

    found = in_points(points, distances, triplet_slopes(distances, chosen, TRIPLET))
    assert np.allclose(found, differences(risk, points), atol=1e-8)
    assert abs(found).max() > 0.01


def test_gradient_goes_through_the_sphere() -> None:
    raw = 3 * np.random.default_rng(5).normal(size=(len(LABELS), 3))
    points = on_sphere(raw)
    distances = cdist(points, points)
    pulled = in_points(points, distances, pair_slopes(distances, LABELS, AllPairs(), PAIR))
    found = before_sphere(points, pulled, np.linalg.norm(raw, axis=1, keepdims=True))
    expected = differences(lambda x: pair_risk(on_sphere(x), AllPairs()), raw)
    assert np.allclose(found, expected, atol=1e-8)


def test_at_a_kink_the_slope_is_the_mean_of_both_sides() -> None:
    edge = float(PAIR.boundary - PAIR.margin)
    distances = np.array([[0, edge], [edge, 0]])
    slopes = pair_slopes(distances, np.array([0, 0]), AllPairs(), PAIR)
    assert slopes[0, 1] == slopes[1, 0] == 0.5


def test_points_at_one_place_do_not_pull_each_other() -> None:
    points = np.zeros((4, 2))
    distances = cdist(points, points)
    labels = np.array([0, 0, 1, 1])
    slopes = pair_slopes(distances, labels, AllPairs(), PAIR)
    assert abs(slopes).max() > 0
    assert not in_points(points, distances, slopes).any()


def test_where_no_triplet_is_taken_nothing_moves() -> None:
    points = np.random.default_rng(0).normal(size=(4, 2))
    distances = cdist(points, points)
    chosen = batch_hard(Ranking.of(distances), np.zeros((1, 4), int))
    assert not triplet_slopes(distances, chosen, TRIPLET).any()


def test_a_kind_that_is_not_seen_is_left_out() -> None:
    points = np.random.default_rng(0).normal(size=(3, 2))
    distances = cdist(points, points)
    for strategy in (AllPairs(), Weighted(0.5)):
        slopes = pair_slopes(distances, np.array([0, 1, 2]), strategy, PairLoss(9, 1))
        share = 1 - strategy.weight(0.0)
        assert slopes[np.triu_indices(3, 1)] == pytest.approx(np.full(3, -share / 3))
