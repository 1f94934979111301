"""A counterexample: the recorded one, or else one that a search finds."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Counterexample, Unproved
from lossproof.simulate.search import find
from lossproof.theory.card.patience import TooLongError, within

# Where a proof is to be sought the search is short, and shorter where there is one.
AT_SIMPLE_SIZES: dict[str, Any] = {"limit": 8, "thorough": False}
BESIDE_A_PROOF: dict[str, Any] = {"limit": 3, "thorough": False}


def look(case: Case) -> Counterexample | None:
    """A counterexample at simple sizes, of a claim without a proof: none is then sought."""
    return None if case.claim.prove else _found(case, **AT_SIMPLE_SIZES)


def refute(case: Case) -> Counterexample | None:
    """A point that meets every hypothesis and misses the conclusion.

    It is sought in half of the claim's time where provers need more of it.
    """
    if case.derived or case.contradiction:
        return _found(case, **BESIDE_A_PROOF) if case.claim.prove else case.simple
    if not isinstance(case.proof, Unproved) or case.proof.ended:
        return _found(case) or case.simple
    with suppress(TooLongError), within(case.seconds / 2):
        return _found(case)
    return None


def _found(case: Case, **effort: Any) -> Counterexample | None:
    statement = case.claim.statement
    if again := Counterexample.replayed(statement, case.earlier("evidence")):
        return again
    point = find(statement, seed=case.seed, **effort)
    with suppress(ValueError):  # a power there may be too long to be worked out
        return None if point is None else Counterexample.at(statement, point)
    return None


def reconsider(case: Case) -> Counterexample | None:
    """The counterexample; where none was found, the witness that misses the conclusion after all.

    What is exact is believed, however little floats showed of it.
    """
    if case.refutation or case.witness is None:
        return case.refutation
    return Counterexample.at(case.claim.statement, case.witness.point)
