"""Every recorded derivation is confirmed from its own data."""

from __future__ import annotations

import pytest

from paper_checks import records
from paper_checks.recheck.derivation import Statement, confirmed

RECORDS = {
    name: record
    for name, record in records.load().items()
    if record["evidence"]["kind"] == "derivation"
}
SHARE = 0.995


@pytest.fixture(scope="module")
def found():
    return {
        name: confirmed(Statement.read(record["statement"]), record["evidence"]["steps"])
        for name, record in RECORDS.items()
    }


def test_nearly_every_step_is_confirmed(found) -> None:
    steps = sum(each.steps for each in found.values())
    doubts = sum(len(each.doubts) for each in found.values())
    assert doubts <= (1 - SHARE) * steps


def test_the_end_leans_on_what_the_record_says(found) -> None:
    for name, record in RECORDS.items():
        assert found[name].leans == {*record["leans"]}
        assert found[name].absurd == (record["verdict"] == "VACUOUS")
