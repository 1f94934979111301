"""Corrections are one definition: the same numbers from expressions and from arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.language import CountSymbol, SymbolicVector, Vector, realise
from lossproof.theory.language.terms import matrix, transposed
from lossproof.theory.losses import (
    LOSSES,
    applied,
    backward,
    backward_uniform,
    expectation,
    forward,
    label_losses,
    mixed_with_identity,
)
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

T = TransitionMatrix.from_rows(
    [["7/10", "1/5", "1/10"], ["1/20", "4/5", "3/20"], [0, "1/4", "3/4"]]
)
F = [sympy.Rational(k, 10) for k in (5, 3, 2)]
CHOSEN = ["cce", "mae", "mse", "unhinged"]


def exact(of: Any) -> Any:
    """A matrix in SymPy's numbers."""
    return Vector(Vector(sympy.Rational(str(x)) for x in row) for row in of)


def losses(name: str, f: Any) -> SymbolicVector:
    return label_losses(f, LOSSES[name].expression)


def on_arrays(name: str, f: np.ndarray) -> np.ndarray:
    return np.array([LOSSES[name](f[None, :], [j])[0] for j in range(len(f))])


@together("name", CHOSEN)
def test_arrays_are_corrected_as_expressions_are(name: str) -> None:
    f, inverse = Vector(F), exact(T.inverse())
    by_backward = backward(losses(name, f), inverse)
    by_forward = forward(lambda u: losses(name, u), f, transposed(exact(T.rows)))
    array, rows = np.array(F, float), T.to_numpy()
    plain = on_arrays(name, array)
    found = [
        backward(plain, np.linalg.inv(rows), np.matmul),
        forward(lambda u: on_arrays(name, u), array, rows.T, np.matmul),
    ]
    for expressions, numbers in zip((by_backward, by_forward), found, strict=True):
        assert numbers == pytest.approx([float(expressions[j]) for j in range(3)], rel=1e-12)


def test_the_correction_of_uniform_noise_is_that_by_its_matrix() -> None:
    eta = sympy.Rational(1, 5)
    plain = Vector(map(sympy.Integer, (3, 1, 4)))
    inverse = exact(TransitionMatrix.uniform("1/5", 3).inverse())
    corrected = backward(plain, inverse)
    for y in range(3):
        assert backward_uniform(plain[y], sum(plain), eta, 3) == corrected[y]


@together("name", CHOSEN)
def test_backward_is_unbiased_and_forward_has_the_noisy_prediction(name: str) -> None:
    f, rows = Vector(F), exact(T.rows)
    plain, noisy = losses(name, f), Vector(T.noisy_posterior(F))
    corrected = backward(plain, exact(T.inverse()))
    for y in range(3):
        assert sympy.simplify(expectation(rows[y], corrected) - plain[y]) == 0
    by_forward = forward(lambda u: losses(name, u), f, transposed(rows))
    expected = losses(name, Vector(sympy.Rational(str(x)) for x in noisy))
    assert all(sympy.simplify(by_forward[j] - expected[j]) == 0 for j in range(3))


def test_a_symbolic_number_of_classes_is_written_out_as_numbers_are() -> None:
    c = CountSymbol("c", integer=True, positive=True)
    T_BASE, F_BASE = sympy.IndexedBase("T", real=True), sympy.IndexedBase("f", real=True)
    noise = matrix(lambda i, j: T_BASE[i, j], c)
    f = SymbolicVector(lambda j: F_BASE[j], c)
    said = forward(lambda u: losses("mse", u), f, transposed(noise))[1]
    values = {"c": 3, "T": exact(T.rows), "f": Vector(F)}
    written = forward(lambda u: losses("mse", u), Vector(F), transposed(exact(T.rows)))[1]
    assert realise(said, values) == written
    assert realise(applied(transposed(noise), f).total(), values) == 1


@pytest.mark.parametrize("weight", ["0", "1/3", "1"])
def test_the_mixture_is_that_of_matrices(weight: str) -> None:
    mixture = mixed_with_identity(exact(T.rows), sympy.Rational(weight))
    assert mixture == exact(T.mixed_with_identity(weight).rows)
