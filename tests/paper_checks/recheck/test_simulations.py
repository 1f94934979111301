"""What was drawn is not drawn again; a verdict that it speaks against is rejected."""

from __future__ import annotations

from typing import Any

import pytest

from paper_checks import records
from paper_checks.claims import decide, load, unaided
from paper_checks.recheck.record import SCHEMA, digest, recheck
from paper_checks.recheck.terms import RejectedError
from tests.paper_checks.claims.test_monte_carlo import registered

PROVED, REFUTED = "zhang2018.cce-sensitive", "zhang2018.uniform-by-resampling/all-labels"
RECORDED = records.load()
PLAIN = {name: decide(load()[name], RECORDED[name]).record() for name in (PROVED, REFUTED)}


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    data = {"schema": SCHEMA, **record}
    return {**data, "digest": digest(data)}


@pytest.mark.parametrize(
    ("name", "outcome", "stands"),
    [
        (PROVED, "agrees", True),
        (PROVED, "open", True),
        (PROVED, "differs", False),
        (PROVED, "?", False),
        (REFUTED, "differs", True),
        (REFUTED, "open", True),
        (REFUTED, "agrees", False),
    ],
)
def test_the_outcome_may_not_speak_against_the_verdict(
    name: str, outcome: str, stands: Any
) -> None:
    record = sealed({**PLAIN[name], "simulation": {"outcome": outcome}})
    if stands:
        assert recheck(record, RECORDED).simulated
        return
    with pytest.raises(RejectedError, match=f"it is {PLAIN[name]['verdict']}, and its simulation"):
        recheck(record, RECORDED)


def test_what_is_confirmed_was_drawn_and_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unaided, "easy", lambda goal, facts, left: None)
    record = decide(registered()).record()
    assert record["verdict"] == "CONFIRMED"
    assert recheck(sealed(record), {}).simulated
    without = {key: value for key, value in record.items() if key != "simulation"}
    open_one = {**record, "simulation": {**record["simulation"], "outcome": "open"}}
    for each, why in ((without, "not drawn"), (open_one, "open")):
        with pytest.raises(RejectedError, match=f"it is CONFIRMED, and its simulation {why}"):
            recheck(sealed(each), {})
