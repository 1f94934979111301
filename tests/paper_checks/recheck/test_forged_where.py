"""A step whose terms have no value outside a case is confirmed where it is used in that alone."""

from __future__ import annotations

from typing import Any

from tests.paper_checks.recheck.forging import Step, doubted, evident
from tests.together import together

UNIT = {"u": "(interval 0 1 closed closed)"}
CLASSES = {"c": "(classes 2 inf)", "f": "(simplex c)"}
BOTH: dict[str, Any] = {"closes": ["A", "B"], "split": "u", "strict": True}


def opened(case: str, said: str) -> Step:
    return f"case {case}", said, {"by": {"opens": case}}


def added(said: str, *premises: int, times: str = "1") -> Step:
    """A combination of the first premise and a multiple of the others."""
    terms = [[0], *([k, times] for k in range(1, len(premises)))]
    return "combination", said, {"from": [*map(str, premises)], "by": {"terms": terms}}


def closed(said: str, above: int, below: int, split: str = "u") -> Step:
    by = {**BOTH, "split": split}
    return "both cases", said, {"from": [str(above), str(below)], "by": by}


def in_cases(above: str, *ends: Step, below: tuple[int, ...] = (3, 2)) -> list[Step]:
    """`u >= 0` by two cases, the first of which uses that 0 log u = 0."""
    return [
        ("identity", "(== (* 0 (log u)) 0)", {}),
        opened("A", above),
        opened("B", "(>= (* -1 u) 0)"),
        evident("(>= u 0)"),
        added("(>= u 0)", 1, 0),
        added("(>= u 0)", *below, times="0"),
        closed("(>= u 0)", 4, 5),
        *ends,
    ]


@together(
    ("steps", "found"),
    [
        (in_cases("(> u 0)"), False),
        (in_cases("(>= u 0)"), True),
        (in_cases("(> u 0)", below=(3, 2, 0)), True),
        (in_cases("(> u 0)", added("(>= (+ u (* 0 (log u))) 0)", 6, 0)), True),
        (in_cases("(> (log u) -1)"), True),
    ],
)
def test_a_step_may_be_about_what_has_a_value_in_its_case_alone(
    steps: list[Step], *, found: bool
) -> None:
    assert doubted(UNIT, "(>= u 0)", *steps) == found


def test_a_contradiction_of_what_has_no_value_proves_nothing() -> None:
    """u/u = 1 and u = 0 would give -1 = 0 in the second case."""
    steps: list[Step] = [
        opened("A", "(> u 0)"),
        opened("B", "(>= (* -1 u) 0)"),
        evident("(>= u 0)"),
        ("neither above nor below 0", "(== u 0)", {"from": ["2", "1"]}),
        ("identity", "(== (+ (* u (^ u -1)) -1) 0)", {}),
        (
            "combination", "(> u 0)",
            {"from": ["3", "4"], "by": {"terms": [[0, "(+ 1 (^ u -1))"], [1, "-1"]]}},
        ),
        closed("(> (+ u 1) 0)", 0, 5),
    ]  # fmt: skip
    assert doubted(UNIT, "(> u 0)", *steps)


@together(
    ("between", "found"),
    [
        ([], False),
        ([("sum over the classes", "(== (sum #0 c (* 0 (log (at f #0)))) 0)",
           {"from": ["0"], "by": {"index": "@class", "size": "c"}})], True),
    ],
)  # fmt: skip
def test_a_case_of_any_class_is_of_that_class_alone(between: list[Step], *, found: bool) -> None:
    own, used = "(at f @class)", 3 + len(between) if between else 0
    steps: list[Step] = [
        ("identity", f"(== (* 0 (log {own})) 0)", {}),
        opened("A", f"(> {own} 0)"),
        opened("B", f"(>= (* -1 {own}) 0)"),
        evident(f"(>= {own} 0)"),
        *between,
    ]
    at = len(steps)
    steps += [
        added(f"(>= {own} 0)", 1, used),
        added(f"(>= {own} 0)", 3, 2, times="0"),
        closed(f"(>= {own} 0)", at, at + 1, own),
        ("sum over the classes", "(>= (sum #0 c (at f #0)) 0)",
         {"from": [str(at + 2)], "by": {"index": "@class", "size": "c"}}),
    ]  # fmt: skip
    assert doubted(CLASSES, "(>= (sum #0 c (at f #0)) 0)", *steps) == found
