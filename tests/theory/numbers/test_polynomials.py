"""An expression is 0 as a polynomial over its divisors just where exact fractions say so."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, strategies as st

from lossproof.theory.numbers.polynomials import LongError, Polynomials

x, y = sp.symbols("x y")
PLACES = [(Fraction(a, 97), Fraction(b, 89)) for a, b in ((1, 2), (-5, 7), (11, -3), (300, 401))]
_LEAVES = st.sampled_from([x, y, sp.Integer(2), sp.Rational(-1, 3)])


def _joined(parts):
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(lambda two: sp.Add(*two)),
        pairs.map(lambda two: sp.Mul(*two)),
        st.tuples(parts, st.sampled_from([-2, -1, 2])).map(lambda two: _power(*two)),
    )


def _power(base, top):
    return base if base == 0 else base**top


TERMS = st.recursive(_LEAVES, _joined, max_leaves=8)


def _at(expr, place):
    return expr.xreplace(dict(zip((x, y), map(sp.Rational, place), strict=True)))


@given(TERMS, TERMS, TERMS)
def test_it_is_zero_just_where_all_fractions_are(one, other, third) -> None:
    distributed = one * third + other * third - (one + other) * third
    for expr in (one - other, distributed):
        values = [value for place in PLACES if (value := _at(expr, place)).is_Rational]
        if values:
            assert Polynomials(expr).vanish() is (not any(values))


def test_what_only_seems_to_differ_in_its_divisors_vanishes() -> None:
    inner = 1 / x + 1 / y
    assert Polynomials(1 / (1 + 1 / inner) - (x + y) / (x + y + x * y)).vanish()
    assert not Polynomials(1 / (1 + 1 / inner) - (x - y) / (x + y + x * y)).vanish()


@pytest.mark.parametrize("long", [(x + y) ** 100_000, (1 + x) ** 1000, (x + y + 1) ** 400])
def test_what_is_too_long_is_refused(long) -> None:
    with pytest.raises(LongError, match="terms"):
        Polynomials(long - 1).vanish()
