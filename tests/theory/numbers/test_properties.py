"""Signs that are shown term by term: what may be 0 is not shown to be above it."""

from __future__ import annotations

import sympy

from lossproof.theory.numbers.properties import shown
from tests.together import together

X = sympy.Symbol("x", real=True)
A = sympy.Symbol("a", nonnegative=True)
B = sympy.Symbol("b", positive=True)


@together(
    ("expr", "above", "at_least"),
    [
        (A, False, True), (B, True, True), (X, False, False), (A + B, True, True),
        (A + A**2, False, True), (X**2, False, True), (X**2 + 1, True, True),
        (sympy.Abs(X), False, True), (A * B, False, True), (sympy.exp(X), True, True),
        (sympy.log(1 + A), False, True), (sympy.Max(A, B), True, True), (A - B, False, False),
        (sympy.Min(A, B), False, True), (sympy.floor(A), False, True), (-B, False, False),
    ],
)  # fmt: skip
def test_above_0_and_not_below_it_are_told_apart(
    expr: sympy.Expr, above: bool, at_least: bool
) -> None:
    assert (shown(expr, ">"), shown(expr, ">=")) == (above, at_least)
    assert shown(-B + expr - expr, "!=")
    assert shown(expr, "!=") or not above
