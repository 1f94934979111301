"""What was measured of a claim about training, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lossproof.paper_checks.records import trained_on
from lossproof.paper_checks.reports.parts.simulated import error

Record = dict[str, Any]

KIND = "measurement"
OUTCOMES = {
    "agrees": "which agrees with the claim",
    "differs": "which contradicts the claim",
    "open": "which is inconclusive",
}


def is_measured(record: Record) -> bool:
    """Whether the claim of a record is one about training."""
    return record["evidence"]["kind"] == KIND


def effects(record: Record) -> Iterator[str]:
    """What each effect says of the mean over the seeds."""
    for effect in record["evidence"]["effects"]:
        margin = f"{effect['margin']:.4g}"
        low = "positive" if effect["margin"] == 0 else f"above {margin}"
        sense = low if effect["sense"] == "above" else f"within {margin} of 0"
        yield f"the mean over seeds of “{effect['name']}” is {sense}: {effect['said']}"


def measured(record: Record) -> Iterator[str]:
    """What is measured, where, and the interval of every effect."""
    told = record.get("simulation")
    for number, effect in enumerate(record["evidence"]["effects"]):
        for each in effect["experiments"]:
            noises = ("no noise" if noise == "none" else noise for noise in each["noises"])
            yield (
                f"trained   with {' and '.join(each['methods'])} under {' and '.join(noises)} on "
                f"{trained_on(each)}, {effect['seeds']} seeds"
            )
        if told is not None:
            found = told["effects"][number]
            yield (
                f"measured  the mean over seeds of “{effect['name']}” is in the confidence "
                f"interval [{found['low']}, {found['high']}], {OUTCOMES[found['outcome']]}"
            )
    if told is not None:
        yield error(told)
