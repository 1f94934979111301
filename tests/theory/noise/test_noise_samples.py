"""Checks of labels and probabilities."""

import math
import re
from fractions import Fraction as F

import numpy as np
import pytest

from lossproof.theory.noise import check_labels, check_probabilities
from tests.together import together


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


@together(
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


@together(
    "probs", [[[0, 1]], [[F(0), F(1)]], np.array([[0, 1]], dtype=np.longdouble), [[0.0, 1 + 1e-10]]]
)
def test_probabilities(probs: list[list[float]]) -> None:
    checked = check_probabilities(probs)
    assert checked.dtype == np.float64
    assert checked == pytest.approx(np.array([[0, 1]]))


@together("kind", [np.float32, np.float16])
@together("classes", [2, 10, 1000])
def test_rows_of_a_narrow_type_may_be_off_by_its_rounding(kind: type, classes: int) -> None:
    logits = np.random.default_rng(0).normal(0, 5, (200, classes)).astype(np.float32)
    probs = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = (probs / probs.sum(axis=1, keepdims=True)).astype(kind)
    checked = check_probabilities(probs)
    assert checked.dtype == np.float64
    np.testing.assert_allclose(checked.sum(axis=1), 1, rtol=1e-15 * classes)
    np.testing.assert_allclose(checked, probs.astype(float), rtol=16 * np.finfo(kind).eps)
    with pytest.raises(ValueError, match=r"row 3 sums to .*; rounding\? divide every row"):
        check_probabilities(checked * (1 + 1e-4 * (np.arange(200) == 3)[:, None]))


def test_rows_off_by_more_than_rounding_are_refused_in_any_type() -> None:
    far = np.array([[0.5, 0.5], [0.5, 0.50001]], np.float32)
    with pytest.raises(ValueError, match=r"\(row 1 sums to 1\.0000"):
        check_probabilities(far)
    with pytest.raises(ValueError, match=r"\(row 0 sums to 1\.02"):
        check_probabilities(np.array([[0.5, 0.52]], np.float16))
    with pytest.raises(ValueError, match=r"rows of outputs must be .* \(row 0 holds -1"):
        check_probabilities(np.array([[-1, 2]], np.float32), name="outputs")


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


@together(
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
            SIMPLEX + "(row 0 sums to 1.0001); rounding? divide every row by its sum, in float64",
        ),
        (
            [[0.5, 0.5, 0], [0, 1, math.nan]],
            ValueError,
            "probs must contain finite numbers; probs[1, 2] is nan",
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
        ([["a", "b"]], TypeError, "probs must contain real numbers; got dtype <U1"),
        ([[1j, 1]], TypeError, "probs must contain real numbers; got dtype complex128"),
        ([[None, object()]], TypeError, "probs must contain real numbers; got dtype object"),
    ],
)
def test_probabilities_that_are_refused(probs: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        check_probabilities(probs)
