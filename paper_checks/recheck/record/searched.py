"""What the scope of a claim begins with that neither a proof nor a point decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.points.sampled import LOOKED_AT, doubt, looked
from lossproof.paper_checks.recheck.terms import RejectedError

Record = Mapping[str, Any]

FOUND = ("a proof", "a counterexample", "a proof that no point meets the hypotheses")
IN_TIME = re.compile(r"a counterexample in \d+(?:\.\d+)?(?:e[+-]\d+)? seconds of processor time")


def begins(record: Record, statement: Statement, undefined_at: str) -> str:
    """What was not found, or is not confirmed; `undefined_at` tells the point without a value.

    Raises
    ------
    RejectedError
        If the evidence says anything else, or names integers that no parameter has.
    """
    evidence, left = record["evidence"], record["evidence"].get("left", "")
    if "unconfirmed" in evidence:
        if evidence.keys() != {"kind", "unconfirmed", "left"}:
            raise RejectedError(f"its evidence has {', '.join(evidence)}")
        if evidence["unconfirmed"] not in FOUND:
            raise RejectedError(
                f"its evidence is {evidence['unconfirmed']}, which is not a kind of evidence"
            )
        found = evidence["unconfirmed"]
        return f"found {found} that the second checker does not confirm ({left}); "
    missing = evidence["not found"]
    proof = f"a proof (remaining goal: {left})" if left else "a proof"
    begin = f"found neither {proof} nor {missing}"
    if undefined_at:
        _same(missing, f"a counterexample, and the conclusion is undefined {undefined_at}")
        return f"{begin}: add a hypothesis; "
    if IN_TIME.fullmatch(missing):
        return f"{begin}; "
    doubted = doubt(record["simulation"]) if "simulation" in record else ""
    sought = "a counterexample" if record["witness"] else "a point that meets the hypotheses"
    _same(missing, sought, f"{sought}, and the simulation {doubted}")
    at = re.match(LOOKED_AT, record["scope"].removeprefix(begin))
    assert at is not None  # it matches nothing as well
    looked(at[0], statement)
    return f"{begin}{at[0]}; "


def _same(missing: str, *allowed: str) -> None:
    if missing not in allowed:
        raise RejectedError(f"it did not find {missing}, where it may not find {allowed[-1]}")
