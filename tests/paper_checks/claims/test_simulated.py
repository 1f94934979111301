"""Every claim with an expectation is simulated from its statement, at its recorded points too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from lossproof.paper_checks.claims import Claim, load
from lossproof.paper_checks.recheck.points import sampled
from lossproof.simulate.violation.sampling import holds_expectations, simulate, written
from tests.recorded import RECORDED
from tests.turns import in_turns


def is_drawn(record: Any) -> bool:
    """Whether its statement holds an expectation, by the text: trees take long to be made."""
    said = record["statement"]
    texts = chain(said["conclusion"], *said["given"].values())
    return any(f"({head} " in text for text in texts for head in sampled.SAMPLED)


HOLDING = [claim for claim in load() if not claim.effects and is_drawn(RECORDED[claim.id])]
PROVED = [claim for claim in HOLDING if RECORDED[claim.id]["verdict"] == "PROVED"]
REFUTED = [claim for claim in HOLDING if RECORDED[claim.id]["verdict"] == "REFUTED"]
TIES = {  # both sides are equal at the counterexample: samples show it to the margin
    "xu2022.batch-and-dimension/one-coordinate-less",
    "zhang2018.forward-equals-ce/column-dominant-weak",
    "zhang2018.forward-equals-ce/weak",
}
TOO_LARGE = {"derived.conditional-logdet": ["a batch of 9 has 24310 tables, more than 4000"]}
ALPHA = 1e-8


def recorded(claim: Claim) -> Iterator[Any]:
    record = RECORDED[claim.id]
    for each in (record["witness"], record["evidence"]):
        if each and "point" in each:
            yield claim.statement.check(each["point"])


def named(claims: list[Claim]) -> Any:
    return pytest.mark.parametrize("claim", claims, ids=lambda claim: claim.id, scope="module")


def test_every_claim_is_proved_or_refuted() -> None:
    assert {term.head for term in written.SAMPLED} == {*sampled.SAMPLED}
    assert len(PROVED) + len(REFUTED) == len(HOLDING) > 200


@in_turns("claim", HOLDING, 4, ids=lambda claim: claim.id, scope="module")
def test_what_is_drawn_is_as_the_chances_say_and_agrees_where_it_is_proved(claim: Claim) -> None:
    assert holds_expectations(claim.statement)
    points = [*recorded(claim)]
    found = simulate(claim.statement, ALPHA, name=claim.id, points=points)
    assert found.labels > 0
    assert found.unsampled == TOO_LARGE.get(claim.id, [])
    assert not found.inconsistent
    assert found.outcome == "agrees" or claim not in PROVED


@named(REFUTED)
def test_what_is_refuted_differs_at_its_counterexample(claim: Claim) -> None:
    *_, point = recorded(claim)
    found = simulate(claim.statement, ALPHA, name=claim.id, points=[point], sample_points=False)
    assert found.instances == 1
    missed = [each for each in found.comparisons if each.given is None]
    if claim.id in TIES:
        assert found.outcome == "open"
        assert any(abs(each.low) <= each.margin >= abs(each.high) for each in missed)
    else:
        assert found.outcome == "differs"
        assert any(each.outcome == "differs" for each in missed)
    assert all(each.outcome == "agrees" for each in found.comparisons if each.given)


@named(HOLDING)
def test_what_the_chances_give_is_the_value_of_the_statement(claim: Claim) -> None:
    for point in recorded(claim):
        found = simulate(claim.statement, ALPHA, name=claim.id, points=[point], sample_points=False)
        exact = claim.statement.at(point)
        decided = [each.relation for each in exact.conclusion]
        compared = [each.exact for each in found.comparisons if each.given is None]
        values = [float(each.difference) for each in decided]
        assert found.instances == 1
        assert compared == pytest.approx(values, rel=1e-9, abs=1e-9)
