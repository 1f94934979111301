"""What is printed of every claim says what its terms say, and nothing else is printed alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from paper_checks import records
from tests.theory.printing.reading_back import normal, read_back
from theory.printing.latex import Latex
from theory.printing.layout import Layout
from theory.printing.mathml import mathml
from theory.printing.notation import Notation
from theory.printing.scope import samples
from theory.printing.terms import Term, read
from theory.printing.text import ASCII, line

RECORDS = records.load()


def relations(record: dict[str, Any]) -> Iterator[Term]:
    """Every relation of a statement and of its derivation."""
    said = record["statement"]
    for text in (
        *said["conclusion"],
        *(part for parts in said["given"].values() for part in parts),
    ):
        yield read(text)
    for step in record["evidence"].get("steps", ()):
        yield read(step["term"])


def notation(record: dict[str, Any]) -> Notation:
    parameters = record["statement"]["parameters"]
    return Notation(parameters, samples(parameters))


@pytest.mark.parametrize("name", RECORDS)
def test_a_printed_line_is_read_back_as_the_term_that_it_shows(name: str) -> None:
    record = RECORDS[name]
    shown, names = notation(record), frozenset(record["statement"]["parameters"])
    looked = 0
    for term in relations(record):
        if isinstance(term, tuple) and term[0] == "every":
            continue
        text = line(shown.term(term))
        again = read_back(text, names)
        for index, letter in shown.free(term).items():
            again = _renamed(again, letter, index)
        assert normal(again) == normal(term), text
        looked += 1
    assert looked or all("(every " in text for text in record["statement"]["conclusion"])


def _renamed(term: Any, old: str, new: str) -> Any:
    if isinstance(term, tuple):
        return tuple(_renamed(part, old, new) for part in term)
    return new if term == old else term


WAYS: dict[str, Callable[[Layout], str]] = {
    "Unicode": line,
    "ASCII": lambda shown: line(shown, ASCII),
    "LaTeX": Latex().show,
    "flowing LaTeX": Latex(flat=True).show,
    "MathML": mathml,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_two_terms_of_a_claim_are_printed_alike(way: str) -> None:
    looked = 0
    for record in RECORDS.values():
        shown, seen = notation(record), dict[str, Any]()
        for term in relations(record):
            text = WAYS[way](shown.term(term))
            assert seen.setdefault(text, term) == term, text
            looked += 1
    assert looked > 4000


def test_ascii_is_ascii_latex_has_its_braces_and_mathml_is_xml() -> None:
    for record in RECORDS.values():
        shown = notation(record)
        for term in relations(record):
            layout = shown.term(term)
            assert line(layout, ASCII).isascii()
            for flat in (False, True):
                text = Latex(flat).show(layout)
                assert text.count("{") == text.count("}")
                assert text.count(r"\left") == text.count(r"\right")
            assert ElementTree.fromstring(mathml(layout)).tag == "math"
