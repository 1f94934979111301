"""Information of joint matrices: exact, in symbols and on arrays; what is refused, and how."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import Classes, Joint
from lossproof.theory.information import (
    JointDistribution,
    accuracy,
    dmi,
    dmi_loss,
    mutual_information,
    response_joint,
)
from lossproof.theory.information.measures import dmi_loss_of, mutual_information_of
from lossproof.theory.language import Vector
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

READ = JointDistribution.from_rows


def joint(size: int, seed: int = 0) -> JointDistribution:
    counts = np.random.default_rng(seed).integers(1, 20, size=(size, size))
    return READ([[Fraction(int(x), int(counts.sum())) for x in row] for row in counts])


def vector(rows: Any) -> Vector:
    return Vector(Vector(sympy.Rational(*x.as_integer_ratio()) for x in row) for row in rows)


@together("size", [2, 3, 4, 10])
def test_the_forms_agree(size: int) -> None:
    Q = joint(size, size)
    exact, rows = Q.exact_mutual_information(), vector(Q.rows)
    assert Q.mutual_information() == pytest.approx(float(exact), abs=1e-12)
    assert float(mutual_information(rows)) == pytest.approx(float(exact), abs=1e-12)
    assert dmi(rows) == sympy.Rational(*Q.dmi().as_integer_ratio())
    assert Q.dmi_loss() == pytest.approx(float(dmi_loss(rows)), rel=1e-12)
    floats = READ(Q.to_numpy().tolist())
    assert not floats.exact
    assert float(floats.dmi()) == pytest.approx(float(Q.dmi()), rel=1e-9)
    assert floats.dmi_loss() == pytest.approx(Q.dmi_loss(), rel=1e-9)
    stack = np.stack([Q.to_numpy(), Q.transposed().to_numpy()])
    np.testing.assert_allclose(dmi_loss_of(stack), Q.dmi_loss(), rtol=1e-9)
    np.testing.assert_allclose(mutual_information_of(stack), Q.mutual_information(), rtol=1e-9)


@together("size", [2, 3, 10, 60])
def test_known_values(size: int) -> None:
    certain = READ([[Fraction(int(i == j), size) for j in range(size)] for i in range(size)])
    assert certain.mutual_information() == pytest.approx(math.log(size))
    assert certain.dmi() == Fraction(1, size**size)
    assert certain.dmi_loss() == pytest.approx(size * math.log(size))
    apart = READ([[Fraction(1, size**2)] * size for _ in range(size)])
    assert apart.mutual_information() == pytest.approx(0, abs=1e-12)
    assert apart.dmi() == 0


def test_the_loss_of_a_singular_joint_is_infinite() -> None:
    rows = [["1/4", 0, "1/4"], [0, "1/4", 0], ["1/8", 0, "1/8"]]
    Q = READ(rows)
    assert Q.dmi() == 0
    assert Q.dmi_loss() == math.inf
    assert dmi_loss(vector(Q.rows)) == sympy.oo
    # A third, three times, is not 1 in floats: the determinant of the array is not quite 0.
    thirds = np.array([[1, 2, 3], [2, 4, 6], [1, 1, 1]]) / 21
    assert READ(thirds.tolist()).dmi_loss() == math.inf
    assert list(dmi_loss_of(np.stack([thirds, np.eye(3) / 3]))) == [
        math.inf,
        pytest.approx(3 * math.log(3)),
    ]


def test_noise_multiplies_dmi() -> None:
    Q = joint(3)
    T = TransitionMatrix.from_rows([["1/2", "1/3", "1/6"], [0, 1, 0], ["1/5", 0, "4/5"]])
    noisy = Q.through(T)
    assert noisy.exact
    assert noisy.dmi() == Q.dmi() * abs(Fraction(T.determinant()))
    assert noisy[0, 1] == Q[0, 0] * T[0, 1] + Q[0, 1] * T[1, 1] + Q[0, 2] * T[2, 1]
    assert noisy.before(T) == Q
    assert noisy.mutual_information() <= Q.mutual_information()


def test_a_classifier_has_a_joint_with_the_label() -> None:
    response = TransitionMatrix.from_rows([["1/2", "1/2"], [0, 1]])
    Q = JointDistribution.from_classifier(["1/3", "2/3"], response)
    assert Q.rows == READ([["1/6", 0], ["1/6", "2/3"]]).rows
    prior, rows = Vector(map(sympy.Rational, ("1/3", "2/3"))), vector(response.rows)
    assert response_joint(prior, rows) == vector(Q.rows)
    assert accuracy(prior, rows) == sympy.Rational(5, 6)


def test_a_joint_may_have_variables_of_different_sizes() -> None:
    Q = READ([["1/4", "1/4", 0], [0, 0, "1/2"]])
    assert Q.shape == (2, 3)
    assert Q.mutual_information() == pytest.approx(math.log(2))
    for call in (Q.dmi, Q.determinant, Q.dmi_loss):
        with pytest.raises(ValueError, match="square for a determinant; got 2 by 3: both"):
            call()
    with pytest.raises(ValueError, match=r"joints must be square .* got \(2, 3\)"):
        dmi_loss_of(Q.to_numpy())
    with pytest.raises(ValueError, match=r"T must have one row per value .*, 3; got 2"):
        Q.through(TransitionMatrix.identity(2))


@together(
    ("rows", "error", "message"),
    [
        ([[1, 0], [0, 1]], ValueError, r"joint must sum to 1; got 2 \(counts\? divide"),
        ([["1/2", 0], [0, "1/3"]], ValueError, "joint must sum to 1; got 5/6"),
        ([[0.5, 0.0], [0.0, 0.4]], ValueError, "joint must sum to 1; got 0.9"),
        ([["3/2", 0], [0, "-1/2"]], ValueError, r"joint\[1, 1\] must be a nonnegative.*; got -1/2"),
        ([[float("nan"), 0], [0, 1]], ValueError, r"joint\[0, 0\] must be a nonnegative.*got nan"),
        (
            [["1/2", "1/2"], [0]],
            ValueError,
            "rows of one length, at least 1; got 2 rows of 1 and 2",
        ),
        ([], ValueError, "rows of one length, at least 1; got 0 rows of 0"),
        ([[]], ValueError, "rows of one length, at least 1; got 1 rows of 0"),
        ([["one"]], ValueError, r"joint\[0, 0\] must be a number .*; got 'one'"),
        ([[True]], TypeError, r"joint\[0, 0\] must be a number .*; got True"),
        ([1, 0], TypeError, "joint must be rows of numbers; row 0 is 1"),
        ("1", TypeError, "joint must be rows of numbers; got '1'"),
    ],
)
def test_what_is_no_joint_is_refused(rows: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        READ(rows)


@together(
    ("joints", "message"),
    [
        ([0.5, 0.5], r"joints must have shape \(..., m, d\), m and d positive; got \(2,\)"),
        (np.zeros((0, 2)), r"joints must have shape .*; got \(0, 2\)"),
        ([[1.0, 0.5], [0.0, -0.5]], "joints must contain nonnegative numbers; got -0.5"),
        ([[math.nan, 0.5], [0.0, 0.5]], "joints must contain nonnegative numbers; got nan"),
        ([[[1.0]], [[2.0]]], r"every joint must sum to 1; got 2 \(counts\? divide"),
    ],
)
def test_arrays_that_are_no_joints_are_refused(joints: Any, message: str) -> None:
    for call in (mutual_information_of, dmi_loss_of):
        with pytest.raises(ValueError, match=message):
            call(joints)


def test_noise_is_undone_only_where_it_can_be() -> None:
    Q = READ([["1/2", 0], [0, "1/2"]])
    singular = TransitionMatrix.resampled(1, 2)
    with pytest.raises(ValueError, match="T must be invertible"):
        Q.through(singular).before(singular)
    with pytest.raises(ValueError, match="joint must be a distribution after the noise T, but"):
        Q.before(TransitionMatrix.uniform("1/4", 2))
    with pytest.raises(ValueError, match="T must have 2 classes, as joint has; got 3"):
        Q.before(TransitionMatrix.identity(3))


def test_a_prior_is_over_the_classes() -> None:
    with pytest.raises(ValueError, match="one entry per class of response, 2; got 3"):
        JointDistribution.from_classifier([1, 0, 0], TransitionMatrix.identity(2))
    with pytest.raises(ValueError, match="prior must sum to 1; got 1/2"):
        JointDistribution.from_classifier(["1/2", 0], TransitionMatrix.identity(2))


def test_noise_is_a_transition_matrix() -> None:
    Q = READ([["1/2", 0], [0, "1/2"]])
    for call in (Q.through, Q.before):
        with pytest.raises(
            TypeError, match=r"T must be .*; got ndarray: use TransitionMatrix\.from"
        ):
            call(np.eye(2))  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match="response must be a TransitionMatrix; got list"):
        JointDistribution.from_classifier([0.5, 0.5], [[1, 0], [0, 1]])  # pyright: ignore[reportArgumentType]


def test_an_array_of_float32_may_be_off_by_its_rounding() -> None:
    rows = np.full((3, 3), 1 / 9, np.float32)
    rows[0, 0] += np.float32(1e-6)
    assert abs(float(rows.sum(dtype=float)) - 1) > 1e-7
    assert READ(rows).to_numpy().sum() == pytest.approx(1, abs=1e-14)
    rows[0, 0] += np.float32(1e-4)
    with pytest.raises(ValueError, match=r"joint must sum to 1; got 1\.0001"):
        READ(rows)


def named(size: Any = 3) -> Joint:
    domain = Joint(size)
    domain.name = "Q"
    return domain


@pytest.mark.parametrize("size", [2, 3, 4])
def test_supplied_tables_are_joints(size: int) -> None:
    domain, cells = named(size), named(size).cells({})
    simple = cells.simple({})
    drawn = cells.draw(np.random.default_rng(0), 50, {})
    assert simple.shape[1] == drawn.shape[1] == size**2
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    tables = [domain.table(Vector(map(_rational, row))) for row in simple]
    checked = [domain.check(table, {}) for table in tables]
    assert any(sympy.Matrix(table).det() != 0 for table in checked)
    assert any(sympy.Matrix(table).det() == 0 for table in checked)


def _rational(x: float) -> sympy.Rational:
    return sympy.Rational(Fraction(float(x)).limit_denominator(1000))


@together(
    ("value", "message"),
    [
        ([["1/2", 0], [0, "1/3"]], "Q must be a joint matrix .* sum to 5/6; divide counts"),
        ([["3/2", 0], [0, "-1/2"]], "Q must be a joint matrix .* it holds -1/2"),
        ([["1/2"], ["1/2"]], "Q must be 2 by 2; got 2 rows of 1"),
        (["1/2", "1/2"], r"Q must be a joint matrix .*; write rows such as"),
    ],
)
def test_a_point_that_is_no_joint_is_refused(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        named(2).check(value, {})


def test_a_joint_is_of_the_classes_of_its_statement() -> None:
    c = Classes()
    c.name = "c"
    assert Joint(c).class_sizes() == (c,)
    symbolic = named(c).symbolic("Q", {"c": c.symbolic("c", {})})
    assert str(symbolic[0][1]) == "Q[0, 1]"
    assert str(named(c).facts(symbolic)["total"]) == "sum_i1(sum_j(Q[i1, j])) == 1"
