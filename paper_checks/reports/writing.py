"""Results in a form: text of a terminal; and rows for articles and spreadsheets, LaTeX and CSV."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from lossproof.paper_checks.reports.result import Cell, Result, Table
from lossproof.paper_checks.reports.written.prose import typed
from lossproof.theory.printing.prose import ascii_of
from lossproof.theory.printing.typeset import typeset

Rows = Sequence[Mapping[str, Any]]

LONGER = 10  # characters that a line may have more in ASCII
GLUE = "\ue000"  # a blank at which no line is broken


def as_text(result: Result, *, in_ascii: bool = False, width: int | None = None) -> str:
    """The result as it is printed, with colours in a terminal; in ASCII if asked for."""
    console = Console(highlight=False)
    if width is None:
        known = console.is_terminal or "COLUMNS" in os.environ
        width = min(result.width, console.width) if known else result.width
    console = Console(highlight=False, width=width - LONGER * in_ascii)
    with console.capture() as printed:
        for section in result.sections:
            if section is None:
                console.print()
            elif isinstance(section, Table):
                console.print(_grid(section))
            else:
                text = _text(section)
                console.print(text, soft_wrap=" " not in text.plain)
    shown = "".join(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    shown = shown.replace(GLUE, " ")
    return ascii_of(shown) if in_ascii else shown


def _grid(table: Table) -> Any:
    grid = Grid(box=None, pad_edge=False, padding=(0, 1 + table.headed, 0, 0), style=table.style,
                header_style=table.style or "bold", show_header=table.headed)  # fmt: skip
    for column in table.columns:
        grid.add_column(
            Text(column.heading), overflow="fold", no_wrap=not column.wraps,
            justify="right" if column.right else "left", min_width=column.width or None,
        )  # fmt: skip
    for row in table.rows:
        grid.add_row(*map(_text, row), end_section=not row)
    return Padding(grid, (0, 0, 0, table.indent)) if table.indent else grid


def _text(cell: Cell) -> Text:
    return Text(cell) if isinstance(cell, str) else Text.assemble(*cell)


def glued(text: str) -> str:
    """The text as one word, which no line ends in."""
    return text.replace(" ", GLUE)


def as_csv(rows: Rows) -> str:
    """One line a row, below the names of the columns; nothing for no value."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]] if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_latex(rows: Rows, widths: Mapping[str, float] = MappingProxyType({})) -> str:
    """A table for booktabs.

    With `widths`, which are shares of the width of the text, the lines of these columns are broken,
    and the table may span several pages.
    """
    names = [*rows[0]] if rows else []
    columns = "".join(
        rf">{{\raggedright\arraybackslash}}p{{{widths[name]}\linewidth}}" if name in widths else "l"
        for name in names
    )
    kind, needs = ("longtable", "array, longtable, ") if widths else ("tabular", "")
    lines = [
        " & ".join(_cell(value, broken=name in widths) for name, value in row.items()) + r" \\"
        for row in rows
    ]
    return "\n".join([
        f"% Needs {needs}booktabs, amsmath and amssymb.",
        rf"\begin{{{kind}}}{{@{{}}{columns}@{{}}}}",
        r"\toprule",
        " & ".join(map(_cell, names)) + r" \\",
        r"\midrule" + r"\endhead" * bool(widths),
        *lines,
        r"\bottomrule",
        rf"\end{{{kind}}}",
    ])  # fmt: skip


def _cell(value: Any, *, broken: bool = False) -> str:
    """A value, as a formula if it is one; with `broken` an id may be broken at its signs."""
    if value is None:
        return ""
    if isinstance(value, float):
        return rf"\ensuremath{{{value:.6g}}}"
    text = str(value)
    if re.fullmatch(r"\$[^$]+\$", formula := typeset(text)):
        return formula
    shown = typed(text).replace("±", r"\ensuremath{\pm}")
    return re.sub(r"(?<=\w)([./-])(?=[a-z])", r"\1\\allowbreak{}", shown) if broken else shown
