"""No claim is held on what fails, and none beside a point that refutes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lossproof.paper_checks.claims import (
    REGISTRY,
    Paper,
    Registry,
    check,
    decide,
    load,
    load_file,
    runner,
)
from lossproof.paper_checks.claims.agreeing import refuted_by
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.records import Result, apply_assumptions, cap_by_assumptions, opposite
from lossproof.paper_checks.reports.explain import _after, _Page  # pyright: ignore[reportPrivateUsage]
from lossproof.theory.domain import Real
from lossproof.theory.language import le

HEADER = """
from lossproof.paper_checks.claims import Paper
from lossproof.theory.domain import Real
from lossproof.theory.language import eq, ge, gt, le
from lossproof.theory.proof.rules import combine, positive
from sympy import Rational

school = Paper("{section}", "a book")


def proved(p):
    return combine(p.goals[0].difference, p.domain("x")["upper"])


def state(name, conclusion, prove=None, given=None, **links):
    body = {{"x": Real(0, 1), "given": given or {{}}, "conclusion": conclusion, "__doc__": name}}
    if prove:
        body["prove"] = prove
    school.claim(name, locus="here", kind="ineq", **links)(type("C", (), body))


below = lambda x: le(x, 1)
"""


def written(folder: Path, body: str, section: str = "school") -> Path:
    path = folder / f"{section}.py"
    path.write_text(HEADER.format(section=section) + body)
    return path


def record(verdict: str, *assumes: str, **more: Any) -> dict[str, Any]:
    fields = {"id": "b", "verdict": verdict, "scope": "all x", "assumes": list(assumes)}
    return fields | {"repairs": None} | more


@pytest.mark.parametrize(
    ("own", "assumed", "verdict"),
    [
        ("PROVED", "PROVED", "PROVED"),
        ("PROVED", "CONFIRMED", "CONFIRMED"),
        ("PROVED", "REFUTED", "UNDECIDED"),
        ("PROVED", "UNDECIDED", "UNDECIDED"),
        ("PROVED", "VACUOUS", "UNDECIDED"),
        ("PROVED", "ERROR", "UNDECIDED"),
        ("PROVED", None, "UNDECIDED"),
        ("CONFIRMED", "PROVED", "CONFIRMED"),
        ("CONFIRMED", "CONFIRMED", "CONFIRMED"),
        ("CONFIRMED", "REFUTED", "UNDECIDED"),
        ("VACUOUS", "PROVED", "VACUOUS"),
        ("VACUOUS", "CONFIRMED", "UNDECIDED"),
        ("REFUTED", "REFUTED", "REFUTED"),
        ("UNDECIDED", "PROVED", "UNDECIDED"),
    ],
)
def test_a_claim_is_held_no_better_than_what_it_assumes(
    own: str, assumed: str | None, verdict: str
) -> None:
    others = {"a": record(assumed)} if assumed else {}
    found = cap_by_assumptions(record(own, "a"), others)
    assert found["verdict"] == verdict
    if verdict != own:
        assert f"{own} if its assumptions hold, a ({assumed or 'not decided'}); " in found["scope"]


def test_one_bad_assumption_of_several_is_enough() -> None:
    others = {"a": record("CONFIRMED"), "c": record("REFUTED")}
    assert cap_by_assumptions(record("PROVED", "a", "c"), others)["verdict"] == "UNDECIDED"


def test_the_repair_of_a_refuted_assumption_is_named_where_it_is_explained() -> None:
    others = {
        "a": record("REFUTED"),
        "a/r": record("PROVED", id="a/r", repairs="a"),
        "a/open": record("UNDECIDED", id="a/open", repairs="a"),
    }
    found = cap_by_assumptions(record("PROVED", "a"), others)
    assert found["scope"] == "PROVED if its assumptions hold, a (REFUTED); all x"
    found |= {"evidence": {"kind": "error"}, "trust": [], "hypotheses": {}, "uses": []}
    for each in others.values():
        each["statement"] = {"parameters": {}, "given": {}, "conclusion": []}
    lines = [*_after(found, others, _Page(100))]
    assert "Assumes a (REFUTED, corrected by a/r (PROVED))" in lines
    assert "Assumes a (REFUTED)" in [*_after(found, {"a": others["a"]}, _Page(100))]


def test_assumptions_of_assumptions_count() -> None:
    run = {"c": record("PROVED", "b", id="c"), "b": record("PROVED", "a")}
    found = apply_assumptions(run, {"a": record("REFUTED"), "b": record("PROVED")})
    assert {name: each["verdict"] for name, each in found.items()} == dict.fromkeys(
        ("c", "b"), "UNDECIDED"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('state("a", below, assumes=("dmi.loss-shif",))', "assumes dmi.loss-shif.*dmi.loss-shift"),
        ('state("a", below, repairs="dmi.los-shift")', "repairs dmi.los-shift.*dmi.loss-shift"),
        ('state("a", below, assumes=("bad.a",))', "bad.a assumes itself"),
        ('state("a", below, repairs="bad.a")', "bad.a repairs itself"),
        (
            'state("a", below, assumes=("bad.b",))\nstate("b", below, assumes=("bad.a",))',
            "assume or use each other in a circle: bad.[ab] rests on bad.[ab] rests on bad.[ab]",
        ),
    ],
)
def test_links_to_no_claim_and_circles_are_refused(tmp_path: Path, body: str, message: str) -> None:
    path = written(tmp_path, body, "bad")
    with pytest.raises(ValueError, match=message):
        load_file(path)
    assert "bad.a" not in REGISTRY
    load()


@pytest.mark.parametrize("other", ["one", "two"])
def test_a_circle_of_assumptions_is_refused_in_python_too(other: str) -> None:
    before = {claim.id for claim in REGISTRY}
    try:
        body = {"x": Real(), "conclusion": lambda x: le(x, x + 1), "__doc__": "So it is."}
        for name, assumed in (("one", other), ("two", "one")):
            links: Any = {"kind": "ineq", "assumes": (f"round.{assumed}",)}
            Paper("round", "notes").claim(name, locus="1", **links)(type("Below", (), {**body}))
        with pytest.raises(ValueError, match=r"in a circle: round\.(one|two) rests on round"):
            check("round.two")
    finally:
        REGISTRY.keep(before)


def test_a_claim_alone_is_held_no_better_than_what_is_known_of_its_assumption(
    toys: Registry,
) -> None:
    claim = toys["toy.shrinks/below-one"]
    object.__setattr__(claim, "repairs", None)  # no claim assumes what it corrects
    object.__setattr__(claim, "assumes", ("toy.shrinks",))
    assert decide(claim).verdict == "UNDECIDED"
    refuted = decide(toys["toy.shrinks"]).record()
    decision = decide(claim, others={"toy.shrinks": refuted})
    assert (decision.verdict, decision.record()["verdict"]) == ("UNDECIDED", "UNDECIDED")
    assert "hold, toy.shrinks (REFUTED)" in decision.scope
    square = decide(toys["toy.square"]).record()
    assert decide(claim, others={"toy.shrinks": square}).verdict == "PROVED"


def test_what_fails_at_the_witness_of_another_claim_is_found(toys: Registry) -> None:
    shrinks, square = toys["toy.shrinks"], decide(toys["toy.square"]).record()
    held = {"toy.square": square, "toy.shrinks": {**square, "id": "toy.shrinks"}}
    held["toy.square"] = {**square, "witness": {**square["witness"], "point": {"x": "3"}}}
    assert not shrinks.statement.at({"x": 3}).conclusion[0].holds
    pairs = dict(opposite(["toy.shrinks"], held))
    assert set(pairs) == set(held)
    assert refuted_by("toy.shrinks", pairs["toy.shrinks"], toys) == "toy.square"
    assert refuted_by("toy.square", pairs["toy.square"], toys) is None
    for stated, found in ((shrinks.statement.record(), "toy.square"), (square["statement"], None)):
        assert refuted_by("toy.shrinks", pairs["toy.shrinks"], toys, stated) == found
    assert not dict(opposite([], held))
    held["toy.square"]["verdict"] = "UNDECIDED"
    assert not dict(opposite(["toy.shrinks"], held))


RUN = """
state("below", below, proved)
state("half", lambda x: le(x, Rational(1, 2)))
state("half/repaired", below, proved, repairs="run.half")
state("below/repaired", below, proved, repairs=("run.half", "run.below"))
state("on-half", below, proved, assumes=("run.half",))
state("on-that", below, proved, assumes=("run.on-half",))
state("on-below", below, proved, assumes=("run.below",))

