"""How many samples of a batch are in one cell: in a mean over batches, and of any batch."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import sympy


class Cell(sympy.Expr):
    """Of how many samples are in a cell; no number, though its arguments may be."""

    head: ClassVar[str]
    is_commutative = True

    @property
    def is_number(self) -> bool:
        return False

    def _sympystr(self, printer: Any) -> str:
        return f"N[{printer._print(self.args[0])}]"


class Count(Cell):
    """`Count(a)`: how many samples of the batch are in cell a, inside a `BatchMean` only.

    Nothing is assumed of it, and no fact may hold it outside of a mean.
    """

    head = "count"

    def __new__(cls, cell: Any) -> Any:
        return sympy.Expr.__new__(cls, sympy.sympify(cell))


class TableCount(Cell):
    """`TableCount(i, j)`: how many samples are in row i, column j, inside a `TableMean` only."""

    head = "cell"
    is_integer = True
    is_nonnegative = True

    def __new__(cls, row: Any, column: Any) -> Any:
        return sympy.Expr.__new__(cls, *map(sympy.sympify, (row, column)))

    def _sympystr(self, printer: Any) -> str:
        row, column = map(printer._print, self.args)
        return f"N[{row}, {column}]"


class OfAnyBatch(Cell):
    """A count of any batch: what holds of it holds of every batch."""

    is_integer = True
    is_nonnegative = True


class AnyCount(OfAnyBatch):
    """`AnyCount(a, k, n)`: how many of any n samples in k cells are in cell a."""

    head = "any-count"

    def __new__(cls, cell: Any, cells: Any, size: Any) -> Any:
        if not 0 <= int(cell) < int(cells):
            raise ValueError(f"the cell must be one of 0..{cells - 1}; got {cell}")
        return sympy.Expr.__new__(cls, *map(sympy.sympify, (cell, cells, size)))

    @property
    def free_symbols(self) -> set[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return {self, *self.args[2].free_symbols}


class AnyTable(NamedTuple):
    """Any table of so many samples, rows and columns."""

    size: Any
    rows: Any
    columns: Any


class AnyCell(OfAnyBatch):
    """`AnyCell(i, j, n, m, c)`: how many of any n samples in m by c cells are in the cell i, j."""

    head = "any-cell"

    def __new__(cls, row: Any, column: Any, size: Any, rows: Any, columns: Any) -> Any:
        return sympy.Expr.__new__(cls, *map(sympy.sympify, (row, column, size, rows, columns)))

    @property
    def table(self) -> AnyTable:
        """The table that it is of."""
        return AnyTable(*self.args[2:])

    @property
    def free_symbols(self) -> set[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return {self}.union(*(part.free_symbols for part in self.args))

    def _sympystr(self, printer: Any) -> str:
        row, column = map(printer._print, self.args[:2])
        return f"N[{row}, {column}]"
