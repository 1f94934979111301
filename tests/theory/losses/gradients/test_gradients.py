"""Derivatives of losses along a change of the prediction, and in one entry of it."""

import sympy

from lossproof.theory.domain import Classes, Label, Simplex
from lossproof.theory.language import Vector, realise
from lossproof.theory.losses import cce, lq, mae, mse
from lossproof.theory.losses.gradients import along, slope
from lossproof.theory.losses.gradients.direction import partial


def test_along_differentiates_the_absolute_values() -> None:
    f = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    slopes = Vector((2, 1, -3))
    assert along(mae, f, 0, slopes) == -4
    assert along(mae, f, 2, slopes) == 6
    assert along(lambda g, y: cce(g[y]), f, 1, slopes) == -3


def test_partial_derivatives_make_up_the_derivative_along_any_slopes() -> None:
    f = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    slopes = Vector((2, 1, -3))
    for loss in (mae, mse, lambda g, y: cce(g[y])):
        parts = (slopes[k] * partial(loss, f, 1, k) for k in range(3))
        assert sympy.Add(*parts) == along(loss, f, 1, slopes)


def test_partial_picks_one_term_of_a_symbolic_sum() -> None:
    c = Classes().symbolic("c", {})
    f = Simplex(c, interior=True).symbolic("f", {"c": c})
    y, k = (Label(c).symbolic(name, {}) for name in "yk")
    at = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    for loss in (mae, mse):
        symbolic = partial(loss, f, y, k)
        for label in range(3):
            values = {"c": 3, "f": at, "y": sympy.Integer(1), "k": sympy.Integer(label)}
            assert realise(symbolic, values) == partial(loss, at, 1, label)


def test_slope_of_the_losses() -> None:
    u = sympy.Symbol("u", positive=True)
    assert slope(cce, u) == -1 / u
    assert slope(lambda v: lq(v, sympy.Rational(1, 2)), u) == -1 / sympy.sqrt(u)
