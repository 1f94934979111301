"""Which claims repair a refuted one, and what they add to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paper_checks.records import several

Record = dict[str, Any]


def repairs_of(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    """The claims that repair a claim; or else those of the plain one that conclude what it does."""
    if found := _naming(claim_id, others):
        return found
    if claim_id not in others:
        return []
    wanted = others[claim_id]["statement"]["conclusion"]
    return [each for each in repairs_of_plain(claim_id, others) if _concludes(each) == wanted]


def repairs_of_plain(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    """The claims that repair the plain one that a claim is a reading of."""
    plain = claim_id.split("/", 1)[0]
    return _naming(plain, others) if plain != claim_id else []


def _naming(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    return [other for other in others.values() if claim_id in several(other.get("repairs"))]


def _concludes(record: Record) -> Any:
    return record["statement"]["conclusion"]


def added(repair: Record, printed: Record) -> list[str]:
    """The hypotheses of a repair that the printed claim does not have."""
    known = printed["statement"]["given"]
    return [name for name, h in repair["statement"]["given"].items() if known.get(name) != h]


def says_more(repair: Record, printed: Record) -> bool:
    """Whether a repair is the printed claim with more given, so that this says all of it.

    Else it is told by its title: it concludes something else from something else.
    """
    own, known = (each["statement"]["given"] for each in (repair, printed))
    same = _concludes(repair) == _concludes(printed)
    return same or all(own.get(name) == h for name, h in known.items())


def holds(repair: Record, printed: Record, others: Mapping[str, Record]) -> bool:
    """Whether a repair is proved, with all it assumes, and needs every hypothesis that it adds."""
    proved = ("PROVED", "CONFIRMED")
    assumed = all(others.get(name, {}).get("verdict") in proved for name in repair["assumes"])
    needed = all(repair["hypotheses"][name].get("dropped") for name in added(repair, printed))
    return repair["verdict"] in proved and assumed and needed