odd = Rational(37, 1009)


state("elsewhere", lambda x: gt((x - odd) ** 2, 0))
state("there", below, proved, {"there": lambda x: eq(x, odd)})
"""


def test_a_run_holds_nothing_on_what_fails_and_no_two_opposite_claims(tmp_path: Path) -> None:
    path = written(tmp_path, RUN, "run")
    verdicts = {
        "below": "PROVED",
        "half": "REFUTED",
        "half/repaired": "PROVED",
        "below/repaired": "ERROR",
        "on-half": "UNDECIDED",
        "on-that": "UNDECIDED",
        "on-below": "PROVED",
        "elsewhere": "ERROR",
        "there": "PROVED",
    }
    names = [f"run.{name}" for name in verdicts]
    both_wrong = record("PROVED", id="run.elsewhere", witness={"point": {"x": "0"}})
    known = {"run.elsewhere": Result("run.elsewhere", both_wrong, 0.0)}
    done = runner.run(names, files=[path], workers=2, known=known)
    found = {result.id: result for result in done}
    assert {name: found[f"run.{name}"].verdict for name in verdicts} == verdicts
    assert found["run.elsewhere"].record["scope"] == (
        "run.elsewhere is PROVED, but its conclusion fails at the witness of run.there"
    )
    assert found["run.below/repaired"].record["scope"] == (
        "run.below/repaired corrects run.below, which is PROVED: remove it from repairs"
    )
    scope = found["run.on-half"].record["scope"]
    assert "run.half (REFUTED); " in scope
    records = {name: each.record for name, each in found.items() if each.verdict != "ERROR"}
    for name in ("run.on-half", "run.on-that", "run.on-below"):
        recheck(sealed(records[name]), records)
