"""From a claim to its verdict: one stage after the other, each with what came before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sympy.core.parameters import distribute, evaluate

from lossproof.paper_checks.claims.agreeing import agreed, saved
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.claim import REGISTRY, Claim
from lossproof.paper_checks.claims.evidence import Record
from lossproof.paper_checks.claims.loading import load, no_circle
from lossproof.paper_checks.claims.measurements import Values
from lossproof.paper_checks.claims.stages import (
    contradict,
    contradict_unproved,
    cross_check,
    drop,
    find_undefined,
    find_witness,
    look,
    prove,
    prove_at_length,
    reconsider,
    refute,
    simulate,
)
from lossproof.paper_checks.claims.verdict import (
    ContradictionError,
    Decision,
    agree,
    measured,
    read,
    stopped,
)
from lossproof.paper_checks.records import PATIENCE, cap_by_assumptions, load as recorded_claims
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.proof import ProofError
from lossproof.theory.statement import MistakeError

# What is wrong is told in full by these: nobody needs to see where it was found.
EXPLAINED = (ContradictionError, MistakeError, ProofError)

ENDING = 1.0  # seconds beyond those of the claim until it is stopped
SLOWER = 3.0  # a proof on record was found once: a slower machine has so many times as long
STAGES: tuple[tuple[str, Callable[[Case], Any]], ...] = (
    ("simple", look),
    ("proof", prove),
    ("contradiction", contradict_unproved),
    ("refutation", refute),
    ("proof", prove_at_length),
    ("undefined", find_undefined),
    ("witness", find_witness),
    ("refutation", reconsider),
    ("contradiction", contradict),
    ("mismatch", cross_check),
    ("dropped", drop),
    ("simulation", simulate),
)


def check(claim: Claim | type | str, *, seed: int = 0, seconds: float = PATIENCE) -> Decision:
    """The verdict on a claim, decided here and now.

    Parameters
    ----------
    claim : Claim, the class that states it, or the id of one
        Nothing that is recorded is looked at, but of a claim of the papers on training what was
        measured: it takes hours (`lossproof check --train`).
    seed : int
        Of the random part of the search, and of the simulation.
    seconds : float
        Of processor time for the claim, which is UNDECIDED where they are not enough; provers
        take half at most, where it brings no proof.

    Raises
    ------
    ValueError
        If there is no such claim, or it assumes what is none, or itself in the end.
    ContradictionError, MistakeError, ProofError
        As of `decide`.
    """
    found = registered(claim)
    no_circle(_leading(found))
    others = {name: check(name, seed=seed, seconds=seconds).record() for name in found.rests_on}
    measured_before = recorded_claims().get(found.id) if found.effects else None
    return decide(found, measured_before, seed=seed, seconds=seconds, others=others)


def _leading(claim: Claim) -> dict[str, tuple[str, ...]]:
    """What the claim rests on, and what each of these does, as far as they are registered."""
    found, waiting = {claim.id: claim.rests_on}, [*claim.rests_on]
    while waiting:
        name = waiting.pop()
        if name in REGISTRY and name not in found:
            found[name] = REGISTRY[name].rests_on
            waiting += found[name]
    return found


def registered(claim: Claim | type | str) -> Claim:
    """The claim itself, that of this id, or that a class states; `ValueError` if there is none."""
    if isinstance(claim, Claim):
        return claim
    if isinstance(claim, str):
        return REGISTRY[claim] if claim in REGISTRY else load().named(claim)
    if not isinstance(claim, type):
        kind = type(claim).__name__
        raise TypeError(f"a claim, its class or its id is needed; got {kind}: {claim}")
    if (found := REGISTRY.stated(claim)) is None:
        raise ValueError(f"{claim.__name__} states no claim: decorate it with @paper.claim(…)")
    return found


def decide(
    claim: Claim | type | str,
    recorded: Record | None = None,
    *,
    seed: int = 0,
    seconds: float = PATIENCE,
    others: Mapping[str, Record] | None = None,
) -> Decision:
    """The verdict on a claim, from scratch or starting with what was recorded.

    If the record has a proof of the same statement, and the second checker confirms it, nothing is
    searched for: a written proof is made again, and the recorded points are evaluated again.

    Parameters
    ----------
    claim : Claim, the class that states it, or the id of one
    recorded : dict, optional
        An earlier record; its proof and its points are verified before any search.
    seed : int
        Of the random part of the search, and of the simulation.
    seconds : float
        As of `check`; three times as many where the record is PROVED or VACUOUS.
    others : records by id, optional
        Of the claims that this one assumes; one that is not there was not decided.

    Raises
    ------
    ContradictionError
        If the claim has a proof and a counterexample.
    MistakeError
        If a function of the claim says nothing that a claim can say.
    ProofError
        If a step of the proof does not follow.
    """
    claim = registered(claim)
    decision = decide_standalone(claim, recorded, seed=seed, seconds=seconds)
    if not claim.rests_on:
        return decision
    record = cap_by_assumptions(decision.record(), others or {})
    return replace(decision, verdict=record["verdict"], scope=record["scope"])


def decide_standalone(
    claim: Claim,
    recorded: Record | None = None,
    *,
    seed: int = 0,
    seconds: float = PATIENCE,
    values: Values | None = None,
) -> Decision:
    """The verdict as of `decide`, what the claim assumes taken for granted.

    It is PROVED, REFUTED or VACUOUS only where the second checker confirms the evidence.

    `values` are those measured of its effects; by default what was recorded of them.
    """
    if not claim.effects:
        claim.statement.check_variables()
    case = Case(claim, recorded or {}, seed, seconds)
    if case.earlier("verdict") in ("PROVED", "VACUOUS"):
        case = replace(case, seconds=SLOWER * seconds)
    if claim.effects:
        return measured(case, values)
    try:
        with within(case.seconds + ENDING), evaluate(True), distribute(True):
            if known := saved(case):
                return known
            for name, stage in STAGES:
                case = replace(case, **{name: stage(case)})
                agree(case)
                if name == "proof" and claim.prove and (known := saved(case)):
                    return known
            return agreed(read(case))
    except TooLongError:
        return agreed(stopped(case))
