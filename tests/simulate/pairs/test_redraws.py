"""Pairs and triplets by draws, against their expectation and every labelling."""

from __future__ import annotations

import json
import pickle
import re
from fractions import Fraction as F

import numpy as np
import pytest

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.pairs import Cells, PairTable
from lossproof.simulate.pairs.redraws import PairTask, TripletTask
from lossproof.simulate.pairs.strategies import (
    AllPairs,
    BatchHard,
    DistanceWeighted,
    OneToOne,
    PairStrategy,
    RandomPairs,
    RandomTriplets,
    Reducer,
    SemiHard,
    TripletStrategy,
    Weighted,
)
from lossproof.simulate.pairs.triplets import TripletTable
from lossproof.simulate.running import run
from lossproof.theory.noise import TransitionMatrix
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
from tests.together import together

SEMI_HARD = SemiHard(float(TRIPLET.margin))
PAIRS = [AllPairs(), RandomPairs(15), Weighted(0.25), OneToOne()]
TRIPLETS = [RandomTriplets(), BatchHard(), SEMI_HARD, DistanceWeighted(3)]
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


@pytest.mark.parametrize("strategy", [AllPairs(), RandomPairs(8)], ids=repr)
def test_draws_agree_with_expectation(strategy: PairStrategy) -> None:
    points = batch([0, 0, 0, 0, 1, 1, 1, 2])
    found = pair_task(points, replicates=6000, strategy=strategy)(0)
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
    found = pair_task(points, replicates=4000, strategy=OneToOne())(0)
    assert found["n"][0] < found["n"][1] == 4000
    assert abs(found["n"][0] / 4000 - float(valid)) < SIGMAS / 2 / np.sqrt(4000)
    assert_agrees(found, 0, float(total / valid))


def test_one_to_one_approaches_the_weighted_risk() -> None:
    points = batch([0, 1, 2, 2] * 40)
    found = pair_task(points, replicates=100, strategy=OneToOne())(0)
    expected = PairTable.of(points, PAIR).under(SKEW).weighted(0.5)
    assert found["total"][0] / found["n"][0] == pytest.approx(expected, rel=0.02)


@together("strategy", PAIRS)
def test_a_block_depends_on_its_recipe_and_number_only(strategy: PairStrategy) -> None:
    first = pair_task(batch([0, 1, 2, 2, 1, 0]), replicates=20, strategy=strategy)
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
        pair_task(points, strategy=RandomPairs(6)),
        pair_task(points, strategy=RandomPairs(3)),
        pair_task(points, reducer=Reducer.AVG_NON_ZERO),
        pair_task(cells),
        pair_task(Cells(cells.distances, cells.counts + 1)),
    ]
    assert len({json.dumps(t.recipe, sort_keys=True) for t in tasks}) == len(tasks)


@together("reducer", Reducer)
@together("strategy", [AllPairs(), Weighted(0.25)])
def test_reduced_losses_of_pairs_are_those_of_the_definitions(
    strategy: PairStrategy, reducer: Reducer
) -> None:
    labels = [0, 1, 2, 2, 1, 0, 0]
    points = batch(labels)
    task = pair_task(
        points, TransitionMatrix.identity(3), strategy=strategy, reducer=reducer, replicates=1
    )
    kinds = observed(points, tuple(labels))
    kept = [[x for x in kind if x or reducer is Reducer.MEAN] for kind in kinds]
    assert all(kept)
    assert [len(x) for x in kept] != [len(x) for x in kinds] or reducer is Reducer.MEAN
    means = [float(sum(kind) / len(kind)) for kind in kept]
    weight = strategy.weight(len(kept[0]) / sum(map(len, kept)))
    assert task(0)["total"][0] == pytest.approx(weight * means[0] + (1 - weight) * means[1])


def test_losses_that_are_all_0_reduce_to_0() -> None:
    far = Batch(np.array([[0, 9.0, 9], [9, 0, 0.1], [9, 0.1, 0]]), [0, 1, 1], 3)
    for strategy in (AllPairs(), Weighted(), OneToOne()):
        task = pair_task(
            far, TransitionMatrix.identity(3), strategy=strategy, reducer=Reducer.AVG_NON_ZERO
        )
        found = task(0)
        assert (found["n"][0], found["total"][0]) == (64, 0)
    alone = batch([0, 0, 0])
    without = pair_task(alone, TransitionMatrix.identity(3), strategy=OneToOne())(0)
    assert without["n"].tolist() == [0, 64]


