"""Statements at points and in symbols, and what a proof may use and must end with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import log
from sympy.core.relational import Relational

from lossproof.theory.domain import Classes, Each, Real, Samples, Simplex, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    ANY_SAMPLE,
    class_sum,
    eq,
    every_class,
    flatten,
    ge,
    gt,
    le,
    lt,
)
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import combine, identity, positive
from lossproof.theory.statement import Proof, Statement
from tests.together import together


def statement(conclusion, **given) -> Statement:
    c = Classes()
    parameters = {"q": Real(0, 1, open="left"), "c": c, "f": Simplex(c)}
    for name, domain in parameters.items():
        domain.name = name
    return Statement(parameters, given, conclusion)


POINT = {"q": "1/2", "c": 3, "f": ["1/2", "1/4", "1/4"]}
SUM_IS_ONE = statement(lambda f: eq(f.total(), 1), small=lambda q: lt(q, 1))


def test_a_point_is_decided_part_by_part() -> None:
    outcome = SUM_IS_ONE.at(POINT)
    assert outcome.meets()
    assert not outcome.missed
    outcome = SUM_IS_ONE.at(POINT | {"q": 1})
    assert not outcome.meets()
    assert outcome.meets(dropped=["small"])


def test_what_cannot_be_decided_is_not_met() -> None:
    undefined = statement(
        lambda f: le(sympy.log(f[0] - f[1] - f[2]), 0), undefined=lambda c: le(sympy.log(-c), c)
    )
    outcome = undefined.at(POINT)
    assert not outcome.meets()
    assert not outcome.missed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"q": 2}, r"q must be in \(0, 1\]; got 2"),
        ({"r": 1}, "unknown parameter r"),
        ({"f": [1, 0]}, "one entry per class, c = 3; got 2"),
    ],
)
def test_a_point_outside_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SUM_IS_ONE.at(POINT | change)


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(ValueError, match="f is missing"):
        SUM_IS_ONE.at({"q": 1, "c": 2})


def test_a_conclusion_must_be_relations() -> None:
    with pytest.raises(TypeError, match="built from le, lt, ge, gt or eq"):
        flatten(sympy.true)


def test_a_proof_must_say_the_conclusion() -> None:
    proof = Proof(SUM_IS_ONE)
    derivation = proof.conclude(proof.domain("f")["total"])
    assert derivation.uses == {"domain of f"}
    with pytest.raises(ProofError, match="does not imply"):
        proof.conclude(identity(proof.f.total(), proof.f.total()))
    with pytest.raises(ProofError, match="no hypothesis is called 'large'"):
        proof.given("large")
    with pytest.raises(AttributeError, match="no parameter is called g"):
        _ = proof.g


def test_a_weak_fact_does_not_prove_a_strict_conclusion() -> None:
    weak = statement(lambda q: le(q, 1))
    strict = statement(lambda q: lt(q, 1))
    for claim, enough in ((weak, True), (strict, False)):
        proof = Proof(claim)
        upper = proof.domain("q")["upper"]
        if enough:
            assert proof.conclude(upper).conclusions == (upper,)
        else:
            with pytest.raises(ProofError, match="does not imply"):
                proof.conclude(upper)


def test_facts_of_another_statement_are_not_hypotheses() -> None:
    other = Proof(SUM_IS_ONE)
    with pytest.raises(ProofError, match="not a hypothesis of this statement"):
        Proof(SUM_IS_ONE).conclude(other.domain("f")["total"])


def test_the_rows_of_a_matrix_are_classes() -> None:
    parameters = {"c": (c := Classes()), "n": (n := Samples())}
    parameters |= {"T": Transitions(c), "x": Each(n, Real(0))}
    for name, domain in parameters.items():
        domain.name = name
    proof = Proof(Statement(parameters, {}, lambda: le(0, 1)))
    row, sample = proof.domain("T")["total"], proof.domain("x")["lower"]
    assert [row.expr.has(k) for k in (ANY_ROW, ANY_SAMPLE)] == [True, False]
    assert [sample.expr.has(k) for k in (ANY_ROW, ANY_SAMPLE)] == [False, True]
    assert row.at(ANY_ROW, ANY_CLASS).expr == proof.T[ANY_CLASS].total() - 1
    assert sample.at(ANY_SAMPLE, 0).expr == proof.x[0]


def test_a_conclusion_is_read_once_and_says_what_it_said_then() -> None:
    bounds = [1]
    claim = statement(lambda q: le(q, bounds[0]), small=lambda q: lt(q, bounds[0] + 1))
    for q in (1, "1/2", 1):
        outcome = claim.at(POINT | {"q": q})
        assert outcome.conclusion[0].relation == le(sympy.Rational(q), 1)
        bounds[0] += 1
    assert Proof(claim).goals == claim.symbolic_conclusion
    assert str(claim.symbolic_hypotheses["small"][0]) == "q < 2"


def branching(q, x, y):
    return x if q != 0 else y


@together(
    "conclusion",
    [
        lambda q, f: le(branching(q, f[0], f[1]), 1),
        lambda q, f: le(f[0] if q == 0 else f[1], 1),
        lambda q, f: le(f[0] if q + 1 != 0 else f[1], 1),
        lambda q, f: le(f[0] if f[0] > q else f[1], 1),
        lambda f: le(1 if f[0] >= 0.5 else 0, 1),
        lambda c, f: ge(class_sum(lambda j: 1 if j == 0 else f[j], c), 0),
        lambda q, f: le(f[0] if q else f[1], 1),
        lambda q, f: le(f[0] if not q - 1 else f[1], 1),
        lambda q, f: le(f[0] if sympy.And(q > 0, q < 1) else f[1], 1),
        lambda q, f: le(q or 1, 1),
        lambda q, f: le(f[0] if all((q > f[0], q < 1)) else f[1], 1),
        lambda q, f: le(max(q, f[0]), 1),
    ],
)
def test_nothing_branches_on_a_symbol(conclusion) -> None:
    said = r"conclusion of the statement .*uses .*(use Piecewise|subtract)"
    with pytest.raises(TypeError, match=said):
        statement(conclusion).at(POINT)
    with pytest.raises(
        TypeError, match=r"hypothesis “odd” of the statement .*uses .*(use Piecewise|subtract)"
    ):
        Proof(statement(lambda q: le(q, 1), odd=conclusion)).given("odd")
    assert sympy.Symbol("q") != 0


@pytest.mark.parametrize(
    "conclusion",
    [
        lambda q: le(q, 0) and le(q, 1),
        lambda q: le(q, 1) or le(q, 0),
        lambda q: le(q, 1) if le(q, 0) else le(q, 0),
        lambda q: le(q, 0) if not le(q, 0) else le(q, 1),
    ],
)
def test_a_relation_has_no_truth_value(conclusion: Any) -> None:
    """Python's `and` returns its last part: the claim would not be the one that is written."""
    with pytest.raises(
        TypeError, match=r"the truth value of the relation q <= .; Python's and, or"
    ):
        statement(conclusion).at(POINT)
    with pytest.raises(TypeError, match="the truth value of the relation"):
        Proof(statement(lambda q: le(q, 1), odd=conclusion)).given("odd")
    assert statement(lambda q: (le(q, 1), le(q, 2))).at(POINT).meets()


