"""A claim ends when its time is over, as UNDECIDED with the reason."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sympy import Abs, Rational

from lossproof.paper_checks.claims import Claim, Paper, Registry, decide, deciding
from lossproof.paper_checks.claims.evidence import Unproved
from lossproof.paper_checks.claims.stages import proving
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.theory.domain import Classes, Integer, Label, Real, Transitions
from lossproof.theory.language import eq, le
from lossproof.theory.language.terms import determinant, product
from lossproof.theory.losses import expectation
from lossproof.theory.statement import MistakeError


def stated(**members: Any) -> Claim:
    registry = Registry()
    paper = Paper("toy", "a paper", registry=registry)
    body: dict[str, Any] = {"__doc__": "A claim.", **members}
    paper.claim("slow", locus="1", kind="ineq")(type("Slow", (), body))
    return registry["toy.slow"]


def test_a_claim_is_not_decided_once_more_for_what_it_said_before() -> None:
    bound = {"is": 1}
    claim = stated(x=Real(0, 1), conclusion=lambda x: le(x, bound["is"]))
    assert decide(claim).verdict == "PROVED"
    bound["is"] = Rational(1, 2)  # as where a cell of a notebook runs again
    with pytest.raises(MistakeError, match=r"bound\['is'\].* was 1 where it was defined"):
        decide(claim)


def test_a_claim_is_named_by_its_id_or_its_class() -> None:
    assert decide("zhang2018.acs-local").record()["id"] == "zhang2018.acs-local"
    with pytest.raises(ValueError, match="Registry states no claim: decorate it with"):
        decide(Registry)
    with pytest.raises(TypeError, match="a claim, its class or its id is needed; got int: 3"):
        decide(3)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("high", "verdict", "limits"), [(9, "REFUTED", [6]), (0, "UNDECIDED", [6, 1])]
)
def test_provers_have_six_seconds_before_the_long_search_and_the_rest_after(
    high: int, verdict: str, limits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []

    def in_vain(statement: Any, seconds: float, *lemmas: Any) -> Unproved:
        seen.append(seconds)
        return Unproved("all", ended=False)

    monkeypatch.setattr(proving, "auto_prove", in_vain)
    parameters = {"n": Integer(0), "x": Real(0, 1)}
    claim = stated(**parameters, conclusion=lambda n, x: le(n * (high - x - 7), 150 - x))
    assert decide(claim, seconds=14).verdict == verdict
    assert seen == limits


def never(*given: Any) -> Any:
    for _ in itertools.count():
        pass


def test_a_proof_that_never_ends_is_undecided() -> None:
    claim = stated(x=Real(0, 1), conclusion=lambda x: le(x, 1), prove=never)
    decision = decide(claim, seconds=0.1)
    said = "found neither a proof nor a counterexample in 0.1 seconds"
    assert decision.verdict == "UNDECIDED"
    assert decision.scope == f"{said} of processor time; all x in [0, 1]"
    recheck(sealed(decision.record()), {})


def test_a_proof_on_record_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def spent(case: Any) -> None:
        assert case.seconds == {"PROVED": 6, "REFUTED": 2}[case.recorded["verdict"]]

    monkeypatch.setattr(deciding, "STAGES", [("proof", spent)])
    claim = stated(x=Real(0, 1), conclusion=lambda x: le(x, 1))
    for verdict in ("PROVED", "REFUTED"):
        decide(claim, {"verdict": verdict}, seconds=2)


@pytest.fixture(autouse=True)
def ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "ENDING", 0.1)


@pytest.mark.parametrize("stage", ["refutation", "witness", "mismatch"])
def test_a_stage_that_never_ends_is_undecided(
    stage: str, toys: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = [(name, never if name == stage else each) for name, each in deciding.STAGES]
    monkeypatch.setattr(deciding, "STAGES", stages)
    decision = decide(toys["toy.square"], seconds=1)
    assert decision.verdict == "UNDECIDED"
    assert "remaining goal: to evaluate the steps of the proof that was found" in decision.scope
    recheck(sealed(decision.record()), {})


def test_a_counterexample_stands_though_the_time_is_over(
    toys: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = [(name, never if name == "dropped" else each) for name, each in deciding.STAGES]
    monkeypatch.setattr(deciding, "STAGES", stages)
    assert decide(toys["toy.shrinks"], seconds=1).verdict == "REFUTED"


def test_the_size_of_the_determinant_of_a_transition_matrix_is_at_most_1() -> None:
    parameters = {"c": (c := Classes()), "T": Transitions(c)}
    decision = decide(stated(**parameters, conclusion=lambda T: le(Abs(determinant(T)), 1)))
    assert decision.verdict == "PROVED"
    recheck(sealed(decision.record()), {})


@pytest.mark.parametrize("conclusion", [
    lambda c, T: le(determinant(T) ** 2, 1),
    lambda c, T: le(determinant(product(T, T)), 1),
])  # fmt: skip
def test_determinants_of_any_number_of_classes_are_searched_where_they_are_written_out(
    conclusion: Any,
) -> None:
    decision = decide(stated(c=(c := Classes()), T=Transitions(c), conclusion=conclusion))
    assert decision.verdict == "UNDECIDED"
    assert "nor a counterexample at c = 2..6; all c >= 2" in decision.scope
    recheck(sealed(decision.record()), {})


def test_a_determinant_that_is_too_large_is_refuted_where_it_is_not() -> None:
    half = Rational(1, 2)
    claim = stated(
        c=(c := Classes()), T=Transitions(c), conclusion=lambda c, T: le(determinant(T), half)
    )
    assert decide(claim).evidence["point"]["c"] == "2"


def test_an_entry_that_no_small_index_lacks_is_found_to_be_missing() -> None:
    parameters = {"c": (c := Classes()), "m": Integer(0), "T": Transitions(c), "y": Label(c)}
    decision = decide(
        stated(
            **parameters,
            conclusion=lambda T, m, y: eq(expectation(T[y], lambda z: T[z][m] - T[z][m] + 1), 1),
        ),
        seconds=12,
    )
    assert decision.verdict == "UNDECIDED"
    assert "the conclusion is undefined at c = 2, m = 2" in decision.scope
