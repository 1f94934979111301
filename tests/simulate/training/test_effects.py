"""What is said of training, measured: times, verdicts, and that a wrong sentence is noticed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from lossproof.simulate.training import Data, Experiment, Optimiser, Settings, column, method, train
from lossproof.simulate.training.effects import EFFECTS, Effect, measure
from lossproof.simulate.training.effects.catalogue import few_classes, few_samples
from lossproof.simulate.training.effects.measures import (
    accurate,
    against_the_dimension,
    farther_off,
    fit_gap,
    later,
    least_step,
    reached,
    slower,
    uneven,
    uneven_at_all,
    uneven_gap,
    with_the_batch,
    worst_accuracy_gap,
)
from lossproof.simulate.training.embeddings import CollapseGrid
from tests.together import together

FAST = Settings(
    hidden=(8,), epochs=3, batch=8, dropout=0.0, optimiser=Optimiser("sgd", 0.05, 0.0),
    recorded=(1, 2, 3),
)  # fmt: skip


def data() -> Data:
    rng = np.random.default_rng(0)
    y = np.arange(80) % 4
    x = rng.normal(4 * np.eye(4)[y], 1.0)
    return Data(x, y, x, y, 4, "blobs")


SLOW = "rce:log_zero=-1/1000"


def effect(names=("cce", SLOW), **given) -> Effect:
    methods = [method(name) for name in names]
    return Effect(
        "test",
        "epochs of the second over those of the first",
        (lambda seeds: Experiment(data(), methods, [column("none", 4)], seeds, FAST),),
        lambda found: found.confidence[-1, 0, :, 0, 0] - found.confidence[-1, 0, :, 1, 0],
        **{"seeds": 16, **given},
    )


@together(
    ("given", "verdict"),
    [
        ({}, "agrees"),
        ({"names": (SLOW, "cce")}, "differs"),
        ({"margin": 0.9}, "differs"),
        ({"sense": "within", "margin": 0.9}, "agrees"),
        ({"sense": "within", "margin": 0.001}, "differs"),
        ({"names": ("cce", "forward"), "sense": "within", "margin": 0.001}, "agrees"),
    ],
)
def test_verdicts_follow_from_the_interval(given, verdict: str) -> None:
    found = measure(effect(**given), backend_name="numpy")
    assert found.verdict == verdict
    assert found.interval.low <= found.values.mean() <= found.interval.high
    assert len(found.values) == 16


def test_the_epoch_that_passes_a_level_is_interpolated() -> None:
    (make,) = effect().experiments
    made = make(range(2))
    found = train(made, backend_name="numpy")
    curves = np.array([[0.3, 0.4], [0.45, 0.6], [0.65, 0.9]])
    confidence = np.full((3, 1, 2, 2, 2), np.nan)
    confidence[:, 0, :, 0, 0] = curves
    confidence[:, 0, :, 1, 0] = 0.1
    given = replace(found, confidence=confidence)
    assert reached(given, 0) == pytest.approx([2.25, 1.5])
    assert np.isnan(reached(given, 1)).all()
    assert reached(given, 0, 0.35)[1] == pytest.approx((0.35 - 0.25) / (0.4 - 0.25))
    confidence[:, 0, :, 1, 0] = curves[:, ::-1]
    assert slower(given) == pytest.approx(np.log([1.5 / 2.25, 2.25 / 1.5]))


def test_a_level_of_accuracy_that_is_not_passed_counts_as_the_last_epoch() -> None:
    (make,) = effect().experiments
    found = train(make(range(2)), backend_name="numpy")
    accuracy = np.full((3, 1, 2, 2), 0.5)
    accuracy[:, 0, :, 1] = [[0.25, 0.5], [0.7, 0.6], [0.9, 0.7]]
    given = replace(found, accuracy=accuracy)
    assert accurate(given, 1) == pytest.approx([2.5, 3])
    assert accurate(given, 1, 0.6)[1] == pytest.approx(2)
    assert later(given) == pytest.approx(np.log([2.5 / 3, 1]))
    assert worst_accuracy_gap(given) == pytest.approx([0.4, 0.2])
    assert least_step(given) == pytest.approx([0.4, 0.2])


@together("name", EFFECTS)
def test_every_effect_makes_an_experiment(name: str) -> None:
    recipe = EFFECTS[name].recipe()
    assert recipe["name"] == EFFECTS[name].name == name
    assert len(recipe["experiments"]) == len(EFFECTS[name].experiments) >= 1
    assert json.loads(json.dumps(recipe)) == recipe
    assert EFFECTS[name].margin > 0 or EFFECTS[name].sense == "above"


def test_a_recipe_is_of_everything_that_is_trained() -> None:
    (told,) = effect().recipe()["experiments"]
    others = [effect(names=("cce", "mae")), effect(seeds=17)]
    assert told["methods"] == ["cce", SLOW]
    for other in others:
        assert other.recipe()["experiments"][0]["sha256"] != told["sha256"]


def test_few_classes_are_the_first_ones() -> None:
    part = few_classes(data(), 2)
    assert part.classes == 2
    assert {*part.y_train.tolist()} == {0, 1}
    assert len(part.x_train) == 40


def test_few_samples_are_the_first_of_every_class() -> None:
    part = few_samples(data(), 2)
    assert part.y_train.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert (part.x_train[::2] == data().x_train[:4]).all()
    assert len(part.x_test) == 80


def test_an_estimate_is_as_far_off_as_its_rows() -> None:
    (make,) = effect().experiments
    found = train(make(range(2)), backend_name="numpy")
    exact = np.broadcast_to(np.eye(4), found.matrices.shape)
    off = exact + np.array([0.1, 0.2])[:, None, None, None]
    few, many = (replace(found, matrices=each) for each in (off, exact))
    assert farther_off(few, many) == pytest.approx([0.4, 0.8])


def test_classes_are_uneven_beyond_what_chance_makes_of_equally_hard_ones() -> None:
    (experiment,) = (make(range(16)) for make in effect().experiments)
    sizes, seeds = np.array([5, 10, 20, 40]), 40_000
    unequal = replace(
        experiment.data, x_test=np.zeros((75, 4)), y_test=np.repeat(np.arange(4), sizes)
    )
    rng = np.random.default_rng(1)
    hard = np.array([[0.7] * 4, [0.9, 0.8, 0.5, 0.7]])[:, None]
    shares = rng.binomial(sizes, hard, (2, seeds, 4)) / sizes
    found = replace(
        train(experiment),
        experiment=replace(experiment, data=unequal),
        by_class=shares[None, :, :, None],
    )
    alike, different = uneven(found).mean(axis=1)
    assert alike == pytest.approx(0, abs=4 * uneven(found)[0].std() / np.sqrt(seeds))
    assert different > np.var(hard[1]) / 2
    assert uneven_gap(found).mean() == pytest.approx(different - alike)
    second = replace(found, by_class=found.by_class[:, 1:])
    assert uneven_at_all(second).mean() == pytest.approx(different)


def test_a_fit_is_that_of_samples_labelled_right() -> None:
    (make,) = effect().experiments
    found = train(make(range(2)), backend_name="numpy")
    confidence = np.zeros(found.confidence.shape)
    confidence[-1, -1, :, :, 0] = [[0.75, 0.5], [0.25, 1.0]]
    assert fit_gap(replace(found, confidence=confidence)).tolist() == [0.25, -0.75]


def test_of_a_grid_each_pair_of_cells_counts_once() -> None:
    diameter = np.array([[[0.05, 2.0], [1.0, 2.0]], [[0.1, 0.0], [0.0, 1.0]]])
    grid = CollapseGrid((12, 60), (1, 2), diameter, diameter, diameter)
    # Seed by seed: which of the batches 12 and 60 collapse with n = 1, and with n = 2.
    assert with_the_batch(grid).tolist() == [(0 + 1) / 2, (1 + 0) / 2]
    assert against_the_dimension(grid).tolist() == [(1 + 0) / 2, (0 + 1) / 2]
    (first,) = EFFECTS["collapse-with-batch"].experiments
    assert first(range(2)).summary["steps"] == 600


def test_a_recipe_is_of_what_is_measured_and_a_measure_depends_on_training() -> None:
    other = effect()
    turned = replace(other, measure=lambda found: -other.measure(found))
    assert effect().recipe() == other.recipe()
    assert turned.recipe() != other.recipe()
    with pytest.raises(ValueError, match="does not depend on the results of training"):
        replace(effect(), measure=lambda found: np.ones(16)).recipe()
