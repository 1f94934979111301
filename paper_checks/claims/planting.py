"""Faults planted in a statement, and how drawing notices each.

One that is alike at every instance is looked at once more: where a search finds the faulty
statement and the right one apart, or it is shown by provers to change nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from lossproof.paper_checks.claims.evidence import Derived, auto_prove
from lossproof.paper_checks.claims.monte_carlo import Points, share
from lossproof.simulate.search import find
from lossproof.simulate.violation.sampling.sameness import same_parts, sameness
from lossproof.theory.statement import Statement
from lossproof.theory.statement.variants import OUTSIDE

if TYPE_CHECKING:
    from lossproof.simulate.violation.sampling.faults import Fault

PLANTED, SECONDS = 1, 5.0


def planted(
    claim_id: str, statement: Statement, points: Points, *, seed: int = 0, each: int = PLANTED
) -> list[Fault]:
    """Planted faults, at most so many of a kind, and how each is noticed.

    Half of the chance that an interval misses is that of the instances, half of what is found.
    """
    from lossproof.simulate.violation.sampling.faults import notice, notice_at

    found = notice(statement, share() / 2, seed=seed, name=claim_id, points=points, per_kind=each)
    for k, fault in enumerate(found):
        if fault.noticed == "alike":
            with suppress(*OUTSIDE):
                point = find(sameness(statement, fault.statement), seed=seed)
                if point is not None:
                    alpha = share() / 2 / len(found)
                    found[k] = notice_at(statement, fault, point, alpha, seed=seed, name=claim_id)
                elif isinstance(
                    auto_prove(same_parts(statement, fault.statement), SECONDS), Derived
                ):
                    found[k] = replace(fault, noticed="equal")
    return found
