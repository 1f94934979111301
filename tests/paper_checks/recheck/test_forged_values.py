"""Derivations of false statements from what has no value, from no class, and from zero divisors."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks.recheck.forms import Forms
from lossproof.paper_checks.recheck.record import sealed
from lossproof.paper_checks.recheck.record.shape import shaped
from lossproof.paper_checks.recheck.terms import RejectedError, parsed
from tests.paper_checks.recheck.forging import Step, doubted, doubts, evident
from tests.recorded import RECORDED
from tests.together import together

X, UNIT = "(interval -5 5 closed closed)", "(interval 0 1 closed closed)"
NONE = "(max 1 (floor (^ y -1)))"  # a positive integer but at y = 0


@together(
    "part",
    [
        "(falling (max 0 (floor (^ y -1))) 1)", f"(any-cell 0 0 {NONE} c c)",
        f"(table-mean #0 #1 n 1/4 (cell (at z {NONE}) 0) 2 2)", "(falling (at z 99) 1)",
        *(f"({head} #0 {NONE} 1)" for head in ("sum", "mean", "every")),
        f"(expect #0 {NONE} 1 1)", f"(det #0 #1 {NONE} 1)",
        f"(table-mean #0 #1 {NONE} 1/4 1 2 2)", f"(table-mean #0 #1 n 1/4 1 {NONE} 2)",
        "f", "z", "(label c)",
    ],
)  # fmt: skip
def test_nothing_follows_where_a_part_has_no_value(part: str) -> None:
    """From `x y == 0` would follow `x == 0`, if 0 times this had a value wherever 1/y has none."""
    parameters = {
        "x": X, "y": X, "c": "(classes 2 inf)", "n": "(integer 1 inf)", "z": "(each c (label c))",
        "f": "(simplex c)",
    }  # fmt: skip
    assert doubted(parameters, f"(>= (^ {part} 2) 0)", evident(f"(>= (^ {part} 2) 0)"))
    zero: Step = ("identity", f"(== (* 0 {part}) 0)", {})
    product: Step = ("hypothesis", "(== (* x y) 0)", {"uses": ["h"]})
    by = {"terms": [[0, "(^ y -1)"], ["0", 1]]}
    divided: Step = ("combination", "(== x 0)", {"from": ["1", "0"], "by": by})
    assert doubted(parameters, "(== x 0)", zero, product, divided, given=("(== (* x y) 0)",))


def largest(entry: str, *, label: str = '(largest "m")') -> list[Step]:
    """From the class whose entry is the largest that the classes are at most one."""
    delta = f"(delta @class {label})"
    opened = {"from": ["0"], "by": {"opens": "A", "largest": label}}
    sifted: dict[str, Any] = {"by": {"label": label, "size": "c", "term": "1"}}
    added = {"from": ["2", "3"], "by": {"terms": [[0], [1, "-1"]]}}
    return [
        evident(f"(>= {entry} 0)"),
        ("case A", f"(>= (+ {delta} -1) 0)", opened),
        ("sum over the classes", f"(>= (sum #0 c (+ (delta #0 {label}) -1)) 0)",
         {"from": ["1"], "by": {"index": "@class", "size": "c"}}),
        ("one term of the sum", f"(== (+ (sum #0 c (delta #0 {label})) -1) 0)", sifted),
        ("combination", "(>= (+ 1 (* -1 c)) 0)", added),
        ("one entry is the largest", "(>= (+ 1 (* -1 c)) 0)",
         {"from": ["4"], "by": {"closes": ["A"], "label": label}}),
    ]  # fmt: skip


def test_an_entry_is_not_about_the_class_of_its_own_largest() -> None:
    entry = '(+ 1 (* -1 (delta @class (largest "m"))))'
    assert doubted({"c": "(classes 1 inf)"}, "(<= c 1)", *largest(entry))


def test_a_label_that_depends_on_the_index_is_no_single_term() -> None:
    """At c = 3 and z = (0, 1, 2) the mean is 3."""
    mean = "(expect #0 c (delta #0 (at z #0)) 1)"
    said = f"(>= (+ 2 (* -1 (max 2 {mean}))) 0)"
    folded: Step = ("sums as expectations", said, {"from": ["0"]})
    parameters = {"c": "(classes 2 inf)", "z": "(each c (label c))"}
    assert doubted(parameters, f"(<= (max 2 {mean}) 2)", evident("(>= 0 0)"), folded)


@together(
    ("one", "other", "found"),
    [
        ("(+ (abs x) (* -1 x))", "(+ (abs x) x)", True),  # a product that is 0
        ("(+ (^ (+ 1 (* x x) (* 2 x)) 1/2) -1 (* -1 x))",
         "(+ (^ (+ 1 (* x x) (* 2 x)) 1/2) 1 x)", True),
        ("(+ 1 (* -1 (delta a b)))", "(delta a b)", True),
("(+ x a)", "0", False),
    ],
)  # fmt: skip
def test_a_divisor_of_zero_is_not_cancelled_in_a_power(
    one: str, other: str, *, found: bool
) -> None:
    """At k = 2 the first power is 1 where its base is 0."""
    parameters = {
        "x": X, "k": "(integer 2 inf)", "j": "(integer 4 inf)",
        "c": "(classes 2 inf)", "a": "(label c)", "b": "(label c)",
    }  # fmt: skip
    left = f"(+ (* {other} (^ {one} (+ k -2))) (^ {one} (+ j -2)))"
    said = f"(== (+ {left} (* -1 {one} (^ {one} (+ j -3)))) 0)"
    assert doubted(parameters, said, ("identity", said, {})) == found


def test_a_part_of_a_split_power_has_no_sign_of_its_own() -> None:
    """At x = 0 and k = 1 the power is 1."""
    given = ("(>= (* -1 x) 0)", "(>= (^ x k) 0)")
    root = "(^ (* -1 (^ x (+ k -1))) 1/2)"
    said = "(>= (* -1 (^ x (+ k -1))) 0)"
    steps: list[Step] = [
        *(("hypothesis", each, {"uses": ["h"]}) for each in given),
        ("evident sign", f"(>= (^ {root} 2) 0)", {"from": ["0", "1"]}),
        ("combination", said, {"from": ["2"], "by": {"terms": [[0]]}}),
    ]
    parameters = {"x": X, "k": "(integer 1 inf)"}
    assert doubted(parameters, "(<= (^ x (+ k -1)) 0)", *steps, given=given)


def cover(entry: str, of: str, *, low: str = "0", high: str = "1") -> list[Step]:
    ends = [f"(>= (+ {entry} (* -1 {low})) 0)", f"(>= (+ {high} (* -1 {entry})) 0)"]
    by = {"within": [[entry, 0, 1]], "given": []}
    return [*map(evident, ends), ("cover of a box", f"(>= {of} 0)", {"from": ["0", "1"], "by": by})]


@together(
    ("of", "found"),
    [
        ("(+ 1 (* -1 (at f 0)) (exp (* -1 (at f 0))))", False),
        ("(+ 1 (* -1 (at f 0)) (exp (* -1 (at f 1))))", True),  # another entry
        ("(+ 1 (* -1 (at f 0)) (sum #0 c (at f #0)))", True),
        ('(+ 1 (* -1 (at f 0)) (between "(at f 0)"))', True),
        ("(+ 1/2 (* -1 (at f 0)))", True),  # false at 1
    ],
)  # fmt: skip
def test_a_box_of_an_entry_covers_that_entry_alone(of: str, *, found: bool) -> None:
    parameters = {"c": "(classes 2 inf)", "f": "(simplex c)"}
    assert doubted(parameters, f"(>= {of} 0)", *cover("(at f 0)", of)) == found


def test_a_root_of_a_large_square_is_a_number() -> None:
    """sqrt(10007^2) - 10007 is 0, and at k = 1 its power k - 1 is 1."""
    root = f"(^ {10007**2} 1/2)"
    one, other = f"(+ {root} -10007)", f"(+ {root} 10007)"
    zero = f"(+ (^ {one} k) (* -1 (^ {one} (+ k -1)) {one}))"
    divided = {"from": ["2"], "by": {"terms": [[0, f"(* x (^ {other} -1))"]]}}
    steps: list[Step] = [
        ("identity", f"(== (+ {zero} {other}) 0)", {}), ("identity", f"(== {zero} 0)", {}),
        ("combination", f"(== {other} 0)", {"from": ["0", "1"], "by": {"terms": [[0], [1, "-1"]]}}),
        ("combination", "(== x 0)", divided),
    ]  # fmt: skip
    assert doubted({"k": "(integer 1 inf)", "x": X}, "(>= x 0)", *steps)
    large = 10**49 + 9
    same = f"(== (+ (^ {large**2} 1/2) (* -1 {large})) 0)"
    assert doubted({"x": X}, same, ("identity", same, {}))
    small = f"(== (+ (^ {10007**2} 1/2) -10007) 0)"
    assert not doubted({"x": X}, small, ("identity", small, {}))


def test_the_value_of_a_step_at_zero_is_a_term() -> None:
    same = "(== (+ (step 0 (+ x 1)) (* -1 x) -1) 0)"
    other = "(== (+ (step 0 (+ x 1)) (* -1 x)) 0)"
    assert not doubted({"x": X}, same, ("identity", same, {}))
    assert doubted({"x": X}, other, ("identity", other, {}))


def test_a_parameter_is_not_called_like_a_constant() -> None:
    assert doubted({"pi": X}, "(>= (^ pi 2) 0)", evident("(>= (^ pi 2) 0)"))


@together("names", [("alpha", "α"), ("lambda_", "λ"), ("α", "alpha")])
def test_no_two_names_are_printed_alike(names: tuple[str, str]) -> None:
    record = sealed(next(each for each in RECORDED.values() if "where" not in each))
    one, other = names
    parameters = {one: X, other: X, **record["statement"]["parameters"]}
    with pytest.raises(RejectedError, match=f"{other} and {one} are printed alike"):
        shaped({**record, "statement": {**record["statement"], "parameters": parameters}})
    parameters.pop(other)
    shaped({**record, "statement": {**record["statement"], "parameters": parameters}})


@together("name", ["π", "law", "polygamma", "iff", "kl"])
def test_no_quantity_has_the_name_of_a_function_or_of_a_word(name: str) -> None:
    record = sealed(next(each for each in RECORDED.values() if "where" not in each))
    with pytest.raises(RejectedError, match="is not the name of a quantity"):
        shaped({**record, "where": {name: "1"}})


@together(
    ("one", "other", "same"),
    [
        ("(log (* u (^ v -1)))", "(+ (log u) (* -1 (log v)))", True),
        ("(log (* u v))", "(+ (log u) (log v))", True),
        ("(log (^ u 2))", "(* 2 (log u))", True),
        ("(log (* 2 (+ 1 (* -1 u))))", "(+ (log 2) (log (+ 1 (* -1 u))))", True),
        ("(log (^ (+ 1 (* -1 u)) -1))", "(* -1 (log (+ 1 (* -1 u))))", True),
        ("(log (* x u))", "(+ (log x) (log u))", False),
        ("(log (* x x))", "(* 2 (log x))", False),
        ("(log (* (+ u -1) x))", "(+ (log (+ u -1)) (log x))", False),
        ("(log (* (+ u -1) (+ v -1)))", "(+ (log (+ u -1)) (log (+ v -1)))", False),
        ("(^ (^ (+ x -1) 2) 1/2)", "(abs (+ x -1))", True),
        ("(^ (^ x 2) 1/2)", "(abs x)", True),
        ("(^ (^ x 2) s)", "(^ (abs x) (* 2 s))", True),
        ("(^ (^ (+ x -1) 4) 1/4)", "(abs (+ x -1))", True),
        ("(^ (^ (+ x -1) -2) 1/2)", "(^ (abs (+ x -1)) -1)", True),
        ("(^ (^ (+ x -1) 2) 1/2)", "(+ x -1)", False),
        ("(^ (^ (+ x -1) 3) 1/3)", "(abs (+ x -1))", False),
        ("(^ (^ x 2) s)", "(^ x (* 2 s))", False),
        ("(^ (^ (+ x -1) 2) 1/2)", "(abs x)", False),
        ("(exp (log x))", "x", True),
        ("(exp (* 2 (log x)))", "(^ x 2)", True),
        ("(exp (* s (log x)))", "(^ x s)", True),
        ("(exp (log x))", "(abs x)", False),
        ("(exp (+ 1 (log x)))", "x", False),
        ("(log (* x (^ (* (+ x 1) (+ s 1)) -1)))",
         "(log (* x (^ (+ x 1) -1) (^ (+ s 1) -1)))", True),
        ("(log (^ (* x (+ s 1)) -2))", "(log (* (^ x -2) (^ (+ s 1) -2)))", True),
        ("(log (^ (* x (+ s 1)) -1))", "(log (* x (^ (+ s 1) -1)))", False),
        ("(^ (^ (+ u 1) (+ -1 (* -1 v))) (^ (+ 1 v) -1))", "(^ (+ u 1) -1)", True),
        ("(^ (^ (+ u 1) (+ -1 (* -1 v))) (^ (+ 1 v) -1))", "(+ u 1)", False),
        ("(^ (^ s (+ -1 (* -1 v))) (^ (+ 1 v) -1))", "(^ s -1)", False),
    ],
)  # fmt: skip
def test_terms_have_one_normal_form_where_they_are_equal(
    one: str, other: str, *, same: bool
) -> None:
    """Logarithms of what is not below 0, roots of squares, powers of e with a logarithm."""
    unit, real = parsed("(interval 0 1 closed closed)"), parsed("(interval -inf inf open open)")
    forms = Forms({"u": unit, "v": unit, "x": parsed(X), "s": real})
    assert forms.vanishes(parsed(f"(+ {one} (* -1 {other}))")) == same


@together("said", ["(> (exp (log x)) 0)", "(>= (exp (* 2 (log x))) 0)"])
def test_what_it_is_of_is_not_above_0_by_that(said: str) -> None:
    assert doubted({"x": X}, "(> x 0)", evident(said))
    assert doubted({"x": X}, said, evident(said))


def test_a_sum_of_premises_gives_no_value_to_parts_of_its_normal_form() -> None:
    """`x^(k-1)` has the value 1 at x = 0 and k = 1, where its normal form divides by x."""
    parameters = {"x": X, "y": X, "k": "(integer 1 inf)", "u": UNIT, "q": UNIT}
    given: Step = ("hypothesis", "(== (* x y) 0)", {"uses": ["h"]})
    divided: dict[str, Any] = {"by": {"terms": [[0, "(^ x -1)"]]}, "from": ["0", "1", "2"]}
    power, one = evident("(> (exp (^ x (+ k -1))) 0)"), evident("(> 1 0)")
    by_x: Step = ("combination", "(== y 0)", divided)
    assert doubted(parameters, "(== y 0)", given, power, one, by_x, given=("(== (* x y) 0)",))
    root, said = evident("(>= (^ u (+ 1 (* -1 q))) 0)"), "(>= (^ (^ u q) -1) 0)"
    assert doubted(parameters, said, root, one, ("evident sign", said, {"from": ["0", "1"]}))


@pytest.mark.parametrize("cells", ["10001", "3000000", "-1", "1/2", "n"])
def test_cells_are_counted_by_a_number_that_is_not_too_large(cells: str) -> None:
    counted: Step = (
        "every sample is in one cell",
        "(== 0 0)",
        {"by": {"cells": cells, "size": "n"}},
    )
    parameters = {"n": "(samples 1 inf)"}
    found = doubts(parameters, "(== 0 0)", counted)
    assert found["0"] == "the number of cells of the batch is not a number"


WHOLE = "(integer -1 5)"
PLUS_ONE = {"x": X, "y": UNIT, "z": X, "k": WHOLE, "n": "(integer 2 5)", "c": "(classes 2 inf)"}
SUM_AND_OPPOSITE = "(* (^ (+ x z) (+ k -1)) (^ (+ x z) (+ 1 (* -1 k))))"


@together(
    "said",
    [
        "(== (* (^ (+ (abs x) (* -1 x)) (+ k 1)) (+ (abs x) x)) 0)",  # 2 at x = 1, k = -1
        "(>= (* -1 (^ (if (> x 0) 0 (if (> x 0) 0 0)) (+ k 1))) 0)",  # -1 at k = -1
        f"(== (+ (is-zero {SUM_AND_OPPOSITE}) (* -1 (is-zero (^ (+ x z) 2)))) 0)",  # -1 at k = 1
        f"(== (+ (sign {SUM_AND_OPPOSITE}) (* -1 (sign (^ (+ x z) 2)))) 0)",
        "(== (+ (^ (* (is-zero x) z) (+ n -1)) (* -1 (^ z (+ n -1)))) 0)",
    ],
)
def test_the_power_of_a_sum_is_no_product_where_the_base_may_be_0(said: str) -> None:
    rule = "identity" if said.startswith("(==") else "evident sign"
    assert doubted(PLUS_ONE, said, (rule, said, {}))


def test_a_sign_of_such_a_power_does_not_follow_from_that_of_its_base() -> None:
    """At u = y = 0, x = 0, z = 1 and k = -1 the conclusion is -1 >= 0."""
    least = "(>= (* (+ u y) (+ x (* -1 z))) 0)"
    power = "(* (^ (+ u y) (+ k 1)) (+ x (* -1 z)))"
    given: Step = ("hypothesis", least, {"uses": ["h"]})
    root = ("evident sign", f"(>= (^ (^ {power} 1/2) 2) 0)", {"from": ["0"]})
    squared: Step = ("combination", f"(>= {power} 0)", {"from": ["1"], "by": {"terms": [[0]]}})
    parameters = {**PLUS_ONE, "u": UNIT}
    assert doubted(parameters, f"(>= {power} 0)", given, root, squared, given=(least,))


def test_where_the_base_is_known_to_be_above_0_the_power_of_a_sum_is_a_product() -> None:
    split = "(== (+ (^ x (+ k 1)) (* -1 x (^ x k))) 0)"
    above: Step = ("hypothesis", "(> x 0)", {"uses": ["h"]})
    follows: Step = ("identity", split, {"from": ["0"]})
    assert not doubted(PLUS_ONE, split, above, follows, given=("(> x 0)",))
    assert doubted(PLUS_ONE, split, above, ("identity", split, {}), given=("(> x 0)",))


@together("part", ["(at T 0)", "(at f 0)", "(> x 0)", "(and (> x 0) (> z 0))", "(not (> x 0))"])
def test_a_row_and_a_comparison_are_no_numbers(part: str) -> None:
    parameters = {**PLUS_ONE, "T": "(each c (simplex c))", "f": "(each c (simplex c))"}
    said = f"(>= (if (> x 0) (^ {part} 2) 0) 0)"
    assert doubted(parameters, said, evident(said))


@together("condition", ["x", "(+ x 1)", "(and x 1)", "1"])
def test_a_condition_compares(condition: str) -> None:
    said = f"(>= (if {condition} 1 0) 0)"
    assert doubted(PLUS_ONE, said, evident(said))


def test_an_entropy_in_a_piece_has_no_value_elsewhere() -> None:
    parameters = {"x": UNIT, "c": "(classes 2 inf)", "g": "(simplex c)"}
    entropy = "(entropy 1/2 x)"
    piece = f"(if (> x 0) {entropy} 0)"
    known = f"(>= (sum #0 c (+ (at g #0) {piece})) 0)"
    said = f"(>= (sum #0 c (+ (at g #0) {piece} (* 0 {entropy}))) 0)"
    assert doubted(parameters, said, ("hypothesis", said, {"uses": ["h"]}), given=(known,))


def test_equals_that_are_put_for_each_other_have_values() -> None:
    """At x = 0 the base 0 has the power 1, and exp(log x) no value."""
    same: Step = ("identity", "(== 0 0)", {})
    old = "(exp (log x))"
    by = {"expression": f"(^ 0 {old})", "old": old, "new": "x"}
    put: Step = ("equals for equals", "(== (* -1 (^ 0 x)) 0)", {"from": ["0"], "by": by})
    assert doubted({"x": UNIT}, "(== (^ 0 x) 0)", same, put)
    written: Step = ("identity", f"(== (^ 0 {old}) 0)", {})
    assert doubted({"x": UNIT}, f"(== (^ 0 {old}) 0)", written)
