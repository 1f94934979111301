"""Where a search stops is told in one line."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import exp, sqrt

from lossproof.theory.domain import Classes, Domain, Real, Simplex
from lossproof.theory.language import CountSymbol, class_sum, ge, le
from lossproof.theory.provers import ResidualGoal, easy, unshown
from lossproof.theory.statement import Proof, Statement


def left(said: Any, **domains: Domain) -> str:
    for name, domain in domains.items():
        domain.name = name
    proof, found = Proof(Statement(domains, {}, said)), ResidualGoal()
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


def test_nothing_is_left_of_what_points_deny() -> None:
    assert left(lambda x: ge(x, exp(x)), x=Real()) == ""


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
        lambda c, f: le(f.total(lambda u: sympy.Abs(u - 1 / c) * sympy.floor(u)), 1),
        lambda c, f: le(f.total(lambda u: sympy.Min(u, 1 / c)), 0),
    )
    for said in steps:
        told = left(said, **domains)
        assert not any(word in told for word in ("Dirac", "derivative"))
