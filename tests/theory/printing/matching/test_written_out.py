"""Determinants and means over batches that are written out are found, and nothing near to them."""

from __future__ import annotations

from lossproof.theory.printing.glossary import glossary
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line
from tests.together import together

SHAPES = {"Q": (2, 2), "T": (2, 2), "W": (2, 3), "r": (4,)}
DET = "(+ (* (at Q 0 0) (at Q 1 1)) (* -1 (at Q 0 1) (at Q 1 0)))"
CELLS = "(at Q 0 0) (at Q 0 1) (at Q 1 0) (at Q 1 1)"
LIST = "(at r 0) (at r 1) (at r 2) (at r 3)"


def shown(text: str) -> str:
    return line(Notation(["n"], ["n"], SHAPES).term(read(text)))


@together(
    ("text", "printed"),
    [
        (f"(< {DET} q)", "det(Q) < q"),
        (f"(> (^ {DET} 2) 0)", "det(Q) ≠ 0"),
        (f"(< {DET.replace('Q', 'P')} q)", "P[0, 0]·P[1, 1] − P[0, 1]·P[1, 0] < q"),
        (f"(< {DET.replace('* -1 ', '* ')} q)", "Q[0, 0]·Q[1, 1] + Q[0, 1]·Q[1, 0] < q"),
        (f"(< {DET.replace('Q', 'W')} q)", "W[0, 0]·W[1, 1] − W[0, 1]·W[1, 0] < q"),
        (
            "(< (+ (* (at Q 0 0) (at T 1 1)) (* -1 (at Q 0 1) (at T 1 0))) q)",
            "Q[0, 0]·T[1, 1] − Q[0, 1]·T[1, 0] < q",
        ),
    ],
)
def test_a_determinant_is_that_of_a_square_matrix_written_out(text: str, printed: str) -> None:
    assert shown(text) == printed


def mean(counts: str, law: str) -> str:
    return f"(batch-mean n (* {counts}) {law})"


FIRST, SECOND = "(count 0) (count 3)", "(count 1) (count 2)"


@together(
    ("law", "printed"),
    [
        (CELLS, "Q"),
        (LIST, "r"),
        ("(at Q 1 1) (at Q 0 1) (at Q 1 0) (at Q 0 0)", "(Q[1, 1], Q[0, 1], Q[1, 0], Q[0, 0])"),
        ("(at W 0 0) (at W 0 1) (at W 1 0) (at W 1 1)", "(W[0, 0], W[0, 1], W[1, 0], W[1, 1])"),
        (
            " ".join(
                f"(+ (* (at Q {i} 0) (at T 0 {j})) (* (at Q {i} 1) (at T 1 {j})))"
                for i in range(2)
                for j in range(2)
            ),
            "Q·T",
        ),
    ],
)
def test_a_law_is_called_as_the_matrix_or_product_with_these_entries(
    law: str, printed: str
) -> None:
    assert shown(f"(< {mean(FIRST, law)} q)") == f"E_{{n from {printed}}} count[0]·count[3] < q"


def test_parts_of_one_mean_are_one_mean_and_of_two_are_two() -> None:
    alike = f"(< (+ {mean(FIRST, CELLS)} (* -1 {mean(SECOND, CELLS)})) q)"
    assert shown(alike) == "E_{n from Q} det(count) < q"
    apart = f"(< (+ {mean(FIRST, CELLS)} (* -1 {mean(SECOND, LIST)})) q)"
    printed = "E_{n from Q} count[0]·count[3] − E_{n from r} count[1]·count[2] < q"
    assert shown(apart) == printed
    weighed = f"(< (+ (* 2 x {mean(FIRST, CELLS)}) (* 2 y {mean(SECOND, CELLS)})) q)"
    printed = "2·E_{n from Q} (x·count[0]·count[3] + y·count[1]·count[2]) < q"
    assert shown(weighed) == printed


def test_signs_of_batches_are_explained() -> None:
    signs = Notation(["n"], ["n"], SHAPES)
    text = f"(< (+ {mean(FIRST, CELLS)} (* -1 {mean(SECOND, CELLS)})) q)"
    batch, table = (phrase_text(each, line) for each in glossary([signs.term(read(text))]))
    assert batch.startswith("E_{n from P} … is the mean over batches")
    assert table.startswith("det(count) is the determinant")
