"""What `risks` refuses, in words."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import numpy as np
import pytest

from lossproof.simulate.kernels import U
from lossproof.simulate.machine import missing
from lossproof.simulate.problem import Dirichlet, Finite, Gaussian, InstanceNoise, RiskProblem
from lossproof.simulate.risk import Counts, Exact, Sample, risks
from lossproof.simulate.running import Execution
from lossproof.theory.losses import LOSSES
from lossproof.theory.noise import TransitionMatrix
from tests.simulate.blocktask import one_code
from tests.together import together

GAUSSIAN, FINITE = Gaussian(1.0, 1.0, 2), Finite([[0.5, 0.5]], [[0.25, 0.75]])
FEW = Sample(samples=100)


@pytest.fixture
def four(parameters) -> list:
    return [LOSSES[name].fix(**parameters[name]) for name in ("cce", "mae", "zero_one", "lq")]


@together("way", [Counts, Sample])
@together(
    ("options", "message"),
    [
        ({"samples": 0}, "samples must be an integer, at least 1; got 0"),
        ({"samples": 1e6}, "samples must be an integer, at least 1; got 1000000.0"),
        ({"half_width": 0}, "half_width must be positive; got 0"),
        ({"half_width": -1.0}, "half_width must be positive; got -1"),
        ({"half_width": np.nan}, "half_width must be positive; got nan"),
    ],
)
def test_what_may_not_be_drawn(way, options, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way(**options)


@together(("name", "value"), [("sampling", "other"), ("backend", "other"), ("backend", "strict")])
def test_an_unknown_word_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be one of .*; got '{value}'"):
        Sample(**{name: value})


def test_auto_takes_llvm_for_a_long_run_whatever_is_kept(four, monkeypatch, tmp_path) -> None:
    pytest.importorskip("llvmlite", reason="the backend llvm needs llvmlite")
    monkeypatch.setattr("lossproof.simulate.risk.sample.WORTH_COMPILING", 20_000)
    problem = RiskProblem(GAUSSIAN, four, [0.1])

    def digest(samples: int, backend: str) -> str:
        return risks(problem, Sample(samples=samples, backend=backend)).digest

    for kept in ("", str(tmp_path / "code")):
        monkeypatch.setenv("LOSSPROOF_CACHE", kept)
        assert digest(9_999, "auto") == digest(9_999, "numpy")
        assert digest(10_000, "auto") == digest(10_000, "llvm") != digest(10_000, "numpy")
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    assert digest(10_000, "auto") == digest(10_000, "numpy")


def test_auto_takes_a_gpu_for_a_long_run_alone(four, monkeypatch) -> None:
    monkeypatch.setattr("lossproof.simulate.risk.sample.missing", lambda name: None)
    monkeypatch.setattr("lossproof.simulate.risk.sample.WORTH_A_GPU", 20_000)
    problem = RiskProblem(GAUSSIAN, four, [0.1])
    short = Sample(samples=9_999)
    assert risks(problem, short).digest == risks(problem, replace(short, backend="numpy")).digest
    if missing("cupy"):
        with pytest.raises(ValueError, match="the backend 'cupy' is not available"):
            risks(problem, Sample(samples=10_000))


def test_a_backend_that_is_missing_says_what_to_install(four, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    with pytest.raises(ValueError, match=r"'llvm' is not available: .*pip install llvmlite"):
        risks(RiskProblem(GAUSSIAN, four, []), Sample(backend="llvm"))


@together(
    ("law", "way", "alpha", "message"),
    [
        (
            GAUSSIAN,
            Sample(samples=100, sampling="sobol", half_width=0.1),
            0.05,
            "half_width needs intervals that are valid at any time; 4 of the losses",
        ),
        (
            Dirichlet(np.ones((2, 2))),
            Sample(sampling="sobol"),
            0.05,
            'sampling must be "independent" for a Dirichlet law',
        ),
        (FINITE, Sample(sampling="antithetic"), 0.05, "sampling must .* for a Finite law"),
        (FINITE, Sample(backend="llvm"), 0.05, "backend 'llvm' samples a Gaussian law"),
        (GAUSSIAN, FEW, 0, r"alpha must be in \(0, 1\); got 0"),
        (GAUSSIAN, FEW, 1, r"alpha must be in \(0, 1\); got 1"),
    ],
)
def test_a_way_that_does_not_fit_the_problem(four, law, way, alpha, message: str) -> None:
    if way.backend == "llvm" and missing("llvm"):
        return
    with pytest.raises(ValueError, match=message):
        risks(RiskProblem(law, four, [0.1]), way, alpha=alpha)


@together(
    ("noises", "correction", "message"),
    [
        ([0.1, 1.5], None, r"noises\[1\] must be a rate in \[0, 1\]; got 1.5"),
        (
            [TransitionMatrix.identity(3)],
            None,
            r"noises\[0\] must have as many classes as the law, 2; got 3",
        ),
        (
            [0.1, TransitionMatrix.from_rows([[0.5, 0.5], [0.5, 0.5]])],
            "backward",
            r"invertible matrix; noises\[1\] is singular, .* forward correction, or mix",
        ),
        ([0.5], "backward", r"uniform\(0.5\) is singular, .* \(a lower rate, or T\.mixed"),
        ([0.1], "other", "correction must be one of None, 'backward', 'forward'; got 'other'"),
    ],
)
def test_noises_and_a_correction_that_are_refused(four, noises, correction, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RiskProblem(FINITE, four, noises, correction)


@together(
    ("way", "options"),
    [
        (Exact, {"samples": 1000}),
        (Exact, {"half_width": 0.1}),
        (Exact, {"execution": Execution(workers=2)}),
        (Counts, {"drawn": True}),
        (Counts, {"sampling": "antithetic"}),
        (Counts, {"backend": "cupy"}),
    ],
)
def test_an_argument_of_no_use_to_the_way_is_refused(way, options) -> None:
    (name,) = options
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        way(**options)


def test_a_type_that_is_refused(four) -> None:
    with pytest.raises(ValueError, match="losses must contain at least one loss; got none"):
        RiskProblem(FINITE, [], [0.1])
    with pytest.raises(TypeError, match=r"noises\[0\] must be a TransitionMatrix.* got '1/5'"):
        RiskProblem(FINITE, four, ["1/5"])
    for way in (Exact(), Counts()):
        with pytest.raises(TypeError, match=r"way must be Sample\(…\) for a Gaussian law; Exact"):
            risks(RiskProblem(GAUSSIAN, four, [0.1]), way)
    with pytest.raises(TypeError, match=r"Exact\(\) or Sample\(…\) for InstanceNoise; got Counts"):
        risks(RiskProblem(FINITE, four, [InstanceNoise(U)]), Counts())
    with pytest.raises(TypeError, match="forward correction needs a matrix, which instance"):
        RiskProblem(FINITE, four, [InstanceNoise(U)], "forward")
    for way in ("sample", Sample, None):
        with pytest.raises(
            TypeError, match=r"way must be Exact\(\), Counts\(…\) or Sample\(…\); got"
        ):
            risks(RiskProblem(FINITE, four, [0.1]), way)
    with pytest.raises(TypeError, match="problem must be a RiskProblem"):
        risks(FINITE)


@together(
    ("losses", "message"),
    [
        ([LOSSES["lq"]], 'losses[0] must be a FixedLoss; got the loss lq: fix its parameters, '
         'LOSSES["lq"].fix(q="7/10")'),
        ([LOSSES["mae"].fix(), "mae"], "losses[1] must be a FixedLoss; got 'mae': fix its "
         'parameters, LOSSES["mae"].fix()'),
        (["exp(-q)"], "a loss must be a FixedLoss or a formula in p; got 'exp(-q)': 'q' has no"),
        (["ce"], "losses[0] must be a FixedLoss; got 'ce': there are cce, mae, "),
        ([0.5], "losses[0] must be a FixedLoss; got 0.5: there are cce, mae, "),
        (LOSSES["mae"].fix(), "losses must be a sequence of FixedLoss; got the loss mae: use [lo"),
        ("mae", "losses must be a sequence of FixedLoss; got 'mae': use [loss]"),
    ],
)  # fmt: skip
def test_losses_that_are_none(losses, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        RiskProblem(FINITE, losses, [0.1])


def test_a_formula_is_a_loss() -> None:
    typed, known = (
        risks(RiskProblem(FINITE, [loss], [0.1]), Exact())
        for loss in ("2*(1-p)", LOSSES["mae"].fix())
    )
    assert typed.losses == ("2*(1-p)",)
    assert np.allclose(typed.value, known.value, rtol=1e-14, atol=0)


def test_a_noise_or_a_law_that_is_none(four) -> None:
    for noises in (0.1, TransitionMatrix.identity(2)):
        with pytest.raises(TypeError, match=r"noises must be a sequence .*: use \[noise\]"):
            RiskProblem(FINITE, four, noises)
    with pytest.raises(TypeError, match=r"corrected_by must be a sequence of noises; got 0\.1"):
        RiskProblem(FINITE, four, [0.1], "backward", corrected_by=0.1)
    for law in (None, np.eye(2), Gaussian):
        with pytest.raises(
            TypeError,
            match=r"law must be a class of lossproof.simulate.problem.laws, such as such as "
            r"Gaussian",
        ):
            RiskProblem(law, four, [0.1])


@pytest.mark.parametrize(
    ("law", "way"), [(GAUSSIAN, Sample(samples=1000)), (FINITE, Counts(samples=1000))]
)
def test_another_number_of_samples_needs_another_file(four, law, way, tmp_path) -> None:
    problem = RiskProblem(law, four, [0.1])
    way = replace(way, execution=Execution(checkpoint=tmp_path / "run.db", code=one_code))
    risks(problem, way)
    with pytest.raises(ValueError, match="belongs to a run with another number of samples"):
        risks(problem, replace(way, samples=50_000))
    with pytest.raises(ValueError, match=r"recipe\.seed is 0 there and 1 here"):
        risks(problem, replace(way, seed=1))


@together("way", [Exact(), Counts(samples=1000)])
def test_an_infinite_risk_of_points_is_refused(four, way) -> None:
    law = Finite([[0.5, 0.5]], [[0.0, 1.0]])
    message = "where a loss has no finite value at 0; the risk of cce is not finite"
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        risks(RiskProblem(law, four[:1], [0.1]), way)
    assert risks(RiskProblem(law, four[1:], [0.1])).value[0, 0] == 1
