"""Derivations of what is false, made by hand: none is confirmed."""

from __future__ import annotations

import pytest

from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.points.instances import witness
from lossproof.paper_checks.recheck.points.sides import tells
from lossproof.paper_checks.recheck.points.values import ONE
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.paper_checks.recheck.forging import Step, doubted, evident
from tests.together import together

ANY, UNIT = "(interval -5 5 closed closed)", "(interval 0 1 closed closed)"
TINY = f"1/{2**200}"
CLASSES = {"c": "(classes 2 inf)", "z": "(each c (label c))"}
FIXED = "(== (+ (sum #0 c (delta #0 (at z #0))) -1) 0)"
PRODUCT = ("hypothesis", "(== (* x y) 0)", {"uses": ["h"]})
DIVIDED = ("combination", "(== y 0)", {"from": ["0", "1"], "by": {"terms": [[0, "(^ x -1)"]]}})
INVERSE = "(batch-mean {} (^ (+ 3 (* -1 (count 0))) -1) 1/2 1/2)"


def test_what_is_true_is_confirmed() -> None:
    assert not doubted({"x": UNIT}, "(>= x 0)", evident("(>= x 0)"))


@together("size", ["x", "-5", "1/2", "0"])
def test_a_sum_has_as_many_terms_as_a_positive_integer(size: str) -> None:
    term = f"(>= (sum #0 {size} 1) 0)"
    assert doubted({"x": ANY}, term, evident(term))
    assert doubted({"x": ANY}, "(>= x 0)", evident("(>= (sum #0 x 1) 0)"))


def test_a_step_is_what_it_is_said_to_be_at_0() -> None:
    said = evident("(>= (+ 1 (* -1 (step x 5))) 0)")
    assert doubted({"x": ANY}, "(<= (step x 5) 1)", said)


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_end_with_many_digits_moves_out(sign: str) -> None:
    ends = f"(interval {TINY} 1 closed closed)"
    mirrored = f"(interval -1 -{TINY} closed closed)" if sign else ends
    product = "(* -1 x y)" if sign else "(* x y)"
    said = evident(f"(>= (+ {product} (* -1 {TINY})) 0)")
    assert doubted({"x": mirrored, "y": ends}, f"(>= {product} {TINY})", said)


def test_what_a_step_says_besides_has_a_value() -> None:
    same = "(* x (^ x -1))"
    replaced = ("equals for equals", f"(== (+ 1 (* -1 {same})) 0)",
                {"from": ["0"], "by": {"expression": "1", "old": "1", "new": same}})  # fmt: skip
    by_two = ("combination", "(== y 0)", {"from": ["2", "1"], "by": {"terms": [[0, "(^ x -1)"]]}})
    both = {"x": ANY, "y": ANY}
    given = ("(== (* x y) 0)",)
    zero: Step = ("identity", "(== 0 0)", {})
    assert doubted(both, "(== y 0)", zero, replaced, PRODUCT, by_two, given=given)
    of_x = ("hypothesis", "(>= (+ x 5 (* 0 (^ x -1))) 0)", {"uses": ["domain of x"]})
    assert doubted(both, "(== y 0)", PRODUCT, of_x, DIVIDED, given=given)
    above, least = evident("(>= 1 0)"), evident("(>= 0 0)")
    sums = "(+ (sum #0 c (entropy 1 1)) (* -1 (entropy c c)) (* 0 (^ x -1)))"
    log_sum = ("log-sum inequality", f"(>= {sums} 0)",
               {"from": ["0", "0", "0", "1"], "by": {"size": "c"}})  # fmt: skip
    last = ("combination", "(== y 0)", {"from": ["3", "2"], "by": {"terms": [[0, "(^ x -1)"]]}})
    steps = above, least, log_sum, PRODUCT, last
    assert doubted({**both, "c": "(classes 2 inf)"}, "(== y 0)", *steps, given=given)


def test_one_index_stands_for_samples_of_one_number() -> None:
    given, every = "(every #0 1 (>= (at f #0) 0))", "(every #0 3 (>= (at f #0) 0))"
    step = ("hypothesis", "(>= (at f @sample) 0)", {"uses": ["h"]})
    assert doubted({"f": f"(each 3 {ANY})"}, every, step, given=(given,))
    assert not doubted({"f": f"(each 3 {ANY})"}, every, step, given=(every,))


