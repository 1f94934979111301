"""`lossproof explore`: what is false is found, explained, kept and replayed; the rest is told."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from lossproof.paper_checks.commands import arguments
from lossproof.paper_checks.exploring import Question, replay, search_claim
from lossproof.paper_checks.reports.runs.exploration import lines
from lossproof.simulate.search import SIZES, explore as search
from tests.paper_checks.commands.running import claims_file, lossproof
from tests.recorded import RECORDED
from tests.turns import in_turns

STATED = RECORDED["zhang2018.class-sum-bounds"]["statement"]
CLAIM, PROVED = "zhang2018.tightens-k02", "zhang2018.class-sum-bounds"
OWN = (
    ("root", "Simplex(3)", "le(x.total(lambda u: u ** Rational(1, 2)), 1)"),
    ("square", "Real(-1, 1)", "ge(x**2, 0)"),
)
SUBTLE = (
    ("high", "Real(Rational(9999, 10000), 1)", "gt(x, Rational(29999, 30000))"),
    ("integers", "Integer(1)", "le(x, 10**20)"),
    ("equal", "Real(0, 1)", "eq(Max(x, 1 - x) + Min(x, 1 - x), 1)"),
    ("nearly", "Real(0, 1)", "eq(x, x + x / 10**12)"),
)
FAULTY = (("called", "Real(-1, 1)", "ge(abs(x)(x), 0)"), ("square", "Real(-1, 1)", "ge(x**2, 0)"))


def run(*words: str | Path) -> Result:
    return lossproof("explore", *words)


def test_what_is_refuted_is_found_and_explained() -> None:
    done = run(CLAIM)
    assert done.exit_code == 1, done.output
    said = " ".join(done.stdout.split())
    assert "counterexample, structured: c = 10, q = 6/7, k = 1/2" in said
    assert "0.522614 < 0.454411 is false" in said
    assert "in [0.8412, 1] refutes (the ends are exact)" in said
    range_of_k = "k every value in [1/5, 0.5622] refutes (certified); above, it ends where"
    assert f"{range_of_k} the conclusion holds" in said
    assert "structured " in said


def test_where_nothing_is_found_the_nearest_miss_is_told() -> None:
    done = run(CLAIM, "--set", "c=10", "--set", "q=0.7", "--points", "2e4")
    assert done.exit_code == 0, done.output
    assert f"{CLAIM}, c = 10; q = 0.7" in done.stdout
    assert "no counterexample found; the limit on points was reached" in done.stdout
    assert "closest point: slack 0.4563 at c = 10, q = 7/10, k = 1/5" in done.stdout


def test_hypotheses_are_dropped_and_added() -> None:
    done = run("zhang2018.tightens-k03", "--drop", "k > 1/c", "--range", "k=0.3..0.4",
               "--given", "q < 1/2", "--json")  # fmt: skip
    assert done.exit_code == 1, done.output
    (record,) = json.loads(done.stdout)
    k, q = (eval_fraction(record["point"][name]) for name in "kq")
    assert 0.3 <= k <= 0.4
    assert q < 0.5
    assert [each["holds"] for each in record["given"]["q < 1/2"]] == [True]
    assert [each["holds"] for each in record["given"]["k > 1/c"]] == [False]
    assert record["question"]["dropped"] == ["k > 1/c"]


def eval_fraction(text: str) -> float:
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_claims_of_a_file_are_explored(tmp_path: Path) -> None:
    path = claims_file(tmp_path, *OWN, section="mine")
    done = run(path, "--points", "20000", "--json")
    assert done.exit_code == 1, done.output
    found = {record["id"]: record for record in json.loads(done.stdout)}
    assert found["mine.root"]["outcome"] == "counterexample"
    assert found["mine.square"]["outcome"] == "none found"
    assert found["mine.square"]["nearest"]["point"] == {"x": "0"}
    again = replay(found["mine.root"])
    assert again["outcome"] == "counterexample"


def test_what_is_told_is_not_more_than_was_looked_at(tmp_path: Path) -> None:
    path = claims_file(tmp_path, *SUBTLE, section="subtle", more="from sympy import Max, Min\n")
    high = run(str(path), "subtle.high")
    assert high.exit_code == 1, high.output
    assert "every value in [0.9999, 0.99996" in high.stdout
    integers = run(str(path), "subtle.integers")
    assert integers.exit_code == 0, integers.output
    assert "every choice of the discrete parameters was tried" in integers.stdout
    assert "of the discrete parameters (more exist)" in integers.stdout
    equal = run(str(path), "subtle.equal", "--points", "1000")
    assert equal.exit_code == 0, equal.output
    assert "the sides differ by at most 1e-09 at every tested point" in equal.stdout
    nearly = run(str(path), "subtle.nearly", "--points", "1000")
    assert nearly.exit_code == 1, nearly.output
    assert "1/2 = 0.5000000000005 is false" in nearly.stdout
    assert "every value in [0.0005, 1] refutes (certified)" in nearly.stdout


def test_a_claim_that_raises_is_named_and_others_are_explored(tmp_path: Path) -> None:
    path = claims_file(tmp_path, *FAULTY, section="faulty")
    done = run(path, "--points", "1000")
    assert done.exit_code == 2
    told = "Error: the conclusion of faulty.called (claims_mine.py, line 16) raised TypeError"
    assert told in done.stderr
    assert "faulty.square\n  no counterexample found" in done.stdout
    done = run("faulty", "--points", "1000", "--json")
    assert [record["id"] for record in json.loads(done.stdout)] == ["faulty.square"]


def test_ctrl_c_ends_with_what_was_found_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = search_claim(Question(CLAIM), seconds=20), list[str]()

    def interrupted(question: Question, **_: Any) -> Any:
        asked.append(question.id)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr("lossproof.paper_checks.exploring.search_claim", interrupted)
    done = run("zhang2018", "--json")
    assert done.exit_code == 130
    assert json.loads(done.stdout) == [found]
    assert f"stopped: the search of {asked[1]} is incomplete" in done.stderr


def test_ctrl_c_before_a_command_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    def early(_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(arguments, "claims", early)
    done = run(CLAIM)
    assert done.exit_code == 130
    assert "stopped by Ctrl-C" in done.stderr


def test_that_no_point_meets_the_hypotheses_is_told() -> None:
    done = run(PROVED, "--given", "1 > 2", "--points", "1000")
    assert "no tested point meets the hypotheses" in done.stdout


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"because": [SIZES], "tried": 1, "refuting": 1}, "is determined by the sizes"),
        ({"anything": True, "certified": "everywhere"}, "is irrelevant: all 8 other values"),
        ({}, "each of 9 tested values refutes"),
        ({"range": ["1/48", "8"], "below": None, "above": None},
         "each of 9 tested values in [1/48, 8] refutes (the ends are exact); no end of the "
         "interval was found"),
        ({"range": ["0", "1"], "refuting": 5, "above": ["a"]},
         "; above, it ends where “a” does not hold"),
        ({"range": ["0", "1"], "below": ["a"], "above": ["a"]},
         "; it ends where “a” does not hold"),
        ({"refuting": 1, "because": ["a"]}, "must be 2: no other of 9 tested values refutes"),
    ],
)  # fmt: skip
def test_no_more_is_said_than_was_looked_at(changes: dict[str, Any], says: str) -> None:
    each = {"name": "x", "value": "2", "anything": False, "tried": 9, "refuting": 9, "range": None,
            "certified": "values", "because": [], "below": [], "above": []}  # fmt: skip
    question = {"pinned": {}, "ranges": {}, "given": [], "dropped": []}
    record = {"id": "x", "question": question, "outcome": "counterexample", "point": {},
              "missed": [], "given": {}, "varied": [each | changes]}  # fmt: skip
    text = "\n".join(lines(record, STATED))
    assert says in text
    assert ("is irrelevant" in text) == bool(changes.get("anything"))


def test_a_nearest_miss_in_floating_point_is_marked() -> None:
    record = search_claim(Question(PROVED), points=1000)
    record["nearest"] = {"point": {"q": "0.123456789"}, "slack": -1e-9, "closest": None}
    text = "\n".join(lines(record, STATED))
    assert "closest point to a counterexample, in floating point (not certified):" in text
    assert "slack about 0 at q = 0.1235" in text


def test_workers_end_with_what_one_finds() -> None:
    question = Question("zhang2018.forward-equals-ce/row-maximum")
    alone, beside = (
        search(question, structured=False, name=question.id, workers=workers, seconds=100)
        for workers in (1, 2)
    )
    assert alone.counterexample is not None
    assert alone.counterexample == beside.counterexample


def test_arguments_are_read() -> None:
    assert arguments.values(["q = 1/2", "f=[1/2, 1/2]"]) == {"q": "1/2", "f": ["1/2", "1/2"]}
    assert arguments.ranges(["q=0.5..1", "c=..9"]) == {"q": ("0.5", "1"), "c": ("", "9")}


def test_every_line_of_a_record_is_words() -> None:
    record = search_claim(Question(CLAIM, pinned={"q": "1"}), seconds=20)
    text = "\n".join(lines(record, STATED))
    assert "Fraction" not in text
    assert "None" not in text
    json.dumps(record)


REFUTED = [record["id"] for record in RECORDED.values() if record["verdict"] == "REFUTED"]


@in_turns(("claim", "seed"), itertools.product(REFUTED, [1, 2]), 30)
def test_every_refuted_claim_is_found_again_as_generic_and_simple(claim: str, seed: int) -> None:
    from benchmarks.claims.found_again import cost, unlike

    recorded = RECORDED[claim]["evidence"]["point"]
    statement = Question(claim)()
    found = search(statement, seed=seed, name=claim, seconds=60).counterexample
    assert found is not None
    assert statement.at(found).refutes()
    told, known = unlike(statement, found), unlike(statement, recorded)
    assert (told, cost(found)) <= (known, cost(recorded) + 1e-6)


def test_where_the_conclusion_has_no_value_is_said(tmp_path: Path) -> None:
    path = claims_file(tmp_path, ("square", "Real(-1, 1)", "ge(1 / x**2, 0)"), section="pole")
    done = run(path, "--points", "1000")
    assert done.exit_code == 0
    assert "  the conclusion is undefined at x = 0: add a hypothesis\n" in done.stdout
