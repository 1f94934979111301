"""Losses under every label, plain and corrected, against their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.simulate.kernels import U
from lossproof.simulate.problem import Gaussian, InstanceNoise, RiskProblem
from lossproof.theory.noise import TransitionMatrix

N = 5


def outputs(classes: int) -> np.ndarray:
    return np.random.default_rng(classes).dirichlet(np.ones(classes), size=N)


def problem_of(losses, noises, classes: int, correction=None) -> RiskProblem:
    return RiskProblem(Gaussian(1.0, 1.0, classes), losses, noises, correction)


def by_class(table: np.ndarray) -> np.ndarray:
    """From (losses, n, c) to (losses, c, n)."""
    return table.transpose(0, 2, 1)


@pytest.fixture(params=[2, 3, 5])
def classes(request) -> int:
    return request.param


def test_plain_and_corrected_losses_are_those_of_the_definitions(
    losses, skew, table, classes: int
) -> None:
    f, T = outputs(classes), skew(classes)
    plain = table(f)
    mixed = np.array([[float(x) for x in T.noisy_posterior(row)] for row in f.tolist()])
    inverse = np.array(T.inverse(), float)
    backward = np.zeros_like(plain)
    for k in range(classes):
        for j in range(classes):
            backward[:, :, k] += inverse[k, j] * plain[:, :, j]
    expected = {None: plain, "forward": table(mixed), "backward": backward}
    for correction, wanted in expected.items():
        problem = problem_of(losses, [0.1, T], classes, correction)
        u = np.ascontiguousarray(f.T)
        found = problem.corrected(1, problem.plain(u, np.log(u)), u)
        np.testing.assert_allclose(found, by_class(wanted), rtol=1e-10, atol=1e-10)
    for correction in ("forward", "backward"):
        assert abs(expected[correction] - plain).max() > 0.1


def test_forward_and_backward_use_the_matrix_and_not_its_transpose(losses, table) -> None:
    T = TransitionMatrix.from_rows(
        [["1/4", "3/8", "3/8"], ["3/4", "1/8", "1/8"], [0, "1/2", "1/2"]]
    )
    T, f = T.mixed_with_identity("1/2"), outputs(3)
    u = np.ascontiguousarray(f.T)
    wrong = {
        "forward": table(f @ T.to_numpy().T),
        "backward": table(f) @ np.array(T.inverse(), float),
    }
    for correction, faulty in wrong.items():
        problem = problem_of(losses, [T], 3, correction)
        found = problem.corrected(0, problem.plain(u, np.log(u)), u)
        assert abs(found[0] - by_class(faulty)[0]).max() > 0.01


def test_the_mean_over_the_noisy_label_is_its_sum(losses, skew, table, classes: int) -> None:
    f, T = outputs(classes), skew(classes)
    plain, u = table(f), np.ascontiguousarray(f.T)
    noises = [0.3, T, InstanceNoise((1 - U) / 2)]
    problem = problem_of(losses, noises, classes)
    for clean in range(classes):
        for r in range(3):
            expected = np.zeros(plain.shape[:2])
            for x in range(N):
                row = [float(T[clean, k]) for k in range(classes)]
                if r != 1:
                    eta = 0.3 if r == 0 else (1 - f[x, clean]) / 2
                    row = [1 - eta if k == clean else eta / (classes - 1) for k in range(classes)]
                for k in range(classes):
                    expected[:, x] += row[k] * plain[:, x, k]
            found = problem.expected(r, clean, by_class(plain), u)
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)
