"""A sign that is certified is the sign at every point of the cell; ties at edges do not hide it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from lossproof.theory.maps.signs import Axis, CellSign, Side, SignOnCells, cleared
from lossproof.theory.numbers import ball

x = sp.Symbol("x", nonnegative=True)
y = sp.Symbol("y", nonnegative=True)
X, Y = (Axis(s.name, s, sp.Integer(0), sp.Integer(1)) for s in (x, y))
OPEN = Axis("x", sp.Symbol("x", positive=True), sp.Integer(0), sp.Integer(1), True, True)


def sign(form: Any, *cells: tuple[int, int], axes: tuple[Axis, ...] = (X, Y)) -> CellSign:
    """The sign on the cell given by (index, depth) per axis."""
    axes = axes[: len(cells)]
    return SignOnCells(form, axes)([Side(a, k, d) for a, (k, d) in zip(axes, cells, strict=True)])


def agrees(found: CellSign, form: Any, point: dict[Any, Any]) -> bool:
    """Whether the sign of the formula at a point is one that `found` allows."""
    value = ball(form, point)
    low, high = found
    return not ((low == 2 and value <= 0) or (low == 1 and value < 0)
                or (high == 2 and value >= 0) or (high == 1 and value > 0))  # fmt: skip


def test_agrees_fails_on_a_wrong_sign() -> None:
    assert not agrees((2, 0), x - 1, {x: Fraction(1)})
    assert not agrees((0, 1), x, {x: Fraction(1, 2)})


ATOMS = st.sampled_from([
    x, y, x * y, x**2 - y, x ** (y + 1), sp.exp(-x * y), sp.Max(x, y), sp.Min(x, 1 - y),
    sp.Abs(x - y), sp.Max(0, x + y - 1), 1 / (1 + x), sp.sqrt(x + y), sp.sign(x - y),
    sp.Heaviside(x - sp.Rational(1, 2), 0), sp.floor(2 * x), (1 - x) ** (y + 1), sp.log(1 + x * y),
    sp.Max(x, 2 * y) - 2 * y, sp.Abs(2 * x - 1) - 1 + 2 * x, sp.Min(x, y) ** 2,
])  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-3, 3), ATOMS), min_size=1, max_size=4),
    st.integers(-2, 2),
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    st.integers(0, 3),
    st.tuples(st.fractions(0, 1, max_denominator=64), st.fractions(0, 1, max_denominator=64)),
)
@settings(deadline=None)
def test_a_certified_sign_is_that_of_every_point(
    terms: Any, shift: int, cell: Any, depth: int, share: Any
) -> None:
    form = sp.Add(*(factor * atom for factor, atom in terms)) + shift
    size = 1 << depth
    indices = [k % size for k in cell]
    found = sign(form, *((k, depth) for k in indices))
    for ends in (share, (0, share[1]), (share[0], 1), (1, 0), (Fraction(1, 2), 1)):
        at = [(Fraction(k) + e) / size for k, e in zip(indices, ends, strict=True)]
        assert agrees(found, form, dict(zip((x, y), at, strict=True)))


def test_a_tie_along_a_closed_edge_leaves_the_weak_sign() -> None:
    assert sign(x * (2 - y), (0, 3), (2, 3)) == (1, 0)
    assert sign(x**2 * (y - 2), (0, 3), (2, 3)) == (0, 1)
    assert sign((1 - x) * (1 + y), (7, 3), (2, 3)) == (1, 0)
    assert sign(x * y, (0, 3), (0, 3)) == (1, 0)
    assert sign(x * (2 - y), (1, 3), (2, 3)) == (2, 0)


def test_a_tie_along_an_open_edge_leaves_the_strict_sign() -> None:
    z = OPEN.symbol
    assert sign(1 - (1 - z) ** 2, (0, 3), axes=(OPEN,)) == (2, 0)
    assert sign(z - z**2, (7, 3), axes=(OPEN,)) == (2, 0)
    assert sign((1 - z) ** 3, (7, 3), axes=(OPEN,)) == (2, 0)


def test_zero_over_zero_at_an_open_edge_is_cleared() -> None:
    q = OPEN.symbol
    form = (1 - sp.Rational(1, 2) ** q) / q - sp.Rational(1, 4)
    assert form.subs(q, 0) is sp.nan
    assert cleared(form, (OPEN,)).subs(q, 0) == 0
    assert sign(form, (0, 4), axes=(OPEN,)) == (2, 0)


def test_a_closed_edge_where_the_formula_is_undefined_is_left_open() -> None:
    assert sign((1 - x) / x, (0, 3)) == (0, 0)


@pytest.mark.parametrize("form", [
    sp.sign(x - sp.Rational(1, 16)), sp.Heaviside(x - sp.Rational(1, 16), 0) - sp.Rational(1, 2),
    sp.floor(16 * x) - sp.Rational(1, 2),
])  # fmt: skip
def test_a_jump_is_no_slope(form: Any) -> None:
    assert sign(form, (0, 3)) == (0, 0)


def test_a_kink_is_bounded_by_both_slopes() -> None:
    form = sp.Abs(x - sp.Rational(1, 16)) - sp.Rational(1, 32)
    assert sign(form, (0, 3)) == (0, 0)
    assert sign(sp.Max(x, 1 - x) - sp.Rational(7, 16), (0, 0)) in ((2, 0), (0, 0))


def test_what_is_the_same_on_both_sides_is_zero() -> None:
    assert sign((x + y) ** 2 - x**2 - 2 * x * y - y**2, (0, 0), (0, 0)) == (1, 1)
    assert sign(sp.sqrt(2) ** 2 - 2 + 0 * x, (0, 0)) == (1, 1)
    assert sign(sp.log(2) - sp.Rational(7, 10), (0, 0)) == (0, 2)


def test_a_tie_is_seen_where_each_max_takes_one_side() -> None:
    tie = sp.Max(x, y) - x
    assert sign(tie, (3, 2), (0, 2)) == (1, 1)
    assert sign(tie, (0, 2), (3, 2)) == (2, 0)
    assert sign(tie, (1, 2), (1, 2))[0] < 2
    nested = sp.Min(1, sp.Max(x, y) + sp.Abs(x - y)) - sp.Min(1, 2 * x - y)
    assert sign(nested, (1, 2), (0, 3)) == (1, 1)
    assert sign(sp.Abs(x - y) - y + x, (0, 2), (3, 2)) == (1, 1)


def test_what_is_the_same_but_undefined_is_left_open() -> None:
    half = sp.Rational(1, 2)
    same = (x**2 - half**2) / (x - half) - x - half
    assert sign(same, (0, 3)) == (1, 1)
    assert sign(same, (3, 3)) == (0, 0)


def test_a_function_without_enclosure_is_refused() -> None:
    with pytest.raises(TypeError, match="got gamma"):
        sign(sp.gamma(x + 1), (0, 1))
