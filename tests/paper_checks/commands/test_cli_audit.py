"""`audit` plants faults and says how each is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import load, loading, planting
from lossproof.paper_checks.reports.parts.simulated import FAULTS
from lossproof.simulate.violation.sampling.faults import Fault
from tests.paper_checks.commands.running import claims_file, lossproof

CLAIM, NOT_DRAWN = "ghosh2017.uniform-risk-identity", "zhang2018.class-sum-bounds"


def test_every_fault_of_a_claim_is_noticed() -> None:
    result = lossproof("audit", CLAIM, NOT_DRAWN, "--each", "1", "--json")
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
    result = lossproof("audit", CLAIM)
    assert result.exit_code == 1
    assert f"  {FAULTS[noticed]}: a sign, -x for x" in result.stdout
    assert f"1 planted error in 1 claim: 1 {FAULTS[noticed]}." in result.stdout


def test_a_claim_that_raises_is_named_and_the_others_are_audited(tmp_path: Path) -> None:
    path = claims_file(tmp_path, ("float", "Real()", "ge(x, 0.1 + 0.2j.imag)"), section="broken")
    done = lossproof("audit", path)
    loading._forget(path.resolve())
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert "Error: the conclusion of broken.float (claims_mine.py, line 16)" in done.stderr
    assert "0 planted errors in 0 claims" in done.stdout
