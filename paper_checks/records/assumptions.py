"""How decided claims stand to each other: which rest on others, and which may refute which.

One is held no better than what it assumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Record = dict[str, Any]

HELD = ("PROVED", "CONFIRMED")


def rests_on(record: Record) -> tuple[str, ...]:
    """The claims that one is held no better than: those that it assumes, and its lemmas."""
    return (*record.get("assumes", ()), *record.get("lemmas", ()))


def several(repairs: str | Sequence[str] | None) -> tuple[str, ...]:
    """The claims that one repairs: it names none, one, or several of them."""
    return (repairs,) if isinstance(repairs, str) else tuple(repairs or ())


def cap_by_assumptions(record: Record, others: Mapping[str, Record]) -> Record:
    """The record of a claim, its verdict and scope no better than what it assumes.

    `others` holds the records of these; what is not there was not decided. A counterexample rests
    on no assumption.
    """
    if record["verdict"] not in (*HELD, "VACUOUS"):
        return record
    verdicts = {
        name: others[name]["verdict"] if name in others else "not decided"
        for name in rests_on(record)
    }
    short = {name: verdict for name, verdict in verdicts.items() if verdict != "PROVED"}
    if not short:
        return record
    why = ", ".join(f"{name} ({verdict})" for name, verdict in short.items())
    confirmed = record["verdict"] in HELD and all(each == "CONFIRMED" for each in short.values())
    shown = f"{record['verdict']} if its assumptions hold, {why}; {record['scope']}"
    return {**record, "verdict": "CONFIRMED" if confirmed else "UNDECIDED", "scope": shown}


def apply_assumptions(
    records: Mapping[str, Record], recorded: Mapping[str, Record]
) -> dict[str, Record]:
    """Every record of a run, granted what was decided in it, and else what was recorded."""
    done: dict[str, Record] = {}

    def settle(name: str) -> Record:
        if name not in done:
            assumed = rests_on(records[name])
            others = {**recorded, **{each: settle(each) for each in assumed if each in records}}
            done[name] = cap_by_assumptions(records[name], others) if assumed else records[name]
        return done[name]

    return {name: settle(name) for name in records}


def corrects_what_holds(
    records: Mapping[str, Record], recorded: Mapping[str, Record]
) -> Iterator[tuple[str, str]]:
    """The claims of a run that hold and correct one that holds too, and why they must not."""
    known = {**recorded, **records}
    for name, record in records.items():
        for other in several(record.get("repairs")) if record["verdict"] in HELD else ():
            if other in known and known[other]["verdict"] in HELD:
                verdict = known[other]["verdict"]
                yield name, f"{name} corrects {other}, which is {verdict}: remove it from repairs"


def opposite(
    fresh: Iterable[str], records: Mapping[str, Record]
) -> Iterator[tuple[str, dict[str, Record]]]:
    """For each held claim the witnesses of other held claims with parameters of the same names.

    Of two claims one at least is `fresh`. What holds beside its own negation fails at the witness
    of that.
    """
    held = {name: r for name, r in records.items() if r["verdict"] in HELD and r["witness"]}
    new = {*fresh}
    for name, record in held.items():
        points = {
            other: each["witness"]
            for other, each in held.items()
            if other != name and (name in new or other in new)
            and each["witness"]["point"].keys() == record["witness"]["point"].keys()
        }  # fmt: skip
        if points:
            yield name, points
