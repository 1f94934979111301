"""Determinants of matrices with a row of zeros."""

from __future__ import annotations

from typing import Any, cast

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW
from lossproof.theory.language.terms import determinant, matrix, product
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    cases,
    combine,
    hadamard,
    of_equal,
    of_product,
    quotient,
    renamed,
    same_class,
    sifted,
    squeezed,
)

_DELTA = cast(Any, sympy.KroneckerDelta)


def zero_row(of: Any, label: Any, none: Fact) -> Fact:
    """`A[y][l] == 0` for any class `l` ⊢ `det A == 0`, for the class `y = label`.

    The matrix is its product with the identity in which the row `y` is left out. The latter has
    determinant 0, which is at most the length of its row `y`.
    """
    left_out = matrix(lambda i, j: _DELTA(i, j) * (1 - _DELTA(i, label)), of.size)
    mixed, column = product(left_out, of), {ANY_COLUMN: ANY_CLASS}
    not_label = 1 - _DELTA(ANY_ROW, label)
    term = of[ANY_CLASS][ANY_COLUMN]
    picked = renamed(sifted(term, ANY_ROW, of.size), column)
    there = renamed(same_class(term, ANY_ROW, label, of.size), column)
    entry = mixed[ANY_ROW][ANY_CLASS] - of[ANY_ROW][ANY_CLASS]
    equal = combine(entry, (picked, not_label), (there, -1), (none, not_label - 1))
    same, split = of_equal(mixed, of, equal), of_product(left_out, of)
    gone = _without_value(determinant(left_out), _short(left_out, label))
    return combine(determinant(of), (same, -1), split, (gone, determinant(of)))


def _short(left_out: Any, label: Any) -> Fact:
    """`-(det D)^2 >= 0`, for the identity in which the row of this label is left out."""
    one = sifted(sympy.Integer(1), ANY_ROW, left_out.size)
    length = left_out[ANY_ROW].total(lambda entry: entry**2)
    mark = _DELTA(ANY_ROW, label)
    some = cases(mark, lambda above: above, lambda low: combine(mark, (low, low)))
    below = combine(1 - length, (one, mark - 1), some)
    return combine(-(determinant(left_out) ** 2), hadamard(left_out, below).at(ANY_ROW, label))


def _without_value(of: Any, square: Fact) -> Fact:
    """`-e^2 >= 0` ⊢ `e == 0`."""

    def below(part: Any) -> Fact:
        return cases(
            part, lambda above: quotient(-part, square, above), lambda low: low, strict=True
        )

    return squeezed(below(-of), below(of))
