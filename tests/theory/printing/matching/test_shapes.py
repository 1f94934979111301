"""Short forms of matrices and laws stand only for whole ones."""

from __future__ import annotations

from string import ascii_lowercase

from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from tests.together import together

SHAPES = {"f": ("c",), "T": ("c", "c"), "M": ("n", "c", "c")}


def shown(text: str) -> str:
    return line(Notation([*SHAPES, "c", "n", "k"], ["n"], SHAPES).term(read(text)))


@together(
    ("text", "whole"),
    [
        ("(det #0 #1 c (at T #0 #1))", "det(T)"),
        ("(det #0 #1 c (sum #2 c (* (at T #0 #2) (at T #1 #2))))", "det(T·T')"),
        ("(expect #0 c (at f #0) #0)", "E_{j∼f[·]} j"),
        ("(expect #0 c (at T k #0) #0)", "E_{j∼T[k, ·]} j"),
        ("(expect #0 c (at M 0 k #0) #0)", "E_{j∼M[0, k, ·]} j"),
    ],
)
def test_a_whole_one_is_named(text: str, whole: str) -> None:
    assert shown(text) == whole


@together(
    ("text", "part"),
    [
        ("(det #0 #1 2 (at T #0 #1))", "det_{j,l<2} T[j, l]"),
        ("(det #0 #1 k (at T #0 #1))", "det_{j,l<k} T[j, l]"),
        ("(det #0 #1 c (sum #2 k (* (at T #0 #2) (at T #1 #2))))",
         "det_{j,l<c} Σ_{h<k} T[j, h]·T[l, h]"),
        ("(det #0 #1 c (sum #2 (+ 1 #0) (* (at T #0 #2) (at T #1 #2))))",
         "det_{j,l<c} Σ_{h<j + 1} T[j, h]·T[l, h]"),
        ("(expect #0 2 (at f #0) 1)", "E_{j∼law(2, f[j])} 1"),
        ("(expect #0 k (at T 0 #0) 1)", "E_{j∼law(k, T[0, j])} 1"),
    ],
)  # fmt: skip
def test_a_part_is_written_out(text: str, part: str) -> None:
    assert shown(text) == part


def test_where_no_letter_is_left_indices_have_numbers() -> None:
    notation = Notation(ascii_lowercase)
    assert line(notation.term(read("(sum #0 c (at f #0))"))) == "Σ_{j1<c} f[j1]"


def test_a_name_after_a_number_is_not_read_as_a_power_of_ten() -> None:
    notation = Notation(["e5", "x5"])
    assert line(notation.term(read("(+ (* 2 e5) (* 2 x5))"))) == "2·e5 + 2x5"
