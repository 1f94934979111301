"""A verdict stands only where the second checker and the witnesses of other claims agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from lossproof.paper_checks.claims.claim import Registry
from lossproof.paper_checks.claims.evidence import Counterexample, Record
from lossproof.paper_checks.claims.verdict import Decision, scope_of
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.record.readings import unlike
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.paper_checks.records import several
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from lossproof.theory.statement import Statement

FOUND = {
    "PROVED": "a proof",
    "REFUTED": "a counterexample",
    "VACUOUS": "a proof that no point meets the hypotheses",
}


def agreed(decision: Decision) -> Decision:
    """The decision; UNDECIDED, with the reason, where the second checker rejects its record.

    What the claim assumes, and that what it corrects fails, is taken for granted. CONFIRMED and
    UNDECIDED stay as they are.
    """
    if decision.verdict not in FOUND:
        return decision
    record = decision.record()
    read_as = unread(decision.case.claim.statement)
    rejected = read_as or _rejected(record)
    if not rejected:
        return decision
    why = read_as or _doubtful_step(record) or rejected
    found, case = FOUND[decision.verdict], replace(decision.case, dropped=None)
    open_ = Decision(
        case,
        "UNDECIDED",
        f"found {found} that the second checker does not confirm ({why}); "
        f"{scope_of(case.claim.statement)}",
        {"kind": "search", "unconfirmed": found, "left": why},
    )
    return replace(open_, case=replace(case, witness=None)) if _rejected(open_.record()) else open_


def unread(statement: Statement) -> str:
    """Why a statement is not seen to be the one that was written; empty if it is."""
    try:
        part = unlike(statement.record(), statement.record_as_written())
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        return f"the statement as it was written: {error}"
    return part and f"that the statement says what was written, {_told(part)}"


def _told(text: str) -> str:
    """A part of a statement as a formula."""
    try:
        return line(Notation().term(read(text)))
    except (ValueError, TypeError, LookupError):
        return text


def _rejected(record: Record) -> str:
    """Why the second checker rejects a record as it would be written; empty if it does not."""
    others: dict[str, Record] = {
        name: {"verdict": "PROVED", "assumes": []}
        for name in (*record["assumes"], *record.get("lemmas", ()))
    } | {name: {"verdict": "REFUTED", "assumes": []} for name in several(record["repairs"])}
    try:
        recheck(json.loads(json.dumps(sealed(record))), others)
    except RejectedError as error:
        return str(error)
    return ""


def _doubtful_step(record: Record) -> str:
    """The first step that the second checker does not confirm, as a formula, and why."""
    if record["evidence"]["kind"] != "derivation":
        return ""
    steps = record["evidence"]["steps"]
    try:
        doubts = confirmed(Terms.read(record["statement"]), steps).doubts
    except (ValueError, LookupError):
        return ""
    for step in steps:
        if step["step"] in doubts:
            said = line(Notation().term(read(step["term"])))
            return f"the step {said}, by “{step['rule']}”: {doubts[step['step']]}"
    return next((f"the {place}: {why}" for place, why in doubts.items()), "")


def refuted_by(
    name: str, points: Mapping[str, Record], registry: Registry, held: Record | None = None
) -> str | None:
    """The first claim at whose witness the claim of this name fails, meeting its hypotheses.

    Of a claim that is `held` by a record alone, and states something else now, nothing is known.
    """
    if name not in registry or (held and held != registry[name].statement.record()):
        return None
    for other, witness in points.items():
        point = {"kind": Counterexample.kind, **witness}
        if Counterexample.replayed(registry[name].statement, point):
            return other
    return None
