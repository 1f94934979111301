"""Where a search stops is told in one line."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import exp, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Simplex
from lossproof.theory.language import CountSymbol, class_sum, ge, gt, le
from lossproof.theory.provers import ResidualGoal, easy, residual, unshown
from lossproof.theory.statement import Proof, Statement


def left(said: Any, *given: Any, **domains: Domain) -> str:
    for name, domain in domains.items():
        domain.name = name
    hypotheses = {f"h{k}": each for k, each in enumerate(given)}
    proof, found = Proof(Statement(domains, hypotheses, said)), ResidualGoal()
    (goal,) = proof.goals
    assert easy(goal, proof.known(), found) is None
    return str(found)


def test_the_plainest_place_is_told_with_where_it_is() -> None:
    unit = Real(0, 1, open="both")
    assert left(lambda u: ge(u**u + (1 - u) ** (1 - u), sqrt(2)), u=unit).endswith(
        " where 1/2 ≤ u < 1"
    )


def test_a_goal_is_told_as_it_is_read() -> None:
    c, a = CountSymbol("c", integer=True, positive=True), sympy.IndexedBase("a")
    steps = class_sum(lambda j: a[j] * sympy.Heaviside(-abs(j - 1), 1), c)
    assert unshown(le(steps, a[0])) == "Σ_{j<c} a[j]·[−|j − 1| ≥ 0] ≤ a[0]"


def test_what_seems_false_is_told_with_numbers() -> None:
    assert left(lambda x: ge(x, exp(x)), x=Real()) == "x ≥ exp(x), which seems false at x = 0"
    told = left(lambda x, z: ge(x, z + 1), lambda x, z: gt(x, z), x=Real(), z=Real())
    assert told == "x ≥ z + 1, which seems false at x = 0.1, z = 0"


def test_what_seems_false_is_told_with_labels_that_there_are() -> None:
    c = Classes()
    c.name = "c"
    assert left(lambda c, y: le(y, c - 1), c=c, y=Label(c)) == ""
    assert left(lambda y: le(y, 1), y=Label(3)) == ""
    told = left(lambda c, y: le(y, c - 2), c=c, y=Label(c))
    assert told.endswith("which seems false at c = 2, y = 1")


def test_a_smaller_goal_is_about_any_class_and_no_number_on_the_way() -> None:
    c = Classes()
    domains = {"c": c, "f": Simplex(c), "g": Simplex(c)}
    told = left(
        lambda c, f, g: le(
            f.total(lambda u: u**u) - g.total(lambda u: u**2),
            c - 1 / c + f.total(lambda u: exp(u) - u) / 1000 - sympy.Rational(1, 1000) * c,
        ),
        **domains,
    )
    assert told.startswith("f[k]^f[k] > 0")
    assert told.endswith(" where k is any class")
    assert "u1" not in told


def test_nothing_is_told_of_what_is_found() -> None:
    found, domain = ResidualGoal(), Real()
    domain.name = "x"
    proof = Proof(Statement({"x": domain}, {}, lambda x: ge(exp(x), 1 + x)))
    assert easy(proof.goals[0], proof.known(), found) is not None
    assert str(found) == ""


def test_a_step_in_a_sum_has_no_tangent() -> None:
    c = Classes()
    domains = {"c": c, "f": Simplex(c)}
    steps = (
        lambda c, f: ge(f.total(lambda u: sympy.Heaviside(u - 1 / c, 0)), 1),
        lambda c, f: le(f.total(lambda u: sympy.Abs(u - 1 / c) * sympy.floor(u)), 0),
        lambda c, f: le(f.total(lambda u: sympy.Min(u, 1 / c)), 0),
    )
    for said in steps:
        told = left(said, **domains)
        assert not any(word in told for word in ("Dirac", "derivative"))


def test_long_numbers_are_told_with_few_digits() -> None:
    told = unshown(ge(sympy.Symbol("x") + 10**400, 7**9000))
    assert told == "x + 1.0e+400 >= 7.62711e+7605"


def test_a_goal_whose_bound_cannot_be_written_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unit = Real(0, 1, open="both")
    monkeypatch.setattr(residual, "ends", lambda *_: (1, sympy.zoo))
    assert left(lambda u: ge(u**u + (1 - u) ** (1 - u), sqrt(2)), u=unit) == ""
