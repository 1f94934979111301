"""Determinants of matrices with one row and one column per class, and what is known of them.

Where the number of classes is a symbol, a determinant is one inert term. `realise` writes it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

import sympy
from flint import fmpq_mat

from theory.balls import to_fmpq
from theory.derivation import combine, positive, quotient
from theory.fact import Fact, ProofError, closed, follow, need, real, sized, vanishes
from theory.nested_sums import ANY, nested_sum, summed
from theory.sums import (
    ANY_CLASS,
    ANY_ROW,
    Binder,
    BoundIndex,
    CountSymbol,
    SymbolicVector,
    Vector,
    class_sum,
    realise,
)

ROW = BoundIndex("r", integer=True, nonnegative=True)
COLUMN = BoundIndex("k", integer=True, nonnegative=True)


# -- matrices -----------------------------------------------------------------------------------


def matrix(entry: Callable[[Any, Any], Any], size: Any) -> Any:
    """The matrix with `entry(i, j)` in row i and column j; `size` is a number or a symbol."""
    if isinstance(size, CountSymbol):
        return SymbolicVector(lambda i: SymbolicVector(lambda j: entry(i, j), size), size)
    return Vector(Vector(entry(i, j) for j in range(size)) for i in range(size))


def transposed(of: Any) -> Any:
    """The matrix with rows and columns exchanged."""
    return matrix(lambda i, j: of[j][i], of.size)


def product(first: Any, second: Any) -> Any:
    """The matrix product of two square matrices of the same size."""
    size = first.size
    return matrix(lambda i, j: nested_sum(lambda k: first[i][k] * second[k][j], size), size)


# -- determinants -------------------------------------------------------------------------------


class Determinant(Binder):
    """`Determinant(body, size)`: of the matrix with `body` in row `r` and column `k`; inert."""

    nargs = 2

    @property
    def bound(self) -> frozenset[Any]:
        return frozenset({ROW, COLUMN})

    @classmethod
    def eval(cls, body: Any, size: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if body.atoms(cls):
            raise ValueError(f"a determinant of determinants cannot be kept symbolic: {body}")
        expanded = sympy.expand(body)
        return None if expanded == body else cls(expanded, size)

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, size = self.args
        labels = range(int(realise(size, values)))
        cells = [
            [{ROW: sympy.Integer(i), COLUMN: sympy.Integer(j)} for j in labels] for i in labels
        ]
        return _written_out([[realise(body.xreplace(cell), values) for cell in r] for r in cells])

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_real

    def _matrix(self, printer: Any) -> str:
        """The name of the matrix, primed where it is transposed, or its entry `[r, k]`."""
        body: Any = self.args[0]
        if isinstance(body, sympy.Indexed) and set(body.indices) == {ROW, COLUMN}:
            base: Any = body.base
            return printer._print(base.label) + ("'" if body.indices[0] == COLUMN else "")
        return printer._print(body)

    def _sympystr(self, printer: Any) -> str:
        return f"det({self._matrix(printer)})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = rf"\det\left({self._matrix(printer)}\right)"
        return text if exp is None else f"{text}^{{{exp}}}"


def determinant(of: Any) -> sympy.Expr:
    """The determinant of a matrix: a number, a polynomial in the entries, or one inert term."""
    if isinstance(of.size, CountSymbol):
        row, column = (sympy.Dummy(integer=True, nonnegative=True) for _ in range(2))
        body: Any = sympy.sympify(of[row][column])
        if body.has(ROW, COLUMN):
            raise ValueError(f"{body} is about {ROW} or {COLUMN}, which the determinant binds")
        return cast(sympy.Expr, Determinant(body.xreplace({row: ROW, column: COLUMN}), of.size))
    labels = range(int(of.size))
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


# -- facts --------------------------------------------------------------------------------------


def _alike(of: Any) -> Any:
    """The matrix, every entry of which is one expression in the row and the column."""
    size = sized(of.size)
    body: Any = cast(Any, determinant(of)).args[0]
    return matrix(lambda i, j: body.xreplace({ROW: i, COLUMN: j}), size)


def _entry(of: Any) -> Any:
    """The entry of any row and any class, of a matrix that is about none of these itself."""
    if cast(Any, determinant(of)).has(*ANY):
        raise ProofError(f"the matrix of {determinant(of)} is about one of {ANY} already")
    return sympy.sympify(of[ANY_ROW][ANY_CLASS])


def _about_every_entry(fact: Fact, what: Any) -> None:
    closed(fact, ANY_ROW)
    closed(fact, ANY_CLASS)
    if fact.sign != "==" or not (vanishes(fact.expr - what) or vanishes(fact.expr + what)):
        raise ProofError(f"{fact} does not say that {what} is 0 for any row and class")


def of_product(first: Any, second: Any) -> Fact:
    """`det(A B) == det A det B`."""
    first, second = map(_alike, (first, second))
    if first.size != second.size:
        raise ProofError(f"the sizes {first.size} and {second.size} of a product differ")
    name = "det(A B) = det A det B"
    parts = determinant(first) * determinant(second)
    return follow(determinant(product(first, second)) - parts, "==", name, trust=[name])


def size_of_product(first: Any, second: Any) -> Fact:
    """`|det(A B)| == |det A| |det B|`."""
    equal = of_product(first, second)
    one, other = determinant(first), determinant(second)
    goal = sympy.Abs(equal.expr + one * other) - sympy.Abs(one) * sympy.Abs(other)
    return follow(goal, "==", "size of a product", equal)


def of_transposed(of: Any) -> Fact:
    """`det A' == det A`."""
    of = _alike(of)
    name = "det A' = det A"
    return follow(determinant(transposed(of)) - determinant(of), "==", name, trust=[name])


def of_equal(first: Any, second: Any, equal: Fact) -> Fact:
    """`det A == det B`, from `A[s][l] - B[s][l] == 0` for any row and class."""
    first, second = map(_alike, (first, second))
    if first.size != second.size:
        raise ProofError(f"matrices of the sizes {first.size} and {second.size} are not equal")
    _about_every_entry(equal, _entry(first) - _entry(second))
    return follow(determinant(first) - determinant(second), "==", "equal matrices", equal)


def hadamard(of: Any, short: Fact) -> Fact:
    """`sum_j A[s][j]^2 - (det A)^2 >= 0` for any row `s`, where no row is longer than 1.

    `short` is the fact `1 - sum_j A[s][j]^2 >= 0` for any row `s`. Hadamard's inequality says that
    the determinant is at most the product of the lengths of the rows, so at most each of them.
    """
    closed(short, ANY_ROW)
    of = _alike(of)
    real(_entry(of))
    length = class_sum(lambda j: of[ANY_ROW][j] ** 2, of.size)
    if not vanishes(need(short, ">=", "the room of a row").expr - (1 - length)):
        raise ProofError(f"{short} does not say that no row is longer than 1")
    goal = length - determinant(of) ** 2
    return follow(goal, ">=", "Hadamard", short, trust=["Hadamard's inequality"])


def diagonally_dominant(of: Any, entry: Fact, dominant: Fact) -> Fact:
    """`|det A| > 0`, from `A[s][l] >= 0` and `2 A[s][s] - sum_j A[s][j] > 0` for any row and class.

    The second says that an entry on the diagonal is larger than the rest of its row together.
    """
    of = _alike(of)
    for index in (ANY_ROW, ANY_CLASS):
        closed(entry, index)
        closed(dominant, index)
    if not vanishes(need(entry, ">=", "an entry").expr - _entry(of)):
        raise ProofError(f"{entry} does not say that {_entry(of)} >= 0")
    margin = 2 * of[ANY_ROW][ANY_ROW] - class_sum(lambda j: of[ANY_ROW][j], of.size)
    if not vanishes(need(dominant, ">", "the margin of the diagonal").expr - margin):
        raise ProofError(f"{dominant} does not say that {margin} > 0")
    goal: Any = sympy.Abs(determinant(of))
    return follow(goal, ">", "dominant diagonal", entry, dominant, trust=["Levy-Desplanques"])


def of_permutation(of: Any, zero_one: Fact, rows: Fact, columns: Fact) -> Fact:
    """`(det A)^2 == 1` for a permutation matrix.

    The facts, for any row `s` and class `l`: `A[s][l] (1 - A[s][l]) == 0`, and the sum of the row
    `s` and of the column `l` is 1.
    """
    of = _alike(of)
    entry = _entry(of)
    _about_every_entry(zero_one, entry * (1 - entry))
    _about_every_entry(rows, class_sum(lambda j: of[ANY_ROW][j], of.size) - 1)
    _about_every_entry(columns, class_sum(lambda j: of[j][ANY_CLASS], of.size) - 1)
    name = "the determinant of a permutation matrix is 1 or -1"
    goal = determinant(of) ** 2 - 1
    return follow(goal, "==", name, zero_one, rows, columns, trust=[name])


def short_rows(of: Any, stochastic: Mapping[str, Fact]) -> Fact:
    """`1 - sum_j A[s][j]^2 >= 0` for any row `s` of a matrix whose rows are distributions.

    `stochastic` holds the facts of the domain: "nonnegative", "at most 1" and "total".
    """
    spread = combine(
        (entry := _entry(of)) * (1 - entry), (stochastic["nonnegative"], stochastic["at most 1"])
    )
    length = class_sum(lambda j: of[ANY_ROW][j] ** 2, of.size)
    return combine(1 - length, summed(spread, ANY_CLASS, of.size), (stochastic["total"], -1))


def of_stochastic(of: Any, stochastic: Mapping[str, Fact]) -> Fact:
    """`1 - |det A| >= 0` for a matrix whose rows are distributions; premises of `short_rows`."""
    short = short_rows(of, stochastic)
    found = determinant(of)
    square = combine(1 - found**2, short, hadamard(of, short))
    size = sympy.Abs(found)
    return quotient(1 - size, combine((1 - size) * (1 + size), square), positive(1 + size))
