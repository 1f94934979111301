"""What each hypothesis of a derivation is worth: what becomes of the claim without it."""

from __future__ import annotations

from collections.abc import Mapping

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Counterexample
from lossproof.simulate.search import find


def drop(case: Case) -> Mapping[str, Counterexample | None] | None:
    """For each hypothesis a point that refutes the claim without it; None if nothing is derived."""
    if not (case.derived or case.contradiction):
        return None
    return {name: without(case, name) for name in case.claim.statement.given}


def without(case: Case, name: str) -> Counterexample | None:
    """The counterexample counts only if the hypothesis certainly fails there, or has no value.

    One that meets the hypothesis too refutes the claim as it stands.
    """
    statement, earlier = case.claim.statement, case.earlier("hypotheses", name, "dropped")
    found = Counterexample.replayed(statement, earlier, (name,))
    if found is None:
        point = find(statement, dropped=[name], seed=case.seed)
        found = None if point is None else Counterexample.at(statement, point, (name,))
    if found is None or found.outcome.refutes():
        return found
    parts = found.outcome.given[name]
    return found if any(part.holds is False or not part.defined for part in parts) else None
