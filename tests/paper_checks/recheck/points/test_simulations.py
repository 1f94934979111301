"""What was drawn is not drawn again; a verdict that it speaks against is rejected."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from lossproof.paper_checks.claims import decide, evidence, load
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.paper_checks.claims.test_monte_carlo import registered
from tests.recorded import RECORDED
from tests.together import together

PROVED, REFUTED = "zhang2018.cce-sensitive", "zhang2018.uniform-by-resampling/all-labels"


@cache
def plain(name: str) -> dict[str, Any]:
    """Its record without what was drawn."""
    return decide(load()[name], RECORDED[name]).record()


@together(
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
    said = {**RECORDED[name]["simulation"], "outcome": outcome, "shown": None}
    record = sealed({**plain(name), "simulation": said})
    if stands:
        assert recheck(record, RECORDED).simulated
        return
    with pytest.raises(RejectedError, match=f"it is {plain(name)['verdict']}, but its simulation"):
        recheck(record, RECORDED)


@pytest.mark.parametrize(
    ("claimed", "exact", "stands"),
    [(">= 0", "-1e-09", True), (">= 0", "-1e-06", False), ("== 0", "1e-06", False)],
)
def test_a_failure_below_the_margin_is_not_drawn(claimed: str, exact: str, stands: Any) -> None:
    name = {"== 0": REFUTED, ">= 0": "derived.batch-estimator/too-large"}[claimed]
    said = {**RECORDED[name]["simulation"], "outcome": "agrees"}
    said["shown"] = {"outcome": "agrees", "claimed": claimed, "low": "-1e-09", "high": "1e-09",
                     "exact": exact, "margin": "2e-09"}  # fmt: skip
    record = sealed({**plain(name), "simulation": said})
    if stands:
        assert recheck(record, RECORDED).simulated
        return
    with pytest.raises(RejectedError, match="it is REFUTED, but its simulation agrees"):
        recheck(record, RECORDED)


@pytest.fixture(scope="module")
def confirmed() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evidence, "easy", lambda goal, facts, left: None)
        return decide(registered()).record()


def test_what_is_confirmed_was_drawn_and_agrees(confirmed: dict[str, Any]) -> None:
    assert confirmed["verdict"] == "CONFIRMED"
    assert recheck(sealed(confirmed), {}).simulated
    without = {key: value for key, value in confirmed.items() if key != "simulation"}
    open_one = {**confirmed, "simulation": {**confirmed["simulation"], "outcome": "open"}}
    for each, why in ((without, " and has no"), (open_one, ", but its simulation open")):
        with pytest.raises(RejectedError, match=f"it is CONFIRMED{why}"):
            recheck(sealed(each), {})


FORGED = [
    ({"faults": {"missed": 1, "differs": 3}}, "does not detect planted faults"),
    ({"faults": {"equal": 4}}, "does not detect planted faults"),
    ({"faults": {"seen": 4}}, "its planted faults are"),
    ({"instances": 0}, "has no instances"),
    ({"labels": -1}, "is not a whole number"),
    ({"more": 1}, "its simulation has the keys"),
]


@together(("part", "why"), FORGED)
def test_a_simulation_says_what_its_parts_say(
    confirmed: dict[str, Any], part: dict[str, Any], why: str
) -> None:
    forged = {**confirmed, "simulation": {**confirmed["simulation"], **part}}
    with pytest.raises(RejectedError, match=why):
        recheck(sealed(forged), {})


@together(
    "part",
    [
        {"low": "-2", "high": "-1"},
        {"outcome": "differs"},
        {"outcome": "open"},
        {"low": "3", "high": "1"},
        {"claimed": "<= 0"},
        {"high": "nan"},
    ],
)
def test_what_is_shown_is_what_its_interval_says(
    confirmed: dict[str, Any], part: dict[str, Any]
) -> None:
    said = confirmed["simulation"]
    forged = {**confirmed, "simulation": {**said, "shown": {**said["shown"], **part}}}
    with pytest.raises(RejectedError, match=r"simulation (gives|has|agrees)|its interval"):
        recheck(sealed(forged), {})


def test_what_holds_no_expectation_has_no_simulation(confirmed: dict[str, Any]) -> None:
    statement = {**confirmed["statement"], "conclusion": ["(== 0 0)"], "given": {}}
    shown = [{"lhs": "0", "op": "==", "rhs": "0", "holds": True}]
    witness = {**confirmed["witness"], "conclusion": shown, "given": {}}
    forged = {**confirmed, "statement": statement, "witness": witness, "hypotheses": {}}
    with pytest.raises(RejectedError, match="it has a simulation, but contains no expectation"):
        recheck(sealed(forged), {})


def test_what_is_simulated_has_the_scope_of_that(confirmed: dict[str, Any]) -> None:
    start, _, whole = confirmed["scope"].partition(": ")
    assert re.fullmatch(
        r"simulated, not proved \(no counterexample at c = 2\.\.4, 6, .*, and \d+ more up to \d+"
        r" in \d+ of the choices of these and of labels\)",
        start,
    )
    for scope in (whole, f"proved by others: {whole}", f"{start}, and proved: {whole}"):
        with pytest.raises(RejectedError, match="its scope is recorded as"):
            recheck(sealed({**confirmed, "scope": scope}), {})


@pytest.mark.parametrize(
    "evidence",
    [
        {"kind": "simulation", "not found": "a counterexample"},
        {"kind": "simulation", "not found": "a counterexample anywhere"},
        {"kind": "simulation", "not found": "a proof"},
    ],
)
def test_what_is_simulated_says_where_it_was_looked(
    confirmed: dict[str, Any], evidence: dict[str, str]
) -> None:
    with pytest.raises(RejectedError, match=r"its (evidence is|scope is recorded as|search)"):
        recheck(sealed({**confirmed, "evidence": evidence}), {})
