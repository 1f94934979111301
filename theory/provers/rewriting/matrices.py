"""Determinants of equal matrices, of products and of transposes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_ROW, BOUND_CLASS, ClassSum
from lossproof.theory.language.terms import COLUMN, ROW, determinant, matrix, transposed
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    combine,
    of_equal,
    of_product,
    of_transposed,
    size_of_product,
)
from lossproof.theory.provers.rewriting.equations import Equation
from lossproof.theory.provers.rewriting.instances import instance, meant

Form = Callable[[Any], tuple[Any, list[Fact]]]


def of_size(term: Any) -> tuple[Any, Fact] | None:
    """The absolute determinant of a product, as a product of absolute determinants."""
    body, size = term.args[0].args
    parts = None if body.has(ANY_ROW, ANY_CLASS) else _product(_entry(body))
    if parts is None:
        return None
    first, second = (_matrix(part, size) for part in parts)
    made = size_of_product(first, second)
    return abs(determinant(first)) * abs(determinant(second)), made


def of_matrix(term: Any, form: Form, equations: Sequence[Equation]) -> tuple[Any, Fact] | None:
    """A determinant as an expression in others, and the fact that they are equal, or None."""
    body, size = term.args
    if body.has(ANY_ROW, ANY_CLASS):
        return None
    entry = _entry(body)
    for equation in equations:
        if (named := meant(equation.value, entry)) and _product(equation.term) is not None:
            other = _matrix(equation.term.xreplace(dict(named)), size)
            equal = instance(equation.fact, named)
            return determinant(other), of_equal(_matrix(entry, size), other, equal)
    new, steps = form(entry)
    matrix, other = _matrix(entry, size), _matrix(new, size)
    if steps:
        equal = steps[0] if len(steps) == 1 else combine(entry - new, *steps)
        return determinant(other), of_equal(matrix, other, equal)
    if (parts := _product(entry)) is not None:
        first, second = (_matrix(part, size) for part in parts)
        return determinant(first) * determinant(second), of_product(first, second)
    turned = determinant(transposed(matrix))
    if str(turned) < str(term):
        return turned, of_transposed(transposed(matrix))
    return None


def _entry(body: Any) -> Any:
    return body.xreplace({ROW: ANY_ROW, COLUMN: ANY_CLASS})


def _matrix(entry: Any, size: Any) -> Any:
    return matrix(lambda i, j: entry.xreplace({ANY_ROW: i, ANY_CLASS: j}), size)


def _product(entry: Any) -> tuple[Any, Any] | None:
    """Two matrices whose product has this entry, split by row and column, or None."""
    first, second = list[Any](), list[Any]()
    factors = [*sympy.Mul.make_args(entry)]
    sums: list[Any] = [factor for factor in factors if isinstance(factor, ClassSum)]
    if len(sums) != 1:
        return None
    inner = [(x, False) for x in factors if x not in sums]
    inner += [(x, True) for x in sympy.Mul.make_args(sums[0].args[0])]
    for factor, summed in inner:
        if factor.has(ANY_ROW) and factor.has(ANY_CLASS):
            return None
        to_second = factor.has(ANY_CLASS)
        index = {BOUND_CLASS: ANY_ROW if to_second else ANY_CLASS} if summed else {}
        (second if to_second else first).append(factor.xreplace(index))
    if not first or not second:
        return None
    return sympy.Mul(*first), sympy.Mul(*second)
