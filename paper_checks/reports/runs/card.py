"""The card of a loss as a result, as JSON and as LaTeX."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sympy import oo

from lossproof.paper_checks.reports.result import Cell, Column, Part, Result, Table
from lossproof.paper_checks.reports.writing import glued
from lossproof.simulate.files import atomic_write
from lossproof.theory.card import (
    MEANING,
    Card,
    Line,
    LineVerdict,
    Range,
    letters,
    merged,
    reason_of,
    scope_of,
)
from lossproof.theory.printing.typeset import typeset

LONGEST_NUMBER = 16
MARKS: dict[LineVerdict, tuple[str, str]] = {
    "PROVED": ("✓", "green"),
    "REFUTED": ("✗", "red"),
    "COMPUTED": ("○", "blue"),
    "UNDECIDED": ("?", "dim"),
}


def require_bounded(card: Card) -> None:
    """`ValueError` with the evidence if the loss is not bounded, or not shown to be."""
    for line in card.about("bounded"):
        if line.verdict != "PROVED":
            state = "not bounded" if line.verdict == "REFUTED" else "not proved to be bounded"
            raise ValueError(f"{card.name} is {state} ({line.scope}): {line.because}")


def result(card: Card, parameters: Mapping[str, Any]) -> Result:
    """The lines of a card by section, what its marks mean, and its letters."""
    title: list[Part] = [(card.name, "bold")]
    if parameters:
        title.append((f"   {values_of(parameters)}", "default not bold"))
    over = next((k for k, value in parameters.items() if isinstance(value, Range)), None)
    shown: list[Cell | Table | None] = [title]
    for value, error in card.refused.items():
        shown.append([(f"no loss at {over} = {value}: {error}", "dim")])
    shown.append(_counts(card))
    for section, lines in card.sections.items():
        shown += [None, [(section, "bold underline")], _section(lines)]
    used = {line.verdict for line in card.lines}
    legend = [
        [(mark, colour), (f" {verdict.lower():<10}", ""), (MEANING[verdict], "dim")]
        for verdict, (mark, colour) in MARKS.items()
        if verdict in used
    ]
    met = [(f"{letter}:", [(says, "dim")]) for letter, says in letters(card.lines).items()]
    return Result([*shown, None, *legend, Table([Column(), Column()], met)])


def _section(lines: Sequence[Line]) -> Table:
    rows, before = list[Sequence[Cell]](), None
    for group in merged(lines):
        line = group[0]
        says = [(line.says, ""), ("  ", ""), (glued(f"[{scope_of(group)}]"), "cyan"),
                (f"\n{reason_of(group)}", "dim")]  # fmt: skip
        rows.append(([MARKS[line.verdict]], "" if line.question == before else line.question, says))
        before = line.question
    return Table([Column(wraps=False), Column(wraps=False, width=22), Column()], rows, indent=1)


def values_of(parameters: Mapping[str, Any]) -> str:
    """Parameters with their values and ranges."""
    return ", ".join(
        f"{name} in {_said(value)}" if isinstance(value, Range) else f"{name} = {value}"
        for name, value in parameters.items()
    )


def _said(value: Any) -> str:
    if not isinstance(value, Range):
        return str(value)
    return f"{value.low}.." + ("" if value.high is oo else str(value.high))


def _counts(card: Card) -> Cell:
    groups = [group for lines in card.sections.values() for group in merged(lines)]
    parts = list[Part]()
    for verdict, (_, colour) in MARKS.items():
        if count := sum(group[0].verdict == verdict for group in groups):
            parts += [(f"{count} {verdict.lower()}", colour), ("  ", "")]
    classes = ", ".join(map(str, card.classes))
    return [*parts, (f"for all c ≥ 2 or for c = {classes}", "dim")]


def as_json(card: Card, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A card as JSON: `lines` holds one object for each, with its verdict."""
    return {
        "format": "analyse/3",
        "loss": card.name,
        "parameters": {name: _said(value) for name, value in parameters.items()},
        "classes": list(card.classes),
        "latex": _formula(_written(card)),
        "lines": [
            {"section": section, **line.record()}
            for section, lines in card.sections.items()
            for line in lines
        ],
        "verdicts": dict(MEANING),
        "letters": letters(card.lines),
    }


