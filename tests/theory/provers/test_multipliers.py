"""Multipliers are found where no point meets all inequalities, and only there."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
import sympy
from scipy.optimize import linprog

from lossproof.theory.provers.arithmetic.linear import combined
from lossproof.theory.provers.arithmetic.multipliers import multipliers


def system(rng: random.Random) -> tuple[list[list[int]], list[int], list[bool]]:
    """Some inequalities in few unknowns, about half of them without a solution."""
    unknowns, count = rng.randint(1, 4), rng.randint(1, 9)
    slopes = [[rng.randint(-3, 3) for _ in range(unknowns)] for _ in range(count)]
    return slopes, [rng.randint(-3, 2) for _ in range(count)], [rng.random() < 0.3] * count


def room(slopes: list[list[int]], constants: list[int]) -> float:
    """The most, up to 1, by which all of them can hold at once; below 0 if they cannot."""
    rows = [[*(-x for x in slope), 1] for slope in slopes]
    bounds = [(None, None)] * len(slopes[0]) + [(-1000, 1)]
    found = linprog([0] * len(slopes[0]) + [-1], rows, constants, bounds=bounds)
    return -float(found.fun)


@pytest.mark.parametrize("seed", range(300))
def test_they_are_found_where_there_is_no_solution(seed: int) -> None:
    slopes, constants, strict = system(random.Random(seed))
    found = multipliers(slopes, constants, strict)
    most = room(slopes, constants)
    if abs(most) > 1e-9:
        assert (found is not None) is (most < 0)
    if found is None:
        return
    assert min(found) >= 0
    assert not np.dot(found, np.array(slopes, dtype=object)).any()
    total = np.dot(found, constants)
    assert total < 0 or (total == 0 and any(np.multiply(found, strict)))


def test_a_tie_is_false_only_of_what_is_strict() -> None:
    assert multipliers([[1], [-1]], [0, 0], [False, False]) is None
    assert multipliers([[1], [-1]], [0, 0], [False, True]) is not None


def test_fractions_are_exact() -> None:
    tiny = Fraction(1, 10**40)
    assert multipliers([[1], [-1]], [-1 - tiny, 1], [False, False])
    assert multipliers([[1], [-1]], [-1 + tiny, 1], [False, False]) is None


def test_nothing_follows_from_nothing() -> None:
    assert multipliers([], [], []) is None


def test_a_sum_with_a_part_without_a_value_shows_nothing() -> None:
    x = sympy.Symbol("x", real=True)
    assert combined(sympy.nan * x, False, [(x**2,)]) is None
