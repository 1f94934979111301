"""What rounding takes from a risk is seen before it is drawn, and told."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.paper_checks.cards import fixed
from lossproof.simulate.problem import Gaussian, RiskProblem, digits
from lossproof.simulate.risk import Sample, risks
from lossproof.theory.losses import LOSSES, parse
from tests.together import together

LIBRARY = [
    LOSSES["cce"].fix(), LOSSES["mae"].fix(), LOSSES["mse"].fix(), LOSSES["lq"].fix(q="7/10"),
    LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2"), LOSSES["zero_one"].fix(),
]  # fmt: skip
# They need what float32 lacks: digits of 1 - p, of an exponential near 1, of a square.
HARD = ("(1-p)**(1/10)", "-log(1-p+1/10**10)")
STEEP = "(1-exp(p/10**8))*10**8+1"


def problem(text: str, separation: float) -> RiskProblem:
    loss = fixed(text, parse(text).expression, 2)
    return RiskProblem(Gaussian(separation, classes=2), [loss], [0.4])


def reference(text: str, separation: float) -> float:
    """The clean risk at two classes from 1 - p itself, which is no difference here."""
    rng = np.random.default_rng(1)
    gap = separation + rng.standard_normal(100_000) * np.sqrt(2)
    rest = 1 / (1 + np.exp(gap))
    given = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "rest": rest, "p": 1 - rest}
    return float(np.mean(eval(text.replace("1-p", "rest"), given)))


@together("text", HARD)
def test_digits_that_float32_lacks_are_taken_from_float64(text: str) -> None:
    hard = problem(text, 20.0)
    assert not digits(hard).single
    found = risks(hard, Sample(samples=50_000, backend="numpy"))
    low, high = found.interval.low[0, 0], found.interval.high[0, 0]
    assert low <= reference(text, 20.0) <= high


def test_squares_that_sums_of_forms_lose_are_taken_sample_by_sample() -> None:
    steep = problem(STEEP, 2.0)
    assert not digits(steep).sums
    found = risks(steep, Sample(samples=50_000))
    plain = risks(problem("1-p", 2.0), Sample(samples=50_000))
    widths = [each.interval.half_width[0, 0] for each in (found, plain)]
    assert widths[0] == pytest.approx(widths[1], rel=0.2)


def test_what_float64_lacks_is_in_the_interval() -> None:
    found = risks(problem("(1-p)**(1/10)", 60.0), Sample(samples=50_000))
    assert found.interval.high[0, 0] > reference("(1-p)**(1/10)", 60.0) > 0.002


@together("classes", [2, 100])
def test_losses_of_the_library_stay_in_float32(classes: int) -> None:
    found = digits(RiskProblem(Gaussian(2.0, classes=classes), LIBRARY, [0.4]))
    assert found.single
    assert found.sums
    assert not found.lost.any()


def test_a_risk_that_floating_point_makes_infinite_is_told_by_its_loss() -> None:
    with pytest.raises(ValueError, match=r"risk of -log\(1-p\) is not finite in floating point"):
        risks(problem("-log(1-p)", 60.0), Sample(samples=50_000))
