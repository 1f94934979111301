"""The simplest rational of a range, with its ends and without."""

from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from lossproof.theory.numbers import simplest_rational

RANGES = st.fractions(-4, 4, max_denominator=30), st.fractions(0, 1, max_denominator=30)


@settings(deadline=None)
@given(*RANGES, st.booleans())
def test_the_simplest_rational_has_the_least_denominator(a: F, width: F, strict: bool) -> None:
    if strict and not width:
        return
    found = simplest_rational(a, a + width, strict=strict)
    assert a < found < a + width if strict else a <= found <= a + width
    smaller = [F(p, q) for q, p in product(range(1, found.denominator), range(-150, 151))]
    assert not any(a < x < a + width if strict else a <= x <= a + width for x in smaller)


@pytest.mark.parametrize(("strict", "found"), [(False, F(0)), (True, F(1, 3))])
def test_an_end_counts_unless_it_is_left_out(strict: bool, found: F) -> None:
    assert simplest_rational(F(0), F(1, 2), strict=strict) == found
    assert simplest_rational(F(-1, 2), F(0), strict=strict) == -found
