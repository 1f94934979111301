"""What is printed of every claim says what its terms say, and nothing else is printed alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import numpy as np

from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.layout import Layout
from lossproof.theory.printing.matching.folding import folded
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text, phrases
from lossproof.theory.printing.terms import Term, read
from lossproof.theory.printing.text import ASCII, line
from tests.recorded import RECORDED
from tests.theory.printing.worth import Line, Point
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


@in_turns("name", RECORDED, 8)
def test_a_printed_line_is_worth_what_its_term_is(name: str) -> None:
    record = RECORDED[name]
    parameters, shown = record["statement"]["parameters"], Shown(record)
    known, finite = {each.name: each for each in shown.definitions}, 0
    for term, layout in layouts(name):
        if term[0] == "every":
            continue
        text = line(layout)
        for seed in range(2):
            point = Point(parameters, seed)
            letters = {own: point.number(index) for index, own in shown.notation.free(term).items()}
            with np.errstate(all="ignore"):
                reader = Line(text, point, known, letters)
                sign, *sides = reader.relation()
                expected = [point.value(side, {}) for side in term[1:]]
            assert not reader.next(), f"{reader.next()!r} is left of {text!r}"
            assert sign == term[0], text
            np.testing.assert_allclose(sides, expected, rtol=1e-9, atol=1e-9, err_msg=text)
            finite += np.isfinite(expected).all()
    assert finite or all("(every " in text for text in record["statement"]["conclusion"])


WAYS: dict[str, Callable[[Layout], str]] = {
    "Unicode": line,
    "ASCII": lambda shown: line(shown, ASCII),
    "LaTeX": Latex().show,
    "flowing LaTeX": Latex(flat=True).show,
    "MathML": mathml,
}


@in_turns("part", range(4), 4)
def test_every_way_is_well_formed_and_prints_no_two_terms_of_a_claim_alike(part: int) -> None:
    looked = 0
    for name in [*RECORDED][part::4]:
        seen = {way: dict[str, Any]() for way in WAYS}
        for term, layout in layouts(name):
            texts = {way: show(layout) for way, show in WAYS.items()}
            for way, text in texts.items():
                assert seen[way].setdefault(text, term) == term, text
            assert texts["ASCII"].isascii()
            for way in ("LaTeX", "flowing LaTeX"):
                assert texts[way].count("{") == texts[way].count("}")
                assert texts[way].count(r"\left") == texts[way].count(r"\right")
            assert ElementTree.fromstring(texts["MathML"]).tag == "math"
            looked += 1
    assert looked > 1000


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
