"""Hypotheses that no point of the domain can meet, where a sum of them and of domains shows it."""

from __future__ import annotations

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Derived
from lossproof.theory.proof import ProofError
from lossproof.theory.provers import contradiction
from lossproof.theory.statement import Proof


def contradict_unproved(case: Case) -> Derived | None:
    """As `contradict`, where there is no proof: then a long search for points is to no purpose."""
    return None if case.derived else contradict(case)


def contradict(case: Case) -> Derived | None:
    """A derivation of what is false from the hypotheses, where no point is known to meet them."""
    if case.contradiction:
        return case.contradiction
    if case.refutation or case.failed or case.witness or not case.claim.statement.given:
        return None
    proof = Proof(case.claim.statement)
    absurd = contradiction(proof.known())
    try:
        return None if absurd is None else Derived(proof.conclude(absurd))
    except ProofError:
        return None
