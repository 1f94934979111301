"""Diagonal matrices of positive numbers."""

from __future__ import annotations

from typing import Any, cast

import sympy

from lossproof.theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW
from lossproof.theory.language.terms import determinant, matrix, product
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    combine,
    nonnegative,
    of_diagonal_and_constant,
    of_equal,
    positive,
    renamed,
    sifted,
    size_of_product,
)

_DELTA = cast(Any, sympy.KroneckerDelta)


def diagonal(of: Any) -> Any:
    """The matrix with the entries of a vector on its diagonal, and 0 elsewhere."""
    return matrix(lambda i, j: of[j] * _DELTA(i, j), of.size)


def entry_of_product(of: Any, second: Any) -> Fact:
    """`sum_j D[s][j] B[j][l] - v[s] B[s][l] == 0`, for the diagonal matrix D of a vector v."""
    picked = sifted(of[ANY_CLASS] * second[ANY_CLASS][ANY_COLUMN], ANY_ROW, of.size)
    return renamed(picked, {ANY_COLUMN: ANY_CLASS})


def not_singular(of: Any) -> Fact:
    """`|det D| > 0`, for the diagonal matrix D of a vector of evidently positive numbers.

    Its product with the matrix of their reciprocals is the identity.
    """
    one, here = matrix(_DELTA, of.size), diagonal(of)
    inverse = matrix(lambda i, j: _DELTA(i, j) / of[i], of.size)
    mixed = product(here, inverse)
    term = of[ANY_CLASS] * _DELTA(ANY_CLASS, ANY_ROW) / of[ANY_CLASS]
    picked = sifted(term, ANY_COLUMN, of.size)
    entry = mixed[ANY_ROW][ANY_COLUMN] - _DELTA(ANY_ROW, ANY_COLUMN)
    same = of_equal(mixed, one, renamed(combine(entry, picked), {ANY_COLUMN: ANY_CLASS}))
    unit = combine(determinant(mixed) - 1, same, of_diagonal_and_constant(one, 1, 0))
    size = absolute(combine(determinant(mixed), unit, positive(1)))
    known, other = sympy.Abs(determinant(here)), sympy.Abs(determinant(inverse))
    inverted = combine(known * other - 1, (size_of_product(here, inverse), -1), size, unit)

    def absurd(below: Fact) -> Fact:
        none = combine(-1, (below, other), inverted)
        return combine(known, nonnegative(known), none, positive(1))

    return cases(known, lambda above: above, absurd, strict=True)
