"""What `check --json` writes of a claim holds its record, but for names that no formula uses."""

from __future__ import annotations

import pytest

from lossproof.paper_checks.reports.written.readable import readable, recorded
from tests.recorded import RECORDED


@pytest.mark.nightly("12 s: every step of every record is printed and read")
def test_every_record_comes_back() -> None:
    for name, record in RECORDED.items():
        told = {"format": "check/2", **readable(record), "seconds": 1.0, "moved": []}
        found, used = recorded(told), readable(record).get("where", {})
        where = {head: term for head, term in record.get("where", {}).items() if head in used}
        assert found == {**record, **({"where": where} if "where" in found else {})}, name
        assert found.get("where", {}) == where, name


def test_a_claim_that_failed_comes_back() -> None:
    failed = {"id": "a.b", "verdict": "ERROR", "scope": "no", "evidence": {"kind": "error"}}
    assert recorded({"format": "check/2", **failed, "traceback": "…"}) == failed
