"""Every loss of theory with parameters, and laws without symmetry to compute its risks under."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lossproof.simulate.problem import Finite
from lossproof.theory.losses import LOSSES, FixedLoss
from lossproof.theory.noise import TransitionMatrix

PARAMETERS = {
    "lq": {"q": "7/10"},
    "truncated_lq": {"q": "7/10", "threshold": "1/2"},
    "rce": {"log_zero": -4},
    "sl": {"alpha": "1/10", "beta": 1, "log_zero": -4},
}


@pytest.fixture
def parameters() -> dict[str, dict]:
    """The parameters of every loss that has any."""
    return {name: PARAMETERS.get(name, {}) for name in LOSSES}


@pytest.fixture
def losses(parameters) -> list[FixedLoss]:
    return [loss.fix(**parameters[name]) for name, loss in LOSSES.items()]


@pytest.fixture
def finite() -> Callable[..., Finite]:
    """A law on few points, the same every time."""

    def make(classes: int, points: int = 4) -> Finite:
        rng = np.random.default_rng(classes)
        joint = rng.dirichlet(np.ones(points * classes)).reshape(points, classes)
        return Finite(joint, rng.dirichlet(np.ones(classes), size=points))

    return make


@pytest.fixture
def skew() -> Callable[[int], TransitionMatrix]:
    """A matrix that is not symmetric and far from singular, exact for few classes."""

    def make(classes: int) -> TransitionMatrix:
        rng = np.random.default_rng(classes)
        d = 1000 if classes <= 10 else None
        return TransitionMatrix.random(classes, rng=rng, denominator=d).mixed_with_identity("1/2")

    return make


@pytest.fixture
def table(parameters) -> Callable[[np.ndarray], np.ndarray]:
    """Every loss of outputs, shape (n, c), under every label by its definition: (losses, n, c)."""

    def make(outputs: np.ndarray) -> np.ndarray:
        n, c = outputs.shape
        columns = [
            [LOSSES[name](outputs, np.full(n, k), **parameters[name]) for k in range(c)]
            for name in LOSSES
        ]
        return np.array(columns).transpose(0, 2, 1)

    return make
