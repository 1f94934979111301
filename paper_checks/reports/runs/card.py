"""The card of a loss for a terminal, as JSON and as LaTeX."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from typing import Any

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from sympy import oo

from lossproof.simulate.files import atomic_write
from lossproof.theory.card import (
    MEANING,
    Card,
    Line,
    LineVerdict,
    NotALossError,
    Range,
    letters,
    merged,
    reason_of,
    scope_of,
)
from lossproof.theory.domain import exact
from lossproof.theory.losses.named import written_out
from lossproof.theory.printing.prose import ascii_of
from lossproof.theory.printing.typeset import typeset

WIDTH, LONGEST_NUMBER, LONGER = 100, 16, 10
GLUE = "\ue000"  # a blank at which no line is broken
MARKS: dict[LineVerdict, tuple[str, str]] = {
    "PROVED": ("✓", "green"),
    "REFUTED": ("✗", "red"),
    "COMPUTED": ("○", "blue"),
    "NUMERICAL": ("≈", "yellow"),
    "UNDECIDED": ("?", "dim"),
}


def settings(texts: Sequence[str], *, ranges: bool = True) -> dict[str, Any]:
    """Parameters from texts such as `q=7/10` and `q=0..1`; `ValueError` names what is not one."""
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value) or name in found:
            raise ValueError(f"--set must be NAME=VALUE, once a name, as in q=7/10; got {text!r}")
        if ".." in value and not ranges:
            raise ValueError(f"{name} must be one number here, a range is for analyse; got {value}")
        found[name] = _range(value, name) if ".." in value else exact(value, name)
    return found


def _range(text: str, name: str) -> Range:
    low, _, high = (part.strip() for part in text.partition(".."))
    if not low:
        raise ValueError(f"the range of {name} must begin somewhere, as in {name}=0..1; got {text}")
    found = Range(exact(low, name), exact(high, name) if high else oo)
    if not found.low < found.high:
        raise ValueError(f"the range of {name} must be LOW..HIGH with LOW < HIGH; got {text}")
    return found


def ranged(parameters: Mapping[str, Any]) -> str | None:
    """The one parameter that has a range; `ValueError` if there are two."""
    found = [name for name, value in parameters.items() if isinstance(value, Range)]
    if len(found) > 1:
        raise ValueError(f"only one parameter may have a range; got {', '.join(found)}")
    return found[0] if found else None


def held(text: str, parameters: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The parameters that are for one of several formulas: all if it is the only one."""
    if count == 1 or is_function(text):
        return dict(parameters)
    names = set(re.findall(r"[A-Za-z_]\w*", written_out(text)))
    return {name: value for name, value in parameters.items() if name in names}


def numbers(text: str) -> tuple[int, ...]:
    """Numbers of classes from a text such as `2,3,10`."""
    if not re.fullmatch(r"\s*\d{1,4}\s*(,\s*\d{1,4}\s*)*", text):
        raise ValueError(f"--classes must be whole numbers, as in 2,3,10; got {text!r}")
    return tuple(int(part) for part in text.split(","))


