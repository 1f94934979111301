"""Forged steps of the mean value theorem and logarithms, and cases opened in several ways."""

from __future__ import annotations

import pytest

from tests.paper_checks.recheck.forging import Step, doubted
from tests.together import together

ANY, UNIT = "(interval -5 5 closed closed)", "(interval 0 1 closed closed)"
DOMAIN = ("hypothesis", "(>= x 0)", {"uses": ["domain of x"]})
U = '(between "u1")'
HALF_LINE = "(interval 0 inf closed open)"


def climb(
    of: str, slope: str, end: str, *, sign: str = ">=", first: str = f"(> {U} 0)", along: str = U
) -> tuple[Step, ...]:
    """The mean value theorem from 0 to `x`, where the sign of the slope is evident."""
    by = {"of": of, "along": along}
    return (
        DOMAIN,
        ("case u", first, {"from": ["0"], "by": {"opens": "case 1", "along": along}}),
        (
            "combination",
            f"({sign} {slope} 0)",
            {"from": ["1"], "by": {"terms": [[slope], ["0", 0]]}},
        ),
        ("slope", f"({sign} {slope} 0)", {"from": ["2"], "by": by}),
        ("mean value theorem", end, {"from": ["0", "3"], "by": {**by, "closes": ["case 1"]}}),
    )


def test_the_mean_value_theorem_is_confirmed() -> None:
    said = "(>= (+ (exp x) -1) 0)"
    assert not doubted({"x": HALF_LINE}, said, *climb(f"(exp {U})", f"(exp {U})", said))


@together(
    ("of", "slope", "end", "changed"),
    [
        (f"(exp {U})", f"(exp {U})", "(>= (+ (exp x) -2) 0)", {}),
        (f"(exp {U})", f"(exp {U})", "(> (+ (exp x) -1) 0)", {}),
        (f"(exp {U})", f"(exp {U})", "(> (+ (exp x) -1) 0)", {"sign": ">"}),
        (f"(* -1 (exp {U}))", f"(exp {U})", "(>= (+ 1 (* -1 (exp x))) 0)", {}),
        (f"(exp {U})", f"(exp {U})", "(>= (+ (exp x) -1) 0)", {"first": f"(> (+ {U} -1) 0)"}),
        (f"(* -1 (^ {U} -1))", f"(^ {U} -2)", "(>= (* -1 (^ x -1)) 0)", {}),
        (f"(* -1 (^ (+ {U} -1) -1))", f"(^ (+ {U} -1) -2)", "(>= (* -1 (^ (+ x -1) -1)) 1)", {}),
        (f"(^ (abs (+ {U} -1)) 2)", f"(^ {U} 2)", "(>= (+ (^ (abs (+ x -1)) 2) -1) 0)", {}),
        ("(exp x)", "(exp x)", "(>= (+ (exp x) -1) 0)", {"along": "x"}),
        (f"(^ 0 {U})", f"(^ 0 {U})", "(>= (+ (^ 0 x) -1) 0)", {}),
    ],
)
def test_nothing_false_climbs(of: str, slope: str, end: str, changed: dict[str, str]) -> None:
    assert doubted({"x": HALF_LINE}, end, *climb(of, slope, end, **changed))


def test_what_climbs_to_one_number_does_not_climb_to_another() -> None:
    said = "(>= (+ (exp y) -1) 0)"
    steps = climb(f"(exp {U})", f"(exp {U})", said)
    other = ("hypothesis", "(>= y 0)", {"uses": ["h"]})
    last = (*steps[-1][:2], {**steps[-1][2], "from": ["4", "3"]})
    given = ("(>= y 0)",)
    assert doubted({"x": HALF_LINE, "y": ANY}, said, *steps[:-1], other, last, given=given)


