"""What a search finds is made simple, near to where it was found."""

from collections.abc import Sequence
from fractions import Fraction as F

import numpy as np
import sympy

from lossproof.simulate.search.simplify import simple_near
from lossproof.simulate.violation import Block
from lossproof.theory.domain import Real, Simplex

SQUARE = [Block(Real(0, 1), (sympy.Symbol(name),), k) for k, name in enumerate("xy")]
THREE = [Block(Simplex(3), tuple(sympy.symbols("f:3")), 0)]


def certify_near(row: tuple[float, ...], radius: float):
    def certify(values: Sequence[F]) -> list[F] | None:
        distance = max(abs(float(v) - x) for v, x in zip(values, row, strict=True))
        return list(values) if distance <= radius else None

    return certify


def test_a_row_becomes_the_simplest_that_is_accepted() -> None:
    row = (0.34721, 0.99999)
    assert simple_near(np.array(row), SQUARE, certify_near(row, 0.05)) == [F(1, 3), 1]
    assert simple_near(np.array(row), SQUARE, certify_near(row, 0.0001)) == [F(25, 72), 1]
    assert simple_near(np.array(row), SQUARE, lambda _: None) is None


def test_a_probability_vector_keeps_its_sum() -> None:
    row = (0.34, 0.329, 0.331)
    assert simple_near(np.array(row), THREE, certify_near(row, 0.02)) == [F(1, 3)] * 3
    found = simple_near(np.array(row), THREE, certify_near(row, 0.003))
    assert sum(found) == 1
    assert found != [F(1, 3)] * 3
