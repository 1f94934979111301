"""Proved claims in proofs of others: what they may not give, and what a verdict rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sympy import Rational, log, sqrt

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import REGISTRY, Paper
from lossproof.paper_checks.claims.deciding import check, decide_standalone
from lossproof.paper_checks.claims.loading import load_file
from lossproof.paper_checks.claims.stages.proving import lemmas_of
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory.domain import Classes, Integer, Label, Real, Simplex
from lossproof.theory.language import ge, gt, le
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine
from lossproof.theory.statement import Proof


def squares(f: Any) -> Any:
    return f.total(lambda u: u**2)


@pytest.fixture
def notes() -> Iterator[Paper]:
    before = {claim.id for claim in REGISTRY}
    yield Paper("notes", "notes")
    REGISTRY.keep(before)


def state(paper: Paper, name: str, said: Any, domains: Any, **more: Any) -> str:
    """Register a claim with this conclusion; its id."""
    links = {key: more.pop(key) for key in ("uses",) if key in more}
    body = {"__doc__": "A claim.", **domains, "conclusion": said, **more}
    paper.claim(name, locus="1", kind="ineq", **links)(type("Claim", (), body))
    return f"notes.{name}"


C = Classes()
ONE, TWO = {"c": C, "f": Simplex(C)}, {"c": C, "f": Simplex(C), "g": Simplex(C)}


@pytest.fixture
def sums(notes: Paper) -> Paper:
    """The squares of a prediction sum to at most 1, and to at least 1/c."""
    state(notes, "below", lambda f: le(squares(f), 1), ONE)
    state(notes, "above", lambda c, f: ge(squares(f), 1 / c), ONE)
    return notes


def differ(c: Any, f: Any, g: Any) -> Any:
    return le(squares(f) - squares(g), 1 - 1 / c)


def gap(notes: Paper, name: str, said: Any = differ, **options: Any) -> str:
    return state(notes, name, said, TWO, **options)


BOTH = ("notes.below", "notes.above")


def test_provers_use_lemmas_of_whatever_letters(sums: Paper) -> None:
    def conclusion(c: Any, f: Any, g: Any) -> Any:
        return le(squares(f) ** 2 - squares(g), 1 - 1 / c)

    alone = check(gap(sums, "alone", conclusion), seconds=1)
    assert alone.verdict == "UNDECIDED"
    found = check(gap(sums, "gap", conclusion, uses=BOTH), seconds=10)
    assert found.verdict == "PROVED"
    record = found.record()
    assert record["lemmas"] == [*BOTH]
    assert record["assumes"] == []
    rules = {step["rule"] for step in record["evidence"]["steps"]}
    assert "hypothesis" in rules
    assert not any("lemma" in rule for rule in rules)


def test_a_proof_uses_a_lemma_by_its_name(sums: Paper) -> None:
    claim = REGISTRY[gap(sums, "gap", uses=BOTH)]
    p = Proof(claim.statement, lemmas_of(claim))
    first, second = p.lemma("notes.below"), p.lemma("notes.above", f=p.g)
    assert isinstance(first, Fact)
    assert first.uses <= {"domain of f", "domain of c"}
    assert second.uses <= {"domain of g", "domain of c"}
    assert p.conclude(combine(p.goals[0].difference, first, second)).steps
    with pytest.raises(ProofError, match=r"no lemma is called .notes\.other.; .*uses="):
        p.lemma("notes.other")
    with pytest.raises(ProofError, match="has no parameter h; it has c, f"):
        p.lemma("notes.below", h=p.f)
    with pytest.raises(ProofError, match=r"must be a parameter, as p\.x, or a term; got x"):
        p.lemma("notes.below", f="x")
    with pytest.raises(
        ProofError, match=r"the parameter f of .* is \(simplex c\), and c is not such a parameter"
    ):
        p.lemma("notes.below", f=p.c)


def logarithm(u: Any) -> Any:
    return le(log(u), 2 * (sqrt(u) - 1))


def test_entries_and_terms_stand_in_the_places_of_real_numbers(notes: Paper) -> None:
    state(notes, "log", logarithm, {"u": Real(0, open="left")})
    more = {"f": Simplex(C, interior=True), "y": Label(C), "z": Label(C), "x": Real(0, 2)}
    domains = {"c": C, **more}

    def conclusion(f: Any, y: Any, z: Any) -> Any:
        one, other = logarithm(f[y]), logarithm(f[z])
        return ge(f[z] * one.difference, -f[y] * other.difference)

    assert check(state(notes, "alone", conclusion, domains), seconds=2).verdict == "UNDECIDED"
    used = state(notes, "used", conclusion, domains, uses=("notes.log",))
    assert check(used, seconds=10).verdict == "PROVED"
    p = Proof(REGISTRY[used].statement, lemmas_of(REGISTRY[used]))
    assert p.lemma("notes.log", u=p.x + 1).expr.has(log(p.x + 1))
    with pytest.raises(ProofError, match=r"the hypothesis x > 0 \(domain of u\), .* not proved"):
        p.lemma("notes.log", u=p.x)
    with pytest.raises(ProofError, match=r"the hypothesis x - 1 > 0 \(domain of u\)"):
        p.lemma("notes.log", u=p.x - 1)


def applied(notes: Paper, lemma: Any, target: Any) -> Any:
    """What a lemma gives in the proof of another claim; `ProofError` if nothing."""
    (said, domains, *more), (wanted, others, *_) = lemma, target
    state(notes, "lemma", said, domains, **(more[0] if more else {}))
    state(notes, "target", wanted, others, uses=("notes.lemma",))
    claim = REGISTRY["notes.target"]
    proof = Proof(claim.statement, lemmas_of(claim))
    assert proof.lemma_facts() or "notes.lemma" in proof.idle
    return proof.lemma("notes.lemma")


def half(x: Any) -> Any:
    return le(x, Rational(1, 2))


def small(x: Any) -> Any:
    return le(x**2, x)


INSIDE = {"c": C, "y": Label(C), "f": Simplex(C, interior=True)}
NOT_SHOWN = {
    "a wider domain": (
        (small, {"x": Real(0, 1)}), (small, {"x": Real(0, 2)}),
        r"notes\.lemma has the hypothesis x <= 1 .* is not proved", "REFUTED",
    ),
    "an open end": (
        (lambda x: gt(x, 0), {"x": Real(0, 1, open="left")}),
        (lambda x: gt(x, 0), {"x": Real(0, 1)}), "is not proved", "",
    ),
    "an inner point": (
        (lambda y, f: gt(f[y], 0), INSIDE),
        (lambda y, f: gt(f[y], 0), {**INSIDE, "f": Simplex(C)}), "is not proved", "",
    ),
    "more classes": (
        (lambda c: ge(c, 3), {"c": Classes(3)}), (lambda c: ge(c, 3), {"c": C}),
        "is not proved", "",
    ),
    "an integer": (
        (lambda k: le(k, k**2), {"k": Integer(-9, 9)}),
        (lambda k: le(k, k**2), {"k": Real(-9, 9)}), "is not such a parameter here", "REFUTED",
    ),
    "what is false": (
        (half, {"x": Real(0, 1)}), (lambda x: le(2 * x, 1), {"x": Real(0, 1)}),
        r"no proof of notes\.lemma was found", "REFUTED",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_SHOWN)
def test_what_a_lemma_supposes_must_be_shown(notes: Paper, case: str) -> None:
    lemma, target, why, verdict = NOT_SHOWN[case]
    with pytest.raises(ProofError, match=why):
        applied(notes, lemma, target)
    if verdict:
        assert check("notes.target", seconds=4).verdict == verdict


def test_a_narrower_domain_shows_what_the_lemma_supposes(notes: Paper) -> None:
    narrow = {"x": Real(Rational(1, 4), Rational(1, 2))}
    assert applied(notes, (small, {"x": Real(0, 1)}), (small, narrow))
    assert check("notes.target", seconds=10).verdict == "PROVED"


def test_a_hypothesis_is_shown_with_the_letters_in_their_places(notes: Paper) -> None:
    def prove(p: Any) -> Any:
        gap = p.given("order")
        low = p.domain("x")["lower"], p.domain("y")["lower"]
        return combine(p.goals[0].difference, *((1, gap, each) for each in low))

    both = {"x": Real(0, 9), "y": Real(0, 9)}
    lemma = {"given": {"order": lambda x, y: le(x, y)}, "prove": prove}
    state(notes, "lemma", lambda x, y: le(x**2, y**2), both, **lemma)
    other = {"given": {"order": lambda x, y: le(y, x)}, "uses": ("notes.lemma",)}
    state(notes, "target", lambda x, y: le(y**2, x**2), both, **other)
    claim = REGISTRY["notes.target"]
    p = Proof(claim.statement, lemmas_of(claim))
    with pytest.raises(ProofError, match=r"notes\.lemma has the hypothesis x <= y"):
        p.lemma("notes.lemma")
    assert p.conclude(p.lemma("notes.lemma", x=p.y, y=p.x)).uses >= {"order"}
    with pytest.raises(ProofError, match="has the hypothesis"):
        p.lemma("notes.lemma", x=p.x, y=p.y)


@pytest.mark.parametrize("lie", ["nothing", "another", "text", "error"])
def test_a_proof_of_a_lemma_that_lies_gives_nothing(notes: Paper, lie: str) -> None:
    def prove(p: Any) -> Any:
        told = {"nothing": None, "another": p.domain("x")["upper"], "text": ["x <= 1/2"]}
        return told[lie]

    unit = {"x": Real(0, 1)}
    with pytest.raises(ProofError, match=r"notes\.lemma|which does not imply"):
        applied(notes, (half, unit, {"prove": prove}), (lambda x: le(2 * x, 1), unit))


def test_a_true_claim_is_held_no_better_than_a_refuted_lemma(notes: Paper) -> None:
    state(notes, "lemma", half, {"x": Real(0, 1)})
    state(notes, "target", lambda x: le(x, 1), {"x": Real(0, 1)}, uses=("notes.lemma",))
    found = check("notes.target", seconds=10)
    assert found.verdict == "UNDECIDED"
    assert "notes.lemma (REFUTED)" in found.scope


def test_the_second_checker_holds_a_claim_no_better_than_its_lemmas(sums: Paper) -> None:
    record = sealed(check(gap(sums, "gap", uses=BOTH), seconds=10).record())
    record = json.loads(json.dumps(record))
    fine: dict[str, Any] = {name: {"verdict": "PROVED", "assumes": []} for name in BOTH}
    assert recheck(record, fine).steps
    for verdict in ("REFUTED", "UNDECIDED", "CONFIRMED", "VACUOUS"):
        with pytest.raises(RejectedError, match="its verdict is recorded as PROVED"):
            recheck(record, {**fine, BOTH[0]: {"verdict": verdict, "assumes": []}})
    with pytest.raises(RejectedError, match="its verdict is recorded as PROVED"):
        recheck(record, {BOTH[0]: fine[BOTH[0]]})
    round_ = {**fine, BOTH[0]: {"verdict": "PROVED", "assumes": ["notes.gap"]}}
    with pytest.raises(RejectedError, match="assumes itself"):
        recheck(record, round_)
    capped = records.cap_by_assumptions(record, {**fine, BOTH[1]: {"verdict": "UNDECIDED"}})
    assert capped["verdict"] == "UNDECIDED"


def test_a_lemma_of_a_lemma_is_used_too(sums: Paper) -> None:
    gap(sums, "gap", uses=BOTH)

    def twice(c: Any, f: Any, g: Any) -> Any:
        return le(2 * squares(f) - 2 * squares(g), 2 - 2 / c)

    gap(sums, "twice", twice, uses=("notes.gap",))
    found = check("notes.twice", seconds=16)
    assert found.verdict == "PROVED"
    assert decide_standalone(REGISTRY["notes.twice"], seconds=16).record()["lemmas"] == [
        "notes.gap"
    ]


CIRCLE = """
from lossproof import Paper, Real, le

mine = Paper("round", "my notes")


@mine.claim("one", locus="1", kind="ineq", uses=("round.two",))
class One:
    "One."

    x = Real(0, 1)

    def conclusion(x):
        return le(x, 1)


@mine.claim("two", locus="1", kind="ineq", uses=("USED",))
class Two:
    "Two."

    x = Real(0, 1)

    def conclusion(x):
        return le(x, 1)
"""


@pytest.mark.parametrize(
    ("used", "why"),
    [
        ("round.one", "claims assume or use each other in a circle: round"),
        ("round.two", "round.two uses itself"),
        ("round.three", "round.two uses round.three, which does not exist: did you mean"),
        ("zhang2018.softmax-wrong-labels", "which is measured and proves nothing"),
    ],
)
def test_no_claim_is_a_lemma_of_itself(tmp_path: Any, used: str, why: str) -> None:
    path = tmp_path / "claims_round.py"
    path.write_text(CIRCLE.replace("USED", used))
    with pytest.raises(ValueError, match=why):
        load_file(path)
