"""The bounds on the class-sum of truncated L_q against class-sums themselves."""

import itertools

import numpy as np
import pytest
import sympy

from lossproof.theory.language import BOUND_CLASS, ClassSum, CountSymbol, Vector, ge, gt
from lossproof.theory.lemmas import (
    class_sum,
    complementary,
    least_at,
    lower_bound,
    support,
    upper_bound,
    width,
)
from lossproof.theory.numbers import array
from lossproof.theory.numbers.as_written import as_written
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import above_zero, nested_power, positive, squeezed, whole
from tests.together import together

CASES = [(q, k, c) for q in ("1/10", "1/2", "9/10", "1") for k, c in (("1/5", 5), ("2/5", 3))]


@together(("q", "k", "c"), CASES)
def test_bounds_against_a_grid(q: str, k: str, c: int) -> None:
    q_, k_ = sympy.Rational(q), sympy.Rational(k)
    grid = [p for p in itertools.product(range(13), repeat=c - 1) if sum(p) <= 12]
    points = np.array([(*p, 12 - sum(p)) for p in grid]) / 12
    f = sympy.symbols(f"f0:{c}", nonnegative=True)
    sums = array([class_sum(Vector(f), q_, k_)], f)(*points.T)[0]
    low, high = float(lower_bound(q_, k_, c)), float(upper_bound(q_, k_, c))
    least = float(least_at(sympy.floor(support(q_, k_)), q_, k_, c))
    assert low - 1e-12 <= least <= sums.min() + 1e-12, "the lower bound must be below all"
    assert sums.max() <= high + 1e-12, "the upper bound must be above all"
    assert sums.min() == pytest.approx(least), "12 is divisible by every small number of outputs"
    assert float(width(q_, k_)) == pytest.approx(high - low)


def test_complementary_needs_the_gap_at_one() -> None:
    q, k, u = sympy.symbols("q k u", positive=True)
    rest, certain = hypothesis(ge(1 - q, 0), "q <= 1"), hypothesis(ge(1 - u, 0), "u <= 1")
    fact = complementary(lambda x: 1 - x * u, certain, q, k, rest)
    assert fact.sign == ">="
    assert fact.uses == {"q <= 1", "u <= 1"}
    for values in itertools.product((0.2, 0.7, 1.0), (0.05, 0.3, 0.9), (0.1, 0.6, 1.0)):
        assert float(fact.expr.subs(dict(zip((q, k, u), values, strict=True)))) >= -1e-12


def test_whole_numbers() -> None:
    n, x = sympy.Symbol("n", integer=True), sympy.Symbol("x", real=True)
    v, c = sympy.IndexedBase("v", real=True), CountSymbol("c", integer=True, positive=True)
    count = ClassSum(above_zero(v[BOUND_CLASS] - x), c)
    assert whole(hypothesis(gt(count - n, 0), "more than n")).expr == count - n - 1
    for loose in (x - n, count / 2, ClassSum(v[BOUND_CLASS], c), ClassSum(sympy.Heaviside(x), c)):
        with pytest.raises(ProofError, match="not evidently an integer"):
            whole(hypothesis(gt(loose, 0), "loose"))
    with pytest.raises(ProofError, match="must be known to be > 0"):
        whole(hypothesis(ge(n, 0), "n"))


def test_squeezed_and_nested_power() -> None:
    x, y = sympy.symbols("x y", real=True)
    low, high = hypothesis(ge(x, y), "x >= y"), hypothesis(ge(y, x), "y >= x")
    assert squeezed(low, high).sign == "=="
    with pytest.raises(ProofError, match="not the other side"):
        squeezed(low, low)
    half, two = positive(sympy.Rational(1, 2)), positive(2)
    assert nested_power(low, two, half).expr == as_written(sympy.sqrt((x - y) ** 2) - (x - y))
    with pytest.raises(ProofError, match="must be known to be >= 0"):
        nested_power(squeezed(low, high), two, half)
