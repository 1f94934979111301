"""Losses, reducers and miners against pytorch-metric-learning, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lossproof.simulate.pairs import (
    BatchHard,
    DistanceWeighted,
    Ranking,
    SemiHard,
    one_to_one_risk,
    precision_at_1,
)
from lossproof.simulate.pairs.batch import Batch
from lossproof.theory.losses import PairLoss, TripletLoss
from tests.simulate.labelled import SIGMAS

pytest.importorskip(
    "pytorch_metric_learning", reason="the extra metric-learning is not installed: it needs torch"
)
torch = pytest.importorskip("torch", reason="torch is not installed")

from pytorch_metric_learning import distances, losses, miners, reducers  # noqa: E402
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator  # noqa: E402

CLASSES = 4
PAIR, TRIPLET = PairLoss(margin=0.5, boundary=1.25), TripletLoss(margin=0.25)


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(40, 3)) * 0.6


@pytest.fixture(scope="module")
def batch(points: np.ndarray) -> Batch:
    return Batch.from_embeddings(points, LABELS, CLASSES)


LABELS = np.arange(40) % CLASSES


def plain() -> Any:
    return distances.LpDistance(normalize_embeddings=False)


def given(points: np.ndarray) -> tuple[Any, Any]:
    return torch.tensor(points), torch.tensor(LABELS)


def test_margin_losses_of_pairs_are_contrastive_losses_with_two_margins(
    points: np.ndarray, batch: Batch
) -> None:
    """A contrastive loss adds the two kinds of pairs, each reduced: twice the weight one half."""
    theirs = losses.ContrastiveLoss(
        pos_margin=0.75, neg_margin=1.75, distance=plain(), reducer=reducers.MeanReducer()
    )
    assert 2 * one_to_one_risk(batch, PAIR) == pytest.approx(float(theirs(*given(points))))


def test_batch_hard_triplet_losses(points: np.ndarray, batch: Batch) -> None:
    chosen = miners.BatchHardMiner(distance=plain())(*given(points))
    mined = BatchHard().take(np.random.default_rng(0), Ranking.of(batch.distances), LABELS[None])
    near, far = (batch.distances[mined.anchor, x] for x in (mined.positive, mined.negative))
    ours = TRIPLET(near, far)
    for reducer, kept in (
        (reducers.MeanReducer, ours),
        (reducers.AvgNonZeroReducer, ours[ours > 0]),
    ):
        theirs = losses.TripletMarginLoss(margin=0.25, distance=plain(), reducer=reducer())
        assert kept.mean() == pytest.approx(float(theirs(*given(points), chosen)))
    assert (ours == 0).any()


def test_batch_hard_miners_choose_alike(points: np.ndarray, batch: Batch) -> None:
    rng, ranking = np.random.default_rng(0), Ranking.of(batch.distances)
    ours = BatchHard().take(rng, ranking, np.tile(LABELS, (10, 1)))
    anchor, positive, negative = (
        x.numpy() for x in miners.BatchHardMiner(distance=plain())(*given(points))
    )
    first = ours.replicate == 0
    for mine, theirs in ((ours.positive, positive), (ours.negative, negative)):
        assert dict(zip(ours.anchor[first], mine[first], strict=True)) == dict(
            zip(anchor, theirs, strict=True)
        )


def test_semi_hard_triplets_are_the_nearest_of_theirs(points: np.ndarray, batch: Batch) -> None:
    rng, ranking = np.random.default_rng(0), Ranking.of(batch.distances)
    ours = SemiHard(0.25).take(rng, ranking, LABELS[None])
    mined = miners.TripletMarginMiner(0.25, "semihard", distance=plain())(*given(points))
    theirs = np.stack([x.numpy() for x in mined], axis=1).tolist()
    nearest: dict[tuple[int, int], int] = {}
    for a, p, n in theirs:
        known = nearest.setdefault((a, p), n)
        if batch.distances[a, n] < batch.distances[a, known]:
            nearest[a, p] = n
    chosen = zip(ours.anchor, ours.positive, ours.negative, strict=True)
    assert {(a, p): n for a, p, n in chosen} == nearest
    assert len(nearest) < len(theirs)


def test_distance_weighted_negatives_have_the_same_mean_distance(points: np.ndarray) -> None:
    sphere = points / np.linalg.norm(points, axis=1, keepdims=True)
    on_it = Batch.from_embeddings(sphere, LABELS, CLASSES)
    torch.manual_seed(0)
    miner = miners.DistanceWeightedMiner()
    theirs = []
    for _ in range(40):
        anchor, _, negative = (x.numpy() for x in miner(*given(sphere)))
        theirs.append(on_it.distances[anchor, negative].mean())
    rng, ranking = np.random.default_rng(0), Ranking.of(on_it.distances)
    mined = DistanceWeighted(3).take(rng, ranking, np.tile(LABELS, (40, 1)))
    assert len(mined.anchor) == 40 * 40
    found = on_it.distances[mined.anchor, mined.negative]
    assert found.max() < 1.4
    error = np.hypot(np.std(theirs) / np.sqrt(40), found.std() / np.sqrt(len(found)))
    assert abs(found.mean() - np.mean(theirs)) < SIGMAS * error


@pytest.mark.parametrize("seed", range(2))
def test_precision_at_1_is_theirs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, labels = rng.normal(size=(25, 6)), rng.integers(0, 12, 25)
    batch = Batch.from_embeddings(points, labels, 12)
    assert (np.bincount(labels, minlength=12) == 1).any()
    near = Ranking.of(batch.distances).near[:, :1]
    far = np.take_along_axis(batch.distances, near, 1)

    def nearest(*_: object, **__: object) -> tuple[Any, Any]:
        return torch.from_numpy(far), torch.from_numpy(near)

    calculator = AccuracyCalculator(include=("precision_at_1",), k=1, knn_func=nearest)
    found = calculator.get_accuracy(torch.from_numpy(points), torch.from_numpy(labels))
    assert precision_at_1(batch) == pytest.approx(found["precision_at_1"])
