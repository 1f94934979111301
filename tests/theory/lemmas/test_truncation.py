"""The bounds on the class-sum of truncated L_q against class-sums themselves."""

import itertools

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.lemmas import (
    least_at,
    lower_bound,
    support,
    truncated_class_sum,
    upper_bound,
    width,
)
from lossproof.theory.numbers import array
from tests.together import together

CASES = [(q, k, c) for q in ("1/10", "1/2", "9/10", "1") for k, c in (("1/5", 5), ("2/5", 3))]


@together(("q", "k", "c"), CASES)
def test_bounds_against_a_grid(q: str, k: str, c: int) -> None:
    q_, k_ = sympy.Rational(q), sympy.Rational(k)
    grid = [p for p in itertools.product(range(13), repeat=c - 1) if sum(p) <= 12]
    points = np.array([(*p, 12 - sum(p)) for p in grid]) / 12
    f = sympy.symbols(f"f0:{c}", nonnegative=True)
    sums = array([truncated_class_sum(Vector(f), q_, k_)], f)(*points.T)[0]
    low, high = float(lower_bound(q_, k_, c)), float(upper_bound(q_, k_, c))
    least = float(least_at(sympy.floor(support(q_, k_)), q_, k_, c))
    assert low - 1e-12 <= least <= sums.min() + 1e-12, "the lower bound must be below all"
    assert sums.max() <= high + 1e-12, "the upper bound must be above all"
    assert sums.min() == pytest.approx(least), "12 is divisible by every small number of outputs"
    assert float(width(q_, k_)) == pytest.approx(high - low)
