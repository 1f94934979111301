"""Conditions that SymPy folds while a claim is written are refused: they may have no value."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import ITE, And, Eq, Equivalent, Ge, Lt, Not, Or, Piecewise, Xor

from lossproof.theory.domain import Integer, Real
from lossproof.theory.language import ge, le
from lossproof.theory.statement import MistakeError, Statement
from lossproof.theory.statement.asking import no_branching
from tests.together import together

x = sympy.Symbol("x", real=True)


def stated(condition: Callable[[Any], Any]) -> Statement:
    parameters = {"x": Real(0, 1)}
    return Statement(parameters, {}, lambda x: ge(Piecewise((1, condition(x)), (0, True)), 0))


@together(
    ("condition", "why"),
    [
        (lambda x: Or(Ge(1 / x, 0), Lt(1 / x, 0)), "SymPy drops 1/x >= 0 from a condition"),
        (lambda x: And(Ge(1 / x, 0), Lt(1 / x, 0)), "SymPy drops 1/x >= 0 from a condition"),
        (lambda x: Or(Ge(x, 0), And(Ge(1 / x, 0), Lt(1 / x, 0))), "SymPy drops"),
        (lambda x: Ge(1 / x, 0) | Lt(1 / x, 0), "SymPy drops"),
        (lambda x: Or(True, Ge(1 / x, 0)), "SymPy drops 1/x >= 0"),
        (lambda x: And(False, Ge(1 / x, 0)), "SymPy drops 1/x >= 0"),
        (lambda x: Xor(Ge(1 / x, 0), Lt(1 / x, 0)), "Xor is no condition of the language"),
        (lambda x: Equivalent(Ge(1 / x, 0), Ge(1 / x, 0)), "Equivalent is no condition"),
        (lambda x: ITE(Ge(1 / x, 0), True, True), "ITE is no condition"),
        (lambda x: Ge(Piecewise((x, Ge(1 / x, 0)), (x, True)), 0), "a Piecewise stands in the"),
        (lambda x: Eq(Piecewise((x, Eq(1 / x, 1)), (x, True)), 0), "a Piecewise stands in the"),
    ],
)  # fmt: skip
def test_what_would_be_folded_is_refused(condition: Any, why: str) -> None:
    with pytest.raises(MistakeError, match=why):
        stated(condition).record()


@together(
    "condition",
    [
        lambda x: Or(Ge(1 / x, 2), Lt(x, 0)),
        lambda x: And(Ge(x, 0), Ge(x, 0), Lt(x, 1)),
        lambda x: Or(Or(Ge(x, 0), Lt(x, -1)), Ge(x, 0)),
        lambda x: And(True, Ge(x, 0)),
        lambda x: Or(Ge(x, 0), Lt(x, 0)),
        lambda x: Not(And(Ge(x, 0), Lt(x, 1))),
    ],
)
def test_what_stays_as_written_is_allowed(condition: Any) -> None:
    stated(condition).record()


def test_sympy_is_as_it_was_apart_from_a_claims_own_code() -> None:
    assert Or(Ge(1 / x, 0), Lt(1 / x, 0)) == sympy.true
    found = list[Any]()
    with no_branching():
        beside = threading.Thread(target=lambda: found.append(Or(Ge(x, 0), Lt(x, 0))))
        beside.start()
        beside.join()
    assert found == [sympy.true]
    assert Xor(Ge(x, 0), Ge(x, 0)) == sympy.false
    assert ITE(Ge(x, 0), True, True) == sympy.true


def test_a_condition_without_a_value_matters_only_where_none_before_it_holds() -> None:
    pieces = lambda n, x: Piecewise((2, sympy.Gt(x, 0)), (5, Ge(1 / n, 1)), (3, True))  # noqa: E731
    said = Statement({"n": Integer(0, 0), "x": Real(0, 1)}, {}, lambda n, x: le(pieces(n, x), 1))
    assert said.refutes({"n": 0, "x": sympy.Rational(1, 2)})
    assert said.at({"n": 0, "x": 0}).undefined


@together(
    "said",
    [
        lambda x: le((x - 1).expand(), x),
        lambda x: le(sympy.expand((x - 1) * x), x),
        lambda x: le(sympy.Sum(x, (sympy.Symbol("k"), 1, 3)).doit(), 3 * x),
        lambda x: le((2 * x * 3 * x).doit(), 6 * x),
        lambda x: le(sympy.Derivative(2 * x * 3 * x, x).doit(), 12),
        lambda x: le(sympy.factor(x * x - x), 0),
    ],
)
def test_algorithms_that_are_wrong_about_terms_as_written_are_refused(said: Any) -> None:
    """SymPy's `(x - 1).expand()` is `x + 1` under `evaluate(False)`."""
    with pytest.raises(MistakeError, match=r"inside `with sympy.evaluate\(True\)`"):
        Statement({"x": Real(0, 1)}, {}, said).record()


def test_they_may_be_called_with_evaluation_on() -> None:
    def said(x: Any) -> Any:
        with sympy.evaluate(True):
            return le((x * (x - 1)).expand(), 0)

    assert Statement({"x": Real(0, 1)}, {}, said).record()["conclusion"]


@together(
    "asked",
    [
        lambda x: sympy.Integer(0) == x,
        lambda x: sympy.Integer(0) != x,
        lambda x: sympy.Rational(1, 2) == x,
        lambda x: sympy.pi == x,
        lambda x: sympy.true == (x >= 0),
        lambda x: x in [sympy.Integer(0), sympy.Integer(1)],
    ],
)
def test_numbers_that_are_compared_with_a_symbol_are_no_truth(asked: Any) -> None:
    with pytest.raises(MistakeError, match="uses the truth value of"):
        Statement({"x": Real(0, 1)}, {}, lambda x: le(1 if asked(x) else 0, 1)).record()
