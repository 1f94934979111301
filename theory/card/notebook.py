"""A card in a notebook: as in a terminal, each line with its verdict, scope and reason."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from lossproof.theory.card.line import MEANING, LineVerdict, merged, reason_of, scope_of

if TYPE_CHECKING:
    from lossproof.theory.card.card import Card

# Readable on a light page and on a dark one.
MARKS: dict[LineVerdict, tuple[str, str]] = {
    "PROVED": ("✓", "#2a9d4a"),
    "REFUTED": ("✗", "#d9443c"),
    "COMPUTED": ("○", "#2a8fa8"),
    "UNDECIDED": ("?", "#808080"),
}


def html(card: Card) -> str:
    """The card as a table, with a heading for each section."""
    rows = "".join(row for title in card.sections for row in _section(card, title))
    used = {line.verdict for line in card.lines}
    meanings = "; ".join(
        f"{_mark(verdict)} {verdict.lower()} {escape(meaning)}"
        for verdict, meaning in MEANING.items()
        if verdict in used
    )
    return (
        f'<table style="text-align:left"><caption style="text-align:left"><b>{escape(card.name)}'
        f"</b></caption>{rows}</table><p><small>{meanings}</small></p>"
    )


def _section(card: Card, title: str) -> Iterator[str]:
    yield f'<tr><th colspan="3" style="text-align:left">{escape(title)}</th></tr>'
    before = None
    for group in merged(card.sections[title]):
        line = group[0]
        question = "" if line.question == before else escape(line.question)
        says = f"{escape(line.says)} <small>[{escape(scope_of(group))}]</small>"
        reason = f'<br><small style="opacity:.75">{escape(reason_of(group))}</small>'
        cells = (
            f'<td title="{line.verdict}">{_mark(line.verdict)}</td>',
            f'<td style="text-align:left;white-space:nowrap">{question}</td>',
            f'<td style="text-align:left">{says}{reason}</td>',
        )
        yield f'<tr style="vertical-align:top">{"".join(cells)}</tr>'
        before = line.question


def _mark(verdict: LineVerdict) -> str:
    mark, colour = MARKS[verdict]
    return f'<b style="color:{colour}">{mark}</b>'
