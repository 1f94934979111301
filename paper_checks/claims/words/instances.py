"""Points, and what is said there, as formulas for whoever looks at a counterexample in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from lossproof.theory.printing.latex import inline
from lossproof.theory.printing.layout import Layout, Name, Related
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.values import value

Formula = Callable[[Layout], str]
Said = tuple[str, str, str, str]  # the left side, the sign, the right side, and whether it holds


def in_latex(kind: str, point: Mapping[str, Any], parts: Iterable[Said]) -> str:
    """The point and what is said there, with formulas in dollars."""
    return _told(kind, point, parts, inline, str)


def in_html(kind: str, point: Mapping[str, Any], parts: Iterable[Said]) -> str:
    """The same with formulas in MathML."""
    return f"<div>{_told(kind, point, parts, mathml, escape)}</div>"


def _told(
    kind: str,
    point: Mapping[str, Any],
    parts: Iterable[Said],
    formula: Formula,
    words: Callable[[str], str],
) -> str:
    def shown(entry: Any) -> str:
        if isinstance(entry, list):
            return f"({', '.join(map(shown, entry))})"
        term = value(str(entry))
        return words(str(entry)) if term is None else formula(Notation().term(term))

    where = ", ".join(f"{formula(Name(name))} = {shown(entry)}" for name, entry in point.items())
    return f"{kind} at {where or 'the only point'}: " + ", ".join(
        f"{_related(left, sign, right, formula, words)} {truth}"
        for left, sign, right, truth in parts
    )


def _related(
    left: str, sign: str, right: str, formula: Formula, words: Callable[[str], str]
) -> str:
    sides = value(left), value(right)
    if None in sides:
        return words(f"{left} {sign} {right}")
    shown = tuple(Notation().term(side) for side in sides if side is not None)
    return formula(Related(shown, ("=" if sign == "==" else sign,)))
