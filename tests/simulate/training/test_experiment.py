"""Whole experiments: the same numbers however they are computed, and what is refused before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lossproof.simulate.machine import missing
from lossproof.simulate.running import Execution, OtherRunError
from lossproof.simulate.training import (
    Column,
    Data,
    Experiment,
    Optimiser,
    Settings,
    column,
    method,
    train,
)
from lossproof.simulate.training.experiment import SIDE_BY_SIDE, estimated
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

SMALL = Settings(hidden=(12,), epochs=4, batch=16, dropout=0.25)
EVERY = ("cce", "lq@backward", "forward", "forward-estimated", "backward-estimated", "dmi",
         "unhinged", "sigmoid", "truncated-lq", "imae", "bootstrap-soft", "1 - p**0.5")  # fmt: skip


def blobs(samples=120, classes=3, seed=0) -> Data:
    """Points around one corner of a simplex per class."""
    rng = np.random.default_rng(seed)

    def part(n):
        y = np.arange(n) % classes
        return rng.normal(3 * np.eye(classes)[y], 1.0), y

    (x, y), (x_test, y_test) = part(samples), part(90)
    return Data(x, y, x_test, y_test, classes, "blobs")


def skew(eta="0.3") -> Column:
    rows = [[f"{1 - float(eta):g}", eta, 0], [0, "0.8", "0.2"], ["0.1", 0, "0.9"]]
    return Column(f"skew:{eta}", TransitionMatrix.from_rows(rows))


def experiment(names=EVERY, columns=None, seeds=(0, 1), settings=SMALL, **given) -> Experiment:
    columns = columns or [column("none", 3), skew()]
    return Experiment(blobs(), [method(name) for name in names], columns, seeds, settings, **given)


@pytest.fixture(scope="module")
def outcome():
    return train(experiment(), backend_name="numpy")


def same(one, other) -> bool:
    names = ("accuracy", "by_class", "confidence", "diverged", "matrices")
    return all(np.array_equal(getattr(one, n), getattr(other, n), equal_nan=True) for n in names)


def test_the_same_numbers_twice_and_in_other_company(outcome) -> None:
    assert same(outcome, train(experiment(), backend_name="numpy"))
    assert np.allclose(outcome.by_class.mean(axis=-1), outcome.accuracy, equal_nan=True)
    alone = train(experiment(columns=[skew()], seeds=(1, 5)), backend_name="numpy")
    assert np.array_equal(alone.accuracy[:, 0, 0], outcome.accuracy[:, 1, 1], equal_nan=True)
    assert not np.array_equal(alone.confidence[:, 0, 1], outcome.confidence[:, 1, 1])


def test_the_same_numbers_for_any_number_of_workers() -> None:
    short = experiment(["cce", "dmi"])
    one, two = (train(short, backend_name="numpy", execution=Execution(workers=n)) for n in (1, 2))
    assert same(one, two)


def test_a_method_does_not_depend_on_its_company(outcome) -> None:
    assert len(EVERY) > SIDE_BY_SIDE
    for name in ("cce", "forward-estimated", "dmi", "sigmoid", "truncated-lq"):
        alone = train(experiment([name]), backend_name="numpy")
        place = EVERY.index(name)
        assert np.array_equal(alone.accuracy[..., 0], outcome.accuracy[..., place])
        theirs = outcome.confidence[:, :, :, place]
        assert np.array_equal(alone.confidence[:, :, :, 0], theirs, equal_nan=True)


@pytest.mark.parametrize("device", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_other_backends_agree(device: str) -> None:
    if reason := missing(device):
        pytest.skip(reason)
    names = ("cce", "forward-estimated", "unhinged", "truncated-lq", "backward", "dmi")
    settings = replace(SMALL, dtype="float64", epochs=3)
    found = [
        train(experiment(names, seeds=(0,), settings=settings), backend_name=name)
        for name in ("numpy", device)
    ]
    assert np.allclose(found[0].confidence, found[1].confidence, rtol=1e-6, equal_nan=True)
    assert np.allclose(found[0].matrices, found[1].matrices, rtol=1e-6, equal_nan=True)


def test_a_checkpoint_is_gone_on_from(outcome, tmp_path: Path) -> None:
    kept = Execution(checkpoint=tmp_path / "run.db")
    added: list[int] = []

    def stop(done: int, of: int) -> None:
        added.append(done)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(experiment(), backend_name="numpy", execution=replace(kept, progress=stop))
    assert added == [1, 2]
    again = train(experiment(), backend_name="numpy", execution=kept)
    assert same(outcome, again)
    with pytest.raises(OtherRunError):
        train(experiment(seeds=(0,)), backend_name="numpy", execution=kept)


def test_networks_learn(outcome) -> None:
    long = replace(SMALL, epochs=30, optimiser=Optimiser(rate=0.05))
    found = train(experiment(["cce", "forward", "lq"], settings=long), backend_name="numpy")
    assert (found.accuracy > 0.85).all()
    assert outcome.accuracy.shape == (1, 2, 2, len(EVERY))


def test_what_is_recorded_at_the_end_is_not_moved_by_what_is_recorded_before() -> None:
    settings = replace(SMALL, recorded=(1, 2, 4))
    names = ["cce", "forward-estimated", "unhinged"]
    curve = train(experiment(names, settings=settings), backend_name="numpy")
    last = train(experiment(names), backend_name="numpy")
    assert curve.accuracy.shape[0] == 3
    assert np.array_equal(curve.accuracy[-1], last.accuracy[-1])


def test_a_replicate_that_diverges_is_told_and_spoils_no_other() -> None:
    wild = replace(SMALL, optimiser=Optimiser("sgd", rate=1e3, momentum=0.0))
    # The first grows without bound and bends its network to infinity; the second has slope 0.
    names = ["(1 - p)**2 * exp(90*p)", "rce:log_zero=-1/1000000000"]
    found = train(experiment(names, settings=wild), backend_name="numpy")
    assert (found.diverged[:, :, 0] > 0).all()
    assert np.isnan(found.accuracy[..., 0]).all()
    assert not found.diverged[:, :, 1].any()
    alone = train(experiment(names[1:], settings=wild), backend_name="numpy")
    assert np.array_equal(found.accuracy[..., 1], alone.accuracy[..., 0])


def test_noisy_labels_follow_the_matrix() -> None:
    clean = np.repeat(np.arange(3), 4000)
    noisy = skew().draw(clean, 3)
    found = np.array([np.bincount(noisy[clean == i], minlength=3) for i in range(3)]) / 4000
    assert abs(found - skew().matrix.to_numpy()).max() < 0.04
    assert (found[skew().matrix.to_numpy() == 0] == 0).all()


def test_the_true_matrix_is_what_corrects(outcome) -> None:
    place = EVERY.index("forward")
    assert np.array_equal(outcome.matrices[1, 0, place], skew().matrix.to_numpy())
    rows = outcome.matrices[:, :, EVERY.index("forward-estimated")]
    assert np.allclose(rows.sum(axis=-1), 1)
    assert not np.allclose(rows[1, 0], skew().matrix.to_numpy())


def test_where_no_matrix_can_be_estimated_there_is_none() -> None:
    outputs = np.array([[0.7, 0.2, 0.1], [0.6, 0.1, 0.3], [0.1, 0.5, 0.4], [0.2, 0.3, 0.5]])
    assert np.allclose(estimated(outputs, 100), outputs[[0, 2, 3]])
    assert np.isnan(estimated(np.where(outputs > 0.6, np.nan, outputs), 97)).all()
    assert np.isnan(estimated(np.eye(3)[[0, 1, 1]], 97)).all()


def test_pruning_leaves_samples_out_once_it_has_begun() -> None:
    settings = replace(SMALL, epochs=6, recorded=(2, 6))
    found = train(experiment(["truncated-lq", "lq"], settings=settings), backend_name="numpy")
    assert np.array_equal(
        found.confidence[0, :, :, 0], found.confidence[0, :, :, 1], equal_nan=True
    )
    assert not np.array_equal(
        found.confidence[1, :, :, 0], found.confidence[1, :, :, 1], equal_nan=True
    )


SINGULAR = Column("half", TransitionMatrix.block("1/2", [(0, 1), (2,)]))


@together(
    ("given", "message"),
    [
        ({"columns": [column("none", 4)]}, "as many classes as the data, 3; it has 4"),
        ({"columns": [SINGULAR]}, "that of half is singular, or nearly so"),
        ({"names": ["cce", "cce"]}, "methods must have at least one entry, and no entry twice"),
        ({"names": []}, "methods must have at least one"),
        ({"seeds": ()}, "seeds must have at least one"),
        ({"seeds": (-1,)}, "seeds must be whole numbers from 0 on"),
        ({"percentile": 101}, r"percentile must be in \(0, 100\]"),
    ],
)
def test_what_cannot_be_trained_is_refused_before(given, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        experiment(**given)


def test_a_singular_matrix_is_no_hindrance_to_forward() -> None:
    found = train(experiment(["forward"], columns=[SINGULAR], seeds=(0,)), backend_name="numpy")
    assert not found.diverged.any()


@together(
    ("given", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"batch": 0}, "batch must be at least 1"),
        ({"hidden": (8, 0)}, "hidden must be at least 1"),
        ({"dropout": 1.0}, "dropout must be a number in"),
        ({"dtype": "float16"}, "dtype must be float32 or float64"),
        ({"recorded": (2, 1)}, "recorded must be increasing epochs"),
        ({"recorded": (41,)}, "recorded must be increasing epochs"),
    ],
)
def test_senseless_settings_are_refused(given, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Settings(**given)
