"""Transition matrices: their orientation, exactness and algebra."""

import copy
import math
import pickle
import re
from fractions import Fraction as F

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st

from lossproof.theory.noise import TransitionMatrix as T
from tests.together import together

SKEW = T.from_rows([["1/2", "1/2", 0], [0, "2/3", "1/3"], ["1/5", "1/5", "3/5"]])
SINGULAR = T.from_rows([["1/2", "1/2"], ["1/2", "1/2"]])


@st.composite
def exact_matrices(draw: st.DrawFn, count: int = 1) -> tuple[T, ...]:
    classes = draw(st.integers(2, 4))
    row = st.lists(st.integers(0, 9), min_size=classes, max_size=classes).filter(any)
    rows = st.lists(row, min_size=classes, max_size=classes)
    return tuple(
        T.from_rows([[F(x, sum(line)) for x in line] for line in draw(rows)]) for _ in range(count)
    )


def product(a: tuple[tuple[F, ...], ...], b: tuple[tuple[F, ...], ...]) -> list[list[F]]:
    return [
        [sum(x * y for x, y in zip(r, q, strict=True)) for q in zip(*b, strict=True)] for r in a
    ]


def test_orientation() -> None:
    assert SKEW[0, 1] == F(1, 2)
    assert SKEW[1, 0] == 0
    assert T.from_columns(zip(*SKEW.rows, strict=True)) == SKEW
    assert SKEW.to_numpy()[2].tolist() == [0.2, 0.2, 0.6]
    assert SKEW.noisy_posterior([1, 0, 0]) == SKEW.rows[0]
    assert SKEW.classes == 3


@together(
    ("made", "rows"),
    [
        (T.identity(2), [[1, 0], [0, 1]]),
        (
            T.uniform("2/5", 3),
            [["3/5", "1/5", "1/5"], ["1/5", "3/5", "1/5"], ["1/5", "1/5", "3/5"]],
        ),
        (T.resampled("1/2", 2), [["3/4", "1/4"], ["1/4", "3/4"]]),
        (T.resampled(1, 3), [["1/3"] * 3] * 3),
        (T.pair_flip("1/4", [(2, 0)], 3), [["3/4", 0, "1/4"], [0, 1, 0], ["1/4", 0, "3/4"]]),
        (T.circular("1/4", 3), [["3/4", "1/4", 0], [0, "3/4", "1/4"], ["1/4", 0, "3/4"]]),
        (
            T.block("1/2", [(3, 0, 1), (2,)]),
            [
                ["1/2", "1/4", 0, "1/4"],
                ["1/4", "1/2", 0, "1/4"],
                [0, 0, 1, 0],
                ["1/4", "1/4", 0, "1/2"],
            ],
        ),
        (T.one_directional("1/3", 2, 0, 3), [[1, 0, 0], [0, 1, 0], ["1/3", 0, "2/3"]]),
    ],
)
def test_named_noise(made: T, rows: list[list[int | str]]) -> None:
    assert made.exact
    assert made == T.from_rows(rows)


@pytest.mark.parametrize("eta", [0.25, np.float32(0.25), sympy.Float(0.25)])
def test_float_eta_makes_floats_even_where_nothing_flips(eta: float) -> None:
    made = T.block(eta, [(0,), (1,)])
    assert not made.exact
    assert {type(x) for row in made.rows for x in row} == {float}
    assert T.circular(eta, 2).rows == ((0.75, 0.25), (0.25, 0.75))


@together("half", [F(1, 2), sympy.Rational(1, 2), "1/2", "0.5"])
def test_exact_entries_stay_exact(half: F | str) -> None:
    mixed = T.from_rows([[half, half], [np.int64(0), sympy.Integer(1)]])
    assert mixed.exact
    assert {type(x) for row in mixed.rows for x in row} == {F}
    assert {type(x.numerator) for row in mixed.rows for x in row} == {int}
    assert mixed.rows == ((F(1, 2), F(1, 2)), (0, 1))


def test_one_float_makes_every_entry_float() -> None:
    mixed = T.from_rows([["1/2", F(1, 2)], [0.0, 1]])
    assert not mixed.exact
    assert {type(x) for row in mixed.rows for x in row} == {float}