def test_an_index_of_something_else_is_no_class() -> None:
    domains = {"c": "(classes 2 inf)", "n": "(samples 1 inf)", "k": "(integer 1 inf)"}
    given = "(every #0 c (> (+ c (* -1 #0)) 0))"
    known = ("hypothesis", "(> (+ c (* -1 @class)) 0)", {"uses": ["h"]})
    end = ("combination", "(>= 1 0)", {"from": ["0", "1"], "by": {"terms": [[0], [1, "0"]]}})

    def confirmed_of(whole: str) -> bool:
        steps = evident("(>= 1 0)"), known, end
        return not doubted(domains, f"(>= {whole} (+ {whole} -1))", *steps, given=(given,))

    body = "(log (+ c (* -1 #0)))"
    assert confirmed_of(f"(sum #0 c {body})")
    others = (f"(sum #0 {size} {body})" for size in ("n", "k", "100"))
    table = f"(table-mean #0 #1 k {body} (mean #0 n (sum #1 c (cell #0 #1))) n c)"
    for whole in (*others, f"(mean #0 n {body})", f"(expect #0 100 1/100 {body})", table):
        assert not confirmed_of(whole)


@pytest.mark.parametrize(("cell", "there"), [("0 1", True), ("0 2", False), ("1/2 0", False)])
def test_a_table_has_the_cells_of_its_least_size(cell: str, there: bool) -> None:
    mean = f"(table-mean #0 #1 n (at Q #0 #1) (cell {cell}) c c)"
    square = f"(>= (^ {mean} 2) 0)"
    domains = {"c": "(classes 2 inf)", "n": "(samples 1 inf)", "Q": "(joint c)"}
    assert doubted(domains, square, evident(square)) is not there


@together(
    ("cell", "there"),
    [
        ("0 1 n m c", True), ("1 0 n m c", False), ("1 0 n c c", True), ("0 2 n m c", False),
        ("@sample @class n m c", True), ("@class @class n m c", False),
        ("@sample @sample n m c", False), ("0 0 x m c", False),
    ],
)  # fmt: skip
def test_any_table_has_the_cells_of_its_least_size(cell: str, there: bool) -> None:
    domains = {"c": "(classes 2 inf)", "m": "(samples 1 inf)", "n": "(integer 1 inf)"}
    domains["x"] = "(interval 1 2 closed closed)"
    of = evident(f"(>= (any-cell {cell}) 0)")
    end = ("combination", "(>= 1 0)", {"from": ["0", "1"], "by": {"terms": [[0, "0"], [1]]}})
    assert doubted(domains, "(>= 1 0)", of, evident("(>= 1 0)"), end) is not there


@together(
    ("entry", "there"),
    [("(at o #0)", True), ("(^ (at o #0) -1)", False), ("(at S #0)", False), ("(at S 0)", True)],
)
def test_a_determinant_may_be_about_any_row_and_column(entry: str, there: bool) -> None:
    domains = {"c": "(classes 2 inf)", "m": "(samples 1 inf)"}
    domains |= {"o": f"(each c {ANY})", "S": f"(each m {ANY})"}
    marks = "(delta #1 @row) (delta #1 @column)"
    square = evident(f"(>= (^ (det #0 #1 c (* {entry} (+ {marks}))) 2) 0)")
    end = ("combination", "(>= 1 0)", {"from": ["0", "1"], "by": {"terms": [[0, "0"], [1]]}})
    assert doubted(domains, "(>= 1 0)", square, evident("(>= 1 0)"), end) is not there


def test_the_label_of_the_largest_entry_is_known_in_disguise() -> None:
    gap = "(>= (+ (at f (largest (+ 1 1))) (* -1 (at f @class))) 0)"
    label = {"opens": "A", "largest": "(largest 2)"}
    steps: tuple[Step, ...] = (
        ("hypothesis", "(>= (at f @class) 0)",
         {"uses": ["domain of f"], "by": {"index": ["@class"]}}),
        ("case A", gap, {"from": ["0"], "by": label}),
        ("one entry is the largest", gap,
         {"from": ["1"], "by": {"closes": ["A"], "label": "(largest 2)"}}),
        ("identity", "(== 0 0)", {}),
    )  # fmt: skip
    domains = {"c": "(classes 2 inf)", "f": f"(each c {UNIT})"}
    assert doubted(domains, "(== 0 0)", *steps)


