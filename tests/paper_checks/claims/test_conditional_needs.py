"""What only a piece, or another pair of indices, asks for is not asked for everywhere.

A divisor, logarithm or root that is cancelled keeps its condition: with it these statements have
no value somewhere.
"""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, Piecewise, Symbol, log, sqrt

from lossproof.paper_checks.claims import Claim, Paper, Registry, check
from lossproof.paper_checks.sharpening import sharpen
from lossproof.theory.domain import Classes, Real, Transitions
from lossproof.theory.language import class_sum, every_class, ge, gt, le
from lossproof.theory.numbers.arrays import array
from lossproof.theory.numbers.as_written import as_written
from lossproof.theory.statement import MistakeError


def claim(conclusion: Any, given: Any = None, **domains: Any) -> Claim:
    book = Paper("school", "a book", registry=Registry())
    members = {**domains, "conclusion": conclusion, "given": given or {}, "__doc__": "A claim."}
    book.claim("a", locus="1", kind="ineq")(type("A", (), members))
    return book.registry["school.a"]


def verdict(conclusion: Any, given: Any = None, **domains: Any) -> str:
    return check(claim(conclusion, given, **domains)).verdict


@pytest.mark.parametrize(
    ("cancelled", "piece", "low", "positive"),
    [
        (lambda x: x / x, lambda x: 1 / x, 0, gt),
        (lambda x: 1 + log(x) - log(x), lambda x: 1 - log(x), 0, gt),
        (lambda x: 1 + sqrt(x) - sqrt(x), sqrt, -1, ge),
    ],
)
def test_a_piece_does_not_ask_everywhere(
    cancelled: Any, piece: Any, low: int, positive: Any
) -> None:
    def value(x: Any) -> Any:
        return cancelled(x) + Piecewise((1, x <= 0), (piece(x), True))

    assert verdict(lambda x: ge(value(x), 1), x=Real(low, 1)) == "UNDECIDED"
    hypothesis = {"it has a value": lambda x: ge(value(x), 0)}
    assert verdict(lambda x: positive(x, 0), hypothesis, x=Real(low, 1)) != "REFUTED"


def test_two_indices_are_not_one() -> None:
    def conclusion(c: Any, T: Any) -> Any:
        ratios = class_sum(lambda i: class_sum(lambda j: T[i][j] / T[i][j], c), c)
        return ge(ratios + class_sum(lambda i: 1 / T[i][i], c), c**2)

    c = Classes()
    given = {"diagonal": lambda c, T: every_class(lambda j: gt(T[j][j], 0), c)}
    with pytest.raises(MistakeError, match="cancelled inside a sum"):
        verdict(conclusion, given, c=c, T=Transitions(c))


def test_a_constant_that_is_freed_keeps_what_was_cancelled() -> None:
    def conclusion(x: Any, K: Any) -> Any:
        return ge(x / x + Piecewise((-3, x <= 0), (x, True)), K)

    found = sharpen(claim(conclusion, x=Real(0, 1), K=Real()), "K", seconds=3)
    assert found.outcome != "sharp"


def test_functions_as_they_are_written_have_arrays() -> None:
    x = Symbol("x", real=True)
    (values,) = array([as_written(Abs(x - 2))], [x])([1.0, 5.0])
    assert values.tolist() == [1, 3]


def test_a_power_of_zero_ends_no_check_with_an_error() -> None:
    assert verdict(lambda q: le(0**q, 1), q=Real(0, 1)) in ("UNDECIDED", "PROVED")
