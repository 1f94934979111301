"""Sampled risks against quadrature and each other, and runs of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, log_expit

from lossproof.simulate.kernels import U
from lossproof.simulate.problem import Dirichlet, Gaussian, InstanceNoise, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.simulate.running import Execution
from lossproof.theory.losses import LOSSES
from tests.simulate.blocktask import one_code
from tests.together import together

ALPHA = 1e-6
S, SIGMA, ETA = 1.2, 0.8, 0.3
# Of the difference d of the logit of the label from the other.
CURVES = {
    "cce": lambda d: -log_expit(d),
    "mae": lambda d: 2 * expit(-d),
    "zero_one": lambda d: float(d < 0),
    "lq": lambda d: (1 - expit(d) ** 0.7) / 0.7,
}


def by_quadrature(name: str) -> tuple[float, float]:
    """Clean and noisy risk for two classes, where d is normal: mean S, variance 2 SIGMA^2."""
    scale = np.sqrt(2) * SIGMA

    def mean(sign: int) -> float:
        def density(d: float) -> float:
            return np.exp(-(((d - S) / scale) ** 2) / 2) / scale / np.sqrt(2 * np.pi)

        ends = S - 12 * scale, S + 12 * scale
        value, error = quad(lambda d: CURVES[name](sign * d) * density(d), *ends, points=[0, S])
        assert error < 1e-7
        return value

    clean = mean(1)
    return clean, (1 - ETA) * clean + ETA * mean(-1)


@pytest.fixture
def four(parameters) -> list:
    return [LOSSES[name].fix(**parameters[name]) for name in CURVES]


@pytest.fixture
def small_blocks(monkeypatch) -> None:
    for name in ("BLOCK_ELEMENTS", "COMPILED_ELEMENTS"):
        monkeypatch.setattr(f"lossproof.simulate.risk.sample.{name}", 1 << 14)


@together(
    ("sampling", "means", "drawn"),
    [
        ("independent", S, False),
        ("independent", [[S, 0], [5, 5 + S]], True),
        ("antithetic", [[S, 0], [5, 5 + S]], False),
        ("antithetic", S, True),
        ("sobol", [[S, 0], [5, 5 + S]], False),
        ("sobol", S, True),
    ],
)
def test_two_classes_against_quadrature(four, sampling, means, drawn: bool) -> None:
    problem = RiskProblem(Gaussian(means, SIGMA, 2), four, [ETA])
    found = risks(
        problem, Sample(samples=1 << 16, sampling=sampling, sample_noise=drawn), alpha=ALPHA
    )
    expected = np.array([by_quadrature(name) for name in CURVES])
    assert not found.interval.excludes(expected).any()
    assert found.interval.excludes(expected[:, ::-1]).all()
    assert found.interval.half_width.max() < 0.2


def test_which_interval_a_loss_gets(four, small_blocks) -> None:
    problem = RiskProblem(Gaussian(S, SIGMA, 2), four, [ETA])
    plain = Sample(samples=1 << 18)
    bounded, cce = "empirical Bernstein", "normal mixture"
    found = risks(problem, plain)
    assert found.methods == (cce, bounded, bounded, bounded)
    assert risks(RiskProblem(Dirichlet(np.eye(2) + 1), four, []), plain).methods == (
        "replicates",
        bounded,
        bounded,
        bounded,
    )
    found = risks(problem, Sample(samples=1 << 18, sampling="sobol"))
    assert found.methods == ("replicates",) * 4


def test_unbounded_losses_of_a_dirichlet_law(four, small_blocks) -> None:
    # u is uniform at class 0; at class 1 it has the density 2 u.
    law = Dirichlet([[1.0, 1.0], [1.0, 2.0]], prior=[0.25, 0.75])
    found = risks(RiskProblem(law, four[:2], []), Sample(samples=1 << 18), alpha=ALPHA)
    expected = np.array([[0.25 * 1 + 0.75 * 0.5], [0.25 * 1 + 0.75 * 2 / 3]])
    assert not found.interval.excludes(expected).any()
    assert found.interval.half_width.max() < 0.05


@together("classes", [2, 10])
def test_samplings_agree_and_sobol_is_narrower_for_few_classes(losses, classes: int) -> None:
    problem = RiskProblem(Gaussian(2.0, 1.0, classes), losses, [0.3, 0.1])
    plain, mirrored, sobol = (
        risks(problem, Sample(samples=1 << 16, sampling=name), alpha=ALPHA)
        for name in ("independent", "antithetic", "sobol")
    )
    for found in (mirrored, sobol):
        assert not plain.interval.outside(found.value, found.interval.half_width).any()
        assert found.samples == plain.samples
    if classes == 2:
        smooth = [row for row, name in enumerate(LOSSES) if name != "zero_one"]
        assert (4 * sobol.interval.half_width < plain.interval.half_width)[smooth].all()
        assert (sobol.interval.half_width < plain.interval.half_width).all()
        mae = list(LOSSES).index("mae")
        assert sobol.interval.half_width[mae, 0] < mirrored.interval.half_width[mae, 0]


def test_a_run_is_the_same_on_any_workers_and_another_for_another_seed(four, small_blocks) -> None:
    problem = RiskProblem(Gaussian(S, SIGMA, 3), four, [ETA, InstanceNoise(U)])
    way = Sample(samples=20_000, sample_noise=True)
    alone = risks(problem, way)
    with ThreadPoolExecutor(2) as executor:
        threads = risks(problem, replace(way, execution=Execution(executor)))
    assert threads.digest == alone.digest != ""
    np.testing.assert_array_equal(threads.value, alone.value)
    np.testing.assert_array_equal(threads.interval.low, alone.interval.low)
    for changed in ({"seed": 1}, {"claim": "other"}, {"samples": 30_000}):
        other = risks(problem, replace(way, **changed))
        assert other.digest != alone.digest


@together("sampling", ["independent", "sobol"])
@together("samples", [1, 17, 4097])
def test_samples_are_rounded_up_to_whole_blocks(four, small_blocks, samples, sampling) -> None:
    calls: list[tuple[int, int]] = []
    execution = Execution(progress=lambda done, blocks: calls.append((done, blocks)))
    way = Sample(samples=samples, sampling=sampling, execution=execution)
    found = risks(RiskProblem(Gaussian(S, SIGMA, 4), four, []), way)
    assert calls[-1] == (len(calls), len(calls))
    size, rest = divmod(found.samples, len(calls))
    assert rest == 0
    assert samples <= found.samples
    assert found.samples < samples + size or len(calls) == 16


def test_a_run_stops_at_the_half_width(four, small_blocks) -> None:
    problem, runs = RiskProblem(Gaussian(S, SIGMA, 4), four, [ETA]), []
    for goal in (0.02, 0.2):
        calls: list[tuple[int, int]] = []
        execution = Execution(
            progress=lambda done, blocks, calls=calls: calls.append((done, blocks))
        )
        found = risks(problem, Sample(samples=10**7, half_width=goal, execution=execution))
        assert (found.interval.half_width <= goal).all()
        done, blocks = calls[-1]
        assert done < blocks
        assert found.samples < 2 * 10**6
        runs.append(found.samples)
    assert runs[1] < runs[0]


def test_a_checkpoint_gives_the_same_run(four, small_blocks, tmp_path) -> None:
    problem = RiskProblem(Gaussian(S, SIGMA, 4), four, [ETA])
    kept = Execution(checkpoint=tmp_path / "risks.db", code=one_code)
    way = Sample(samples=20_000, execution=kept)
    first, again = risks(problem, way), risks(problem, way)
    assert first.digest == again.digest == risks(problem, Sample(samples=20_000)).digest
    with pytest.raises(ValueError, match="seed"):
        risks(problem, replace(way, seed=3))
