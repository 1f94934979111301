"""What the evidence for a claim amounts to: its verdict, and how far that reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lossproof.paper_checks.claims import measurements
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Record
from lossproof.paper_checks.claims.words import showing
from lossproof.paper_checks.claims.words.naming import defined
from lossproof.paper_checks.records import Verdict, shown
from lossproof.simulate.search import looked_at
from lossproof.theory.domain import Label, leaf_of
from lossproof.theory.proof import Derivation, Fact
from lossproof.theory.statement import Statement

NO_PARAMETERS = "one case, without parameters"
ROWS_SHOWN = 6  # of integers in a row, or alone
# What a measurement is told as; one that differs or is open decides nothing.
MEASURED = {
    "agrees": "measured, not proved",
    "differs": "measured; the opposite holds here",
    "open": "measured; inconclusive",
}


class ContradictionError(RuntimeError):
    """A claim has a proof, and evidence against it: one of the engines is wrong."""


@dataclass(frozen=True)
class Decision:
    """A verdict and everything it rests on; `measurement` is what training said."""

    case: Case
    verdict: Verdict
    scope: str
    evidence: Record
    uses: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    derivation: Derivation | None = None
    measurement: Record | None = None

    def __repr__(self) -> str:
        return f"{self.case.claim.id}: {self.verdict} {self.scope}"

    def _repr_latex_(self) -> str:
        claim = self.case.claim
        return f"{self.verdict}: {showing.in_latex(claim.stated, claim.where)}"

    def _repr_html_(self) -> str:
        claim = self.case.claim
        title = f"{claim.id}: {self.verdict}"
        return showing.in_html(title, claim.stated, claim.where, self.scope)

    @property
    def simulation(self) -> Record | None:
        """What drawing says; else what was recorded of the same statement at the same point."""
        if self.case.claim.effects:
            return self.measurement
        if self.case.simulation:
            return self.case.simulation.says
        recorded, witness = self.case.recorded, self.case.witness
        point = self.evidence.get("point", witness and witness.values)
        before = self.case.earlier("evidence", "point") or self.case.earlier("witness", "point")
        same = recorded.get("statement") == self.case.claim.statement.record()
        return recorded.get("simulation") if same and before == point else None

    @property
    def hypotheses(self) -> dict[str, Record]:
        """What refutes a proved claim without each of its hypotheses; nothing of other claims."""
        if self.case.claim.effects:
            return {}
        given, dropped = self.case.claim.statement.given, self.case.dropped
        if dropped is None or self.evidence["kind"] != "derivation":
            return {name: {} for name in given}
        without = {name: refuted and refuted.record() for name, refuted in dropped.items()}
        return {name: {"dropped": without[name]} for name in given}

    def record(self) -> Record:
        """Everything but the live derivation, as data."""
        claim, witness = self.case.claim, self.case.witness
        statement, where = self._stated
        return {
            "id": claim.id,
            "title": claim.title,
            "locus": claim.locus,
            "kind": claim.kind,
            "repairs": claim.repairs,
            "assumes": list(claim.assumes),
            **({"lemmas": list(claim.uses)} if claim.uses else {}),
            "verdict": self.verdict,
            "scope": self.scope,
            "statement": statement,
            **({"where": where} if where else {}),
            "evidence": self.evidence,
            "witness": witness and witness.record(),
            **({"simulation": self.simulation} if self.simulation else {}),
            "hypotheses": self.hypotheses,
            "uses": list(self.uses),
            "trust": list(self.trust),
        }

    @cached_property
    def _stated(self) -> tuple[Record, Record]:
        """The statement as data, and the quantities that it names."""
        claim = self.case.claim
        if claim.effects:
            return measurements.NOTHING_STATED, {}
        return claim.statement.record(), defined(claim.statement, claim.where)


def agree(case: Case) -> None:
    """`ContradictionError` if two pieces of the evidence so far cannot both be right."""
    claim, derived, dropped = case.claim, case.contradiction or case.derived, case.dropped or {}
    if derived and case.refutation:
        raise ContradictionError(
            f"{claim.id} has a proof and a counterexample at {case.refutation.values}: "
            "the proof, the search or the statement is wrong"
        )
    if derived and derived.vacuous and case.witness:
        raise ContradictionError(
            f"{claim.id} has a proof that no point meets its hypotheses, but "
            f"{case.witness.values} does: a rule, the proof or the statement is wrong"
        )
    if case.mismatch:
        part, point = case.mismatch.part, case.mismatch.point
        raise ContradictionError(
            f"the step {part} of the proof fails at {point}, where every hypothesis holds: "
            "the rule, the proof or the statement is wrong"
            if isinstance(part, Fact)
            else f"the conclusion is proved, but undefined at {point}, where every hypothesis "
            f"holds ({part}): a rule, the proof or the statement is wrong"
        )
    for name, refuted in dropped.items():
        if refuted and refuted.outcome.refutes():
            raise ContradictionError(
                f"without “{name}” the search found {refuted.point}, which refutes the claim as it "
                "stands"
            )


def read(case: Case) -> Decision:
    """The verdict that the evidence gives.

    Raises
    ------
    ProofError
        If the proof does not follow, and no counterexample says why.
    """
    derived, refuted = case.contradiction or case.derived, case.refutation
    simulated = case.simulation
    if case.failed and not refuted:
        raise case.failed
    if refuted:
        scope, failed = _at(refuted.values), {"proof": str(case.failed)} if case.failed else {}
        found, case = {**refuted.record(), **failed}, replace(case, witness=None)
        return Decision(case, "REFUTED", scope, found, trust=("arb", "sympy"))
    scope = scope_of(case.claim.statement)
    if derived and (derived.vacuous or case.witness):
        proof = derived.derivation
        return Decision(
            case,
            "VACUOUS" if derived.vacuous else "PROVED",
            scope,
            derived.record(),
            uses=tuple(sorted(proof.uses)),
            trust=tuple(sorted(proof.trust)),
            derivation=proof,
        )
    left = {"left": case.left} if case.left else {}
    proof = f"a proof (remaining goal: {case.left})" if case.left else "a proof"
    if case.undefined:
        missing = f"a counterexample, and the conclusion is undefined {_at(case.undefined.values)}"
        undefined = case.undefined.record()
        found = {"kind": "search", "not found": missing, **left, "undefined": undefined}
        scope = f"found neither {proof} nor {missing}: add a hypothesis; {scope}"
        return Decision(case, "UNDECIDED", scope, found)
    if simulated and not simulated.doubt:
        at = _looked_at(case.claim.statement)
        found = {"kind": "simulation", "not found": f"a counterexample{at}"}
        scope = f"simulated, not proved{at and f' (no counterexample{at})'}: {scope}"
        return Decision(case, "CONFIRMED", scope, found, trust=("numpy",))
    missing = "a counterexample" if case.witness else "a point that meets the hypotheses"
    if simulated:
        missing += f", and the simulation {simulated.doubt}"
    scope = f"found neither {proof} nor {missing}{_looked_at(case.claim.statement)}; {scope}"
    return Decision(case, "UNDECIDED", scope, {"kind": "search", "not found": missing, **left})


def stopped(case: Case) -> Decision:
    """The verdict where the time of the claim is over: what is found by then, else UNDECIDED.

    Raises
    ------
    ProofError
        If the proof does not follow, and no counterexample says why.
    """
    if case.refutation or case.failed:
        return read(case)
    missing = f"a counterexample in {case.seconds:g} seconds of processor time"
    left = "to evaluate the steps of the proof that was found" if case.derived else case.left
    found = {"kind": "search", "not found": missing} | ({"left": left} if left else {})
    proof = f"a proof (remaining goal: {left})" if left else "a proof"
    scope = f"found neither {proof} nor {missing}"
    open_ = replace(case, dropped=None, contradiction=None)
    return Decision(open_, "UNDECIDED", f"{scope}; {scope_of(case.claim.statement)}", found)


def _looked_at(statement: Statement) -> str:
    """The integers at which the search looked."""
    found, among = looked_at(statement)
    told = ", ".join(f"{name} = {_listed(values)}" for name, values in found.items())
    labels = any(isinstance(leaf_of(domain), Label) for domain in statement.parameters.values())
    of = " and of ".join(["these"] * bool(told) + ["labels"] * labels)
    few = f" in {among} of the choices of {of}" if among else ""
    return (f" at {told}" if told else "") + few


def _listed(values: Sequence[int]) -> str:
    """Integers in order: those in a row by the first and the last, of many the first ones."""
    rows: list[list[int]] = []
    for value in values:
        if rows and value == rows[-1][-1] + 1:
            rows[-1].append(value)
        else:
            rows.append([value])
    parts = [f"{row[0]}..{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows]
    rest = sum(map(len, rows[ROWS_SHOWN:]))
    more = [f"and {rest} more up to {values[-1]}"] if rest else []
    return ", ".join((*parts[:ROWS_SHOWN], *more))


def measured(case: Case, values: measurements.Values | None) -> Decision:
    """The verdict that values measured of a claim's effects give, or those that were recorded."""
    effects = case.claim.effects
    values = values or measurements.kept(effects, case.recorded)
    recipes = [effect.recipe() for effect in effects]
    found = {"kind": measurements.KIND, "outcome": "not measured", "effects": recipes}
    if values is None:
        scope = f"not measured: lossproof check {case.claim.id} --train measures it"
        return Decision(case, "UNDECIDED", scope, found)
    said = measurements.said(effects, values)
    outcome = said["outcome"]
    return Decision(
        case,
        "CONFIRMED" if outcome == "agrees" else "UNDECIDED",
        f"{MEASURED[outcome]}: {measurements.where(recipes)}",
        {**found, "outcome": outcome},
        trust=("normal means of seeds", "numpy"),
        measurement=said,
    )


def scope_of(statement: Statement) -> str:
    """The domain of every parameter, and the hypotheses by name."""
    domains = ", ".join(domain.scope() for domain in statement.parameters.values())
    return (f"all {domains}" if domains else NO_PARAMETERS) + "".join(
        f"; {name}" for name in statement.given
    )


def _at(point: Record) -> str:
    shown_values = ", ".join(f"{name} = {shown(value)}" for name, value in point.items())
    return f"at {shown_values}" if point else NO_PARAMETERS
