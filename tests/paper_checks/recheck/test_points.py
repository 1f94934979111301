"""Points of records: what is so is confirmed, and what is not is rejected for what it is."""

from __future__ import annotations

from typing import Any

from paper_checks.claims.claim import REGISTRY
from paper_checks.claims.loading import load as load_claims
from paper_checks.recheck.derivation import Statement
from paper_checks.recheck.points.instances import placed, said
from paper_checks.recheck.record import standing
from paper_checks.records import load
from simulate.search import examples

RECORDS = load()
ALL = sorted(RECORDS)


def statement_of(record: dict[str, Any]) -> Statement:
    return Statement.read(record["statement"])


def check(record: dict[str, Any], others: dict[str, Any] | None = None) -> int:
    return standing(record, statement_of(record), RECORDS if others is None else others)


def test_every_point_of_every_record_is_confirmed() -> None:
    points = sum(check(record) for record in RECORDS.values())
    assert points >= 490


def test_a_statement_says_at_a_point_what_the_kernel_finds_there() -> None:
    """At points that no record holds."""
    load_claims()
    looked = 0
    for name in ALL[::9]:
        ours, kernel = statement_of(RECORDS[name]), REGISTRY[name].statement
        for point in examples(kernel, 3, each=1):
            outcome = kernel.at(point)
            values = placed(ours, _texts(kernel.check(point)))
            for what, parts in (*outcome.given.items(), (None, outcome.conclusion)):
                relations = ours.conclusion if what is None else ours.given[what]
                found = [*said(relations, values)]
                assert [part.op for part in found] == [part.relation.op for part in parts]
                assert [part.holds for part in found] == [part.holds for part in parts], name
                looked += len(found)
    assert looked > 200


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    return [*map(_texts, value)] if isinstance(value, tuple) else str(value)
