"""Simulations confirm, contradict, and must be able to fail."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sympy import Rational

from paper_checks import records
from paper_checks.claims import Claim, Comparison, Paper, Registry, decide, load, monte_carlo
from paper_checks.claims.monte_carlo import UncaughtFaultError
from paper_checks.claims.verdict import ContradictionError
from paper_checks.reports.words import document, full
from simulate.intervals import EmpiricalBernstein, Interval
from simulate.machine import stream
from theory.domain import Real
from theory.language import ge
from theory.proof.rules import combine

SIMULATED = [claim for claim in load() if claim.simulate]


def coin(seed, alpha, *, heads=0.5, samples=20_000, margin=0.1):
    """The frequency of heads, which a fair coin shows half of the time."""
    n = int(stream(seed, "coin", 0).binomial(samples, heads))
    sequence = EmpiricalBernstein(0, 1, alpha, planned=samples)
    sequence.update(samples, n, n)
    at = [{"x": "1/2"}]
    return Comparison(f"{samples} tosses", sequence.interval(), 0.5, margin, at=at)


def registered(**body: Any) -> Claim:
    registry = Registry()
    members = {
        "x": Real(0, 1),
        "conclusion": lambda x: ge(x, x**2),
        "simulate": coin,
        "faults": {"loaded": {"heads": 0.8}},
        "__doc__": "A chance is at least its square.",
    } | body
    members = {key: value for key, value in members.items() if value is not None}
    Paper("toy", "school", registry=registry).claim("square", locus="1", kind="ineq")(
        type("Toy", (), members)
    )
    return registry["toy.square"]


def prove(p):
    domain = p.domain("x")
    return combine(p.goals[0].difference, (domain["lower"], domain["upper"]))


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_a_claim_that_is_simulated_but_not_proved_is_confirmed(seed: int) -> None:
    claim = registered()
    decision = decide(claim, seed=seed)
    assert decision.verdict == "CONFIRMED"
    assert decision.scope.startswith(
        "simulated by the claim's own sampler, not proved: 20000 tosses; of all x in [0, 1]"
    )
    record = decision.record()
    assert record["kind"] == "ineq, mc"
    assert record["simulation"]["faults caught"] == ["loaded"]
    assert record["simulation"]["settings"][0]["compared"] == 1
    assert records.differences(record, decide(claim, record, seed=seed + 1).record()) == []


def test_what_is_not_compared_with_the_statement_does_not_count() -> None:
    """A setting that is open, of which the statement says nothing, beside one that agrees."""

    def both(seed, alpha, *, heads=0.5):
        yield coin(seed, alpha / 2, heads=heads)
        other = coin(seed, alpha / 2, heads=heads)
        yield replace(other, name="another coin", at=(), margin=1e-9)

    decision = decide(registered(prove=prove, simulate=both))
    assert decision.verdict == "PROVED"
    record = decision.record()
    assert record["simulation"]["outcome"] == "agrees"
    assert [each["compared"] for each in record["simulation"]["settings"]] == [1, 0]
    about = {"source": "", "locus": "", "repairs": None, "text": ""}
    lines = "\n".join(full(record, about, {}))
    assert "not compared with the statement: that it agrees here counts for nothing" in lines
    unproved = decide(registered(simulate=both))
    assert unproved.verdict == "UNDECIDED"
    assert "is not compared with the statement in “another coin”" in unproved.scope


def test_what_differs_is_an_alarm_also_where_it_is_not_compared() -> None:
    def both(seed, alpha, *, heads=0.5):
        yield coin(seed, alpha / 2, heads=heads)
        yield replace(coin(seed, alpha / 2, heads=0.9), name="another coin", at=())

    with pytest.raises(ContradictionError, match="simulation differs by more than the margin"):
        decide(registered(prove=prove, simulate=both))


def test_the_simulation_is_shown() -> None:
    decision = decide(registered())
    about = {"source": "", "locus": "", "repairs": None, "text": ""}
    lines = "\n".join(full(decision.record(), about, {}))
    assert "setting   20000 tosses; 1 estimands, margin 0.1" in lines
    assert "compared  1 of 1 with the statement" in lines
    assert "caught    loaded" in lines
    assert r"\paragraph{Simulation}" in document(decision.case.claim, decision, {})


def test_a_proof_stays_a_proof() -> None:
    assert decide(registered(prove=prove)).verdict == "PROVED"


def test_a_proof_beside_a_simulation_that_differs_is_an_alarm() -> None:
    def loaded(seed, alpha, *, heads=0.8):
        return coin(seed, alpha, heads=heads)

    with pytest.raises(ContradictionError, match="simulation differs by more than the margin"):
        decide(registered(prove=prove, simulate=loaded))


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({"heads": 0.8}, "simulation differs"), ({"samples": 30}, "simulation is open")],
)
def test_a_simulation_that_does_not_agree_confirms_nothing(changes: dict, outcome: str) -> None:
    def other(seed, alpha, **settings):
        return coin(seed, alpha, **(changes | settings))

    other.__signature__ = inspect.signature(coin)  # type: ignore[attr-defined]

    faults = {"loaded": {"heads": 0.9, "samples": 20_000}}
    decision = decide(registered(simulate=other, faults=faults))
    assert decision.verdict == "UNDECIDED"
    assert outcome in decision.scope


def altered(**changes):
    """The coin, with other fields of its comparison."""

    def simulate(seed, alpha, *, heads=0.5):
        return replace(coin(seed, alpha, heads=heads), **changes)

    return simulate


def constant(seed, alpha, *, value=0.5):
    interval = Interval(np.array([value - 0.01]), np.array([value + 0.01]))
    return Comparison("no tosses", interval, 0.5, 0.1, at=[{"x": "1/2"}])


@pytest.mark.parametrize(
    ("simulate", "why"),
    [
        (altered(at=()), "is not compared with the statement in “20000 tosses”"),
        (altered(at=[None]), "is not compared with the statement"),
        (constant, "has the same interval at every seed"),
    ],
)
def test_a_simulation_of_something_else_confirms_nothing(simulate: Any, why: str) -> None:
    (argument,) = {"heads", "value"} & {*inspect.signature(simulate).parameters}
    body = {"simulate": simulate, "faults": {"loaded": {argument: 0.8}}}
    decision = decide(registered(**body))
    assert decision.verdict == "UNDECIDED"
    assert f"nor a counterexample, and the simulation {why}" in decision.scope
    assert decide(registered(prove=prove, **body)).verdict == "PROVED"


def test_nor_does_one_of_a_number() -> None:
    decision = decide(registered(conclusion=lambda x: ge(Rational(1, 2), x * (1 - x))))
    assert decision.verdict == "UNDECIDED"
    assert "is not compared" in decision.scope


def test_the_points_of_an_estimand_may_be_weighted() -> None:
    thirds = [(Rational(1, 3), {"x": "1"}), ("1/3", {"x": "1/2"}), (1, {"x": "0"})]
    assert decide(registered(simulate=altered(at=[thirds]))).verdict == "CONFIRMED"


@pytest.mark.parametrize("proof", [None, prove])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"at": [{"x": "1/4"}]}, r"expects 0\.5, and the lhs of the statement is 0\.25"),
        ({"side": "rhs"}, r"expects 0\.5, and the rhs of the statement is 0\.25"),
        ({"at": [{"x": "3/4"}], "given": lambda x: ge(1, 2 * x)}, "does not meet the hypotheses"),
        ({"expected": 0.5 + 1e-6}, "expects 0.500001, and the lhs"),
    ],
)
def test_another_value_than_the_statement_has_is_an_error(
    proof: Any, changes: dict, message: str
) -> None:
    given = {"low": given} if (given := changes.get("given")) else None
    fields = {key: value for key, value in changes.items() if key != "given"}
    claim = registered(prove=proof, given=given, simulate=altered(**fields))
    with pytest.raises(monte_carlo.OtherEstimandError, match=message):
        decide(claim)


def test_every_estimand_has_its_points() -> None:
    with pytest.raises(ValueError, match="has 1 estimands, so at must hold as many points"):
        decide(registered(simulate=altered(at=[{"x": "1/2"}] * 2)))


@pytest.mark.parametrize("unnoticed", [{"heads": 0.51}, {"heads": 0.8, "samples": 30}])
def test_a_fault_that_is_not_caught_is_an_error(unnoticed: dict) -> None:
    with pytest.raises(UncaughtFaultError, match="does not notice the planted fault “slight”"):
        decide(registered(faults={"loaded": {"heads": 0.8}, "slight": unnoticed}))


def test_what_is_refuted_is_not_simulated() -> None:
    def never(seed, alpha, *, heads=0.5):
        raise AssertionError

    refuted = registered(conclusion=lambda x: ge(x, 1), simulate=never)
    decision = decide(refuted)
    assert decision.verdict == "REFUTED"
    assert "simulation" not in decision.record()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"faults": None}, "needs faults"),
        ({"faults": {}}, "needs faults"),
        ({"simulate": None}, "faults and no simulate"),
        ({"simulate": lambda seed: None}, "must take seed and alpha.*it lacks alpha"),
        ({"simulate": lambda seed, alpha, heads: None}, "a default of heads"),
        ({"faults": {"odd": {"tails": 1}}}, "it changes tails"),
        ({"faults": {"lucky": {"seed": 1}}}, "it changes seed"),
        ({"faults": {"none": {}}}, "it changes nothing"),
    ],
)
def test_an_unsound_simulation_is_refused(body: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        registered(**body)


def test_a_simulation_that_gives_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="a Comparison or several; got none"):
        decide(registered(simulate=lambda seed, alpha, heads=0.5: ()))


def test_the_error_budget_holds_so_many_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    assert monte_carlo.share() * monte_carlo.CLAIMS == pytest.approx(monte_carlo.ALPHA)
    monkeypatch.setattr(monte_carlo, "CLAIMS", 0)
    with pytest.raises(ValueError, match="at most 0 claims may have a simulation"):
        registered()


def test_the_intervals_of_one_claim_share_its_level() -> None:
    asked: list[float] = []

    def noted(seed, alpha, *, heads=0.5):
        asked.append(alpha)
        return coin(seed, alpha, heads=heads)

    decide(
        registered(prove=prove, simulate=noted, faults={"a": {"heads": 0.8}, "b": {"heads": 0.1}})
    )
    assert np.sum(asked) == pytest.approx(monte_carlo.share())


TAKE_SECONDS = ("dmi.loss-shift/batches", "dmi.conditional-independence/fresh-draws")


def slow(claim: Claim, seed: int) -> Any:
    """A claim and a seed; those that train or draw batches take seconds for each."""
    nightly = pytest.mark.nightly("1 to 4 s a seed; `pytest paper_checks` runs seed 0")
    takes_seconds = claim.id in (
        "dmi.loss-shift/batches",
        "dmi.conditional-independence/fresh-draws",
    )
    marks = [nightly] if takes_seconds or seed != 1 else []
    return pytest.param(claim, seed, id=f"{claim.id}-{seed}", marks=marks)


@pytest.mark.parametrize(
    ("claim", "seed"), [slow(claim, seed) for claim in SIMULATED for seed in (1, 12345)]
)
def test_every_planted_fault_is_caught_at_every_seed(claim: Claim, seed: int) -> None:
    assert claim.simulate
    found = monte_carlo.run(claim.id, claim.simulate, claim.faults, seed, claim.statement)
    assert found["outcome"] == "agrees"
    assert found["faults caught"] == list(claim.faults)
