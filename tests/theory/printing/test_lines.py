"""What is printed of every claim says what its terms say, and nothing else is printed alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from paper_checks import records
from tests.theory.printing.reading_back import normal, read_back
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


@pytest.mark.parametrize("marks", [None, ASCII])
def test_no_two_terms_of_a_claim_are_printed_alike(marks: Any) -> None:
    looked = 0
    for record in RECORDS.values():
        shown, seen = notation(record), dict[str, Any]()
        for term in relations(record):
            text = line(shown.term(term), marks) if marks else line(shown.term(term))
            assert seen.setdefault(text, term) == term, text
            looked += 1
    assert looked > 4000
