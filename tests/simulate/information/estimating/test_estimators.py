"""The printed estimators on exact populations, on every backend, and what they refuse."""

import math
import warnings
from fractions import Fraction as F

import numpy as np
import pytest

from lossproof.simulate.information.estimating import (
    SingularEstimate,
    argmax_estimate,
    percentile_estimate,
    row_normalised,
)
from lossproof.simulate.machine import backend, missing
from lossproof.theory.noise import (
    TransitionMatrix as T,
    cifar10_flips,
    cifar100_circular,
    imdb_binary,
    mnist_flips,
)
from tests.together import together

PAPER = {
    "mnist": (mnist_flips, {5, 6, 7}),
    "cifar10": (cifar10_flips, {3, 5}),
    "cifar100": (cifar100_circular, set(range(100))),
    "imdb": (imdb_binary, set()),
    "symmetric": (lambda N: T.uniform(N, 10), set()),
}
BACKENDS = [
    "numpy",
    "strict",
    pytest.param(
        "cupy", marks=[pytest.mark.gpu, pytest.mark.skipif(bool(missing("cupy")), reason="no GPU")]
    ),
]


def wrong_rows(found: T, true: T) -> set[int]:
    return {i for i in range(true.classes) if found.rows[i] != true.rows[i]}


@pytest.mark.filterwarnings("ignore::lossproof.simulate.information.estimating.SingularEstimate")
@together("name", PAPER)
def test_the_papers_own_noise(name: str) -> None:
    """Below one half every row is recovered; above it those whose column another class leads."""
    noise, lost = PAPER[name]
    assert wrong_rows(argmax_estimate(noise("1/5").rows).matrix, noise("1/5")) == set()
    high = noise("3/5")
    found = argmax_estimate(high.rows)
    assert found.matrix.exact
    assert wrong_rows(found.matrix, high) == lost
    leads = [max(range(high.classes), key=lambda k, i=i: high[k, i]) for i in range(high.classes)]
    assert list(found.points) == leads


def test_rows_are_read_off_at_the_point_that_is_surest() -> None:
    points = [
        ["1/2", "1/3", "1/6"],
        ["1/4", "1/4", "1/2"],
        ["1/6", "2/3", "1/6"],
        [0, "1/2", "1/2"],
    ]
    exact = [[F(x) for x in row] for row in points]
    found = argmax_estimate(exact)
    assert found.points == (0, 2, 1), "of two points that are as sure of label 2 the first is taken"
    assert found.matrix.rows == (tuple(exact[0]), tuple(exact[2]), tuple(exact[1]))


@pytest.mark.parametrize("on", BACKENDS)
@together("dtype", [np.float64, np.float32])
def test_backends_agree_with_a_loop(on: str, dtype: type) -> None:
    rng = np.random.default_rng(3)
    probs = rng.dirichlet(np.ones(5), size=400).astype(dtype)
    held = backend(on).asarray(probs)
    for alpha in (F(1, 2), F(97, 100), F(1)):
        found = percentile_estimate(held, alpha, on=on)
        for i in range(5):
            column = probs[:, i].astype(float)
            value = np.sort(column)[math.ceil(alpha * 400) - 1]
            assert abs(column[found.points[i]] - value) < 1e-7
            assert np.allclose(found.matrix.rows[i], probs[found.points[i]], atol=1e-6)
    assert percentile_estimate(held, 1, on=on) == argmax_estimate(held, on=on)


def test_the_percentile_passes_over_a_class_below_its_share() -> None:
    """As `percentile-estimator/number-of-images` says: 34 classes are too many for 97 %."""
    for classes, recovered in ((33, True), (34, False)):
        noise = T.uniform("1/5", classes)
        balanced = [row for row in noise.rows for _ in range(3)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SingularEstimate)
            found = percentile_estimate(balanced).matrix
        assert (found == noise) is recovered
        assert argmax_estimate(balanced).matrix == noise


@pytest.mark.filterwarnings("ignore::lossproof.simulate.information.estimating.SingularEstimate")
def test_weights_count_points_as_often() -> None:
    rng = np.random.default_rng(0)
    rows = [[F(int(k), 60) for k in row] for row in rng.multinomial(60, [0.2, 0.3, 0.5], size=12)]
    counts = rng.integers(1, 5, 12)
    repeated = [row for row, count in zip(rows, counts, strict=True) for _ in range(count)]
    for alpha in ("1/2", "9/10", 1):
        weighted = percentile_estimate(rows, alpha, weights=counts).matrix
        assert weighted == percentile_estimate(repeated, alpha).matrix
        halves = [F(int(count), 2) for count in counts]
        assert percentile_estimate(rows, alpha, weights=np.array(halves)).matrix == weighted


def test_a_singular_estimate_warns_and_names_equal_rows() -> None:
    with pytest.warns(SingularEstimate, match=r"of rank 9 \(rows 2 and 7 are equal\)"):
        argmax_estimate(mnist_flips("3/5").rows)
    with pytest.warns(SingularEstimate, match="of rank 2"):
        argmax_estimate(np.array([[0.5, 0.25, 0.25], [0.1, 0.65, 0.25], [0.3, 0.45, 0.25]]))


def test_normalised_rows_sum_to_one_and_are_left_where_they_do() -> None:
    assert row_normalised([[2, 2], [F(1, 3), F(2, 3)]]).rows[1] == (F(1, 3), F(2, 3))
    assert row_normalised([[F(2), F(2)], [1, 0]]).rows[0] == (F(1, 2), F(1, 2))
    for bad in ([[0, 0], [1, 0]], [[-1, 2], [1, 0]], [[math.nan, 1], [1, 0]]):
        with pytest.raises(ValueError, match="row 0 is"):
            row_normalised(bad)


GOOD = [[0.5, 0.5], [0.25, 0.75]]


@together(
    ("probs", "message"),
    [
        ([[0.5, math.nan], [0.5, 0.5]], "must contain finite numbers"),
        ([[0.5, 0.6], [0.5, 0.5]], "row 0 sums to 1.1"),
        ([[-0.5, 1.5], [0.5, 0.5]], "row 0 holds -0.5"),
        ([0.5, 0.5], r"must have shape \(n, c\)"),
        (np.empty((0, 2)), "at least one point"),
        ([[1.0, 0.0], [1.0, 0.0]], "class 1 has no sample"),
        ([[F(1), F(0)]], "class 1 has no sample"),
        ([[F(1, 2), F(1, 2) + F(1, 10**15)], [F(1), F(0)]], "row 0 sums to"),
    ],
)
def test_probabilities_that_are_none(probs, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        argmax_estimate(probs)


@pytest.mark.parametrize("on", BACKENDS)
def test_what_lies_on_a_backend_is_checked_there(on: str) -> None:
    for bad in ([[0.5, math.nan], [0.5, 0.5]], [[0.5, 0.6], [0.5, 0.5]], [[1.0, 0.0]]):
        with pytest.raises(ValueError, match=r"probs must|class 1 has no sample"):
            argmax_estimate(backend(on).asarray(np.array(bad)), on=on)


@together("alpha", [0, "11/10", -1])
def test_a_percentile_outside_its_range(alpha) -> None:
    with pytest.raises(ValueError, match=r"alpha must be in \(0, 1\]"):
        percentile_estimate(GOOD, alpha)


@together("weights", [[1], [1, 0], [1, math.inf], [[1, 1]]])
def test_weights_that_are_none(weights) -> None:
    with pytest.raises(ValueError, match="weights must be finite numbers > 0"):
        percentile_estimate(GOOD, weights=weights)
