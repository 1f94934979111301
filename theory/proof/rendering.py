"""Derivations as formulas for whoever looks at them in Python: every step, and what it rests on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import sympy

from lossproof.theory.language.relations import Relation
from lossproof.theory.language.writing import relation_text
from lossproof.theory.printing.glossary import because, reason
from lossproof.theory.printing.latex import inline
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import names, read

if TYPE_CHECKING:
    from lossproof.theory.proof.facts import Derivation, Fact


def in_html(derivation: Derivation) -> str:
    """A table of the steps, with formulas in MathML."""
    rows = (
        f"<tr><td>({number})</td><td>{mathml(shown)}</td><td>{escape(why)}</td></tr>"
        for number, shown, why in _steps(derivation)
    )
    return f"<table>{''.join(rows)}</table>"


def in_latex(derivation: Derivation) -> str:
    """The steps after one another, with formulas in dollars."""
    return "; ".join(
        f"({number}) {inline(shown)} by {why}" for number, shown, why in _steps(derivation)
    )


def _steps(derivation: Derivation) -> list[tuple[int, Layout, str]]:
    terms = [read(_text(fact)) for fact in derivation.steps]
    notation = Notation(frozenset[str]().union(*map(names, terms)))
    place = {id(fact): number for number, fact in enumerate(derivation.steps, 1)}
    found: list[tuple[int, Layout, str]] = []
    for number, (fact, term) in enumerate(zip(derivation.steps, terms, strict=True), 1):
        known = ", ".join(f"({place[id(each)]})" for each in fact.premises)
        found.append((number, notation.fact(term), because(_reason(fact), known)))
    return found


def _reason(fact: Fact) -> str:
    premises = {id(each) for each in fact.premises}
    terms = [[0 if id(each) in premises else str(each) for each in term]
             for term in fact.by.get("terms", ())]  # fmt: skip
    return reason(fact.rule, {"terms": terms} if terms else {})


def _text(fact: Fact) -> str:
    return relation_text(Relation(fact.expr, fact.sign, sympy.Integer(0)))
