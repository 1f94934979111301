"""Statements as formulas in one line, LaTeX and HTML, for whoever looks at a claim in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from theory.printing.latex import inline
from theory.printing.layout import Layout
from theory.printing.mathml import mathml
from theory.printing.notation import Notation
from theory.printing.scope import phrases, said, samples, shapes
from theory.printing.terms import read
from theory.printing.text import line
from theory.statement import Statement

Formula = Callable[[Layout], str]
MEASURED = "measured in training"


def in_line(statement: Statement | None) -> str:
    """The conclusion in Unicode."""
    if statement is None:
        return MEASURED
    return _parts(statement, statement.record()["conclusion"], line)


def in_latex(statement: Statement | None) -> str:
    """What it ranges over, the hypotheses, and the conclusion, with formulas in dollars."""
    return _whole(statement, inline)


def in_html(title: str, statement: Statement | None, *after: str) -> str:
    """A title, the statement with formulas in MathML, and lines of text."""
    lines = [f"<b>{escape(title)}</b>", _whole(statement, mathml), *map(escape, after)]
    return f"<div>{'<br>'.join(lines)}</div>"


def _whole(statement: Statement | None, formula: Formula) -> str:
    if statement is None:
        return MEASURED
    record = statement.record()
    scope = ", ".join(said(phrase, formula) for phrase in phrases(record["parameters"]))
    given = [f"given {_parts(statement, texts, formula)}" for texts in record["given"].values()]
    conclusion = _parts(statement, record["conclusion"], formula)
    return "; ".join([*([f"for {scope}"] if scope else []), *given, conclusion])


def _parts(statement: Statement, texts: Sequence[str], formula: Formula) -> str:
    parameters = statement.record()["parameters"]
    notation = Notation(parameters, samples(parameters), shapes(parameters))
    return ", ".join(formula(notation.term(read(text))) for text in texts)
