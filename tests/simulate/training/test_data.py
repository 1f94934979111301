"""What is trained on, under which noise and with which loss: read, and refused."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lossproof.simulate.training import (
    Data,
    Method,
    column,
    digits,
    from_file,
    method,
    normal_classes,
)
from lossproof.theory.losses import LOSSES
from lossproof.theory.noise import TransitionMatrix
from tests.together import together


def arrays(**given):
    """A good file's arrays, some replaced."""
    x, y = np.linspace(0, 1, 24).reshape(6, 2, 2), np.array([0, 1, 2, 0, 1, 2])
    return {"x_train": x, "y_train": y, "x_test": x, "y_test": y} | given


def test_digits_are_all_there() -> None:
    data = digits()
    assert (len(data.x_train), len(data.x_test), data.features) == (1348, 449, 64)
    assert data.x_train.min() == 0
    assert data.x_train.max() == 1
    assert data.recipe == digits().recipe


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    np.savez(path, **arrays(x_train=np.full((6, 2, 2), 51, np.uint8)))
    data = from_file(path)
    assert data.classes == 3
    assert data.x_train.shape == (6, 4)
    assert np.allclose(data.x_train, 0.2)
    assert data.name == "mine.npz"


WITH_NAN = np.linspace(0, 1, 24).reshape(6, 2, 2).copy()
WITH_NAN[2, 1, 0] = np.nan


@together(
    ("given", "message"),
    [
        ({"x_train": WITH_NAN}, "x_train must contain numbers that are finite in float32; row 2, "
                                "feature 2 is nan"),
        ({"x_test": np.full((6, 4), 1e300)}, "x_test must contain numbers that are finite"),
        ({"y_test": np.array([0, 1, 2, 0, 1, 3])}, "y_test: labels must be integers in 0..c-1"),
        ({"y_train": np.array([0, 1, -1, 0, 1, 2])}, "y_train: labels must be integers in 0"),
        ({"y_train": np.array([0, 1, 3, 0, 1, 3])}, "contain every class of 0..3; class 2 has no"),
        ({"y_train": np.array([0, 1, 10**9, 0, 1, 1])}, "class 2 has no sample: number"),
        ({"y_test": np.array([0, 1, 1, 0, 1, 0])}, "y_test must contain every class of 0..2"),
        ({"y_train": np.array([0, 1, 2])}, "y_train must have one label per sample, 6; got 3"),
        ({"y_train": np.zeros(6)}, "y_train of .* must be integers"),
        ({"x_train": np.zeros(6)}, "x_train must contain numbers, shape"),
        ({"x_train": np.zeros((0, 4))}, "x_train must contain numbers, shape"),
        ({"x_train": np.array([["a"]] * 6)}, "x_train must contain numbers, shape"),
        ({"x_test": np.zeros((6, 5))}, "the same number of features; got 4 and 5"),
    ],
)  # fmt: skip
def test_senseless_data_are_refused(tmp_path: Path, given, message: str) -> None:
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays(**given))
    with pytest.raises(ValueError, match=message):
        from_file(path)


def test_labels_that_are_no_integers_are_refused() -> None:
    with pytest.raises(TypeError, match="y_train: labels must be integers"):
        Data(**arrays(y_train=np.zeros(6)), classes=3, name="")


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        from_file(tmp_path / "none.npz")
    text = tmp_path / "text.npz"
    text.write_text("x")
    with pytest.raises(ValueError, match=r"must be \.npz with arrays x_train"):
        from_file(text)
    np.savez(tmp_path / "few.npz", x_train=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="y_train is missing"):
        from_file(tmp_path / "few.npz")


def test_similar_digits_flip_as_printed() -> None:
    T = column("asymmetric:0.7", 10).matrix
    assert T[2, 7] == T[3, 8] == T[5, 6] == T[6, 5] == T[7, 1] == T[7, 1]
    assert float(T[2, 7]) == 0.7
    assert [T[i, i] == 1 for i in range(10)] == [True, True, *[False] * 2, True, *[False] * 3,
                                                 True, True]  # fmt: skip


