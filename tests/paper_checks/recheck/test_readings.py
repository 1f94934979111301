"""Statements compared with the terms that they were written with."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Abs, Max, Piecewise, exp, log, sqrt

from lossproof.paper_checks.recheck.record.readings import unlike
from lossproof.theory.domain import Classes, Integer, Label, Real, Samples, Scores, Simplex
from lossproof.theory.language import class_sum, eq, every_class, ge, gt, le, sample_mean
from lossproof.theory.language.terms import expected
from tests.theory.bogus import statement

PARAMETERS = {
    "x": "(interval -inf inf open open)", "y": "(interval -inf inf open open)",
    "p": "(interval 0 inf open open)", "c": "(classes 2 inf)", "n": "(integer 1 inf)",
    "f": "(simplex c)", "k": "(integer 0 inf)",
}  # fmt: skip
SAME = {
    "(>= (+ x x) 0)": "(>= (* 2 x) 0)",
    "(>= (* -1 (+ y (* -1 x))) 1)": "(>= (+ x (* -1 y)) 1)",
    "(>= (^ (^ p 2) -1) 0)": "(>= (^ p -2) 0)",
    "(>= (* p (^ p -1)) 0)": "(>= 1 0)",
    "(>= (* x (^ x -1)) 0)": "(>= (+ 1 (* 0 (^ x -1))) 0)",
    "(>= (^ (* (+ y (* -1 x)) p) -1) 0)": "(>= (* -1 (^ (+ x (* -1 y)) -1) (^ p -1)) 0)",
    "(== (sum #0 c (* 3 (at f #0))) 3)": "(== (* 3 (sum #0 c (at f #0))) 3)",
    "(== (^ 0 p) 0)": "(== 0 0)",
    "(== (+ (log 2) (log 3)) 1)": "(== (log 6) 1)",
    "(== (if (> 1/2 0) (log 4) 3) 1)": "(== (* 2 (log 2)) 1)",
    "(>= (if (not (== x 2)) 1 0) 1)": "(>= (if (!= x 2) 1 0) 1)",
    "(>= (if (not (> x y)) 1 0) 1)": "(>= (if (<= x y) 1 0) 1)",
    "(>= (sum #0 c (* 2 (^ p (+ #0 1/2)))) 0)": "(>= (* 2 (sum #0 c (^ p (+ 1/2 #0)))) 0)",
    "(every #0 c (== (sum #1 c (* (at f #1) (at f #0))) 1))": (
        "(every #0 c (== (* (at f #0) (sum #1 c (at f #1))) 1))"
    ),
    "(>= (expect #0 c (+ (at f #0) (at f #0)) (at f #0)) 0)": (
        "(>= (expect #0 c (* 2 (at f #0)) (at f #0)) 0)"
    ),
}
ROOT = "(^ (+ x -1) 1/2)"
PRODUCT = "(^ (* (+ x y) (+ 1 x)) -1)"
SAME |= {
    f"(>= (if (> y 0) 0 (* {ROOT} (+ y y))) 0)": f"(>= (if (> y 0) 0 (* 2 y {ROOT})) 0)",
    f"(>= (if (> y 0) 0 (if (> p 1) (* {ROOT} (+ p p)) 1)) 0)": (
        f"(>= (if (> y 0) 0 (if (> p 1) (* 2 p {ROOT}) 1)) 0)"
    ),
    f"(>= (if (> y 0) {PRODUCT} 0) 0)": "(>= (if (> y 0) (* (^ (+ y x) -1) (^ (+ 1 x) -1)) 0) 0)",
    f"(>= (+ {ROOT} (if (> y 0) 0 (^ {ROOT} 2))) 0)": f"(>= (+ {ROOT} (if (> y 0) 0 (+ x -1))) 0)",
}
OTHER = {
    f"(>= (if (> y 0) (* (+ 1 x) {PRODUCT}) 0) 0)": "(>= (if (> y 0) (^ (+ y x) -1) 0) 0)",
    "(>= (if (> -1 1) x y) 0)": "(>= (if (>= -1 1) x y) 0)",
    f"(>= (if (> y 0) (^ {ROOT} 2) {ROOT}) 0)": f"(>= (if (> y 0) (+ x -1) {ROOT}) 0)",
    f"(>= (if (> y 0) {ROOT} (+ x (* 0 {ROOT}))) 0)": f"(>= (if (> y 0) {ROOT} x) 0)",
    f"(>= (if (> y 0) 0 (^ {ROOT} 2)) 0)": "(>= (if (> y 0) 0 (+ x -1)) 0)",
    f"(>= (if (> y 0) 0 (+ x (* 0 {ROOT}))) 0)": "(>= (if (> y 0) 0 x) 0)",
    f"(>= (if (> y 0) 0 (if (> p 1) (^ {ROOT} 2) 1)) 0)": (
        "(>= (if (> y 0) 0 (if (> p 1) (+ x -1) 1)) 0)"
    ),
    f"(>= (+ (if (> y 0) 0 (^ {ROOT} 2)) (if (> y 1) 0 {ROOT})) 0)": (
        f"(>= (+ (if (> y 0) 0 (+ x -1)) (if (> y 1) 0 {ROOT})) 0)"
    ),
    "(>= (if (not (== x 2)) 1 0) 1)": "(>= (if (== x 2) 1 0) 1)",
    "(>= (exp x) 1)": "(>= 1 1)",
    "(>= x 0)": "(> x 0)",
    "(>= x 1)": "(<= x 1)",
    "(== (^ -1 n) 1)": "(== 1 1)",
    "(== (floor (* 1/6 (^ 2 n))) 1)": "(== (* 1/6 (^ 2 n)) 1)",
    "(>= (abs x) 0)": "(>= x 0)",
    "(>= (delta n 1) 0)": "(>= 0 0)",
    # What has a value in fewer places.
    "(>= (* x (^ x -1)) 0)": "(>= 1 0)",
    "(>= (* 0 (log x)) 0)": "(>= 0 0)",
    "(>= (^ (^ x 1/2) 2) 0)": "(>= x 0)",
    "(>= (* 0 (^ 0 x)) 0)": "(>= 0 0)",
    "(>= (* 0 (at f 2)) 0)": "(>= 0 0)",
    "(>= (* 0 (^ (+ x (* -1 y)) -1)) 0)": "(>= (* 0 (^ x -1) (^ y -1)) 0)",
    "(every #0 c (>= (* 0 (log (at f #0))) 0))": "(every #0 c (>= 0 0))",
    "(every #0 c (>= (at f #0) 0))": "(every #0 4 (>= (at f #0) 0))",
    # An index of another sum.
    "(>= (+ (sum #0 n (* 0 (log (+ 5 (* -1 #0))))) (sum #0 c (log (+ 5 (* -1 #0))))) 0)": (
        "(>= (sum #0 c (log (+ 5 (* -1 #0)))) 0)"
    ),
    "(>= (sum #0 n (+ x (* 0 (at f #0)))) 0)": "(>= (sum #0 n x) 0)",
    # A sum that may be empty.
    "(>= (+ (* 0 (log x)) (sum #0 k (log (* x (+ 1 #0))))) 0)": (
        "(>= (sum #0 k (log (* x (+ 1 #0)))) 0)"
    ),
    "(== (mean #0 n (* (at f #0) (^ (at f #0) -1))) 1)": "(== 1 1)",
    "(every #0 c (>= (+ (log (at f #0)) (sum #1 c (* 0 (log (at f #1))))) 0))": (
        "(every #0 c (>= (log (at f #0)) 0))"
    ),
}


def stated(*conclusion: str, **given: list[str]) -> dict[str, Any]:
    return {"parameters": PARAMETERS, "given": given, "conclusion": [*conclusion]}


@pytest.mark.parametrize("written", SAME)
def test_what_is_the_same_wherever_it_has_values_is_stated(written: str) -> None:
    assert unlike(stated(SAME[written]), stated(written)) == ""
    assert unlike(stated("(>= p 0)", h=[SAME[written]]), stated("(>= p 0)", h=[written])) == ""


@pytest.mark.parametrize("written", OTHER)
def test_what_says_something_else_is_named(written: str) -> None:
    assert unlike(stated(OTHER[written]), stated(written)) == written
    assert (
        unlike(stated("(>= p 0)", h=[OTHER[written]]), stated("(>= p 0)", h=[written])) == written
    )


def test_a_hypothesis_asks_for_no_more_than_was_written() -> None:
    more, written = "(>= (+ (* p x) (* 0 (^ x 1/2))) 0)", "(>= (* p x) 0)"
    assert unlike(stated(more), stated(written)) == ""
    assert unlike(stated("(>= p 0)", h=[more]), stated("(>= p 0)", h=[written])) == written


def test_a_sum_that_may_be_empty_asks_for_less_than_its_term() -> None:
    more, written = "(<= (* k (log x)) 5)", "(<= (sum #0 k (log x)) 5)"
    assert unlike(stated(more), stated(written)) == ""
    assert unlike(stated("(>= p 0)", h=[more]), stated("(>= p 0)", h=[written])) == written
    for size in ("n", "c"):
        one, other = (f"(<= (* {size} (log x)) 5)", f"(<= (sum #0 {size} (log x)) 5)")
        assert unlike(stated("(>= p 0)", h=[one]), stated("(>= p 0)", h=[other])) == ""


def test_every_part_is_stated() -> None:
    both = stated("(>= x 0)", "(>= y 0)")
    assert unlike(both, stated("(>= x 0)"))
    assert unlike(stated("(>= x 0)"), both)
    assert unlike(stated("(>= x 0)", h=["(>= y 0)"]), stated("(>= x 0)"))
    assert unlike(stated("(>= x 0)", h=["(>= y 0)"]), stated("(>= x 0)", g=["(>= y 0)"]))


def test_terms_of_statements_are_those_that_were_written() -> None:
    c, n, size = Classes(), Integer(1), Samples()
    c.name, n.name, size.name = "c", "n", "m"
    x, p, y, f, v = Real(), Real(0, open="left"), Label(c), Simplex(c), Scores(c)
    own = statement(
        {"c": c, "n": n, "m": size, "x": x, "p": p, "y": y, "f": f, "v": v},
        lambda c, n, m, x, p, y, f, v: (
            ge(Abs(x - x) + (x**2 - 1) / (x - 1), sqrt(p**2)),
            le(exp(log(p)) * Max(p, -p), p**n / p + (-1) ** (2 * n)),
            eq(class_sum(lambda j: v[j] * f[y] / v.total(), c), sample_mean(lambda i: x, m)),
            every_class(lambda k: eq(expected(lambda z: v[z] - f[k], f), 0), c),
            gt(Piecewise((x / 2, sympy.Gt(x, 0)), (-x / 2, True)), 0),
        ),
        given=lambda x, p: gt(log(p) / log(p), x - x),
    )
    assert unlike(own.record(), own.record_as_written()) == ""
    assert own.record() != own.record_as_written()