def test_what_asks_is_known_by_what_is_asked_and_not_by_its_words(monkeypatch: Any) -> None:
    def other_words(self: Any) -> bool:
        raise TypeError("who knows")

    def own(q: Any) -> Any:
        raise TypeError("cannot determine truth value of Relational: mine")

    kept = vars(Relational)["__bool__"]
    monkeypatch.setattr(Relational, "__bool__", other_words)
    with pytest.raises(TypeError, match=r"uses the truth value of q > 0; .* use Piecewise"):
        statement(lambda q: le(1 if sympy.Symbol("q") > 0 else 0, 1)).at(POINT)
    assert vars(Relational)["__bool__"] is other_words
    assert "__bool__" not in vars(sympy.Basic)
    monkeypatch.setattr(Relational, "__bool__", kept)
    with pytest.raises(TypeError, match=r"raised TypeError: cannot determine .*: mine$"):
        statement(own).at(POINT)


def test_an_equality_in_place_of_eq_is_told_what_to_write() -> None:
    with pytest.raises(TypeError, match=r"truth value of .* == 1; to state .* write eq\("):
        statement(lambda q: q == 1).at(POINT)


@pytest.mark.parametrize(
    ("number", "way"),
    [(1 / 3, r"Rational\(1, 3\)"), (0.7, r"Rational\(7, 10\)"), (0.123456789, r'Rational\("0.123')],
)
def test_a_rounded_number_is_told_the_fraction_that_it_stands_for(number: float, way: str) -> None:
    with pytest.raises(TypeError, match=f"exact numbers; got .*: write {way}"):
        le(sympy.Symbol("q"), number)


