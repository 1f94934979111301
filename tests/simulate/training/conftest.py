"""Losses by their definitions on arrays, to hold gradients against."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy

from lossproof.simulate.training import METHODS, method
from lossproof.simulate.training.methods import Method
from lossproof.theory.language import Vector
from lossproof.theory.losses import FixedLoss
from lossproof.theory.numbers import array


@pytest.fixture
def values() -> Callable[..., np.ndarray]:
    """Losses of logits (c, n) at labels (n,), by the definition; forward and backward by T."""

    def make(given: Method, logits: np.ndarray, labels: np.ndarray, T: np.ndarray) -> np.ndarray:
        outputs = logits if given.scores else np.exp(logits) / np.exp(logits).sum(axis=0)
        if given.correction == "forward":
            outputs = T.T @ outputs
        table = _table(given.loss, outputs)
        if given.correction == "backward":
            table = np.linalg.inv(T) @ table
        return table[labels, np.arange(len(labels))]

    return make


def _table(loss: FixedLoss, outputs: np.ndarray) -> np.ndarray:
    """Under every label, shape (c, n)."""
    c = len(outputs)
    symbols = sympy.symbols(f"f0:{c}", positive=True)
    forms = [loss.expression(Vector(symbols), y) for y in range(c)]
    return np.array(array(forms, symbols)(*outputs))


@pytest.fixture
def corrected() -> Callable[[str, str], Method]:
    """The method of a name with a correction, "" for none; skips what has none."""

    def make(name: str, correction: str) -> Method:
        if correction == "forward" and METHODS.get(name, METHODS["cce"]).scores:
            pytest.skip("no forward correction of scores")
        return method(f"{name}@{correction}" if correction else name)

    return make


@pytest.fixture
def noise() -> Callable[[int], np.ndarray]:
    """A matrix that is not symmetric and far from singular."""

    def make(classes: int) -> np.ndarray:
        rows = np.random.default_rng(classes).dirichlet(np.ones(classes), size=classes)
        return 0.5 * np.eye(classes) + 0.5 * rows

    return make
