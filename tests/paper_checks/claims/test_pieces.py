"""A Piecewise equals the piece that applies: proved, refuted, or left open without a value."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import And, Eq, Max, Min, Ne, Not, Or, Piecewise, log

from lossproof import (
    Classes,
    Label,
    Real,
    Simplex,
    class_sum,
    eq,
    every_class,
    ge,
    gt,
    le,
)
from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.vocabulary import unspoken
from tests.paper_checks.claims.stating import verdict


def clipped(p: Any, t: Any) -> Any:
    """The loss -log p, but its tangent at 1/t below that."""
    return Piecewise((1 + log(t) - t * p, p <= 1 / t), (-log(p), True))


P, T = {"p": Real(0, 1, open="left")}, {"t": Real(1)}
LOW = {"low": lambda p, t: le(p, 1 / t)}


@pytest.mark.parametrize(
    ("given", "value", "found"),
    [
        (LOW, lambda p, t: 1 + log(t) - t * p, "PROVED"),
        ({"high": lambda p, t: gt(p, 1 / t)}, lambda p, t: -log(p), "PROVED"),
        ({"kink": lambda p, t: eq(p, 1 / t)}, lambda p, t: -log(p), "PROVED"),
        ({"high": lambda p, t: ge(p, 1 / t)}, lambda p, t: 1 + log(t) - t * p, "REFUTED"),
        (LOW, lambda p, t: -log(p), "REFUTED"),
    ],
)
def test_it_equals_the_piece_that_a_hypothesis_selects(given: Any, value: Any, found: str) -> None:
    assert verdict(lambda p, t: eq(clipped(p, t), value(p, t)), given, **P, **T) == found


def test_an_inequality_is_proved_by_cases() -> None:
    assert verdict(lambda p, t: le(clipped(p, t), -log(p)), **P, **T) == "PROVED"
    assert verdict(lambda p, t: le(clipped(p, t), log(t)), **P, **T) == "REFUTED"


@pytest.mark.parametrize("at_zero", [0, 1])
def test_a_tie_belongs_to_the_condition_that_it_meets(at_zero: int) -> None:
    said = (lambda x: x >= 0) if at_zero else (lambda x: x > 0)

    def conclusion(x: Any) -> Any:
        return eq(Piecewise((1, said(x)), (0, True)), at_zero)

    assert verdict(conclusion, {"tie": lambda x: eq(x, 0)}, x=Real()) == "PROVED"


@pytest.mark.parametrize(
    "said",
    [
        lambda x: And(x >= 0, x <= 1),
        lambda x: Not(Or(x < 0, x > 1)),
        lambda x: Or(And(x > 0, x <= 1), Eq(x, 0)),
    ],
)
def test_conditions_are_joined(said: Any) -> None:
    def conclusion(x: Any) -> Any:
        return le(Piecewise((x, said(x)), (-1, True)), 1)

    assert verdict(conclusion, x=Real()) == "PROVED"


def test_an_earlier_piece_goes_before_a_later_one() -> None:
    def said(x: Any) -> Any:
        return Piecewise((0, x > 2), (1, x > 1), (2, True))

    assert verdict(lambda x: eq(said(x), 0), {"far": lambda x: gt(x, 3)}, x=Real()) == "PROVED"
    assert verdict(lambda x: eq(said(x), 1), {"far": lambda x: gt(x, 3)}, x=Real()) == "REFUTED"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (lambda p: Piecewise((p * log(p), p > 0), (0, True)), "PROVED"),
        (lambda p: Piecewise((0, Eq(p, 0)), (log(p), True)), "PROVED"),
        (lambda p: Piecewise((p * log(p), p >= 0), (0, True)), "UNDECIDED"),
        (lambda p: Piecewise((p, p > log(p)), (0, True)) - p, "UNDECIDED"),
    ],
)
def test_a_piece_needs_a_value_only_where_it_applies(said: Any, found: str) -> None:
    assert verdict(lambda p: le(said(p), 0), p=Real(0, 1)) == found


def test_a_piece_with_a_pole_where_it_does_not_apply() -> None:
    def conclusion(x: Any) -> Any:
        return eq(
            x * Piecewise((1 / x, Ne(x, 0)), (1, True)) + Piecewise((1, Eq(x, 0)), (0, True)), 1
        )

    assert verdict(conclusion, x=Real()) == "PROVED"


def test_one_that_says_nothing_of_some_points_is_not_proved() -> None:
    x = sympy.Symbol("x", real=True)
    assert "end it with" in unspoken(Piecewise((1, x > 0)))
    assert verdict(lambda x: ge(Piecewise((1, x > 0)), 1), x=Real(0)) == "UNDECIDED"


def test_its_obligations_are_asked_where_they_are_reached() -> None:
    x, y = sympy.symbols("x y", real=True)
    assert not obligations(Piecewise((log(x), x > 0), (log(1 - x), x < 0), (0, True)))
    (doubt,) = obligations(Piecewise((1, y > 0), (log(x), True)))
    assert {*doubt.ways} == {((x, ">"),), ((y, ">"),)}


def test_a_piece_of_one_class_in_a_sum() -> None:
    c = Classes()

    def smoothed(c: Any, f: Any, y: Any, r: Any) -> Any:
        def target(j: Any) -> Any:
            return Piecewise((1 - r + r / c, Eq(j, y)), (r / c, True))

        sums = class_sum(lambda j: log(f[j]), c)
        return eq(class_sum(lambda j: target(j) * log(f[j]), c), (1 - r) * log(f[y]) + r / c * sums)

    found = verdict(smoothed, c=c, f=Simplex(c, interior=True), y=Label(c), r=Real(0, 1))
    assert found == "PROVED"


def test_indices_of_two_sums_are_kept_apart() -> None:
    c = Classes()

    def conclusion(c: Any, f: Any, y: Any) -> Any:
        def own(j: Any) -> Any:
            return Piecewise((f[j], Eq(j, y)), (0, True))

        return eq(class_sum(own, c) * class_sum(own, c), f[y] ** 2)

    assert verdict(conclusion, c=c, f=Simplex(c), y=Label(c)) == "PROVED"


def test_a_threshold_of_every_class() -> None:
    c = Classes()

    def conclusion(c: Any, f: Any) -> Any:
        def cut(j: Any) -> Any:
            return Piecewise((f[j], f[j] > sympy.Rational(1, 2)), (0, True))

        return every_class(lambda j: le(cut(j), f[j]), c)

    assert verdict(conclusion, c=c, f=Simplex(c)) == "PROVED"


def test_the_smaller_of_two_by_cases() -> None:
    assert verdict(lambda z: eq(ramp(z) + ramp(-z), 1), z=Real()) == "PROVED"
    assert verdict(lambda z: eq(ramp(z) + ramp(-z), Min(z, 1)), z=Real()) == "REFUTED"
    assert verdict(lambda x, y: eq(Min(x, y) + Max(x, y), x + y), x=Real(), y=Real()) == "PROVED"


def ramp(z: Any) -> Any:
    return Max(0, Min(1, (1 - z) / 2))
