"""Draws of the laws against their closed forms; what a law refuses."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from scipy.special import beta, digamma

from lossproof.simulate.problem import Dirichlet, Finite, Gaussian
from tests.together import together

N, SIGMAS = 30_000, 6.5
MEANS = np.array([[2.0, -1.0, 0.5], [0.25, 0.0, -2.0], [1.0, 3.0, -0.5]])
CONCENTRATIONS = np.array([[4.0, 1.0, 0.5], [0.7, 2.0, 3.0], [1.0, 0.6, 0.8]])


def drawn(law, clean: int, dtype=np.float64, n: int = N) -> np.ndarray:
    out = np.empty((law.classes, n), dtype)
    law.fill(np.random.default_rng(clean), clean, out)
    return out


def log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


def assert_mean(values: np.ndarray, expected: float | np.ndarray) -> None:
    error = values.std(axis=-1) / np.sqrt(values.shape[-1])
    found = values.mean(axis=-1)
    assert (abs(found - expected) <= SIGMAS * error + 1e-6).all(), (found, expected, error)


def test_a_wrong_mean_is_noticed() -> None:
    with pytest.raises(AssertionError):
        assert_mean(drawn(Gaussian(MEANS), 0), MEANS[:, 0])


@together("dtype", [np.float32, np.float64])
@together("clean", range(3))
def test_gaussian_logits_have_the_mean_and_the_deviation(clean: int, dtype) -> None:
    for law, mean in (
        (Gaussian(MEANS, 0.7), MEANS[clean]),
        (Gaussian(2.5, 0.7, 3), 2.5 * (np.arange(3) == clean)),
    ):
        np.testing.assert_array_equal(law.mean(clean), mean)
        logits = drawn(law, clean, dtype).astype(float)
        assert_mean(logits, mean)
        centred = (logits - mean[:, None]) / 0.7
        for i in range(3):
            for j in range(3):
                assert_mean(centred[i] * centred[j], float(i == j))


@together("clean", range(3))
def test_dirichlet_outputs_have_the_means_in_closed_form(clean: int) -> None:
    a = CONCENTRATIONS[clean]
    ell = log_softmax(drawn(Dirichlet(CONCENTRATIONS), clean))
    assert_mean(np.exp(ell), a / a.sum())
    assert_mean(ell, digamma(a) - digamma(a.sum()))
    rest = a.sum() - a
    assert_mean(np.exp(0.7 * ell), beta(a + 0.7, rest) / beta(a, rest))
    assert_mean(np.exp(2 * ell), a * (a + 1) / (a.sum() * (a.sum() + 1)))


@together("least", [1e-3, 1e-10])
def test_small_concentrations_neither_underflow_nor_give_nan(least: float) -> None:
    law = Dirichlet(least * CONCENTRATIONS)
    logits = drawn(law, 0, np.float32, 20_000)
    assert np.isfinite(logits).all()
    u = np.exp(log_softmax(logits.astype(float)))
    # Almost every output is a vertex: the largest entry has the law of the concentrations.
    assert (u.max(axis=0) > 0.99).mean() > 0.9
    a = CONCENTRATIONS[0]
    assert_mean(u, a / a.sum())


def test_finite_draws_have_the_law_of_the_points() -> None:
    joint = np.array([[0.1, 0.0], [0.2, 0.3], [0.3, 0.1], [0.0, 0.0]])
    first = np.array([0.1, 0.4, 0.7, 0.9])
    law = Finite(joint, np.stack([first, 1 - first], axis=1))
    for clean in range(2):
        u = np.exp(log_softmax(drawn(law, clean)))[0]
        for point in range(4):
            here = (abs(u - first[point]) < 1e-6).astype(float)
            chance = joint[point, clean] / joint[:, clean].sum()
            assert_mean(here, chance)
            assert chance or not here.any()


def test_finite_from_arrays_is_the_empirical_law() -> None:
    probs = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.5, 0.3, 0.2]])
    law = Finite.from_arrays(probs, [2, 0, 2])
    expected = np.zeros((3, 3))
    expected[[0, 1, 2], [2, 0, 2]] = 1 / 3
    np.testing.assert_array_equal(law.joint, expected)
    np.testing.assert_array_equal(law.outputs, probs)
    np.testing.assert_allclose(law.prior, [1 / 3, 0, 2 / 3])


@together("kind", [np.float32, np.float16])
def test_arrays_of_a_narrow_type_are_laws(kind) -> None:
    probs = np.random.default_rng(0).dirichlet(np.ones(10), 50).astype(kind)
    assert abs(probs.astype(float).sum(axis=1) - 1).max() > 1e-9
    law = Finite.from_arrays(probs, np.arange(50) % 10)
    assert law.outputs.dtype == np.float64
    np.testing.assert_allclose(law.outputs.sum(axis=1), 1, rtol=1e-14)
    weights = np.full(3, 1 / 3, kind)
    assert Gaussian(1.0, classes=3, prior=weights).prior.sum() == pytest.approx(1, abs=1e-15)
    joint = np.full((1, 10), 0.1, kind)
    assert Finite(joint, probs[:1]).joint.sum() == pytest.approx(1, abs=1e-15)
    with pytest.raises(ValueError, match=r"row 7 sums to 1\.(09|1)"):
        Finite.from_arrays(probs * np.where(np.arange(50) == 7, 1.1, 1).astype(kind)[:, None], [0])


LAWS = [
    Gaussian(1.0, 1.0, 3),
    Gaussian(2.0, 1.0, 3),
    Gaussian(1.0, 2.0, 3),
    Gaussian(1.0, 1.0, 2),
    Gaussian(1.0, 1.0, 3, [0.5, 0.25, 0.25]),
    Gaussian(MEANS),
    Gaussian(MEANS.T),
    Dirichlet(CONCENTRATIONS),
    Dirichlet(CONCENTRATIONS.T),
    Dirichlet(CONCENTRATIONS, [0.5, 0.25, 0.25]),
    Finite([[0.5, 0.5]], [[0.5, 0.5]]),
    Finite([[0.25, 0.75]], [[0.5, 0.5]]),
    Finite([[0.5, 0.5]], [[0.25, 0.75]]),
    Finite([[0.5, 0], [0, 0.5]], [[0.5, 0.5], [0.5, 0.5]]),
]


def test_the_recipe_tells_laws_apart_and_survives_json_and_pickle() -> None:
    recipes = [json.dumps(law.recipe, sort_keys=True) for law in LAWS]
    assert len(set(recipes)) == len(LAWS)
    for law, recipe in zip(LAWS, recipes, strict=True):
        again = pickle.loads(pickle.dumps(law))
        assert json.dumps(again.recipe, sort_keys=True) == recipe
        np.testing.assert_array_equal(drawn(again, 1, n=5), drawn(law, 1, n=5))


def test_a_law_keeps_its_own_arrays() -> None:
    means, prior = MEANS.copy(), np.array([0.5, 0.25, 0.25])
    law = Gaussian(means, prior=prior)
    means[:], prior[:] = 0, 0
    np.testing.assert_array_equal(law.means, MEANS)
    np.testing.assert_array_equal(law.prior, [0.5, 0.25, 0.25])
    with pytest.raises(ValueError, match="read-only"):
        law.means[0, 0] = 1


HALF = [[0.5, 0.5]]


@together(
    ("make", "message"),
    [
        (lambda: Gaussian(1.0), r"classes must be an integer in 2..1000; got 0: give classes"),
        (lambda: Gaussian(1.0, classes=1), r"classes must be .* 2..1000; got 1"),
        (lambda: Gaussian(1.0, classes=1001), r"classes must be .* 2..1000; got 1001"),
        (lambda: Gaussian([1.0, 2.0]), r"means must be finite, of shape \(2, 2\).* \(2,\)"),
        (lambda: Gaussian(np.eye(3), classes=2), r"means .* \(2, 2\).* got shape \(3, 3\)"),
        (lambda: Gaussian([[0, np.inf], [0, 0]]), "means must be finite"),
        (lambda: Gaussian(np.nan, classes=2), "means must be finite.* or a number; got nan"),
        (lambda: Gaussian(1.0, 0.0, 2), "sigma must be positive and finite; got 0"),
        (lambda: Gaussian(1.0, np.inf, 2), "sigma must be positive and finite; got inf"),
        (lambda: Gaussian(1.0, np.nan, 2), "sigma must be positive and finite; got nan"),
        (lambda: Gaussian(1.0, 1.0, 2, [1.0]), r"prior must be 2 nonnegative .* got \[1.0\]"),
        (lambda: Gaussian(1.0, 1.0, 2, [1.5, -0.5]), "prior must be 2 nonnegative numbers"),
        (lambda: Gaussian(1.0, 1.0, 2, [0.5, 0.4]), "prior must be 2 .* that sum to 1"),
        (lambda: Dirichlet(3.0), r"concentrations must be positive.* shape \(\)"),
        (lambda: Dirichlet([[1.0]]), r"classes must be an integer in 2..1000; got 1"),
        (lambda: Dirichlet([[1, 1], [1, 0]]), r"concentrations must be positive.* least 0"),
        (lambda: Dirichlet([[1, 1], [1, np.inf]]), "concentrations must be positive"),
        (lambda: Dirichlet(np.ones((2, 3))), r"concentrations .* \(c, c\).* shape \(2, 3\)"),
        (lambda: Dirichlet(np.eye(2) + 1, [0.5, 0.4]), "prior must be 2 nonnegative numbers"),
        (lambda: Finite(HALF, [[0.2, 0.2, 0.6]]), r"joint must .* \(1, 3\); got \(1, 2\)"),
        (lambda: Finite([[0.5, 0.4]], HALF), "joint must be nonnegative .* it sums to 0.9"),
        (lambda: Finite([[1.5, -0.5]], HALF), "joint must be nonnegative and sum to 1"),
        (lambda: Finite(HALF, [[0.5, 0.6]]), "rows of outputs must be nonnegative and sum to 1"),
        (
            lambda: Finite.from_arrays(HALF, [0, 1]),
            "labels must have one entry per row .* 1; got 2",
        ),
        (lambda: Finite.from_arrays(HALF, [2]), r"labels must be integers in 0..c-1"),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
