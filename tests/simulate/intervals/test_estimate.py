"""What an interval says, at its ends too, and Student's interval from replicates."""

import math
import pickle

import numpy as np
import pytest
from scipy.stats import binom, t

from lossproof.simulate.intervals import Interval, equivalence, replicate_interval
from tests.together import together


@together(
    ("low", "high", "verdict", "excluded"),
    [
        (0.75, 1.25, "agrees", False),
        (0.5, 1.5, "agrees", False),
        (1.1, 1.2, "agrees", True),
        (0.49, 1.0, "open", False),
        (1.25, 1.75, "open", True),
        (1.5, 1.6, "open", True),
        (0.4, 0.5, "open", True),
        (0.0, 9.0, "open", False),
        (-math.inf, math.inf, "open", False),
        (1.51, 1.6, "differs", True),
        (0.0, 0.49, "differs", True),
        (2.0, math.inf, "differs", True),
    ],
)
def test_verdicts(low: float, high: float, verdict: str, excluded: bool) -> None:
    interval = Interval(low, high)
    assert equivalence(interval, 1, 0.5) == verdict
    assert interval.excludes(1) == excluded
    assert interval.within(1, 0.5) == (verdict == "agrees")
    assert interval.outside(1, 0.5) == (verdict == "differs")
    assert not interval.empty


def test_every_estimand_must_agree_and_one_suffices_to_differ() -> None:
    inside, partly, apart = (0.9, 1.1), (0.9, 2), (1.6, 2)
    for rows, verdict in [
        ([inside, inside], "agrees"),
        ([inside, partly], "open"),
        ([inside, partly, apart], "differs"),
    ]:
        low, high = np.array(rows).T
        assert equivalence(Interval(low, high), 1, 0.5) == verdict


def test_each_estimand_has_its_own_expected_value_and_margin() -> None:
    interval = Interval([0, 10, 20], [1, 11, 21])
    assert equivalence(interval, [0.5, 10.5, 20.5], [0.5, 0.6, 0.7]) == "agrees"
    assert equivalence(interval, [0.5, 10.5, 20.5], [0.5, 0.4, 0.7]) == "open"
    assert interval.excludes([[0.5], [10.5]]).tolist() == [[False, True, True], [True, False, True]]


@together("centre", [0, 0.55, 1])
def test_the_empty_interval_says_nothing(centre: float) -> None:
    empty = Interval([0.6, 0.5], [0.5, 0.6])
    assert empty.empty.tolist() == [True, False]
    assert not empty.within(centre, 9)[0]
    assert not empty.outside(centre, 0.1)[0]
    assert empty.excludes(centre)[0]
    with pytest.raises(
        ValueError, match="must not be empty; 1 of 2 are, so the samples contradict"
    ):
        equivalence(empty, centre, 9)


def test_intersections() -> None:
    both = Interval([0, 0, 0], [4, 4, 4]).intersect(Interval([-1, 1, 5], [2, 3, 6]))
    assert both.low.tolist() == [0, 1, 5]
    assert both.high.tolist() == [2, 3, 4]
    assert both.half_width.tolist() == [1, 1, -0.5]


def test_an_interval_keeps_its_own_numbers() -> None:
    low = np.zeros(2)
    interval = Interval(low, np.ones(2))
    low[0] = 5
    assert interval.low[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        interval.low[0] = 5
    again = pickle.loads(pickle.dumps(interval))
    assert (again.low == interval.low).all()


@together(
    ("low", "high", "message"),
    [
        ([0, 1], [2], r"one shape; got \(2,\) and \(1,\)"),
        (math.nan, 1, "must not be nan"),
        (0, [math.nan], "one shape"),
    ],
)
def test_no_interval(low: object, high: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Interval(low, high)


@together(
    ("interval", "expected", "margin", "message"),
    [
        (Interval(0, 1), 0, 0, "margin must be positive and finite; got 0"),
        (Interval(0, 1), 0, [1, -1], "margin must be positive and finite"),
        (Interval(0, 1), 0, math.nan, "margin must be positive and finite; got nan"),
        (Interval(0, 1), 0, math.inf, "margin must be positive and finite; got inf"),
        (Interval(0, 1), math.nan, 1, "expected must be finite; got nan"),
        (Interval([], []), 0, 1, "interval must contain at least one estimate"),
    ],
)
def test_no_verdict(interval: Interval, expected: float, margin: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        equivalence(interval, expected, margin)


@together("alpha", [0.5, 0.05, 1e-3, 1e-9, 1e-15])
@together("replicates", [16, 17, 1000])
def test_replicates_against_the_distribution(replicates: int, alpha: float) -> None:
    values = np.random.default_rng(9).random((replicates, 2, 3))
    interval = replicate_interval(values, alpha)
    half = t.isf(alpha / 2, replicates - 1) * values.std(axis=0, ddof=1) / math.sqrt(replicates)
    np.testing.assert_allclose(interval.half_width, half, rtol=1e-8)
    np.testing.assert_allclose((interval.low + interval.high) / 2, values.mean(axis=0), rtol=1e-8)


def test_replicates_miss_as_often_as_stated() -> None:
    values = np.random.default_rng(10).standard_normal((16, 10_000))
    for alpha in (0.05, 0.2):
        least, most = binom.ppf(5e-7, 10_000, alpha), binom.isf(5e-7, 10_000, alpha)
        missed = replicate_interval(values, alpha).excludes(0).sum()
        assert least <= missed <= most
        assert replicate_interval(values, 2 * alpha).excludes(0).sum() > most


@together(
    ("values", "alpha", "message"),
    [
        (np.ones(15), 0.1, "at least 16 independent replicates along the first axis; got 15"),
        (np.ones((3, 100)), 0.1, "got 3"),
        (1.0, 0.1, "got 0"),
        ([math.nan] * 16, 0.1, "values must be finite"),
        (np.ones(16), 0, r"alpha must be in \(0, 1\); got 0"),
    ],
)
def test_no_replicates(values: object, alpha: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replicate_interval(values, alpha)
