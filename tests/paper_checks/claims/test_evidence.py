"""A derivation as data: steps are named by what they state, and refer to each other by name."""

from __future__ import annotations

from decimal import localcontext
from typing import Any

import pytest
import sympy

from lossproof.paper_checks.claims import evidence
from lossproof.paper_checks.claims.evidence import Derived, Unproved, auto_prove, derivation
from lossproof.theory.card.patience import TooLongError
from lossproof.theory.domain import Classes, Label, Real, Simplex
from lossproof.theory.language import every_class, ge, gt, le
from lossproof.theory.proof import Derivation, Fact
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import combine
from lossproof.theory.statement import MistakeError, Proof, Statement

x = sympy.Symbol("x", real=True)
GIVEN = hypothesis(ge(x, 0), "x")
HALF = combine(x / 2, (sympy.Rational(1, 2), GIVEN))


def steps(fact: Fact) -> list[dict]:
    return derivation(Derivation((fact,)))["steps"]


def test_premises_are_named_and_stand_above() -> None:
    given, half, whole = steps(combine(x + x / 2, GIVEN, HALF))
    assert (given["from"], half["from"]) == ([], [given["step"]])
    assert whole["from"] == [given["step"], half["step"]]
    assert given["uses"] == ["x"]
    assert "uses" not in half


def test_a_step_put_in_near_the_top_renames_no_other() -> None:
    before = steps(combine(x + x / 2, GIVEN, HALF))
    third = combine(x / 3, (sympy.Rational(1, 3), GIVEN))
    after = steps(combine(x + x / 2, (3, third), HALF))
    assert [step["step"] for step in after if step["term"] != "(>= (* 1/3 x) 0)"] == [
        step["step"] for step in before
    ]


def test_steps_that_state_the_same_have_names_of_their_own() -> None:
    again = combine(x / 2, (sympy.Rational(1, 2), GIVEN))
    _, one, two, whole = steps(combine(x, HALF, again))
    assert one["term"] == two["term"]
    assert two["step"] == f"{one['step']}-2"
    assert whole["from"] == [one["step"], two["step"]]


def test_digits_are_compared_whatever_the_precision_of_decimals_around() -> None:
    (low,) = Statement({}, {}, lambda: ge(sympy.Rational(1, 4), 0)).at({}).conclusion
    with localcontext() as context:
        context.prec = 1
        assert evidence._read("1/4") == evidence._read("0.25") != evidence._read("0.250001…")
        assert evidence.said(low)["lhs"] == "1/4"
    assert evidence._read("1.00000e-434294481…") != evidence._read("0")


def test_the_limit_of_a_caller_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise TooLongError

    monkeypatch.setattr(Proof, "conclude", late)
    with pytest.raises(TooLongError):
        auto_prove(Statement({"x": Real(0)}, {}, lambda x: ge(x, 0)), 4)


def test_a_strategy_without_an_end_leaves_the_goal_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr(evidence, "easy", endless)
    found = auto_prove(Statement({"x": Real(0)}, {}, lambda x: ge(x, 0)), 4)
    assert isinstance(found, Unproved)
    assert found.left == "x ≥ 0"


def test_a_later_part_of_the_conclusion_may_use_an_earlier_one() -> None:
    c = Classes()
    domains = {"c": c, "f": Simplex(c), "y": Label(c)}
    for name, domain in domains.items():
        domain.name = name
    given = {"largest": lambda c, f, y: every_class(lambda j: ge(f[y], f[j]), c)}

    def both(c: Any, f: Any, y: Any) -> Any:
        return ge(f[y], 1 / c), le(-sympy.log(f[y]), sympy.log(c))

    assert isinstance(auto_prove(Statement(domains, given, both), 10), Derived)


def test_what_another_piece_asks_for_need_not_have_a_value() -> None:
    """The kernel refuses it: the logarithm beside the pieces has none at x = 7316/9973."""
    domains = {"x": Real(), "v": Real(0, 1)}
    for name, domain in domains.items():
        domain.name = name

    def conclusion(x: Any, v: Any) -> Any:
        other = sympy.log(sympy.Abs(x - sympy.Rational(7316, 9973)))
        return ge(sympy.Piecewise((1 + 0 * other, sympy.Gt(v, 0)), (other, True)), 0)

    found = auto_prove(Statement(domains, {"above": lambda v: gt(v, 0)}, conclusion), 10)
    assert isinstance(found, Unproved)
    assert "has a value only where" in found.left


def test_numbers_that_python_does_not_write_are_told_in_brief() -> None:
    x = Real(0)
    x.name = "x"
    found = auto_prove(Statement({"x": x}, {}, lambda x: ge((x + 10**400) ** 20, 10**4000 * x)), 2)
    assert isinstance(found, Unproved)
    assert "Exceeds" not in found.left
    assert len(found.left) < 100
    too_long = Statement({"x": x}, {}, lambda x: ge(x, 7**9000))
    with pytest.raises(MistakeError, match="more than 4000 digits is too long for a record"):
        too_long.record()
