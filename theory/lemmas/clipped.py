"""Bounds on the increase of a prediction by clipping at a floor."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.losses import Clipped
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import cases, combine, max_equals, positive, total


def chord(entry: Fact, below: Fact, proper: Fact) -> Fact:
    """`floor + (1 - floor) u - Max(u, floor) >= 0`: clipping adds at most the floor.

    The facts are `u >= 0`, `1 - u >= 0` and `1 - floor >= 0`; the floor is evidently positive.
    """
    u, floor = entry.expr, sympy.expand(1 - proper.expr)
    goal = floor + (1 - floor) * u - sympy.Max(u, floor)
    return cases(
        u - floor,
        lambda over: combine(goal, (positive(floor), below), (max_equals(u, floor, over), -1)),
        lambda under: combine(goal, (proper, entry), (max_equals(floor, u, under), -1)),
    )


def clipped_total(f: Any, *, entry: Fact, below: Fact, proper: Fact, unit: Fact) -> Fact:
    """`1 + (c - 1) floor - sum_j Max(f_j, floor) >= 0`, from the facts of `chord` for any class.

    `unit` is the fact that the entries of `f` sum to 1.
    """
    c, floor = f.size, sympy.expand(1 - proper.expr)
    goal = 1 + (c - 1) * floor - Clipped(f, floor).total()
    every = total(chord(entry, below, proper), c)
    return combine(goal, every, (unit, -(1 - floor)))
