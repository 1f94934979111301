"""Terms that are positive on a box, those that are not, and those that cannot be told."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given, strategies as st

from lossproof.paper_checks.recheck.balls import UndecidedError
from lossproof.paper_checks.recheck.points.values import UndefinedError
from lossproof.paper_checks.recheck.rules.covers import positive
from lossproof.paper_checks.recheck.terms import read
from tests.together import together

UNIT = {"x": (fmpq(0), fmpq(1))}
SQUARE = {**UNIT, "y": (fmpq(0), fmpq(1))}
FLAT = "(+ 1 (* -1 (exp (* -1 x))) (* -1 x (exp (* -1 x))))"  # about x^2/2 near 0


@together(
    ("text", "strict"),
    [
        ("(+ 1/100 (^ (+ x -1/3) 2))", True),
        ("x", False),
        (FLAT, False),
        ("(+ x y (* -1 x y))", False),
        ("(+ (exp (+ x y)) (* -1 x) (* -1 y) -99/100)", True),
        ("(+ 1 (* -1 (^ x 2) y (^ (+ 1 x) -1)))", True),
        ("(max (+ x -1/2) (+ 51/100 (* -1 x)))", True),
        ("(+ (^ (+ 1 x) (+ 1 y)) -1)", False),
    ],
)
def test_what_is_positive_on_a_box_is_shown_to_be(text: str, strict: bool) -> None:
    assert positive(read(text), SQUARE, strict=strict)


@together(
    ("text", "strict"),
    [
        ("x", True),
        ("(+ x -1/2)", False),
        ("(+ (* x y) -1)", True),
        ("(+ 1/2 (* -1 (exp (* -1 x))))", False),
        ("(+ (^ (+ x -1/3) 2) (* -1/1000 y))", True),
    ],
)
def test_what_fails_at_a_corner_is_not(text: str, strict: bool) -> None:
    assert not positive(read(text), SQUARE, strict=strict)


@together("text", ["(^ (+ x -1/3) -2)", "(+ 1 (floor x))", "(+ 1 (* 0 (log x)))", "(^ (log x) 0)"])
def test_what_has_no_value_somewhere_or_no_balls_is_not_said_to_be_positive(text: str) -> None:
    with pytest.raises((UndecidedError, UndefinedError)):
        positive(read(text), SQUARE, strict=True)


def test_only_points_that_are_given_count() -> None:
    term, condition = read("(+ x -1/4)"), read("(+ x -1/2)")
    assert not positive(term, UNIT, strict=True)
    assert positive(term, UNIT, strict=True, given=[condition])
    assert not positive(read("(+ x -3/4)"), UNIT, strict=True, given=[condition])


def test_a_condition_that_is_zero_everywhere_excludes_no_point() -> None:
    assert not positive(read("(+ x -1/2)"), UNIT, strict=False, given=[read("0")])


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=5), st.booleans())
def test_a_random_polynomial_is_positive_at_points_where_it_is_said_to_be(factors, strict) -> None:
    text = "(+ " + " ".join(f"(* {a} (^ x {k}))" for k, a in enumerate(factors)) + ")"
    try:
        found = positive(read(text), UNIT, strict=strict)
    except UndecidedError:
        return
    at = [sum(a * fmpq(j, 24) ** k for k, a in enumerate(factors)) for j in range(25)]
    if found:
        assert all(value > 0 if strict else value >= 0 for value in at)
