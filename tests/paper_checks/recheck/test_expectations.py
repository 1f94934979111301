"""An expectation is read again as the sum that it is, and as no other."""

from __future__ import annotations

from lossproof.paper_checks.recheck.derivation import Statement, confirmed
from tests.together import together

REAL = "(interval -inf inf open open)"
DOMAINS = {
    "c": "(classes 2 inf)", "n": "(samples 1 inf)", "y": "(label c)", "m": "(integer 0 inf)",
    "f": f"(each c {REAL})", "T": "(each c (simplex c))", "q": "(interval 0 1 closed closed)",
    "b": f"(each 2 {REAL})",
}  # fmt: skip
ROW = "(at T y #0)"
MARKED = "(+ (* q (delta #0 y)) (* (+ 1 (* -1 q)) (^ c -1)))"
# An expectation, what it is worth, and what it is not.
PAIRS = {
    "a row": (
        f"(expect #0 c {ROW} (at f #0))",
        f"(sum #0 c (* {ROW} (at f #0)))",
        ["(sum #0 c (* (at T #0 y) (at f #0)))", f"(* c (sum #0 c (* {ROW} (at f #0))))",
         "(sum #0 c (at f #0))", f"(* {ROW.replace('#0', 'y')} (at f y))"],
    ),
    "a mark": (
        f"(expect #0 c {MARKED} (at f #0))",
        "(+ (* q (at f y)) (* (+ 1 (* -1 q)) (^ c -1) (sum #0 c (at f #0))))",
        ["(+ (* q (at f y)) (* (+ 1 (* -1 q)) (sum #0 c (at f #0))))",
         "(+ (* q (at f 0)) (* (+ 1 (* -1 q)) (^ c -1) (sum #0 c (at f #0))))",
         "(* q (at f y))"],
    ),
    "a number that may be no class": (
        "(expect #0 c (delta #0 m) (at f #0))",
        "(sum #0 c (* (delta #0 m) (at f #0)))",
        ["(at f m)"],
    ),
    "a class of a sum": (
        "(sum #0 c (expect #1 c (delta #0 #1) (* (at f #0) (at f #1))))",
        "(sum #0 c (^ (at f #0) 2))",
        ["(^ (sum #0 c (at f #0)) 2)", "(sum #0 c (at f #0))"],
    ),
    "a sample is no class": (
        "(mean #0 n (expect #1 c (delta #0 #1) (at f #1)))",
        "(mean #0 n (sum #1 c (* (delta #0 #1) (at f #1))))",
        ["(mean #0 n (at f #0))"],
    ),
    "nested": (
        "(expect #0 c (at T y #0) (expect #1 c (at T #0 #1) (at f #1)))",
        "(sum #0 c (* (at T y #0) (sum #1 c (* (at T #0 #1) (at f #1)))))",
        ["(sum #0 c (* (at T y #0) (sum #1 c (* (at T #1 #0) (at f #1)))))",
         "(sum #0 c (* (at T y #0) (sum #1 c (* (at T y #1) (at f #1)))))"],
    ),
    "a list": (
        "(expect #0 2 (+ (* q (delta 0 #0)) (* (+ 1 (* -1 q)) (delta 1 #0))) (at b #0))",
        "(+ (* q (at b 0)) (* (+ 1 (* -1 q)) (at b 1)))",
        ["(+ (* q (at b 1)) (* (+ 1 (* -1 q)) (at b 0)))", "(* q (at b 0))"],
    ),
}  # fmt: skip
FALSE = [(name, wrong) for name, (_, _, every) in PAIRS.items() for wrong in every]


def doubts(premise: str, rule: str, term: str, sign: str = ">=") -> list[str]:
    """Why the step is not confirmed, where `premise >= 0` is given."""
    data = {
        "parameters": DOMAINS,
        "given": {"given": [f"(>= {premise} 0)"]},
        "conclusion": [f"({sign} {term} 0)"],
    }
    lines = [
        {"step": "a", "rule": "hypothesis", "from": [], "uses": ["given"]},
        {"step": "b", "rule": rule, "from": ["a"]},
    ]
    for line, said in zip(lines, (f"(>= {premise} 0)", f"({sign} {term} 0)"), strict=True):
        line["term"] = said
    return [*confirmed(Statement.read(data), lines).doubts.values()]


@together("name", PAIRS)
def test_it_is_its_sum(name: str) -> None:
    mean, worth, _ = PAIRS[name]
    assert not doubts(mean, "expectations as sums", worth)
    assert not doubts(worth, "sums as expectations", mean)
    assert doubts(mean, "expectations as sums", worth, ">")


@together(("name", "wrong"), FALSE)
def test_it_is_nothing_else(name: str, wrong: str) -> None:
    assert doubts(PAIRS[name][0], "expectations as sums", wrong)
    assert doubts(wrong, "sums as expectations", PAIRS[name][0])


def test_its_size_is_the_number_of_classes() -> None:
    mean = "(expect #0 n (delta #0 y) (at f #0))"
    assert doubts(mean, "expectations as sums", "(at f y)") == [
        "the size of an expectation is not the number of classes"
    ]
