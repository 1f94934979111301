"""Mined triplets, losses and precision, against pytorch-metric-learning where it is installed."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.pairs import BatchHard, Ranking, precision_at_1
from simulate.pairs.batch import Batch
from theory.losses import DIFFERENT, SAME, PairLoss, TripletLoss

torch = pytest.importorskip("torch")
pytest.importorskip("pytorch_metric_learning")

from pytorch_metric_learning import distances, losses, miners, reducers  # noqa: E402
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator  # noqa: E402

PLAIN = distances.LpDistance(normalize_embeddings=False, p=2)
# Their distances come from products of matrices.
CLOSE = 1e-9


def batch_of(seed: int, n: int = 40, classes: int = 5) -> tuple[Batch, np.ndarray]:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 6))
    return Batch.from_embeddings(points, rng.integers(0, classes, n), classes), points


def tensors(batch: Batch, points: np.ndarray) -> tuple:
    return torch.from_numpy(points), torch.from_numpy(batch.labels)


@pytest.mark.parametrize("seed", range(4))
def test_hardest_triplets_are_theirs(seed: int) -> None:
    batch, points = batch_of(seed)
    rng = np.random.default_rng(0)
    mine = BatchHard().take(rng, Ranking.of(batch.distances), batch.labels[None])
    theirs = miners.BatchHardMiner(distance=PLAIN)(*tensors(batch, points))
    chosen = zip(mine.anchor, mine.positive, mine.negative, strict=True)
    assert sorted(chosen) == sorted(zip(*(each.tolist() for each in theirs), strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_mean_triplet_loss_is_theirs_without_their_reducer(seed: int) -> None:
    batch, points = batch_of(seed)
    d = batch.distances
    chosen = BatchHard().take(np.random.default_rng(0), Ranking.of(d), batch.labels[None])
    own = TripletLoss(0.5)(d[chosen.anchor, chosen.positive], d[chosen.anchor, chosen.negative])
    triplets = tuple(map(torch.from_numpy, (chosen.anchor, chosen.positive, chosen.negative)))

    def theirs(reducer: object) -> float:
        loss = losses.TripletMarginLoss(margin=0.5, distance=PLAIN, reducer=reducer)
        return float(loss(*tensors(batch, points), triplets))

    assert theirs(reducers.MeanReducer()) == pytest.approx(own.mean(), rel=CLOSE)
    # By default they average the losses above 0 only.
    assert theirs(None) == pytest.approx(own[own > 0].mean(), rel=CLOSE)


@pytest.mark.parametrize("seed", range(2))
def test_margin_loss_of_pairs_is_theirs(seed: int) -> None:
    batch, points = batch_of(seed)
    i, j = (each.ravel() for each in np.indices(batch.distances.shape))
    i, j = i[i != j], j[i != j]
    same, d = batch.labels[i] == batch.labels[j], batch.distances[i, j]
    own = PairLoss(0.5, 3)
    expected = np.where(same, own(d, SAME), own(d, DIFFERENT)).mean()
    loss = losses.ContrastiveLoss(
        pos_margin=2.5, neg_margin=3.5, distance=PLAIN, reducer=reducers.DoNothingReducer()
    )
    found = loss(*tensors(batch, points))
    total = sum(float(found[kind]["losses"].sum()) for kind in ("pos_loss", "neg_loss"))
    assert total / len(d) == pytest.approx(expected, rel=CLOSE)


@pytest.mark.parametrize("seed", range(2))
def test_precision_at_1_is_theirs(seed: int) -> None:
    batch, points = batch_of(seed, n=25, classes=12)
    counts = np.bincount(batch.labels, minlength=12)
    assert (counts == 1).any()
    near = Ranking.of(batch.distances).near[:, :1]

    def nearest(*_: object, **__: object) -> tuple:
        return torch.from_numpy(np.take_along_axis(batch.distances, near, 1)), torch.from_numpy(
            near
        )

    calculator = AccuracyCalculator(include=("precision_at_1",), k=1, knn_func=nearest)
    found = calculator.get_accuracy(*tensors(batch, points))
    assert precision_at_1(batch) == pytest.approx(found["precision_at_1"])
