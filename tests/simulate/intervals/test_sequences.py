"""Watched after every block, no sequence misses more often than it may; what is broken does."""

import pickle
from collections.abc import Callable, Iterator
from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import binom

from lossproof.simulate.intervals import (
    ConfidenceSequence,
    EmpiricalBernstein,
    Interval,
    NormalMixture,
    tightest_rho,
)
from tests.together import together

Sums = tuple[np.ndarray | int, np.ndarray, np.ndarray]
Blocks = Iterator[Sums]
REPLICATES, BLOCKS, ALPHA = 4000, 150, 0.05
# More misses than this have probability 1e-6 if each replicate misses with probability ALPHA.
MOST = binom.isf(1e-6, REPLICATES, ALPHA)


def misses(sequence: ConfidenceSequence, blocks: Blocks, mean: float) -> int:
    """The number of replicates whose interval ever excluded the mean."""
    missed = np.zeros(REPLICATES, dtype=bool)
    for n, total, squares in blocks:
        sequence.update(n, total, squares)
        missed |= sequence.interval().excludes(mean)
    return int(missed.sum())


def two_point(p: float, n: int, low: float = 0, high: float = 1) -> Blocks:
    rng = np.random.default_rng(1)
    for _ in range(BLOCKS):
        k = rng.binomial(n, p, REPLICATES)
        yield n, (n - k) * low + k * high, (n - k) * low**2 + k * high**2


def growing(p: float) -> Blocks:
    rng = np.random.default_rng(2)
    for block in range(BLOCKS):
        n = 1 + block
        k = rng.binomial(n, p, REPLICATES)
        yield n, k, k


def of_one_class(p: float) -> Blocks:
    """The samples of one class, of which a block has a random number."""
    rng = np.random.default_rng(3)
    for _ in range(BLOCKS):
        n = rng.binomial(5, 0.3, REPLICATES)
        k = rng.binomial(n, p)
        yield n, k, k


def beta(n: int) -> Blocks:
    """Beta(1/3, 1), whose mean is 1/4."""
    rng = np.random.default_rng(4)
    for _ in range(BLOCKS):
        u = rng.random((n, REPLICATES))
        x = u * u * u
        yield n, x.sum(axis=0), (x * x).sum(axis=0)


def normal(n: int) -> Blocks:
    """Normal samples with mean 3 and deviation 2."""
    rng = np.random.default_rng(5)
    for _ in range(BLOCKS):
        total = 3 * n + 2 * n**0.5 * rng.standard_normal(REPLICATES)
        yield n, total, np.zeros(REPLICATES)


def outliers() -> Blocks:
    """Samples that are 0.1, and 1 with probability 0.0005."""
    return two_point(0.0005, 2500, 0.1, 1)


def mixture(sigma: float, planned: float) -> NormalMixture:
    return NormalMixture(sigma, ALPHA, rho=tightest_rho(sigma, ALPHA, planned=planned))


NULLS = {
    "rare": (0, 1, lambda: two_point(0.01, 50), 0.01),
    "even": (0, 1, lambda: two_point(0.5, 20), 0.5),
    "single": (0, 1, lambda: two_point(0.2, 1), 0.2),
    "growing": (0, 1, lambda: growing(0.9), 0.9),
    "class": (0, 1, lambda: of_one_class(0.3), 0.3),
    "beta": (0, 1, lambda: beta(5), 0.25),
    "extreme": (-3, 997, lambda: two_point(0.001, 1000, -3, 997), -2),
    "outliers": (0, 1, outliers, 0.10045),
}


@together(
    ("case", "planned"),
    [*((case, None) for case in NULLS), *((case, 1000) for case in ("rare", "even", "beta"))],
)
def test_bernstein_misses_at_most_as_often_as_stated(case: str, planned: int | None) -> None:
    low, high, blocks, mean = NULLS[case]
    sequence = EmpiricalBernstein(low, high, ALPHA, planned=planned)
    assert misses(sequence, blocks(), mean) <= MOST


@together(
    ("sigma", "blocks", "mean"),
    [
        (2, lambda: normal(10), 3),
        (0.5, lambda: two_point(0.5, 20), 0.5),
        (0.5, lambda: beta(5), 0.25),
    ],
)
def test_mixture_misses_at_most_as_often_as_stated(
    sigma: float, blocks: Callable[[], Blocks], mean: float
) -> None:
    assert misses(mixture(sigma, 500), blocks(), mean) <= MOST


