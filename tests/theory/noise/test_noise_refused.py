"""What is no transition matrix, and the sentence that says why."""

import math
import re
from fractions import Fraction as F

import numpy as np
import pytest
import sympy

from lossproof.theory.noise import TransitionMatrix as T
from tests.together import together

SINGULAR = T.from_rows([["1/2", "1/2"], ["1/2", "1/2"]])
KINDS = 'int, Fraction, float, sympy.Rational or a string such as "1/3"'


@together(
    ("rows", "message"),
    [
        ([], "T must be square (c rows of c entries); got 0 rows of 0"),
        ([[1, 0, 0]] * 2, "T must be square (c rows of c entries); got 2 rows of 3"),
        ([[1, 0], [1]], "T must be square (c rows of c entries); got 2 rows of 1 and 2"),
        ([[1]], "T must have at least 2 classes; got 1"),
        ([[0, 1, 0], [0, 0, math.nan], [0, 0, 1]], "T must contain finite numbers; T[1, 2] is nan"),
        ([[math.inf, 0], [0, 1]], "T must contain finite numbers; T[0, 0] is inf"),
        ([[1, 0], [0, -math.inf]], "T must contain finite numbers; T[1, 1] is -inf"),
        ([[1, 0], ["11/10", "-1/10"]], "T must contain nonnegative numbers; T[1, 1] is -1/10"),
        ([[1, 0], ["x", 1]], f"T[1, 0] must be a number ({KINDS}); got 'x'"),
        ([[1, 0], ["1e-99999", 1]], f"T[1, 0] must be a number ({KINDS}); got '1e-99999'"),
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


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_arrays_of_a_narrow_type_may_be_off_by_its_rounding(kind: type) -> None:
    rows = np.full((3, 3), 1 / 3, kind)
    rows[0] = 0.1, 0.2, 0.7
    assert abs(rows.astype(float).sum(axis=1) - 1).max() > 1e-9
    np.testing.assert_allclose(T.from_rows(rows).to_numpy().sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(T.from_columns(rows.T).to_numpy().sum(axis=1), 1, rtol=1e-15)
    rows[2, 2] = 0.4
    with pytest.raises(ValueError, match=r"rows of T must sum to 1 \(row 2 sums to 1\.06"):
        T.from_rows(rows)


def test_columns_that_are_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"^columns of T must sum to 1 \(column 0 sums to 3/2\); "
        r"its rows do: did you mean TransitionMatrix\.from_rows\?$",
    ):
        T.from_columns([[1, 0], ["1/2", "1/2"]])
    with pytest.raises(ValueError, match=r"^columns of T .* \(column 1 sums to 1/2\)$"):
        T.from_columns([[1, 0], [0, "1/2"]])


@together(
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


@together("eta", [1.5, -0.1, math.nan, "3/2"])
@together(
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


@together(
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
            "pairs must contain each label at most once; got [[0, 1], [2, 1]]",
        ),
        (
            lambda: T.pair_flip(0.1, [(1, 1)], 3),
            ValueError,
            "pairs must contain each label at most once; got [[1, 1]]",
        ),
        (
            lambda: T.pair_flip(0.1, [(0, 1, 2)], 3),
            ValueError,
            "pairs must contain two labels each; got [0, 1, 2]",
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
            "blocks must contain every label of 0..c-1; got [0, 1, 3]",
        ),
        (
            lambda: T.block(0.1, [(0, 1), (1, 2)]),
            ValueError,
            "blocks must contain each label at most once; got [[0, 1], [1, 2]]",
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
