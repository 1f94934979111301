"""Certified signs on open intervals: right, and "?" rather than wrong."""

from __future__ import annotations

import time

import pytest
import sympy
from hypothesis import given, settings, strategies as st
from sympy import Rational, exp, log, sqrt

from lossproof.theory.card.calculus import IntervalSign, limit_at_zero, sign_on

p = sympy.Symbol("p", positive=True)
TENTH = Rational(1, 10)


@pytest.mark.parametrize(
    ("formula", "relation"),
    [
        (-log(p), ">"),
        (log(p) + 1 - 1 / p, "<"),
        (log(1 + p) - p, "<"),
        (sqrt(1 + p) - 1 - p / 2, "<"),
        (exp(p) - 1 - p - p**2 / 2, ">"),
        (p**TENTH - p ** (2 * TENTH), ">"),
        (sympy.diff(-((1 - p) ** 2) * log(p), p, 2), ">"),
        (p * log(p) + (1 - p) * log(1 - p), "<"),
        ((p - Rational(1, 2)) ** 2, ">="),
        (p - Rational(1, 2), "mixed"),
        (log(p) + Rational(1, 2), "mixed"),
        (p - p, "=="),
        (sympy.Integer(-2), "<"),
        ((1 - p) ** 3 * (p - 2) ** 2, ">"),
        (1 / (p - 2), "<"),
        (log(p - 2), "?"),
        (sympy.zoo * p, "?"),
    ],
)
def test_signs(formula: sympy.Expr, relation: str) -> None:
    found = sign_on(formula, p)
    assert found.relation == relation
    if relation == "mixed":
        assert formula.xreplace({p: found.above}) > 0 > formula.xreplace({p: found.below})


def test_an_interior_zero_is_not_called_strict() -> None:
    touching = log(p) - log(Rational(1, 3)) + 1 / (3 * p) - 1
    assert sign_on(touching, p).relation in (">=", "?")


def test_what_cancels_is_defined_first() -> None:
    bend = sqrt(p**2 - p + Rational(1, 4))
    assert sign_on(sympy.diff(bend, p, 2), p).relation == "?"
    assert sign_on(sympy.diff(bend, p, 2), p, 0, Rational(1, 2)).relation == "=="


def test_a_steep_bump_is_not_multiplied_out() -> None:
    bump = exp(-((1000 * p - Rational(3171, 10)) ** 2)) / 100
    start = time.process_time()
    assert sign_on(bump - log(p), p, 0, Rational(3, 4)).relation == ">"
    assert sign_on((exp(-900 * p) + exp(p / 1000)) * p, p).relation == ">"
    assert time.process_time() < start + 10


def test_between_other_ends() -> None:
    assert sign_on(p - Rational(1, 2), p, Rational(1, 2), 1).relation == ">"
    assert sign_on(log(p) + log(3), p, 0, Rational(1, 3)).relation == "<"
    assert sign_on(log(1 - 3 * p), p, 0, Rational(1, 3)).relation == "<"


def test_negation_exchanges_the_witnesses() -> None:
    sign = IntervalSign("mixed", Rational(1, 3), Rational(2, 3))
    assert -sign == IntervalSign("mixed", Rational(2, 3), Rational(1, 3))
    assert -IntervalSign(">=") == IntervalSign("<=")


@given(
    st.lists(st.integers(-4, 4), min_size=2, max_size=6),
    st.lists(st.integers(-3, 3), min_size=1, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_never_wrong(coefficients: list[int], logs: list[int]) -> None:
    formula = sympy.Add(*(k * p**i for i, k in enumerate(coefficients)))
    formula += sympy.Add(*(k * p**i * log(p) for i, k in enumerate(logs)))
    found = sign_on(formula, p)
    values = [float(formula.xreplace({p: Rational(k, 97)})) for k in range(1, 97)]
    if found.relation in (">", ">="):
        assert min(values) > -1e-12
    elif found.relation in ("<", "<="):
        assert max(values) < 1e-12
    elif found.relation == "==":
        assert max(map(abs, values)) < 1e-12


@pytest.mark.parametrize(
    ("formula", "limit"),
    [
        (-log(p), sympy.oo),
        (p * log(p), 0),
        (p**-1 + log(p) ** 3, sympy.oo),
        (log(p) ** 3 * (1 - p), -sympy.oo),
        (1 - p**TENTH, 1),
        (1 / log(p), 0),
        (exp(-p) * 3, 3),
        ((1 - exp(p)) / p, None),
    ],
)
def test_limits(formula: sympy.Expr, limit: sympy.Expr | None) -> None:
    assert limit_at_zero(formula, p) == limit
