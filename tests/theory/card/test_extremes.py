"""Extremes of class sums: certified, attained, and never beaten by a search."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Max, Min, Rational, exp, log, sqrt

from lossproof.theory.card.calculus import Pieces, split
from lossproof.theory.card.loss.extremes import extremes, value_at
from lossproof.theory.numbers import array, compare

p = sympy.Symbol("p", positive=True)


def of(formula: sympy.Expr) -> Pieces:
    pieces = split(formula, p)
    assert pieces is not None
    return pieces


SHAPES = {
    "convex": (1 - p) ** 2,
    "concave": 1 - p**2,
    "one inflection": (1 - p**2) ** 2,
    "other inflection": 1 - p**3 + p**2 * (1 - p),
    "flat then convex": 1 - Max(p, Rational(1, 4)) ** Rational(7, 10),
    "flat then convex, small": 1 - Max(p, Rational(1, 10)) ** Rational(1, 5),
    "flat then concave": 1 - Max(p, Rational(1, 4)) ** 2,
    "convex then linear": Max(1 - 3 * p, 0) ** 2 + 1 - p,
    "bend up": Max(1 - p, 2 - 4 * p),
    "bend down": -Max(p, 3 * p - 1),
}


@pytest.mark.parametrize("c", [2, 3, 4, pytest.param(6, marks=pytest.mark.nightly("2 s"))])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_prediction_is_further_out(shape: str, c: int) -> None:
    chi = of(SHAPES[shape])
    low, high = extremes(chi, c)
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.dirichlet(np.full(c, a), 3000) for a in (0.2, 1, 5)])
    (values,) = array([SHAPES[shape]], [p])(points)
    sums = values.sum(axis=1)
    for end, bound in ((low, sums.min()), (high, sums.max())):
        assert end is not None
        assert end.where is not None
        attained = value_at(chi, tuple(map(sympy.sympify, end.where)))
        assert sympy.simplify(attained - end.value) == 0
        assert sum(end.where) == 1
        assert min(end.where) >= 0
        side = 1 if end is high else -1
        assert side * (float(end.value) - bound) >= -1e-8
        assert abs(float(end.value) - bound) < 0.35
        assert side * float(sympy.N(end.outer(side) - end.value)) >= 0


def test_known_values() -> None:
    low, high = extremes(of(-log(p)), 3)
    assert low is not None
    assert high is not None
    assert (low.value, high.value) == (3 * log(3), sympy.oo)
    low, high = extremes(of((1 - p**2) ** 2), 3)
    assert low is not None
    assert high is not None
    assert (low.value, high.value, low.exact, high.exact) == (2, Rational(64, 27), True, True)


def test_truncation_makes_the_vertex_least_where_the_threshold_is_large() -> None:
    """`derived.trunc-tolerance`: if and only if k^q >= 2^(1-q) - 1."""
    for q, k, least in (("1/2", "1/6", False), ("1/2", "1/5", True), ("7/10", "1/5", True)):
        power, floor = Rational(q), Rational(k)
        assert bool(floor**power >= 2 ** (1 - power) - 1) is least
        low, _ = extremes(of(1 - Max(p, floor) ** power), 3)
        assert low is not None
        assert low.where is not None
        assert (1 in low.where) is least


def test_what_is_not_decided_is_none() -> None:
    wild = p**2 * (1 - p) ** 2 * (p - Rational(1, 2)) ** 2
    assert extremes(of(wild), 3) == (None, None)


def test_pieces_meet_where_they_bend() -> None:
    pieces = of(Max(p, Rational(1, 3)) + abs(p - Rational(2, 3)))
    assert pieces.ends == (0, Rational(1, 3), Rational(2, 3), 1)
    assert of(Max(p**2, Rational(1, 2))).ends == (0, sqrt(2) / 2, 1)
    assert of(Min(-log(p), 2)).ends == (0, exp(-2), 1)
    assert of(Max(p, 1 - p) + Min(p, 1 - p)).ends == (0, 1)
    assert split(Max(exp(-p), p), p) is None


@pytest.mark.parametrize(
    "form", [Min(-log(p), 2), Max(1 - p**2, Rational(1, 2)), -log(Max(p, exp(-1)))]
)
def test_pieces_are_the_function(form: Any) -> None:
    pieces = of(form)
    for k in range(1, 100):
        at = Rational(k, 100)
        piece = next(f for f, high in zip(pieces.forms, pieces.ends[1:], strict=True) if at <= high)
        assert compare(piece.xreplace({p: at}), "==", form.xreplace({p: at}))
