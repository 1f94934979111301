"""A small population on which claims are simulated, and losses for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from simulate.problem import Finite
from theory.language import Vector

POINTS = 12


def _shares(c: int) -> tuple[Any, Any]:
    """Chances of point and label, and outputs by point and class, each up to a factor: integers."""
    x, j = np.mgrid[:POINTS, :c]
    likely, second = j == x % c, j == (x + 1) % c
    outputs = 4 + (3 * x + 5 * j + x * j) % 7 + 240 * likely + 80 * second
    joint = 2 + (2 * x + 3 * j) % 5 + 60 * likely + 10 * (j == 1)
    return joint, outputs


def population(c: int, clip: float = 0.0) -> Finite:
    """Twelve points whose likely label has the largest output, and the class after it the second.

    Outputs below `clip` are raised to it, and then scaled to sum to 1.
    """
    joint, outputs = _shares(c)
    outputs = np.maximum(outputs / outputs.sum(axis=1, keepdims=True), clip)
    return Finite(joint / joint.sum(), outputs / outputs.sum(axis=1, keepdims=True))


def points(c: int) -> list[tuple[Vector, Vector]]:
    """The chance of every label, and the outputs, at each point of the population, exactly."""
    joint, outputs = ([[*map(int, row)] for row in table] for table in _shares(c))
    whole = sum(map(sum, joint))
    return [
        (
            Vector(sympy.Rational(chance, whole) for chance in chances),
            Vector(sympy.Rational(entry, sum(row)) for entry in row),
        )
        for chances, row in zip(joint, outputs, strict=True)
    ]


def losses(*names: str) -> list[Any]:
    """Losses of the library by name, Lq with q = 7/10 and RCE with log 0 = -4."""
    from theory.losses import LOSSES

    fixed: dict[str, dict[str, str]] = {"lq": {"q": "7/10"}, "rce": {"log_zero": "-4"}}
    return [LOSSES[name].fix(**fixed.get(name, {})) for name in names]
