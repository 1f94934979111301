"""Names for quantities: they stand for what is written so, and for nothing else."""

from __future__ import annotations

from lossproof.theory.printing.matching.folding import definitions, folded, used
from lossproof.theory.printing.terms import read
from tests.together import together

LOSS = {"L(u)": "(* (^ q -1) (+ 1 (* -1 (^ u q))))"}


@together(
    ("where", "term", "named"),
    [
        (LOSS, "(* (^ q -1) (+ 1 (* -1 (^ k q))))", "(@call L k)"),
        (LOSS, "(* -3 c (^ q -1) (+ 1 (* -1 (^ k q))))", "(* -3 c (@call L k))"),
        (LOSS, "(* (^ q -1) (+ 1 (* -1 (^ d (* -1 q)))))", "(@call L (^ d -1))"),
        (LOSS, "(* (^ q -1) (+ 2 (* -1 (^ k q))))", None),
        (LOSS, "(* (^ r -1) (+ 1 (* -1 (^ k q))))", None),
        (LOSS, "(sum #0 c (* (^ q -1) (+ 1 (* -1 (^ (at f #0) q)))))",
         "(sum #0 c (@call L (at f #0)))"),
        ({"d": "(max 1 (* k q))"}, "(+ c (* -1 (max 1 (* q k))))", "(+ c (* -1 d))"),
        ({"S(v)": "(sum #0 c (^ (at v #0) 2))"}, "(sum #0 n (sum #1 c (^ (at f #1) 2)))",
         "(sum #0 n (@call S f))"),
        ({"S(u)": "(sum #0 c (* u (at f #0)))"}, "(sum #0 c (* (at g #0) (at f #0)))", None),
        ({"a": "(+ x y)"}, "(+ x y z)", "(+ z a)"),
    ],
)  # fmt: skip
def test_what_is_written_so_is_named(where: dict[str, str], term: str, named: str | None) -> None:
    assert folded(read(term), definitions(where)) == read(named or term)


def test_only_what_is_named_is_told_and_by_earlier_names() -> None:
    known = definitions({**LOSS, "d": "(max 1 k)", "w": "(* 2 (max 1 k) q)"})
    term = folded(read("(* 2 (max 1 k) q)"), known)
    assert term == "w"
    assert [(each.name, each.term) for each in used([term], known)] == [
        ("d", read("(max 1 k)")), ("w", read("(* 2 d q)")),
    ]  # fmt: skip


@together(
    ("term", "named"),
    [
        ("(+ (* -1 a) (* -2 b))", "(* -1 S)"),
        ("(* x (+ (* -1 a) (* -2 b)))", "(* -1 x S)"),
        ("(+ x (* -1 a) (* -2 b))", "(+ x (* -1 S))"),
        ("(+ x (* -1 a) (* 2 b))", None),
    ],
)
def test_what_is_taken_away_is_found_with_its_minus(term: str, named: str | None) -> None:
    known = definitions({"S": "(+ a (* 2 b))"})
    assert folded(read(term), known) == read(named or term)


def test_an_indicator_is_found_with_its_sides_exchanged() -> None:
    known = definitions({"M(i)": "(* x (delta i k))"})
    assert folded(read("(* x (delta k y))"), known) == read("(@call M y)")
