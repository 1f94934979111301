"""Weights of samples against sums over many probabilities, and their exact values."""

from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.losses import LOSSES, cce, lq, mae, truncated_lq
from lossproof.theory.losses.gradients import (
    log_ratio_square,
    of_label,
    ratio,
    relative_variance,
    variance,
    weight_in_training,
)
from lossproof.theory.losses.gradients.weights import mean

Q = sympy.Rational(7, 10)
WEIGHTS = {
    "cce": weight_in_training(of_label(cce)),
    "mae": weight_in_training(mae),
    "mse": weight_in_training(LOSSES["mse"].expression),
    "lq": weight_in_training(of_label(lambda u: lq(u, Q))),
    "imae": lambda u: sympy.exp(3 * u) * (1 - u),
}


def on_grid(weight: Any) -> tuple[np.ndarray, np.ndarray]:
    """The midpoints of many equal parts of [0, 1], and the weight there."""
    u = sympy.Symbol("u", positive=True)
    p = (np.arange(10**5) + 0.5) / 10**5
    return p, np.asarray(sympy.lambdify(u, weight(u), "numpy")(p))


@pytest.mark.parametrize("name", WEIGHTS)
def test_uniform_moments(name: str) -> None:
    _, values = on_grid(WEIGHTS[name])
    assert float(mean(WEIGHTS[name])) == pytest.approx(values.mean(), rel=1e-6)
    assert float(variance(WEIGHTS[name])) == pytest.approx(values.var(), rel=1e-6)


@pytest.mark.parametrize("name", ["cce", "mae", "mse", "lq"])
def test_moments_under_a_beta_law(name: str) -> None:
    p, values = on_grid(WEIGHTS[name])
    density = p**2 * (1 - p) / (p**2 * (1 - p)).sum()
    centre = (density * values).sum()
    spread = (density * (values - centre) ** 2).sum()
    assert float(mean(WEIGHTS[name], 3, 2)) == pytest.approx(centre, rel=1e-6)
    assert float(variance(WEIGHTS[name], 3, 2)) == pytest.approx(spread, rel=1e-6)


def test_exact_values() -> None:
    u, q = sympy.symbols("u q", positive=True)
    assert WEIGHTS["cce"](u) == 2 - 2 * u
    assert sympy.expand(WEIGHTS["mae"](u) - 4 * u * (1 - u)) == 0
    assert (variance(WEIGHTS["mae"]), variance(WEIGHTS["cce"])) == (
        sympy.Rational(4, 45),
        sympy.Rational(1, 3),
    )
    assert ratio(WEIGHTS["cce"], sympy.Rational(1, 4), sympy.Rational(1, 2)) == sympy.Rational(3, 2)
    symbolic = mean(weight_in_training(of_label(lambda v: lq(v, q))))
    assert sympy.simplify(symbolic - 2 / ((q + 1) * (q + 2))) == 0


def test_what_cannot_be_done_is_refused() -> None:
    corner = weight_in_training(of_label(lambda u: truncated_lq(u, Q, sympy.Rational(1, 4))))
    with pytest.raises(ValueError, match="antiderivative"):
        mean(corner)
    with pytest.raises(ValueError, match="sum of powers"):
        mean(WEIGHTS["imae"], 2, 1)


@pytest.mark.parametrize(("a", "b"), [(-1, 2), (0, 1), (1, 0), (sympy.nan, 1), (1, sympy.oo)])
def test_a_beta_law_has_positive_parameters(a: Any, b: Any) -> None:
    for call in (mean, variance, relative_variance):
        with pytest.raises(ValueError, match=r"[ab] of the law Beta\(a, b\) must be positive; got"):
            call(WEIGHTS["mae"], a, b)


def test_an_infinite_moment_is_refused() -> None:
    def steep(u: Any) -> Any:
        return 1 / u

    with pytest.raises(ValueError, match=r"Beta\(1, 1\) the mean of u\^\(-1\) is not: .* a > 1"):
        mean(steep)
    assert mean(steep, 2, 1) == 2
    with pytest.raises(ValueError, match=r"Beta\(2, 1\) the mean of u\^\(-2\) is not"):
        variance(steep, 2, 1)
    assert variance(steep, 3, 1) == sympy.Rational(3, 4)
    for pole in (lambda u: sympy.exp(u) / u**2, lambda u: 1 / (2 * u - 1) ** 2):
        with pytest.raises(ValueError, match=r"must be finite|no antiderivative"):
            mean(pole)


@pytest.mark.parametrize("name", ["cce", "mae", "mse", "lq"])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 1), (1, 3), (4, 2)])
def test_squares_of_logarithms_of_ratios(name: str, a: int, b: int) -> None:
    p, values = on_grid(WEIGHTS[name])
    density = p ** (a - 1) * (1 - p) ** (b - 1)
    density /= density.sum()
    logs = np.log(values)
    spread = (density * logs**2).sum() - (density * logs).sum() ** 2
    assert float(log_ratio_square(WEIGHTS[name], a, b)) == pytest.approx(2 * spread, rel=1e-3)


def test_logarithms_of_other_weights_are_refused() -> None:
    with pytest.raises(ValueError, match=r"multiple of u\^k"):
        log_ratio_square(WEIGHTS["imae"])


def test_a_mean_within_a_mean_has_a_weight_of_its_own() -> None:
    inner = log_ratio_square(lambda v: v)
    found = log_ratio_square(lambda u: u ** log_ratio_square(lambda v: u * v))
    assert found == log_ratio_square(lambda u: u**inner)
