"""`audit` plants faults and says how each is noticed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lossproof.paper_checks.claims import load, planting
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.reports.parts.simulated import FAULTS
from lossproof.simulate.violation.sampling.faults import Fault

CLAIM, NOT_DRAWN = "ghosh2017.uniform-risk-identity", "zhang2018.class-sum-bounds"


def test_every_fault_of_a_claim_is_noticed() -> None:
    result = CliRunner().invoke(main, ["audit", CLAIM, NOT_DRAWN, "--each", "1", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["faults"]
    assert [*found] == [CLAIM]
    assert {one["kind"] for one in found[CLAIM]} >= {"c for c - 1", "a sign", "a factor"}
    assert not {one["noticed"] for one in found[CLAIM]} & {"missed", "untried"}


@pytest.mark.parametrize("noticed", ["missed", "untried"])
def test_one_that_is_not_noticed_fails(monkeypatch: pytest.MonkeyPatch, noticed: str) -> None:
    (statement,) = [claim.statement for claim in load() if claim.id == CLAIM]
    faults = [Fault("a sign", "-x for x", noticed, statement)]  # type: ignore[arg-type]
    monkeypatch.setattr(planting, "planted", lambda *_, **__: faults)
    result = CliRunner().invoke(main, ["audit", CLAIM])
    assert result.exit_code == 1
    assert f"  {FAULTS[noticed]}: a sign, -x for x" in result.stdout
    assert f"1 planted error in 1 claim: 1 {FAULTS[noticed]}." in result.stdout