def test_value_semantics() -> None:
    same = T.from_rows(SKEW.rows)
    floats = T.from_rows(SINGULAR.to_numpy())
    assert same == SKEW
    assert len({same, SKEW, SINGULAR, floats}) == 3
    assert floats.rows == SINGULAR.rows
    assert floats != SINGULAR, "an exact matrix and its float copy would share cached verdicts"
    assert pickle.loads(pickle.dumps(SKEW)) == copy.deepcopy(SKEW) == SKEW
    with pytest.raises(AttributeError):
        SKEW.rows = ()
    SKEW.to_numpy()[0, 0] = 7
    assert SKEW[0, 0] == F(1, 2)


@pytest.mark.parametrize("made", [SKEW, T.from_rows([[0.1, 0.9], [1e-9, 1 - 1e-9]])])
def test_repr_round_trips(made: T) -> None:
    assert eval(repr(made), {"TransitionMatrix": T}) == made


def test_latex() -> None:
    assert T.one_directional("1/3", 1, 0, 2).latex() == (
        r"\begin{pmatrix} 1 & 0 \\ \frac{1}{3} & \frac{2}{3} \end{pmatrix}"
    )
    small = T.from_rows([[1.0, 0.0], [0.00001, 0.99999]])
    body = r"1 & 0 \\ 0.00001 & 0.99999"
    assert small._repr_latex_() == rf"$\begin{{pmatrix}} {body} \end{{pmatrix}}$"
    cells = "<tr><td>1</td><td>0</td></tr><tr><td>0.00001</td><td>0.99999</td></tr>"
    assert small._repr_html_() == f"<table>{cells}</table>"


@given(exact_matrices(count=2))
def test_product_and_posterior_are_exact(two: tuple[T, T]) -> None:
    first, second = two
    both = first @ second
    assert both.exact
    assert [list(row) for row in both.rows] == product(first.rows, second.rows)
    p = first.rows[-1]
    assert both.noisy_posterior(p) == second.noisy_posterior(first.noisy_posterior(p))
    assert np.allclose(both.to_numpy(), (first @ T.from_rows(second.to_numpy())).to_numpy())


def test_float_product_of_sloppy_rows_is_a_transition_matrix() -> None:
    sloppy = T.from_rows([[0.5, 0.5 + 9e-10], [0.25, 0.75 + 9e-10]])
    assert math.isclose(sum((sloppy @ sloppy).rows[0]), 1, abs_tol=1e-15)
    mixed = SINGULAR @ sloppy
    assert not mixed.exact


def test_product_with_anything_else() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        SKEW @ 3
    with pytest.raises(
        ValueError,
        match=r"^T and S of T @ S must have the same number of classes; got 3 and " r"2$",
    ):
        SKEW @ SINGULAR


@given(exact_matrices())
def test_inverse_and_determinant(one: tuple[T]) -> None:
    (made,) = one
    determinant = made.determinant()
    assert isinstance(determinant, F)
    assert determinant == F(str(sympy.Matrix(made.rows).det()))
    floats = T.from_rows(made.to_numpy())
    assert math.isclose(floats.determinant(), determinant, abs_tol=1e-12)
    if determinant == 0:
        assert made.condition_number() == math.inf
        with pytest.raises(ValueError, match="singular"):
            made.inverse()
        return
    assert product(made.rows, made.inverse()) == product(
        T.identity(made.classes).rows, T.identity(made.classes).rows
    )
    assert np.allclose(np.array(floats.inverse()) @ floats.to_numpy(), np.eye(made.classes))
    norms = [np.linalg.norm(np.array(rows, dtype=float), 2) for rows in (made.rows, made.inverse())]
    assert math.isclose(made.condition_number(), norms[0] * norms[1], rel_tol=1e-6)


