"""Exact risks against brute force, and what is drawn from the same laws against exact risks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from lossproof.simulate.kernels import U
from lossproof.simulate.problem import Finite, InstanceNoise, RiskProblem
from lossproof.simulate.risk import Counts, Exact, Sample, risks
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

ALPHA = 1e-6
WEIGHTS = [Fraction(1, 2), Fraction(1, 8), Fraction(3, 8)]
POSTERIORS = [
    [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)],
    [Fraction(0), Fraction(1), Fraction(0)],
    [Fraction(1, 8), Fraction(5, 8), Fraction(1, 4)],
]
OUTPUTS = [
    [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)],
    [Fraction(1, 8), Fraction(1, 8), Fraction(3, 4)],
    [Fraction(3, 8), Fraction(3, 8), Fraction(1, 4)],
]
SKEW = TransitionMatrix.from_rows(
    [["1/2", "1/8", "3/8"], ["1/4", "3/4", 0], ["1/16", "3/16", "3/4"]]
)


def rational() -> Finite:
    joint = [[float(w * p) for p in row] for w, row in zip(WEIGHTS, POSTERIORS, strict=True)]
    return Finite(joint, [[float(x) for x in row] for row in OUTPUTS])


def enumerated(noise, table) -> float:
    """The risk as a sum over points, clean and noisy labels; `noise(x, y)` is a row of chances."""
    total = 0
    for x, row in enumerate(POSTERIORS):
        for clean, chance in enumerate(row):
            for noisy, change in enumerate(noise(x, clean)):
                if weight := WEIGHTS[x] * chance * change:
                    total += sympy.Rational(weight) * table[x][noisy]
    return float(total)


def uniform(rate: Fraction, clean: int) -> list[Fraction]:
    return [1 - rate if noisy == clean else rate / 2 for noisy in range(3)]


@together("name", LOSSES)
def test_exact_risks_are_those_of_the_enumerated_population(name: str, parameters) -> None:
    loss = LOSSES[name].fix(**parameters[name])
    table = [
        [loss.expression(Vector(map(sympy.Rational, f)), y) for y in range(3)] for f in OUTPUTS
    ]
    eta = Fraction(2, 5)
    found = risks(RiskProblem(rational(), [loss], [eta, SKEW, InstanceNoise((1 - U) / 2)]))
    expected = [
        enumerated(lambda x, y: uniform(Fraction(0), y), table),
        enumerated(lambda x, y: uniform(eta, y), table),
        enumerated(lambda x, y: [SKEW[y, k] for k in range(3)], table),
        enumerated(lambda x, y: uniform((1 - OUTPUTS[x][y]) / 2, y), table),
    ]
    np.testing.assert_allclose(found.value[0], expected, rtol=1e-13)
    np.testing.assert_array_equal(found.interval.half_width, 0)
    assert found.methods == ("exact",)
    assert found.samples == 0
    assert found.losses == (loss.name,)
    assert found.noises == ("uniform(0.4)", "noises[1]", "instance(1/2 - u/2)")


@together("classes", [2, 3, 10])
def test_exact_corrected_risks_against_sums(losses, finite, skew, table, classes: int) -> None:
    law, T = finite(classes), skew(classes)
    rows, inverse = T.to_numpy(), np.array(T.inverse(), float)
    plain = table(law.outputs)
    tables = {
        None: plain,
        "forward": table(law.outputs @ rows),
        "backward": np.einsum("kj,lxj->lxk", inverse, plain),
    }
    clean = np.einsum("xy,lxy->l", law.joint, plain)
    for correction, values in tables.items():
        found = risks(RiskProblem(law, losses, [T], correction))
        np.testing.assert_allclose(found.clean, clean, rtol=1e-12)
        noisy = np.einsum("xy,yk,lxk->l", law.joint, rows, values)
        np.testing.assert_allclose(found.noisy[:, 0], noisy, rtol=1e-10)
        transposed = np.einsum("xy,ky,lxk->l", law.joint, rows, values)
        assert (abs(transposed - noisy) > 1e-3)[0]


def test_an_empirical_law_gives_the_mean_of_the_losses(losses, parameters) -> None:
    rng = np.random.default_rng(4)
    probs, labels = rng.dirichlet(np.ones(4), size=200), rng.integers(0, 4, 200)
    found = risks(RiskProblem(Finite.from_arrays(probs, labels), losses, [0.3]))
    for row, name in enumerate(LOSSES):
        each = [LOSSES[name](probs, np.full(200, k), **parameters[name]) for k in range(4)]
        own = np.stack(each)[labels, np.arange(200)]
        noisy = 0.7 * own + 0.1 * (sum(each) - own)
        np.testing.assert_allclose(found.value[row], [own.mean(), noisy.mean()], rtol=1e-12)


@together("classes", [2, 5])
def test_backward_correction_is_unbiased_and_forward_is_not(
    losses, finite, skew, classes: int
) -> None:
    law, T = finite(classes), skew(classes)
    problem = RiskProblem(law, losses, [0.3, T], "backward")
    backward = risks(problem)
    np.testing.assert_allclose(backward.noisy, np.stack([backward.clean] * 2, axis=1), rtol=1e-9)
    drawn = Sample(samples=20_000, sample_noise=True)
    found = risks(problem, drawn, alpha=ALPHA)
    assert not found.interval.excludes(np.stack([backward.clean] * 3, axis=1)).any()
    forward = risks(RiskProblem(law, losses, [0.3, T], "forward"), drawn, alpha=ALPHA)
    assert forward.interval.excludes(np.stack([backward.clean] * 3, axis=1))[0, 1:].any()


def test_counts_agree_with_exact(losses, finite, skew) -> None:
    law, noises = finite(3), [0.2, skew(3)]
    for correction in (None, "forward", "backward"):
        problem = RiskProblem(law, losses, noises, correction)
        exact = risks(problem)
        for samples in (10**6, 10**19):
            found = risks(problem, Counts(samples=samples), alpha=1e-6)
            assert not found.interval.excludes(exact.value).any()
        wrong = risks(RiskProblem(law, losses, [0.3, skew(3)], correction))
        assert correction == "backward" or found.interval.excludes(wrong.value).any()


def test_a_correction_by_another_matrix(losses, finite, skew) -> None:
    law = finite(3)
    problem = RiskProblem(law, losses, [skew(3)], "backward", corrected_by=[0.2])
    exact = risks(problem)
    own = risks(RiskProblem(law, losses, [skew(3)], "backward"))
    np.testing.assert_allclose(own.noisy, own.clean[:, None])
    assert abs(exact.noisy - exact.clean[:, None]).min() > 1e-4
    found = risks(problem, Sample(sample_noise=True, samples=50_000), alpha=1e-6)
    assert not found.interval.excludes(exact.value).any()
    with pytest.raises(ValueError, match="corrected_by must contain one matrix for each noise, 1"):
        RiskProblem(law, losses, [0.1], "backward", corrected_by=[0.1, 0.2])


SURE = Finite([[0.5, 0.0], [0.0, 0.5]], [[1.0, 0.0], [0.0, 1.0]])


@together("way", [Exact(), Counts(samples=1000), Sample(samples=1000)])
def test_outputs_that_are_zero_cost_nothing_where_no_label_is(way) -> None:
    cce, mae = LOSSES["cce"].fix(), LOSSES["mae"].fix()
    found = risks(RiskProblem(SURE, [mae, cce], [0]), way)
    np.testing.assert_allclose(found.value, 0, atol=1e-6)
    np.testing.assert_allclose(risks(RiskProblem(SURE, [mae], [0.1])).noisy, 0.2)


def test_a_backward_correction_that_amplifies_is_computed_in_float64() -> None:
    c = 100
    rng = np.random.default_rng(9)
    T = TransitionMatrix.random(c, rng=rng)
    law = Finite(rng.dirichlet(np.ones(4 * c)).reshape(4, c), rng.dirichlet(np.ones(c), size=4))
    loss = [LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2")]
    problem = RiskProblem(law, loss, [T], "backward")
    found, exact = risks(problem, Sample(samples=2000, sample_noise=True)), risks(problem)
    assert not found.interval.empty.any()
    assert not found.interval.excludes(exact.value).any()
