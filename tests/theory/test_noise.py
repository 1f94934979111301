"""Transition matrices: their orientation, exactness and errors; checks of labels and probs."""

import copy
import math
import pickle
import re
from fractions import Fraction as F

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from theory.noise import TransitionMatrix as T
from theory.noise import check_labels, check_probabilities

SKEW = T.from_rows([["1/2", "1/2", 0], [0, "2/3", "1/3"], ["1/5", "1/5", "3/5"]])
SINGULAR = T.from_rows([["1/2", "1/2"], ["1/2", "1/2"]])
KINDS = 'int, Fraction, float, sympy.Rational or a string such as "1/3"'


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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    "half", [F(1, 2), sympy.Rational(1, 2), "1/2", "0.5"], ids=["Fraction", "sympy", "1/2", "0.5"]
)
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
    with pytest.raises(ValueError, match=r"^T @ S must agree in classes; got 3 and 2$"):
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
        ([1, 0], "p must hold c = 3 numbers that sum to 1; got 2 that sum to 1"),
        (["1/2", 0, 0], "p must hold c = 3 numbers that sum to 1; got 3 that sum to 1/2"),
        ([2, -1, 0], "p must hold nonnegative numbers; p[1] is -1"),
        ([math.nan, 1, 0], "p must hold finite numbers; p[0] is nan"),
    ]:
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            SKEW.noisy_posterior(p)
    with pytest.raises(TypeError, match=r"^p must be a sequence of numbers; got 1$"):
        SKEW.noisy_posterior(1)


@pytest.mark.parametrize(
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
@pytest.mark.parametrize("exact", [True, False])
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


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "T must be square (c rows of c entries); got 0 rows of 0"),
        ([[1, 0, 0]] * 2, "T must be square (c rows of c entries); got 2 rows of 3"),
        ([[1, 0], [1]], "T must be square (c rows of c entries); got 2 rows of 1 and 2"),
        ([[1]], "T must have at least 2 classes; got 1"),
        ([[0, 1, 0], [0, 0, math.nan], [0, 0, 1]], "T must hold finite numbers; T[1, 2] is nan"),
        ([[math.inf, 0], [0, 1]], "T must hold finite numbers; T[0, 0] is inf"),
        ([[1, 0], [0, -math.inf]], "T must hold finite numbers; T[1, 1] is -inf"),
        ([[1, 0], ["11/10", "-1/10"]], "T must hold nonnegative numbers; T[1, 1] is -1/10"),
        ([[1, 0], ["x", 1]], f"T[1, 0] must be a number ({KINDS}); got 'x'"),
        ([[1, 0], ["1/0", 1]], f"T[1, 0] must be a number ({KINDS}); got '1/0'"),
        ([[1, 0], [0.2, 0.5]], "rows of T must sum to 1 (row 1 sums to 0.7)"),
        ([[1, 0], ["1/5", "1/2"]], "rows of T must sum to 1 (row 1 sums to 7/10)"),
        (
            [[1, 0], [0, 1 + F(1, 10**30)]],
            f"rows of T must sum to 1 (row 1 sums to {1 + F(1, 10**30)})",
        ),
        ([[10**400, 0], [0, 1]], f"rows of T must sum to 1 (row 0 sums to {10**400})"),
        ([[1, 0], [0, 1 + 2e-9]], "rows of T must sum to 1 (row 1 sums to 1.000000002)"),
        (
            [[1, "1/2"], [0, "1/2"]],
            "rows of T must sum to 1 (row 0 sums to 3/2); "
            "its columns do: did you mean TransitionMatrix.from_columns?",
        ),
    ],
)
def test_rows_that_are_refused(rows: list[list[int]], message: str) -> None:
    for build in (T, T.from_rows):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            build(rows)


def test_rows_off_by_rounding_are_accepted() -> None:
    assert T.from_rows([[0.1 + 0.2, 0.7], [1e-10, 1]])[0, 1] == 0.7