@pytest.mark.parametrize(
    "made", [SINGULAR, T.from_rows([[0.1, 0.9], [0.1, 0.9]]), T.uniform(2 / 3, 3)]
)
def test_singular_matrix_names_the_way_out(made: T) -> None:
    message = (
        "T must be invertible; it is singular (T.mixed_with_identity(weight) with a small "
        "enough weight > 0 is not)"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        made.inverse()
    assert made.mixed_with_identity("1/100").inverse()


def test_mixed_with_identity() -> None:
    mixed = T.circular("1/2", 3).mixed_with_identity("1/4")
    assert mixed == T.circular("3/8", 3)
    assert SKEW.mixed_with_identity(0) == SKEW
    assert SKEW.mixed_with_identity(1) == T.identity(3)
    assert not SKEW.mixed_with_identity(0.5).exact
    with pytest.raises(ValueError, match=r"^weight must be a number in \[0, 1\]; got -0.1$"):
        SKEW.mixed_with_identity(-0.1)


def test_posterior_kinds_and_errors() -> None:
    assert {type(x) for x in SKEW.noisy_posterior(["1/2", "1/2", 0])} == {F}
    assert SKEW.noisy_posterior(np.array([0.5, 0.5, 0.0])) == pytest.approx([1 / 4, 7 / 12, 1 / 6])
    for p, message in [
        ([1, 0], "p must contain c = 3 numbers that sum to 1; got 2 that sum to 1"),
        (["1/2", 0, 0], "p must contain c = 3 numbers that sum to 1; got 3 that sum to 1/2"),
        ([2, -1, 0], "p must contain nonnegative numbers; p[1] is -1"),
        ([math.nan, 1, 0], "p must contain finite numbers; p[0] is nan"),
    ]:
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            SKEW.noisy_posterior(p)
    with pytest.raises(TypeError, match=r"^p must be a sequence of numbers; got 1$"):
        SKEW.noisy_posterior(1)


@together(
    ("rows", "half", "row", "column"),
    [
        # Each column: (strict, not strict).
        ([["3/5", "2/5"], ["1/5", "4/5"]], (True, True), (True, True), (True, True)),
        ([["1/2", "1/2"], [0, 1]], (False, True), (False, True), (True, True)),
        ([["2/5", "3/5"], ["2/5", "3/5"]], (False, False), (False, False), (False, True)),
        (
            [["2/5", "3/10", "3/10"], ["9/20", "1/2", "1/20"], [0, 0, 1]],
            (False, False),
            (True, True),
            (False, False),
        ),
        (
            [["2/5", "3/5", 0], [0, "7/10", "3/10"], [0, 0, 1]],
            (False, False),
            (False, False),
            (True, True),
        ),
    ],
)
@together("exact", [True, False])
def test_dominance(
    rows: list[list[int | str]],
    half: tuple[bool, bool],
    row: tuple[bool, bool],
    column: tuple[bool, bool],
    exact: bool,
) -> None:
    made = T.from_rows(rows)
    made = made if exact else T.from_rows(made.to_numpy())
    for strict, expected in zip((True, False), zip(half, row, column, strict=True), strict=True):
        assert expected == (
            made.is_diagonally_dominant(strict=strict),
            made.has_row_maximum(strict=strict),
            made.has_column_maximum(strict=strict),
        )
    assert made.has_row_maximum() is row[0], "strict is the default"
    assert made.has_column_maximum() is column[0]
    assert made.is_diagonally_dominant() is half[0]


def test_symmetry() -> None:
    assert T.pair_flip(0.3, [(0, 2)], 4).is_symmetric()
    assert not T.circular("1/4", 3).is_symmetric()


def test_random() -> None:
    floats = T.random(3, rng=np.random.default_rng(0))
    assert not floats.exact
    assert floats == T.random(3, rng=np.random.default_rng(0))
    assert floats != T.random(3, rng=np.random.default_rng(1))
    rng = np.random.default_rng(0)
    drawn = [T.random(3, rng=rng, denominator=2) for _ in range(300)]
    assert all(x.exact and all((2 * y).denominator == 1 for y in x.rows[0]) for x in drawn)
    assert len({x.rows[0] for x in drawn}) == 6, "every point of the grid is drawn"
    fine = T.random(2, rng=rng, denominator=2**53)
    assert sum(fine.rows[0]) == 1
    with pytest.raises(
        TypeError, match=r"^rng must be a numpy Generator; got 0; use default_rng\(seed\)$"
    ):
        T.random(3, rng=0)
