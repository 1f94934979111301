"""What a claim names: told once, checked when it is registered, and no part of what is decided."""

from __future__ import annotations

from typing import Any

import pytest

from lossproof.paper_checks.claims import Paper, Registry, decide
from lossproof.paper_checks.reports.parts.statement import Shown
from lossproof.theory.domain import Classes, Real, Simplex
from lossproof.theory.language import ge, le
from lossproof.theory.printing.text import line


def claimed(named: Any) -> Any:
    school = Paper("school", "a book", registry=Registry())

    @school.claim("squares", locus="1", kind="ineq")
    class Squares:
        "The squares of a prediction and of another have a sum."

        c = Classes()
        f, g, q = Simplex(c), Simplex(c), Real(0, 1)
        where = named

        def conclusion(f, g, q):
            return ge(f.total(lambda u: u**2) + g.total(lambda u: u**2) + (q + 1) ** 3, 0)

    assert Squares
    return school.registry["school.squares"]


def test_names_are_told_once_and_used() -> None:
    claim = claimed(
        {"S": lambda v="f": v.total(lambda u: u**2), "t": lambda q: q + 1, "unused": lambda q: q**5}
    )
    record = decide(claim).record()
    assert record["where"]["S(v)"] == "(sum #0 c (^ (at v #0) 2))"
    shown = Shown(record)
    assert [line(each) for each in shown.where.values()] == ["S(v) = Σ_{j<c} v[j]²", "t = q + 1"]
    assert [line(each) for each in shown.conclusion] == ["t³ + S(f) + S(g) ≥ 0"]
    assert record["statement"] == decide(claimed({})).record()["statement"]


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"q": lambda f: f}, "q of school.squares already has a meaning"),
        ({"max": lambda q: q**2}, "max of school.squares already has a meaning"),
        ({"a b": lambda q: q**2}, "'a b' of school.squares is not a valid name of a quantity"),
        ({"a": 1}, "where of school.squares must map names to functions"),
        ([], "where of school.squares must map names to functions"),
    ],
)
def test_what_is_no_name_is_refused(named: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        claimed(named)


def test_a_name_for_a_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"r of school\.squares is q, which already has a name"):
        decide(claimed({"r": lambda q: q})).record()


def test_a_name_for_a_formula_that_depends_on_the_truth_of_a_symbol_is_refused() -> None:
    with pytest.raises(ValueError, match=r"uses the truth value of u == 0, which has symbols"):
        decide(claimed({"L": lambda u: 1 if u == 0 else u**2})).record()


def test_a_name_for_a_relation_is_refused_and_a_number_needs_none() -> None:
    with pytest.raises(TypeError, match=r"r of school\.squares must be a term; got q <= 1"):
        decide(claimed({"r": lambda q: le(q, 1)})).record()
    assert "r" not in decide(claimed({"r": lambda q: 2})).record()["statement"].get("where", {})


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"S": lambda u, q: q**2}, "S of school.squares does not depend on u: remove that"),
        ({"S": lambda a, b, q, v="f": v.total(lambda u: u**q) + 0 * a},
         "S of school.squares does not depend on a, b"),
    ],
)  # fmt: skip
def test_an_argument_that_is_not_spoken_of_is_refused(named: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        decide(claimed(named)).record()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"q_": lambda q: q**2}, "q_ and q of school.squares are printed alike"),
        ({"f1": lambda q: q**2}, "f1 and f of school.squares are printed alike"),
        ({"eta2": lambda q: q**2, "eta_2": lambda q: q**3}, "eta_2 and eta2 of .* alike"),
        ({"L": lambda a_1, a1: a_1 * a1}, "a_1 and a1 of school.squares are printed alike"),
        ({"L": lambda x1, x__1: x1 * x__1}, "x__1 and x1 of school.squares are printed alike"),
        ({"u": lambda q: q**2, "L": lambda u, q: u * q}, "u of .* is a quantity and an argument"),
        ({"L": lambda é, e: é * e}, "é and e of school.squares are printed alike in ASCII"),
        ({"L": lambda ж, з: ж * з}, "з and ж of school.squares are printed alike in ASCII"),
        ({"L": lambda é: é**2}, "é and the number e of school.squares are printed alike in ASCII"),
    ],
)
def test_names_that_are_printed_alike_are_refused(named: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        claimed(named)


@pytest.mark.parametrize("name", ["pi", "inf", "nan"])
def test_no_parameter_is_printed_as_a_number(name: str) -> None:
    school = Paper("school", "a book", registry=Registry())
    conclusion = eval(f"lambda {name}: ge({name}, 0)", {"ge": ge})
    body = {"__doc__": "A number.", name: Real(0, 1), "conclusion": conclusion}
    with pytest.raises(ValueError, match=rf"{name} of school\.constant already has a meaning"):
        school.claim("constant", locus="1", kind="ineq")(type("Constant", (), body))
