"""What a verdict is said to trust is what its kind of evidence rests on."""

from __future__ import annotations

import pytest

from paper_checks import records
from paper_checks.recheck.record import SCHEMA, digest, recheck
from paper_checks.recheck.terms import RejectedError

RECORDED = records.load()
OF_EACH_KIND = {record["evidence"]["kind"]: name for name, record in RECORDED.items()}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_another_trust_is_rejected(kind: str) -> None:
    record = {"schema": SCHEMA, **RECORDED[OF_EACH_KIND[kind]]}
    recheck({**record, "digest": digest(record)}, RECORDED)
    forged = {**record, "trust": [*record["trust"], "nothing"]}
    with pytest.raises(RejectedError, match="its trust is recorded as"):
        recheck({**forged, "digest": digest(forged)}, RECORDED)
