"""A point that meets the hypotheses: the recorded one, or else one that a search finds."""

from __future__ import annotations

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Witness
from lossproof.simulate.search import find


def find_witness(case: Case) -> Witness | None:
    """A point that meets every hypothesis, if the verdict is still open."""
    statement = case.claim.statement
    if case.refutation or case.failed or case.contradiction:
        return None
    if again := Witness.replayed(statement, case.earlier("witness")):
        return again
    point = find(statement, refuting=False, seed=case.seed)
    return None if point is None else Witness.at(statement, point)
