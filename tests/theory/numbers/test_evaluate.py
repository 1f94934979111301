"""The three readings of a formula agree, and what cannot be decided is not decided."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import fmpq
from hypothesis import given, settings, strategies as st

from lossproof.theory.numbers import array, ball, compare, to_rational

x, y, q = sp.symbols("x y q")
FORMS = (
    x**2 - 3 * x * y + y,
    (x**q - 1) / (y + 1),
    sp.log(x + 1) * sp.exp(-y),
    sp.Max(x, y**2, sp.Rational(1, 3)) - sp.Min(x, y),
    sp.Abs(x - y) + sp.sqrt(x) + sp.sign(y - x),
    x ** (1 - q) / y**q + sp.pi,
    sp.floor(3 * x) - sp.ceiling(y),
)
rationals = st.fractions(min_value=0, max_value=5, max_denominator=60).filter(lambda v: v > 0)


def point(*values):
    return {s: to_rational(v) for s, v in zip((x, y, q), values, strict=True)}


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)
@given(
    a=rationals, b=rationals, c=rationals, w=rationals, t=st.sampled_from([0, Fraction(1, 3), 1])
)
def test_a_ball_over_intervals_contains_the_value_at_a_point_of_them(form, a, b, c, w, t):
    inside = point(a + t * w, b + t * w, c + t * w)
    wide = ball(form, {x: (a, a + w), y: (b, b + w), q: (c, c + w)})
    if not wide.is_nan():
        assert wide.overlaps(ball(form, inside, bits=256))
    if form.has(sp.floor):  # at a jump more bits do not decide a value that is not dyadic
        assert wide.contains(int(form.subs(inside)))
        return
    value = float(form.evalf(20, subs=inside))
    assert float(ball(form, inside, bits=128).mid()) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("form", FORMS[:-1])
@settings(max_examples=30, deadline=None)
@given(a=rationals, b=rationals, c=rationals)
def test_the_array_code_agrees_with_the_exact_value_at_rational_points(form, a, b, c):
    (got,) = array([form], [x, y, q])(float(a), float(b), float(c))
    if a != b:  # a sign or a Max at equality is not continuous in the rounded inputs
        expected = float(form.evalf(30, subs=point(a, b, c)))
        assert float(got) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_results_are_broadcast_and_warn_of_nothing():
    one, two, three = array([x / y, sp.oo, sp.Integer(3)], [x, y])([[1.0], [0.0]], [0.0, 2.0])
    assert np.array_equal(one, [[np.inf, 0.5], [np.nan, 0.0]], equal_nan=True)
    assert two.shape == three.shape == (2, 2)


@pytest.mark.parametrize(
    ("form", "values", "low", "high"),
    [
        (x**2, {x: (-1, 1)}, 0, 1),
        (x ** sp.Rational(1, 3), {x: (0, 1)}, 0, 1),
        (x**q, {x: (0, "1/4"), q: ("1/2", 1)}, 0, 0.5),
        (x**q, {x: (0, 1), q: (0, 1)}, 0, 1),
        (x * y, {x: (0, 1), y: (0, 1)}, 0, 1),
        ((x * y) ** sp.Rational(1, 2), {x: (0, 1), y: ("1/3", "2/3")}, 0, (2 / 3) ** 0.5),
        (sp.Max(x, 0), {x: (-1, 1)}, 0, 1),
    ],
)
def test_an_enclosure_that_touches_zero_is_tight(form, values, low, high):
    found = ball(form, values)
    assert float(found.lower()) == low
    assert float(found.upper()) == pytest.approx(high, rel=1e-6)


@pytest.mark.parametrize(
    ("form", "values"),
    [
        (1 / x, {x: (-1, 1)}),
        (1 / x, {x: 0}),
        (x ** sp.Rational(1, 2), {x: (-1, 1)}),
        (x**q, {x: (-1, 1), q: ("1/3", "1/2")}),
        (sp.log(x), {x: (0, 1)}),
        (x**q, {x: (0, 1), q: (-1, 1)}),
        (sp.Max(sp.log(x), 3), {x: (-1, 1)}),
    ],
)
def test_what_may_be_undefined_is_nan(form, values):
    assert ball(form, values).is_nan()


def test_powers_at_zero_follow_sympy():
    assert ball(x**q, {x: 0, q: 2}) == 0
    assert ball(x**q, {x: 0, q: "1/2"}) == 0
    assert ball(x**q, {x: 0, q: 0}) == 1


def test_the_power_zero_of_a_pole_has_no_value():
    form = sp.Pow(1 / x + 1, 0, evaluate=False)
    assert not ball(form, {x: 0}).is_finite()
    assert ball(form, {x: 1}) == 1


SQRT = sp.sqrt


@pytest.mark.parametrize(
    ("lhs", "op", "rhs", "verdict"),
    [
        (2, "<=", Fraction(5, 2), True),
        (sp.Float(0.1), "==", "1/10", False),
        (sp.log(6), "==", sp.log(2) + sp.log(3), True),
        (SQRT(5 + 2 * SQRT(6)), "==", SQRT(2) + SQRT(3), True),
        (SQRT(5 + 2 * SQRT(6)), "<", SQRT(2) + SQRT(3), False),
        (2 ** SQRT(2) * 2 ** (1 - SQRT(2)), ">=", 2, True),
        (sp.exp(sp.pi * SQRT(163)), "<", 640320**3 + 744, True),
        (sp.pi, "!=", sp.Rational(355, 113), True),
        (sp.oo, ">", 3, True),
        (-sp.oo, "<", sp.log(2), True),
        (sp.oo, ">", sp.oo, False),
        (sp.oo, ">=", sp.oo, True),
        (sp.oo - sp.oo, "==", 0, None),
        (sp.zoo, ">", 0, None),
        (sp.I, "==", sp.I, None),
        (sp.oo, ">", sp.zoo, None),
    ],
)
def test_compare(lhs, op, rhs, verdict):
    assert compare(lhs, op, rhs) is verdict


def test_an_equality_that_no_rewriting_shows_is_undecided():
    assert compare(3 ** sp.log(2), "==", 2 ** sp.log(3), max_bits=256) is None
    assert compare(3 ** sp.log(2), ">=", 2 ** sp.log(3), max_bits=256) is None


def test_precision_grows_until_the_difference_is_seen():
    assert compare(sp.pi, "<", sp.pi.evalf(200), max_bits=128) is None
    assert compare(sp.pi, "<", sp.pi.evalf(200), max_bits=1024) in (True, False)


def test_what_sympy_takes_for_algebraic_may_be_no_zero(monkeypatch):
    # It does so of some logarithms, depending on the order of hashes.
    monkeypatch.setattr(sp.log, "is_algebraic", True)
    tiny = sp.log(1 + sp.exp(-200))
    assert compare(tiny, ">", 0) is True
    assert compare(tiny, "==", 0) is False


def test_errors_name_what_is_wrong():
    with pytest.raises(TypeError, match="got sin in"):
        ball(sp.sin(x), {x: 1})
    with pytest.raises(ValueError, match="y has no value"):
        ball(x * y, {x: 1})
    with pytest.raises(ValueError, match="op: expected"):
        compare(1, "=", 1)
    with pytest.raises(ValueError, match="lhs: expected"):
        compare(x, "<", 1)
    with pytest.raises(ValueError, match="lo <= hi"):
        ball(x, {x: (1, 0)})
    with pytest.raises(TypeError, match="write a decimal as a string"):
        to_rational(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize("given_value", ["0.1", Fraction(1, 10), fmpq(1, 10), sp.Rational(1, 10)])
def test_to_rational(given_value):
    assert to_rational(given_value) == sp.Rational(1, 10)
