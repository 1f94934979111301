"""Every recorded derivation is confirmed from its own data."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks.recheck.derivation import Statement, confirmed
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.recorded import RECORDED
from tests.together import together

RECORDS = {
    name: record for name, record in RECORDED.items() if record["evidence"]["kind"] == "derivation"
}
SHARE = 0.995


@pytest.fixture(scope="module")
def found():
    return {
        name: confirmed(Statement.read(record["statement"]), record["evidence"]["steps"])
        for name, record in RECORDS.items()
    }


@pytest.mark.nightly("18 s: what the command confirms in every run, apart")
def test_nearly_every_step_is_confirmed(found) -> None:
    steps = sum(each.steps for each in found.values())
    doubts = sum(len(each.doubts) for each in found.values())
    assert doubts <= (1 - SHARE) * steps


@pytest.mark.nightly("18 s: the same")
def test_the_end_leans_on_what_the_record_says(found) -> None:
    for name, record in RECORDS.items():
        assert found[name].uses == {*record["uses"]}
        assert found[name].absurd == (record["verdict"] == "VACUOUS")


X = {"parameters": {"x": "(interval -inf inf open open)"}, "given": {}, "conclusion": []}


def test_a_sum_has_a_value_where_what_is_known_of_any_class_has() -> None:
    record = RECORDS["dmi.mi-properties"]
    steps = record["evidence"]["steps"]
    assert not confirmed(Statement.read(record["statement"]), steps).doubts


LABELS = {
    "parameters": {"c": "(classes 2 inf)", "y": "(label c)", "k": "(label c)", "f": "(simplex c)"},
    "given": {"known": ["(>= (at f y) 1/2)"]},
    "conclusion": [],
}


def line(name: str, term: str, rule: str, /, *premises: str, uses: str = "", **by: Any) -> Any:
    given = {"uses": [uses]} if uses else {}
    return {"step": name, "term": term, "rule": rule, "from": [*premises], **given, "by": by}


def doubts(statement: Any, *lines: Any) -> dict[str, str]:
    return {**confirmed(Statement.read(statement), lines).doubts}


def test_a_division_by_what_may_be_zero_is_told() -> None:
    term = "(== (+ (* x (^ (+ x -1) -1)) (* -1 (^ (+ x -1) -1)) -1) 0)"
    assert doubts(X, line("a", term, "identity")) == {"a": "a term may have no value"}
    given = {**X, "given": {"apart": ["(> x 1)"]}}
    apart = line("b", "(> (+ x -1) 0)", "hypothesis", uses="apart")
    assert doubts(given, apart, line("a", term, "identity")) == {}


SMALL = line("s", "(>= (+ 1/2 (* -1 (at f @class))) 0)", "case small", opens="case 1")


@together(
    ("lines", "doubtful"),
    [
        ([line("a", "(>= (at f k) 0)", "hypothesis", uses="domain of f")], "a"),
        ([line("a", "(>= (+ (at f k) -1/2) 0)", "hypothesis", uses="known")], "a"),
        ([line("a", "(>= (+ (at f y) -1/2) 0)", "hypothesis", uses="unknown")], "a"),
        (
            [
                SMALL,
                line("t", "(>= (+ (* 1/2 c) (* -1 (sum #0 c (at f #0)))) 0)",
                     "sum over the classes", "s", index="@class", size="c"),
            ],
            "t",
        ),
        ([SMALL, line("i", "(>= (+ 1/2 (* -1 (at f y))) 0)", "instance", "s",
                      index="@class", value="y")], "i"),
        (
            [
                line("d", "(== (+ -1 (sum #0 c (delta #0 k))) 0)", "one term of the sum",
                     term="1", label="@class", size="c"),
            ],
            "d",
        ),
        ([line("e", "(>= (+ 1 (* -1 (at f y))) 0)", "evident sign")], ""),
        ([line("e", "(>= (+ (at f y) (* -1 (at f k))) 0)", "evident sign")], "e"),
        ([line("u", "(>= 0 0)", "no such rule")], "u"),
    ],
)  # fmt: skip
def test_what_does_not_follow_is_told(lines, doubtful) -> None:
    assert [*doubts(LABELS, *lines)] == ([doubtful] if doubtful else [])


def test_an_open_case_is_no_end() -> None:
    statement = {**LABELS, "conclusion": ["(every #0 c (<= (at f #0) 1/2))"]}
    assert "end" in doubts(statement, SMALL)


@together(
    ("lines", "why"),
    [
        ([line("a", "(>= 1 0)", "weakening", "b")], "not an earlier step"),
        ([line("a", "(>= 1 0)", "identity"), line("a", "(>= 1 0)", "identity")], "two steps"),
        ([line("a", "(>= z 0)", "evident sign")], "not a parameter"),
        ([line("a", "(>= (at f #0) 0)", "evident sign")], "not a parameter"),
        ([line("a", "(>= (at f y) 1)", "evident sign")], "compare a term with 0"),
    ],
)
def test_what_is_no_derivation_is_rejected(lines, why) -> None:
    with pytest.raises(RejectedError, match=why):
        confirmed(Statement.read(LABELS), lines)


UNITS = {
    "parameters": {"u": "(interval 0 1 open open)", "v": "(interval 0 1 open open)",
                   "x": "(interval -inf inf open open)"},
    "given": {"above": ["(> x 1)"]}, "conclusion": [],
}  # fmt: skip
ABOVE = line("h", "(> (+ x -1) 0)", "hypothesis", uses="above")


@pytest.mark.parametrize(
    ("rounded", "holds"),
    [
        ("(floor u)", True), ("(+ 1 (* -1 (floor u)))", True), ("(* -1 (floor u))", False),
        ("(+ 1 (floor (* -1 u)))", True), ("(floor (* -1 u))", False),
        ("(+ 1 (* -1 (ceiling u)))", True), ("(* -1 (ceiling u))", False),
        ("(+ (ceiling u) -1)", False), ("(+ (ceiling (+ 1 u)) -1)", True), ("(floor x)", False),
    ],
)  # fmt: skip
def test_a_rounded_number_lies_between_rounded_ends(rounded: str, holds: bool) -> None:
    sign = line("e", f"(>= {rounded} 0)", "evident sign")
    assert [*doubts(UNITS, sign)] == ([] if holds else ["e"])


@together(
    ("lines", "doubtful"),
    [
        (["(== (+ (log (* (+ u -1) (^ (+ v -1) -1))) (* -1 (log (+ 1 (* -1 u))))"
          " (log (+ 1 (* -1 v)))) 0)"], ""),
        (["(== (log (* (+ u -1) (^ (+ u -1) -1))) 0)"], ""),
        (["(== (+ (^ (* (+ u -1) (^ (+ v -1) -1)) 1/2)"
          " (* -1 (^ (+ 1 (* -1 u)) 1/2) (^ (+ 1 (* -1 v)) -1/2))) 0)"], ""),
        (["(== (+ (log (* x (+ x -1))) (* -1 (log x)) (* -1 (log (+ x -1)))) 0)"], "0"),
        (["(== (+ (log (* (+ u -1) x)) (* -1 (log (+ 1 (* -1 u)))) (* -1 (log x))) 0)"], "0"),
        (["(== (log (* x (^ x -1))) 0)"], "0"),
        ([ABOVE, "(== (+ (log (* (^ (+ 1 (* -1 x)) -1) (+ u -1)))"
          " (* -1 (log (* (^ (+ 1 (* -1 x)) -1) (+ u -1))))) 0)"], ""),
        ([ABOVE, "(== (+ (log (* (^ (+ 1 (* -1 x)) -1) u))"
          " (* -1 (log (* (^ (+ 1 (* -1 x)) -1) u)))) 0)"], "1"),
        ([ABOVE, "(== (+ (log (* (^ (+ 1 (* -1 x)) -2) u))"
          " (* -1 (log (* (^ (+ 1 (* -1 x)) -2) u)))) 0)"], ""),
    ],
)  # fmt: skip
def test_logarithms_of_products_have_values_and_split_by_the_signs_of_factors(
    lines, doubtful
) -> None:
    said = [x if isinstance(x, dict) else line(str(k), x, "identity") for k, x in enumerate(lines)]
    assert [*doubts(UNITS, *said)] == ([doubtful] if doubtful else [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(^ (* u (+ v 1)) 1/2)", "(* (^ u 1/2) (^ (+ v 1) 1/2))", True),
        ("(^ (* (+ u v) (+ v 1)) -1/3)", "(* (^ (+ u v) -1/3) (^ (+ v 1) -1/3))", True),
        ("(^ (* x x) 1/2)", "x", False),
        ("(^ (* x (+ v 1)) 1/3)", "(* (^ x 1/3) (^ (+ v 1) 1/3))", False),
        ("(^ (* (+ u -1) (+ v -1)) 1/2)", "(* (^ (+ u -1) 1/2) (^ (+ v -1) 1/2))", False),
    ],
)
def test_a_root_of_a_product_is_that_of_its_factors_if_none_is_below_0(
    one: str, other: str, same: bool
) -> None:
    identity = line("i", f"(== (+ {one} (* -1 {other})) 0)", "identity")
    assert [*doubts(UNITS, identity)] == ([] if same else ["i"])


@pytest.mark.parametrize(("more", "holds"), [("0", True), ("-1/100", False)])
def test_what_is_0_over_a_common_divisor_is_at_least_0(more: str, holds: bool) -> None:
    powers = "(* -1 (^ (+ u 1) -1)) (* -1 (^ (+ u 1) -2))"
    sign = line("e", f"(>= (+ {more} (* (+ u 2) (^ (+ u 1) -2)) {powers}) 0)", "evident sign")
    assert [*doubts(UNITS, sign)] == ([] if holds else ["e"])
