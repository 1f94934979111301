"""The rules that write an expectation as a sum, and a sum as an expectation."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Classes, Integer, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    SymbolicVector,
    class_sum,
    eq,
    every_class,
    ge,
    gt,
    le,
)
from lossproof.theory.language.terms import Expectation, expected
from lossproof.theory.losses import expectation, uniform_expectation
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import combine, folded, nonnegative, total, unfolded
from lossproof.theory.statement import Proof, Statement, contradicted


def statement(conclusion: Any, **given: Any) -> Statement:
    c = Classes(tried=(2, 3))
    parameters: dict[str, Any] = {
        "c": c, "y": Label(c), "m": Integer(0), "eta": Real(0, 1), "T": Transitions(c),
        "p": Simplex(c), "f": Scores(c, 0), "g": Scores(c, 0),
    }  # fmt: skip
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given, conclusion)


BOUNDED = statement(
    lambda y, T, f, g: le(expectation(T[y], f), expectation(T[y], g)),
    smaller=lambda y, T, f, g: le(expectation(T[y], f), expectation(T[y], g) / 2),
)
POINT = {
    "c": 2, "y": 0, "m": 1, "eta": "1/5", "T": [["2/3", "1/3"], ["1/4", "3/4"]],
    "p": ["1/2", "1/2"], "f": [1, 2], "g": [3, 4],
}  # fmt: skip


def test_what_is_given_and_to_be_shown_is_stated_with_expectations() -> None:
    p = Proof(BOUNDED)
    weighted = total(nonnegative(p.T[p.y][ANY_CLASS] * p.g[ANY_CLASS]), p.c)
    (goal,) = p.goals
    assert not goal.difference.has(Expectation)
    half = sympy.Rational(1, 2)
    derivation = p.conclude(combine(goal.difference, p.given("smaller"), (half, weighted)))
    says = [str(step) for step in derivation.steps if step.rule == "hypothesis"]
    assert says == ["E_z~T[y, :](g[z])/2 >= E_z~T[y, :](f[z])"]
    last = derivation.steps[-1]
    assert str(last) == "E_z~T[y, :](g[z]) >= E_z~T[y, :](f[z])"
    assert last.rule == "sums as expectations"
    assert contradicted(BOUNDED, derivation, POINT) is None


def test_an_equality_may_be_shown_from_either_side() -> None:
    constant = statement(
        lambda c, y, eta, f: eq(uniform_expectation(f, y, eta, c), f[0]),
        alike=lambda c, f: every_class(lambda j: eq(f[j], f[0]), c),
    )
    p = Proof(constant)
    alike = p.given("alike")
    (goal,) = p.goals
    there = combine(
        goal.difference,
        (total(alike, p.c), p.eta / (p.c - 1)),
        (alike.at(ANY_CLASS, p.y), 1 - p.eta * p.c / (p.c - 1)),
    )
    for shown in (there, there.negated()):
        last = p.conclude(shown).steps[-1]
        assert last.expr == constant.symbolic_conclusion[0].difference


def test_only_what_a_goal_is_worth_shows_it() -> None:
    p = Proof(BOUNDED)
    mean = expectation(p.T[p.y], p.f)
    worth = class_sum(lambda j: p.T[p.y][j] * p.f[j], p.c)
    fact = hypothesis(gt(worth, 1), "given")
    assert folded(mean - 1, fact).sign == ">"
    assert unfolded(folded(mean - 1, fact)).expr == fact.expr
    for other in (expectation(p.T[p.y], p.g) - 1, expectation(p.p, p.f) - 1, mean, mean - 2):
        with pytest.raises(ProofError, match="does not determine"):
            folded(other, fact)


def test_a_number_that_may_be_no_class_has_no_value() -> None:
    """With m >= c no class is m, and the mean under a mark at m is 0."""
    p = Proof(BOUNDED)

    def at(label: Any) -> Any:
        law = SymbolicVector(lambda z: sympy.KroneckerDelta(z, label), p.c)
        return expected(lambda z: p.f[z], law)

    fact = hypothesis(ge(at(p.y), 1), "given")
    assert unfolded(fact).expr == p.f[p.y] - 1
    with pytest.raises(ProofError):
        folded(at(p.m) - 1, hypothesis(ge(p.f[p.m], 1), "given"))


def test_a_mean_of_what_has_no_value_is_not_shown() -> None:
    """The logarithm at other labels is in the mean, though a mark leaves that of one label."""
    marked = statement(
        lambda c, y, f: ge(
            expected(
                lambda z: sympy.log(f[z]),
                SymbolicVector(lambda z: sympy.KroneckerDelta(z, y), c),
            ),
            0,
        ),
        own=lambda y, f: ge(sympy.log(f[y]), 0),
    )
    p = Proof(marked)
    with pytest.raises(ProofError, match="has a value only where"):
        p.conclude(p.given("own"))
    assert not marked.at(POINT | {"f": [1, 0]}).conclusion[0].holds


def test_an_entry_that_is_not_there_is_in_no_proof() -> None:
    z, third = sympy.Symbol("z", integer=True, nonnegative=True), sympy.Rational(1, 3)
    three = Statement(
        {"f": Scores(2)}, {}, lambda f: ge(Expectation(f[z] ** 2, sympy.Integer(3), third, z), 0)
    )
    p = Proof(three)
    with pytest.raises(ProofError, match="does not exist"):
        p.conclude(nonnegative(p.goals[0].difference))
