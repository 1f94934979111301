"""Verdicts follow from evidence, whatever was recorded."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sympy import Abs, Integer, KroneckerDelta, log

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import Claim, Paper, Registry, decide, shown
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Derived, Witness
from lossproof.paper_checks.claims.stages import cross_check, drop
from lossproof.paper_checks.claims.verdict import ContradictionError, agree
from lossproof.paper_checks.recheck.derivation import Statement as Terms
from lossproof.paper_checks.recheck.points.instances import counterexample
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory.domain import Classes, Each, Real, Samples, Simplex
from lossproof.theory.language import ANY_CLASS, eq, ge, gt, le, sample_mean
from lossproof.theory.proof import Derivation, Fact, ProofError
from lossproof.theory.proof.facts import follow, hypothesis
from lossproof.theory.proof.rules import average, combine
from tests.turns import in_turns


def unsound(expr, sign=">=") -> Fact:
    """A planted fault: a fact that no rule would give."""
    return follow(expr, sign, "planted")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("square", "PROVED"),
        ("shrinks", "REFUTED"),
        ("shrinks/below-one", "PROVED"),
        ("numbers", "REFUTED"),
        ("numbers/rounded", "PROVED"),
        ("empty", "VACUOUS"),
        ("empty/unproved", "UNDECIDED"),
    ],
)
@in_turns("seed", [0, 1, 12345], 3)
def test_every_seed_gives_the_verdict(toys: Registry, name: str, verdict: str, seed: int) -> None:
    decision = decide(toys[f"toy.{name}"], seed=seed)
    assert decision.verdict == verdict
    again = decide(toys[f"toy.{name}"], decision.record(), seed=seed + 1)
    assert records.differences(decision.record(), again.record()) == []


def test_a_refutation_shows_point_hypotheses_and_both_sides(toys: Registry) -> None:
    evidence = decide(toys["toy.shrinks"]).evidence
    assert evidence["point"] == {"x": "2"}
    assert evidence["missed"] == [{"lhs": "4", "op": "<=", "rhs": "2", "holds": False}]


def test_a_claim_about_numbers_has_one_case(toys: Registry) -> None:
    refuted, proved = decide(toys["toy.numbers"]), decide(toys["toy.numbers/rounded"])
    assert refuted.scope == proved.scope == "one case, without parameters"
    assert refuted.evidence["point"] == {}
    assert refuted.evidence["missed"][0]["lhs"] == "4/45"


def test_dropping_a_hypothesis_that_carries_weight_refutes(toys: Registry) -> None:
    hypotheses = decide(toys["toy.shrinks/below-one"]).hypotheses
    assert hypotheses["at most one"]["dropped"]["missed"][0]["holds"] is False
    assert hypotheses["nonnegative"]["dropped"] is None


def test_a_proof_says_what_it_leans_on(toys: Registry) -> None:
    decision = decide(toys["toy.shrinks/below-one"])
    assert decision.uses == ("at most one",)
    assert "sympy" in decision.trust


def test_a_proof_that_does_not_follow_is_no_proof(toys: Registry) -> None:
    decision = decide(toys["toy.wrong-proof"])
    assert (decision.verdict, decision.evidence["point"]) == ("REFUTED", {"x": "0"})
    assert re.fullmatch(
        r"the proof of toy\.wrong-proof fails \(conftest\.py, line \d+\): .* is x\*\*2 - 1",
        decision.evidence["proof"],
    )


def test_a_proof_of_what_is_so_must_follow(toys: Registry) -> None:
    claim = toys["toy.square"]
    object.__setattr__(claim, "prove", lambda p: combine(p.goals[0].difference, 0))
    with pytest.raises(ProofError, match=r"the proof of toy\.square fails .* the difference is"):
        decide(claim)


def test_a_proof_cannot_bring_its_own_hypotheses(toys: Registry) -> None:
    claim = toys["toy.shrinks"]
    object.__setattr__(claim, "prove", lambda p: hypothesis(ge(p.x, p.x**2), "at most one"))
    assert "not a hypothesis of this statement" in decide(claim).evidence["proof"]


def test_a_proof_beside_a_counterexample_is_an_alarm(toys: Registry) -> None:
    claim = toys["toy.shrinks"]
    object.__setattr__(claim, "prove", lambda p: unsound(p.goals[0].difference))
    with pytest.raises(ContradictionError, match=r"counterexample at \{'x': '2'\}"):
        decide(claim)


def test_a_step_that_fails_in_numbers_is_an_alarm(toys: Registry) -> None:
    claim = toys["toy.square"]
    prove = claim.prove
    assert prove is not None

    def with_a_lie(p):
        return combine(p.goals[0].difference, prove(p), (0, unsound(p.x - 10**6)))

    object.__setattr__(claim, "prove", with_a_lie)
    with pytest.raises(ContradictionError, match="the step"):
        decide(claim)


def sized(conclusion, prove) -> Claim:
    """A claim whose sizes are called neither c nor n."""
    k, m = Classes(), Samples()
    members = {"k": k, "m": m, "f": Each(m, Simplex(k)), "conclusion": conclusion, "prove": prove}
    paper = Paper("toy", "school", registry=(registry := Registry()))
    body = type("Sized", (), {**members, "__doc__": "Shares of classes add up to 1."})
    paper.claim("sized", locus="5", kind="id")(body)
    return registry["toy.sized"]


def mean_total(m, f):
    return eq(sample_mean(lambda i: f[i].total(), m), 1)


def prove_mean_total(p):
    return average(p.domain("f")["total"], p.m)


def test_sizes_may_have_any_name() -> None:
    decision = decide(claim := sized(mean_total, prove_mean_total))
    assert (decision.verdict, decision.scope) == (
        "PROVED", "all k >= 2, m >= 1, every f on the simplex",
    )  # fmt: skip
    assert records.differences(decision.record(), decide(claim, decision.record()).record()) == []
    refuted = decide(sized(lambda m, f: le(sample_mean(lambda i: f[i][1], m), 0), None))
    assert refuted.evidence["point"] == {"k": "2", "m": "1", "f": [["1/2", "1/2"]]}


def test_a_step_that_fails_for_one_class_is_an_alarm_whatever_their_number_is_called() -> None:
    def with_a_lie(p):
        lie = unsound(KroneckerDelta(ANY_CLASS, 1), "==")
        return combine(p.goals[0].difference, prove_mean_total(p), (0, lie))

    with pytest.raises(ContradictionError, match="the step"):
        decide(sized(mean_total, with_a_lie))


@pytest.mark.parametrize("point", [{"x": "1/2"}, {"x": "5"}, {"x": "-1"}, {"x": "?"}, {}])
def test_an_altered_counterexample_is_noticed_and_named(toys: Registry, point: dict) -> None:
    recorded = decide(toys["toy.shrinks"]).record()
    altered = {**recorded, "evidence": {**recorded["evidence"], "point": point}}
    fresh = decide(toys["toy.shrinks"], altered).record()
    assert fresh["verdict"] == "REFUTED"
    assert any(line.startswith("evidence ") for line in records.differences(altered, fresh))


def test_an_altered_step_is_noticed_and_named(toys: Registry) -> None:
    recorded = decide(toys["toy.square"]).record()
    steps = [dict(step) for step in recorded["evidence"]["steps"]]
    steps[1]["term"] = "(>= (+ -2 x) 0)"
    altered = {**recorded, "evidence": {**recorded["evidence"], "steps": steps}}
    fresh = decide(toys["toy.square"], altered).record()
    (line,) = records.differences(altered, fresh)
    assert line.startswith("step 2 term: recorded x − 2 ≥ 0, now ")


def test_long_values_are_shown_in_runs() -> None:
    assert shown([["1/2", "1/2"], "3"]) == "((1/2, 1/2), 3)"
    assert shown([0] * 12) == f"({', '.join(['0'] * 12)})"
    assert shown([0] * 983 + [1] + [0] * 16) == "(0 × 983, 1, 0 × 16)"
    assert shown([*range(20)]) == "(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 20 entries)"


def test_a_conclusion_without_a_value_is_neither_proved_nor_refuted(toys: Registry) -> None:
    toy = Paper("toy", "school", registry=toys)

    @toy.claim("weight", locus="6", kind="ineq")
    class Weight:
        """A number times its logarithm is below itself."""

        q = Real(0, 1)

        def conclusion(q):
            return le(q * log(q), q)

    @toy.claim("weight/positive", locus="6", kind="ineq")
    class Positive(Weight):
        """So it is of a positive number."""

        given = {"positive": lambda q: gt(q, 0)}

    decision = decide(toys["toy.weight"])
    assert decision.verdict == "UNDECIDED"
    assert "the conclusion is undefined at q = 0: add a hypothesis" in decision.scope
    (part,) = decision.evidence["undefined"]["conclusion"]
    assert part == {"lhs": "no value", "op": "<=", "rhs": "0", "holds": None}
    assert "undefined" not in decide(toys["toy.weight/positive"]).evidence


def test_a_proved_conclusion_without_a_value_is_a_contradiction(toys: Registry) -> None:
    @Paper("toy", "school", registry=toys).claim("folded", locus="7", kind="ineq")
    class Folded:
        """A fraction is what is left of it."""

        q = Real(0, 1)
        given = {"small": lambda q: eq(q, 0)}

        def conclusion(q):
            return eq((q**2 + q) / q, q + 1)

    claim = toys["toy.folded"]
    witness = Witness.at(claim.statement, {"q": 0})
    case = Case(
        claim, {}, 0, proof=Derived(Derivation((unsound(Integer(0), "=="),))), witness=witness
    )
    case = replace(case, mismatch=cross_check(case))
    with pytest.raises(ContradictionError, match="is proved, but undefined at"):
        agree(case)


def test_a_hypothesis_without_a_value_is_worth_something(toys: Registry) -> None:
    @Paper("toy", "school", registry=toys).claim("apart", locus="8", kind="ineq")
    class Apart:
        """What has a logarithm of some size is positive."""

        q = Real(0)
        given = {"a size": lambda q: ge(Abs(log(q)), 0)}

        def conclusion(q):
            return gt(q, 0)

    claim = toys["toy.apart"]
    proof = Derived(Derivation((unsound(claim.statement.symbolic()["q"], ">"),)))
    shown = (drop(Case(claim, {}, 0, proof=proof)) or {})["a size"]
    assert shown is not None
    recorded = shown.record()
    assert recorded["point"] == {"q": "0"}
    statement = Terms.read(claim.statement.record())
    counterexample(statement, recorded, "a size")
    recorded["given"]["a size"][0]["lhs"] = "1"
    with pytest.raises(RejectedError, match="“a size” is not 1 >= 0 at the point"):
        counterexample(statement, recorded, "a size")
