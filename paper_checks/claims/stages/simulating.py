"""The claim's own simulation, where it has one and there is something to simulate."""

from __future__ import annotations

from paper_checks.claims import monte_carlo
from paper_checks.claims.case import Case
from paper_checks.claims.evidence import Simulated


def simulate(case: Case) -> Simulated | None:
    """What the simulation says, once it has noticed every planted fault."""
    claim = case.claim
    if claim.simulate is None or not case.witness:
        return None
    says = monte_carlo.run(claim.id, claim.simulate, claim.faults, case.seed, claim.statement)
    if case.derived or says["outcome"] != "agrees":
        return Simulated(says)
    return Simulated(says, monte_carlo.doubt(says, claim.simulate, claim.faults, case.seed))
