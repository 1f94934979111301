"""The ascent stays in the domain and finds what is there; what it finds is made simple."""

from collections.abc import Sequence
from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.gap import Block, bits, climb, complexity, simplest, simplify
from theory.domain import Real, Simplex

SQUARE = [Block(Real(0, 1), (sympy.Symbol(name),), k) for k, name in enumerate("xy")]
THREE = [Block(Simplex(3), tuple(sympy.symbols("f:3")), 0)]


def peak(*top: float, height: float = 1e-3):
    """Positive only within sqrt(height) of `top`."""

    def gaps(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        assert (rows >= 0).all()
        assert (rows <= 1).all()
        miss = height - ((rows - np.array(top)) ** 2).sum(axis=1)
        return np.full(len(rows), -np.inf), miss

    return gaps


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("blocks", "top"), [(SQUARE, (0.77, 0.031)), (SQUARE, (1, 0)), (THREE, (0.6, 0, 0.4))]
)
def test_the_ascent_reaches_a_small_peak(blocks: list[Block], top: tuple, seed: int) -> None:
    gaps, rng = peak(*top, height=1e-5), np.random.default_rng(seed)
    found = climb(np.full((4, len(top)), 1 / len(top)), blocks, gaps, 1e-9, rng)
    assert found is not None
    assert gaps(found[None])[1] > 0


def test_hypotheses_come_before_the_conclusion() -> None:
    def gaps(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.abs(rows[:, 0] - 0.3) - 0.01, rows[:, 0] + rows[:, 1] - 1.2

    found = climb(np.ones((4, 2)), SQUARE, gaps, 1e-9, np.random.default_rng(0))
    assert found is not None
    assert abs(found[0] - 0.3) <= 0.01 + 1e-9
    assert found.sum() > 1.2


def test_nothing_is_found_where_nothing_is() -> None:
    def undefined(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.full(len(rows), np.nan), np.ones(len(rows))

    for gaps in (peak(0.5, 0.5, height=-1e-3), undefined):
        assert climb(np.ones((4, 2)), SQUARE, gaps, 1e-9, np.random.default_rng(0)) is None


def test_the_ascent_repeats_itself() -> None:
    first, second = (
        climb(np.ones((4, 2)), SQUARE, peak(0.2, 0.7), 1e-9, np.random.default_rng(7))
        for _ in range(2)
    )
    assert first is not None
    assert second is not None
    assert (first == second).all()


def certify_near(row: tuple[float, ...], radius: float):
    def certify(values: Sequence[F]) -> list[F] | None:
        distance = max(abs(float(v) - x) for v, x in zip(values, row, strict=True))
        return list(values) if distance <= radius else None

    return certify


def test_a_row_becomes_the_simplest_that_is_accepted() -> None:
    row = (0.34721, 0.99999)
    assert simplify(np.array(row), SQUARE, certify_near(row, 0.05)) == [F(1, 3), 1]
    assert simplify(np.array(row), SQUARE, certify_near(row, 0.0001)) == [F(25, 72), 1]
    assert simplify(np.array(row), SQUARE, lambda _: None) is None


def test_a_probability_vector_keeps_its_sum() -> None:
    row = (0.34, 0.329, 0.331)
    assert simplify(np.array(row), THREE, certify_near(row, 0.02)) == [F(1, 3)] * 3
    found = simplify(np.array(row), THREE, certify_near(row, 0.003))
    assert sum(found) == 1
    assert found != [F(1, 3)] * 3


@settings(deadline=None)
@given(a=st.fractions(-4, 4, max_denominator=30), width=st.fractions(0, 1, max_denominator=30))
def test_the_simplest_rational_has_the_least_denominator(a: F, width: F) -> None:
    found = simplest(a, a + width)
    assert a <= found <= a + width
    smaller = product(range(1, found.denominator), range(-150, 151))
    assert not any(a <= F(p, q) <= a + width for q, p in smaller)


def test_bits_order_rationals_as_people_do() -> None:
    order = [F(x) for x in ("0", "1", "-1", "2", "-2", "1/2", "3", "1/3", "2/3", "3/4", "99/100")]
    assert sorted(order, key=bits) == order
    assert complexity(np.array([[0, 1], [1 / 3, 2 / 3]])).tolist() == pytest.approx(
        [1, bits(F(1, 3)) + bits(F(2, 3))]
    )