def test_columns_that_are_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"^columns of T must sum to 1 \(column 0 sums to 3/2\); "
        r"its rows do: did you mean TransitionMatrix\.from_rows\?$",
    ):
        T.from_columns([[1, 0], ["1/2", "1/2"]])
    with pytest.raises(ValueError, match=r"^columns of T .* \(column 1 sums to 1/2\)$"):
        T.from_columns([[1, 0], [0, "1/2"]])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (5, "T must be a sequence of rows of numbers; got 5"),
        (SINGULAR, f"T must be a sequence of rows of numbers; got {SINGULAR!r}"),
        (["10", "01"], "each row of T must be a sequence of numbers; got '10'"),
        ([[1, 0], [None, 1]], f"T[1, 0] must be a number ({KINDS}); got None"),
        ([[True, 0], [0, 1]], f"T[0, 0] must be a number ({KINDS}); got True"),
        ([[1, 0], [0, sympy.Symbol("x")]], f"T[1, 1] must be a number ({KINDS}); got x"),
    ],
)
def test_rows_of_the_wrong_type(rows: object, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        T.from_rows(rows)


@pytest.mark.parametrize("eta", [1.5, -0.1, math.nan, "3/2"])
@pytest.mark.parametrize(
    "build",
    [
        lambda eta: T.uniform(eta, 3),
        lambda eta: T.resampled(eta, 3),
        lambda eta: T.pair_flip(eta, [(0, 1)], 3),
        lambda eta: T.circular(eta, 3),
        lambda eta: T.block(eta, [(0, 1), (2,)]),
        lambda eta: T.one_directional(eta, 0, 1, 3),
    ],
)
def test_eta_outside_the_unit_interval(build: type[T], eta: float) -> None:
    with pytest.raises(ValueError, match=rf"^eta must be a number in \[0, 1\]; got {eta}$"):
        build(eta)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("build", "kind", "message"),
    [
        (lambda: T.identity(1), ValueError, "classes must be an integer >= 2; got 1"),
        (lambda: T.uniform(0.1, 1), ValueError, "classes must be an integer >= 2; got 1"),
        (lambda: T.circular(0.1, 3.0), TypeError, "classes must be an integer >= 2; got 3.0"),
        (lambda: T.circular(0.1, True), TypeError, "classes must be an integer >= 2; got True"),
        (lambda: T.uniform(None, 3), TypeError, f"eta must be a number ({KINDS}); got None"),
        (
            lambda: T.pair_flip(0.1, [(0, 1), (2, 1)], 3),
            ValueError,
            "pairs must hold each label at most once; got [[0, 1], [2, 1]]",
        ),
        (
            lambda: T.pair_flip(0.1, [(1, 1)], 3),
            ValueError,
            "pairs must hold each label at most once; got [[1, 1]]",
        ),
        (
            lambda: T.pair_flip(0.1, [(0, 1, 2)], 3),
            ValueError,
            "pairs must hold two labels each; got [0, 1, 2]",
        ),
        (
            lambda: T.pair_flip(0.1, [(0, 3)], 3),
            ValueError,
            "labels in pairs must be an integer in 0..2; got 3",
        ),
        (
            lambda: T.pair_flip(0.1, (0, 1), 3),
            TypeError,
            "pairs must be a sequence of label groups; got 0",
        ),
        (
            lambda: T.block(0.1, [(0, 1), (3,)]),
            ValueError,
            "blocks must hold every label of 0..c-1; got [0, 1, 3]",
        ),
        (
            lambda: T.block(0.1, [(0, 1), (1, 2)]),
            ValueError,
            "blocks must hold each label at most once; got [[0, 1], [1, 2]]",
        ),
        (
            lambda: T.one_directional(0.1, 3, 0, 3),
            ValueError,
            "source must be an integer in 0..2; got 3",
        ),
        (
            lambda: T.one_directional(0.1, 0, -1, 3),
            ValueError,
            "target must be an integer in 0..2; got -1",
        ),
        (
            lambda: T.one_directional(0.1, 1, 1, 3),
            ValueError,
            "source and target must differ; both are 1",
        ),
        (
            lambda: T.random(2, rng=RNG, denominator=0),
            ValueError,
            f"denominator must be an integer in 1..{2**53}; got 0",
        ),
    ],
)
def test_arguments_that_are_refused(build: type[T], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        build()


@pytest.mark.parametrize("labels", [[2, 0, 1], (2, 0, 1), np.array([2, 0, 1], dtype=np.uint8)])
def test_labels(labels: list[int]) -> None:
    checked = check_labels(labels, 3)
    assert checked.dtype == np.int64
    assert checked.tolist() == [2, 0, 1]


def test_checks_accept_no_samples_and_return_copies() -> None:
    assert check_labels([], 3).shape == (0,)
    assert check_probabilities(np.zeros((0, 3))).shape == (0, 3)
    labels, probs = np.array([0, 1]), np.array([[0.5, 0.5]])
    check_labels(labels, 2)[0] = 1
    check_probabilities(probs)[0, 0] = 1
    assert labels[0] == 0
    assert probs[0, 0] == 0.5


ALLOWED = "labels must be integers in 0..c-1 = 0..2; "


@pytest.mark.parametrize(
    ("labels", "kind", "message"),
    [
        ([0, 1, 2, 0, 1, 3], ValueError, ALLOWED + "labels[5] is 3"),
        ([1, 2, 4], ValueError, ALLOWED + "labels[2] is 4"),
        ([0, -1], ValueError, ALLOWED + "labels[1] is -1"),
        ([1, 3, 2], ValueError, ALLOWED + "labels[1] is 3 (labels that count from 1? subtract 1)"),
        ([0.0, 0.5], TypeError, ALLOWED + "got dtype float64 (whole numbers? use astype(int))"),
        ([True], TypeError, ALLOWED + "got dtype bool (whole numbers? use astype(int))"),
        (
            [[0, 1], [1, 0]],
            ValueError,
            "labels must have shape (n,); got (2, 2) (one-hot rows? use argmax(axis=1))",
        ),
        ([[0, 1], [1]], ValueError, "labels must have shape (n,); got rows of unequal lengths"),
    ],
)
def test_labels_that_are_refused(labels: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        check_labels(labels, 3)


@pytest.mark.parametrize(
    "probs", [[[0, 1]], [[F(0), F(1)]], np.array([[0, 1]], dtype=np.longdouble), [[0.0, 1 + 1e-10]]]
)
def test_probabilities(probs: list[list[float]]) -> None:
    checked = check_probabilities(probs)
    assert checked.dtype == np.float64
    assert checked == pytest.approx(np.array([[0, 1]]))


def test_tolerance() -> None:
    probs = [[0.5, 0.5001]]
    assert check_probabilities(probs, tolerance=1e-3)[0, 1] == 0.5001
    with pytest.raises(ValueError, match=r"sums to 1\.0001"):
        check_probabilities(probs, tolerance=1e-5)
    for tolerance in (-1, math.nan, math.inf):
        with pytest.raises(
            ValueError, match=rf"^tolerance must be a finite number >= 0; got {tolerance}$"
        ):
            check_probabilities(probs, tolerance=tolerance)


SIMPLEX, LOGITS = "rows of probs must be nonnegative and sum to 1 ", "; were these logits? "


@pytest.mark.parametrize(
    ("probs", "kind", "message"),
    [
        (
            [[0.8, 1.5]],
            ValueError,
            SIMPLEX + "(row 0 sums to 2.3)" + LOGITS + "apply a softmax first",
        ),
        (
            [[0.5, 0.5], [-1.2, 2.2]],
            ValueError,
            SIMPLEX + "(row 1 holds -1.2)" + LOGITS + "apply a softmax first",
        ),
        (
            [[0.5, 0.5001]],
            ValueError,
            SIMPLEX + "(row 0 sums to 1.0001); rounding? raise tolerance",
        ),
        (
            [[0.5, 0.5, 0], [0, 1, math.nan]],
            ValueError,
            "probs must hold finite numbers; probs[1, 2] is nan",
        ),
        (
            [0.5, 0.5],
            ValueError,
            "probs must have shape (n, c), c >= 2; got (2,) (one point? use probs[None])",
        ),
        (
            [[1.0]],
            ValueError,
            "probs must have shape (n, c), c >= 2; got (1, 1) (one point? use probs[None])",
        ),
        (
            [[0.5, 0.5], [1.0]],
            ValueError,
            "probs must have shape (n, c); got rows of unequal lengths",
        ),
        ([["a", "b"]], TypeError, "probs must hold real numbers; got dtype <U1"),
        ([[1j, 1]], TypeError, "probs must hold real numbers; got dtype complex128"),
        ([[None, object()]], TypeError, "probs must hold real numbers; got dtype object"),
    ],
)
def test_probabilities_that_are_refused(probs: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        check_probabilities(probs)
