"""A cover certifies true statements only, and says what it left open."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from lossproof.theory.numbers import cover

c, d, k, q, x, y = sp.symbols("c d k q x y")
GCE = c ** (1 - q) - 1 - (d ** (1 - q) - d * k**q)
GCE_BOX = {c: (3, 3), q: ("0.01", "0.58"), k: ("0.34", "0.5"), d: (1, 3)}


def test_a_power_inequality_on_a_region_that_is_not_a_box():
    found = cover(GCE, GCE_BOX, given=(1 - d * k,))
    assert found.complete
    assert found.boxes > 0
    assert found.relation == "> 0"


def test_a_false_bound_is_refuted_at_a_point_of_the_region():
    found = cover(GCE - 1, GCE_BOX, given=(1 - d * k,))
    assert not found.complete
    assert found.refuted_at is not None
    at = dict(found.refuted_at)
    assert (1 - d * k).subs(at) >= 0
    assert (GCE - 1).subs(at).evalf(30) < 0


@given(st.fractions(min_value=Fraction(-1, 2), max_value=Fraction(1, 2), max_denominator=99))
@settings(max_examples=60, deadline=None)
def test_a_quadratic_is_certified_exactly_when_it_is_positive(gap):
    form = x**2 - 2 * x * y + y**2 + sp.Rational(gap.numerator, gap.denominator)
    found = cover(form, {x: (-1, 1), y: (-1, 1)}, max_boxes=3000)
    if found.complete:
        assert gap > 0
    if found.refuted_at is not None:
        assert gap <= 0
    if abs(gap) >= Fraction(1, 20):
        assert found.complete == (gap > 0)


def test_a_zero_at_the_edge_separates_strict_from_weak():
    box = {x: (Fraction(1, 3), 1)}
    assert cover(x - sp.Rational(1, 3), box, strict=False).complete
    assert cover(x - sp.Rational(1, 3), box).refuted_at == {x: sp.Rational(1, 3)}
    assert cover(x * (1 - x), {x: (0, 1)}, strict=False).complete


def test_a_narrow_negative_dip_is_never_certified():
    centre, depth = sp.Rational(31415, 100003), sp.Rational(1, 10**9)
    found = cover((x - centre) ** 2 - depth, {x: (0, 1)})
    assert not found.complete


def test_a_touching_zero_is_left_undecided_and_named():
    root = sp.Rational(1, 3)
    found = cover((x - root) ** 2, {x: (0, 1)}, min_width=Fraction(1, 2**8))
    assert not found.complete
    assert found.refuted_at is None
    assert any(b[x][0] <= root <= b[x][1] for b in found.undecided)


def test_the_box_limit_leaves_the_rest_undecided():
    form = x**2 - 2 * x * y + y**2 + sp.Rational(1, 1000)
    found = cover(form, {x: (-1, 1), y: (-1, 1)}, max_boxes=10)
    assert found.boxes + found.discarded <= 10
    assert found.undecided
    assert not found.complete


def test_a_region_restricts_the_statement():
    box = {x: (-1, 1), y: (-1, 1)}
    form = x**2 + y**2 - sp.Rational(1, 3)
    inside = cover(form, box, given=(x + y - 1,))
    assert inside.complete
    assert inside.discarded > 0
    assert cover(form, box).refuted_at is not None


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        (sp.Max(x, y) - sp.Min(x, y) + sp.Rational(1, 10), True),
        (sp.Abs(x - y) + sp.Rational(1, 10), True),
        (sp.Abs(x - y) - sp.Rational(1, 10), False),
        (sp.sign(x) + sp.Rational(3, 2), True),
        (sp.sign(x) + sp.Rational(1, 2), False),
        (sp.floor(x) + sp.Rational(1, 2), False),
    ],
)
def test_kinks_and_jumps(form, holds):
    found = cover(form, {x: (-1, 1), y: (-1, 1)}, max_boxes=5000)
    assert found.complete is holds


def test_a_point_where_the_formula_is_undefined_is_not_certified():
    found = cover(1 / x**2, {x: (-1, 1)}, min_width=Fraction(1, 16))
    assert not found.complete
    assert found.refuted_at is None


def test_errors_name_what_is_wrong():
    with pytest.raises(ValueError, match=r"\['y'\] have none"):
        cover(x + y, {x: (0, 1)})
    with pytest.raises(ValueError, match="lo <= hi"):
        cover(x, {x: (1, 0)})
    with pytest.raises(ValueError, match="min_width > 0"):
        cover(x, {x: (0, 1)}, min_width=Fraction(0))


def test_a_base_that_may_be_negative_is_not_read_as_zero() -> None:
    base = sp.Symbol("base", real=True)
    box = {base: (sp.Rational(-1, 10**9), sp.Integer(1)), q: (sp.Integer(2), sp.Integer(4))}
    assert not cover(base**q, box, strict=False, max_boxes=2000).complete
