"""A result of a command for people: lines and tables, which `writing` puts into a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Part = tuple[str, str]  # a text, and its style in a terminal
Cell = str | Sequence[Part]


@dataclass(frozen=True)
class Column:
    """A column by its heading.

    Parameters
    ----------
    wraps : whether a long cell goes on in the next line
    right : whether cells end at the right
    width : the least number of characters
    """

    heading: str = ""
    wraps: bool = True
    right: bool = False
    width: int = 0


@dataclass(frozen=True)
class Table:
    """Rows of cells; one without cells leaves a line free."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    style: str = ""
    indent: int = 0

    @property
    def headed(self) -> bool:
        """Whether a column has a heading."""
        return any(column.heading for column in self.columns)


@dataclass(frozen=True)
class Result:
    """What is shown: cells as lines, tables, and None for a free line.

    Parameters
    ----------
    width : the number of characters of a line where there is no terminal
    """

    sections: Sequence[Cell | Table | None] = field(default_factory=tuple)
    width: int = 100


def plain(cell: Cell) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else "".join(text for text, _ in cell)


def headings(*names: str, right: bool = False) -> list[Column]:
    """Columns of words, and with `right` of numbers after the first."""
    return [Column(name, right=right and k > 0) for k, name in enumerate(names)]
