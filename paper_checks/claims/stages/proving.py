"""The claim's own proof, made again from its statement; without one, what is found."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from paper_checks.claims.case import Case
from paper_checks.claims.evidence import Counterexample, Derived
from theory.card.patience import TooLongError, within
from theory.proof import Fact, ProofError
from theory.provers import easy
from theory.statement import MistakeError, Proof, line_of, mistake

SECONDS = 10.0  # of processor time, for a claim that does not say how it is proved


def prove(case: Case) -> Derived | ProofError | None:
    """The derivation; why the proof does not follow; None if there is no proof.

    Raises
    ------
    MistakeError
        If it ends in another error than that of a rule.
    """
    claim = case.claim
    if claim.prove is None:
        return _found(case)
    what = f"the proof of {claim.id}"
    proof = Proof(claim.statement)
    proof.goals  # noqa: B018  # what is wrong with the statement is no matter of the proof
    try:
        facts = claim.prove(proof)
        if isinstance(facts, (Fact, Iterable)):
            return Derived(proof.conclude(facts))
    except ProofError as error:
        return ProofError(f"{what} fails{line_of(error, claim.prove)}: {error}")
    except Exception as error:
        raise MistakeError(mistake(error, claim.prove, what)) from error
    said = "nothing" if facts is None else repr(facts)
    return ProofError(f"{what} returns {said}: return the facts that it ends with")


def _found(case: Case) -> Derived | None:
    """The derivation that a prover finds, unless a counterexample is recorded.

    None too where it trips, as over numbers of more digits than are written out.
    """
    statement = case.claim.statement
    if Counterexample.replayed(statement, case.earlier("evidence")):
        return None
    proof, facts = Proof(statement), list[Fact | None]()
    with suppress(ValueError, TooLongError), within(SECONDS):
        for goal in proof.goals:
            facts.append(easy(goal, proof.known()))
            if facts[-1] is None:
                return None
    if len(facts) < len(proof.goals):
        return None
    with suppress(ProofError):
        return Derived(proof.conclude([fact for fact in facts if fact]))
    return None
