"""The cards of several losses side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy

from lossproof.paper_checks.reports.result import Cell, Column, Part, Result, Table, plain
from lossproof.paper_checks.reports.runs.card import MARKS
from lossproof.paper_checks.reports.runs.risks import loss_in_latex
from lossproof.paper_checks.reports.writing import GLUE, glued
from lossproof.paper_checks.reports.written.prose import escape
from lossproof.theory.card import FALSE, Card, Line, formula, letters, merged, scope_of, shown
from lossproof.theory.printing.typeset import typeset

ROOM = 20
_SIGNS = {"✓": r"\checkmark", "✗": r"\times", "○": r"\circ"}
_NEXT = r" = (?=\(|[a-z_]+(?:\(| |$))"
_VALUES = {
    "bounded": ("least", "greatest"),
    "class-sum range": ("least", "greatest"),
    "gradient weight": ("peak",),
    "largest rate": ("largest rate", "at most"),
    "excess risk": ("bound",),
}  # fmt: skip


def result(cards: Sequence[Card], heads: Sequence[str]) -> Result:
    """A table with a row for each question and a column for each loss, with its heading."""
    rows = list[Sequence[Cell]]()
    for section in cards[0].sections:
        rows += [(), ([(section, "bold underline")],)]
        lines = (line for card in cards for line in card.sections[section])
        rows += [
            (question, *(_cell(card, question) for card in cards))
            for question in dict.fromkeys(line.question for line in lines)
        ]
    columns = [Column(wraps=False), *map(Column, heads)]
    marks = ", ".join(f"{mark} {verdict.lower()}" for verdict, (mark, _) in MARKS.items())
    marks += ", – not applicable; analyse one loss alone to see the reasons"
    met = letters(line for card in cards for line in card.lines)
    legend = [marks, *(f"{key}: {met[key]}" for key in ("c", "η") if key in met)]
    return Result([Table(columns, rows), None, *([(line, "dim")] for line in legend)])


def as_latex(cards: Sequence[Card], heads: Sequence[str]) -> str:
    """The table in LaTeX, for a document that has amsmath, amssymb and booktabs; of one, nothing.

    >>> as_latex([], [])
    ''
    """
    if len(cards) < 2:
        return ""
    shown = result(cards, heads)
    table, *legend = (each for each in shown.sections if each is not None)
    assert isinstance(table, Table)
    head = " & ".join(_head(card.name, heading) for card, heading in zip(cards, heads, strict=True))
    lines = [
        rf"\begin{{tabular}}{{@{{}}l{_columns(len(cards))}@{{}}}}",
        r"\toprule",
        rf" & {head} \\",
    ]
    for row in table.rows:
        if len(row) == 1:
            lines += [
                r"\midrule",
                rf"\multicolumn{{{len(cards) + 1}}}{{@{{}}l}}{{{plain(row[0])}}} \\",
            ]
        elif row:
            cells = (";\n".join(map(_in_latex, plain(cell).split("\n"))) for cell in row)
            lines.append(" & ".join(cells) + r" \\")
    told = (_in_latex(plain(each)) for each in legend if not isinstance(each, Table))
    notes = [rf"{each}\par" for each in told]
    return "\n".join([
        r"\noindent", *lines, r"\bottomrule", r"\end{tabular}",
        r"\par\smallskip{\small\raggedright", *notes, "}",
    ])  # fmt: skip


def _columns(number: int) -> str:
    """The columns of two losses, or of more that share the width of a line."""
    if number == 2:
        return "ll"
    width = f"p{{{0.68 / number:.3f}\\linewidth}}"
    return rf"*{{{number}}}{{>{{\raggedright\arraybackslash}}{width}}}"


def _head(name: str, heading: str) -> str:
    """The heading of a column in LaTeX: the formula and what follows it, or a label as it is."""
    if not heading.startswith(name):
        return escape(heading)
    return loss_in_latex(name) + typeset(heading.removeprefix(name), escape)


def _in_latex(text: str) -> str:
    shown = typeset(text.replace(GLUE, " "), escape)
    for mark, sign in _SIGNS.items():
        shown = shown.replace(mark, rf"\ensuremath{{{sign}}}")
    return shown.strip()


def _cell(card: Card, question: str) -> Cell:
    lines, names = card.about(question), {each.name for each in card.parameters}
    if not lines:
        return [("–", "dim")]
    told = dict[tuple[Part, Part], None]()  # "if" and "only if" are told once
    for group in merged(lines):
        mark, colour = MARKS[group[0].verdict]
        false = " false" * group[0].says.startswith(FALSE)
        told[(mark, colour), (f"{false} {_short(group, names)}", "")] = None
    parts = list[Part]()
    for each in told:
        parts += [("\n" * bool(parts), ""), *each]
    return parts


def _value(value: Any) -> str:
    """A value in exact form, or rounded where it is a number with a long form."""
    if value in (sympy.oo, -sympy.oo):
        return shown(value)
    exact = formula(value)
    return f"≈ {float(value):.4g}" if len(exact) > ROOM and value.is_number else exact


def _short(group: Sequence[Line], names: set[str]) -> str:
    """What a line comes to in a few words, with its numbers of classes unless it is of all.

    And with the values of the parameters of these names, which have a range.
    """
    line = group[0]
    _, *rest = line.scope.split(", ")
    kept = [part for part in rest if names & set(re.findall(r"\w+", part))]
    heads = (each.scope.partition(",")[0] for each in group)
    scope = scope_of([replace(line, scope=", ".join([head, *kept])) for head in heads])
    where = "" if scope == "c ≥ 2" else f" {glued(f'[{scope}]')}"
    if line.verdict not in ("PROVED", "COMPUTED"):
        return where.strip()
    if line.question == "known loss":
        return re.split(_NEXT, line.says.removeprefix("it is "))[0] + where
    named = _VALUES.get(line.question, ())
    values = [line.values[name] for name in named if name in line.values]
    told = [text for value in dict.fromkeys(values) if len(text := _value(value)) <= ROOM]
    if len(told) < len({*values}) or not values:
        return where.strip()
    bound = values[0] != 0 and line.question in ("largest rate", "excess risk")
    return ("≤ " if bound else "") + " to ".join(told) + where
