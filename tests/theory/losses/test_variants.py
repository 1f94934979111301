"""Shipped variants against the array code that they stand for, and what may not be said of them."""

import numpy as np
import pytest
import sympy

from lossproof.theory.information import dmi_loss
from lossproof.theory.language import Vector
from lossproof.theory.losses import (
    cce,
    clipped_label,
    clipped_rce,
    counted,
    mass,
    rce,
    short_label,
    smoothed_cce,
    smoothed_dmi,
    smoothed_rce,
)
from tests.together import together

POINTS = [("1/2", "1/2"), ("1", "0", "0"), ("1/100", "39/100", "1/5", "2/5")]
S, T = sympy.Rational(1, 50), sympy.Rational(1, 20)
SMOOTHINGS = [clipped_label, short_label]


def prediction(point: tuple[str, ...]) -> tuple[Vector, np.ndarray]:
    f = Vector(map(sympy.Rational, point))
    return f, np.array(list(map(float, f)))


@pytest.mark.parametrize("point", POINTS, ids=len)
def test_clipped_rce_is_that_of_the_clipped_arrays(point: tuple[str, ...]) -> None:
    f, probs = prediction(point)
    for label in range(len(f)):
        one_hot = np.clip(np.eye(len(f))[label], float(S), 1)
        expected = -(np.clip(probs, float(T), 1) * np.log(one_hot)).sum()
        assert float(clipped_rce(f, label, S, T)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_without_a_floor_of_the_outputs_it_is_rce() -> None:
    f, _ = prediction(POINTS[2])
    assert sympy.expand(clipped_rce(f, 1, S, 0) - rce(f, 1, sympy.log(S))) == 0


@together("smoothing", SMOOTHINGS)
@together("point", [POINTS[0], POINTS[2]])
def test_smoothed_losses_are_those_of_the_written_label(smoothing, point) -> None:
    f, probs = prediction(point)
    c = len(f)
    top, rest = smoothing(S, c)
    for y in range(c):
        label = np.where(np.arange(c) == y, float(top), float(rest))
        assert float(mass(top, rest, c)) == pytest.approx(label.sum(), rel=1e-12)
        of_cce, of_rce = -(label * np.log(probs)).sum(), -(probs * np.log(label)).sum()
        assert float(smoothed_cce(f, y, top, rest)) == pytest.approx(of_cce, rel=1e-12)
        assert float(smoothed_rce(f, y, top, rest)) == pytest.approx(of_rce, rel=1e-12)


def test_the_mass_of_the_shipped_labels() -> None:
    above, below = (mass(*smoothing(S, 4), 4) for smoothing in SMOOTHINGS)
    assert above > 1 > below


def test_a_label_that_is_not_smoothed() -> None:
    f, _ = prediction(POINTS[2])
    assert smoothed_cce(f, 2, 1, 0) == cce(f[2])


def test_the_batch_matrix_and_its_mean() -> None:
    rng = np.random.default_rng(0)
    outputs, labels = rng.dirichlet(np.ones(3), size=50), rng.integers(3, size=50)
    table = outputs.T @ np.eye(3)[labels]
    d, size = abs(np.linalg.det(table / 50)), abs(np.linalg.det(table))
    assert counted(d, 50, 3) == pytest.approx(size, rel=1e-9)
    shipped = -np.log(size + 1e-3)
    assert float(smoothed_dmi(counted(d, 50, 3), 1e-3)) == pytest.approx(shipped, rel=1e-9)


def test_without_smoothing_it_is_the_loss_of_the_determinant() -> None:
    joint = Vector(
        [Vector(map(sympy.Rational, row)) for row in (("1/2", "1/10"), ("1/10", "3/10"))]
    )
    assert smoothed_dmi(sympy.Rational(7, 50), 0) == dmi_loss(joint)