def rows(card: Card, parameters: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """One object for each line of a card: its loss, question, verdict, scope and reason."""
    loss = ", ".join(filter(None, (card.name, values_of(parameters))))
    for lines in card.sections.values():
        for group in merged(lines):
            yield {
                "loss": loss, "property": group[0].question, "verdict": group[0].verdict.lower(),
                "statement": group[0].says, "scope": scope_of(group), "reason": reason_of(group),
            }  # fmt: skip


def save_records(cards: Sequence[Card], folder: Path) -> None:
    """Write the record of every decided line to a folder, which has one for each of many losses."""
    for k, card in enumerate(cards):
        place = folder / str(k) if len(cards) > 1 else folder
        for record in (record for line in card.lines for record in line.records):
            path = place / f"{record['id'].removeprefix('card.')}.json"
            with atomic_write(path, make=True) as part:
                part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _formula(value: Any) -> str:
    from sympy import latex

    return latex(value, fold_frac_powers=True)


def _written(card: Card) -> Any:
    from sympy import Symbol

    from lossproof.theory.losses import SYMBOLIC

    return card.reading.expression(SYMBOLIC, Symbol("y", integer=True, nonnegative=True))


def document(first: str, cards: Sequence[tuple[Card, Mapping[str, Any]]]) -> str:
    """A complete LaTeX document with what comes `first` and each card as one table."""
    return (
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"
        "\\usepackage{amsmath,amssymb,array,booktabs,textcomp,longtable}\n\\usepackage[margin=22mm]{geometry}\n"
        "\\lineskiplimit=1pt \\lineskip=3pt\n\\begin{document}\n"
        + fragment(first, cards)
        + "\n\\end{document}\n"
    )


def fragment(first: str, cards: Sequence[tuple[Card, Mapping[str, Any]]]) -> str:
    """What comes `first` and the tables of cards, for a document with the packages they need."""
    tables = (line for pair in cards for line in _latex(*pair))
    met = letters(line for card, _ in cards for line in card.lines)
    legend = [rf"{_prose(letter)}: {_prose(says)}. \\" for letter, says in met.items()]
    needs = "% needs \\usepackage{amsmath,amssymb,array,booktabs,longtable}"
    below = [r"{\small\noindent", *legend, "}"] if legend else []
    return "\n".join([needs, *filter(None, [first]), *tables, *below])


def _latex(card: Card, parameters: Mapping[str, Any]) -> Iterator[str]:
    yield rf"\section*{{The loss $\ell(p, y) = {_formula(_written(card))}$}}"
    if parameters:
        yield rf"Parameters: {_prose(values_of(parameters))}."
    yield r"\begin{longtable}{@{}p{.16\textwidth}p{.12\textwidth}p{.64\textwidth}@{}}"
    for section, lines in card.sections.items():
        yield rf"\multicolumn{{3}}{{@{{}}l}}{{\textbf{{\rule{{0pt}}{{16pt}}{section}}}}} \\*[3pt]"
        for group in merged(lines):
            line = group[0]
            values = ", ".join(
                rf"${_name(name)} = {_formula(value)}$"
                for name, value in line.values.items()
                if not (value.is_Rational and len(str(value)) > LONGEST_NUMBER)
            )
            says = f"{_prose(line.says)} ({_prose(scope_of(group))})"
            more = rf" \par {values}." if values else ""
            yield (
                rf"\raggedright {line.question} & {line.verdict.lower()} & {says}. \par "
                rf"{{\small {_prose(reason_of(group))}.{more}}} \\[3pt]"
            )
    yield r"\end{longtable}"


def _name(name: str) -> str:
    return rf"\text{{{name}}}"


def _prose(text: str) -> str:
    from lossproof.paper_checks.reports.written.prose import escape

    return typeset(text, escape)
