"""Which claims repair a refuted one, and what they add to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lossproof.paper_checks.records import rests_on, several

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
    """The other claims that repair the plain one that a claim is a reading of."""
    plain = claim_id.split("/", 1)[0]
    found = _naming(plain, others) if plain != claim_id else []
    return [each for each in found if each["id"] != claim_id]


def _naming(claim_id: str, others: Mapping[str, Record]) -> list[Record]:
    return [other for other in others.values() if claim_id in several(other.get("repairs"))]


def _concludes(record: Record) -> Any:
    return record["statement"]["conclusion"]


def added(repair: Record, printed: Record) -> list[str]:
    """The hypotheses of a repair that the printed claim does not have."""
    known = _relations(printed["statement"]["given"].values())
    given = repair["statement"]["given"]
    return [name for name, relations in given.items() if not _relations([relations]) <= known]


def mends(repair: Record, printed: Record) -> bool:
    """Whether the printed claim is true where the hypotheses that a repair adds hold.

    So if both conclude the same, of no fewer values. Any other repair is what is true instead.
    """
    own, known = (each["statement"]["parameters"] for each in (repair, printed))
    covers = all(own.get(name) in _wider(domain) for name, domain in known.items())
    return _concludes(repair) == _concludes(printed) and covers and bool(added(repair, printed))


def sorted_out(
    printed: Record, others: Mapping[str, Record]
) -> tuple[list[Record], list[Record], list[Record]]:
    """The repairs of a claim that add to what was printed, those true instead, and those not held.

    Nothing is said to be true by what is refuted, vacuous or open itself.
    """
    adding, instead, tried = list[Record](), list[Record](), list[Record]()
    for each in repairs_of(printed["id"], others):
        if not holds(each, others):
            tried.append(each)
        elif mends(each, printed):
            adding.append(each)
        else:
            instead.append(each)
    return adding, instead, tried


def _relations(hypotheses: Iterable[Sequence[str]]) -> set[str]:
    return {relation for each in hypotheses for relation in each}


def _wider(domain: str) -> tuple[str, str]:
    """A domain, and the same with its boundary."""
    return domain, domain.replace(" interior", "")


def holds(repair: Record, others: Mapping[str, Record]) -> bool:
    """Whether a repair is proved, with all it assumes."""
    proved = ("PROVED", "CONFIRMED")
    assumed = all(others.get(name, {}).get("verdict") in proved for name in rests_on(repair))
    return repair["verdict"] in proved and assumed


def needed(repair: Record, printed: Record) -> bool:
    """Whether a repair is refuted again without each of the hypotheses that it adds."""
    return all(repair["hypotheses"][name].get("dropped") for name in added(repair, printed))