def loss(text: str, parameters: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
    """`expression(f, y)` of a formula, or of a Python function given as `module:function`.

    A function takes the label's probability, or a prediction and a label, and the parameters by
    name; `FILE.py:function` runs the file, `module:function` imports the module.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    named = _place(text)
    if named is None:
        from lossproof.theory.losses import parse

        return parse(text, parameters).expression
    return _called(_function(*named.groups()), text, parameters)


def is_function(text: str) -> bool:
    """Whether a text names a Python function, as `module:function` does."""
    return _place(text) is not None


def _place(text: str) -> re.Match[str] | None:
    return re.fullmatch(r"([\w./\\-]+):(\w+)", text.strip())


def _function(place: str, name: str) -> Any:
    try:
        if place.endswith(".py"):
            members: Mapping[str, Any] = run_path(place, run_name="lossproof_loss")
        else:
            sys.path.insert(0, str(Path.cwd()))
            try:
                members = vars(importlib.import_module(place))
            finally:
                sys.path.pop(0)
    except Exception as error:
        missing = place.endswith(".py") and not Path(place).exists()
        what = "there is no such file" if missing else f"{type(error).__name__}: {error}"
        raise ValueError(f"{place} cannot be read for a loss: {what}") from error
    if not inspect.isroutine(members.get(name)):
        functions = [key for key, each in members.items() if inspect.isfunction(each)]
        known = ", ".join(functions) or "no function"
        raise ValueError(f"{place} has no function {name!r}; it has {known}")
    return members[name]


def _called(function: Any, text: str, parameters: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
    kinds = inspect.Parameter
    signature = inspect.signature(function).parameters
    wanted = [p.name for p in signature.values() if p.kind is not kinds.KEYWORD_ONLY]
    wanted = [name for name in wanted if name not in parameters]
    named = {p.name for p in signature.values() if p.kind is not kinds.POSITIONAL_ONLY}
    if len(wanted) not in (1, 2) or not set(parameters) <= named:
        raise ValueError(
            f"{text} must take the label's probability, or a prediction f and a label y, and the "
            f"parameters of --set by name; it takes {', '.join(signature) or 'nothing'}"
        )

    def expression(f: Any, y: Any) -> Any:
        arguments = (f[y],) if len(wanted) == 1 else (f, y)
        try:
            return function(*arguments, **parameters)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise NotALossError(
                f"{text} must be made of SymPy functions of its arguments, f[y] and f.total(); "
                f"it raised {what}"
            ) from error

    return expression


def require_bounded(card: Card) -> None:
    """`ValueError` with the evidence if the loss is not bounded, or not shown to be."""
    for line in card.about("bounded"):
        if line.verdict != "PROVED":
            state = "not bounded" if line.verdict == "REFUTED" else "not shown to be bounded"
            raise ValueError(f"{card.name} is {state} ({line.scope}): {line.because}")


@contextmanager
def console_for(*, ascii: bool = False, width: int | None = None) -> Generator[Console]:
    """A console of a fitting width; what is printed inside is in ASCII if asked for."""
    console = Console(highlight=False)
    given = console.is_terminal or "COLUMNS" in os.environ
    fitting = min(WIDTH, console.width) if given else WIDTH
    # In ASCII some characters are longer.
    console = Console(highlight=False, width=(width or fitting) - LONGER * ascii)
    with console.capture() as printed:
        yield console
    text = "".join(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    text = text.replace(GLUE, " ")
    click.echo(ascii_of(text) if ascii else text, nl=False)


def show(
    card: Card, parameters: Mapping[str, Any], *, ascii: bool = False, width: int | None = None
) -> None:
    """Print a card."""
    with console_for(ascii=ascii, width=width) as console:
        _show(card, parameters, console)


def _show(card: Card, parameters: Mapping[str, Any], console: Console) -> None:
    title = Text(card.name, style="bold")
    if parameters:
        title.append(f"   {values_of(parameters)}", style="default not bold")
    console.print(title)
    for value, error in card.refused.items():
        console.print(Text(f"no loss at {ranged(parameters)} = {value}: {error}", style="dim"))
    console.print(_counts(card))
    for section, lines in card.sections.items():
        console.print()
        console.print(Text(section, style="bold underline"))
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, min_width=22)
        table.add_column(ratio=1)
        before = None
        for group in merged(lines):
            line = group[0]
            mark, colour = MARKS[line.verdict]
            title = "" if line.question == before else line.question
            table.add_row(Text(mark, style=colour), Text(title), _body(group))
            before = line.question
        console.print(Padding(table, (0, 0, 0, 1)))
    console.print()
    used = {line.verdict for line in card.lines}
    for verdict, (mark, colour) in MARKS.items():
        if verdict in used:
            console.print(
                Text.assemble((mark, colour), f" {verdict.lower():<10}", (MEANING[verdict], "dim"))
            )
    table = Table.grid(padding=(0, 1))
    for letter, meaning in letters(card.lines).items():
        table.add_row(Text(f"{letter}:"), Text(meaning, style="dim"))
    console.print(table)


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


def _counts(card: Card) -> Text:
    parts: list[Any] = []
    for verdict, (_, colour) in MARKS.items():
        if count := sum(group[0].verdict == verdict for group in _groups(card)):
            parts += [(f"{count} {verdict.lower()}", colour), "  "]
    return Text.assemble(*parts, (f"at all c ≥ 2 or at c = {_listed(card.classes)}", "dim"))


def _groups(card: Card) -> list[tuple[Line, ...]]:
    return [group for lines in card.sections.values() for group in merged(lines)]


def glued(text: str) -> str:
    """The text as one word, which no line ends in, for `console_for`."""
    return text.replace(" ", GLUE)


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))


def _body(group: Sequence[Line]) -> Group:
    line = group[0]
    first = Text.assemble(line.says, "  ", (glued(f"[{scope_of(group)}]"), "cyan"))
    return Group(first, Text(reason_of(group), style="dim"))


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


def document(cards: Sequence[tuple[Card, Mapping[str, Any]]]) -> str:
    """A complete LaTeX document with each card as one table."""
    return (
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"
        "\\usepackage{amsmath,amssymb,textcomp,longtable}\n\\usepackage[margin=22mm]{geometry}\n"
        "\\lineskiplimit=1pt \\lineskip=3pt\n\\begin{document}\n"
        + fragment(cards)
        + "\n\\end{document}\n"
    )


def fragment(cards: Sequence[tuple[Card, Mapping[str, Any]]]) -> str:
    """The tables of cards, for a document that has amsmath, amssymb and longtable."""
    tables = (line for pair in cards for line in _latex(*pair))
    met = letters(line for card, _ in cards for line in card.lines)
    legend = [rf"{_prose(letter)}: {_prose(says)}. \\" for letter, says in met.items()]
    needs = "% needs \\usepackage{amsmath,amssymb,longtable}"
    return "\n".join([needs, *tables, r"{\small\noindent", *legend, "}"])


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
