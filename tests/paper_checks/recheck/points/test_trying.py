"""Steps are tried at simple points: what a wrong rule allows is rejected where it fails there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flint import fmpq

from lossproof.paper_checks.recheck.derivation import Reader, Statement, confirmed
from lossproof.paper_checks.recheck.points.trying import BESIDE, CORNERS, OTHERS, failures, points
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.step import RULES, Said, Step
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.recorded import RECORDED
from tests.together import together

NUMBERS = {
    "x": "(interval 0 1 closed closed)",
    "k": "(integer 1 inf)",
    "q": "(interval 0 1 open open)",
}
CLASSES = {
    "c": "(classes 2 inf)",
    "f": "(simplex c)",
    "y": "(label c)",
    "v": "(each c (interval -inf inf open open))",
}


SAID: dict[str, Any] = {"given": {}, "conclusion": []}


def missed(
    parameters: dict[str, str], *steps: str, conclusion: str = "(== 0 0)", given: Any = ()
) -> dict[str, str]:
    """Where steps of any rule, and the conclusion, fail."""
    hypotheses = {"h": [*given]} if given else {}
    data = {"parameters": parameters, "given": hypotheses, "conclusion": [conclusion]}
    statement = Statement.read(data)
    reader = Reader(statement.known())
    lines = [
        {"step": f"s{k}", "rule": "any", "term": said, "from": []} for k, said in enumerate(steps)
    ]
    read = [reader.step(line) for line in lines]
    return failures(statement.domains, statement.given, statement.conclusion, read)


@together(
    ("parameters", "step", "where"),
    [
        (NUMBERS, "(== (+ (^ x (+ k -1)) (* -1 (^ x k) (^ x -1))) 0)", "it has no value at x = 0"),
        (NUMBERS, "(> (^ x (+ k -1)) 0)", "it fails at x = 0"),
        (NUMBERS, "(> (+ 1/2 (* -1 q)) 0)", "it fails at x = "),
        (NUMBERS, "(>= (+ -1 (log (+ 1 x))) 0)", "it fails at x = "),
        (CLASSES, "(> (at f y) 0)", "y = "),
        (CLASSES, "(> (+ 1 (* -1 (at f y))) 0)", "it fails at c = "),
        (CLASSES, "(== (+ -1 (sum #0 c (* (at v #0) (^ (sum #1 c (at v #1)) -1)))) 0)", "no value"),
        (CLASSES, "(>= (+ (log (at f 0)) 5) 0)", "it has no value at"),
    ],
)  # fmt: skip
def test_what_is_false_at_a_simple_point_is_found(parameters: Any, step: str, where: str) -> None:
    assert where in missed(parameters, step)["s0"]
    assert [*missed(CLASSES, "(> (at f @class) 0)", "(>= (at f @row) 0)")] == ["s0"]
    assert where in missed(parameters, "(== 0 0)", conclusion=step)["conclusion"]


@together(
    ("parameters", "step"),
    [
        (NUMBERS, "(>= (^ x (+ k -1)) 0)"),
        (NUMBERS, "(> (+ 1 (* -1 q)) 0)"),
        (CLASSES, "(>= (+ 1 (* -1 (at f @class))) 0)"),
        (CLASSES, "(== (+ -1 (sum #0 c (at f #0))) 0)"),
        (CLASSES, "(>= (+ 1 (* -1 (at f @class) (at f @class))) 0)"),
        (CLASSES, "(>= (any-cell 0 0 n c c) 0)"),
    ],
)
def test_what_is_true_or_unknown_is_not(parameters: Any, step: str) -> None:
    assert not missed(parameters | {"n": "(samples 1 inf)"}, step)


def test_points_meet_the_hypotheses() -> None:
    given = ["(> (* k x) 1)"]
    assert not missed(NUMBERS, "(> x 0)", given=given)
    assert missed(NUMBERS, "(> x 0)")
    found = [*points(Statement.read({**SAID, "parameters": NUMBERS}).domains, {})]
    assert len(found) == CORNERS + OTHERS
    assert {(each["x"], each["k"]) for each in found} >= {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_points_beside_the_witness_differ_from_it_in_one_parameter() -> None:
    statement = Statement.read({**SAID, "parameters": NUMBERS, "given": {"tight": ["(== x 2/7)"]}})
    witness = {**next(points(statement.domains, {})), "x": fmpq(2, 7)}
    found = [*points(statement.domains, statement.given, witness)]
    assert len(found) == BESIDE
    assert all(sum(each[name] != witness[name] for name in each) == 1 for each in found)


@pytest.fixture
def lenient() -> Iterator[None]:
    """A checker one of whose rules allows whatever its step says."""

    def anything(step: Step) -> Iterator[Said]:
        yield step.term, step.sign

    before = RULES["evident sign"]
    RULES["evident sign"] = anything
    yield
    RULES["evident sign"] = before


@pytest.mark.usefixtures("lenient")
def test_no_record_that_a_wrong_rule_allows_is_confirmed() -> None:
    record = RECORDED["zhang2018.class-sum-bounds"]
    line = {"step": "s0", "rule": "evident sign", "term": "(> (+ (at f 0) -1/2) 0)", "from": []}
    evidence = {**record["evidence"], "steps": [line, *record["evidence"]["steps"]]}
    assert not confirmed(Statement.read(record["statement"]), evidence["steps"]).doubts
    with pytest.raises(RejectedError, match="step s0, not confirmed: it fails at "):
        recheck(sealed({**record, "evidence": evidence}), RECORDED)
