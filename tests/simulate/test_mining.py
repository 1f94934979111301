"""Triplets under noisy labels: mined as by the definitions, and expected over every labelling."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from fractions import Fraction as F
from itertools import permutations, product

import numpy as np
import pytest

from simulate.mining import (
    Ranking,
    Triplets,
    TripletTable,
    TripletTask,
    batch_hard,
    batch_hard_by_masks,
    random_triplets,
    semi_hard,
)
from simulate.pairs import Batch
from theory.embedding import TripletLoss
from theory.noise import TransitionMatrix

LOSS = TripletLoss(margin=0.75)
# Doubly stochastic, so that its transpose is noise as well, and not normal: T T' is not T' T.
ROWS = [["1/4", "3/8", "3/8"], ["3/4", "1/8", "1/8"], [0, "1/2", "1/2"]]
SKEW, TRANSPOSED = TransitionMatrix.from_rows(ROWS), TransitionMatrix.from_columns(ROWS)
SIGMAS = 6.5
Chosen = list[tuple[int, int, int]]


def line(n: int, seed: int, spots: int = 24) -> np.ndarray:
    """Distances of points on a line at multiples of 1/8: ties, and sums exact in floats."""
    places = np.random.default_rng(seed).integers(0, spots, n) / 8
    return abs(places[:, None] - places)


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
        inside = near < far < near + float(LOSS.margin)
        if inside and ((a, p) not in best or far < distances[a, best[a, p]]):
            best[a, p] = n
    return [(a, p, n) for (a, p), n in best.items()]


def listed(chosen: Triplets, replicate: int) -> Chosen:
    rows = np.stack([chosen.anchor, chosen.positive, chosen.negative], axis=1)
    return sorted(map(tuple, rows[chosen.replicate == replicate].tolist()))


def by_ranks(distances: np.ndarray, noisy: np.ndarray) -> Triplets:
    """The algorithm for many draws, also for a few."""
    many = np.concatenate([noisy, np.repeat(noisy[:1], 20, axis=0)])
    chosen = batch_hard(Ranking.of(distances), many)
    keep = chosen.replicate < len(noisy)
    names = ("replicate", "anchor", "positive", "negative")
    return Triplets(*(getattr(chosen, name)[keep] for name in names))


MINERS: dict[str, tuple[Callable, Callable]] = {
    "masks": (batch_hard_by_masks, naive_batch_hard),
    "ranks": (by_ranks, naive_batch_hard),
    "chosen": (lambda d, noisy: batch_hard(Ranking.of(d), noisy), naive_batch_hard),
    "semi-hard": (
        lambda d, noisy: semi_hard(Ranking.of(d), noisy, float(LOSS.margin)),
        naive_semi_hard,
    ),
}


@pytest.mark.parametrize("spots", [3, 24, 10**6])
@pytest.mark.parametrize("classes", [1, 2, 4, 30])
@pytest.mark.parametrize("miner", MINERS)
def test_mining_is_the_naive_loop(miner: str, classes: int, spots: int) -> None:
    rng = np.random.default_rng(classes)
    mine, naive = MINERS[miner]
    for n in (3, 4, 19):
        distances = line(n, seed=n, spots=spots)
        noisy = rng.integers(0, classes, (3, n)).astype(np.uint8)
        chosen = mine(distances, noisy)
        for replicate, labels in enumerate(noisy):
            assert listed(chosen, replicate) == sorted(naive(distances, labels))


@pytest.mark.parametrize("seed", range(3))
def test_distances_of_points_without_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(24, 3))
    distances = Batch.from_embeddings(points, [0] * 24, 2).distances
    noisy = rng.integers(0, 5, (3, 24))
    for mine, naive in MINERS.values():
        chosen = mine(distances, noisy)
        for replicate, labels in enumerate(noisy):
            assert listed(chosen, replicate) == sorted(naive(distances, labels))


@pytest.mark.parametrize("lone", [0, 299])
def test_a_search_to_the_last_of_many_ranks(lone: int) -> None:
    distances = abs(np.subtract.outer(np.arange(300), np.arange(300))).astype(float)
    noisy = np.zeros((40, 300), dtype=np.uint16)
    noisy[:, lone] = 1
    noisy[1::2, 150] = 1
    chosen, masked = (f(distances, noisy) for f in (by_ranks, batch_hard_by_masks))
    for replicate in range(len(noisy)):
        assert listed(chosen, replicate) == listed(masked, replicate)
    farthest = (299, 1, 0) if lone == 0 else (298, 0, 299)
    assert listed(chosen, 0)[-1] == farthest


@pytest.mark.parametrize("miner", ["ranks", "semi-hard"])
def test_mining_a_few_replicates_at_a_time(miner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    distances = line(9, seed=2)
    noisy = np.random.default_rng(0).integers(0, 3, (11, 9)).astype(np.uint8)
    mine, naive = MINERS[miner]
    monkeypatch.setattr("simulate.mining.AT_ONCE", 40)
    chosen = mine(distances, noisy)
    for replicate, labels in enumerate(noisy):
        assert listed(chosen, replicate) == sorted(naive(distances, labels))


def test_random_triplets_are_uniform_among_the_valid() -> None:
    labels, draws = np.array([0, 1, 0, 1, 1]), 60_000
    chosen = random_triplets(np.random.default_rng(2), np.stack([labels, labels]), draws)
    valid = valid_triplets(labels)
    for replicate in (0, 1):
        found = listed(chosen, replicate)
        assert set(found) <= set(valid)
        chance = 1 / (5 * 4 * 3)
        error = SIGMAS * np.sqrt(draws * chance)
        assert all(abs(found.count(x) - draws * chance) < error for x in valid)


# -- in expectation ---------------------------------------------------------------------------


def labellings(points: Batch, T: TransitionMatrix) -> list[tuple[F, tuple[int, ...]]]:
    found = []
    for noisy in product(range(points.classes), repeat=points.size):
        chance = F(1)
        for clean, label in zip(points.labels, noisy, strict=True):
            chance *= F(T[int(clean), label])
        if chance:
            found.append((chance, noisy))
    return found


def loss_of(points: Batch, triplet: tuple[int, int, int]) -> F:
    a, p, n = triplet
    near, far = F(points.distances[a, p]), F(points.distances[a, n])
    return max(F(0), near - far + F(LOSS.margin))


@pytest.mark.parametrize("labels", [[0, 1, 2], [0, 1, 2, 2, 1], [2, 2, 2, 2], [1, 0, 1, 0, 1]])
def test_expectation_is_that_over_all_labellings(labels: list[int]) -> None:
    points = Batch(line(len(labels), seed=1), labels, 3)
    total = count = true = swapped = F(0)
    for chance, noisy in labellings(points, SKEW):
        for a, p, n in valid_triplets(noisy):
            total += chance * loss_of(points, (a, p, n))
            count += chance
            true += chance * (labels[a] == labels[p] != labels[n])
            swapped += chance * (labels[a] == labels[n] != labels[p])
    found = TripletTable.of(points, LOSS).under(SKEW)
    assert (found.total, found.triplets, found.true, found.swapped) == (total, count, true, swapped)
    assert found.risk == pytest.approx(float(total / count), rel=1e-12)


def test_a_transposed_matrix_is_noticed() -> None:
    table = TripletTable.of(Batch(line(8, seed=0), [0, 0, 0, 0, 1, 1, 1, 2], 3), LOSS)
    assert table.under(SKEW).risk != pytest.approx(table.under(TRANSPOSED).risk, rel=1e-2)


def test_clean_labels_have_only_true_triplets() -> None:
    points = Batch(line(6, seed=1), [0, 2, 2, 3, 2, 0], 5)
    found = TripletTable.of(points, LOSS).under(TransitionMatrix.identity(5))
    valid = valid_triplets(points.labels)
    assert found.triplets == found.true == len(valid)
    assert found.swapped == 0
    assert found.total == sum(loss_of(points, triplet) for triplet in valid)


# -- by draws ---------------------------------------------------------------------------------


def task(points: Batch, **options) -> TripletTask:
    return TripletTask(points=points, T=SKEW, loss=LOSS, seed=5, claim="triplets", **options)


def assert_agrees(found: dict, name: str, expected: float) -> None:
    index = TripletTask.ESTIMANDS.index(name)
    n, total, squares = (float(found[key][index]) for key in ("n", "total", "squares"))
    mean = total / n
    error = np.sqrt(max(squares / n - mean**2, 0) / n)
    assert abs(mean - expected) <= SIGMAS * error + 1e-12, (name, mean, expected, error)


def test_random_triplets_agree_with_expectation() -> None:
    points = Batch(line(8, seed=0), [0, 0, 0, 0, 1, 1, 1, 2], 3)
    found = task(points, replicates=3000, draws=40)(0)
    table, everything = TripletTable.of(points, LOSS), 8 * 7 * 6
    risk, transposed = table.under(SKEW), table.under(TRANSPOSED)
    assert_agrees(found, "contribution", risk.total / everything)
    assert_agrees(found, "taken", risk.triplets / everything)
    with pytest.raises(AssertionError):
        assert_agrees(found, "contribution", transposed.total / everything)


@pytest.mark.parametrize("mining", ["batch-hard", "semi-hard"])
def test_mined_triplets_agree_with_all_labellings(mining: str) -> None:
    clean = [0, 1, 2, 2, 1]
    points = Batch(line(5, seed=8, spots=12), clean, 3)
    naive, candidates = {
        "batch-hard": (naive_batch_hard, 5),
        "semi-hard": (naive_semi_hard, 20),
    }[mining]
    expected, valid = dict.fromkeys(TripletTask.ESTIMANDS, F(0)), F(0)
    for chance, noisy in labellings(points, SKEW):
        chosen = naive(points.distances, noisy)
        total = sum(loss_of(points, triplet) for triplet in chosen)
        expected["contribution"] += chance * total / candidates
        expected["taken"] += chance * F(len(chosen), candidates)
        if chosen:
            valid += chance
            share = chance / len(chosen)
            expected["risk"] += share * total
            expected["false_positive"] += share * sum(clean[a] != clean[p] for a, p, _ in chosen)
            expected["false_negative"] += share * sum(clean[a] == clean[n] for a, _, n in chosen)
    found = task(points, replicates=4000, mining=mining)(0)
    for name, value in expected.items():
        conditional = name not in ("contribution", "taken")
        assert_agrees(found, name, float(value / valid if conditional else value))
    assert 0 < found["n"][0] < 4000


@pytest.mark.parametrize("mining", TripletTask.MININGS)
def test_a_block_depends_on_its_recipe_and_number_only(mining: str) -> None:
    first = task(Batch(line(6, seed=1), [0, 1, 2, 2, 1, 0], 3), replicates=20, mining=mining)
    block = first(3)
    copied = pickle.loads(pickle.dumps(first))
    assert "_ranking" not in vars(copied)
    assert json.dumps(copied.recipe) == json.dumps(first.recipe)
    for key, value in block.items():
        assert (copied(3)[key] == value).all()
    assert (first(4)["total"] != block["total"]).any()


def test_replicates_without_a_triplet_have_no_risk() -> None:
    points = Batch(line(4, seed=1), [0, 0, 0, 0], 3)
    quiet = TripletTask(
        points=points, T=TransitionMatrix.identity(3), loss=LOSS, seed=0, claim=1, replicates=7
    )
    found = quiet(0)
    assert found["n"].tolist() == [0, 7, 7, 0, 0]
    assert not found["total"].any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TripletTable.of(Batch(line(2, 0), [0, 1], 3), LOSS), "batch must hold n >= 3"),
        (lambda: task(Batch(line(2, 0), [0, 1], 3)), "batch must hold n >= 3 points"),
        (lambda: task(Batch(line(3, 0), [0, 1, 1], 2)), "T must have c = 2 classes"),
        (lambda: task(Batch(line(3, 0), [0, 1, 1], 3), mining="hard"), "mining must be one of"),
        (
            lambda: task(Batch(line(3, 0), [0, 1, 1], 3), mining="batch-hard", draws=2),
            "draws must be an integer >= 1 and is for mining random; got 2 with batch-hard",
        ),
        (
            lambda: (
                TripletTable.of(Batch(line(3, 0), [1, 1, 1], 3), LOSS)
                .under(TransitionMatrix.identity(3))
                .risk
            ),
            "no triplet is ever valid",
        ),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
