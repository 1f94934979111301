"""What came of claims, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

Record = dict[str, Any]

Verdict = Literal["PROVED", "CONFIRMED", "REFUTED", "VACUOUS", "UNDECIDED", "ERROR"]

MEANING: dict[Verdict, str] = {
    "PROVED": "derived by machine-checked steps for the whole stated scope",
    "CONFIRMED": "not proved; a simulation agrees within its margin and the search found no "
    "counterexample, or measurements of training agree",
    "REFUTED": "a certified counterexample meets every hypothesis and violates the conclusion",
    "VACUOUS": "no point meets the hypotheses",
    "UNDECIDED": "neither proved nor refuted",
    "ERROR": "not decided, because of an error",
}

MEASURED = "sim"  # the kind of claims about training
KINDS = ("id", "ineq", "argmin", "order", "exists", "pop", MEASURED)
LONGEST = 12
TITLE = 160  # characters of a title in tables
PATIENCE = 20.0  # seconds of processor time for a claim; provers take half at most
PAPERS = "lossproof.paper_checks.papers"  # the package of the claims that ship
OURS = ("derived", "le2018", "xu2022")  # sections that ask our own questions


@dataclass(frozen=True)
class Result:
    """What came of one claim: its record, and the seconds it took.

    `traceback` is why it failed: one sentence, or all of Python's where nothing explains it.
    """

    id: str
    record: Record
    seconds: float
    traceback: str | None = None

    @property
    def verdict(self) -> str:
        return self.record["verdict"]


def shown(value: Any) -> str:
    """A recorded value for a person: `(1/2, 1/4, 1/4)`, a long one as `(1/2, 1/4 × 2, 0 × 97)`."""
    if not isinstance(value, list):
        return str(value)
    entries = [*map(shown, value)]
    if len(entries) > LONGEST:
        runs = [(entry, len([*same])) for entry, same in groupby(entries)]
        entries = [entry if n == 1 else f"{entry} × {n}" for entry, n in runs]
        if len(entries) > LONGEST:
            entries[LONGEST:] = [f"… {len(value)} entries"]
    return f"({', '.join(entries)})"


def without_proof(record: Record) -> Record:
    """A record without its proof: its claim is proved again."""
    evidence = record.get("evidence")
    return (
        {**record, "evidence": {}} if isinstance(evidence, dict) and "steps" in evidence else record
    )
