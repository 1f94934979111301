"""Determinants in symbols and in numbers, and what they bind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import Classes, Each, Joint, Samples, Scores, Transitions
from lossproof.theory.language import ANY_ROW, Vector, ge, realise
from lossproof.theory.language.terms import COLUMN, ROW, determinant, matrix, product, transposed
from lossproof.theory.language.terms.determinants import Determinant
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import combine, of_equal, of_transposed
from lossproof.theory.statement import Proof
from tests.theory.bogus import statement
from tests.together import together


def symbols() -> Any:
    c, n = Classes(tried=(2, 3, 4)), Samples()
    square = Each(c, Scores(c))
    domains = {"c": c, "A": square, "B": square, "T": Transitions(c), "Q": Joint(c)}
    return Proof(statement({**domains, "n": n, "W": Each(n, Scores(c))}, lambda c: ge(c, 2)))


def numbers(size: int, seed: int) -> Vector:
    entries = np.random.default_rng(seed).integers(-9, 10, size=(size, size))
    return Vector(Vector(sympy.Rational(int(x), 7) for x in row) for row in entries)


def fixed(rows: Any) -> Vector:
    return Vector(Vector(map(sympy.sympify, row)) for row in rows)


FORMS: dict[str, Callable[..., Any]] = {
    "plain": lambda A, B: determinant(A),
    "transposed": lambda A, B: determinant(transposed(A)),
    "product": lambda A, B: determinant(product(A, B)),
    "product of transposed": lambda A, B: determinant(product(transposed(A), B)),
    "scaled rows": lambda A, B: determinant(matrix(lambda i, j: A[i][j] * B[0][i], A.size)),
}


@together("form", FORMS.values())
@together("size", [2, 3, 4])
def test_a_symbolic_determinant_written_out_is_that_of_numbers(form: Any, size: int) -> None:
    p = symbols()
    for seed in range(3):
        A, B = numbers(size, seed), numbers(size, seed + 100)
        written = realise(form(p.A, p.B), {"c": size, "A": A, "B": B})
        assert written == form(A, B)
        assert written.is_Rational


@together("size", [2, 3, 4, 10, 12])
def test_a_determinant_of_numbers_is_that_of_sympy(size: int) -> None:
    A = numbers(size, size)
    expected = sympy.Matrix(A).det(method="bareiss")
    assert determinant(A) == expected
    rounded = Vector(Vector(sympy.Float(x, 40) for x in row) for row in A)
    assert abs(determinant(rounded) - expected) < 1e-30 * (1 + abs(expected))


def test_a_determinant_of_symbols_is_its_polynomial() -> None:
    for size in (2, 3, 4):
        rows = fixed(sympy.symarray("a", (size, size)).tolist())
        assert sympy.expand(determinant(rows) - sympy.Matrix(rows).det()) == 0


def test_rows_are_not_columns() -> None:
    A = fixed([[0, 1], [0, 0]])
    assert product(A, transposed(A)) == fixed([[1, 0], [0, 0]])
    assert product(transposed(A), A) == fixed([[0, 0], [0, 1]])


def test_it_is_printed_by_its_name() -> None:
    p = symbols()
    assert str(determinant(p.T)) == "det(T)"
    assert str(determinant(transposed(p.T))) == "det(T')"
    assert str(determinant(product(p.Q, p.T))) == "det(sum_j(Q[r, j]*T[j, k]))"


def test_an_entry_may_not_depend_on_who_asks() -> None:
    p = symbols()

    def two_faced(i: Any, j: Any) -> Any:
        return p.B[i][j] if i == ANY_ROW else p.A[i][j]

    with pytest.raises(ProofError, match="for any row and class"):
        of_equal(matrix(two_faced, p.c), p.B, combine(0, (0, of_transposed(p.A))))


def test_a_matrix_has_classes_and_not_samples_or_a_number() -> None:
    for wrong in (numbers(2, 0), symbols().W):
        with pytest.raises((ProofError, TypeError)):
            of_transposed(wrong)


def test_what_the_determinant_binds_stays_inside() -> None:
    p = symbols()
    for index in (ROW, COLUMN):
        with pytest.raises(ProofError, match="reserved for indices of sums"):
            follow(p.A[index][0], ">=", "a wrong rule")
        with pytest.raises(ValueError, match="which are indices of the determinant"):
            determinant(matrix(lambda i, j, index=index: p.A[i][index], p.c))
    with pytest.raises(ValueError, match="determinant of determinants"):
        Determinant(determinant(p.A) * p.B[ROW][COLUMN], p.c)
