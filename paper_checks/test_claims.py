"""Every claim, decided anew and compared with its record: `pytest paper_checks -k ID -n 2`."""

import pytest

from paper_checks import records
from paper_checks.claims import Claim, decide, load
from paper_checks.reports.words import document

RECORDED = records.load()


@pytest.mark.parametrize("claim", list(load()), ids=lambda claim: claim.id)
def test_claim(claim: Claim) -> None:
    recorded = RECORDED.get(claim.id)
    assert recorded, f"{claim.id} is not recorded: lossproof check --update records it"
    decision = decide(claim, recorded)
    moved = records.differences(recorded, decision.record())
    assert not moved, "\n".join([f"{claim.id} moved:", *moved])
    assert document(claim, decision, RECORDED).endswith("\\end{document}\n")
