"""Points of records: what is so is confirmed, and what is not is rejected for what it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from lossproof.paper_checks.claims.claim import REGISTRY
from lossproof.paper_checks.claims.loading import load as load_claims
from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.points.domains import contains
from lossproof.paper_checks.recheck.points.instances import counterexample, placed, witness
from lossproof.paper_checks.recheck.points.relations import said
from lossproof.paper_checks.recheck.points.values import evaluate
from lossproof.paper_checks.recheck.record import standing
from lossproof.paper_checks.recheck.terms import RejectedError, read
from tests.paper_checks.random_points import examples
from tests.recorded import RECORDED
from tests.together import together
from tests.turns import in_turns

ALL = sorted(RECORDED)
PARTS = 27  # of all claims, which take turns


def statement_of(record: dict[str, Any]) -> Statement:
    return Statement.read(record["statement"])


def check(record: dict[str, Any], others: dict[str, Any] | None = None) -> int:
    return standing(record, statement_of(record), RECORDED if others is None else others)


def test_every_point_of_every_record_is_confirmed() -> None:
    points = sum(check(record) for record in RECORDED.values())
    assert points >= 490


@in_turns("part", range(PARTS), PARTS)
def test_a_statement_says_at_a_point_what_the_kernel_finds_there(part: int) -> None:
    """At points that no record holds."""
    load_claims()
    looked = 0
    for name in ALL[part::PARTS]:
        if REGISTRY[name].effects:
            continue
        ours, kernel = statement_of(RECORDED[name]), REGISTRY[name].statement
        for point in examples(kernel, 3, random_points=1):
            outcome = kernel.at(point)
            values = placed(ours, _texts(kernel.check(point)))
            for what, parts in (*outcome.given.items(), (None, outcome.conclusion)):
                relations = ours.conclusion if what is None else ours.given[what]
                found = [*said(relations, values)]
                # What holds for every class is written out relation by relation, or class by class.
                kernels = Counter((part.relation.op, part.holds) for part in parts)
                assert Counter((part.op, part.holds) for part in found) == kernels, name
                looked += len(found)
    assert looked > 40


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    return [*map(_texts, value)] if isinstance(value, tuple) else str(value)


STATEMENT = Statement.read(
    {
        "parameters": {"x": "(interval -1 1 closed open)"},
        "given": {"not 0": ["(!= x 0)"]},
        "conclusion": ["(> (^ x -1) 1)", "(< (log (* 2 x)) 0)"],
    }
)


def point(x: str, given: bool, *parts: tuple[str, str, str, bool | None]) -> dict[str, Any]:
    sides = [dict(zip(("lhs", "op", "rhs", "holds"), part, strict=True)) for part in parts]
    not_zero = [{"lhs": x, "op": "!=", "rhs": "0", "holds": given}]
    return {
        "point": {"x": x}, "given": {"not 0": not_zero}, "conclusion": sides, "missed": sides,
    }  # fmt: skip


def test_a_witness_meets_every_hypothesis_and_misses_no_part() -> None:
    fine = ("4", ">", "1", True), ("log(1/2) = -0.693147", "<", "0", True)
    witness(STATEMENT, point("1/4", True, *fine))
    for told in ("-log(2) = -0.693147", "-0.693147…"):
        witness(STATEMENT, point("1/4", True, fine[0], (told, "<", "0", True)))
    for told in ("log(1/2) = -0.693148", "-log(3) = -0.693147", "-0.6932…", "-7/10", "nonsense("):
        with pytest.raises((RejectedError, ValueError, SyntaxError)):
            witness(STATEMENT, point("1/4", True, fine[0], (told, "<", "0", True)))
    missed = ("4/3", ">", "1", True), ("log(3/2) = 0.405465", "<", "0", False)
    with pytest.raises(RejectedError, match="fails at the witness"):
        witness(STATEMENT, point("3/4", True, *missed))
    with pytest.raises(RejectedError, match=r"not 0.* does not hold"):
        witness(STATEMENT, point("0", False, ("zoo", ">", "1", None), ("zoo", "<", "0", None)))


def test_a_counterexample_misses_a_part_that_has_a_value() -> None:
    negative = ("-2", ">", "1", False)  # the logarithm has no value there
    counterexample(STATEMENT, point("-1/2", True, negative))
    with pytest.raises(RejectedError, match="conclusion holds"):
        counterexample(STATEMENT, point("1/4", True))
    with pytest.raises(RejectedError, match="that is not recorded"):
        counterexample(STATEMENT, point("-1/2", True))
    with pytest.raises(RejectedError, match="not in its domain"):
        counterexample(STATEMENT, point("1", True, negative))
    with pytest.raises(RejectedError, match="holds at the point that shows"):
        counterexample(STATEMENT, point("-1/2", True, negative), "not 0")
    with pytest.raises(RejectedError, match="conclusion has no value"):
        counterexample(STATEMENT, point("0", False), "not 0")


@together(
    ("domain", "inside", "outside"),
    [
        ("(interval 0 1 closed open)", "0 1/2", "1 -1/9 2"),
        ("(interval -inf 0 open open)", "-5 -1/9", "0 1"),
        ("(classes 2 inf)", "2 17", "1 5/2 -3"),
        ("(integer 2 4)", "2 4", "1 5 5/2"),
        ("(label 3)", "0 2", "3 -1 1/2"),
        ("(simplex 3)", "[0,1/3,2/3]", "[1/3,2/3] [1/3,1/3,1/2] [-1,1,1] 1 [[1],[0],[0]]"),
        ("(simplex 2 interior)", "[1/3,2/3]", "[0,1]"),
        ("(each 2 (label 2))", "[0,1]", "[0] [0,2] [0,1,1] 1"),
        ("(joint 2)", "[[0,1/2],[1/2,0]]", "[[1,0],[1,0]] [[1,0]] [[2,-1],[0,0]] [0,1]"),
    ],
)
def test_a_domain_holds_its_values_and_no_others(domain: str, inside: str, outside: str) -> None:
    for texts, truth in ((inside, True), (outside, False)):
        for text in texts.split():
            value = _placed(json.loads(re.sub(r"[^\[\],]+", r'"\g<0>"', text)))
            assert contains(read(domain), value, {}) is truth, text


def _placed(value: Any) -> Any:
    return tuple(map(_placed, value)) if isinstance(value, list) else evaluate(read(value), {})
