"""From a claim to its verdict: replay, prove, search, and drop each hypothesis in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paper_checks.claim import Claim
from paper_checks.evidence import (
    Counterexample,
    Record,
    derivation_record,
    plain_point,
    said_in_symbols,
    shown,
)
from simulate.search import find
from theory.derivation import Derivation
from theory.domain import Domain
from theory.statement import Proof, Statement

Verdict = Literal["PROVED", "CONFIRMED", "REFUTED", "VACUOUS", "UNDECIDED", "ERROR"]

MEANING: dict[Verdict, str] = {
    "PROVED": "derived by machine-checked steps over the whole stated scope",
    "CONFIRMED": "not proved; simulation agrees within the margin and the search found nothing",
    "REFUTED": "a certified counterexample meets every hypothesis",
    "VACUOUS": "no point meets the hypotheses",
    "UNDECIDED": "neither proved nor refuted",
    "ERROR": "could not be decided: the check itself failed",
}


class ContradictionError(RuntimeError):
    """A claim has both a proof and a counterexample: one of the engines is wrong."""


@dataclass(frozen=True)
class Decision:
    """A verdict and everything it rests on."""

    id: str
    verdict: Verdict
    scope: str
    evidence: Record
    witness: Record | None
    hypotheses: Mapping[str, Record] = field(default_factory=dict)
    leans: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    derivation: Derivation | None = None

    def record(self) -> Record:
        """Everything but the live derivation, as data."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "scope": self.scope,
            "evidence": self.evidence,
            "witness": self.witness,
            "hypotheses": dict(self.hypotheses),
            "leans": list(self.leans),
            "trust": list(self.trust),
        }


def decide(claim: Claim, recorded: Record | None = None, *, seed: int = 0) -> Decision:
    """The verdict on a claim, from scratch or starting with what was recorded.

    Parameters
    ----------
    claim : Claim
    recorded : dict, optional
        An earlier record; its points are replayed before any search.
    seed : int
        Of the random part of the search.

    Raises
    ------
    ContradictionError
        If the claim has both a proof and a counterexample.
    ProofError
        If a step of the proof does not follow.
    """
    recorded = recorded or {}
    statement = claim.statement
    derivation = _prove(claim)
    counterexample = _counterexample(statement, recorded.get("evidence"), derivation, seed)
    if derivation and counterexample:
        raise ContradictionError(
            f"{claim.id} has a proof and a counterexample at {counterexample.point}: "
            "the proof, the search or the statement is wrong"
        )
    witness = _witness(statement, recorded.get("witness"), counterexample, seed)
    symbols = statement.hypotheses(statement.symbolic())
    hypotheses = {
        name: {
            "says": " and ".join(said_in_symbols(part) for part in symbols[name]),
            "dropped": None
            if counterexample
            else _dropped(statement, name, recorded.get("hypotheses", {}).get(name), seed),
        }
        for name in statement.given
    }
    if counterexample:
        trust = ("arb", "sympy")
        scope = "at " + ", ".join(f"{k} = {shown(v)}" for k, v in counterexample.point.items())
        return Decision(
            claim.id, "REFUTED", scope, counterexample.record(), witness, hypotheses, (), trust
        )
    if derivation:
        return Decision(
            claim.id,
            "PROVED",
            scope_of(statement),
            derivation_record(derivation),
            witness,
            hypotheses,
            tuple(sorted(derivation.leans)),
            tuple(sorted(derivation.trust)),
            derivation,
        )
    tried = {"kind": "search", "found": "nothing"}
    return Decision(claim.id, "UNDECIDED", scope_of(statement), tried, witness, hypotheses)


def scope_of(statement: Statement) -> str:
    """The domain of every parameter, and the hypotheses by name."""
    domains = ", ".join(f"{name} {_short(d)}" for name, d in statement.parameters.items())
    given = "; ".join(statement.given)
    return f"all {domains}" + (f"; given {given}" if given else "")


def _short(domain: Domain) -> str:
    return domain.describe()


def _prove(claim: Claim) -> Derivation | None:
    if claim.prove is None:
        return None
    proof = Proof(claim.statement)
    return proof.conclude(claim.prove(proof))


def _counterexample(
    statement: Statement, evidence: Record | None, derivation: Derivation | None, seed: int
) -> Counterexample | None:
    if evidence and evidence.get("kind") == "counterexample":
        replayed = Counterexample.certify(statement, evidence["point"])
        if replayed:
            return replayed
    point = find(statement, seed=seed, limit=8 if derivation else 48, thorough=derivation is None)
    return Counterexample.certify(statement, point) if point else None


def _witness(
    statement: Statement, recorded: Record | None, counterexample: Counterexample | None, seed: int
) -> Record | None:
    if counterexample:
        return dict(counterexample.point)
    if recorded and statement.at(recorded).meets():
        return plain_point(statement.check(recorded))
    point = find(statement, refuting=False, seed=seed)
    return plain_point(statement.check(point)) if point else None


def _dropped(statement: Statement, name: str, recorded: Record | None, seed: int) -> Record | None:
    """The counterexample that appears once the hypothesis is dropped, if one is found."""
    if recorded and recorded.get("dropped"):
        replayed = Counterexample.certify(statement, recorded["dropped"]["point"], (name,))
        if replayed:
            return replayed.record()
    point = find(statement, dropped=[name], seed=seed)
    found = Counterexample.certify(statement, point, (name,)) if point else None
    return found.record() if found else None
