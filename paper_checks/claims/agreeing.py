"""A verdict stands only where the second checker and the witnesses of other claims agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.claim import Registry
from lossproof.paper_checks.claims.evidence import Counterexample, Record, Witness
from lossproof.paper_checks.claims.stages.dropping import without
from lossproof.paper_checks.claims.verdict import Decision, agree, scope_of
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
    why = read_as or rejected(record)
    if not why:
        return decision
    why = read_as or _doubtful_step(record) or why
    found, case = FOUND[decision.verdict], replace(decision.case, dropped=None)
    open_ = Decision(
        case,
        "UNDECIDED",
        f"found {found} that the second checker does not confirm ({why}); "
        f"{scope_of(case.claim.statement)}",
        {"kind": "search", "unconfirmed": found, "left": why},
    )
    return replace(open_, case=replace(case, witness=None)) if rejected(open_.record()) else open_


def saved(case: Case) -> Decision | None:
    """The recorded decision, verified again; None where that cannot be done.

    The statement must be the recorded one. A written proof must have been made again, with the
    recorded steps; without a written proof the recorded steps stand in place of a search by
    provers. The second checker confirms every step, tries each of them and the conclusion at simple
    points, and the recorded points are evaluated.
    """
    claim, statement, evidence = case.claim, case.claim.statement, case.earlier("evidence")
    if not (isinstance(evidence, dict) and evidence.get("kind") == "derivation"):
        return None
    made = case.derived and json.loads(json.dumps(case.derived.record()))
    if (claim.prove is not None and made != evidence) or (
        case.earlier("statement") != statement.record()
    ):
        return None
    witness = Witness.replayed(statement, case.earlier("witness"))
    dropped = {name: without(case, name) for name in statement.given}
    case = replace(case, witness=witness, dropped=dropped)
    agree(case)
    decision = Decision(
        case,
        "PROVED" if witness else "VACUOUS",
        scope_of(statement),
        evidence,
        uses=_texts(case.earlier("uses")),
        trust=_texts(case.earlier("trust")),
        derivation=case.derived and case.derived.derivation,
    )
    wrong = unread(statement) or rejected(decision.record())
    return None if wrong else decision


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, (list, tuple)) else ()


def unread(statement: Statement) -> str:
    """Why a statement is not seen to be the one that was written; empty if it is."""
    try:
        part = unlike(statement.record(), statement.record_as_written())
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        return f"the statement as it was written: {error}"
    return part and (
        f"that the statement says what was written, {_told(part)}, which SymPy changes: write this "
        "part in another way"
    )


def _told(text: str) -> str:
    """A part of a statement as a formula."""
    try:
        return line(Notation().term(read(text)))
    except (ValueError, TypeError, LookupError):
        return text


def rejected(record: Record) -> str:
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
    except (ValueError, ArithmeticError, LookupError):
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
