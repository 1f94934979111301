"""Rows of a table for articles and spreadsheets: LaTeX with booktabs, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from lossproof.paper_checks.reports.written.prose import typed

Rows = Sequence[Mapping[str, Any]]


def as_csv(rows: Rows) -> str:
    """One line a row, below the names of the columns; nothing for no value."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0]] if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_latex(rows: Rows, wide: str = "") -> str:
    r"""A `tabular` for booktabs; the column `wide` takes lines of 0.5\linewidth."""
    names = [*rows[0]] if rows else []
    columns = "".join(r"p{0.5\linewidth}" if name == wide else "l" for name in names)
    lines = [" & ".join(map(_cell, row.values())) + r" \\" for row in rows]
    return "\n".join([
        "% Needs booktabs, amsmath and amssymb.",
        rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}",
        r"\toprule",
        " & ".join(map(_cell, names)) + r" \\",
        r"\midrule",
        *lines,
        r"\bottomrule",
        r"\end{tabular}",
    ])  # fmt: skip


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return rf"\ensuremath{{{value:.6g}}}"
    return typed(str(value)).replace("±", r"\ensuremath{\pm}")
