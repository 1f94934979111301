"""The claim's expectations drawn, where nothing has settled it, and faults planted in it."""

from __future__ import annotations

from lossproof.paper_checks.claims import monte_carlo, planting
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Simulated


def simulate(case: Case) -> Simulated | None:
    """What drawing says and how it notices faults, if the statement holds expectations."""
    if case.derived or case.refutation or case.undefined or not case.witness:
        return None
    name, statement = case.claim.id, case.claim.statement
    points = [case.witness.point]
    says = monte_carlo.run(name, statement, points, seed=case.seed)
    if says is None:
        return None
    if says["outcome"] != "agrees":
        return Simulated(says)
    faults = planting.planted(name, statement, points)
    return Simulated({**says, "faults": monte_carlo.counted(faults)})
