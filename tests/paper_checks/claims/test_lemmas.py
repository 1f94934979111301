"""Proved claims in proofs of others: what they may not give, and what a verdict rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sympy import Rational

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


@pytest.fixture
def sums(notes: Paper) -> Paper:
    @notes.claim("below", locus="1", kind="ineq")
    class Below:
        "The squares of a prediction sum to at most 1."

        c = Classes()
        f = Simplex(c)

        def conclusion(f):
            return le(squares(f), 1)

    @notes.claim("above", locus="1", kind="ineq")
    class Above:
        "The squares of a prediction sum to at least 1/c."

        c = Classes()
        f = Simplex(c)

        def conclusion(c, f):
            return ge(squares(f), 1 / c)

    return notes


def differ(c: Any, f: Any, g: Any) -> Any:
    return le(squares(f) - squares(g), 1 - 1 / c)


def gap(notes: Paper, name: str, said: Any = differ, **options: Any) -> str:
    @notes.claim(name, locus="2", kind="ineq", **options)
    class Gap:
        "The sums of the squares of two predictions differ by at most 1 - 1/c."

        c = Classes()
        f = Simplex(c)
        g = Simplex(c)
        conclusion = said

    return f"notes.{name}"


BOTH = ("notes.below", "notes.above")


def test_provers_use_lemmas_of_whatever_letters(sums: Paper) -> None:
    def conclusion(c: Any, f: Any, g: Any) -> Any:
        return le(squares(f) ** 2 - squares(g), 1 - 1 / c)

    alone = check(gap(sums, "alone", conclusion), seconds=4)
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
    with pytest.raises(ProofError, match=r"must be a parameter, as p\.x; got 1"):
        p.lemma("notes.below", f=1)
    with pytest.raises(
        ProofError, match=r"the parameter f of .* is \(simplex c\), and c is no such parameter"
    ):
        p.lemma("notes.below", f=p.c)


def applied(notes: Paper, lemma: type, target: type) -> Any:
    """What a lemma gives in the proof of another claim; `ProofError` if nothing."""
    notes.claim("lemma", locus="1", kind="ineq")(lemma)
    notes.claim("target", locus="2", kind="ineq", uses=("notes.lemma",))(target)
    claim = REGISTRY["notes.target"]
    proof = Proof(claim.statement, lemmas_of(claim))
    assert proof.lemma_facts() or "notes.lemma" in proof.idle
    return proof.lemma("notes.lemma")


class OnUnit:
    "A number of at most 1 is above its square."

    x = Real(0, 1)

    def conclusion(x):
        return le(x**2, x)


def test_a_wider_domain_than_that_of_the_lemma_shows_nothing(notes: Paper) -> None:
    class Target:
        "Not so."

        x = Real(0, 2)

        def conclusion(x):
            return le(x**2, x)

    with pytest.raises(
        ProofError, match=r"notes\.lemma has the hypothesis x <= 1 .* is not proved"
    ):
        applied(notes, OnUnit, Target)
    assert check("notes.target", seconds=4).verdict == "REFUTED"


def test_a_narrower_domain_shows_what_the_lemma_supposes(notes: Paper) -> None:
    class Target:
        "So."

        x = Real(Rational(1, 4), Rational(1, 2))

        def conclusion(x):
            return le(x**2, x)

    assert applied(notes, OnUnit, Target)
    assert check("notes.target", seconds=10).verdict == "PROVED"


def test_an_open_end_is_not_shown_by_a_closed_one(notes: Paper) -> None:
    class Lemma:
        "Positive."

        x = Real(0, 1, open="left")

        def conclusion(x):
            return gt(x, 0)

    class Target:
        "Not positive."

        x = Real(0, 1)

        def conclusion(x):
            return gt(x, 0)

    with pytest.raises(ProofError, match="is not proved"):
        applied(notes, Lemma, Target)


def test_an_inner_point_is_not_shown_by_any_point(notes: Paper) -> None:
    class Lemma:
        "Entries inside the simplex are positive."

        c = Classes()
        y = Label(c)
        f = Simplex(c, interior=True)

        def conclusion(y, f):
            return gt(f[y], 0)

    class Target:
        "Entries are positive."

        c = Classes()
        y = Label(c)
        f = Simplex(c)

        def conclusion(y, f):
            return gt(f[y], 0)

    with pytest.raises(ProofError, match="is not proved"):
        applied(notes, Lemma, Target)


def test_a_hypothesis_is_shown_with_the_letters_in_their_places(notes: Paper) -> None:
    class Lemma:
        "A larger nonnegative number has a larger square."

        x = Real(0, 9)
        y = Real(0, 9)
        given = {"order": lambda x, y: le(x, y)}

        def conclusion(x, y):
            return le(x**2, y**2)

        def prove(p):
            gap = p.given("order")
            low = p.domain("x")["lower"], p.domain("y")["lower"]
            return combine(p.goals[0].difference, *((1, gap, each) for each in low))

    class Target:
        "The same of other letters."

        x = Real(0, 9)
        y = Real(0, 9)
        given = {"order": lambda x, y: le(y, x)}

        def conclusion(x, y):
            return le(y**2, x**2)

    with pytest.raises(ProofError, match=r"notes\.lemma has the hypothesis x <= y"):
        applied(notes, Lemma, Target)
    claim = REGISTRY["notes.target"]
    p = Proof(claim.statement, lemmas_of(claim))
    assert p.conclude(p.lemma("notes.lemma", x=p.y, y=p.x)).uses >= {"order"}
    with pytest.raises(ProofError, match="has the hypothesis"):
        p.lemma("notes.lemma", x=p.x, y=p.y)


def test_of_fewer_classes_nothing_is_shown(notes: Paper) -> None:
    class Lemma:
        "Of three classes and more."

        c = Classes(3)

        def conclusion(c):
            return ge(c, 3)

    class Target:
        "Of two classes and more."

        c = Classes()

        def conclusion(c):
            return ge(c, 3)

    with pytest.raises(ProofError, match="is not proved"):
        applied(notes, Lemma, Target)


def test_an_integer_is_no_number(notes: Paper) -> None:
    class Lemma:
        "An integer is not above its square."

        k = Integer(-9, 9)

        def conclusion(k):
            return le(k, k**2)

    class Target:
        "Not so."

        k = Real(-9, 9)

        def conclusion(k):
            return le(k, k**2)

    with pytest.raises(ProofError, match="is no such parameter here"):
        applied(notes, Lemma, Target)
    assert check("notes.target", seconds=4).verdict == "REFUTED"


def test_what_is_false_gives_nothing(notes: Paper) -> None:
    class Lemma:
        "False."

        x = Real(0, 1)

        def conclusion(x):
            return le(x, Rational(1, 2))

    class Target:
        "False too."

        x = Real(0, 1)

        def conclusion(x):
            return le(2 * x, 1)

    with pytest.raises(ProofError, match=r"no proof of notes\.lemma is found"):
        applied(notes, Lemma, Target)
    found = check("notes.target", seconds=4)
    assert found.verdict == "REFUTED"


@pytest.mark.parametrize("lie", ["nothing", "another", "text", "error"])
def test_a_proof_of_a_lemma_that_lies_gives_nothing(notes: Paper, lie: str) -> None:
    class Lemma:
        "False."

        x = Real(0, 1)

        def conclusion(x):
            return le(x, Rational(1, 2))

        def prove(p):
            told = {"nothing": None, "another": p.domain("x")["upper"], "text": ["x <= 1/2"]}
            return told[lie]

    class Target:
        "False too."

        x = Real(0, 1)

        def conclusion(x):
            return le(2 * x, 1)

    with pytest.raises(ProofError, match=r"notes\.lemma|which does not say"):
        applied(notes, Lemma, Target)


def test_a_true_claim_is_held_no_better_than_a_refuted_lemma(notes: Paper) -> None:
    class Lemma:
        "False."

        x = Real(0, 1)

        def conclusion(x):
            return le(x, Rational(1, 2))

    class Target:
        "True."

        x = Real(0, 1)

        def conclusion(x):
            return le(x, 1)

    notes.claim("lemma", locus="1", kind="ineq")(Lemma)
    notes.claim("target", locus="2", kind="ineq", uses=("notes.lemma",))(Target)
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
    with pytest.raises(RejectedError, match="rests on itself"):
        recheck(record, round_)
    capped = records.cap_by_assumptions(record, {**fine, BOTH[1]: {"verdict": "UNDECIDED"}})
    assert capped["verdict"] == "UNDECIDED"


def test_a_lemma_of_a_lemma_is_used_too(sums: Paper) -> None:
    gap(sums, "gap", uses=BOTH)

    @sums.claim("twice", locus="3", kind="ineq", uses=("notes.gap",))
    class Twice:
        "Twice the difference."

        c = Classes()
        f = Simplex(c)
        g = Simplex(c)

        def conclusion(c, f, g):
            return le(2 * squares(f) - 2 * squares(g), 2 - 2 / c)

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
