"""Claims about training: what is measured confirms, and proves and refutes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from lossproof.paper_checks.claims import Claim, Paper, Registry, check, decide
from lossproof.paper_checks.claims.deciding import decide_standalone
from lossproof.paper_checks.claims.measurements import kept, share
from lossproof.paper_checks.recheck.record import SCHEMA, digest, recheck
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.paper_checks.records import differences, load
from lossproof.paper_checks.reports.explain import about, full
from lossproof.paper_checks.reports.written.document import document, part
from lossproof.simulate.training import Effect

SEEDS = 16


@dataclass(frozen=True)
class Told(Effect):
    """An effect of no experiment, which is told what its recipe is."""

    epochs: int = 3

    def recipe(self) -> dict[str, Any]:
        data = {"data": "blobs", "features": 4, "classes": 4, "hidden": [8], "epochs": self.epochs,
                "methods": ["cce"], "noises": ["none"], "sha256": "0" * 64}  # fmt: skip
        names = ("name", "sense", "margin", "seeds")
        told = {name: getattr(self, name) for name in names} | {"said": self.description}
        return {**told, "measure": "f" * 64, "experiments": [data]}


def effect(**given: Any) -> Told:
    return Told("gap", "how far apart", (), lambda: (), **{"seeds": SEEDS, **given})


def claim(*effects: Effect, **changes: Any) -> Claim:
    registry = Registry()
    body = {"effects": effects, "__doc__": "One is above the other."} | changes
    register = Paper("toy", "a paper", registry=registry).claim("gap", locus="Sec. 1", kind="sim")
    register(type("Gap", (), body))
    return registry["toy.gap"]


def around(mean: float, spread: float = 0.01) -> list[float]:
    return [mean + spread * (-1) ** k for k in range(SEEDS)]


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    data = {"schema": SCHEMA, **json.loads(json.dumps(record))}
    return {**data, "digest": digest(data)}


@pytest.mark.parametrize(
    ("given", "values", "verdict", "scope"),
    [
        (
            [{}],
            [around(1)],
            "CONFIRMED",
            "measured, not proved: blobs, ReLU layers 4-8-4, 3 epochs",
        ),
        ([{}], [around(-1)], "UNDECIDED", "measured; the opposite holds here: blobs"),
        ([{}], [around(0)], "UNDECIDED", "measured; inconclusive: blobs"),
        ([{"margin": 2.0}], [around(1)], "UNDECIDED", "measured; the opposite holds here"),
        ([{"sense": "within", "margin": 2.0}], [around(1)], "CONFIRMED", "measured, not proved"),
        ([{}, {}], [around(1), around(0)], "UNDECIDED", "measured; inconclusive"),
        ([{}, {}], [around(-1), around(0)], "UNDECIDED", "measured; the opposite holds here"),
        ([{}, {}], [around(1), around(2)], "CONFIRMED", "measured, not proved"),
        ([{}], None, "UNDECIDED", "not measured: lossproof check toy.gap --train measures it"),
    ],
)
def test_verdicts_follow_from_what_was_measured(
    given: list[Any], values: Any, verdict: str, scope: str
) -> None:
    measured = claim(*(effect(**each) for each in given))
    record = decide_standalone(measured, values=values).record()
    assert record["verdict"] == verdict
    assert record["scope"].startswith(scope)
    assert decide(measured, record).record() == record
    assert recheck(sealed(record), {}).points == 0
    text = "\n".join(full(record, about(measured), {}))
    assert "how far apart" in text
    assert (" is in the confidence interval [" in text) == (values is not None)
    assert "how far apart" in document([part(record, about(measured), {})])


@pytest.mark.parametrize("name", ["zhang2018.mae-slower", "patrini2017.two-stage/forward"])
def test_what_was_measured_of_a_claim_of_a_paper_is_its_verdict_in_python_too(name: str) -> None:
    assert check(name).verdict == load()[name]["verdict"] == "CONFIRMED"


def test_intervals_have_their_share_of_what_all_claims_share() -> None:
    one, two = (share([effect()] * count) for count in (1, 2))
    assert one == pytest.approx(5e-10)
    assert two == one / 2
    # With 16 seeds that is 14 deviations, far more than the 3 of an interval of 99 %.
    values = [around(0.05, 0.016)]
    assert decide_standalone(claim(effect()), values=values).verdict == "UNDECIDED"
    assert decide_standalone(claim(effect()), values=[around(0.07, 0.016)]).verdict == "CONFIRMED"


def test_what_was_recorded_is_of_the_same_effects_or_is_not_taken() -> None:
    record = decide_standalone(claim(effect()), values=[around(1)]).record()
    assert kept([effect()], record) == [pytest.approx(around(1))]
    for other in (effect(margin=0.1), effect(epochs=4), effect(seeds=SEEDS + 1)):
        assert kept([other], record) is None
        assert decide(claim(other), record).verdict == "UNDECIDED"
    told = record["simulation"]
    for damaged in ({}, {"effects": [{}]}, {"effects": [{"values": ["x"] * SEEDS}]},
                    {"effects": [{**told["effects"][0], "values": ["1", "2"]}]}):  # fmt: skip
        assert kept([effect()], {**record, "simulation": damaged}) is None
        assert decide(claim(effect()), {**record, "simulation": damaged}).verdict == "UNDECIDED"


def test_of_what_is_measured_again_the_outcome_is_compared() -> None:
    first, again, other = (
        decide_standalone(claim(effect()), values=[around(mean)]).record() for mean in (1, 1.1, 0)
    )
    assert not differences(first, again)
    moved = "\n".join(differences(first, other))
    assert "verdict: recorded CONFIRMED, now UNDECIDED" in moved
    assert "evidence outcome: recorded agrees, now open" in moved


def _altered(record: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(record))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return changed


def test_a_record_that_says_more_than_its_values_is_rejected() -> None:
    record = decide_standalone(claim(effect()), values=[around(0)]).record()
    held = decide_standalone(claim(effect()), values=[around(1)]).record()
    one = ("simulation", "effects", 0)
    confirmed = {**record, "verdict": "CONFIRMED", "scope": held["scope"]}
    forged = [
        {**record, "verdict": "CONFIRMED"},
        {**held, "verdict": "PROVED"},
        confirmed,
        {**confirmed, "evidence": held["evidence"]},
        _altered({**confirmed, "evidence": held["evidence"]}, "simulation", "outcome", to="agrees"),
        {**held, "simulation": {**held["simulation"], "effects": record["simulation"]["effects"]}},
        _altered(held, *one, "low", to="0.99"),
        _altered(held, *one, "values", 0, to="-50"),
        _altered(held, *one, "values", to=["1"] * 8),
        _altered(held, *one, "values", to=["nan"] * SEEDS),
        _altered(held, "evidence", "effects", 0, "margin", to=3),
        _altered(held, "evidence", "effects", 0, "margin", to=-3),
        _altered(held, "evidence", "effects", 0, "sense", to="below"),
        _altered(held, "evidence", "effects", 0, "seeds", to=SEEDS - 1),
        _altered(held, "evidence", "effects", to=[]),
        _altered(held, "statement", "conclusion", to=["(<= 0 1)"]),
        {key: value for key, value in held.items() if key != "simulation"},
        {**held, "scope": "all c >= 2"},
        {**held, "uses": ["luck"]},
    ]
    for each in forged:
        with pytest.raises(RejectedError):
            recheck(sealed(each), {})
    assumed = decide_standalone(
        replace(claim(effect()), assumes=("toy.other",)), values=[around(1)]
    )
    with pytest.raises(RejectedError, match="verdict"):
        recheck(sealed(assumed.record()), {})


def test_nothing_is_stated_that_holds_at_a_point() -> None:
    with pytest.raises(
        ValueError, match=r"toy\.gap is a claim about training and cannot be evaluated at a point"
    ):
        _ = claim(effect()).statement


@pytest.mark.parametrize(
    ("effects", "changes"),
    [((), {}), ((1,), {}), ((effect(),), {"conclusion": lambda: None}), ((effect(),), {"q": 1})],
)
def test_a_claim_about_training_has_effects_and_nothing_else(effects: Any, changes: Any) -> None:
    with pytest.raises(ValueError, match="needs effects, a tuple"):
        claim(*effects, **changes)


def test_effects_go_with_their_kind() -> None:
    register = Paper("toy", "a paper", registry=Registry()).claim("gap", locus="1", kind="ineq")
    with pytest.raises(ValueError, match='its kind must be "sim"'):
        register(type("Gap", (), {"effects": (effect(),), "__doc__": "A claim."}))
