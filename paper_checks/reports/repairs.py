"""Which claims repair a refuted one, and what they add to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]


def repairs_of(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    """The claims that repair a claim, or else the plain one that it is a reading of."""
    plain = claim_id.split("/", 1)[0]
    for wanted in (claim_id, plain):
        if found := [other for other in others.values() if other.get("repairs") == wanted]:
            return found
    return []


def added(repair: Record, printed: Record) -> list[str]:
    """The hypotheses of a repair that the printed claim does not have."""
    known = printed["statement"]["given"]
    return [name for name, h in repair["statement"]["given"].items() if known.get(name) != h]


def holds(repair: Record, printed: Record, others: Mapping[str, Record]) -> bool:
    """Whether a repair is proved, with all it assumes, and needs every hypothesis that it adds."""
    proved = ("PROVED", "CONFIRMED")
    assumed = all(others.get(name, {}).get("verdict") in proved for name in repair["assumes"])
    needed = all(repair["hypotheses"][name].get("dropped") for name in added(repair, printed))
    return repair["verdict"] in proved and assumed and needed
