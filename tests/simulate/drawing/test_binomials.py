"""Draws of binomials have their law at every size; the formulas behind them agree with Arb."""

from collections.abc import Sequence

import flint
import numpy as np
import pytest
from flint import arb
from scipy.stats import binom, binomtest, chi2, norm, poisson

from lossproof.simulate.drawing.binomials import (
    Laws,
    _propose,
    deviance,
    draw_binomials,
    excess,
)
from tests.together import together

SIZES = [1, 2, 17, 1000, 10**9, 10**16, 10**24, 10**33]
CHANCES = [(1, 1), (1, 2), (3, 7), (1, 1000), (1, 10**9), (1, 10**15), (499_999_999, 500_000_001)]
DRAWS = 20_000


def draws(n: int, hits: int, misses: int, count: int = DRAWS) -> list[int]:
    rng = np.random.default_rng(0)
    return draw_binomials(rng, [n] * count, [hits] * count, [misses] * count)


def surprise(observed: Sequence[float], expected: Sequence[float]) -> float:
    """How likely chi-square is as large as this; bins that expect few are merged."""
    rows = sorted(zip(expected, observed, strict=True))
    bins: list[list[float]] = [[0.0, 0.0]]
    for e, o in rows:
        if bins[-1][0] >= 10:
            bins.append([0.0, 0.0])
        bins[-1][0] += e
        bins[-1][1] += o
    assert sum(observed) == pytest.approx(sum(expected))
    statistic = sum((o - e) ** 2 / e for e, o in bins)
    return float(chi2.sf(statistic, len(bins) - 1))


def surprise_of_law(values: Sequence[int], law) -> float:
    top = max(*values, int(law.isf(1e-12)))
    expected = law.pmf(np.arange(top + 1)) * len(values)
    expected[-1] += len(values) - expected.sum()
    return surprise(np.bincount(values, minlength=top + 1).tolist(), expected.tolist())


def test_few_successes_have_the_binomial_and_the_poisson_law() -> None:
    for n, hits, misses in [(1, 5, 2), (5, 1, 9), (20, 7, 3), (300, 1, 30)]:
        law = binom(n, hits / (hits + misses))
        assert surprise_of_law(draws(n, hits, misses), law) > 1e-8
    assert surprise_of_law(draws(10**16, 1, 10**14), poisson(100)) > 1e-8
    assert surprise_of_law(draws(20, 3, 7), binom(20, 0.31)) < 1e-8


def surprise_of_quantiles(values: Sequence[int], n: int, hits: int, misses: int) -> float:
    whole = hits + misses
    deviation = (n * hits * misses) ** 0.5 / whole
    scores = [(x * whole - n * hits) / whole / deviation for x in values]
    bins = np.clip(norm.cdf(scores) * 50, 0, 49).astype(int)
    return surprise(np.bincount(bins, minlength=50).tolist(), [len(values) / 50] * 50)


@together(("n", "hits", "misses"), [(10**15, 1, 1), (10**24, 999, 1), (10**33, 1, 10**16)])
def test_many_successes_have_the_normal_law(n: int, hits: int, misses: int) -> None:
    values = draws(n, hits, misses)
    assert surprise_of_quantiles(values, n, hits, misses) > 1e-8
    parity = sum(x % 2 for x in values)
    assert abs(parity - DRAWS / 2) < 6 * (DRAWS / 4) ** 0.5, "draws have no last digits"
    deviation = int((n * hits * misses) ** 0.5 / (hits + misses))
    moved = [x + deviation // 10 for x in values]
    assert surprise_of_quantiles(moved, n, hits, misses) < 1e-8


def test_rare_draws_are_as_rare_as_stated() -> None:
    n, count = 10**16, 150_000
    far = sum(abs(x - n / 2) > 3 * (n / 4) ** 0.5 for x in draws(n, 1, 1, count))
    assert binomtest(far, count, 2 * norm.sf(3)).pvalue > 1e-4


def test_sure_and_impossible_successes() -> None:
    rng = np.random.default_rng(0)
    certain = draw_binomials(rng, [5, 0, 10**30, 7], [0, 0, 3, 1], [2, 0, 0, 10**400])
    assert certain == [0, 0, 10**30, 0]
    assert draw_binomials(rng, [10**9], [1], [10**330]) == [0]
    assert draw_binomials(rng, [], [], []) == []


@together("n", SIZES)
@together(("hits", "misses"), CHANCES)
def test_logarithms_agree_with_arb(n: int, hits: int, misses: int) -> None:
    laws = Laws.of([(n, hits, misses)])
    (mode,), top = laws.modes, float(laws.log_top()[0])
    width = float(np.exp(-top))
    offsets = {int(s * width * x) for x in (0.01, 0.2, 1, 2, 3, 5) for s in (-1, 1)}
    ks = sorted(offsets | {-3, -1, 0, 1, 2, 9})
    found = laws.log_ratio(np.array([ks]), np.array([0]))[0]
    flint.ctx.prec = 400
    try:
        odds = (arb(hits) / arb(misses)).log()

        def log_mass(y: int) -> arb:
            return y * odds - (arb(y) + 1).lgamma() - (arb(n - y) + 1).lgamma()

        total = (arb(n) + 1).lgamma() + n * (arb(misses) / arb(hits + misses)).log()
        assert abs(float(log_mass(mode) + total) - top) < 1e-12
        for k, value in zip(ks, found, strict=True):
            if not 0 <= mode + k <= n:
                assert value == -np.inf
                continue
            exact = float(log_mass(mode + k) - log_mass(mode))
            assert exact <= min(0, 1 - abs(k) * np.exp(top)) + 1e-9, "the bound of Devroye fails"
            if exact > -40:
                assert abs(value - exact) < 1e-12
    finally:
        flint.ctx.prec = 53


@together("n", SIZES)
@together(("hits", "misses"), CHANCES)
def test_proposals_are_drawn_from_above_the_law(n: int, hits: int, misses: int) -> None:
    laws = Laws.of([(n, hits, misses)])
    widths = np.ceil(np.exp(-laws.log_top()) / 4 * (1 + 1e-9)).astype(np.int64)
    rng = np.random.default_rng(0)
    for _ in range(10):
        k, log_bound = _propose(rng, widths[:, None])
        assert (laws.log_ratio(k, np.array([0])) <= log_bound + 1e-12).all()


def test_deviance_and_excess_agree_with_arb() -> None:
    flint.ctx.prec = 400
    try:
        for t in (-1, -0.999, -0.07, -0.05, -1e-9, 0, 1e-30, 1e-5, 0.058, 0.062, 3, 1e20):
            exact = float((1 + arb(t)) * (1 + arb(t)).log() - arb(t)) if t > -1 else 1.0
            assert deviance(np.array([t]))[0] == pytest.approx(exact, rel=2e-14, abs=0)
        for x in (0, 1, 2, 31, 32, 33, 1000, 10**6, 10**15):
            exact = float((arb(x) + 1).lgamma() - (x * arb(x).log() if x else 0) + x)
            assert excess(np.array([float(x)]))[0] == pytest.approx(exact, abs=1e-13)
    finally:
        flint.ctx.prec = 53
