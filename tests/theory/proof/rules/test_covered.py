"""A cover makes a fact only for symbols that facts place in its box."""

import pytest
import sympy

from lossproof.theory.language import ge, le
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import covered

x = sympy.Symbol("x", real=True)
y = sympy.Symbol("y", real=True)


def between(symbol: sympy.Symbol, lo: object, hi: object) -> tuple[Fact, Fact]:
    return (
        hypothesis(ge(symbol, lo), f"{symbol} low"),
        hypothesis(le(symbol, hi), f"{symbol} high"),
    )


def test_fact_leans_on_what_places_it_in_the_box() -> None:
    below = hypothesis(ge(1 - x - y, 0), "below the diagonal")
    fact = covered(
        2 - x - y, {x: between(x, 0, 1), y: between(y, 0, 1)}, given=[below], max_boxes=10_000
    )
    assert (fact.expr, fact.sign, fact.trust) == (2 - x - y, ">", {"arb"})
    assert fact.uses == {"x low", "x high", "y low", "y high", "below the diagonal"}


def test_a_tie_is_not_strict() -> None:
    assert covered(x**2 + x, {x: between(x, 0, 1)}, strict=False).sign == ">="
    with pytest.raises(ProofError, match="does not hold at"):
        covered(x**2 + x, {x: between(x, 0, 1)})


def test_refusals() -> None:
    with pytest.raises(ProofError, match="does not hold at"):
        covered(x - 1, {x: between(x, 0, 2)})
    with pytest.raises(ProofError, match="have none"):
        covered(x + y + 1, {x: between(x, 0, 1)})
    with pytest.raises(ProofError, match="by a rational number"):
        covered(x + 1, {x: between(x, 0, y)})
    with pytest.raises(ProofError, match="by a rational number"):
        covered(x + 1, {x: between(y, 0, 1)})
    with pytest.raises(ProofError, match="prove the points where it is 0 as a separate case"):
        covered(9 * x**2 - 6 * x + 1, {x: between(x, 0, 1)}, max_boxes=9)


NOWHERE = sympy.Rational(12345, 99991)
_STEP = sympy.Heaviside
APART = x - NOWHERE


@pytest.mark.parametrize(
    "expr",
    [
        _STEP(APART, 0) - _STEP(APART, sympy.Rational(1, 2)) + sympy.Rational(1, 4),
        2 * _STEP(APART, 0) - sympy.sign(APART),
        sympy.floor(APART) - sympy.ceiling(APART) + 2 * _STEP(APART**2, 0),
    ],
)
def test_a_jump_at_one_point_is_not_covered(expr: sympy.Expr) -> None:
    """The derivatives of the jumps cancel, and the value at the point is not seen."""
    assert expr.xreplace({x: NOWHERE}) <= 0
    with pytest.raises(ProofError, match="is undecided on 1 boxes"):
        covered(expr, {x: between(x, 0, sympy.Rational(1, 2))}, max_boxes=1000)
