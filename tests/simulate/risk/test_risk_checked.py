"""What `risks` refuses, in words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from simulate.kernels import U
from simulate.problem import Dirichlet, Finite, Gaussian, InstanceNoise
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
        (
            FINITE,
            [0.1],
            {"way": "counts", "samples": 0},
            "samples must be an integer, at least 1; got 0",
        ),
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
        (
            FINITE,
            [0.1, TransitionMatrix.from_rows([[0.5, 0.5], [0.5, 0.5]])],
            {"correction": "backward"},
            r"invertible matrix; noises\[1\] is singular, .* forward correction, or mix",
        ),
        (FINITE, [0.5], {"correction": "backward"}, r"that of uniform\(0.5\) is singular"),
    ],
)
def test_a_value_that_is_refused(four, law, noises, options, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        risks(law, four, noises, **options)


@pytest.mark.parametrize(
    ("way", "options"),
    [
        ("exact", {"samples": 1000}),
        ("exact", {"half_width": 0.1}),
        ("exact", {"drawn": True}),
        ("exact", {"sampling": "sobol"}),
        ("exact", {"workers": 2}),
        ("exact", {"checkpoint": Path("run.db")}),
        ("exact", {"backend": "numba"}),
        ("counts", {"drawn": True}),
        ("counts", {"sampling": "antithetic"}),
        ("counts", {"backend": "cupy"}),
    ],
)
def test_an_argument_of_no_use_to_the_way_is_refused(four, way: str, options) -> None:
    (name,) = options
    with pytest.raises(ValueError, match=rf'^{name} goes with way=.*"sample"; .* and way="{way}"$'):
        risks(FINITE, four, [0.1], way=way, **options)


def test_defaults_are_of_use_to_every_way(four) -> None:
    defaults = {"half_width": None, "drawn": False, "sampling": "independent", "workers": 1}
    for backend in ("auto", "numpy"):
        for way in ("exact", "counts"):
            risks(FINITE, four, [0.1], way=way, samples=10**6, backend=backend, **defaults)


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


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        ([LOSSES["lq"]], 'losses[0] must be a FixedLoss; got the loss lq: fix its parameters, '
         'LOSSES["lq"].fix(q="7/10")'),
        ([LOSSES["mae"].fix(), "mae"], "losses[1] must be a FixedLoss; got 'mae': fix its "
         'parameters, LOSSES["mae"].fix()'),
        (["ce"], "losses[0] must be a FixedLoss; got 'ce': there are cce, mae, "),
        ([0.5], "losses[0] must be a FixedLoss; got 0.5: there are cce, mae, "),
        (LOSSES["mae"].fix(), "losses must be a sequence of FixedLoss; got the loss mae: use [lo"),
        ("mae", "losses must be a sequence of FixedLoss; got 'mae': use [loss]"),
    ],
)  # fmt: skip
def test_losses_that_are_none(losses, message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        risks(FINITE, losses, [0.1])


def test_a_noise_or_a_law_that_is_none(four) -> None:
    for noises in (0.1, TransitionMatrix.identity(2)):
        with pytest.raises(TypeError, match=r"noises must be a sequence .*: use \[noise\]"):
            risks(FINITE, four, noises)
    with pytest.raises(TypeError, match=r"corrected_by must be a sequence of noises; got 0\.1"):
        risks(FINITE, four, [0.1], correction="backward", corrected_by=0.1)
    for law in (None, np.eye(2), Gaussian):
        with pytest.raises(
            TypeError, match=r"law must be one of simulate.problem.laws, such as Gaussian"
        ):
            risks(law, four, [0.1])


def test_backends_are_listed(four) -> None:
    with pytest.raises(ValueError, match="'auto', 'numpy', 'numba', 'cupy'; got 'foo'"):
        risks(GAUSSIAN, four, [0.1], backend="foo", **SAMPLE)


@pytest.mark.parametrize(("law", "way"), [(GAUSSIAN, "sample"), (FINITE, "counts")])
def test_another_number_of_samples_needs_another_file(
    four, law, way, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(
        "simulate.running.blocks.code_version", lambda task: {"lossproof": "under test"}
    )
    path = tmp_path / "run.db"
    options = {"way": way, "checkpoint": path}
    risks(law, four, [0.1], samples=1000, **options)
    with pytest.raises(ValueError, match="is of a run with another number of samples"):
        risks(law, four, [0.1], samples=50_000, **options)
    with pytest.raises(ValueError, match=r"recipe\.seed is 0 there and 1 here"):
        risks(law, four, [0.1], samples=1000, seed=1, **options)


def test_an_infinite_exact_risk_is_refused(four) -> None:
    law = Finite([[0.5, 0.5]], [[0.0, 1.0]])
    message = "outputs must be positive where a loss is unbounded; the risk of cce is not finite"
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        risks(law, four[:1], [0.1])
    assert risks(law, four[1:], [0.1]).value[0, 0] == 1


@pytest.mark.parametrize("name", ["way", "sampling", "correction", "backend"])
def test_an_unknown_word_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be one of .*; got 'other'"):
        risks(FINITE, [LOSSES["mae"].fix()], [0.1], **{name: "other"})
