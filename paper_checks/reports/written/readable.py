"""A record for programs and people: every formula as its term, as a line of text and in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lossproof.paper_checks.records import FIELDS
from lossproof.paper_checks.reports.parts.statement import Record, Shown
from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.scope import phrase_text
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line


def readable(record: Record) -> Record:
    """The record with the formulas of its statement and its derivation written out."""
    if "statement" not in record:
        return record
    shown, stated = Shown(record), record["statement"]
    phrases = zip(stated["parameters"].items(), shown.domains, strict=True)
    statement = {
        "parameters": {
            name: {
                "term": term,
                "text": phrase_text(phrase, line),
                "latex": phrase_text(phrase, Latex().show, _words),
            }
            for (name, term), phrase in phrases
        },
        "given": {
            name: _formulas(terms, shown.given[name]) for name, terms in stated["given"].items()
        },
        "conclusion": _formulas(stated["conclusion"], shown.concluded),
    }
    evidence = record["evidence"]
    if evidence["kind"] == "derivation":
        steps = [{**step, **_formula(step["term"], shown.fact(step["term"]))}
                 for step in evidence["steps"]]  # fmt: skip
        evidence = {**evidence, "steps": steps}
    found = {**record, "statement": statement, "evidence": evidence}
    if "where" in record:
        told, term = shown.where, shown.notation.term
        found["where"] = {
            head: _formula(text, told.get(head.partition("(")[0]) or term(read(text)))
            for head, text in record["where"].items()
        }
    return found


def recorded(told: Record) -> Record:
    """The record of which `readable` made this: every formula is its term again."""
    found = {name: told[name] for name in FIELDS if name in told}
    if "statement" not in found:
        return found
    stated, evidence = found["statement"], found["evidence"]
    found["statement"] = {
        "parameters": {name: each["term"] for name, each in stated["parameters"].items()},
        "given": {name: _terms(parts) for name, parts in stated["given"].items()},
        "conclusion": _terms(stated["conclusion"]),
    }
    if evidence["kind"] == "derivation":
        steps = [{key: part for key, part in step.items() if key not in ("text", "latex")}
                 for step in evidence["steps"]]  # fmt: skip
        found["evidence"] = {**evidence, "steps": steps}
    if "where" in found:
        found["where"] = {head: each["term"] for head, each in found["where"].items()}
    return found


def _terms(formulas: Sequence[Record]) -> list[str]:
    return [each["term"] for each in formulas]


def _formulas(terms: Sequence[str], layouts: Sequence[Layout]) -> list[Record]:
    return [_formula(term, layout) for term, layout in zip(terms, layouts, strict=True)]


def _formula(term: str, shown: Layout) -> dict[str, Any]:
    return {"term": term, "text": line(shown), "latex": Latex().show(shown)}


def _words(text: str) -> str:
    return rf"\text{{{text}}}" if text else ""