@pytest.mark.parametrize(("label", "known"), [("x", False), ("0", False), ('"m"', True)])
def test_the_label_of_the_largest_entry_has_a_name_of_its_own(label: str, known: bool) -> None:
    """Equals for equals in the name of a label made it another one, and freed it of its case."""
    own, other = f"(largest {label})", f"(largest {'0' if label == 'x' else label})"
    least, most = "(>= (at f @class) 0)", "(>= (+ 1 (* -1 (at f @class))) 0)"
    of_f, of_x = {"uses": ["domain of f"]}, {"uses": ["domain of x"]}
    gap = "(>= (+ (at f {}) (* -1 (at f {}))) 0)"
    same = f"(== (+ (at f {own}) (* -1 (at f {other}))) 0)"
    given = {"expression": f"(at f {own})", "old": "x", "new": "0"}
    steps: tuple[Step, ...] = (
        ("hypothesis", least, of_f),
        ("hypothesis", most, of_f),
        ("case A", gap.format(own, "@class"),
         {"from": ["0"], "by": {"opens": "A", "largest": own}}),
        ("hypothesis", "(>= x 0)", of_x),
        ("hypothesis", "(>= (* -1 x) 0)", of_x),
        ("neither above nor below 0", "(== x 0)", {"from": ["3", "4"]}),
        ("equals for equals", same, {"from": ["5"], "by": given}),
        ("combination", gap.format(other, "@class"),
         {"from": ["2", "6"], "by": {"terms": [[0], [1, "-1"]]}}),
        ("one entry is the largest", gap.format(other, "@class"),
         {"from": ["7"], "by": {"closes": ["A"], "label": own}}),
        ("case B", gap.format("@class", other),
         {"from": ["1"], "by": {"opens": "B", "largest": other}}),
        ("instance", gap.format("y", other),
         {"from": ["9"], "by": {"index": "@class", "value": "y"}}),
        ("instance", gap.format(other, "0"),
         {"from": ["8"], "by": {"index": "@class", "value": "0"}}),
        ("combination", gap.format("y", "0"), {"from": ["10", "11"], "by": {"terms": [[0], [1]]}}),
        ("one entry is the largest", gap.format("y", "0"),
         {"from": ["12"], "by": {"closes": ["B"], "label": other}}),
    )  # fmt: skip
    domains = {"c": "(classes 2 inf)", "f": "(simplex c)", "y": "(label c)",
               "x": "(interval 0 0 closed closed)"}  # fmt: skip
    assert doubted(domains, "(>= (at f y) (at f 0))", *steps)
    name, said, more = steps[2]
    opened: tuple[Step, ...] = (steps[0], (name, said, more), evident("(>= 0 0)"))
    assert doubted(domains, "(>= 0 0)", *opened) is not known


def test_no_sum_captures_an_index() -> None:
    at_once = {"by": {"label": "(at z #0)", "size": "c", "term": "1"}}
    assert doubted(CLASSES, "(== 0 0)", ("one term of the sum", FIXED, at_once))
    of_any = {"by": {"label": "@row", "size": "c", "term": "1"}}
    sifted = ("one term of the sum", "(== (+ (sum #0 c (delta #0 @row)) -1) 0)", of_any)
    there = {"from": ["0"], "by": {"index": "@row", "value": "(at z #0)"}}
    assert doubted(CLASSES, "(== 0 0)", sifted, ("instance", FIXED, there))


@together("name", ["@e", "@class", "#x", "!0", "count 0", "+", "inf", '"x"', "-x"])
def test_a_parameter_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(RejectedError, match="not the name of a parameter"):
        Statement.read({"parameters": {name: ANY}, "given": {}, "conclusion": ["(== 0 0)"]})


@together(
    "domain",
    [
        "(classes 0 inf)", "(samples -5 5)", "(integer 1/2 5)", "(interval nan 1 open open)",
        "(max 0 1)", "(each x (label 2))", "(each 1/2 (label 2))", "(simplex 0)", "(label n)",
    ],
)  # fmt: skip
def test_a_domain_is_one_that_there_is(domain: str) -> None:
    parameters = {"x": ANY, "p": domain}
    with pytest.raises(RejectedError, match="is not a domain"):
        Statement.read({"parameters": parameters, "given": {}, "conclusion": ["(== 0 0)"]})


