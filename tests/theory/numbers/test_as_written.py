"""What stays as written is decided by balls: near a whole number written with roots, far from 0."""

from typing import Any

import pytest
import sympy
from sympy import Max, Min, Rational, S, ceiling, exp, floor, log, pi, sqrt

from lossproof.theory.domain import Real
from lossproof.theory.language import eq
from lossproof.theory.numbers import compare
from lossproof.theory.numbers.as_written import AS_WRITTEN, as_written, has_functions
from lossproof.theory.numbers.comparison import opened
from lossproof.theory.statement import Statement

WHOLE = {
    5: (sqrt(2) + sqrt(3)) ** 2 - 2 * sqrt(6),
    3: log(1000) / log(10),
    7: sqrt(5 + 2 * sqrt(6)) - sqrt(2) - sqrt(3) + 7,
}


def of(kind: Any, *arguments: Any) -> Any:
    """The value of a function of constants."""
    return opened(AS_WRITTEN[kind](*arguments))


@pytest.mark.parametrize("number", WHOLE)
@pytest.mark.parametrize("digits", [10, 50, 120, 400])
def test_near_a_whole_number_the_side_counts(number: int, digits: int) -> None:
    whole: Any = WHOLE[number]
    off = Rational(1, 10**digits)
    assert compare(AS_WRITTEN[floor](whole), "==", number)
    assert compare(AS_WRITTEN[ceiling](whole), "==", number)
    assert (of(floor, whole - off), of(ceiling, whole - off)) == (number - 1, number)
    assert (of(floor, whole + off), of(ceiling, whole + off)) == (number, number + 1)


def test_a_large_number_is_rounded() -> None:
    assert of(floor, exp(pi * sqrt(S(163)))) == 262537412640768743


def test_what_is_nearer_than_balls_tell_is_left() -> None:
    whole: Any = WHOLE[5]
    assert isinstance(of(floor, whole - Rational(1, 10**1000)), floor)


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
    found = [of(kind, nothing, each) for each in (0, 2) for kind in (Max, Min)]
    assert all(compare(one, "==", two) for one, two in zip(found, (0, 0, 2, 0), strict=True))
    claim = Statement({"x": Real(0, 1)}, {}, lambda x: eq(Max(x * nothing, 0) + Max(x, nothing), x))
    assert claim.at({"x": 1}).conclusion[0].holds
    assert claim.at({"x": 0}).conclusion[0].holds


def test_what_no_digits_tell_from_nothing_is_no_nothing() -> None:
    little = sqrt(1 + sqrt(2) / 10**600) - sqrt(1 - sqrt(2) / 10**600)
    larger: Any = of(Max, little, 0)
    assert larger != 0
    assert not compare(larger, "==", 0)


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_no_function_folds_what_sympy_deduces(kind: Any) -> None:
    n = sympy.Symbol("n", integer=True, positive=True)
    for part in (2**n / 6, n, 1 / n - 1, n * (n + 1)):
        arguments = (part, Rational(1, 2)) if kind in (Max, Min, sympy.Heaviside) else (part,)
        arguments = (part, 2 * part) if kind is sympy.KroneckerDelta else arguments
        made = as_written(kind(*arguments, evaluate=False))
        assert has_functions(made)
        again = made.xreplace({n: n + 1}).xreplace({n: 2 * n})
        assert has_functions(again)


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_of_rational_numbers_it_is_what_sympy_says(kind: Any) -> None:
    for one in (Rational(-7, 3), Rational(0), Rational(5), Rational(9, 2)):
        two = (Rational(1, 2),) if kind in (Max, Min, sympy.Heaviside) else ()
        arguments = (sympy.Integer(3), sympy.Integer(4)) if kind is sympy.KroneckerDelta else None
        assert AS_WRITTEN[kind](*(arguments or (one, *two))) == kind(*(arguments or (one, *two)))