@pytest.mark.parametrize(
    ("way", "assumed", "used"),
    [("label", "-5", [[0]]), ("largest", "(+ -5 (* -1 @class))", [[0], [1]])],
)
def test_a_case_is_opened_in_one_way(way: str, assumed: str, used: list[list[int]]) -> None:
    of = f"(* -5 {U})"
    evident_class: Step = ("evident sign", "(>= @class 0)", {})
    opens = {"opens": "case 1", "along": U, way: "-5"}
    by = {"of": of, "along": U}
    said = "(>= (* -5 y) 0)"
    steps = (
        evident_class,
        ("case u", f"(>= {assumed} 0)", {"from": ["0"], "by": opens}),
        ("combination", "(>= -5 0)", {"from": ["1", "0"], "by": {"terms": used}}),
        ("slope", "(>= -5 0)", {"from": ["2"], "by": by}),
        ("mean value theorem", "(>= (* -5 @class) 0)",
         {"from": ["0", "3"], "by": {**by, "closes": ["case 1"]}}),
        ("instance", said, {"from": ["4"], "by": {"index": "@class", "value": "y"}}),
    )  # fmt: skip
    assert doubted({"c": "(classes 2 inf)", "y": "(label c)"}, said, *steps)


@together(
    ("of", "end", "fine"),
    [
        (f"(+ 1 (^ {U} 2))", "1", True),
        (f"(+ {U} -1/2)", "1", False),
        ("(+ 1 x)", "1", False),
        (f"(+ 1 (^ {U} 2))", "y", False),
    ],
)
def test_a_cover_is_of_the_numbers_that_facts_place_in_the_box(
    of: str, end: str, fine: bool
) -> None:
    """The slope of `2 u + u^3/3`, or another one, on the way from 0 to 1."""
    way = f"(+ (* 2 {U}) (* 1/3 (^ {U} 3)))"
    opens = {"opens": "case 1", "along": U}
    steps: tuple[Step, ...] = (
        ("evident sign", "(> 1 0)", {}) if end == "1" else ("evident sign", f"(>= {end} 0)", {}),
        ("case u", f"(> {U} 0)", {"from": ["0"], "by": opens}),
        ("case u", f"(> (+ {end} (* -1 {U})) 0)", {"from": ["0"], "by": opens}),
        ("cover of a box", f"(> {of} 0)",
         {"from": ["1", "2"], "by": {"within": [[U, 0, 1]], "given": []}}),
        ("combination", f"(> (+ 2 (^ {U} 2)) 0)",
         {"from": ["3", "1"], "by": {"terms": [["0", 0], ["2"], [1, 1]]}}),
        ("slope", f"(> (+ 2 (^ {U} 2)) 0)", {"from": ["4"], "by": {"of": way, "along": U}}),
        ("mean value theorem", "(> 7/3 0)",
         {"from": ["0", "5"], "by": {"of": way, "along": U, "closes": ["case 1"]}}),
    )  # fmt: skip
    assert doubted({"x": UNIT, "y": HALF_LINE}, "(> 7/3 0)", *steps) is not fine


@pytest.mark.parametrize(("inner", "fine"), [("(+ {} 1)", True), ("(+ {} -1)", False)])
def test_what_climbs_has_values_on_the_way(inner: str, fine: bool) -> None:
    """`log(u - 1)` has none below 1; the slope of 0 times it is 0."""
    of = f"(+ (* 0 (log {inner})) {{}})"
    said = f"(>= {of.format('x', 'x')} 0)"
    steps = climb(of.format(U, U), "1", said)
    assert doubted({"x": HALF_LINE}, said, *steps) is not fine


@together(
    ("domain", "one", "other", "fine"),
    [
        ("(interval 0 inf open open)", "(exp (* y (log x)))", "(^ x y)", True),
        ("(interval 0 inf open open)", "(exp (+ (* 2 (log x)) y))", "(* (^ x 2) (exp y))", True),
        ("(interval 0 inf open open)", "(exp (* y (log x)))", "(^ x (* 2 y))", False),
        ("(interval 0 inf open open)", "(exp (* y (^ (log x) 2)))", "(^ x (* 2 y))", False),
        ("(interval -5 5 open open)", "(exp (* 1/2 (log (^ x 2))))", "x", False),
        ("(interval -5 5 open open)", "(exp (* y (log x)))", "(^ x y)", False),
    ],
)
def test_an_exponential_of_a_logarithm_is_a_power(
    domain: str, one: str, other: str, fine: bool
) -> None:
    said = f"(== (+ {one} (* -1 {other})) 0)"
    parameters = {"x": domain, "y": "(interval 0 1 closed closed)"}
    assert doubted(parameters, said, ("identity", said, {})) is not fine