@together(
    "term",
    [
        "(at f 7)", "(at f 1/2)", "(at x 0)", "(if (> x 7) 1)", "(sum #0 0 1)",
        "(sum #1 c (sum #0 c (^ (delta #0 #1) -1)))", "(at f k)", "(at f c)", "(at f y)",
        "(at f (+ y 1))", "(sum #0 c (at f #0))", "(mean #0 n (at f #0))",
        "(expect #0 3 (at f #0) 1)",
    ],
)  # fmt: skip
def test_what_has_no_value_is_not_confirmed(term: str) -> None:
    domains = {"c": "(classes 2 inf)", "x": ANY, "f": f"(each 2 {UNIT})", "k": "(integer 0 9)",
               "y": "(label c)", "n": "(samples 1 inf)"}  # fmt: skip
    assert doubted(domains, f"(== {term} {term})", ("identity", "(== 0 0)", {}))


@together(
    "term", ["(at f k)", "(at g y)", "(sum #0 c (at g #0))", "(mean #0 n (at h #0))", "(at f 1)"]
)
def test_an_entry_that_is_there_is_confirmed(term: str) -> None:
    domains = {"c": "(classes 2 inf)", "f": f"(each 2 {UNIT})", "k": "(integer 0 1)",
               "y": "(label c)", "n": "(samples 1 inf)", "g": "(simplex c)",
               "h": f"(each n {UNIT})"}  # fmt: skip
    assert not doubted(domains, f"(== {term} {term})", ("identity", "(== 0 0)", {}))


def test_of_every_sample_a_shorter_family_has_no_value() -> None:
    step = ("hypothesis", "(>= (at f @sample) 0)", {"uses": ["domain of f"],
            "by": {"index": ["@sample"]}})  # fmt: skip
    said, domains = "(every #0 {} (>= (at f #0) 0))", {"f": f"(each 2 {UNIT})"}
    assert doubted({"n": "(samples 1 inf)", **domains}, said.format("n"), step)
    assert not doubted(domains, said.format(2), step)


@together("size", ["0", "1/2", "k", "q"])
def test_an_index_runs_over_a_number_of_classes_or_samples(size: str) -> None:
    domains, said = {"k": "(integer 0 inf)", "q": UNIT}, f"(every #0 {size} (>= q 0))"
    assert doubted(domains, said, evident("(>= q 0)"))


def test_a_power_of_a_power_is_another_below_0() -> None:
    domains = {"x": ANY, "i": "(integer 1 inf)", "k": "(integer 1 inf)"}
    powers = "(== (+ (^ x k) (* -1 (^ (^ x i) (* k (^ i -1))))) 0)"  # i = 2, k = 1, x = -1: not so
    positive = ("hypothesis", "(> (^ x i) 0)", {"uses": ["h"]})
    said = "(== (^ x k) (^ (^ x i) (* k (^ i -1))))"
    assert doubted(domains, said, positive, ("identity", powers, {}), given=("(> (^ x i) 0)",))
    whole = said.replace("(* k (^ i -1))", "k").replace("(^ x k)", "(^ x (* i k))")
    same = ("identity", f"(== (+ {whole[4:-1].replace(') (^ (', ') (* -1 (^ (')})) 0)", {})
    assert not doubted(domains, whole, same)


def test_what_is_proved_has_a_value_at_its_witness() -> None:
    said = {"parameters": {"q": UNIT}, "given": {}, "conclusion": ["(>= (^ q -1) 0)"]}
    no_value = {"lhs": "no value", "op": ">=", "rhs": "0", "holds": None}
    recorded = {"point": {"q": "0"}, "given": {}, "conclusion": [no_value]}
    witness(Statement.read(said), recorded)
    with pytest.raises(RejectedError, match="has no value at the witness"):
        witness(Statement.read(said), recorded, proved=True)


@pytest.mark.parametrize("said", ["(== (* 0 q) 0)", "(== @class @class)"])
def test_a_statement_is_about_its_parameters(said: str) -> None:
    with pytest.raises(RejectedError, match="not a parameter"):
        Statement.read({"parameters": {}, "given": {}, "conclusion": [said]})


