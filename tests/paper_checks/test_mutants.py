"""No mutant of a claim that is false is proved, and none that its claim implies is refuted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from lossproof.paper_checks.claims import decide, load
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Counterexample, Derived, Witness
from lossproof.paper_checks.claims.stages import prove
from lossproof.simulate.search import find
from lossproof.theory.proof import ProofError
from tests.paper_checks.mutants import KINDS, Mutant, mutants
from tests.recorded import RECORDED
from tests.turns import in_turns

CLAIMS = load()
WITH_PROOF = [claim.id for claim in CLAIMS if claim.prove]
QUICK = [name for name in WITH_PROOF if name != "dmi.mi-order"]  # its searches take 24 s
# What a proof meets that was written for another statement: the claim would be an ERROR.
BROKEN = (ProofError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


def shown(mutant: Mutant) -> Derived | None:
    """What the claim's own proof shows of the mutant."""
    try:
        found = prove(Case(mutant.claim, {}, 0))
    except BROKEN:
        return None
    return found if isinstance(found, Derived) else None


def points_of(claim_id: str) -> Iterator[Any]:
    """The points of the record of the claim that was mutated."""
    record = RECORDED.get(claim_id, {})
    dropped = [each.get("dropped") for each in record.get("hypotheses", {}).values()]
    for kept in (record.get("witness"), record.get("evidence"), *dropped):
        if kept and "point" in kept:
            yield kept["point"]


def at_recorded(mutant: Mutant, kind: Any) -> Any:
    """The evidence of one kind about the mutant at a recorded point, or None."""
    for point in points_of(mutant.claim.id):
        try:
            if found := kind.at(mutant.claim.statement, point):
                return found
        except (ValueError, TypeError, KeyError):
            continue
    return None


def false_at(mutant: Mutant, *, thorough: bool) -> Any:
    """A certified counterexample to the mutant, or None."""
    if found := at_recorded(mutant, Counterexample):
        return found.values
    statement = mutant.claim.statement
    if (point := find(statement, limit=6, thorough=False)) is not None or not thorough:
        return point
    return find(statement, limit=3, seed=1)


def met_at(mutant: Mutant) -> Any:
    """A point that meets the hypotheses of the mutant, or None."""
    if found := at_recorded(mutant, Witness):
        return found.values
    return find(mutant.claim.statement, refuting=False)


def proved_wrongly(mutant: Mutant) -> str | None:
    """Why the mutant must not have the proof it has; None if nothing is wrong."""
    found = shown(mutant)
    if found is None:
        return None
    if found.vacuous and (point := met_at(mutant)) is not None:
        return f"{mutant}: shown to be vacuous, met at {point}"
    if (point := false_at(mutant, thorough=not mutant.implied)) is not None:
        return f"{mutant}: proved, false at {point}"
    return None


@in_turns("claim", random.Random(0).sample(QUICK, 24), 8)
def test_what_is_false_is_not_proved(claim: str) -> None:
    made = [*mutants(CLAIMS[claim], 1)]
    chosen = random.Random(claim).sample(made, min(4, len(made)))
    assert not [*filter(None, map(proved_wrongly, chosen))]


@pytest.mark.nightly("20 min: three mutants of every kind of every claim")
@pytest.mark.parametrize("claim", WITH_PROOF)
def test_no_mutant_that_is_false_is_proved(claim: str) -> None:
    assert not [*filter(None, map(proved_wrongly, mutants(CLAIMS[claim], 3, seed=1)))]


def test_a_false_mutant_with_a_proof_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = CLAIMS["zhang2018.larger-k-tighter"]
    reversed_ = next(m for m in mutants(claim, 1) if m.kind == "direction")
    assert proved_wrongly(reversed_) is None
    proof = prove(Case(claim, {}, 0))
    assert isinstance(proof, Derived)
    monkeypatch.setattr("tests.paper_checks.test_mutants.shown", lambda mutant: proof)
    assert "proved, false at" in str(proved_wrongly(reversed_))


def test_every_kind_is_made() -> None:
    made = [*mutants(CLAIMS["derived.logdet-bias"], 1), *mutants(CLAIMS["dmi.dmi-properties"], 1)]
    assert {mutant.kind for mutant in made} == KINDS.keys()


def sound(mutant: Mutant) -> str | None:
    """Why the verdict on the mutant is wrong, if something shows it."""
    try:
        verdict = decide(mutant.claim).verdict
    except BROKEN as error:
        wrong = mutant.implied and shown(mutant) is not None
        return f"{mutant}: {error}" if wrong else None
    if verdict == "PROVED" and (point := false_at(mutant, thorough=True)) is not None:
        return f"{mutant}: PROVED, false at {point}"
    if verdict == "VACUOUS" and (point := met_at(mutant)) is not None:
        return f"{mutant}: VACUOUS, met at {point}"
    original = RECORDED[mutant.claim.id]["verdict"]
    if verdict == "REFUTED" and mutant.implied and original == "PROVED":
        return f"{mutant}: REFUTED, and implied by what is PROVED"
    return None


@pytest.mark.nightly("10 min: one mutant of every claim, decided as a whole")
@pytest.mark.parametrize("claim", [claim.id for claim in CLAIMS if not claim.effects])
def test_a_mutant_is_decided_soundly(claim: str) -> None:
    chosen = random.Random(f"{claim} 0").choice([*mutants(CLAIMS[claim], 1, seed=2)])
    assert not sound(chosen)
