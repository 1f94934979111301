"""The sequence against its definition and enumeration, its width, units and digits."""

import itertools
import math
from statistics import NormalDist

import mpmath
import numpy as np
import pytest

from lossproof.simulate.intervals import EmpiricalBernstein
from tests.together import together


def psi(bet: float) -> float:
    return -math.log(1 - bet) - bet


def by_hand(x: np.ndarray, sizes: list[int], alpha: float, planned: int | None) -> tuple:
    """The definition, sample by sample, for samples in [0, 1]."""
    low, high, bets, gain, cost, done = 0.0, 1.0, 0.0, 0.0, 0.0, 0
    for n in sizes:
        past, t = x[:done], done + n
        centre = (0.5 + past.sum()) / (done + 1)
        variance = (0.25 + ((past - past.mean()) ** 2).sum() if done else 0.25) / (done + 1)
        last = t if planned is None else max(t, planned)
        slow = math.log(1 + t) if planned is None else math.log(math.e - 1 + last / planned)
        bet = min(0.75, math.sqrt(2 * math.log(2 / alpha) / (variance * last * slow)))
        for value in x[done:t]:
            bets += bet
            gain += bet * value
            cost += psi(bet) * (value - centre) ** 2
        half = (math.log(2 / alpha) + cost) / bets
        low, high, done = max(low, gain / bets - half), min(high, gain / bets + half), t
    return low, high


@together("planned", [None, 10, 500])
@together("sizes", [[1] * 30, [30], [3, 100, 1, 20, 900], [1, 2000, 1]])
@together("power", [0.2, 1, 20])
def test_sums_of_blocks_against_the_definition(
    power: float, sizes: list[int], planned: int | None
) -> None:
    x = np.random.default_rng(12).random(sum(sizes)) ** power
    sequence = EmpiricalBernstein(0, 1, 0.05, planned=planned)
    for block in np.split(x, np.cumsum(sizes)[:-1]):
        sequence.update(len(block), block.sum(), (block**2).sum())
    got = sequence.interval()
    assert (got.low, got.high) == pytest.approx(by_hand(x, sizes, 0.05, planned), abs=1e-10)


@together("n", [10**8, 10**9, 10**16, 10**32])
def test_small_bets(n: int) -> None:
    """A first block of n zeros, each 1/2 from the centre, ends at (L + n psi(b) / 4) / (n b)."""
    with mpmath.workdps(60):
        level = mpmath.log(40)
        bet = mpmath.sqrt(8 * level / (n * mpmath.log(1 + n)))
        end = float((level + n * (-mpmath.log(1 - bet) - bet) / 4) / (n * bet))
    sequence = EmpiricalBernstein(0, 1, 0.05)
    sequence.update(n, 0, 0)
    assert (1 - 1e-7) * end < sequence.interval().high < (1 + 1e-4) * end


@together("planned", [None, 5])
@together("alpha", [0.1, 0.9])
@together("p", [0.03, 0.5])
def test_the_chance_of_a_miss_by_enumeration(p: float, alpha: float, planned: int | None) -> None:
    paths = np.array([*itertools.product(range(3), repeat=8)])
    chances = np.array([(1 - p) ** 2, 2 * p * (1 - p), p**2])
    sequence = EmpiricalBernstein(0, 1, alpha, planned=planned)
    for total in paths.T:
        sequence.update(2, total, total)
    missed = sequence.interval().excludes(p)
    assert missed.any()
    assert chances[paths].prod(axis=1)[missed].sum() <= alpha


@together("n", [100, 10_000])
@together(("p", "factor"), [(0.5, 1.6), (0.1, 1.6), (0.01, 2.0)])
def test_width_against_a_fixed_number_of_samples(n: int, p: float, factor: float) -> None:
    blocks, alpha = 100, 0.05
    fixed = NormalDist().inv_cdf(1 - alpha / 2) * math.sqrt(p * (1 - p) / (n * blocks))
    widths = []
    for planned in (n * blocks, None):
        sequence = EmpiricalBernstein(0, 1, alpha, planned=planned)
        for _ in range(blocks):
            sequence.update(n, round(n * p), round(n * p))
        assert not sequence.interval().excludes(p)
        widths.append(float(sequence.interval().half_width))
    assert 1.2 * fixed < widths[0] <= factor * fixed
    assert widths[0] < widths[1] <= 2.5 * fixed