@together(
    ("cell", "there"), [("0", True), ("1", True), ("2", False), ("1/2", False), ("-1", False)]
)
def test_a_batch_has_the_cells_that_have_chances(cell: str, there: bool) -> None:
    square = f"(>= (^ (batch-mean n (count {cell}) 1/2 1/2) 2) 0)"
    assert doubted({"n": "(samples 1 inf)"}, square, evident(square)) is not there


@pytest.mark.parametrize("count", ["(any-cell 0 0 n c c)", "(any-count 0 2 n)"])
def test_a_statement_is_about_no_count_of_any_batch(count: str) -> None:
    data = {"parameters": {"c": "(classes 2 inf)", "n": "(samples 1 inf)"}, "given": {}}
    with pytest.raises(RejectedError, match="arbitrary batch"):
        Statement.read({**data, "conclusion": [f"(>= {count} 0)"]})


def test_of_different_indices_both_sides_have_values() -> None:
    inverse = "(^ (delta #0 #1) -1)"
    said = f"(every #0 c (every #1 c (== {inverse} {inverse})))"
    assert doubted({"c": "(classes 2 inf)"}, said, ("identity", "(== 0 0)", {}))


@pytest.mark.parametrize(
    ("known", "part"),
    [
        ("(> (if (> x 0) (^ x -2) 1) 0)", "(^ x -2)"),
        (f"(>= {INVERSE.format(2)} 0)", INVERSE.format(3)),
    ],
)
def test_a_part_may_have_a_value_only_where_it_stands(known: str, part: str) -> None:
    told = ("hypothesis", known, {"uses": ["h"]})
    term = f"(+ 1 {part} (* -1 {part}))"
    same = ("combination", f"(>= {term} 0)", {"from": ["1"], "by": {"terms": [[0, "1"]]}})
    steps = told, evident("(>= 1 0)"), same
    assert doubted({"x": ANY}, f"(>= {term} 0)", *steps, given=(known,))


def test_a_sum_of_what_has_no_value_is_not_confirmed() -> None:
    domains = {"c": "(classes 2 inf)", "x": f"(each c {ANY})"}
    of_any, of_all = "(== (* 0 (log (at x @class))) 0)", "(== (* 0 (sum #0 c (log (at x #0)))) 0)"
    by = {"from": ["0"], "by": {"index": "@class", "size": "c"}}
    steps = ("identity", of_any, {}), ("sum over the classes", of_all, by)
    assert doubted(domains, of_all, *steps)


def test_a_power_is_not_worked_out_for_ever() -> None:
    assert doubted({"x": UNIT}, "(>= x 0)", evident("(>= (^ x 1000000000) 0)"))


def test_what_is_too_large_for_a_ball_tells_no_value() -> None:
    assert not tells("exp(exp(exp(100)))", ONE)


def test_a_delta_cancels_no_divisor_that_is_zero_for_the_others() -> None:
    by = {"label": "y", "size": "c", "term": "(* x (^ (delta @class y) -1))"}
    of_one = ("one term of the sum", "(== (+ (* c x) (* -1 x)) 0)", {"by": by})
    domains = {"c": "(classes 2 inf)", "y": "(label c)", "x": ANY}
    assert doubted(domains, "(== (* c x) x)", of_one)
    by = {**by, "term": "(* x (+ 1 (delta @class y)))"}
    said = "(sum #0 c (* x (delta #0 y) (+ 1 (delta #0 y))))"
    of_one = ("one term of the sum", f"(== (+ {said} (* -2 x)) 0)", {"by": by})
    assert not doubted(domains, f"(== {said} (* 2 x))", of_one)


def test_a_number_may_be_larger_than_a_float() -> None:
    assert not doubted({"x": UNIT}, f"(>= (* {10**400} x) 0)", evident(f"(>= (* {10**400} x) 0)"))
    assert doubted({"x": ANY}, f"(>= (* {10**400} x) 0)", evident(f"(>= (* {10**400} x) 0)"))


