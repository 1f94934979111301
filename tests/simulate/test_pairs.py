"""Pairs under noisy labels: in expectation, by counts and by draws, against every labelling."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from fractions import Fraction as F
from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from simulate.pairs import Batch, Cells, PairTable, PairTask
from simulate.run import run
from theory.embedding import PairLoss
from theory.noise import TransitionMatrix

LOSS = PairLoss(margin=0.5, boundary=1.25)
# Doubly stochastic, so that its transpose is noise as well, and not normal: T T' is not T' T.
ROWS = [["1/4", "3/8", "3/8"], ["3/4", "1/8", "1/8"], [0, "1/2", "1/2"]]
SKEW, TRANSPOSED = TransitionMatrix.from_rows(ROWS), TransitionMatrix.from_columns(ROWS)
SIGMAS = 6.5


def batch(labels: list[int], classes: int = 3, seed: int = 0) -> Batch:
    """Points on a line, at multiples of 1/8: sums of losses are exact in floats."""
    places = np.random.default_rng(seed).integers(0, 24, len(labels)) / 8
    return Batch(abs(places[:, None] - places), labels, classes)


def labellings(points: Batch, T: TransitionMatrix) -> Iterator[tuple[F, tuple[int, ...]]]:
    for noisy in product(range(points.classes), repeat=points.size):
        chance = F(1)
        for clean, label in zip(points.labels, noisy, strict=True):
            chance *= F(T[int(clean), label])
        if chance:
            yield chance, noisy


def observed(points: Batch, noisy: tuple[int, ...]) -> tuple[list[F], list[F]]:
    """Losses of the pairs seen as same and as different, by the definition of the loss."""
    same, different = [], []
    for i, j in combinations(range(points.size), 2):
        excess = F(points.distances[i, j]) - F(LOSS.boundary)
        kind, side = (same, 1) if noisy[i] == noisy[j] else (different, -1)
        kind.append(max(F(0), F(LOSS.margin) + side * excess))
    return same, different


def assert_agrees(found: dict, index: int, expected: float) -> None:
    n, total, squares = (float(found[key][index]) for key in ("n", "total", "squares"))
    mean = total / n
    error = np.sqrt(max(squares / n - mean**2, 0) / n)
    assert abs(mean - expected) <= SIGMAS * error + 1e-12, (mean, expected, error)


def task(points: Batch | Cells, T: TransitionMatrix = SKEW, **options) -> PairTask:
    return PairTask(points=points, T=T, loss=LOSS, seed=5, claim="pairs", **options)


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 2, 2, 1, 0], [2, 2, 2, 2], [1, 0, 1, 0, 1]])
def test_expectation_is_that_over_all_labellings(labels: list[int]) -> None:
    points = batch(labels)
    sums = [F(0)] * 4
    for chance, noisy in labellings(points, SKEW):
        same, different = observed(points, noisy)
        parts = (sum(same), sum(different), len(same), len(different))
        sums = [x + chance * part for x, part in zip(sums, parts, strict=True)]
    found = PairTable.of(points, LOSS).under(SKEW)
    assert (found.same, found.different, found.same_pairs, found.different_pairs) == tuple(sums)
    assert found.risk == pytest.approx(float((sums[0] + sums[1]) / comb(len(labels), 2)), rel=1e-12)
    weighted = F(1, 4) * sums[0] / sums[2] + F(3, 4) * sums[1] / sums[3]
    assert found.weighted(0.25) == pytest.approx(float(weighted), rel=1e-12)


def test_expectation_with_other_numbers() -> None:
    rng = np.random.default_rng(3)
    T = TransitionMatrix.random(4, rng=rng)
    points = Batch.from_embeddings(rng.normal(size=(5, 2)), rng.integers(0, 4, 5), 4)
    expected = 0.0
    for chance, noisy in labellings(points, T):
        same, different = observed(points, noisy)
        expected += float(chance) * float(sum(same) + sum(different)) / comb(5, 2)
    assert PairTable.of(points, LOSS).under(T).risk == pytest.approx(expected, rel=1e-12)


def test_a_transposed_matrix_is_noticed() -> None:
    table = PairTable.of(batch([0, 0, 0, 0, 1, 1, 1, 2]), LOSS)
    assert table.under(SKEW).risk != pytest.approx(table.under(TRANSPOSED).risk, rel=1e-2)
    assert table.under(SKEW).agreement != pytest.approx(table.under(TRANSPOSED).agreement, rel=1e-3)


def test_embeddings_give_euclidean_distances() -> None:
    points = Batch.from_embeddings([[0, 0], [3, 4], [0, 1]], [0, 1, 0], 2)
    assert points.distances[0, 1] == 5
    assert points.distances[0, 2] == 1


# -- by counts --------------------------------------------------------------------------------


def spread(cells: Cells) -> Batch:
    """The same points, one by one."""
    place, label = zip(
        *((u, y) for (u, y), k in np.ndenumerate(cells.counts) for _ in range(k)), strict=True
    )
    return Batch(cells.distances[np.ix_(place, place)], np.array(label), cells.classes)


def test_expected_counts_are_exact() -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), np.array([[2, 0, 1], [0, 3, 0]]))
    points, pairs = spread(cells), cells.expected(SKEW)
    place = np.repeat([0, 1], 3)
    expected = {(u, v): F(0) for u, v in product(range(2), repeat=2)}
    for chance, noisy in labellings(points, SKEW):
        for i, j in combinations(range(points.size), 2):
            expected[place[i], place[j]] += chance * (noisy[i] == noisy[j])
    assert {key: pairs.same[key] for key in expected} == expected
    assert (pairs.same + pairs.different).tolist() == [[3, 9], [0, 3]]
    table = PairTable.of(points, LOSS).under(SKEW)
    assert pairs.risk(LOSS).risk == pytest.approx(table.risk, rel=1e-12)
    assert pairs.risk(LOSS).weighted(0.5) == pytest.approx(table.weighted(0.5), rel=1e-12)


@pytest.mark.parametrize("size", [10**18, 10**30])
def test_counts_are_exact_whatever_their_size(size: int) -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), [[size, 0, 7], [3, size, size]])
    drawn, expected = cells.draw(np.random.default_rng(1), SKEW), cells.expected(SKEW)
    assert all(type(x) is int for x in drawn.same.flat)
    total = drawn.same + drawn.different
    assert total[0, 0] == comb(size + 7, 2)
    assert total[0, 1] == (size + 7) * (2 * size + 3)
    # Hoeffding: a share of a class is off by more than 5e-9 with chance below 1e-20.
    for u, v in ((0, 0), (0, 1), (1, 1)):
        assert abs(F(drawn.same[u, v] - expected.same[u, v]) / total[u, v]) < 1e-7
    assert drawn.same[0, 1] != expected.same[0, 1]


def test_counts_agree_with_expectation() -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), [[4, 0, 0], [0, 1, 4]])
    found = task(cells, replicates=1000)(0)
    assert found["n"].tolist() == [1000, 1000]
    risk = cells.expected(SKEW).risk(LOSS)
    assert_agrees(found, 0, risk.risk)
    assert_agrees(found, 1, risk.agreement)
    with pytest.raises(AssertionError):
        assert_agrees(found, 0, cells.expected(TRANSPOSED).risk(LOSS).risk)


# -- by draws ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sampling", ["all", "random"])
def test_draws_agree_with_expectation(sampling: str) -> None:
    points = batch([0, 0, 0, 0, 1, 1, 1, 2])
    found = task(points, replicates=6000, sampling=sampling)(0)
    table = PairTable.of(points, LOSS)
    risk, transposed = table.under(SKEW), table.under(TRANSPOSED)
    assert found["n"].tolist() == [6000, 6000]
    assert_agrees(found, 0, risk.risk)
    assert_agrees(found, 1, risk.agreement)
    with pytest.raises(AssertionError):
        assert_agrees(found, 0, transposed.risk)


def test_one_to_one_agrees_with_all_labellings() -> None:
    points = batch([0, 1, 2, 2, 1])
    total, valid = F(0), F(0)
    for chance, noisy in labellings(points, SKEW):
        same, different = observed(points, noisy)
        if same and different:
            valid += chance
            mean = sum(same) / len(same) + sum(different) / len(different)
            total += chance * mean / 2
    found = task(points, replicates=4000, sampling="one-to-one")(0)
    assert found["n"][0] < found["n"][1] == 4000
    assert abs(found["n"][0] / 4000 - float(valid)) < SIGMAS / 2 / np.sqrt(4000)
    assert_agrees(found, 0, float(total / valid))


def test_one_to_one_approaches_the_weighted_risk() -> None:
    points = batch([0, 1, 2, 2] * 40)
    found = task(points, replicates=100, sampling="one-to-one")(0)
    expected = PairTable.of(points, LOSS).under(SKEW).weighted(0.5)
    assert found["total"][0] / found["n"][0] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("sampling", PairTask.SAMPLINGS)
def test_a_block_depends_on_its_recipe_and_number_only(sampling: str) -> None:
    first = task(batch([0, 1, 2, 2, 1, 0]), replicates=20, sampling=sampling)
    block = first(3)
    copied = pickle.loads(pickle.dumps(first))
    assert vars(copied).keys() < vars(first).keys() | {"points"}
    assert json.dumps(copied.recipe) == json.dumps(first.recipe)
    for key, value in block.items():
        assert (copied(3)[key] == value).all()
    assert (first(4)["total"] != block["total"]).any()


def test_recipes_differ_where_results_may() -> None:
    points = batch([0, 1, 2, 2, 1, 0])
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), [[2, 0, 3], [1, 4, 0]])
    tasks = [
        task(points),
        task(points, TRANSPOSED),
        task(batch([0, 1, 2, 2, 1, 1])),
        task(batch([0, 1, 2, 2, 1, 0], seed=1)),
        task(points, replicates=3),
        task(points, sampling="random"),
        task(points, sampling="random", draws=3),
        task(cells),
        task(Cells(cells.distances, cells.counts + 1)),
    ]
    assert len({json.dumps(t.recipe, sort_keys=True) for t in tasks}) == len(tasks)


def test_run_adds_the_blocks() -> None:
    one = task(batch([0, 1, 2, 2, 1, 0]), replicates=5)
    totals = run(one, 2).totals
    for key in ("n", "total", "squares"):
        assert (totals[key] == one(0)[key] + one(1)[key]).all()


# -- what is refused --------------------------------------------------------------------------

LINE = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Batch(LINE[:1, :1], [0], 2), "labels must hold n >= 2 entries"),
        (lambda: Batch(LINE, [0, 1], 2), "labels must have an entry per row, 3; got 2"),
        (lambda: Batch(LINE, [0, 1, 2], 2), "labels must be integers in 0..c-1 = 0..1"),
        (lambda: Batch(LINE + np.eye(3), [0, 1, 1], 2), "0 on the diagonal"),
        (lambda: Batch.from_embeddings([0, 1], [0, 1], 2), "embeddings must have shape (n, d)"),
        (lambda: Batch.from_embeddings([[0], [np.nan]], [0, 1], 2), "with nan or inf"),
        (lambda: Cells(LINE, [[1, 2]]), "counts must have shape (m, c) with a row per row of"),
        (
            lambda: Cells(LINE[:1, :1], [[1, 0]]),
            "counts must have a sum n >= 2 to make a pair; got",
        ),
        (lambda: Cells(LINE[:1, :1], [[3, -1]]), "counts must be >= 0; got -1"),
        (lambda: task(Batch(LINE, [0, 1, 1], 2)), "T must have c = 2 classes"),
        (lambda: task(batch([0, 1]), sampling="some"), "sampling must be one of all, random, one"),
        (lambda: task(Cells(LINE, LINE.astype(int)), sampling="random"), "must be one of all; got"),
        (lambda: task(batch([0, 1]), replicates=0), "replicates must be an integer >= 1; got 0"),
        (lambda: task(batch([0, 1]), draws=3), "draws must be an integer >= 1 and is for sampling"),
        (lambda: PairTable.of(batch([0, 1]), LOSS).under(SKEW).weighted(2), "weight must be"),
        (
            lambda: (
                PairTable.of(batch([0, 1]), LOSS).under(TransitionMatrix.identity(3)).weighted(0.5)
            ),
            "no pair is ever observed as same",
        ),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def test_counts_are_integers() -> None:
    with pytest.raises(TypeError, match="counts must be whole numbers"):
        Cells(LINE[:1, :1], [[1.5, 2]])
