"""No verdict without the second checker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sympy
from sympy import exp, log

from lossproof.paper_checks.claims import Paper, Registry, agreeing, decide
from lossproof.paper_checks.claims.agreeing import agreed
from lossproof.paper_checks.claims.verdict import Decision
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory.domain import Real
from lossproof.theory.language import ge, gt, le
from lossproof.theory.proof.facts import follow
from tests.paper_checks.claims.stating import verdict


@pytest.fixture
def planted(toys: Registry) -> Registry:
    """With a claim that is proved by a rule that there is not."""
    body: dict[str, Any] = {
        "__doc__": "What is at least 1 is above 0.",
        "x": Real(1),
        "conclusion": lambda x: gt(x, 0),
        "prove": lambda p: follow(p.x, ">", "planted"),
    }
    paper = Paper("toy", "school", registry=toys)
    paper.claim("planted", locus="9", kind="ineq")(type("Planted", (), body))
    return toys


def test_a_proof_by_a_rule_of_one_checker_alone_is_no_verdict(planted: Registry) -> None:
    decision = decide(planted["toy.planted"])
    assert decision.verdict == "UNDECIDED"
    why = "the step x > 0, by “planted”: no rule of this checker is called “planted”"
    assert decision.evidence == {"kind": "search", "unconfirmed": "a proof", "left": why}
    assert decision.scope == (
        f"found a proof that the second checker does not confirm ({why}); all x in [1, oo)"
    )
    assert decision.trust == ()
    recheck(sealed(decision.record()), {})


@pytest.mark.parametrize("name", ["square", "shrinks", "shrinks/below-one", "empty"])
def test_what_both_confirm_is_the_verdict(toys: Registry, name: str) -> None:
    decision = decide(toys[f"toy.{name}"])
    assert agreed(decision) is decision


def altered(decision: Decision, key: str, value: Any) -> Decision:
    return replace(decision, evidence={**decision.evidence, key: value})


def test_a_counterexample_that_is_none_is_no_verdict(toys: Registry) -> None:
    refuted = decide(toys["toy.shrinks"])
    found = agreed(altered(refuted, "point", {"x": "1/2"}))
    assert found.verdict == "UNDECIDED"
    assert found.evidence["unconfirmed"] == "a counterexample"
    assert found.evidence["left"] == "the conclusion holds at the counterexample"
    recheck(sealed(found.record()), {})


def test_a_contradiction_that_does_not_follow_is_no_verdict(toys: Registry) -> None:
    vacuous = decide(toys["toy.empty"])
    assert vacuous.verdict == "VACUOUS"
    (*steps, last) = vacuous.evidence["steps"]
    found = agreed(altered(vacuous, "steps", [*steps, {**last, "rule": "identity"}]))
    assert found.verdict == "UNDECIDED"
    assert found.evidence["unconfirmed"] == "a proof that no point meets the hypotheses"
    assert "by “identity”" in found.scope
    recheck(sealed(found.record()), {})


def test_the_recorded_statement_is_what_is_confirmed(
    toys: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof of one tree says nothing of another."""
    proved = decide(toys["toy.shrinks/below-one"])
    record = proved.record()
    other = {**record["statement"], "conclusion": ["(<= (^ x 3) (* 1/2 x))"]}
    monkeypatch.setattr(Decision, "record", lambda self: {**record, "statement": other})
    rejected = agreeing.rejected(proved.record())
    assert "no step is seen to say a part of the conclusion" in rejected


def test_a_witness_that_is_not_confirmed_goes(toys: Registry) -> None:
    proved = decide(toys["toy.shrinks/below-one"])
    witness = proved.case.witness
    assert witness is not None
    beyond = replace(witness, point={**witness.point, "x": -1})
    found = agreed(replace(proved, case=replace(proved.case, witness=beyond)))
    assert found.verdict == "UNDECIDED"
    assert found.case.witness is None
    assert "is not in its domain" in found.evidence["left"]
    recheck(sealed(found.record()), {"toy.shrinks": {"verdict": "REFUTED", "assumes": []}})


def test_what_it_assumes_is_taken_for_granted(toys: Registry) -> None:
    square = toys["toy.square"]
    claim = replace(square, assumes=("toy.shrinks/below-one",))
    assert agreed(replace(decide(square), case=replace(decide(square).case, claim=claim)))
    assert (
        decide(claim, others={"toy.shrinks/below-one": {"verdict": "PROVED"}}).verdict == "PROVED"
    )


def test_a_record_of_what_is_undecided_says_what_was_found(planted: Registry) -> None:
    record = decide(planted["toy.planted"]).record()
    for forged in (
        {**record, "scope": record["scope"].replace("x > 0", "x > 1")},
        {**record, "evidence": {**record["evidence"], "left": "nothing"}},
        {**record, "evidence": {"kind": "search", "not found": "a counterexample"}},
    ):
        with pytest.raises(RejectedError, match="its scope is recorded as"):
            recheck(sealed(forged), {})


def own(registry: Registry, name: str, **body: Any) -> Any:
    Paper(f"own{name}", "school", registry=registry).claim("one", locus="1", kind="ineq")(
        type("One", (), {"__doc__": name, **body})
    )
    return registry[f"own{name}.one"]


@pytest.fixture
def exp_is_one(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SymPy takes every exponential for 1."""
    monkeypatch.setattr(sympy.exp, "eval", classmethod(lambda kind, of: sympy.Integer(1)))
    sympy.core.cache.clear_cache()
    yield
    monkeypatch.undo()
    sympy.core.cache.clear_cache()


@pytest.mark.usefixtures("exp_is_one")
def test_no_verdict_is_about_what_sympy_folded_wrongly(toys: Registry) -> None:
    """Each would be a false verdict: at x = -1, at x = 1, and where x is 1."""
    x = Real(-5, 5)
    claims = {
        "proof": own(toys, "a", x=x, conclusion=lambda x: ge(exp(x), 1)),
        "counterexample": own(toys, "b", x=x, conclusion=lambda x: gt(exp(x), x / 2)),
        "proof that no point meets the hypotheses": own(
            toys, "c", x=x, conclusion=lambda x: ge(x, 0),
            given={"larger": lambda x: gt(exp(x), 1)},
        ),
    }  # fmt: skip
    for what, claim in claims.items():
        found = decide(claim)
        assert found.verdict == "UNDECIDED"
        assert found.evidence["unconfirmed"] == f"a {what}"
        assert found.evidence["left"].startswith("that the statement says what was written, ")
        recheck(sealed(found.record()), {})


def test_where_no_point_meets_the_hypotheses_the_conclusion_needs_no_value() -> None:
    parts = {"x": Real(0, 1), "y": Real(0, 1)}
    far = {"far": lambda x: gt(x, 2)}
    assert verdict(lambda y: le(log(y), 0), far, **parts) == "VACUOUS"
    near = {"near": lambda x: ge(x, 1)}
    assert verdict(lambda y: le(log(y), 0), near, **parts) != "PROVED"
