"""Where a statement says nothing: a point that meets its hypotheses and gives it no value."""

from __future__ import annotations

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Undefined
from lossproof.simulate.search import find

LIMIT = 32  # structures, so that an index passes the number of classes


def find_undefined(case: Case) -> Undefined | None:
    """A point at which the conclusion has no value, where the claim is not proved or refuted."""
    if case.derived or case.failed or case.refutation:
        return None
    statement = case.claim.statement
    point = find(statement, refuting=False, undefined=True, limit=LIMIT, thorough=False)
    return None if point is None else Undefined.at(statement, point)