def test_the_other_noises() -> None:
    assert column("none", 4).matrix == TransitionMatrix.identity(4)
    assert column("symmetric:1/5", 4).matrix == TransitionMatrix.uniform("1/5", 4)
    assert column("0.2", 4) == column("symmetric:0.2", 4)
    assert column("1/5", 4) == column("symmetric:1/5", 4)
    assert column("circular:1/5", 4).matrix == TransitionMatrix.circular("1/5", 4)
    grouped = column("circular:1/5:2", 4).matrix
    assert grouped == TransitionMatrix.pair_flip("1/5", [(0, 1), (2, 3)], 4)
    binary = column("binary:0.4", 2).matrix
    assert binary == TransitionMatrix.from_rows([["0.95", "0.05"], ["0.4", "0.6"]])


@together(
    ("text", "classes", "message"),
    [
        ("fog:0.2", 10, "a noise must be one of: none"),
        ("symmetric", 10, "a noise must be one of: none"),
        ("symmetric:0.2:5", 10, "a noise must be one of: none"),
        ("none:1", 10, "a noise must be one of: none"),
        ("1.2", 10, "a rate must be a number in"),
        ("1/0", 10, "a rate must be a number in"),
        ("symmetric:x", 10, "a rate must be a number in"),
        ("symmetric:1.2", 10, "a rate must be a number in"),
        ("asymmetric:0.2", 3, "is noise for 10 classes, but the data have 3"),
        ("binary:0.2", 3, "is noise for 2 classes, but the data have 3"),
        ("circular:0.2:3", 10, "super-classes must divide 10"),
    ],
)
def test_senseless_noises_are_refused(text: str, classes: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        column(text, classes)


def test_methods_by_text() -> None:
    lq = method("lq:q=1/2@backward-estimated")
    assert (lq.correction, lq.estimated) == ("backward", True)
    assert lq.loss.name == "lq(q=1/2)"
    assert lq.first is not None
    assert lq.first.name == "lq:q=1/2"
    assert lq.first.correction is None
    assert method("forward").recipe["correction"] == "forward"
    assert method("1 - p**0.7").recipe["loss"] == ["1 - exp(7*ell/10)"]
    assert method("sum(p**2) - 2*p").recipe["loss"] == ["s0 - 2*u", "u**2"]


def test_losses_of_one_name_have_recipes_of_their_own() -> None:
    one = Method("mine", LOSSES["mae"].fix())
    other = Method("mine", replace(LOSSES["mse"].fix(), name="mae"))
    assert one.recipe != other.recipe
    assert pickle.loads(pickle.dumps(method("lq@forward"))).recipe == method("lq@forward").recipe


@together(
    ("text", "message"),
    [
        ("nll", "a loss must be one of: cce, mae"),
        ("foo", r"^no loss is called 'foo'; (?!.*--set)(?!.*\bcce\b.*\bcce\b)"),
        ("savge", "no loss is called 'savge': did you mean savage?"),
        ("lq:q=2", "q"),
        ("lq:q", "NAME:PARAMETER=VALUE"),
        ("lq:p=1", "the parameters of lq are: q; got: p"),
        ("unhinged:q=1@forward", "the parameters of unhinged are: none"),
        ("cce@sideways", "a correction must be @forward, @backward"),
        ("cce@forward-guessed", "a correction must be @forward, @backward"),
        ("dmi@forward", "dmi has no forward correction"),
        ("sigmoid@forward", "sigmoid has no forward correction"),
        ("sigmoid@backward-estimated", "sigmoid cannot estimate a matrix"),
    ],
)
def test_senseless_methods_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        method(text)


def test_normal_classes_are_as_wide_as_told() -> None:
    data = normal_classes(3, 4, size=400, spread=0.25, seed=1)
    assert data.x_train.shape == (1200, 4)
    assert data.x_test.shape == (600, 4)
    assert (np.bincount(data.y_train) == 400).all()
    assert (np.bincount(data.y_test) == 200).all()
    for k in range(3):
        own, other = data.x_train[data.y_train == k], data.x_test[data.y_test == k]
        assert own.std(axis=0) == pytest.approx(np.full(4, 0.25), rel=0.2)
        assert own.mean(axis=0) == pytest.approx(other.mean(axis=0), abs=0.12)
    again = normal_classes(3, 4, size=400, spread=0.25, seed=1)
    assert (again.x_test == data.x_test).all()
