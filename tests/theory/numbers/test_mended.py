"""What SymPy rounds is rounded by balls: near a whole number written with roots, and far from 0."""

from typing import Any

import pytest
from sympy import Max, Min, Rational, S, ceiling, exp, floor, log, pi, sqrt

from lossproof.theory.domain import Real
from lossproof.theory.language import eq
from lossproof.theory.numbers import compare
from lossproof.theory.statement import Statement

WHOLE = {
    5: (sqrt(2) + sqrt(3)) ** 2 - 2 * sqrt(6),
    3: log(1000) / log(10),
    7: sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3) + 7,
}


@pytest.mark.parametrize("number", WHOLE)
@pytest.mark.parametrize("digits", [10, 50, 120, 400])
def test_near_a_whole_number_the_side_counts(number: int, digits: int) -> None:
    whole: Any = WHOLE[number]
    off = Rational(1, 10**digits)
    assert compare(floor(whole), "==", number)
    assert compare(ceiling(whole), "==", number)
    assert (floor(whole - off), ceiling(whole - off)) == (number - 1, number)
    assert (floor(whole + off), ceiling(whole + off)) == (number, number + 1)


def test_a_large_number_is_rounded() -> None:
    assert floor(exp(pi * sqrt(S(163)))) == 262537412640768743


def test_what_is_nearer_than_balls_tell_is_left() -> None:
    whole: Any = WHOLE[5]
    assert isinstance(floor(whole - Rational(1, 10**1000)), floor)


def test_what_is_below_a_whole_number_is_no_counterexample() -> None:
    off, whole = Rational(1, 10**10), WHOLE[5]
    given = {"x": lambda x: eq(x, off)}
    right = Statement({"x": Real(0, 1)}, given, lambda x: eq(floor(whole - x), 4))
    wrong = Statement({"x": Real(0, 1)}, given, lambda x: eq(floor(whole - x), 5))
    assert not right.refutes({"x": off})
    assert wrong.refutes({"x": off})


@pytest.mark.parametrize("number", WHOLE)
def test_of_what_is_written_otherwise_the_larger_is_known(number: int) -> None:
    nothing: Any = WHOLE[number] - number
    assert (Max(nothing, 0), Min(0, nothing), Max(nothing, 2), Min(nothing, 2)) == (0, 0, 2, 0)
    claim = Statement({"x": Real(0, 1)}, {}, lambda x: eq(Max(x * nothing, 0) + Max(x, nothing), x))
    assert claim.at({"x": 1}).conclusion[0].holds
    assert claim.at({"x": 0}).conclusion[0].holds


def test_what_no_digits_tell_from_nothing_is_no_nothing() -> None:
    little = sqrt(1 + sqrt(2) / 10**600) - sqrt(1 - sqrt(2) / 10**600)
    larger: Any = Max(little, 0)
    assert larger != 0
    assert not compare(larger, "==", 0)
    with pytest.raises(ValueError, match="not comparable"):
        Max(S.NaN, 0)
