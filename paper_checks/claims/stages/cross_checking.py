"""The proof held against numbers, at the witness and at points of the smallest structures."""

from __future__ import annotations

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Mismatch
from lossproof.simulate.search import examples
from lossproof.theory.statement import contradicted


def cross_check(case: Case) -> Mismatch | None:
    """The first step that is not so at a point, or part of the conclusion that has no value."""
    statement = case.claim.statement
    if not (case.derived and case.witness):
        return None
    for point in (case.witness.values, *examples(statement)):
        if step := contradicted(statement, case.derived.derivation, point):
            return Mismatch(step, point)
        if undefined := statement.undefined_at(point):
            return Mismatch(undefined[0].relation, point)
    return None
