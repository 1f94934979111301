"""Statements made of others: two strict inequalities at once, and what is not equal."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Real
from lossproof.theory.language import Vector, different, eq, ge, iff, le, lt
from lossproof.theory.statement import Statement

x, y = Real(0, 1), Real(0, 1)


def holds(conclusion: Callable[..., Any], **point: Any) -> bool | None:
    statement = Statement({"x": x, "y": y}, {}, conclusion)
    return statement.at(statement.check(point)).conclusion[0].holds


def test_iff_holds_where_both_or_neither_do() -> None:
    half = sympy.Rational(1, 2)

    def said(x: Any, y: Any) -> Any:
        return iff(lt(x, half), lt(y, half))

    assert holds(said, x=0, y=0)
    assert holds(said, x=half, y=1)
    assert holds(said, x=0, y=half) is False
    assert holds(said, x=half, y=0) is False

    def weak(x: Any, y: Any) -> Any:
        return iff(le(half, x), ge(y, half))

    assert holds(weak, x=half, y=half)
    assert holds(weak, x=0, y=0)
    assert holds(weak, x=half, y=0) is False
    assert holds(weak, x=0, y=half) is False


def test_iff_is_of_two_inequalities_of_one_kind() -> None:
    for one, other in ((lt(1, 2), le(1, 2)), (eq(1, 2), eq(1, 2))):
        with pytest.raises(TypeError, match=r"iff must have two strict inequalities"):
            iff(one, other)


def test_different_numbers() -> None:
    assert holds(lambda x, y: different(x, y), x=0, y=1)
    assert holds(lambda x, y: different(x, y), x=1, y=1) is False


def test_the_sides_are_numbers() -> None:
    with pytest.raises(TypeError, match=r"got \(1, 2\): state every entry, as in every_class"):
        eq(Vector((1, 2)), Vector((1, 2)))
    with pytest.raises(
        TypeError, match=r"got x < 1: write Piecewise\(\(1, x < 1\), \(0, True\)\) for 1"
    ):
        le(0, sympy.Symbol("x", real=True) < 1)
