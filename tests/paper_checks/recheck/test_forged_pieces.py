"""Neither pieces of an `if` that the premises do not select nor what has no value are confirmed."""

from __future__ import annotations

from tests.paper_checks.recheck.forging import Step, doubted, evident
from tests.together import together

X = {"x": "(interval -inf inf open open)", "u": "(interval 0 1 closed closed)"}
OF = "(if (> x 0) 1 (if (== x 0) 2 3))"
BOTH = "(if (and (> x 0) (> u 0)) 1 2)"
EITHER = "(if (or (> x 0) (> u 0)) 1 2)"
REST = "(if (== x 0) 2 3)"


def is_doubted(rule: str, of: str, left: str, said: str) -> bool:
    """Whether it is doubted that the `if` is what is left of it, by this hypothesis."""
    equal = f"(== (+ {of} (* -1 {left})) 0)"
    known: Step = ("hypothesis", said, {"uses": ["h"]})
    step: Step = (rule, equal, {"from": ["0"], "by": {"of": of}})
    return doubted(X, equal, known, step, given=(said,))


@together(
    ("rule", "of", "left", "said", "found"),
    [
        ("first piece", OF, "1", "(> x 0)", False),
        ("first piece", OF, "1", "(>= x 0)", True),
        ("first piece", OF, "2", "(> x 0)", True),
        ("first piece", OF, "1", "(> u 0)", True),
        ("later pieces", OF, REST, "(>= (* -1 x) 0)", False),
        ("later pieces", OF, REST, "(> x 0)", True),
        ("later pieces", OF, REST, "(>= x 0)", True),
        ("later pieces", OF, "3", "(> (* -1 x) 0)", True),
        ("first piece", REST, "2", "(== x 0)", False),
        ("first piece", REST, "2", "(>= x 0)", True),
        ("later pieces", REST, "3", "(> (^ x 2) 0)", False),
        ("later pieces", REST, "3", "(> (* -1 x) 0)", False),
        ("later pieces", REST, "3", "(>= x 0)", True),
        ("first piece", BOTH, "1", "(> x 0)", True),
        ("later pieces", BOTH, "2", "(>= (* -1 x) 0)", False),
        ("first piece", EITHER, "1", "(> x 0)", False),
        ("later pieces", EITHER, "2", "(>= (* -1 x) 0)", True),
        ("first piece", "(if (> x 0) 1)", "1", "(> x 0)", True),
        ("first piece", "(if (not (> x 0)) 1 2)", "1", "(> x 0)", True),
        ("later pieces", "(if (not (> x 0)) 1 2)", "2", "(> x 0)", False),
        ("first piece", "(if (> x 0) (log x) 0)", "(log x)", "(> x 0)", False),
        ("first piece", "(if (>= x 0) (log x) 0)", "(log x)", "(>= x 0)", True),
        ("later pieces", "(if (> x (log u)) 1 2)", "2", "(>= (+ (log u) (* -1 x)) 0)", False),
        ("piece of one class", "(if (== x u) 1 2)", "(+ 2 (* -1 (delta x u)))", "(> u 0)", True),
    ],
)
def test_only_the_piece_that_is_shown(
    rule: str, of: str, left: str, said: str, *, found: bool
) -> None:
    assert is_doubted(rule, of, left, said) == found


@together(
    ("term", "found"),
    [
        ("(if (> u 0) (^ u -1) 1)", False),
        ("(if (!= u 0) (^ u -1) 1)", False),
        ("(if (== u 0) 1 (log u))", False),
        ("(if (>= u 0) (^ u -1) 1)", True),
        ("(if (> u 0) 1 (^ u -1))", True),
        ("(if (> (log u) 0) 1 2)", True),
        ("(if (or (> u 0) (> 1 0)) (^ u -1) 1)", True),
        ("(if (and (> u 0) (> (log u) -1)) 1 2)", True),
    ],
)
def test_a_piece_needs_a_value_where_it_applies(term: str, *, found: bool) -> None:
    step: Step = ("identity", f"(== (* 0 {term}) 0)", {})
    assert doubted(X, f"(== (* 0 {term}) 0)", step) == found


@together(
    ("term", "value", "found"),
    [
        ("(if (== u u) x 2)", "x", False),
        ("(if (!= u u) x 2)", "2", False),
        ("(if (== 0 1) x 2)", "2", False),
        ("(if (!= 0 1) x 2)", "x", False),
        ("(if (== u u) x 2)", "2", True),
        ("(if (!= 0 1) x 2)", "2", True),
        ("(if (== u x) u 2)", "u", True),
        ("(if (== u x) u 2)", "2", True),
        ("(if (== (log u) (log u)) 1 2)", "1", True),
        ("(if (> u u) 1 2)", "1", True),
    ],
)
def test_classes_are_equal_only_where_that_is_evident(
    term: str, value: str, *, found: bool
) -> None:
    equal = f"(== (+ {term} (* -1 {value})) 0)"
    assert doubted(X, equal, ("identity", equal, {})) == found


TOTAL = "(sum #0 c (at f #0))"


@together("conclusion", ["(<= (at f 0) 1/2)", "(== 1 0)"])
def test_what_has_no_value_does_not_cancel_where_equals_are_put_for_each_other(
    conclusion: str,
) -> None:
    """The sum less 1, inverted, has no value before the sum is replaced by 1, nor after."""
    left = "(+ 1/2 (* -1 (at f 0)))" if "f" in conclusion else "1"
    by = {
        "expression": f"(* (+ {TOTAL} 0) {left} (^ (+ {TOTAL} -1) -1))",
        "old": f"(+ {TOTAL} 0)", "new": "1",
    }  # fmt: skip
    steps: list[Step] = [
        ("hypothesis", f"(== (+ {TOTAL} -1) 0)", {"uses": ["domain of f"]}),
        ("equals for equals", f"(== {left} 0)", {"from": ["0"], "by": by}),
    ]
    assert doubted({"c": "(classes 2 inf)", "f": "(simplex c)"}, conclusion, *steps)


def test_relative_entropies_without_a_value_do_not_cancel_in_a_sum() -> None:
    """They have none where y is below 1/2."""
    one, other = "(^ (+ x y) 2)", "(+ (^ x 2) (^ y 2) (* 2 x y))"
    q = "(+ -1/2 y)"
    body = f"(+ (* -1 (entropy {other} {q})) (entropy {one} {q}) (at f #0))"
    end = f"(>= (sum #0 c {body}) 0)"
    steps: list[Step] = [
        ("hypothesis", "(>= (at f @class) 0)", {"uses": ["domain of f"]}),
        ("sum over the classes", end, {"from": ["0"], "by": {"index": "@class", "size": "c"}}),
    ]
    unit = "(interval 0 1 closed closed)"
    parameters = {"c": "(classes 2 inf)", "f": "(simplex c)", "x": unit, "y": unit}
    assert doubted(parameters, end, *steps)


@together("larger", ["(+ x (^ x -1) (* -1 (^ x -1)))", "(+ x (log x) (* -1 (log x)))"])
def test_what_a_rule_was_given_has_a_value(larger: str) -> None:
    """It is x by the normal form, and has no value at x = 0."""
    least, end = "(>= (+ x (* -1 y)) 0)", "(== (+ (max x y) (* -1 x)) 0)"
    parameters = {"x": "(interval 0 1 closed closed)", "y": "(interval -1 0 closed closed)"}
    for given in ("x", larger):
        by = {"larger": given, "smaller": "y"}
        last: Step = ("larger of two", end, {"from": ["0"], "by": by})
        assert doubted(parameters, end, evident(least), last) == (given == larger)
