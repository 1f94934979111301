"""Neither what stands for nothing nor a power where a factor of it has no value is confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq

from lossproof.paper_checks.recheck.points.sides import tells
from lossproof.paper_checks.recheck.terms import UnreadableError, read
from tests.paper_checks.recheck.forging import Step, doubted, doubts, evident
from tests.together import together

X = "(interval -10 10 closed closed)"
OWN = "(sum #0 (+ 1 #0) 1)"
K = {"c": "(classes 1 inf)", "x": X, "k": "(integer 1 inf)", "y": "(label c)", "z": "(label c)"}


def identity(one: str, other: str) -> bool:
    gap = f"(== (+ {one} (* -1 {other})) 0)"
    return doubted(K, gap, ("identity", gap, {}))


def test_an_index_in_the_size_of_its_own_sum_proves_nothing() -> None:
    def twice(k: int) -> Step:
        gap = f"(+ (expect #1 {k} 1 {OWN}) (* -1 (expect #0 {k} 1 (+ 1 #0))))"
        return "identity", f"(== {gap} 0)", {}

    by = {"terms": [[0, "(+ x 7)"], [1, "(* -2/3 (+ x 7))"]]}
    steps: list[Step] = [
        twice(2), ("expectations as sums", f"(== (+ (* 2 {OWN}) -3) 0)", {"from": ["0"]}),
        twice(3), ("expectations as sums", f"(== (+ (* 3 {OWN}) -6) 0)", {"from": ["2"]}),
        ("combination", "(== (+ x 7) 0)", {"from": ["1", "3"], "by": by}),
    ]  # fmt: skip
    assert doubted({"x": X}, "(== x -7)", *steps)


@together(
    "text",
    [
        OWN, "(mean #0 (+ 1 #0) 1)", "(every #0 #0 (> 1 0))", "(det #0 #1 #1 1)",
        "(expect #0 #0 1/2 1)", "(sum #0 3 (sum #0 (+ 1 #0) 1))",
        "(table-mean #0 #1 2 1/4 (* #0 (cell 0 0)) 2 2)", "(table-mean #0 #1 2 1/4 1 2 #1)",
    ],
)  # fmt: skip
def test_a_bound_index_stands_for_nothing_in_a_size(text: str) -> None:
    with pytest.raises(UnreadableError, match="where it stands for nothing"):
        read(text)
    assert read("(sum #1 c (sum #0 (+ 1 #1) (at f #0)))")


@together("head", ["sign", "step", "slope", "is-zero"])
def test_a_power_whose_exponent_may_be_zero_has_a_sign_at_zero_too(head: str) -> None:
    """At x = 0 and k = 1 the left power is 1, and the right one 0."""
    assert identity(f"({head} (^ x (+ k -1)))", f"({head} (^ x (+ k 1)))")
    assert identity(f"({head} (+ 1 (^ x (+ k -1))))", f"({head} (* x (+ x (^ x k))))")
    assert not identity(f"({head} (^ x 3))", f"({head} x)")
    assert not identity(f"({head} (^ x (+ k 1)))", f"({head} (* x (^ x k)))")


def test_a_power_of_an_indicator_is_not_divided() -> None:
    """At y != z and k = 2 it is 0."""
    for power in ("(^ (delta y z) (+ k -1))", "(^ (* 2 (delta y z)) (+ k -1))"):
        assert doubted(K, f"(> {power} 0)", evident(f"(> {power} 0)"))
    assert identity("(log (+ 1 (^ (delta y z) (+ k -1))))", "(log 2)")
    assert not identity("(^ (delta y z) k)", "(delta y z)")
    assert not identity("(* x (^ x k))", "(^ x (+ k 1))")


SHORT = {
    "m": "(integer 1 inf)",
    "n": "(samples 1 inf)",
    "f": "(each m (interval 0 1 closed closed))",
}


def test_any_sample_is_no_index_of_another_family() -> None:
    """At m = 1 and n = 2 the mean has no value."""

    def mean(parameters: dict[str, Any]) -> bool:
        said = "(>= (mean #0 n (at f #0)) 0)"
        of_any: Step = ("evident sign", "(>= (at f @sample) 0)", {})
        by = {"from": ["0"], "by": {"size": "n"}}
        return doubted(parameters, said, of_any, ("mean over the samples", said, by))

    assert mean(SHORT)
    assert not mean({**SHORT, "f": SHORT["f"].replace("m", "n")})
    for size, found in ((5, True), (2, False)):
        every = f"(every #0 {size} (>= (at f #0) 0))"
        family = {"f": "(each 2 (interval 0 1 closed closed))"}
        assert doubted(family, every, ("evident sign", "(>= (at f @sample) 0)", {})) == found


@together(("entry", "found"), [("(at J #1 #0)", True), ("(at J @class #1 #0)", False)])
def test_a_joint_law_of_a_family_sums_to_one_for_each_member(entry: str, *, found: bool) -> None:
    laws = {"c": "(classes 2 inf)", "J": "(each c (joint c))"}
    total = f"(sum #1 c (sum #0 c {entry}))"
    known = {"uses": ["domain of J"], "by": {"index": ["@class"]}}
    step: Step = ("hypothesis", f"(== (+ {total} -1) 0)", known)
    every = f"(every #2 c (== {total.replace('@class', '#2')} 1))"
    assert doubted(laws, every, step) == found


def test_a_hypothesis_says_something() -> None:
    said = "(>= (^ x 2) 0)"
    assert not doubted({"x": X}, said, evident(said))
    assert doubted({"x": X}, said, evident(said), given=None)


@together("text", ["1 # it fails", "1\n# everywhere", "True", "0x1", "1_0/10", "1‮"])
def test_a_side_is_a_formula_and_nothing_besides(text: str) -> None:
    assert tells("Max(1, log(2))", fmpq(1))
    with pytest.raises(ValueError, match="is not a formula in numbers"):
        tells(text, fmpq(1))


ZERO = "(interval -1 1 closed closed)"
MORE = {
    "c": "(classes 2 inf)", "a": "(label c)", "b": "(label c)", "e": "(label c)",
    "x": ZERO, "y": ZERO, "k": "(integer -2 inf)", "n": "(integer -1 inf)", "m": "(integer 1 inf)",
}  # fmt: skip
D, S = "(delta a b)", "(+ 1 (* -1 (delta a b)))"
ROOT = f"(^ (^ {S} 1/2) (+ (* 2 m) -2))"


@together(
    ("one", "other"),
    [
        *((f"({head} (^ x (+ n 3)))", f"({head} (^ x (+ n 1)))")
          for head in ("sign", "step", "slope", "is-zero")),
        ("(is-zero (^ (^ x (+ n 1)) 3))", "(is-zero (^ x (+ n -1 2)))"),
        (f"(^ (^ {S} 1/2) (+ (* 6 k) 18))", f"(^ (^ {S} 1/2) (+ (* 6 k) 12))"),
        (f"(^ (abs (+ {D} (* -1 (delta a e)))) (+ k 4))",
         f"(^ (abs (+ {D} (* -1 (delta a e)))) (+ k 2))"),
        ("(^ (abs (+ (is-zero x) (* -1 (is-zero y)))) (+ k 4))",
         "(^ (abs (+ (is-zero x) (* -1 (is-zero y)))) (+ k 2))"),
        (f"(+ {D} {ROOT} (* -1 {D} {ROOT}))", f"(^ {S} m)"),
    ],
)  # fmt: skip
def test_what_is_one_to_the_power_zero_is_not_merged_with_other_powers(
    one: str, other: str
) -> None:
    """Where the base is 0 and an exponent is 0, the left or right side alone is 1."""
    gap = f"(== (+ {one} (* -1 {other})) 0)"
    assert doubted(MORE, gap, ("identity", gap, {}))


def test_powers_of_a_number_of_classes_above_a_threshold_are_merged() -> None:
    count = "(sum #0 c (step (+ (at f #0) (* -1 x))))"
    known = {
        "c": "(classes 2 inf)",
        "f": "(simplex c)",
        "x": ZERO,
        "q": "(interval 0 1 open closed)",
    }
    gap = f"(== (+ (^ (+ 1 {count}) (+ 1 q)) (* -1 (+ 1 {count}) (^ (+ 1 {count}) q))) 0)"
    assert not doubted(known, gap, ("identity", gap, {}))


def test_a_sum_of_a_billion_entries_is_not_written_out() -> None:
    said = ("hypothesis", "(== (+ (at f 0) -2) 0)", {"uses": ["domain of f"]})
    found = doubts({"f": f"(simplex {10**9})"}, "(>= 1 0)", said, evident("(>= 1 0)"))
    assert found == {"0": "a sum of too many entries is written out"}
