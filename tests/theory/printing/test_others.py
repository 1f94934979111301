"""Sums and relations over all classes but one name the class that is left out."""

from __future__ import annotations

from lossproof.theory.printing.latex import Latex
from lossproof.theory.printing.mathml import mathml
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import ASCII, line
from tests.together import together

OTHERS = "(sum #0 c (if (== #0 y) 0 (at f #0)))"


def written(term: str) -> str:
    return line(Notation(["c", "f", "y", "x"]).term(read(term)), ASCII)


@together(
    ("term", "expected"),
    [
        (OTHERS, "sum_{j<c, j != y} f[j]"),
        ("(every #0 c (>= (if (== #0 y) 0 (at f #0)) 0))", "f[j] >= 0 for every j < c, j != y"),
        ("(every #0 c (> (if (== #0 y) 1 (at f #0)) 0))", "f[j] > 0 for every j < c, j != y"),
        ("(every #0 c (== (if (== #0 y) 0 (at f #0)) 0))", "f[j] = 0 for every j < c, j != y"),
        (
            "(sum #0 c (if (== #0 y) 1 (at f #0)))",
            "sum_{j<c} (1 if j = y; f[j] else)",
        ),
        (
            "(every #0 c (> (if (== #0 y) 0 (at f #0)) 0))",
            "(0 if j = y; f[j] else) > 0 for every j < c",
        ),
        (
            "(every #0 c (>= (if (== #0 y) 0 (at f #0)) x))",
            "(0 if j = y; f[j] else) >= x for every j < c",
        ),
        (
            "(sum #0 c (if (== #0 (* 2 #0)) 0 (at f #0)))",
            "sum_{j<c} (0 if j = 2*j; f[j] else)",
        ),
        (
            "(every #0 c (>= (if (== #0 (* 2 #0)) 0 (at f #0)) 0))",
            "(0 if j = 2*j; f[j] else) >= 0 for every j < c",
        ),
        (
            "(mean #0 c (if (== #0 y) 0 (at f #0)))",
            "mean_{j<c} (0 if j = y; f[j] else)",
        ),
    ],
)
def test_the_class_is_named(term: str, expected: str) -> None:
    assert written(term) == expected


def test_formulas_name_it_too() -> None:
    shown = Notation(["c", "f", "y"]).term(read(OTHERS))
    assert Latex().show(shown) == r"\sum_{j < c, j \ne y} f_{j}"
    assert "<mi>c</mi><mo>,</mo><mrow><mi>j</mi><mo>≠</mo><mi>y</mi></mrow>" in mathml(shown)
