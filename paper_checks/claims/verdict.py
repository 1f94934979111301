"""From a claim to its verdict: replay, prove, search, and drop each hypothesis in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from paper_checks.claims import evidence, monte_carlo
from paper_checks.claims.claim import Claim
from paper_checks.claims.evidence import Record
from simulate.search import examples, find
from theory.proof import Derivation, ProofError
from theory.statement import Proof, Statement, contradicted, unfaithful

Verdict = Literal["PROVED", "CONFIRMED", "REFUTED", "VACUOUS", "UNDECIDED", "ERROR"]

MEANING: dict[Verdict, str] = {
    "PROVED": "derived by machine-checked steps over the whole stated scope",
    "CONFIRMED": "not proved; simulation agrees within the margin and the search found nothing",
    "REFUTED": "a certified counterexample meets every hypothesis",
    "VACUOUS": "no point meets the hypotheses",
    "UNDECIDED": "neither proved nor refuted",
    "ERROR": "could not be decided: the check itself failed",
}

CROSS_CHECKED, LONGEST = 3, 12
NO_PARAMETERS = "one case, without parameters"


class ContradictionError(RuntimeError):
    """A claim has a proof, and evidence against it: one of the engines is wrong."""


@dataclass(frozen=True)
class Decision:
    """A verdict and everything it rests on."""

    claim: Claim
    verdict: Verdict
    scope: str
    evidence: Record
    witness: Record | None
    hypotheses: Mapping[str, Record]
    leans: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    derivation: Derivation | None = None
    simulation: Record | None = None

    def record(self) -> Record:
        """Everything but the live derivation, as data."""
        return {
            "id": self.claim.id,
            "locus": self.claim.locus,
            "kind": self.claim.kind + (", mc" if self.claim.simulate else ""),
            "repairs": self.claim.repairs,
            "assumes": list(self.claim.assumes),
            "verdict": self.verdict,
            "scope": self.scope,
            "parameters": [domain.scope() for domain in self.claim.statement.parameters.values()],
            "claims": list(
                map(str, self.claim.statement.conclusions(self.claim.statement.symbolic()))
            ),
            "evidence": self.evidence,
            "witness": self.witness,
            **({"simulation": self.simulation} if self.simulation else {}),
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
        Of the random part of the search, and of the simulation.

    Raises
    ------
    ContradictionError
        If the claim has a proof, and a counterexample or a simulation that differs.
    UncaughtFaultError
        If the simulation does not notice a planted fault.
    ProofError
        If a step of the proof does not follow.
    """
    recorded = recorded or {}
    statement = claim.statement
    try:
        derivation = _prove(claim)
    except ProofError as error:
        if found := _refute(statement, recorded.get("evidence"), proved=False, seed=seed):
            raise ProofError(f"{error}; and {found['point']} is a counterexample") from error
        raise
    refutation = _refute(
        statement, recorded.get("evidence"), proved=derivation is not None, seed=seed
    )
    if derivation and refutation:
        raise ContradictionError(
            f"{claim.id} has a proof and a counterexample at {refutation['point']}: "
            "the proof, the search or the statement is wrong"
        )
    symbols = statement.hypotheses(statement.symbolic())
    hypotheses: dict[str, Record] = {}
    for name, parts in symbols.items():
        hypotheses[name] = {"says": " and ".join(map(str, parts))}
        if derivation:
            earlier = _within(recorded, "hypotheses", name, "dropped")
            hypotheses[name]["dropped"] = _drop(statement, name, earlier, seed)
    shared: dict[str, Any] = {"claim": claim, "hypotheses": hypotheses}
    if refutation:
        trust = ("arb", "sympy")
        return Decision(
            verdict="REFUTED",
            evidence=refutation,
            trust=trust,
            scope=_at(refutation["point"]),
            witness=None,
            **shared,
        )
    vacuous = derivation is not None and derivation.conclusions[0].absurd
    witness = _witness(statement, recorded.get("witness"), seed)
    if vacuous and witness:
        raise ContradictionError(
            f"{claim.id} is shown to have no point that meets its hypotheses, and has one at "
            f"{witness['point']}: a rule, the proof or the statement is wrong"
        )
    shared |= {"scope": scope_of(statement), "witness": witness}
    if derivation and witness:
        _cross_check(statement, derivation, witness)
    if witness and claim.simulate:
        simulation = monte_carlo.run(claim.id, claim.simulate, claim.faults, seed)
        shared["simulation"] = simulation
        if derivation and simulation["outcome"] == "differs":
            raise ContradictionError(
                f"{claim.id} has a proof, and its simulation differs by more than the margin: "
                "the proof, the simulation or the statement is wrong"
            )
    if derivation and (vacuous or witness):
        return Decision(
            verdict="VACUOUS" if vacuous else "PROVED",
            evidence=evidence.derivation(derivation),
            leans=tuple(sorted(derivation.leans)),
            trust=tuple(sorted(derivation.trust)),
            derivation=derivation,
            **shared,
        )
    outcome = shared.get("simulation", {}).get("outcome")
    if outcome == "agrees":
        settings = "; ".join(setting["name"] for setting in shared["simulation"]["settings"])
        shared["scope"] = f"simulated, not proved: {settings}; of {shared['scope']}"
        found = {"kind": "simulation", "not found": "a counterexample"}
        return Decision(verdict="CONFIRMED", evidence=found, trust=("numpy",), **shared)
    missing = "a counterexample" if witness else "a point that meets the hypotheses"
    if outcome:
        missing += f", and the simulation {'differs' if outcome == 'differs' else 'is open'}"
    shared["scope"] = f"found neither a proof nor {missing}; {shared['scope']}"
    return Decision(
        verdict="UNDECIDED", evidence={"kind": "search", "not found": missing}, **shared
    )