def test_a_value_that_is_no_symbol_may_be_asked() -> None:
    claim = statement(lambda f: tuple(le(f[k], 1) for k in range(2) if k != 1))
    assert claim.at(POINT).conclusion[0].holds


def test_what_is_said_of_every_class_is_written_out_class_by_class() -> None:
    claim = statement(lambda c, f: every_class(lambda j: (ge(f[j], 0), le(f[j], 1)), c))
    said = [str(part.relation) for part in claim.at(POINT).conclusion]
    assert said == ["1/2 >= 0", "1/2 <= 1", "1/4 >= 0", "1/4 <= 1", "1/4 >= 0", "1/4 <= 1"]


def test_what_is_undefined_inside_stays_so_though_it_cancels_where_sums_are_written_out() -> None:
    claim = statement(lambda f, c: eq(class_sum(lambda j: 1 / f[j], c) - 1 / f[0] - 1 / f[1], 1))
    assert claim.at(POINT | {"c": 2, "f": ["1/2", "1/2"]}).conclusion[0].holds is False
    assert claim.at(POINT | {"c": 2, "f": [1, 0]}).conclusion[0].holds is None


def test_the_entries_of_a_vector_of_unknown_length_cannot_be_gone_through() -> None:
    with pytest.raises(TypeError, match=r"vector of c entries .* use total"):
        statement(lambda f: le(sum(f), 1)).at(POINT)
    pair = Statement({"f": Simplex(2)}, {}, lambda f: eq(sum(f), 1))
    pair.parameters["f"].name = "f"
    assert pair.at({"f": ["1/2", "1/2"]}).conclusion[0].holds


FOLDED = {"above 1": lambda q: gt(q, 1), "below 3": lambda q: lt(q, 3)}


@pytest.mark.parametrize(
    "says",
    [
        lambda q: eq((q**2 - 1) / (q - 1), q + 1),
        lambda q: ge((q**2 - 1) / (q - 1), 1 + q),
        lambda q: eq(log(3 - q) - q * log(3 - q) / q, (1 - q) / (q - 1) + 1),
    ],
)
def test_a_hypothesis_that_gives_a_term_its_value_is_leaned_on(says: Callable[..., Any]) -> None:
    made = Statement({"q": Real(0, open="left")}, FOLDED, says)
    proof = Proof(made)
    derivation = proof.conclude(identity(proof.goals[0].lhs, proof.goals[0].rhs))
    assert "above 1" in derivation.uses
    terms = (proof.goals[0].lhs, *proof.goals[0].beside)
    assert ("below 3" in derivation.uses) is any(each.has(log) for each in terms)
    assert derivation.conclusions[0].sign == "=="
    without = Statement({"q": Real(0, open="left")}, {}, says)
    with pytest.raises(ProofError, match="may contain a term without a value"):
        (proof := Proof(without)).conclude(identity(proof.goals[0].lhs, proof.goals[0].rhs))


def test_a_strict_conclusion_stays_so_beside_a_hypothesis() -> None:
    made = Statement({"q": Real(0, open="left")}, FOLDED, lambda q: gt((q**2 - q) / (q - 1), 0))
    proof = Proof(made)
    goal = proof.goals[0].difference
    equal = identity(goal, proof.q)
    derivation = proof.conclude(combine(goal, positive(proof.q), equal))
    assert derivation.conclusions[0].strict
    assert derivation.uses == {"above 1"}
