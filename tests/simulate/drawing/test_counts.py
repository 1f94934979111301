"""Counts are exact, have the law of samples drawn one by one, and follow T rather than T'."""

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from lossproof.simulate.drawing import (
    Multinomials,
    as_counts,
    draw_counts,
    noisy_counts,
    noisy_joint,
)
from lossproof.simulate.drawing.counts import coupled_counts
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

# Not symmetric, one entry 0.
T = TransitionMatrix.from_rows(
    [["7/10", "1/5", "1/10"], ["1/20", "9/10", "1/20"], ["1/3", 0, "2/3"]]
)
JOINT = (
    np.array([[F(5), F(1), F(2)], [F(1), F(6), F(0)], [F(3), F(1), F(4)], [F(1), F(2), F(6)]]) / 32
)
SIZES = [1, 1000, 10**6, 3 * 10**12, 10**15, 10**15 + 1, 10**19, 10**25, 10**33]
Counts = Any


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@together("joint", [JOINT, JOINT.astype(float)])
@together("size", SIZES)
def test_counts_add_up_exactly(size: int, joint: np.ndarray) -> None:
    clean = draw_counts(rng(), size, joint)
    noisy = coupled_counts(rng(1), clean, T)
    for table in (clean, noisy):
        assert table.dtype == object
        assert {type(x) for x in table.flat} == {int}
        assert min(table.flat) >= 0
    assert sum(clean.flat) == size
    assert clean[1, 2] == 0
    assert (noisy.sum(axis=2) == clean).all()
    assert not noisy[:, 2, 1].any()
    assert (noisy_counts(rng(1), clean, T) == noisy.sum(axis=1)).all()
    assert (draw_counts(rng(), size, joint) == clean).all()


@together("size", [10**6, 3 * 10**12, 10**15, 10**19])
@together("place", range(4))
def test_a_cell_of_probability_0_has_no_count(size: int, place: int) -> None:
    # Sums of these are not exact in float64, and what rounding leaves must go elsewhere.
    chances = np.insert(np.array([0.1, 0.2, 0.7 + 1e-10]), place, 0)
    for seed in range(20):
        drawn = draw_counts(rng(seed), size, chances)
        assert drawn[place] == 0
        assert sum(drawn) == size


def excess_deviations(counts: Counts, size: int, chances: Counts) -> float:
    """The farthest cell from its mean, in standard deviations, by exact arithmetic."""
    worst = 0.0
    for n, p in zip(counts.flat, np.asarray(chances).flat, strict=True):
        distance, variance = abs(n - size * p), size * p * (1 - p)
        assert variance or not distance
        worst = max(worst, float(distance) / float(variance) ** 0.5 if variance else 0)
    return worst


def expected(noise: TransitionMatrix) -> Counts:
    return JOINT @ np.array(noise.rows, dtype=object)


COLUMNS = np.array(T.rows, dtype=object).T
TRANSPOSED = TransitionMatrix.from_rows(COLUMNS / COLUMNS.sum(axis=1)[:, None])


@together("size", [10**15, 10**19, 10**24, 10**30])
def test_noisy_counts_follow_the_noise(size: int) -> None:
    coupled = noisy_counts(rng(2), draw_counts(rng(1), size, JOINT), T)
    alone = draw_counts(rng(3), size, noisy_joint(JOINT, T))
    for drawn in (coupled, alone):
        assert excess_deviations(drawn, size, expected(T)) < 6.5
        assert excess_deviations(drawn, size, expected(TRANSPOSED)) > 1000


def one_by_one(rng: np.random.Generator, size: int, joint: np.ndarray) -> np.ndarray:
    """The table of samples whose clean and noisy labels are each drawn."""
    cells, classes = joint.shape
    drawn = rng.choice(joint.size, size, p=joint.ravel().astype(float))
    x, y = np.divmod(drawn, classes)
    noisy = np.empty(size, int)
    for clean in range(classes):
        here = y == clean
        noisy[here] = rng.choice(classes, here.sum(), p=T.to_numpy()[clean])
    table = np.zeros((cells, classes, classes), int)
    np.add.at(table, (x, y, noisy), 1)
    return table


def by_counts(rng: np.random.Generator, size: int, joint: np.ndarray) -> np.ndarray:
    return coupled_counts(rng, draw_counts(rng, size, joint), T).astype(int)


def surprise_of_difference(first: np.ndarray, second: np.ndarray) -> float:
    """How likely two tables of the same law differ by so much."""
    both = first + second
    there = both > 0
    shares = np.array([first.sum(), second.sum()]) / both.sum()
    statistic = sum(
        ((table - both * share)[there] ** 2 / (both * share)[there]).sum()
        for table, share in zip((first, second), shares, strict=True)
    )
    return float(chi2.sf(statistic, there.sum() - 1))


def test_counts_have_the_law_of_samples_drawn_one_by_one() -> None:
    first, second = by_counts(rng(1), 100_000, JOINT), one_by_one(rng(2), 100_000, JOINT)
    assert surprise_of_difference(first, second) > 1e-7
    assert surprise_of_difference(by_counts(rng(1), 100_000, JOINT[::-1]), second) < 1e-7


