"""Determinants of matrices with one row and one column per class.

Where the number of classes is a symbol, a determinant is one inert term. `realise` writes it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

import sympy
from flint import fmpq_mat

from lossproof.theory.language.realising import at_index, known_index, realise
from lossproof.theory.language.relations import exactly
from lossproof.theory.language.sums import Binder, BoundIndex, CountSymbol, class_sum
from lossproof.theory.language.vectors import SymbolicVector, Vector
from lossproof.theory.numbers import to_fmpq

ROW = BoundIndex("r", integer=True, nonnegative=True)
COLUMN = BoundIndex("k", integer=True, nonnegative=True)


def matrix(entry: Callable[[Any, Any], Any], size: Any) -> Any:
    """The matrix with `entry(i, j)` in row i and column j; `size` is a number or a symbol."""
    if isinstance(size, CountSymbol):
        return SymbolicVector(lambda i: SymbolicVector(lambda j: entry(i, j), size), size)
    return Vector(Vector(entry(i, j) for j in exactly(range(size))) for i in exactly(range(size)))


def _square(of: Any) -> Any:
    """The number of rows and columns of a matrix; `ValueError` unless it is square."""
    rows = of if isinstance(of, tuple) else (of[0],)
    sizes = [len(row) if isinstance(row, (tuple, list)) else row.size for row in rows]
    if odd := [size for size in sizes if size != of.size]:
        raise ValueError(
            f"a matrix must be square; got one of {of.size} rows with {odd[0]} entries"
        )
    return of.size


def transposed(of: Any) -> Any:
    """The square matrix with rows and columns exchanged."""
    return matrix(lambda i, j: of[j][i], _square(of))


def product(first: Any, second: Any) -> Any:
    """The matrix product of two square matrices of the same size; `ValueError` for others."""
    size = _square(first)
    if _square(second) != size:
        raise ValueError(f"two matrices must have one size; got {size} and {second.size}")
    return matrix(lambda i, j: class_sum(lambda k: first[i][k] * second[k][j], size), size)


class Determinant(Binder):
    """`Determinant(body, size)`: of the matrix with `body` in row `r` and column `k`; inert."""

    head = "det"
    nargs = 2

    @property
    def indices(self) -> tuple[Any, ...]:
        return ROW, COLUMN

    @classmethod
    def eval(cls, body: Any, size: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if body.atoms(cls):
            raise ValueError(
                f"a determinant of determinants cannot be written for any number of classes: {body}"
            )
        expanded = sympy.expand(body)
        return None if expanded == body else cls(expanded, size)

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, size = self.args
        labels = range(int(realise(size, values)))
        rows: list[list[Any]] = []
        for i in labels:
            row, known = known_index(ROW, i, values)
            at_row = body.xreplace({ROW: row})
            rows.append([at_index(at_row, COLUMN, j, known) for j in labels])
        return sympy.nan if any(sympy.nan in row for row in rows) else _written_out(rows)

    def _matrix(self, printer: Any) -> str:
        """The name of the matrix, primed where it is transposed, or its entry `[r, k]`."""
        body: Any = self.args[0]
        if isinstance(body, sympy.Indexed) and set(body.indices) == {ROW, COLUMN}:
            base: Any = body.base
            return printer._print(base.label) + ("'" if body.indices[0] == COLUMN else "")
        return printer._print(body)

    def _sympystr(self, printer: Any) -> str:
        return f"det({self._matrix(printer)})"


def determinant(of: Any) -> sympy.Expr:
    """The determinant of a matrix: a number, a polynomial in the entries, or one inert term."""
    size = _square(of)
    if isinstance(size, CountSymbol):
        row, column = (sympy.Dummy(integer=True, nonnegative=True) for _ in range(2))
        body: Any = sympy.sympify(of[row][column])
        if body.has(ROW, COLUMN):
            raise ValueError(
                f"{body} contains {ROW} or {COLUMN}, which are indices of the determinant"
            )
        return cast(sympy.Expr, Determinant(body.xreplace({row: ROW, column: COLUMN}), size))
    labels = range(int(size))
    return _written_out([[sympy.sympify(of[i][j]) for j in labels] for i in labels])


def _written_out(rows: Sequence[Sequence[Any]]) -> Any:
    size, entries = len(rows), [x for row in rows for x in row]
    if all(x.is_Rational for x in entries):
        found = fmpq_mat(size, size, list(map(to_fmpq, entries))).det()
        return sympy.Rational(int(found.p), int(found.q))
    if all(x.is_Number for x in entries):
        return sympy.Matrix(size, size, entries).det(method="lu")

    @cache
    def minor(top: int, columns: tuple[int, ...]) -> Any:
        """Of the rows from `top` on and these columns, by the entries of the first row."""
        if top == size:
            return sympy.Integer(1)
        terms = [
            (-1) ** k * rows[top][j] * minor(top + 1, columns[:k] + columns[k + 1 :])
            for k, j in enumerate(columns)
        ]
        return sympy.Add(*terms)

    return minor(0, tuple(range(size)))
