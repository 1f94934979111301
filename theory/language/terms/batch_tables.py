"""Means over batches of independent samples, each of which falls in one cell of a table.

As `batch_mean`, for a table whose numbers of rows and columns may be symbols: in what is averaged
`counts[i][j]` is how many samples are in row i and column j. At numbers it is the `BatchMean` over
the cells of the table row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import sympy

from lossproof.theory.language.cells import AnyCell, Count, TableCount
from lossproof.theory.language.realising import asked, known_index, note, realise
from lossproof.theory.language.sums import (
    BoundIndex,
    CountSymbol,
    SamplesSymbol,
    class_sum,
    sample_mean,
    whole,
)
from lossproof.theory.language.terms.batches import BatchMean, OverBatches, batch_mean, has_values
from lossproof.theory.language.terms.determinants import determinant, matrix
from lossproof.theory.language.vectors import SymbolicVector, Vector

TABLE_ROW = BoundIndex("a", integer=True, nonnegative=True)
TABLE_COLUMN = BoundIndex("b", integer=True, nonnegative=True)


class TableMean(OverBatches):
    """`TableMean(body, n, law, rows, columns)`: the mean of `body` in `TableCount(i, j)`.

    There are n samples, and each is in row `a` and column `b` with the chance `law`; inert, linear.
    """

    head = "table-mean"
    nargs = 5
    scope = (0, 2)

    @property
    def indices(self) -> tuple[Any, ...]:
        return TABLE_ROW, TABLE_COLUMN

    @property
    def extents(self) -> tuple[Any, ...]:
        return self.args[3:]

    @property
    def bound(self) -> frozenset[Any]:
        return frozenset({TABLE_ROW, TABLE_COLUMN, TableCount})

    @property
    def opened(self) -> Any:
        """The body, in the counts of any batch."""
        body, size, _, rows, columns = self.args
        return body.replace(TableCount, lambda i, j: AnyCell(i, j, size, rows, columns))

    @classmethod
    def eval(  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        cls, body: Any, size: Any, law: Any, rows: Any, columns: Any
    ) -> Any:
        if body.has(OverBatches) or law.has(OverBatches, TableCount):
            raise ValueError(f"a mean over batches must not contain another one: {body}, {law}")
        kinds = CountSymbol, SamplesSymbol, sympy.Integer
        if not all(isinstance(extent, kinds) for extent in (rows, columns)):
            raise ValueError(
                f"a table needs its numbers of rows and columns; got {rows} and {columns}"
            )
        body, kept = sympy.expand(body), (size, sympy.expand(law), rows, columns)
        if isinstance(body, sympy.Add):
            return sympy.Add(*(cls(term, *kept) for term in body.args))
        inside, outside = sympy.sift(
            sympy.Mul.make_args(body), lambda factor: factor.has(TableCount), binary=True
        )
        inside, outside = sympy.Mul(*inside), sympy.Mul(*outside)
        # The chances sum to 1 only by a fact, so the mean of 1 is left as it is.
        if outside != 1:
            return outside * cls(inside, *kept)
        return None if kept[1] == law else cls(body, *kept)

    def in_cells(self, values: Mapping[str, Any]) -> tuple[Any, int, list[Any]]:
        """What is averaged, in `Count`s, of how many samples, and the chances of the cells."""
        body, size, law, rows, columns = self.args
        across = int(realise(columns, values))
        places = [(i, j) for i in range(int(realise(rows, values))) for j in range(across)]
        chances: list[Any] = []
        for i, j in places:
            row, known = known_index(TABLE_ROW, i, values)
            column, known = known_index(TABLE_COLUMN, j, known)
            chances.append(realise(law.xreplace({TABLE_ROW: row, TABLE_COLUMN: column}), known))
        value, needs = asked(body, values)
        counts = {TableCount(i, j): Count(i * across + j) for i, j in places}
        counted = {
            tuple(tuple((e.xreplace(counts), demand) for e, demand in way) for way in ways)
            for ways in needs
        }
        about = {ways for ways in counted if any(e.has(Count) for way in ways for e, _ in way)}
        note(counted - about, values)
        number = int(realise(size, values))
        value = value.xreplace(counts)
        if value.has(sympy.nan, TableCount) or not has_values(about, number, len(chances)):
            return sympy.nan, number, chances  # a cell that the table does not have is no number
        return value, number, chances

    def realised(self, values: Mapping[str, Any]) -> Any:
        body, size, chances = self.in_cells(values)
        return sympy.nan if body is sympy.nan else BatchMean(body, sympy.Integer(size), *chances)

    def _sympystr(self, printer: Any) -> str:
        return f"E({printer._print(self.args[0])})"


def over_rows(term: Callable[[Any], Any], rows: Any) -> Any:
    """The sum of `term(i)` over the rows of a table, as many as there are classes or samples."""
    if isinstance(rows, SamplesSymbol):
        return rows * sample_mean(term, rows)
    return class_sum(term, rows)


def table_determinant(table: Any, outputs: Any = None) -> sympy.Expr:
    """The determinant of a table, or of the sum over its rows i of `outputs[i][r] table[i][k]`."""
    if outputs is None:
        return determinant(table)
    rows, columns = table.size, table[0].size
    mixed = matrix(lambda r, k: over_rows(lambda i: outputs[i][r] * table[i][k], rows), columns)
    return determinant(mixed)


def mean_determinant(law: Any, size: Any, outputs: Any = None) -> sympy.Expr:
    """The mean of `table_determinant` of the counts of independent samples of a law."""
    return table_mean(lambda counts: table_determinant(counts, outputs), size, law)


def any_table(size: Any, columns: Any, rows: Any = None) -> Any:
    """The counts of any batch, in as many rows as columns unless their number is given.

    What holds of them holds of every batch.
    """
    rows = columns if rows is None else rows

    def row(i: Any) -> Any:
        return SymbolicVector(lambda j: AnyCell(i, j, size, rows, columns), columns)

    return SymbolicVector(row, rows)


def table_mean(of: Callable[[Any], Any], size: Any, law: Any) -> sympy.Expr:
    """The mean of `of(counts)` for `size` independent samples, in `[i][j]` with chance `law[i][j]`.

    `counts` is a table of as many rows and columns as `law`, which may be symbols.
    """
    rows, columns = law.size, law[0].size
    if isinstance(rows, int | sympy.Integer):  # a law that is written out
        chances = [law[i][j] for i in range(int(rows)) for j in range(columns)]
        return batch_mean(lambda counts: of(_table(counts, columns)), size, chances)
    i, j = (sympy.Dummy(integer=True, nonnegative=True) for _ in range(2))
    chance: Any = sympy.sympify(law[i][j])
    if chance.has(TABLE_ROW, TABLE_COLUMN):
        raise ValueError(
            f"{chance} contains {TABLE_ROW} or {TABLE_COLUMN}, which are indices of the mean"
        )
    counts = SymbolicVector(lambda a: SymbolicVector(lambda b: TableCount(a, b), columns), rows)
    body = sympy.sympify(of(counts))
    parts = (body, whole(size), chance.xreplace({i: TABLE_ROW, j: TABLE_COLUMN}), rows, columns)
    return cast(sympy.Expr, TableMean(*map(sympy.sympify, parts)))


def _table(counts: Sequence[Any], columns: int) -> Vector:
    """The counts row by row."""
    starts = range(0, len(counts), columns)
    return Vector(Vector(counts[start : start + columns]) for start in starts)
