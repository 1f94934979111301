"""The boundary of a map passes between what holds and what fails, and a closed form is checked."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from lossproof.theory.language import eq, ge, le, lt
from lossproof.theory.maps.boundary import closed_forms, curves
from lossproof.theory.maps.regions import regions
from lossproof.theory.maps.signs import Axis

x, y = sp.symbols("x y", nonnegative=True)
X, Y = (Axis(s.name, s, sp.Integer(0), sp.Integer(1)) for s in (x, y))
DISC = lt(x**2 + y**2, 1)


def test_a_quarter_circle_is_one_certified_curve() -> None:
    (curve,) = curves(regions((), (DISC,), (X, Y), depth=6))
    assert curve.kind == "conclusion"
    assert curve.certified.all()
    assert np.allclose((curve.points**2).sum(axis=1), 1, atol=1e-12)
    assert len(curve.points) > 64
    ends = sorted(curve.points[[0, -1]].round(6).tolist())
    assert ends[0][0] < 0.1
    assert ends[1][1] < 0.1


def test_a_circle_closes() -> None:
    middle = sp.Rational(1, 2)
    around = le((x - middle) ** 2 + (y - middle) ** 2, sp.Rational(1, 9))
    (curve,) = curves(regions((), (around,), (X, Y), depth=6))
    assert np.allclose(curve.points[0], curve.points[-1])
    assert np.allclose(np.hypot(*(curve.points - 0.5).T), 1 / 3, atol=1e-12)


def test_no_curve_where_nothing_changes() -> None:
    tie = ge((x - y) ** 2, 0)
    assert curves(regions((), (tie,), (X, Y), depth=4)) == ()
    assert curves(regions((), (eq(x, y),), (X, Y), depth=4)) == ()


def test_a_conclusion_has_no_boundary_outside_the_hypotheses() -> None:
    found = regions((le(x, sp.Rational(1, 2)),), (DISC,), (X, Y), depth=6)
    kinds = {curve.kind: curve for curve in curves(found)}
    assert set(kinds) == {"conclusion", "hypothesis"}
    assert kinds["conclusion"].points[:, 0].max() <= 0.5
    assert np.allclose(kinds["hypothesis"].points[:, 0], 0.5)


def test_two_curves_through_one_window() -> None:
    band = (ge(x + y, sp.Rational(1, 2)), le(x + y, sp.Rational(3, 2)))
    found = curves(regions((), band, (X, Y), depth=5))
    assert sorted(round(float(c.points.sum(axis=1).mean()), 9) for c in found) == [0.5, 1.5]


def test_a_closed_form_on_the_boundary_is_accepted_on_every_line() -> None:
    found = regions((), (DISC,), (X, Y), depth=6)
    (form,) = closed_forms(found, {"y": [sp.sqrt(1 - x**2)]})
    assert form.name == "y"
    assert len(form.points) == 63
    (other,) = closed_forms(found, {"x": [sp.sqrt(1 - y**2)]})
    assert np.allclose((other.points**2).sum(axis=1), 1)


@pytest.mark.parametrize("wrong", [1 - x, sp.sqrt(1 - x**2) + sp.Rational(1, 10**15)])
def test_a_closed_form_beside_the_boundary_is_refused(wrong: sp.Expr) -> None:
    found = regions((), (DISC,), (X, Y), depth=4)
    with pytest.raises(ValueError, match="is not the boundary of the conclusion"):
        closed_forms(found, {"y": [wrong]})


def test_a_closed_form_says_nothing_outside_the_window_and_the_hypotheses() -> None:
    found = regions((le(x, sp.Rational(1, 2)),), (DISC,), (X, Y), depth=6)
    (form,) = closed_forms(found, {"y": [sp.sqrt(1 - x**2)]})
    assert len(form.points) == 32
    (none,) = closed_forms(found, {"y": [x + 7]})
    assert none.points.shape == (0, 2)


def test_a_tie_where_nothing_changes_is_no_boundary() -> None:
    touched = regions((), (ge((x - y) ** 2, 0),), (X, Y), depth=4)
    (form,) = closed_forms(touched, {"y": [x]})
    assert len(form.points) == 0
    half = sp.Rational(1, 2)
    hidden = regions((), (ge(y, x), ge(y, x + half)), (X, Y), depth=4)
    loose, tight = closed_forms(hidden, {"y": [x, x + half]})
    assert len(loose.points) == 0
    assert len(tight.points) == 7
    (single,) = closed_forms(regions((), (ge((x - half) ** 2, 0),), (X,), depth=4), {"x": [half]})
    assert len(single.points) == 0


def test_a_closed_form_may_be_where_an_equality_holds() -> None:
    (form,) = closed_forms(regions((), (eq(x, y),), (X, Y), depth=4), {"y": [x]})
    assert len(form.points) == 15


def test_a_closed_form_of_one_parameter_is_a_number() -> None:
    found = regions((), (le(x**2, sp.Rational(1, 2)),), (X,), depth=8)
    (form,) = closed_forms(found, {"x": [sp.sqrt(2) / 2]})
    assert np.allclose(form.points, 0.5**0.5)
    with pytest.raises(ValueError, match="this map has one"):
        curves(found)
