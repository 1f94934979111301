"""The slope of a maximum, and what may not be said of it."""

import pytest
import sympy

from lossproof.theory.language import as_written, ge, gt
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import at_most_one, never_falling, rising
from lossproof.theory.proof.rules.kinks import slope_of_max
from tests.together import together

x, z = sympy.Symbol("x", real=True), sympy.Symbol("z")


def test_it_is_the_derivative_of_a_maximum() -> None:
    derivative = sympy.diff(sympy.Max(x, 0), x)
    assert as_written(derivative) == slope_of_max(x)
    values = [slope_of_max(x).subs(x, k) for k in (-1, 0, 1)]
    assert values == [0, sympy.Rational(1, 2), 1]


def test_it_is_known_where_the_sign_is() -> None:
    assert rising(x, hypothesis(gt(x, 0), "x > 0")).expr == slope_of_max(x) - 1
    assert rising(x, hypothesis(gt(-x, 0), "x < 0")).expr == slope_of_max(x)


@pytest.mark.parametrize(
    "weak", [ge(x, 0), ge(-x, 0), gt(x, -1)], ids=["x >= 0", "x <= 0", "x > -1"]
)
def test_it_is_not_known_at_the_kink(weak) -> None:
    with pytest.raises(ProofError, match="says neither"):
        rising(x, hypothesis(weak, "weak"))


def test_it_is_between_0_and_1() -> None:
    for fact in (never_falling(x), at_most_one(x)):
        assert fact.sign == ">="
        assert all(fact.expr.subs(x, k) >= 0 for k in (-2, 0, 3))


@together("rule", [never_falling, at_most_one])
@together("of", [z, sympy.log(x), 1 / x])
def test_what_may_not_be_real_has_no_slope(rule, of) -> None:
    with pytest.raises(ProofError):
        rule(of)
