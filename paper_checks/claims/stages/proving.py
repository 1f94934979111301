"""The claim's own proof, made again from its statement."""

from __future__ import annotations

from paper_checks.claims.case import Case
from paper_checks.claims.evidence import Derived
from theory.proof import ProofError
from theory.statement import Proof


def prove(case: Case) -> Derived | ProofError | None:
    """The derivation; why the proof does not follow; None if the claim has no proof."""
    claim = case.claim
    if claim.prove is None:
        return None
    proof = Proof(claim.statement)
    try:
        facts = claim.prove(proof)
        if facts is None:
            return ProofError(f"prove of {claim.id} returns nothing: return the facts it ends with")
        return Derived(proof.conclude(facts))
    except ProofError as error:
        return error
