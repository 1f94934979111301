"""Derivatives of losses along a change of the prediction, and in one entry of it."""

from typing import Any

import sympy

from lossproof.theory.domain import Classes, Label, Simplex
from lossproof.theory.language import Vector, realise
from lossproof.theory.language.terms import expected
from lossproof.theory.losses import cce, lq, mae, mse
from lossproof.theory.losses.gradients import along, logit_gradient, of_label, slope
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


def test_a_derivative_of_a_derivative_is_the_second() -> None:
    f, ahead = Vector(map(sympy.Rational, ("1/4", "3/4"))), Vector((1, -1))

    def cubed(g: Any, y: Any) -> Any:
        return g[y] ** 3

    def first(g: Any, y: Any) -> Any:
        return along(cubed, g, y, ahead)

    assert along(first, f, 0, ahead) == 6 * f[0]
    assert along(lambda g, y: along(first, g, y, ahead), f, 0, ahead) == 6
    assert partial(lambda g, y: partial(cubed, g, y, y), f, 0, 0) == 6 * f[0]
    u = sympy.Symbol("u", positive=True)
    assert slope(lambda v: slope(lambda x: x**3 * v, v), u) == 9 * u**2


def test_a_derivative_of_a_symbolic_derivative_is_that_of_its_formula() -> None:
    c = Classes().symbolic("c", {})
    f = Simplex(c, interior=True).symbolic("f", {"c": c})
    y = Label(c).symbolic("y", {})

    def entry(g: Any, y: Any) -> Any:
        return logit_gradient(of_label(lambda u: u), g, y)[y]

    by_formula = logit_gradient(of_label(lambda u: u * (1 - u)), f, y)[y]
    assert sympy.expand(logit_gradient(entry, f, y)[y] - by_formula) == 0
    inner = partial(lambda g, y: partial(mse, g, y, y) * g[y], f, y, y)
    assert sympy.expand(inner - partial(lambda g, y: (2 * g[y] - 2) * g[y], f, y, y)) == 0


def test_the_derivative_of_an_expectation_within_a_sum() -> None:
    c = Classes().symbolic("c", {})
    f, g = (Simplex(c, interior=True).symbolic(name, {"c": c}) for name in "fg")
    y = Label(c).symbolic("y", {})

    def loss(h: Any, _: Any) -> Any:
        return h.total(lambda u: expected(lambda z: h[z] * u**2, g))

    found = partial(loss, f, y, y)
    at = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    mixed = Vector(map(sympy.Rational, ("1/5", "1/5", "3/5")))
    values = {"c": 3, "f": at, "g": mixed, "y": sympy.Integer(1)}
    mean = sum(u * v for u, v in zip(at, mixed, strict=True))
    squares = sum(u**2 for u in at)
    assert realise(found, values) == 2 * at[1] * mean + mixed[1] * squares


def test_slope_of_the_losses() -> None:
    u = sympy.Symbol("u", positive=True)
    assert slope(cce, u) == -1 / u
    assert slope(lambda v: lq(v, sympy.Rational(1, 2)), u) == -1 / sympy.sqrt(u)
