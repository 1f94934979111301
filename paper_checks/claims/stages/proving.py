"""The claim's own proof, made again from its statement; without one, what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.claim import REGISTRY, Claim
from lossproof.paper_checks.claims.evidence import Derived, Unproved, auto_prove
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.provers import unfinished
from lossproof.theory.statement import Lemma, MistakeError, Proof, line_of, mistake


def lemmas_of(claim: Claim) -> dict[str, Lemma]:
    """The statements that a claim uses, each with its proof; none of what is no claim."""
    used = [REGISTRY[name] for name in claim.uses if name in REGISTRY]
    return {each.id: Lemma(each.id, each.statement, each.prove, lemmas_of(each)) for each in used}


BRIEFLY = 6.0  # seconds for provers before the long search for a counterexample


def prove(case: Case) -> Derived | ProofError | Unproved | None:
    """The derivation; why the proof does not follow; what provers lack where it has none.

    Of a claim without a proof it is what provers find briefly, and nothing if there is a simple
    counterexample.

    Raises
    ------
    MistakeError
        If it ends in another error than that of a rule.
    """
    claim = case.claim
    if claim.prove is None:
        if case.simple:
            return None
        return auto_prove(claim.statement, min(BRIEFLY, case.seconds / 2), lemmas_of(claim))
    return _own(claim, claim.prove)


def prove_at_length(case: Case) -> Derived | ProofError | Unproved | None:
    """The same with half of the claim's time, where provers had no end and no point was found."""
    ended = not isinstance(case.proof, Unproved) or case.proof.ended
    if ended or case.refutation or case.contradiction:
        return case.proof
    left = case.seconds / 2 - BRIEFLY
    return auto_prove(case.claim.statement, left, lemmas_of(case.claim)) if left > 0 else case.proof


def _own(claim: Claim, made: Callable[..., Any]) -> Derived | ProofError:
    what = f"the proof of {claim.id}"
    proof = Proof(claim.statement, lemmas_of(claim))
    proof.goals  # noqa: B018  # what is wrong with the statement is no matter of the proof
    unfinished()
    try:
        facts = made(proof)
        none = facts is None or (isinstance(facts, (tuple, list)) and None in [*facts])
        if none and (left := unfinished()):
            return ProofError(f"{what} fails: easy finds no proof (remaining goal: {left})")
        if isinstance(facts, (Fact, Iterable)):
            return Derived(proof.conclude(facts))
    except ProofError as error:
        left = unfinished()
        more = f"; easy finds no proof before (remaining goal: {left})" if left else ""
        return ProofError(f"{what} fails{line_of(error, made)}: {error}{more}")
    except Exception as error:
        raise MistakeError(mistake(error, made, what)) from error
    said = "nothing" if facts is None else repr(facts)
    return ProofError(f"{what} returns {said}: return the facts that it ends with")
