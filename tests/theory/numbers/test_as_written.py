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


PAIRS = (Max, Min, sympy.Heaviside, sympy.Eq, sympy.Ne, sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le)
HALF = Rational(1, 2)


def arguments(kind: Any, part: Any) -> tuple[Any, ...]:
    if kind is sympy.KroneckerDelta:
        return part, 2 * part
    if kind is sympy.Piecewise:
        return (1, sympy.Gt(part, HALF, evaluate=part.is_Rational)), (0, sympy.true)
    return (part, HALF) if kind in PAIRS else (part,)


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_no_function_folds_what_sympy_deduces(kind: Any) -> None:
    m, n = sympy.symbols("m n", integer=True, positive=True)
    for part in (2**n / 6, n, 1 / n - 1, n * (n + 1), 1 / (m * n) - HALF):
        made = as_written(kind(*arguments(kind, part), evaluate=False))
        assert has_functions(made)
        assert has_functions(made.xreplace({n: n + 1}).xreplace({n: 2 * n}))
        assert has_functions(sympy.expand(3 * made if isinstance(made, sympy.Expr) else made))


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_it_is_typeset_as_the_function_of_sympy_is(kind: Any) -> None:
    x = sympy.Symbol("x", real=True)
    plain = kind(*arguments(kind, x), evaluate=False)
    assert sympy.latex(as_written(plain)) == sympy.latex(plain)
    if isinstance(plain, sympy.Expr):
        assert sympy.latex(x ** as_written(plain)) == sympy.latex(x**plain)


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_of_rational_numbers_it_is_what_sympy_says(kind: Any) -> None:
    for part in (Rational(-7, 3), Rational(0), Rational(5), Rational(9, 2), HALF):
        asked = arguments(kind, sympy.Integer(part.p) if kind is sympy.KroneckerDelta else part)
        assert AS_WRITTEN[kind](*asked) == kind(*asked)


def test_relations_of_conditions_are_turned_and_negated() -> None:
    x = sympy.Symbol("x", real=True)
    for kind in PAIRS[3:]:
        plain, made = kind(x, HALF), as_written(kind(x, HALF))
        for turned in ("negated", "reversed"):
            assert type(getattr(made, turned)) is AS_WRITTEN[type(getattr(plain, turned))]
            assert getattr(made, turned).args == getattr(plain, turned).args
        assert str(made) == str(plain)
        assert sympy.Not(made) == made.negated


def test_the_evaluation_of_a_complex_argument_ends() -> None:
    complex_ = AS_WRITTEN[sympy.Abs](log(-2))
    assert complex_.evalf() == complex_
    assert float(AS_WRITTEN[floor](10 * pi).evalf(5)) == 31


def test_what_is_near_a_jump_has_no_approximate_value() -> None:
    """It is 1; SymPy rounds it down, takes 1 less it for positive, and 0 to that power for 0."""
    one = AS_WRITTEN[floor](sympy.sqrt(3 + 2 * sympy.sqrt(2)) - sympy.sqrt(2))
    assert one.evalf() == one
    assert (1 - one).is_positive is not True
    assert 0 ** (1 - one) != 0


@pytest.mark.parametrize("kind", [Max, Min])
def test_the_extreme_of_what_has_no_value_has_none(kind: Any) -> None:
    assert AS_WRITTEN[kind](S.NaN, 1, sympy.Symbol("x")) is S.NaN