@together("size", [10**6, 3 * 10**12, 4 * 10**14, 10**16])
def test_rare_cells_have_their_mean_and_variance(size: int) -> None:
    rare = np.array([300 / size, 0.4, 3000 / size, 0.1, 0])
    chances = np.array([*rare, 1 - rare.sum()])
    replicates = 1000
    law, totals = Multinomials(chances[None]), np.array([[size]] * replicates, dtype=object)
    drawn = law.draw(rng(6), totals)[:, 0]
    assert (drawn.sum(axis=1) == size).all()
    assert not drawn[:, 4].any()
    for k in (0, 1, 2, 3, 5):
        mean, variance = size * F(chances[k]), size * chances[k] * (1 - chances[k])
        off = np.array([float(n - mean) for n in drawn[:, k]])
        assert abs(off.mean()) < 6 * (variance / replicates) ** 0.5
        assert abs(off.var() / variance - 1) < 6 * (2 / replicates) ** 0.5


def test_fractions_are_not_rounded() -> None:
    third = draw_counts(rng(), 10**33, [F(1, 3), F(2, 3)])
    tilted = draw_counts(rng(), 10**33, [F(1, 3) + F(1, 10**14), F(2, 3) - F(1, 10**14)])
    assert abs(third[0] - F(10**33, 3)) < 11 * 10**16
    assert abs(tilted[0] - third[0] - 10**19) < 16 * 10**16


def test_noisy_joint_is_exact_where_it_can_be() -> None:
    exact = noisy_joint(JOINT, T)
    assert exact[0, 0] == F(5, 32) * F(7, 10) + F(1, 32) * F(1, 20) + F(2, 32) * F(1, 3)
    assert exact.sum() == 1
    floats = noisy_joint(JOINT.astype(float), T)
    assert floats.dtype == np.float64
    assert floats == pytest.approx(exact.astype(float), rel=1e-15)


@together(
    ("total", "probabilities", "error", "message"),
    [
        (-1, [0.5, 0.5], ValueError, "total must be >= 0; got -1"),
        (10**33 + 1, [0.5, 0.5], ValueError, r"in 0..10\*\*33; got 10{32}1 \(add the counts"),
        (1e6, [0.5, 0.5], TypeError, r"of type int; got 1000000.0 \(10\*\*6 is an int"),
        (True, [0.5, 0.5], TypeError, "of type int; got True"),
        (5, [0.5, 0.6], ValueError, r"must sum to 1; got 1.1 \(divide them by their sum\)"),
        (5, [F(1, 3)] * 2, ValueError, "must sum to 1; got 2/3"),
        (5, [F(1), F(1, 10**12)], ValueError, "must sum to 1"),
        (5, [-0.5, 1.5], ValueError, "numbers >= 0 that sum to 1; got -0.5"),
        (5, [np.nan, 0.5], ValueError, "numbers >= 0 that sum to 1; got nan"),
        (5, [np.inf, 0.5], ValueError, "numbers >= 0 that sum to 1; got inf"),
        (5, ["a", 0.5], TypeError, "floats or Fractions; it contains 'a'"),
        (5, [], ValueError, "must sum to 1; got 0"),
    ],
)
def test_wrong_arguments_of_draw_counts(total, probabilities, error, message: str) -> None:
    with pytest.raises(error, match=message):
        draw_counts(rng(), total, probabilities)


@together(
    ("counts", "error", "message"),
    [
        ([[1, 2]], ValueError, r"counts must have shape \(m, c\) with c = 3, .*; got \(1, 2\)"),
        ([1, 2, 3], ValueError, r"got \(3,\)"),
        ([[1, 2, -3]], ValueError, "counts must be >= 0; got -3"),
        ([[1, 2, 3.0]], TypeError, r"type int; got 3.0 \("),
        (np.array([[True, False, True]]), TypeError, "got True"),
        ([[1, 2, 10**33 + 1]], ValueError, "0..10"),
    ],
)
def test_wrong_arguments_of_noisy_counts(counts, error, message: str) -> None:
    with pytest.raises(error, match=message):
        noisy_counts(rng(), counts, T)
    for joint, message in (([[0.5, 0.5]], r"shape \(m, c\) with c = 3"), ([[0.5] * 3], "sum to 1")):
        with pytest.raises(ValueError, match=f"joint must .*{message}"):
            noisy_joint(joint, T)


def test_counts_of_every_integer_type_become_python_ints() -> None:
    given = [np.array([1, 2], np.uint8), [np.int64(1), 2], np.array([1, np.int32(2)], dtype=object)]
    for value in given:
        assert [type(x) for x in as_counts("counts", value)] == [int, int]
    assert as_counts("counts", [10**30, 0]).tolist() == [10**30, 0]
    big = np.array([2**63, 1], np.uint64)
    assert as_counts("counts", big).tolist() == [2**63, 1]