def _cross_check(statement: Statement, derivation: Derivation, witness: Record) -> None:
    for point in (witness["point"], *examples(statement, CROSS_CHECKED)):
        if failed := contradicted(statement, derivation, point):
            raise ContradictionError(
                f"the step {failed} of the proof fails at {point}, where every hypothesis holds: "
                "the rule, the proof or the statement is wrong"
            )
        if part := unfaithful(statement, point):
            raise ContradictionError(
                f"the conclusion {part} at {point} is not what the symbolic form says there"
            )


def scope_of(statement: Statement) -> str:
    """The domain of every parameter, and the hypotheses by name."""
    domains = ", ".join(domain.scope() for domain in statement.parameters.values())
    return (f"all {domains}" if domains else NO_PARAMETERS) + "".join(
        f"; {name}" for name in statement.given
    )


def shown(value: Any) -> str:
    """A recorded value for a person: `(1/2, 1/4, 1/4)`, a long one as `(1/2, 1/4 × 2, 0 × 97)`."""
    if not isinstance(value, list):
        return str(value)
    entries = [*map(shown, value)]
    if len(entries) > LONGEST:
        runs = [(entry, len([*same])) for entry, same in groupby(entries)]
        entries = [entry if n == 1 else f"{entry} × {n}" for entry, n in runs]
        if len(entries) > LONGEST:
            entries[LONGEST:] = [f"… {len(value)} entries"]
    return f"({', '.join(entries)})"


def _at(point: Record) -> str:
    shown_values = ", ".join(f"{name} = {shown(value)}" for name, value in point.items())
    return f"at {shown_values}" if point else NO_PARAMETERS


def _within(record: Any, *keys: str) -> Any:
    """What a record holds under the keys, or None: it may have been altered by hand."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _prove(claim: Claim) -> Derivation | None:
    if claim.prove is None:
        return None
    proof = Proof(claim.statement)
    facts = claim.prove(proof)
    if facts is None:
        raise ProofError(f"prove of {claim.id} returns nothing: return the facts it ends with")
    return proof.conclude(facts)


def _replay(
    statement: Statement, recorded: Record | None, dropped: tuple[str, ...] = ()
) -> Record | None:
    if not isinstance(recorded, dict) or recorded.get("kind") != "counterexample":
        return None
    try:
        return evidence.counterexample(statement, recorded["point"], dropped)
    except (ValueError, KeyError, TypeError):
        return None


def _refute(
    statement: Statement, recorded: Record | None, *, proved: bool, seed: int
) -> Record | None:
    if replayed := _replay(statement, recorded):
        return replayed
    # A proof is only cross-checked, at the simplest sizes.
    effort: dict[str, Any] = {"limit": 8, "thorough": False} if proved else {}
    point = find(statement, seed=seed, **effort)
    return None if point is None else evidence.counterexample(statement, point)


def _witness(statement: Statement, recorded: Record | None, seed: int) -> Record | None:
    if recorded:
        try:
            if replayed := evidence.witness(statement, recorded["point"]):
                return replayed
        except (ValueError, KeyError, TypeError):
            pass
    point = find(statement, refuting=False, seed=seed)
    return None if point is None else evidence.witness(statement, point)


def _drop(statement: Statement, name: str, recorded: Record | None, seed: int) -> Record | None:
    """The counterexample that appears once the hypothesis is dropped, if one is found.

    It counts only if the dropped hypothesis certainly fails there.
    """
    point = recorded["point"] if recorded and _replay(statement, recorded, (name,)) else None
    point = point or find(statement, dropped=[name], seed=seed)
    if point is None:
        return None
    outcome = statement.at(point)
    if outcome.refutes():
        raise ContradictionError(
            f"without “{name}” the search found {point}, which refutes the claim as it stands"
        )
    if all(part.holds is not False for part in outcome.given[name]):
        return None
    return evidence.counterexample(statement, point, (name,))
