"""Every claim, decided anew and compared with its record: `pytest paper_checks -k ID -n 2`."""

from typing import Any

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import Claim, decide, load
from lossproof.paper_checks.claims.agreeing import refuted_by
from lossproof.paper_checks.records import opposite
from lossproof.paper_checks.reports.explain import about
from lossproof.paper_checks.reports.written.document import document, part
from lossproof.simulate.files import cache_folder

RECORDED = records.load()
CLAIMS = list(load())


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim(claim: Claim) -> None:
    recorded = RECORDED.get(claim.id)
    assert recorded, f"{claim.id} has no record: lossproof check {claim.id} --update saves one"
    decision = decide(claim, recorded, others=RECORDED)
    moved = records.differences(recorded, decision.record())
    assert not moved, "\n".join([f"{claim.id} changed:", *moved])


def test_nothing_is_kept_where_the_user_keeps_things() -> None:
    place = cache_folder()
    assert place is not None
    assert place.name.startswith("lossproof-kept-")


@pytest.mark.parametrize(("name", "points"), [*opposite(RECORDED, RECORDED)])
def test_no_witness_of_another_claim_refutes_one_that_is_held(name: str, points: Any) -> None:
    assert refuted_by(name, points, load()) is None


@pytest.mark.parametrize("claim", CLAIMS[::4], ids=lambda claim: claim.id)
def test_document(claim: Claim) -> None:
    section = part(RECORDED[claim.id], about(claim), RECORDED)
    assert document([section]).endswith("\\end{document}\n")