def test_the_mean_of_active_triplets_is_of_those_with_a_loss() -> None:
    places = [[0], [0.25], [0.5], [1.25], [3]]
    points = Batch.from_embeddings(places, [0, 0, 0, 1, 1], 3)
    quiet = {
        reducer: TripletTask(
            points=points, T=TransitionMatrix.identity(3), loss=TRIPLET, seed=5, claim=0,
            replicates=1, strategy=BatchHard(), reducer=reducer,
        )(0)["total"][0]
        for reducer in Reducer
    }  # fmt: skip
    losses = [
        float(loss_of(points, each)) for each in naive_batch_hard(points.distances, points.labels)
    ]
    active = [x for x in losses if x > 0]
    assert 0 < len(active) < len(losses)
    assert quiet[Reducer.MEAN] == pytest.approx(sum(losses) / len(losses))
    assert quiet[Reducer.AVG_NON_ZERO] == pytest.approx(sum(active) / len(active))


def test_run_adds_the_blocks() -> None:
    one = pair_task(batch([0, 1, 2, 2, 1, 0]), replicates=5)
    totals = run(one, 2).totals
    for key in ("n", "total", "squares"):
        assert (totals[key] == one(0)[key] + one(1)[key]).all()


def test_random_triplets_agree_with_expectation() -> None:
    points = Batch(line(8, seed=0), [0, 0, 0, 0, 1, 1, 1, 2], 3)
    found = triplet_task(points, replicates=3000, strategy=RandomTriplets(40))(0)
    table, everything = TripletTable.of(points, TRIPLET), 8 * 7 * 6
    risk, transposed = table.under(SKEW), table.under(TRANSPOSED)
    assert_agrees(found, TripletTask.ESTIMANDS.index("contribution"), risk.total / everything)
    assert_agrees(found, TripletTask.ESTIMANDS.index("taken"), risk.triplets / everything)
    with pytest.raises(AssertionError):
        assert_agrees(
            found, TripletTask.ESTIMANDS.index("contribution"), transposed.total / everything
        )


@pytest.mark.parametrize("strategy", [BatchHard(), SEMI_HARD], ids=repr)
def test_mined_triplets_agree_with_all_labellings(strategy: TripletStrategy) -> None:
    clean = [0, 1, 2, 2, 1]
    points = Batch(line(5, seed=8, spots=12), clean, 3)
    naive, candidates = {
        BatchHard(): (naive_batch_hard, 5),
        SEMI_HARD: (naive_semi_hard, 20),
    }[strategy]
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
    found = triplet_task(points, replicates=4000, strategy=strategy)(0)
    for name, value in expected.items():
        conditional = name not in ("contribution", "taken")
        assert_agrees(
            found, TripletTask.ESTIMANDS.index(name), float(value / valid if conditional else value)
        )
    assert 0 < found["n"][0] < 4000


@together("strategy", TRIPLETS)
def test_a_block_of_triplets_depends_on_its_recipe_and_number_only(
    strategy: TripletStrategy,
) -> None:
    points = Batch(line(6, seed=1) / 2, [0, 1, 2, 2, 1, 0], 3)
    first = triplet_task(points, replicates=20, strategy=strategy)
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


@together(
    ("make", "message"),
    [
        (lambda: pair_task(Batch(LINE, [0, 1, 1], 2)), "T must have c = 2 classes"),
        (
            lambda: pair_task(Cells(LINE, LINE.astype(int)), strategy=OneToOne()),
            "cells hold no pairs one by one: strategy must be AllPairs()",
        ),
        (
            lambda: pair_task(Cells(LINE, LINE.astype(int)), reducer=Reducer.AVG_NON_ZERO),
            "and reducer the mean; got AllPairs() and avg-non-zero",
        ),
        (
            lambda: pair_task(batch([0, 1]), replicates=0),
            "replicates must be an integer >= 1; got 0",
        ),
        (lambda: RandomPairs(0), "draws must be an integer >= 1; got 0"),
        (lambda: RandomTriplets(0), "draws must be an integer >= 1; got 0"),
        (lambda: DistanceWeighted(1), "dimension must be an integer >= 2; got 1"),
        (lambda: DistanceWeighted(3, 1, 0.5), "nonzero_loss_cutoff <= 2; got 1 and 0.5"),
        (lambda: triplet_task(Batch(line(2, 0), [0, 1], 3)), "batch must hold n >= 3 points"),
        (lambda: triplet_task(Batch(line(3, 0), [0, 1, 1], 2)), "T must have c = 2 classes"),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
