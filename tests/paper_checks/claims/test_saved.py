"""A proof on record is verified, not searched for; a record that differs is not used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lossproof.paper_checks.claims import Claim, Paper, Registry, agreeing, decide, deciding
from lossproof.paper_checks.claims.stages import proving
from lossproof.paper_checks.recheck.derivation import confirmed
from lossproof.paper_checks.recheck.record import confirming, sealed
from lossproof.paper_checks.records import differences, without_proof
from lossproof.theory.domain import Real
from lossproof.theory.language import ge, le
from lossproof.theory.provers import easy

Record = dict[str, Any]


def stated(least: Any = 0, prove: Any = None) -> Claim:
    registry = Registry()
    paper = Paper("toy", "a paper", registry=registry)

    def conclusion(x: Any) -> Any:
        return ge(x**2 + x, least)

    body: dict[str, Any] = {
        "__doc__": "A sum.", "x": Real(), "conclusion": conclusion,
        "given": {"positive": lambda x: ge(x, 0)},
    }  # fmt: skip
    if prove is not None:
        body["prove"] = prove
    paper.claim("sum", locus="1", kind="ineq")(type("Sum", (), body))
    return registry["toy.sum"]


def by_hand(p: Any) -> Any:
    return easy(p.goals[0], p.known())


def no_search(*given: Any, **more: Any) -> Any:
    raise AssertionError("a search began")


@pytest.fixture
def record() -> Record:
    return decide(stated()).record()


def test_the_proof_on_record_is_not_searched_for(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "STAGES", [("proof", no_search)])
    decision = decide(stated(), record)
    assert decision.verdict == "PROVED"
    assert not differences(record, decision.record())


def test_a_written_proof_is_made_again_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    record = decide(stated(prove=by_hand)).record()
    stages = [("proof", proving.prove), ("refutation", no_search)]
    monkeypatch.setattr(deciding, "STAGES", stages)
    decision = decide(stated(prove=by_hand), record)
    assert decision.derivation is not None
    assert not differences(record, decision.record())


def test_a_written_proof_that_differs_is_decided_in_full(record: Record) -> None:
    def longer(p: Any) -> Any:
        square = easy(le(-1, p.x**2), p.known())
        assert square
        return easy(p.goals[0], [*p.known(), square])

    def idle(p: Any) -> Any:
        return None

    assert decide(stated(prove=longer), record).verdict == "PROVED"
    with pytest.raises(deciding.EXPLAINED, match="returns nothing"):
        decide(stated(prove=idle), record)


def test_the_proof_of_another_statement_proves_nothing(record: Record) -> None:
    assert decide(stated(1), record).verdict == "REFUTED"
    forged = {**record, "statement": decide(stated(1)).record()["statement"]}
    assert decide(stated(1), forged).verdict == "REFUTED"


def damaged(record: Record) -> list[Record]:
    evidence = record["evidence"]
    steps = evidence["steps"]
    false = {**steps[-1], "term": "x - 1 >= 0"}
    return [
        {**record, "evidence": {**evidence, "steps": steps[:-1]}},
        {**record, "evidence": {**evidence, "steps": [*steps[:-1], false]}},
        {**record, "evidence": {**evidence, "steps": None}},
        {**record, "uses": ["nothing"]},
        {**record, "trust": 7},
        {**record, "witness": None},
        {**record, "witness": {"point": {"x": "-1/2"}, "given": {}, "conclusion": []}},
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_damaged_record_is_decided_anew(
    number: int, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = decide(stated(), damaged(record)[number])
    assert not differences(record, again.record())
    monkeypatch.setattr(deciding, "STAGES", [("proof", no_search)])
    with pytest.raises(AssertionError, match="a search began"):
        decide(stated(), damaged(record)[number])


def test_a_proof_that_deceives_the_rules_of_the_second_checker_does_not_survive_its_points(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = {**record, "statement": decide(stated(1)).record()["statement"]}

    def deceived(statement: Any, lines: Any) -> Any:
        return replace(confirmed(statement, lines), doubts={})

    monkeypatch.setattr(confirming, "confirmed", deceived)
    assert "the conclusion" in agreeing.rejected(sealed(forged))
    assert decide(stated(1), forged).verdict == "REFUTED"


def test_a_counterexample_that_a_record_lacks_is_searched_for(record: Record) -> None:
    bare = {**record, "hypotheses": {"positive": {"dropped": None}}}
    assert not differences(record, decide(stated(), bare).record())


def test_without_its_proof_a_record_is_decided_anew(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = without_proof(record)
    assert not differences(record, decide(stated(), bare).record())
    monkeypatch.setattr(deciding, "STAGES", [("proof", no_search)])
    with pytest.raises(AssertionError, match="a search began"):
        decide(stated(), bare)
