"""A small population on which claims are simulated, and losses for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulate.problem import Finite

POINTS = 12


def population(c: int, clip: float = 0.0) -> Finite:
    """Twelve points whose likely label has the largest output, and the class after it the second.

    Outputs below `clip` are raised to it, and then scaled to sum to 1.
    """
    x, j = np.mgrid[:POINTS, :c]
    likely, second = j == x % c, j == (x + 1) % c
    outputs = 1.0 + (3 * x + 5 * j + x * j) % 7 / 4 + 60.0 * likely + 20.0 * second
    joint = 1.0 + (2 * x + 3 * j) % 5 / 2 + 30.0 * likely + 5.0 * (j == 1)
    outputs /= outputs.sum(axis=1, keepdims=True)
    outputs = np.maximum(outputs, clip)
    return Finite(joint / joint.sum(), outputs / outputs.sum(axis=1, keepdims=True))


def losses(*names: str) -> list[Any]:
    """Losses of the library by name, Lq with q = 7/10 and RCE with log 0 = -4."""
    from theory.losses import LOSSES

    fixed: dict[str, dict[str, str]] = {"lq": {"q": "7/10"}, "rce": {"log_zero": "-4"}}
    return [LOSSES[name].fix(**fixed.get(name, {})) for name in names]
