"""Channels: rows against their definitions, and what is refused."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.problem import InstanceNoise, channel, mixed_with_identity
from lossproof.simulate.problem.channels import inverse
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

ROWS = [["1/4", "3/8", "3/8"], ["3/4", "1/8", "1/8"], [0, "1/2", "1/2"]]


@together("classes", [2, 3, 10])
@together("eta", [0, 0.3, Fraction(2, 5), 1])
def test_a_rate_is_uniform_noise_over_the_other_classes(classes: int, eta) -> None:
    made = channel(eta, classes, "noises[0]")
    expected = TransitionMatrix.uniform(eta, classes).to_numpy()
    np.testing.assert_allclose(made.rows(), expected, rtol=1e-15)
    for clean in range(classes):
        np.testing.assert_array_equal(made.row(clean), made.rows()[clean])
    assert made.name == f"uniform({float(eta):g})"


def test_a_matrix_keeps_its_orientation() -> None:
    made = channel(TransitionMatrix.from_rows(ROWS), 3, "noises[1]")
    np.testing.assert_array_equal(made.row(1), [0.75, 0.125, 0.125])
    np.testing.assert_array_equal(made.rows()[:, 0], [0.25, 0.75, 0])
    assert made.name == "noises[1]"


def test_the_inverse_is_that_of_theory(skew) -> None:
    T = skew(4)
    expected = np.array(T.inverse(), float)
    np.testing.assert_allclose(inverse(channel(T, 4, "")), expected, rtol=1e-12, atol=1e-12)


def test_instance_rates_are_values_of_the_formula() -> None:
    u = np.linspace(0, 1, 7).reshape(7, 1)
    np.testing.assert_allclose(InstanceNoise((1 - U) / 2).rates(u), (1 - u) / 2)
    np.testing.assert_allclose(InstanceNoise(sympy.Rational(1, 4)).rates(u), np.full((7, 1), 0.25))
    noise = InstanceNoise(U**2)
    assert channel(noise, 3, "noises[0]") is noise
    assert noise.name == "instance(u**2)"


def test_recipes_tell_channels_apart_and_survive_json_and_pickle() -> None:
    noises = [
        0.25,
        0.5,
        TransitionMatrix.from_rows(ROWS),
        TransitionMatrix.from_columns(ROWS),
        TransitionMatrix.uniform(0.25, 3),
        InstanceNoise(U),
        InstanceNoise(U / 2),
    ]
    channels = [channel(noise, 3, "same place") for noise in noises]
    recipes = [json.dumps(made.recipe) for made in channels]
    assert len(set(recipes)) == len(noises)
    for made, recipe in zip(channels, recipes, strict=True):
        assert json.dumps(pickle.loads(pickle.dumps(made)).recipe) == recipe


@together("noise", [True, "1/5", None, [[1, 0], [0, 1]]])
def test_what_is_no_noise_is_refused(noise) -> None:
    with pytest.raises(TypeError, match=r"noises\[0\] must be a TransitionMatrix, the rate of"):
        channel(noise, 2, "noises[0]")


def test_a_singular_matrix_has_no_inverse() -> None:
    with pytest.raises(ValueError, match=r"invertible matrix; uniform\(0.5\) is singular"):
        inverse(channel(0.5, 2, ""))


@together(
    ("rate", "message"),
    [
        (
            sympy.Symbol("q") * U,
            r"rate must be .* Symbol\('u'\) alone; it also contains q",
        ),
        (2 * U, r"rate must have values in \[0, 1\]; 2\*u has values from 0 to 2"),
        (U - sympy.Rational(1, 2), r"rate must have values in \[0, 1\].* from -0.5 to 0.5"),
        (1 / U, r"rate must have values in \[0, 1\]"),
    ],
)
def test_an_instance_rate_that_is_no_chance_is_refused(rate, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        InstanceNoise(rate)


def test_noise_is_mixed_with_the_identity_if_it_has_a_matrix() -> None:
    rate, matrix = Fraction(2, 5), TransitionMatrix.uniform("2/5", 3)
    mixed = mixed_with_identity(rate, Fraction(1, 4))
    assert mixed == Fraction(3, 10)
    assert mixed_with_identity(matrix, Fraction(1, 4)) == TransitionMatrix.uniform(mixed, 3)
    with pytest.raises(TypeError, match="has no matrix to mix"):
        mixed_with_identity(InstanceNoise(sympy.Rational(1, 4)), Fraction(1, 4))
