"""The per-sample engine against exact risks, and as a task."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from lossproof.simulate.kernels import U
from lossproof.simulate.machine import missing
from lossproof.simulate.problem import Dirichlet, Finite, Gaussian, InstanceNoise, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.simulate.risk.task import RiskTask
from lossproof.simulate.running import Execution, run
from lossproof.theory.losses import LOSSES
from lossproof.theory.noise import TransitionMatrix
from tests.together import together
from tests.turns import in_turns

ALPHA = 1e-6
SAMPLES = {2: 20_000, 3: 20_000, 10: 5_000, 100: 1_000}
ROOT = Path(__file__).resolve().parents[3]


@in_turns(
    ("correction", "drawn", "classes"),
    product([None, "forward", "backward"], [False, True], SAMPLES), 5,
)  # fmt: skip
def test_the_mean_agrees_with_the_exact_risk(
    losses, finite, skew, classes: int, drawn: bool, correction
) -> None:
    law, noises = finite(classes), [0.3, skew(classes)]
    if correction is None:
        noises.append(InstanceNoise((1 - U) / 2))
    problem = RiskProblem(law, losses, noises, correction)
    exact = risks(problem)
    found = risks(problem, Sample(samples=SAMPLES[classes], sample_noise=drawn), alpha=ALPHA)
    assert found.samples == SAMPLES[classes]
    assert set(found.methods) == {"empirical Bernstein"}
    assert not found.interval.excludes(exact.value).any()


@together("drawn", [False, True])
def test_a_thousand_classes(losses, drawn: bool) -> None:
    chosen = [loss for loss in losses if loss.name in ("cce", "mae", "lq(q=7/10)")]
    every = rotating(1000)
    joint = np.zeros((3, 1000))
    joint[[0, 1, 2], [0, 500, 999]] = 0.5, 0.2, 0.3
    law = Finite(joint, every.outputs[[0, 500, 999]])
    problem = RiskProblem(law, chosen, [0.3, 0.9])
    exact = risks(problem)
    found = risks(problem, Sample(samples=1000, sample_noise=drawn), alpha=ALPHA)
    assert not found.interval.excludes(exact.value).any()
    assert found.interval.excludes(exact.clean[:, None])[1:, 1:].all()


def rotating(classes: int) -> Finite:
    """A point per class, whose output prefers its class and then the next."""
    eye = np.eye(classes)
    outputs = 0.1 / classes + 0.6 * eye + 0.3 * np.roll(eye, 1, axis=1)
    prior = np.linspace(1, 2, classes)
    return Finite(np.diag(prior / prior.sum()), outputs)


def directed(classes: int) -> TransitionMatrix:
    if classes == 2:
        return TransitionMatrix.from_rows([["1/10", "9/10"], ["1/5", "4/5"]])
    return TransitionMatrix.circular("2/5", classes)


def risk(joint: np.ndarray, rows: np.ndarray, table: np.ndarray) -> np.ndarray:
    """The sum over points, clean and noisy labels; rows need not sum to 1."""
    return np.einsum("xy,yk,lxk->l", joint, rows, table)


def plain_table(law: Finite, losses) -> np.ndarray:
    u = law.outputs.T
    return RiskProblem(law, losses, ()).plain(u, np.log(u)).transpose(0, 2, 1)


@together("classes", SAMPLES)
def test_faulty_noise_lies_outside_the_interval(losses, classes: int) -> None:
    law, T = rotating(classes), directed(classes)
    rows, resampled = T.to_numpy(), TransitionMatrix.resampled(0.9, classes).to_numpy()
    values = plain_table(law, losses)
    samples = 200_000 if classes == 100 else 50_000
    found = risks(RiskProblem(law, losses, [0.9, T]), Sample(samples=samples), alpha=ALPHA)
    uniform = TransitionMatrix.uniform(0.9, classes).to_numpy()
    right, faulty = (
        np.stack([risk(law.joint, each, values) for each in (np.eye(classes), *noises)], axis=1)
        for noises in ((uniform, rows), (resampled, rows.T))
    )
    assert not found.interval.excludes(right).any()
    outside = found.interval.excludes(faulty)
    assert outside[:, 1].all()
    # To these two all labels with a probability below 1/2 are alike.
    alike = [list(LOSSES).index(name) for name in ("zero_one", "truncated_lq")]
    assert np.delete(outside[:, 2], alike).all()


@together("correction", [None, "forward", "backward"])
def test_faulty_labels_and_corrections_lie_outside_the_interval(losses, correction) -> None:
    law, T = rotating(3), directed(3)
    rows = T.to_numpy()
    problem = RiskProblem(law, losses, [T], correction)
    found = risks(problem, Sample(samples=40_000, sample_noise=True), alpha=ALPHA)
    inverse = np.array(T.inverse(), float)
    turned = Finite(law.joint, law.outputs @ (rows if correction == "forward" else np.eye(3)))
    values = plain_table(turned, losses)
    if correction == "backward":
        values = values @ inverse.T
    mae = list(LOSSES).index("mae")
    assert not found.interval.excludes(
        np.stack([found.value[:, 0], risk(law.joint, rows, values)], axis=1)
    ).any()
    faulty = [risk(law.joint, rows.T, values)]
    if correction == "forward":
        wrong = Finite(law.joint, law.outputs @ rows.T)
        faulty.append(risk(law.joint, rows, plain_table(wrong, losses)))
    if correction == "backward":
        faulty.append(risk(law.joint, rows, plain_table(law, losses) @ inverse))
    for value in faulty:
        assert found.interval.excludes(np.stack([value, value], axis=1))[mae, 1]


def task(law, losses, noises=(0.3,), correction=None, **options) -> RiskTask:
    values = {"samples_per_block": 5000, "seed": 1, "claim": "risks"} | options
    return RiskTask(RiskProblem(law, losses, noises, correction), **values)


@together("drawn", [False, True])
def test_squares_are_sums_of_squares(losses, finite, skew, drawn: bool) -> None:
    law, T = finite(3), skew(3)
    block = task(law, losses, [T], sample_noise=drawn, samples_per_block=200_000)(0)
    assert block["n"] == 200_000
    values = plain_table(law, losses)
    for column, rows in enumerate((np.eye(3), T.to_numpy())):
        mean, fourth = risk(law.joint, rows, values**2), risk(law.joint, rows, values**4)
        error = np.sqrt((fourth - mean**2) / 200_000)
        found = block["squares"][:, column] / 200_000
        assert (abs(found - mean) <= 6.5 * error + 1e-6 * mean).all()


@together("sampling", ["independent", "antithetic", "sobol"])
def test_a_block_has_its_samples_in_the_classes_of_the_prior(losses, sampling) -> None:
    # A label is the clean class alone for a classifier that is sure: the loss then tells it.
    means = np.full((3, 3), 0.0)
    means[0, 0], means[1, 2], means[2, 0] = 40, 40, 40
    law = Gaussian(means, 1.0, prior=[0.5, 0.125, 0.375])
    zero_one = [loss for loss in losses if loss.name == "zero_one"]
    block = task(law, zero_one, sampling=sampling, samples_per_block=1 << 14)(0)
    error = np.sqrt(0.25 / (1 << 13))
    assert abs(block["total"][0, 0] / (1 << 14) - 0.5) <= 6.5 * error
    if sampling == "sobol":
        assert block["total"][0, 0] == 1 << 13


def test_every_parameter_is_in_the_recipe(losses, finite, skew) -> None:
    base = task(finite(3), losses)
    others = [
        base,
        task(Dirichlet(np.ones((3, 3))), losses),
        task(finite(3, points=5), losses),
        task(finite(3), losses[:-1]),
        task(finite(3), losses[::-1]),
        task(finite(3), [LOSSES["lq"].fix(q="1/2")]),
        task(finite(3), [LOSSES["lq"].fix(q="1/3")]),
        task(finite(3), losses, [0.31]),
        task(finite(3), losses, [0.3, 0.3]),
        task(finite(3), losses, [skew(3)]),
        task(finite(3), losses, [InstanceNoise(U)]),
        replace(base, samples_per_block=4999),
        replace(base, seed=2),
        replace(base, claim="other"),
        task(finite(3), losses, correction="forward"),
        task(finite(3), losses, correction="backward"),
        RiskTask(
            RiskProblem(finite(3), losses, [0.3], "backward", corrected_by=[0.2]), 5000, 1, "risks"
        ),
        replace(base, sample_noise=True),
        replace(base, sampling="sobol"),
        replace(base, sampling="antithetic"),
    ]
    recipes = [json.dumps(dict(other.recipe), sort_keys=True) for other in others]
    assert len(set(recipes)) == len(others)


@together("drawn", [False, True])
def test_a_task_gives_the_same_after_pickling_and_after_other_tasks(
    losses, finite, skew, drawn: bool
) -> None:
    noises = [skew(3), InstanceNoise(U)]
    first = task(finite(3), losses, noises, sample_noise=drawn)
    wanted = first(7)
    task(finite(10), losses)(0)
    first(3)
    again = pickle.loads(pickle.dumps(first))
    assert again.recipe == first.recipe
    for key, value in again(7).items():
        np.testing.assert_array_equal(value, wanted[key])
    for changed in (first(8), replace(first, seed=2)(7), replace(first, claim="b")(7)):
        assert (changed["total"] != wanted["total"]).any()


SMALL = {"samples_per_block": 1024}


@together("sampling", ["independent", "antithetic", "sobol"])
def test_threads_give_the_digest_of_one(losses, skew, sampling) -> None:
    law = Gaussian(1.0, 1.0, 3)
    each = task(law, losses, [0.3, skew(3)], sample_noise=True, sampling=sampling, **SMALL)
    with ThreadPoolExecutor(3) as executor:
        assert run(each, 4, Execution(executor)).digest == run(each, 4).digest


PROGRAM = """
import sys
from pathlib import Path
from lossproof.simulate.problem import Gaussian, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.theory.losses import LOSSES
chosen = [LOSSES["cce"].fix(), LOSSES["mae"].fix()]
for samples in (100_000, 3_000_000):
    way = Sample(samples=samples, backend=sys.argv[1])
    risks(RiskProblem(Gaussian(1.0, 1.0, 10), chosen, [0.3]), way)
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the peak on Linux")
@pytest.mark.parametrize("backend", ["numpy", "llvm"])
def test_memory_does_not_grow_with_the_number_of_samples(backend: str) -> None:
    if reason := missing(backend):
        pytest.skip(reason)

    # Not ru_maxrss: a child begins with its parent's.
    call = [sys.executable, "-c", PROGRAM, backend]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    first, last = map(int, done.stdout.split())
    assert last <= 1.1 * first