class Fixed:
    """The interval for a number of samples fixed beforehand, looked at all the time."""

    def __init__(self) -> None:
        self.n, self.total, self.squares = 0, 0, 0

    def update(self, n: int, total: np.ndarray, squares: np.ndarray) -> None:
        self.n, self.total, self.squares = self.n + n, self.total + total, self.squares + squares

    def interval(self) -> Interval:
        mean = self.total / self.n
        spread = np.sqrt(np.maximum(self.squares / self.n - mean**2, 1e-12))
        half = NormalDist().inv_cdf(1 - ALPHA / 2) * spread / self.n**0.5
        return Interval(mean - half, mean + half)


def understated(blocks: Blocks) -> Blocks:
    for n, total, squares in blocks:
        yield n, total, total**2 / n + 0.05 * (squares - total**2 / n)


@together(
    ("broken", "blocks", "mean"),
    [
        (Fixed, lambda: two_point(0.5, 20), 0.5),
        (lambda: EmpiricalBernstein(0, 1, ALPHA), lambda: understated(two_point(0.5, 20)), 0.5),
        (lambda: EmpiricalBernstein(0, 0.2, ALPHA), outliers, 0.10045),
        (lambda: mixture(0.8, 500), lambda: normal(10), 3),
    ],
)
def test_what_is_broken_misses_too_often(
    broken: Callable[[], ConfidenceSequence], blocks: Callable[[], Blocks], mean: float
) -> None:
    assert misses(broken(), blocks(), mean) > MOST


def sums(blocks: int, shape: tuple[int, ...]) -> list[tuple[np.ndarray, ...]]:
    rng = np.random.default_rng(6)
    n = rng.integers(0, 30, (blocks, *shape))
    total = rng.binomial(n, 0.3)
    return [*zip(n, total, total, strict=True)]


SEQUENCES = [
    lambda: EmpiricalBernstein(0, 1, 0.1),
    lambda: NormalMixture(0.5, 0.1, rho=9),
]


@together("make", SEQUENCES)
def test_estimands_are_apart(make: Callable[[], ConfidenceSequence]) -> None:
    joint, alone = make(), {(i, j): make() for i in range(2) for j in range(3)}
    for block in sums(8, (2, 3)):
        joint.update(*block)
        for place, sequence in alone.items():
            sequence.update(*(part[place] for part in block))
    again, whole = pickle.loads(pickle.dumps(joint)), joint.interval()
    again.update(*sums(1, (2, 3))[0])
    assert (again.interval().half_width <= whole.half_width).all()
    assert whole.low.shape == (2, 3)
    for place, sequence in alone.items():
        assert sequence.interval().low == whole.low[place]
        assert sequence.interval().high == whole.high[place]


@together("make", SEQUENCES)
def test_empty_blocks_change_nothing(make: Callable[[], ConfidenceSequence]) -> None:
    plain, gaps = make(), make()
    gaps.update(np.zeros(4), np.zeros(4), np.zeros(4))
    for block in sums(5, (4,)):
        plain.update(*block)
        gaps.update(*block)
        gaps.update(0, np.zeros(4), np.zeros(4))
    assert (plain.interval().low == gaps.interval().low).all()
    assert (plain.interval().high == gaps.interval().high).all()


@together("make", SEQUENCES)
def test_intervals_only_shrink(make: Callable[[], ConfidenceSequence]) -> None:
    sequence = make()
    before = sequence.interval()
    for block in sums(20, (50,)):
        sequence.update(*block)
        now = sequence.interval()
        assert (now.low >= before.low).all()
        assert (now.high <= before.high).all()
        before = now


@together("make", SEQUENCES)
def test_exact_counts_of_any_size(make: Callable[[], ConfidenceSequence]) -> None:
    sequence = make()
    for _ in range(4):
        count = np.array([10**20, 3 * 10**19 + 1], dtype=object)
        sequence.update(10**20, count, count)
    interval = sequence.interval()
    assert not interval.excludes([1, 0.3]).any()
    assert interval.half_width[1] < 1e-8


@together("make", SEQUENCES)
@together(
    ("block", "message"),
    [
        ((1.5, 1, 1), "n must be a whole number"),
        ((-1, 0, 0), "n must be a whole number"),
        ((2, np.nan, 1), "total must be finite"),
        ((2, 1, np.inf), "squares must be finite"),
        ((2, np.ones(2), 1), "the shape of the first block"),
    ],
)
def test_impossible_sums(
    make: Callable[[], ConfidenceSequence], block: tuple, message: str
) -> None:
    sequence = make()
    sequence.update(4, 2, 2)
    before = sequence.interval()
    with pytest.raises(ValueError, match=message):
        sequence.update(*block)
    assert sequence.interval() is before
