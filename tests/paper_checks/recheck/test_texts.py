"""A text of a record that a reader believes is checked, or can say no verdict."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from sympy import log

from lossproof.paper_checks.claims import Paper, Registry, decide, evidence
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.theory.domain import Classes, Integer, Real, Simplex
from lossproof.theory.language import ge, le
from tests.recorded import RECORDED

Record = dict[str, Any]
MORE = ", corrected by mine.nothing (PROVED)"
PROVED, REFUTED = "zhang2018.lq-limits", "zhang2018.tightens-k03"
REPAIR, TRAINED = "zhang2018.tightens-k03/small-q", "sce.class-biased"
DRAWN = "derived.batch-estimator/too-large"


def rejected(record: Record, others: Any = RECORDED) -> str:
    try:
        recheck(sealed({name: each for name, each in record.items() if name != "digest"}), others)
    except RejectedError as error:
        return str(error)
    return ""


def put(record: Record, path: tuple[Any, ...], value: Any) -> Record:
    forged = deepcopy(record)
    holder: Any = forged
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return forged


EXPERIMENT = ("evidence", "effects", 0, "experiments", 0)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        (PROVED, ("title",), f"The limit{MORE}"),
        (PROVED, ("title",), "The limit\x1b[2K"),
        (PROVED, ("locus",), "section 3, REFUTED by others"),
        (REFUTED, ("evidence", "proof"), "it is PROVED elsewhere"),
        (REPAIR, ("repairs",), "mine.nothing"),
        (REPAIR, ("repairs",), ["zhang2018.tightens-k03", "mine.nothing"]),
        (REPAIR, ("repairs",), PROVED),
        (DRAWN, ("simulation", "passed over"), ["an expectation that is PROVED"]),
        (DRAWN, ("simulation", "shown", "claimed"), "== 0"),
        (TRAINED, ("evidence", "effects", 0, "name"), f"class-biased{MORE}"),
        (TRAINED, ("evidence", "effects", 0, "said"), f"the variance{MORE}"),
        (TRAINED, ("evidence", "effects", 0, "measure"), "0"),
        (TRAINED, (*EXPERIMENT, "methods", 0), f"cce{MORE}"),
        (TRAINED, (*EXPERIMENT, "noises", 0), "none, and no other"),
        (TRAINED, (*EXPERIMENT, "sha256"), "9cce"),
    ],
)
def test_a_text_that_says_more_than_was_checked_is_rejected(
    name: str, path: tuple[Any, ...], value: Any
) -> None:
    assert not rejected(RECORDED[name])
    assert rejected(put(RECORDED[name], path, value))


def test_a_hypothesis_whose_name_says_a_verdict_is_rejected() -> None:
    record = RECORDED[REPAIR]
    (name, *_) = record["statement"]["given"]
    text = f"{name} (PROVED)"

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {text if key == name else key: renamed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [*map(renamed, value)]
        return text if value == name else value

    forged = {**renamed(record), "scope": record["scope"].replace(f"; {name}", f"; {text}")}
    assert "hypothesis says PROVED" in rejected(forged)


def open_claim(name: str, **body: Any) -> Record:
    """The record of a claim that provers leave open."""
    school = Paper("own", "notes", registry=Registry())
    school.claim(name, "1")(type("Open", (), {"__doc__": "It is open.", **body}))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evidence, "easy", lambda goal, facts, left: None)
        return decide(school.registry[f"own.{name}"]).record()


@pytest.fixture(scope="module")
def searched() -> Record:
    c = Classes()
    return open_claim("powers", c=c, n=Integer(1, 9), f=Simplex(c),
                      conclusion=lambda c, n, f: ge(f.total(lambda u: u**n), 0))  # fmt: skip


def test_a_conclusion_without_a_value_is_told_in_the_words_of_the_scope() -> None:
    record = open_claim("limit", q=Real(0, 1), conclusion=lambda q: le(q * log(q), q))
    assert "undefined" in record["evidence"]
    assert not rejected(record)
    assert rejected(put(record, ("scope",), record["scope"].replace("at q = 0", "at q = 1")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a counterexample", "a doubt, as it is well known, nor a counterexample"),
        ("a counterexample", "a point that meets the hypotheses"),
        ("a counterexample", "a counterexample, and the simulation contradicts the claim"),
        ("a counterexample at", "a counterexample in 20 years at"),
        ("at c = 2", "at c = 1"),
        ("at c = ", "at k = "),
        ("n = 1..9", "n = 1..90"),
        ("c = 2", "c = 2..4, and 9 more up to 1, 2"),
        ("; all", " in 7 of the choices of these and of labels; all"),
        ("goal: ", "goal: nothing, the claim is PROVED: "),
        ("found neither", "PROVED if its assumptions hold, own.x (PROVED); found neither"),
    ],
)
def test_what_a_search_did_not_find_or_look_at_is_rejected(
    searched: Record, old: str, new: str
) -> None:
    assert not rejected(searched)
    assert old in searched["scope"]
    forged = {**searched, "scope": searched["scope"].replace(old, new, 1)}
    assert rejected(forged)
    for key in ("not found", "left"):
        told = searched["evidence"][key].replace(
            old.removesuffix(" at").removeprefix("goal: "), new
        )
        assert rejected(put(forged, ("evidence", key), told)), key


def test_evidence_that_is_not_confirmed_is_one_of_three(searched: Record) -> None:
    _, _, whole = searched["scope"].rpartition("; ")

    def unconfirmed(found: str, why: str) -> Record:
        scope = f"found {found} that the second checker does not confirm ({why}); {whole}"
        told = {"kind": "search", "unconfirmed": found, "left": why}
        return {**searched, "scope": scope, "evidence": told}

    assert not rejected(unconfirmed("a proof", "it is long"))
    assert "which is not a kind" in rejected(unconfirmed("an elegant proof", "it is long"))
    assert "its left says PROVED" in rejected(unconfirmed("a proof", "the claim is PROVED"))


def test_what_an_assumption_is_corrected_by_is_no_part_of_a_scope() -> None:
    record = RECORDED[PROVED]
    assumed = {"own.a": {"verdict": "REFUTED", "assumes": []}, **RECORDED}
    held = "PROVED if its assumptions hold, own.a (REFUTED)"
    forged = {**record, "assumes": ["own.a"], "verdict": "UNDECIDED",
              "scope": f"{held}; {record['scope']}"}  # fmt: skip
    assert not rejected(forged, assumed)
    told = f"{held[:-1]}{MORE}); {record['scope']}"
    assert "its scope is recorded as" in rejected({**forged, "scope": told}, assumed)
