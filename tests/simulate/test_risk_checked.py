"""What `risks` refuses, in words."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.channels import InstanceNoise
from simulate.laws import Dirichlet, Finite, Gaussian
from simulate.moments import U
from simulate.risk import risks
from theory.losses import LOSSES
from theory.noise import TransitionMatrix

GAUSSIAN, FINITE = Gaussian(1.0, 1.0, 2), Finite([[0.5, 0.5]], [[0.25, 0.75]])
SAMPLE = {"way": "sample", "samples": 100}


@pytest.fixture
def four(parameters) -> list:
    return [LOSSES[name].fix(**parameters[name]) for name in ("cce", "mae", "zero_one", "lq")]


@pytest.mark.parametrize(
    ("law", "noises", "options", "message"),
    [
        (FINITE, [0.1], {"samples": 0}, "samples must be an integer, at least 1; got 0"),
        (
            GAUSSIAN,
            [0.1],
            SAMPLE | {"sampling": "sobol", "half_width": 0.1},
            "half_width needs intervals that hold at any time; 4 of the losses",
        ),
        (
            Dirichlet(np.ones((2, 2))),
            [0.1],
            SAMPLE | {"sampling": "sobol"},
            'sampling must be "independent" for a Dirichlet law',
        ),
        (FINITE, [], SAMPLE | {"sampling": "antithetic"}, "sampling must .* for a Finite law"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": 0}, "half_width must be positive; got 0"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": -1.0}, "half_width must be positive; got -1"),
        (GAUSSIAN, [0.1], SAMPLE | {"half_width": np.nan}, "half_width must be positive; got nan"),
        (GAUSSIAN, [0.1], SAMPLE | {"alpha": 0}, r"alpha must be in \(0, 1\); got 0"),
        (GAUSSIAN, [0.1], SAMPLE | {"alpha": 1}, r"alpha must be in \(0, 1\); got 1"),
        (GAUSSIAN, [0.1, 1.5], SAMPLE, r"noises\[1\] must be a rate in \[0, 1\]; got 1.5"),
        (
            FINITE,
            [TransitionMatrix.identity(3)],
            {},
            r"noises\[0\] must have as many classes as the law, 2; got 3",
        ),
        (FINITE, [0.5], {"correction": "backward"}, r"that of uniform\(0.5\) is singular"),
    ],
)
def test_a_value_that_is_refused(four, law, noises, options, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        risks(law, four, noises, **options)


def test_no_losses_are_refused() -> None:
    with pytest.raises(ValueError, match="losses must hold at least one; got none"):
        risks(FINITE, [], [0.1])


def test_a_type_that_is_refused(four) -> None:
    with pytest.raises(TypeError, match=r"noises\[0\] must be a TransitionMatrix.* got '1/5'"):
        risks(FINITE, four, ["1/5"])
    for way in ("exact", "counts"):
        message = f"way must be \"sample\" for a Gaussian law; got '{way}'"
        with pytest.raises(TypeError, match=message):
            risks(GAUSSIAN, four, [0.1], way=way)
    with pytest.raises(TypeError, match="forward correction needs a matrix, which instance"):
        risks(FINITE, four, [InstanceNoise(U)], correction="forward")


def test_an_infinite_exact_risk_is_refused(four) -> None:
    law = Finite([[0.5, 0.5]], [[0.0, 1.0]])
    message = "outputs must be positive where a loss is unbounded; the risk of cce is not finite"
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        risks(law, four[:1], [0.1])
    assert risks(law, four[1:], [0.1]).value[0, 0] == 1


@pytest.mark.parametrize("name", ["way", "sampling", "correction"])
def test_an_unknown_word_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be one of .*; got 'other'"):
        risks(FINITE, [LOSSES["mae"].fix()], [0.1], **{name: "other"})
