"""Derivations that use what premises say in a case after the rule has closed it."""

from __future__ import annotations

import pytest

from tests.paper_checks.recheck.forging import Step, doubted, doubts, evident

X = {"x": "(interval 0 1 closed closed)"}
SQUARE = "(^ (+ x -1/7) 2)"
CANCELLED = f"(* {SQUARE} (^ {SQUARE} -1))"
HAS_ONE = f"(== {CANCELLED} 1)"
U, HERE = '(between "u")', {"opens": "A"}


def both_cases() -> list[Step]:
    """The two premises have the sum `2 S > 0`, in no point: each holds on its own side of 0."""
    same = {"from": ["2", "1"], "by": {"terms": [["1", 0], ["0", 1]]}}
    closed = {"split": SQUARE, "strict": True, "closes": ["H", "L"]}
    said = f"(>= (+ {SQUARE} (^ {SQUARE} -1) (* -1 (^ {SQUARE} -1))) 0)"
    return [
        ("case above", f"(> {SQUARE} 0)", {"uses": ["case above"], "by": {"opens": "H"}}),
        ("case below", f"(>= (* -1 {SQUARE}) 0)", {"uses": ["case below"], "by": {"opens": "L"}}),
        evident(f"(>= {SQUARE} 0)"),
        ("combination", f"(>= {SQUARE} 0)", same),
        ("both cases", said, {"from": ["0", "3"], "by": closed}),
    ]


def mean_value() -> list[Step]:
    """The slope is above 0 between the ends alone, of which there may be none between."""
    along, of = {"along": U}, f"(* {SQUARE} {U})"
    added = {"from": ["1", "2"], "by": {"terms": [["1", 0], ["1", 1]]}}
    less = f"(* -1 (^ {SQUARE} -1))"
    said = f"(>= (+ (* {SQUARE} {SQUARE}) (^ {SQUARE} -1) {less}) 0)"
    return [
        evident(f"(>= {SQUARE} 0)"),
        ("case u", f"(> {U} 0)", {"from": ["0"], "by": HERE | along}),
        ("case v", f"(> (+ {SQUARE} (* -1 {U})) 0)", {"from": ["0"], "by": HERE | along}),
        ("combination", f"(> {SQUARE} 0)", added),
        ("slope", f"(> {SQUARE} 0)", {"from": ["3"], "by": {"of": of, **along}}),
        ("mean value theorem", said,
         {"from": ["0", "4"], "by": {"of": of, "closes": ["A"], **along}}),
    ]  # fmt: skip


@pytest.mark.parametrize("steps", [both_cases, mean_value])
def test_premises_of_other_cases_give_no_value(steps: object) -> None:
    """At x = 1/7 the conclusion has none."""
    assert callable(steps)
    made = steps()
    cancelled: Step = ("identity", f"(== (+ {CANCELLED} -1) 0)", {})
    found = doubts(X, HAS_ONE, *made, cancelled)
    assert found[str(len(made) - 1)] == "a term may have no value"


def test_premises_about_another_class_give_no_value() -> None:
    """At the label, and x = 1/7, the divisor is 0."""
    apart = "(^ (+ @class (* -1 y)) 2)"
    inverse = f"(^ (+ {SQUARE} {apart}) -1)"
    total = f"(* {SQUARE} (sum #0 c (^ (+ #0 (* -1 y)) 2)))"
    said = f"(>= (+ {total} {inverse} (* -1 {inverse})) 0)"
    cancelled = f"(== (+ (* (+ {SQUARE} {apart}) {inverse}) -1) 0)"
    steps: list[Step] = [
        evident(f"(>= {SQUARE} 0)"),
        ("case l", f"(> {apart} 0)", {"uses": ["case l"], "by": {"opens": "A"}}),
        ("weighted sum over the other classes", said,
         {"from": ["0", "1"], "by": {"label": "y", "size": "c", "closes": ["A"]}}),
        ("identity", cancelled, {}),
    ]  # fmt: skip
    parameters = {"c": "(classes 2 inf)", **X, "y": "(label c)"}
    of_each = cancelled.replace("@class", "#0").replace("(== (+ ", "(== ").replace(" -1) 0)", " 1)")
    found = doubts(parameters, f"(every #0 c {of_each})", *steps)
    assert found["2"] == "a term may have no value"


def test_there_is_a_number_in_every_domain() -> None:
    for ends in ("1 0 closed closed", "0 0 open closed", "inf inf open open"):
        assert "is not a domain" in doubts({"x": f"(interval {ends})"}, "(>= 1 0)")["statement"]
    assert doubted({"n": "(integer 3 2)"}, "(>= 1 0)", evident("(>= 1 0)"))
    assert not doubted({"x": "(interval 0 0 closed closed)"}, "(>= 1 0)", evident("(>= 1 0)"))
