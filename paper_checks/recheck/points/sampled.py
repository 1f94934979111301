"""What was drawn of a statement's expectations: that it says what follows from it.

The draws are not made again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from flint import fmpq

from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.points.domains import contains
from lossproof.paper_checks.recheck.rules.sums import has
from lossproof.paper_checks.recheck.terms import RejectedError

Record = Mapping[str, Any]

# Where a search looked: at which integers, and in how many choices.
_SOME = r"-?\d+(?:\.\.-?\d+)?"
_MANY = rf"\w+ = {_SOME}(?:, {_SOME})*(?:, and \d+ more up to -?\d+)?"
_FEW = r" in \d+ of the choices of (?:labels|these(?: and of labels)?)"
LOOKED_AT = rf"(?: at {_MANY}(?:, {_MANY})*)?(?:{_FEW})?"
NOT_FOUND = re.compile(f"a counterexample({LOOKED_AT})")
INTEGERS = ("classes", "samples", "integer")
SAMPLED = ("expect", "batch-mean", "table-mean")
COUNTED = {"seed", "instances", "labels", "estimands"}
FIELDS = {*COUNTED, "outcome", "place", "alpha", "passed over", "shown"}
ENDS = ("low", "high", "margin", "exact")
SHOWN = {"outcome", "claimed", *ENDS}
CLAIMED = {"==": "== 0", ">=": ">= 0", "<=": ">= 0", ">": "> 0", "<": "> 0"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?|nan|-?inf")
RANKS = ("differs", "open", "agrees")  # the worst first
CAUGHT = ("no law", "differs", "not the statement")
NOTICED = {*CAUGHT, "equal", "alike", "missed", "untried"}
AGAINST = {"PROVED": "differs", "CONFIRMED": "differs", "REFUTED": "agrees"}
PLACE = "its witness and other instances"
ALPHA = "5e-10 of 1e-06, shared by at most 1000 claims"
TOLD = 1e-3  # of a number that is told by four digits


def drawn(record: Record, statement: Statement) -> None:
    """Check a simulation, where there is one or the record rests on one.

    Raises
    ------
    RejectedError
        If it is of no expectation, says what its numbers do not, or speaks against the verdict.
    """
    said, confirms = record.get("simulation"), record["evidence"]["kind"] == "simulation"
    if said is None:
        if confirms:
            raise RejectedError(f"it is {record['verdict']} and has no simulation")
        return
    outcome = said["outcome"]
    allowed = ("agrees",) if confirms else RANKS
    against = outcome == AGAINST.get(record["verdict"])
    if outcome not in allowed or (against and not _hidden(record["verdict"], said["shown"])):
        raise RejectedError(f"it is {record['verdict']}, but its simulation {outcome}")
    if confirms:
        starting(record["evidence"], statement)
    every = [*statement.conclusion, *chain(*statement.given.values())]
    if not any(has(part, head) for part in every for head in SAMPLED):
        raise RejectedError("it has a simulation, but contains no expectation")
    _check_parts(said, record, confirms)
    if said["shown"]:
        _check_shown(said["shown"], outcome)
        heads = {compared(part) for part in statement.conclusion}
        if said["shown"]["claimed"] not in {CLAIMED.get(head) for head in heads}:
            raise RejectedError(f"its simulation is of {said['shown']['claimed']}, not its claim")


def starting(evidence: Record, statement: Statement) -> str:
    """What the scope begins with of a claim that rests on a simulation."""
    found = NOT_FOUND.fullmatch(evidence["not found"])
    if found is None:
        raise RejectedError(f"its evidence is {evidence}")
    looked(found[1], statement)
    return f"simulated, not proved{f' (no counterexample{found[1]})' * bool(found[1])}: "


def compared(part: Any) -> str:
    """How a part of a conclusion compares its sides."""
    while part[0] == "every":
        part = part[3]
    return part[0]


def looked(told: str, statement: Statement) -> None:
    """Check where a search is said to have looked: at values of the integers of a statement.

    Raises
    ------
    RejectedError
        If it names other parameters, or values that they do not have.
    """
    domains = statement.domains
    integers = [name for name, domain in domains.items() if domain[0] in INTEGERS]
    named = re.findall(r"(\w+) = ([^=]*?)(?=, \w+ =| in |$)", told)
    labels = any(_leaf(domain) == "label" for domain in domains.values())
    if [name for name, _ in named] != integers or ("labels" in told and not labels):
        raise RejectedError(
            f"its search looked{told}; the integers are {', '.join(integers) or 'none'}"
        )
    for name, values in named:
        for value in re.findall(r"-?\d+\b(?! more)", values.replace("..", " ")):
            if not contains(domains[name], fmpq(int(value)), {}):
                raise RejectedError(f"its search looked at {name} = {value}, not in its domain")


def _leaf(domain: Any) -> Any:
    """The head of what a domain has entries of."""
    return _leaf(domain[2]) if domain[0] == "each" else domain[0]


def doubt(simulation: Record) -> str:
    """Why a simulation confirms nothing, in the words of a scope."""
    outcome, faults = simulation["outcome"], simulation.get("faults", {})
    missed, caught = faults.get("missed", 0), sum(faults.get(way, 0) for way in CAUGHT)
    missing = f"misses {missed} planted errors and detects {caught}"
    return {"open": "is inconclusive", "differs": "contradicts the claim"}.get(outcome, missing)


def _check_parts(said: Record, record: Record, confirms: bool) -> None:
    if said.keys() - {"faults"} != FIELDS:
        raise RejectedError(f"its simulation has the keys {', '.join(said)}")
    place = "its counterexample" if record["verdict"] == "REFUTED" else PLACE
    if (said["place"], said["alpha"]) != (place, ALPHA):
        raise RejectedError(f"its simulation is at {said['place']}, with alpha {said['alpha']}")
    if not all(type(why) is str for why in said["passed over"]):
        raise RejectedError(f"its simulation omitted {said['passed over']}")
    if any(type(said[name]) is not int or said[name] < 0 for name in COUNTED):
        raise RejectedError("a number of its simulation is not a whole number of at least 0")
    if said["outcome"] == "agrees" and not (said["instances"] and said["estimands"]):
        raise RejectedError("its simulation agrees, but has no instances")
    faults = said.get("faults", {})
    if faults.keys() - NOTICED or any(type(each) is not int for each in faults.values()):
        raise RejectedError(f"its planted faults are {faults}")
    if confirms and (faults.get("missed", 0) or not any(faults.get(way, 0) for way in CAUGHT)):
        raise RejectedError(f"its simulation does not detect planted faults: {faults}")


def _hidden(verdict: str, shown: Record | None) -> bool:
    """Whether a failure is less than the margin, within which drawing agrees."""
    if verdict != "REFUTED" or shown is None:
        return False
    exact, room = float(shown["exact"]), float(shown["margin"]) * (1 + TOLD)
    return -room <= exact and (exact <= room or shown["claimed"] != "== 0")


def _check_shown(shown: Record, outcome: str) -> None:
    """That the relation shown comes out as its interval says, and no worse than the worst."""
    if {*shown} != SHOWN or not all(map(NUMBER.fullmatch, (shown[name] for name in ENDS))):
        raise RejectedError(f"its simulation has the interval {shown}")
    low, high, margin, exact = (float(shown[name]) for name in ENDS)
    if not low - TOLD * abs(low) <= exact <= high + TOLD * abs(high):
        raise RejectedError(f"its simulation gives {exact}, outside of {low} to {high}")
    claimed, room = shown["claimed"], margin * (1 + TOLD)
    equal, strict = claimed == "== 0", claimed == "> 0"
    says = {
        "differs": high < 0 or (equal and low > 0),
        "open": low <= 0 or equal,
        "agrees": low > 0 if strict else low >= -room and (high <= room or not equal),
    }
    if claimed not in ("== 0", ">= 0", "> 0") or not (low <= high and says[shown["outcome"]]):
        raise RejectedError(
            f"its interval {low} to {high} for {claimed} is not “{shown['outcome']}”"
        )
    if RANKS.index(shown["outcome"]) < RANKS.index(outcome):
        raise RejectedError(f"its simulation {outcome}, but the interval shown {shown['outcome']}")
