"""What SymPy computes in a claim's function has no value where what it is computed of has none."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Abs, Eq, Heaviside, Max, Ne, Piecewise, Rational, log, sqrt

from lossproof.theory.domain import Classes, Label, Real, Simplex
from lossproof.theory.language import Vector, eq, gt, le, lt
from lossproof.theory.losses.gradients import (
    Entry,
    Layer,
    Network,
    curvature,
    every_label,
    log_ratio_square,
    logit_gradient,
    mean,
    of_label,
    slope,
    two_ways,
    variance,
    velocity,
    weight_in_training,
)
from lossproof.theory.losses.gradients.direction import partial
from lossproof.theory.statement import MistakeError, Statement
from tests.paper_checks.claims.stating import verdict
from tests.together import together

C = Classes()
C.name = "c"
F: Any = {"c": C, "f": Simplex(C, interior=True), "y": Label(C)}
W: Any = {"u": Real(0, 1, open="both"), "w": Real(0, 1, open="both")}
POLE = Rational(5, 11)
ROOT, SAME = 1 + sqrt(2), sqrt(3 + 2 * sqrt(2))


def at_label(f: Any, y: Any) -> Any:
    return f[y]


def odd(f: Any, y: Any) -> Any:
    pole = log((11 * f[y] - 5) ** 2)
    return f[y] + pole - pole


@together(
    "derivative",
    [
        lambda loss, f, y: logit_gradient(loss, f, y)[y],
        lambda loss, f, y: partial(loss, f, y, y),
        lambda loss, f, y: every_label(loss, f, y)[y],
        lambda loss, f, y: velocity(loss, f, y)[y] + 1,
    ],
)
def test_a_gradient_has_no_value_where_the_loss_has_none(derivative: Any) -> None:
    assert verdict(lambda f, y: le(derivative(odd, f, y), 1), **F) == "UNDECIDED"


def test_a_curvature_asks_for_what_the_loss_does() -> None:
    for loss, asked in ((at_label, False), (odd, True)):
        said = Statement(F, {}, lambda f, y: le(curvature(loss, f, y, f, f), 1))  # noqa: B023
        assert any("log" in each for each in said.record()["conclusion"]) == asked


def test_a_gradient_has_a_value_where_the_loss_has_one() -> None:
    assert verdict(lambda f, y: le(logit_gradient(at_label, f, y)[y], 1), **F) == "PROVED"


def test_a_hypothesis_about_a_gradient_holds_only_where_the_loss_has_a_value() -> None:
    given = {"low": lambda f, y: le(logit_gradient(odd, f, y)[y], 1)}
    assert verdict(lambda f, y: gt((f[y] - POLE) ** 2, 0), given, **F) != "REFUTED"


@together(
    "said",
    [
        lambda w: eq(mean(lambda v: v + 0 / (w - POLE)), Rational(1, 2)),
        lambda w: eq(mean(lambda v: w + 0 * log((w - POLE) ** 2)), w),
        lambda w: eq(variance(lambda v: v + log((w - POLE) ** 2)), Rational(1, 12)),
        lambda w: eq(log_ratio_square(lambda v: v + 0 / (w - POLE), 1, 1), 2),
        lambda u, w: le(weight_in_training(of_label(lambda p: -p))(u + 0 / (w - POLE)), 1),
        lambda u: le(weight_in_training(of_label(lambda p: -p + 0 / (p - POLE)))(u), 1),
        lambda w: eq(two_ways(lambda s, t: Vector((s * t, s + 0 / (w - POLE))))[0][1], 1),
        lambda w: le(
            Network([Layer([[1]], [0]), Layer([[1], [2]], [0 / (w - POLE), 1])], [1])
            .ways(Entry(0, 0, 0), Entry(0, 0, 0))[0][0], 9
        ),
        lambda u, w: eq(slope(lambda v: w, 1 / (u - POLE)), 0),
        lambda u: le(logit_gradient(lambda f, y: Max(Abs(f[0] - POLE), f[0] - POLE),
                                    Vector([u, 1 - u]), 0)[0], 1),
    ],
)  # fmt: skip
def test_conditions_of_parameters_and_arguments_stay(said: Any) -> None:
    assert verdict(said, **W) == "UNDECIDED"


@together(
    ("said", "why"),
    [
        (lambda x: eq(slope(lambda v: Piecewise((v, Ne(v, ROOT)), (1, True)), SAME), 1),
         "division by 0"),
        (lambda x: eq(slope(lambda v: Piecewise((ROOT, Eq(v, ROOT)), (v, True)), SAME), 0),
         "division by 0"),
        (lambda x: eq(slope(lambda v: Abs(Abs(v - ROOT) + v - ROOT), SAME), 0), "division by 0"),
        (lambda x: eq(slope(lambda v: Heaviside(v), 0), 0), "jump"),
        (lambda x: eq(slope(lambda v: 5 * v * Heaviside(v), 0), 5), "jump"),
        (lambda x: eq(mean(lambda u: (u - x) ** 2 / (u - x) + x), 1), "may have no value"),
        (lambda t: lt(mean(lambda u: u, t, 1), 0), "must be positive"),
        (lambda t: lt(mean(lambda u: u**t), 9), "moments of the weight must be finite"),
    ],
)  # fmt: skip
def test_what_is_not_seen_to_have_a_derivative_or_a_mean_is_refused(said: Any, why: str) -> None:
    with pytest.raises(MistakeError, match=why):
        Statement({"x": Real(0, 1, open="both"), "t": Real(-1, 1)}, {}, said).record()


def test_a_function_that_reads_another_value_is_another_one() -> None:
    power = 1

    def loss(f: Any, y: Any) -> sympy.Expr:
        return f[y] ** power

    def weight(u: Any) -> sympy.Expr:
        return u**power

    third = Vector((Rational(1, 3), Rational(2, 3)))
    assert (logit_gradient(loss, third, 0)[0], log_ratio_square(weight)) == (Rational(2, 9), 2)
    power = 2
    assert (logit_gradient(loss, third, 0)[0], log_ratio_square(weight)) == (Rational(4, 27), 8)
