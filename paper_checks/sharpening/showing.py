"""Constants as formulas: terms as in records, lines of text, and LaTeX."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language.writing import written
from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line


def formula(value: Any | None) -> dict[str, str] | None:
    """A constant as a formula of JSON; None of nothing."""
    if value is None:
        return None
    term = written(sympy.sympify(value))
    shown = Notation().term(read(term))
    return {"term": term, "text": line(shown), "latex": Latex().show(shown)}


def text(value: Any) -> str:
    """A constant on one line."""
    found = formula(value)
    return found["text"] if found else ""
