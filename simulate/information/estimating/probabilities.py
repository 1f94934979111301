"""Validation of noisy class probabilities, floats on any backend or exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from lossproof.simulate.machine import Backend
from lossproof.theory.noise import check_probabilities, tolerance_of


def checked(probs: Any, chosen: Backend) -> Any:
    """The probabilities as an array of the backend, shape (n, c), float64 or of Fractions.

    Raises TypeError or ValueError as `check_probabilities`, and where a class never occurs as a
    noisy label or n is 0.
    """
    exact = _exact(probs)
    table = _as_floats(probs, chosen) if exact is None else exact
    rows, classes = table.shape
    if not rows:
        raise ValueError(f"probs must contain at least one point; got shape {(rows, classes)}")
    most = chosen.to_numpy(chosen.xp.max(table, axis=0)) if exact is None else table.max(axis=0)
    for label in np.flatnonzero(most == 0)[:1]:
        raise ValueError(
            f"class {label} has no sample: no point has the noisy label {label} with a positive "
            "probability; take more points, or leave the class out"
        )
    return table


def _exact(probs: Any) -> Any:
    """The probabilities as an array of Fractions if all are exact, else None."""
    if hasattr(probs, "dtype") and probs.dtype != object:
        return None
    try:
        array = np.array(probs, dtype=object)
    except ValueError:
        return None
    if array.ndim != 2 or not all(isinstance(x, (Fraction, int)) for x in array.ravel()):
        return None
    check_probabilities(array.astype(np.float64))
    fractions = np.array([[Fraction(x) for x in row] for row in array], dtype=object)
    for i in np.flatnonzero(fractions.sum(axis=1) != 1)[:1]:
        raise ValueError(f"rows of exact probs must sum to 1; row {i} sums to {sum(fractions[i])}")
    return fractions


def _as_floats(probs: Any, chosen: Backend) -> Any:
    """A float64 array on the backend; arrays of the backend are checked there."""
    xp = chosen.xp
    if chosen.name == "numpy" or not isinstance(probs, type(xp.asarray(0))):
        return chosen.asarray(check_probabilities(probs))
    if probs.ndim != 2 or probs.shape[1] < 2:
        return chosen.asarray(check_probabilities(chosen.to_numpy(probs)))
    floats = xp.astype(probs, xp.float64)
    sums = xp.sum(floats, axis=1, keepdims=True)
    slack = tolerance_of(np.empty(0, str(probs.dtype).split(".")[-1]))
    right = xp.all(floats >= 0) & xp.all(xp.abs(sums - 1) <= slack)
    if not bool(right):
        return chosen.asarray(check_probabilities(chosen.to_numpy(probs)))
    return floats / sums
