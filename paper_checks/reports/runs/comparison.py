"""The cards of several losses side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy
from rich.table import Table
from rich.text import Text

from lossproof.paper_checks.reports.runs.card import MARKS, console_for, glued
from lossproof.theory.card import Card, Line, formula, letters, merged, scope_of, shown

ROOM = 20
_NEXT = r" = (?=\(|[a-z_]+(?:\(| |$))"
_VALUES = {
    "bounded": ("least", "greatest"),
    "class-sum range": ("least", "greatest"),
    "gradient weight": ("peak",),
    "largest rate": ("largest rate", "at most"),
    "excess risk": ("bound",),
}  # fmt: skip


def show(cards: Sequence[Card], *, ascii: bool = False, width: int | None = None) -> None:
    """Print a table with a row for each question and a column for each loss."""
    with console_for(ascii=ascii, width=width) as console:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column("", no_wrap=True)
        for card in cards:
            table.add_column(Text(card.name), overflow="fold", ratio=1)
        for section in cards[0].sections:
            table.add_row(end_section=True)
            table.add_row(Text(section, style="bold underline"))
            asked = dict.fromkeys(
                line.question for card in cards for line in card.sections[section]
            )
            for question in asked:
                table.add_row(question, *(_cell(card, question) for card in cards))
        console.print(table)
        console.print()
        marks = ", ".join(f"{mark} {verdict.lower()}" for verdict, (mark, _) in MARKS.items())
        marks += ", – not applicable"
        console.print(Text(f"{marks}; analyse one loss alone to see the reasons", style="dim"))
        met = letters(line for card in cards for line in card.lines)
        shown = {key: met[key] for key in ("c", "η") if key in met}
        for letter, meaning in shown.items():
            console.print(Text(f"{letter}: {meaning}", style="dim"))


def _cell(card: Card, question: str) -> Text:
    lines, names = card.about(question), {each.name for each in card.parameters}
    if not lines:
        return Text("–", style="dim")
    parts: list[Any] = []
    for group in merged(lines):
        mark, colour = MARKS[group[0].verdict]
        parts += ["\n"] if parts else []
        parts += [(mark, colour), f" {_short(group, names)}"]
    return Text.assemble(*parts)


def _value(value: Any) -> str:
    return shown(value) if value in (sympy.oo, -sympy.oo) else formula(value)


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
    if line.verdict != "PROVED":
        return where.strip()
    if line.question == "known loss":
        return re.split(_NEXT, line.says.removeprefix("it is "))[0] + where
    named = _VALUES.get(line.question, ())
    values = [line.values[name] for name in named if name in line.values]
    told = [text for value in values if len(text := _value(value)) <= ROOM]
    if len(told) < len(values) or not values:
        return where.strip()
    bound = values[0] != 0 and line.question in ("largest rate", "excess risk")
    return ("≤ " if bound else "") + " to ".join(told) + where
