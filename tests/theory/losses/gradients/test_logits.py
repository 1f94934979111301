"""Logit gradients against SymPy's own derivative of the loss of a softmax, and in expectation."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import Classes, Label, Simplex
from lossproof.theory.language import Vector, realise
from lossproof.theory.losses import LOSSES, cce, mae
from lossproof.theory.losses.gradients import (
    layer_norm,
    logit_gradient,
    logit_gradient_length,
    logit_gradient_norm,
    of_label,
    uniform_gradient,
    velocity,
)
from lossproof.theory.losses.gradients.logits import expected_gradient
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

Q, K = sympy.Rational(7, 10), sympy.Rational(1, 10)
PARAMETERS: dict[str, dict[str, Any]] = {
    "lq": {"q": Q},
    "truncated_lq": {"q": Q, "threshold": K},
    "rce": {"log_zero": -4},
    "sl": {"alpha": sympy.Rational(1, 10), "beta": 1, "log_zero": -4},
}
SMOOTH = [name for name in LOSSES if name != "zero_one"]
PREDICTIONS = [("2/3", "1/3"), ("1/2", "1/3", "1/6"), ("1/5", "3/10", "3/20", "7/20")]


def loss_of(name: str) -> Any:
    return lambda f, y: LOSSES[name].expression(f, y, **PARAMETERS.get(name, {}))


def point(entries: Any) -> Vector:
    return Vector(map(sympy.Rational, entries))


def symbols() -> tuple[Any, Any, Any]:
    c = Classes().symbolic("c", {})
    f = Simplex(c, interior=True).symbolic("f", {"c": c})
    return f, *(Label(c).symbolic(name, {}) for name in "yk")


@cache
def through_softmax(name: str, f: Vector, y: int) -> np.ndarray:
    """The gradient in the logits, by differentiating the loss of the written-out softmax."""
    z = sympy.symbols(f"z0:{f.size}", real=True)
    powers = [sympy.exp(entry) for entry in z]
    value = loss_of(name)(Vector(power / sympy.Add(*powers) for power in powers), y)
    at = {entry: sympy.log(u) for entry, u in zip(z, f, strict=True)}
    return np.array([float(sympy.diff(value, entry).subs(at).evalf()) for entry in z])


def close(found: Any, expected: Any, **how: float) -> None:
    np.testing.assert_allclose([float(each) for each in found], expected, **how)


@together("entries", PREDICTIONS)
@together("name", SMOOTH)
def test_gradient_is_that_of_the_loss_of_a_softmax(name: str, entries: Any) -> None:
    f = point(entries)
    for y in (0, f.size - 1):
        gradient = logit_gradient(loss_of(name), f, y)
        close(gradient, through_softmax(name, f, y), atol=1e-12)


@together("name", SMOOTH)
def test_symbolic_gradients_norms_and_means_are_those_of_the_entries(name: str) -> None:
    loss, at = loss_of(name), point(PREDICTIONS[1])
    gradients = [through_softmax(name, at, label) for label in range(3)]
    f, y, k = symbols()
    symbolic, written = logit_gradient(loss, f, y)[k], logit_gradient(loss, at, 2)
    for label in range(3):
        values = {"c": sympy.Integer(3), "f": at, "y": sympy.Integer(2), "k": sympy.Integer(label)}
        assert sympy.simplify(realise(symbolic, values) - written[label]) == 0
    norms = logit_gradient_norm(loss, at, 1), logit_gradient_length(loss, at, 1)
    close(norms, (np.abs(gradients[1]).sum(), np.linalg.norm(gradients[1])), rtol=1e-12)
    # A row of a matrix that is not symmetric, so that its transpose gives something else.
    row = ("1/2", "2/5", "1/10")
    expected = np.average(gradients, axis=0, weights=[float(Fraction(entry)) for entry in row])
    close(expected_gradient(loss, at, point(row)), expected, atol=1e-12)


def test_zero_one_has_no_gradient() -> None:
    assert logit_gradient(LOSSES["zero_one"].expression, point(PREDICTIONS[1]), 0) == (0, 0, 0)


def test_a_kink_gives_the_mean_of_both_sides() -> None:
    loss, f = loss_of("truncated_lq"), point(("1/10", "9/10"))
    above = logit_gradient(loss_of("lq"), f, 0)
    assert logit_gradient(loss, f, 0) == tuple(entry / 2 for entry in above)


@together("entries", PREDICTIONS)
def test_symbolic_norm_of_the_squared_error_is_that_written_out(entries: Any) -> None:
    f, y, _ = symbols()
    symbolic, at = logit_gradient_norm(loss_of("mse"), f, y), point(entries)
    for label in range(at.size):
        values = {"c": sympy.Integer(at.size), "f": at, "y": sympy.Integer(label)}
        expected = np.abs(through_softmax("mse", at, label)).sum()
        close([realise(symbolic, values)], [expected], rtol=1e-12)


def test_uniform_noise_is_the_row_of_its_matrix() -> None:
    f, eta = point(PREDICTIONS[2]), sympy.Rational(3, 10)
    row = Vector(map(sympy.Rational, TransitionMatrix.uniform("3/10", 4).rows[2]))
    for loss in (of_label(cce), mae):
        same = uniform_gradient(loss, f, 2, eta), expected_gradient(loss, f, row)
        assert all(sympy.expand(a - b) == 0 for a, b in zip(*same, strict=True))


def test_layer_norm_is_that_of_the_outer_product() -> None:
    gradient, features = np.array([-3, 1, 2]), np.array([2, 0, -5, 1])
    expected = np.abs(np.outer(features, gradient)).sum()
    assert layer_norm(Vector(map(int, gradient)), Vector(map(int, features))) == expected


@together("name", SMOOTH)
def test_velocity_is_that_of_a_small_step_down_the_gradient(name: str) -> None:
    f, step = point(PREDICTIONS[1]), 1e-6
    gradient = through_softmax(name, f, 1)
    moved = [np.array(f, float) * np.exp(-sign * step * gradient) for sign in (1, -1)]
    ahead, behind = (powers / powers.sum() for powers in moved)
    close(velocity(loss_of(name), f, 1), (ahead - behind) / (2 * step), atol=1e-7)


def test_what_is_no_prediction_label_or_rate_is_refused() -> None:
    f = point(("1/2", "1/3", "1/6"))
    for given in (tuple(f), list(f), ["1/2", "1/3", "1/6"]):
        assert logit_gradient(mae, given, 0) == logit_gradient(mae, f, 0)
        assert velocity(mae, given, 0) == velocity(mae, f, 0)
        assert uniform_gradient(mae, given, 0, Q) == uniform_gradient(mae, f, 0, Q)
    with pytest.raises(TypeError, match=r"f must be a Vector or a SymbolicVector; got array"):
        logit_gradient(mae, np.array([0.5, 0.5]), 0)
    for y in (-1, 3, sympy.Integer(3), np.int64(-1)):
        for call in (logit_gradient, logit_gradient_norm, velocity):
            with pytest.raises(ValueError, match=rf"y must be a class of f, in 0\.\.2; got {y}"):
                call(mae, f, y)
        with pytest.raises(ValueError, match="y must be a class of f"):
            uniform_gradient(mae, f, y, Q)
    for eta in (sympy.Rational(3, 2), -1, Fraction(-1, 9), 1.5):
        with pytest.raises(ValueError, match=r"eta must be a rate in \[0, 1\]; got"):
            uniform_gradient(mae, f, 0, eta)
