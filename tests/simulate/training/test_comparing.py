"""Welch's test, and the marks of Table 2's caption."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.simulate.training import marks, welch
from tests.together import together


def test_welch_is_scipys() -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 1, 5), rng.normal(1, 3, 7)
    assert welch(x, y) == pytest.approx(ttest_ind(x, y, equal_var=False).pvalue, rel=1e-12)


def test_samples_that_do_not_vary() -> None:
    assert welch([1, 1], [1, 1]) == 1
    assert welch([1, 1], [2, 2]) == 0
    assert np.isnan(welch([1], [1, 2]))


def column(*means, spread=0.001):
    """Accuracies of five seeds around the means."""
    around = spread * np.array([-1, 1, 0, -0.5, 0.5])
    return np.array(means) + around[:, None]


@together(
    ("means", "knows", "expected"),
    [
        ((0.9, 0.8, 0.7), (0, 0, 0), ["best", "", ""]),
        ((0.9, 0.9001, 0.7), (0, 0, 0), ["", "", ""]),
        ((0.9, 0.8, 0.95), (0, 0, 1), ["best", "", "*"]),
        ((0.9, 0.8999, 0.95), (0, 0, 1), ["", "", "*"]),
        ((0.9, 0.8, 0.9001), (0, 0, 1), ["", "", ""]),
        ((0.9, 0.8, 0.85), (0, 0, 1), ["best", "", ""]),
        ((0.9, 0.95, 0.94), (0, 1, 1), ["best", "*", "*"]),
        ((0.9,), (0,), ["best"]),
        ((np.nan, 0.5), (0, 0), ["", "best"]),
        ((np.nan, np.nan), (0, 0), ["", ""]),
    ],
)
def test_marks_are_those_of_the_caption(means, knows, expected) -> None:
    assert marks(column(*means), [bool(each) for each in knows]) == expected


def test_one_seed_marks_nothing() -> None:
    assert marks(np.array([[0.9, 0.1]]), [False, False]) == ["", ""]
