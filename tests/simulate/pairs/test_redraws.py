"""Pairs and triplets by draws, against their expectation and every labelling."""

from __future__ import annotations

import json
import pickle
import re
from fractions import Fraction as F

import numpy as np
import pytest

from simulate.pairs.batch import Batch
from simulate.pairs.pairs import Cells, PairTable
from simulate.pairs.redraws import PairTask, TripletTask
from simulate.pairs.triplets import TripletTable
from simulate.running import run
from tests.simulate.labelled import (
    PAIR,
    SIGMAS,
    SKEW,
    TRANSPOSED,
    TRIPLET,
    batch,
    labellings,
    line,
    loss_of,
    naive_batch_hard,
    naive_semi_hard,
    observed,
)
from theory.noise import TransitionMatrix

LINE = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])


def pair_task(points: Batch | Cells, T: TransitionMatrix = SKEW, **options) -> PairTask:
    return PairTask(points=points, T=T, loss=PAIR, seed=5, claim="pairs", **options)


def triplet_task(points: Batch, **options) -> TripletTask:
    return TripletTask(points=points, T=SKEW, loss=TRIPLET, seed=5, claim="triplets", **options)


def assert_agrees(found: dict, index: int, expected: float) -> None:
    n, total, squares = (float(found[key][index]) for key in ("n", "total", "squares"))
    mean = total / n
    error = np.sqrt(max(squares / n - mean**2, 0) / n)
    assert abs(mean - expected) <= SIGMAS * error + 1e-12, (mean, expected, error)


def test_counts_agree_with_expectation() -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), [[4, 0, 0], [0, 1, 4]])
    found = pair_task(cells, replicates=1000)(0)
    assert found["n"].tolist() == [1000, 1000]
    risk = cells.expected(SKEW).risk(PAIR)
    assert_agrees(found, 0, risk.risk)
    assert_agrees(found, 1, risk.agreement)
    with pytest.raises(AssertionError):
        assert_agrees(found, 0, cells.expected(TRANSPOSED).risk(PAIR).risk)


@pytest.mark.parametrize("sampling", ["all", "random"])
def test_draws_agree_with_expectation(sampling: str) -> None:
    points = batch([0, 0, 0, 0, 1, 1, 1, 2])
    found = pair_task(points, replicates=6000, sampling=sampling)(0)
    table = PairTable.of(points, PAIR)
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
    found = pair_task(points, replicates=4000, sampling="one-to-one")(0)
    assert found["n"][0] < found["n"][1] == 4000
    assert abs(found["n"][0] / 4000 - float(valid)) < SIGMAS / 2 / np.sqrt(4000)
    assert_agrees(found, 0, float(total / valid))


def test_one_to_one_approaches_the_weighted_risk() -> None:
    points = batch([0, 1, 2, 2] * 40)
    found = pair_task(points, replicates=100, sampling="one-to-one")(0)
    expected = PairTable.of(points, PAIR).under(SKEW).weighted(0.5)
    assert found["total"][0] / found["n"][0] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("sampling", PairTask.SAMPLINGS)
def test_a_block_depends_on_its_recipe_and_number_only(sampling: str) -> None:
    first = pair_task(batch([0, 1, 2, 2, 1, 0]), replicates=20, sampling=sampling)
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
        pair_task(points),
        pair_task(points, TRANSPOSED),
        pair_task(batch([0, 1, 2, 2, 1, 1])),
        pair_task(batch([0, 1, 2, 2, 1, 0], seed=1)),
        pair_task(points, replicates=3),
        pair_task(points, sampling="random"),
        pair_task(points, sampling="random", draws=3),
        pair_task(cells),
        pair_task(Cells(cells.distances, cells.counts + 1)),
    ]
    assert len({json.dumps(t.recipe, sort_keys=True) for t in tasks}) == len(tasks)


def test_run_adds_the_blocks() -> None:
    one = pair_task(batch([0, 1, 2, 2, 1, 0]), replicates=5)
    totals = run(one, 2).totals
    for key in ("n", "total", "squares"):
        assert (totals[key] == one(0)[key] + one(1)[key]).all()


def test_random_triplets_agree_with_expectation() -> None:
    points = Batch(line(8, seed=0), [0, 0, 0, 0, 1, 1, 1, 2], 3)
    found = triplet_task(points, replicates=3000, draws=40)(0)
    table, everything = TripletTable.of(points, TRIPLET), 8 * 7 * 6
    risk, transposed = table.under(SKEW), table.under(TRANSPOSED)
    assert_agrees(found, TripletTask.ESTIMANDS.index("contribution"), risk.total / everything)
    assert_agrees(found, TripletTask.ESTIMANDS.index("taken"), risk.triplets / everything)
    with pytest.raises(AssertionError):
        assert_agrees(
            found, TripletTask.ESTIMANDS.index("contribution"), transposed.total / everything
        )


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
    found = triplet_task(points, replicates=4000, mining=mining)(0)
    for name, value in expected.items():
        conditional = name not in ("contribution", "taken")
        assert_agrees(
            found, TripletTask.ESTIMANDS.index(name), float(value / valid if conditional else value)
        )
    assert 0 < found["n"][0] < 4000


@pytest.mark.parametrize("mining", TripletTask.MININGS)
def test_a_block_of_triplets_depends_on_its_recipe_and_number_only(mining: str) -> None:
    first = triplet_task(
        Batch(line(6, seed=1), [0, 1, 2, 2, 1, 0], 3), replicates=20, mining=mining
    )
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
        points=points, T=TransitionMatrix.identity(3), loss=TRIPLET, seed=0, claim=1, replicates=7
    )
    found = quiet(0)
    assert found["n"].tolist() == [0, 7, 7, 0, 0]
    assert not found["total"].any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pair_task(Batch(LINE, [0, 1, 1], 2)), "T must have c = 2 classes"),
        (
            lambda: pair_task(batch([0, 1]), sampling="some"),
            "sampling must be one of all, random, one",
        ),
        (
            lambda: pair_task(Cells(LINE, LINE.astype(int)), sampling="random"),
            "must be one of all; got",
        ),
        (
            lambda: pair_task(batch([0, 1]), replicates=0),
            "replicates must be an integer >= 1; got 0",
        ),
        (
            lambda: pair_task(batch([0, 1]), draws=3),
            "draws must be an integer >= 1 and is for sampling",
        ),
        (lambda: triplet_task(Batch(line(2, 0), [0, 1], 3)), "batch must hold n >= 3 points"),
        (lambda: triplet_task(Batch(line(3, 0), [0, 1, 1], 2)), "T must have c = 2 classes"),
        (
            lambda: triplet_task(Batch(line(3, 0), [0, 1, 1], 3), mining="hard"),
            "mining must be one of",
        ),
        (
            lambda: triplet_task(Batch(line(3, 0), [0, 1, 1], 3), mining="batch-hard", draws=2),
            "draws must be an integer >= 1 and is for mining random; got 2 with batch-hard",
        ),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