def test_half_a_power_is_no_root_below_0() -> None:
    """At `c = 2` and `r = -1` the first is -1, the second 1."""
    given = ("(== (^ r (* 1/2 c)) x)", "(== (^ (^ r c) 1/2) y)")
    first = ("hypothesis", "(== (+ (^ r (* 1/2 c)) (* -1 x)) 0)", {"uses": ["h"]})
    second = ("hypothesis", "(== (+ (^ (^ r c) 1/2) (* -1 y)) 0)", {"uses": ["h"]})
    same = {"from": ["0", "1"], "by": {"terms": [[0, "-1"], [1, "1"]]}}
    end = ("combination", "(== (+ x (* -1 y)) 0)", same)
    parameters = {"c": "(classes 2 inf)", **dict.fromkeys("rxy", ANY)}
    assert doubted(parameters, "(== x y)", first, second, end, given=given)
    assert doubted({**parameters, "r": UNIT}, "(== x y)", first, second, end, given=given) is False


def test_a_count_is_no_constant() -> None:
    count = {"by": {"one": "1", "other": "(any-count 0 2 n)"}}
    larger = (
        "the larger of two is at least each",
        "(>= (+ (max 1 (any-count 0 2 n)) -1) 0)",
        count,
    )
    term = "(>= (batch-mean n (+ (max 1 (count 0)) -1) 1/2 1/2) 0)"
    law = {"from": ["0"], "by": {"size": "n", "chances": ["1/2", "1/2"]}}
    mean = ("mean over the batches", term, law)
    assert not doubted({"n": "(samples 1 inf)"}, term, larger, mean)


@pytest.mark.parametrize(
    ("count", "mean"),
    [
        ("(count 0)", "(batch-mean n {} 1/2 1/2)"),
        ("(cell 0 0)", "(table-mean #0 #1 n (^ c -2) {} c c)"),
    ],
)
def test_a_count_stands_in_a_mean_alone(count: str, mean: str) -> None:
    domains = {"n": "(samples 1 inf)", "c": "(classes 2 inf)"}
    above = f"(>= (+ {count} -1) 0)"
    opened: Step = (f"case {count} >= 1", above, {"by": {"opens": "1"}})
    law = {"chances": ["1/2", "1/2"]} if "batch" in mean else {"classes": "c", "law": "(^ c -2)"}
    rule = "mean over the batches" if "batch" in mean else "mean over the tables"
    average: Step = (
        rule,
        f"(>= {mean.format(f'(+ {count} -1)')} 0)",
        {"from": ["1"], "by": {"size": "n", **law}},
    )
    nothing = evident("(>= 1 0)")
    square = f"(>= (^ {mean.format(count)} 2) 0)"
    assert not doubted(domains, square, evident(square))
    assert doubted(domains, "(>= 1 0)", nothing, opened, average)
    assert doubted(domains, "(>= 1 0)", nothing, given=(above,))


@together(
    ("power", "conclusion", "rule"),
    [
        ("(^ x (* 2 s))", "(>= {} 0)", "evident sign"),
        ("(^ -1 (* 2 s))", "(>= {} 0)", "evident sign"),
        ("(* (^ x (+ s y)) (^ x (+ s (* -1 y))))", "(>= {} 0)", "evident sign"),
        ("(* (^ (^ x (+ s y)) n) (^ (^ x (+ s (* -1 y))) n))", "(>= {} 0)", "evident sign"),
        ("(^ x (* 2 s))", "(== (abs {0}) {0})", "identity"),
        ("(^ x (* 2 s))", "(== (max {0} (* -1 {0})) {0})", "identity"),
        ("(^ x (* -2 s))", "(>= {} 0)", "evident sign"),
    ],
)
def test_an_even_multiple_in_an_exponent_makes_no_square(
    power: str, conclusion: str, rule: str
) -> None:
    """At x = -1, s = y = 1/2, n = 1 each of these powers has the value -1, and x^s has none."""
    bound = f"(<= {power} 5)"
    term = conclusion.format(power)
    left, right = (f"(abs {power})" if "abs" in term else f"(max {power} (* -1 {power}))", power)
    said = f"(== (+ {left} (* -1 {right})) 0)" if rule == "identity" else term
    steps: list[Step] = [
        ("hypothesis", f"(>= (+ 5 (* -1 {power})) 0)", {"uses": ["h"]}),
        (rule, said, {"from": ["0"]}),
    ]
    real = dict.fromkeys("xys", "(interval -inf inf open open)") | {"n": "(integer 1 inf)"}
    assert doubted(real, term, *steps, given=(bound,))
    if power == "(^ x (* 2 s))":  # it is one where s is an integer
        whole = {**real, "s": "(integer 0 inf)"}
        assert not doubted(whole, term, *steps, given=(bound,))
