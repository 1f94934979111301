"""What is printed of every claim says what its terms say, and nothing else is printed alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.matching.folding import Definition, folded
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text, phrases, shapes
from lossproof.theory.printing.terms import BINDERS, Term, read
from lossproof.theory.printing.text import ASCII, line
from tests.recorded import RECORDED
from tests.theory.printing.normal_form import normal
from tests.theory.printing.reading_back import read_back
from tests.turns import in_turns


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


@cache
def layouts(name: str) -> list[tuple[Term, Layout]]:
    """Every relation of a record, and how it is laid out."""
    shown = Shown(RECORDED[name])
    return [
        (term, shown.notation.term(folded(term, shown.definitions)))
        for term in relations(RECORDED[name])
    ]


@in_turns("name", RECORDED, 3)
def test_a_printed_line_is_read_back_as_the_term_that_it_shows(name: str) -> None:
    record = RECORDED[name]
    shown, names = Shown(record), frozenset(record["statement"]["parameters"])
    known = {each.name: each for each in shown.definitions}
    looked = 0
    for term, layout in layouts(name):
        if isinstance(term, tuple) and term[0] == "every":
            continue
        text = line(layout)
        again = read_back(text, names, shapes(record["statement"]["parameters"]))
        for index, letter in shown.notation.free(term).items():
            again = _renamed(again, letter, index)
        for point in _between(term):
            again = _renamed(again, point.strip('"'), ("between", point))
        assert normal(_written_out(again, known)) == normal(term), text
        looked += 1
    assert looked or all("(every " in text for text in record["statement"]["conclusion"])


def _between(term: Any) -> set[str]:
    """The names of numbers between two others, which a mean value theorem gives."""
    if not isinstance(term, tuple):
        return set()
    return {term[1]} if term[0] == "between" else set().union(*map(_between, term))


def _renamed(term: Any, old: str, new: str) -> Any:
    if isinstance(term, tuple):
        return tuple(_renamed(part, old, new) for part in term)
    return new if term == old else term


def _written_out(term: Any, known: dict[str, Definition], depth: int = 0) -> Any:
    """The term with what names stand for, its indices numbered from where the name stands."""
    if not isinstance(term, tuple):
        return _deeper(known[term].term, depth) if term in known else term
    own = 1 + BINDERS.get(term[0], 0)
    head = term[0]
    inner = depth + own - 1
    parts = [_written_out(part, known, inner) for part in term[own:]]
    if head not in known:
        return (*term[:own], *parts)
    found = _deeper(known[head].term, depth)
    for name, part in zip(known[head].arguments, parts, strict=True):
        found = _renamed(found, name, part)
    return found


def _deeper(term: Any, by: int) -> Any:
    if isinstance(term, tuple):
        return tuple(_deeper(part, by) for part in term)
    bound = isinstance(term, str) and term.startswith("#")
    return f"#{int(term[1:]) + by}" if bound else term


WAYS: dict[str, Callable[[Layout], str]] = {
    "Unicode": line,
    "ASCII": lambda shown: line(shown, ASCII),
    "LaTeX": Latex().show,
    "flowing LaTeX": Latex(flat=True).show,
    "MathML": mathml,
}


def shown_so(way: str) -> Any:
    return pytest.param(
        way,
        marks=[]
        if way in ("Unicode", "LaTeX")
        else pytest.mark.nightly("8 s: every term of every record once more"),
    )


@pytest.mark.parametrize("way", [*map(shown_so, WAYS)])
def test_no_two_terms_of_a_claim_are_printed_alike(way: str) -> None:
    looked = 0
    for name in RECORDED:
        seen = dict[str, Any]()
        for term, layout in layouts(name):
            text = WAYS[way](layout)
            assert seen.setdefault(text, term) == term, text
            looked += 1
    assert looked > 4000


def test_ascii_is_ascii_latex_has_its_braces_and_mathml_is_xml() -> None:
    for name in RECORDED:
        for _, layout in layouts(name):
            assert line(layout, ASCII).isascii()
            for flat in (False, True):
                text = Latex(flat).show(layout)
                assert text.count("{") == text.count("}")
                assert text.count(r"\left") == text.count(r"\right")
            assert ElementTree.fromstring(mathml(layout)).tag == "math"


def test_free_indices_of_a_chain_of_relations_are_letters() -> None:
    chain = Notation().fact(read('(< 0 (between "u1") (+ (at f @class) (* -1 x)))'))
    assert line(chain) == "0 < u1 < f[k] − x"


def test_a_number_before_a_power_of_a_number_is_told_from_its_digits() -> None:
    layout = Notation().term(read("(* 3 (^ 2 x))"))
    assert line(layout) == "3·2^x"
    assert Latex().show(layout) == r"3 \cdot 2^{x}"
    assert "<mn>3</mn><mo>·</mo><msup>" in mathml(layout)


def test_a_parameter_e_is_told_from_the_number() -> None:
    term = read("(<= (+ e @e) 3)")
    assert line(Notation(["e"]).term(term)) == "e + exp(1) ≤ 3"
    assert line(Notation().term(read("(<= @e 3)"))) == "e ≤ 3"


def test_an_integer_is_told_from_a_number() -> None:
    parameters = {
        "a": "(integer 0 2)",
        "b": "(integer 0 2)",
        "m": "(integer 1 inf)",
        "k": "(integer 3 3)",
    }
    told = [phrase_text(phrase, lambda formula: line(formula)) for phrase in phrases(parameters)]
    assert told == ["a, b integers from 0 to 2", "m ≥ 1 an integer", "k = 3"]
