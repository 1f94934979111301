"""Every claim, decided anew and compared with its record: `pytest paper_checks -k ID -n 2`."""

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import Claim, decide, load

RECORDED = records.load()


@pytest.mark.parametrize("claim", load(), ids=lambda claim: claim.id)
def test_claim(claim: Claim) -> None:
    recorded = RECORDED.get(claim.id)
    assert recorded, f"{claim.id} has no record: lossproof check {claim.id} --update saves one"
    decision = decide(claim, recorded, others=RECORDED)
    moved = records.differences(recorded, decision.record())
    assert not moved, "\n".join([f"{claim.id} changed:", *moved])