@together(("scale", "shift"), [(1, 0), (1000, -3), (-1, 0), (-0.01, 5)])
def test_units_do_not_matter(scale: float, shift: float) -> None:
    rng = np.random.default_rng(7)
    plain = EmpiricalBernstein(0, 1, 0.05)
    other = EmpiricalBernstein(*sorted((shift, shift + scale)), 0.05)
    for n in (5, 60, 7, 400, 400):
        x = rng.random((n, 20)) ** 3
        z = shift + scale * x
        plain.update(n, x.sum(axis=0), (x * x).sum(axis=0))
        other.update(n, z.sum(axis=0), (z * z).sum(axis=0))
    ends = shift + scale * plain.interval().low, shift + scale * plain.interval().high
    tolerance = 1e-10 * (abs(scale) + abs(shift))
    np.testing.assert_allclose(other.interval().low, np.minimum(*ends), rtol=0, atol=tolerance)
    np.testing.assert_allclose(other.interval().high, np.maximum(*ends), rtol=0, atol=tolerance)


def test_digits_lost_to_a_shift_only_widen() -> None:
    x = np.random.default_rng(13).random(1000)
    plain, other = EmpiricalBernstein(0, 1, 0.05), EmpiricalBernstein(1e6, 1e6 + 1, 0.05)
    for sequence, samples in ((plain, x), (other, 1e6 + x)):
        sequence.update(1000, math.fsum(samples), math.fsum(samples**2))
    assert 1.0005 < other.interval().half_width / plain.interval().half_width < 1.1


def test_cancelled_squares_only_widen() -> None:
    """All samples are 1e8: their squares have no digits left for a variance."""
    sequence, clean = EmpiricalBernstein(1e8, 1e8 + 1, 0.05), EmpiricalBernstein(0, 1, 0.05)
    for _ in range(30):
        sequence.update(1000, 1e11, 1e19)
        clean.update(1000, 0, 0)
    assert not sequence.interval().excludes(1e8)
    assert sequence.interval().high - 1e8 >= clean.interval().high


def test_alpha_and_range_of_each_estimand() -> None:
    sequence = EmpiricalBernstein([0, -1], 1, [[0.1], [1e-300]])
    assert sequence.interval().low.shape == (2,)
    sequence.update(1000, 500, 300)
    half = sequence.interval().half_width
    assert half.shape == (2, 2)
    assert (half[0] < half[1]).all()
    assert (half[:, 0] < half[:, 1]).all()


def test_means_that_contradict_each_other_leave_nothing() -> None:
    sequence = EmpiricalBernstein(0, 1, 0.05)
    sequence.update(10_000, 0, 0)
    for _ in range(1000):
        sequence.update(10_000, 10_000, 10_000)
    assert sequence.interval().empty


@together(
    ("block", "message"),
    [
        (
            (10, 10.1, 10.1),
            r"total must be in \[n \* low, n \* high\]; got 10.1 where .* \[0, 10\]",
        ),
        ((10, -0.1, 1), r"total must be in"),
        ((0, 1, 1), r"total must be in"),
        ((10, 5, 2.4), r"squares must be in .* got 2.4 where that is \[2.5, 5\]"),
        ((10, 5, 5.1), r"squares must be in .* got 5.1"),
        (([10, 10], [5, 5], [5, 5.1]), r"squares must be in .* got 5.1"),
    ],
)
def test_sums_that_no_samples_in_the_range_have(block: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EmpiricalBernstein(0, 1, 0.05).update(*block)


@pytest.mark.parametrize("high", [0.3, 4000.3])
def test_sums_in_float32_are_sums(high: float) -> None:
    x = np.full(1000, high, dtype=np.float32)
    assert x.sum(dtype=float) > 1000 * high
    EmpiricalBernstein(0, high, 0.05).update(1000, x.sum(dtype=float), (x * x).sum())


@together(
    ("arguments", "message"),
    [
        ((1, 1, 0.1), "low and high must be finite with low < high; got 1 and 1"),
        ((0, math.inf, 0.1), "low and high must be finite"),
        ((0, 1, 0), r"alpha must be in \(0, 1\); got 0"),
        ((0, 1, 1), r"alpha must be in \(0, 1\); got 1"),
        ((0, 1, math.nan), r"alpha must be in \(0, 1\); got nan"),
        ((0, 1, 0.05, 0), "planned must be positive and finite; got 0"),
    ],
)
def test_parameters_out_of_range(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EmpiricalBernstein(*arguments[:3], planned=arguments[3] if arguments[3:] else None)
