"""Gradients of losses and their corrections against differences of the definitions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.machine import backend
from lossproof.simulate.training import METHODS, method
from lossproof.simulate.training.gradients import (
    ScoreGradient,
    SoftmaxGradient,
    determinant_gradient,
    one_hot,
    softmax,
)
from lossproof.simulate.training.methods import printed_imae_weight, released_imae_weight
from lossproof.theory.information import dmi_loss
from lossproof.theory.losses import LOSSES, FixedLoss, mae
from lossproof.theory.losses.gradients import weight_in_training
from lossproof.theory.numbers import array
from tests.simulate.training.named import PLAIN, RESCALED
from tests.together import together
from tests.turns import in_turns

STEP = 1e-5
CLOSE = 1e-6
CORRECTIONS = ["", "forward", "backward"]


def found(given, logits, labels, T, xp=np, to=np.asarray):
    """The gradient by the array code, shape (c, n)."""
    c = len(logits)
    weights = one_hot(labels, c, np.float64)
    if given.correction == "backward":
        weights = np.linalg.inv(T)[labels].T
    matrix = to(T) if given.correction == "forward" else None
    if given.scores:
        u = ell = to(logits)
    else:
        u, ell = softmax(xp, to(logits))
    return given.gradient(c)(xp, u, ell, to(weights), matrix)


def by_differences(value, logits):
    """The gradient of `value`, a function of logits (c, n), by central differences."""
    rows = []
    for k in range(len(logits)):
        step = STEP * np.eye(len(logits))[:, [k]]
        rows.append((value(logits + step) - value(logits - step)) / (2 * STEP))
    return np.array(rows)


def drawn(classes, samples=9):
    rng = np.random.default_rng(classes)
    return rng.standard_normal((classes, samples)), rng.integers(0, classes, samples)


@in_turns(("correction", "name", "classes"), product(CORRECTIONS, PLAIN, [2, 3]), 5)
def test_gradients_are_those_of_the_definitions(
    values, corrected, noise, classes: int, name: str, correction: str
) -> None:
    given, T = corrected(name, correction), noise(classes)
    logits, labels = drawn(classes)
    ours = found(given, logits, labels, T)
    theirs = by_differences(lambda z: values(given, z, labels, T), logits)
    assert abs(ours - theirs).max() <= CLOSE * abs(theirs).max()
    assert abs(theirs).max() > 0


def test_a_wrong_gradient_is_noticed(values, noise) -> None:
    given, T = method("lq@forward"), noise(4)
    logits, labels = drawn(4)
    theirs = by_differences(lambda z: values(given, z, labels, T), logits)
    transposed = found(given, logits, labels, T.T)
    assert abs(transposed - theirs).max() > 1e-2 * abs(theirs).max()


@pytest.mark.parametrize("correction", CORRECTIONS)
@pytest.mark.parametrize(
    ("name", "weight"), [("imae", printed_imae_weight), ("imae-released", released_imae_weight)]
)
def test_rescaled_gradients_have_the_weight_that_is_said(name, weight, correction, noise) -> None:
    logits, labels = drawn(5)
    T = noise(5)
    ours = found(method(name), logits, labels, T)
    u = softmax(np, logits)[0][labels, np.arange(len(labels))]
    norm = array([weight(U)], [U])(u)[0]
    assert np.allclose(abs(ours).sum(axis=0), norm, rtol=1e-12)
    factor = array([weight(U) / weight_in_training(mae)(U)], [U])(u)[0]
    assert np.allclose(ours, factor * found(method("mae"), logits, labels, T), rtol=1e-12)
    if correction == "backward":
        mixed = found(method(f"{name}@backward"), logits, labels, T)
        each = [found(method(name), logits, np.full(len(labels), j), T) for j in range(5)]
        assert np.allclose(mixed, np.einsum("nj,jkn->kn", np.linalg.inv(T)[labels], each))
    if correction == "forward":
        pulled = found(method(f"{name}@forward"), logits, labels, T)
        assert np.isfinite(pulled).all()
        assert np.allclose(pulled.sum(axis=0), 0, atol=1e-9)


def test_the_list_of_losses_is_whole() -> None:
    assert {*METHODS} == {*PLAIN[:-3], *RESCALED, "dmi"}


@together("classes", [2, 3])
def test_the_determinant_gradient_is_that_of_the_definition(classes: int) -> None:
    logits, _ = drawn(classes, 20)
    labels = np.arange(20) % classes
    symbols = sympy.symbols(f"u0:{classes**2}")
    table = sympy.Matrix(classes, classes, symbols)
    form = dmi_loss(_Joint(table))

    def loss(z):
        joint = softmax(np, z)[0] @ one_hot(labels, classes, float).T / 20
        return array([form], symbols)(*joint.ravel())[0]

    ours = determinant_gradient(softmax(np, logits)[0], one_hot(labels, classes, float)) / 20
    for place in np.ndindex(*logits.shape):
        step = np.zeros_like(logits)
        step[place] = STEP
        theirs = (loss(logits + step) - loss(logits - step)) / (2 * STEP)
        assert ours[place] == pytest.approx(theirs, rel=CLOSE, abs=1e-9)


class _Joint:
    def __init__(self, table) -> None:
        self.table, self.size = table, table.rows

    def __getitem__(self, k):
        return list(self.table.row(k))


def test_a_batch_without_a_class_gives_no_determinant_gradient() -> None:
    logits, _ = drawn(3, 6)
    u = np.stack([softmax(np, logits)[0]] * 2)
    labels = np.array([[0, 1, 2, 0, 1, 2], [0, 1, 1, 0, 1, 0]])
    ours = determinant_gradient(u, one_hot(labels, 3, float))
    assert abs(ours[0]).min() > 0
    assert not ours[1].any()


@pytest.mark.parametrize("name", ["mse", "bootstrap-hard"])
@pytest.mark.parametrize("correction", CORRECTIONS)
def test_the_strict_backend_finds_the_same(corrected, noise, name: str, correction: str) -> None:
    device = backend("strict")
    given, T = corrected(name, correction), noise(4)
    logits, labels = drawn(4)
    there = found(given, logits, labels, T, device.xp, device.asarray)
    assert np.allclose(device.to_numpy(there), found(given, logits, labels, T), rtol=1e-12)


@in_turns(
    ("correction", "name"), product(CORRECTIONS, [name for name in METHODS if name != "dmi"]), 3
)
def test_outputs_that_round_to_0_have_finite_gradients(corrected, noise, name, correction) -> None:
    given, T = corrected(name, correction), noise(3)
    logits = np.array([[0.0, 400.0, 400.0], [400.0, 0.0, 0.0], [0.0, 0.0, 390.0]], np.float32)
    labels = np.array([0, 1, 2])
    weights = one_hot(labels, 3, np.float32)
    if correction == "backward":
        weights = np.linalg.inv(T)[labels].T.astype(np.float32)
    matrix = T.astype(np.float32) if correction == "forward" else None
    u, ell = softmax(np, logits)
    gradient = given.gradient(3)(np, u, ell, weights, matrix)
    assert np.isfinite(gradient).all()
    assert gradient.dtype == np.float32


def test_forward_through_zeros_of_T_is_right_where_the_label_cannot_come_about() -> None:
    T = np.array([[1.0, 0.0], [0.4, 0.6]])
    logits, labels = np.array([[200.0], [-200.0]]), np.array([1])
    gradient = found(method("forward"), logits, labels, T)
    # The label 1 tells that the class is 1, whatever the network says.
    assert np.allclose(gradient.ravel(), [1, -1])


def test_a_loss_of_scores_is_of_the_labels_score_alone() -> None:
    with pytest.raises(ValueError, match="label's score alone; mse does not"):
        ScoreGradient(LOSSES["mse"].fix(), 3)


def test_an_unknown_symbol_is_refused() -> None:
    loss = FixedLoss("open", lambda f, y: f[y] * sympy.Symbol("a"))
    with pytest.raises(ValueError, match="give every parameter a value"):
        SoftmaxGradient(loss, 3)
