"""The boundary is where the mixture reaches 1 / alpha, and rho is tuned to the planned time."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import lambertw

from lossproof.simulate.intervals import NormalMixture, tightest_rho
from tests.together import together


def half_width(t: int, sigma: float, alpha: float, rho: float) -> float:
    sequence = NormalMixture(sigma, alpha, rho=rho)
    sequence.update(t, 0, 0)
    return float(sequence.interval().half_width)


@together(("t", "sigma", "alpha", "rho"), [(10, 0.5, 0.05, 1), (3, 2, 0.3, 50), (100, 1, 1e-6, 9)])
def test_the_mixture_is_one_over_alpha_at_the_boundary(
    t: int, sigma: float, alpha: float, rho: float
) -> None:
    s, v = t * half_width(t, sigma, alpha, rho), t * sigma**2
    peak, deviation = s / (v + rho), 1 / math.sqrt(v + rho)

    def weighted(u: float) -> float:
        return math.exp(u * s - u * u * (v + rho) / 2) * math.sqrt(rho / (2 * math.pi))

    value, _ = quad(weighted, peak - 12 * deviation, peak + 12 * deviation, epsrel=1e-11)
    assert value == pytest.approx(1 / alpha, rel=1e-9)


@together("alpha", [0.5, 0.05, 1e-4])
def test_rho_is_tightest_at_the_planned_time(alpha: float) -> None:
    sigma, planned = 0.7, 1000
    rho = float(tightest_rho(sigma, alpha, planned=planned))
    best = half_width(planned, sigma, alpha, rho)
    for factor in (0.8, 0.95, 1.05, 1.25):
        assert best < half_width(planned, sigma, alpha, factor * rho)
    exact = planned * sigma**2 / (-lambertw(-(alpha**2) / math.e, -1).real - 1)
    assert rho == pytest.approx(exact, rel=1e-9)


def test_rho_of_a_level_whose_square_is_no_float() -> None:
    assert 0 < tightest_rho(1, 1e-300, planned=1000) < 1
    assert math.isfinite(half_width(1000, 1, 1e-300, 0.7))


def test_watching_more_closely_only_shrinks() -> None:
    x = np.random.default_rng(8).standard_normal((64, 500))
    once, often = NormalMixture(1, 0.9, rho=1), NormalMixture(1, 0.9, rho=1)
    for k in range(0, 64, 16):
        once.update(16, x[k : k + 16].sum(axis=0))
    for row in x:
        often.update(1, row)
    assert (often.interval().low >= once.interval().low - 1e-12).all()
    assert (often.interval().half_width < once.interval().half_width - 1e-3).any()


def test_nothing_is_known_at_first() -> None:
    sequence = NormalMixture(1, [0.05, 0.1], rho=1)
    sequence.update(0, 0, 0)
    assert (sequence.interval().low == -np.inf).all()
    assert (sequence.interval().half_width == np.inf).all()


@together(
    ("sigma", "alpha", "rho", "message"),
    [
        (0, 0.1, 1, "sigma must be positive and finite; got 0"),
        (math.inf, 0.1, 1, "sigma must be positive and finite; got inf"),
        (1, 2, 1, r"alpha must be in \(0, 1\); got 2"),
        (1, 0.1, -1, "rho must be positive and finite; got -1"),
        (1, 0.1, None, "planned must be positive and finite; got 0"),
    ],
)
def test_parameters_out_of_range(
    sigma: float, alpha: float, rho: float | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        NormalMixture(sigma, alpha, rho=tightest_rho(1, 0.05, planned=0) if rho is None else rho)
