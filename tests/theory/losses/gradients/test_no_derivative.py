"""Derivatives of losses where they have none, or no value: a claim about them is not decided."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Abs, Max, Ne, Piecewise, Rational, exp, gamma, log, sqrt

from lossproof.theory.domain import Classes, Domain, Label, Real, Samples, Simplex
from lossproof.theory.information import mutual_information
from lossproof.theory.language import (
    Blocks,
    Vector,
    class_sum,
    different,
    eq,
    evaluated,
    le,
    lt,
    sample_mean,
)
from lossproof.theory.language.terms.batches import is_zero
from lossproof.theory.losses import cce
from lossproof.theory.losses.gradients import (
    along,
    curvature,
    mean,
    of_label,
    relative_variance,
    slope,
    weight,
)
from lossproof.theory.losses.gradients.direction import partial
from lossproof.theory.losses.gradients.logits import logit_gradient
from lossproof.theory.losses.gradients.networks import Layer, Network
from lossproof.theory.losses.gradients.second_order import two_ways
from lossproof.theory.losses.gradients.weights import log_ratio_square
from lossproof.theory.statement import MistakeError, Statement
from tests.together import together

HALF, POWER = Rational(1, 2), Rational(3, 2)
C = Classes()
C.name = "c"
DOMAINS: dict[str, Domain] = {
    "v": Real(-1, 1), "u": Real(0, "1/2", open="right"), "x": Real(0, 1, open="both"),
    "a": Real(0, 3), "b": Real(0, 3), "e": Real("1/10", "2/5"), "c": C,
}  # fmt: skip


ACROSS = Vector([1, -1])
AT_HALF = Vector([HALF, HALF]), 0, Vector([1, 0]), Vector([1, 0])


def rooted(v: Any) -> Any:
    return sqrt(v) ** 2 + Abs(v)


def steps(f: Any, y: Any) -> Any:
    return Piecewise((f[y], f[y] < HALF), (2 * f[y] - HALF, True))


UNKNOWN, ENDS = "derivative of .* is not known", "must have no jump, end of a root"


@together(
    ("said", "why"),
    [
        (lambda x: le(logit_gradient(steps, Vector([HALF, HALF]), 0)[0], x), ENDS),
        (lambda x: le(logit_gradient(lambda f, y: Max(Abs(f[0] - HALF), f[0] - HALF),
                                     Vector([HALF, HALF]), 0)[0], x), ENDS),
        (lambda a: eq(slope(sympy.floor, a), 0), UNKNOWN),
        (lambda a: le(slope(lambda v: Abs(v - a + 1) + (v - a) ** POWER + (a - v) ** POWER, a), 2),
         "division by 0"),
        (lambda v: eq(slope(lambda u: u + 0 * Piecewise((u, u >= 0)), v), 1), "last piece"),
        (lambda v: eq(slope(lambda u: u + 0 * sympy.asin(u), v), 1), UNKNOWN),
        (lambda x: le(logit_gradient(lambda f, y: sqrt(f[0] - HALF) ** 2 + Abs(f[0] - HALF),
                                     Vector([HALF, HALF]), 0)[0], x), ENDS),
        (lambda x: eq(mean(lambda u: u + 0 * Piecewise((u, u > HALF))), x), "last piece"),
        (lambda x: le(two_ways(lambda s, t: Vector((Max(s, 2 * s, 0), t)))[0][0], x),
         ENDS),
        (lambda a: eq(slope(lambda v: Abs(v) + 0 / (sympy.floor(v) + 1), a), 0), UNKNOWN),
        (lambda v: eq(slope(lambda u: u + 0 / is_zero(u), v), 1), UNKNOWN),
        (lambda x: le(two_ways(lambda s, t: Vector((s**POWER + (-s) ** POWER, t)))[0][0] + x, 2),
         ENDS),
        (lambda x: eq(log_ratio_square(lambda u: x * (u - 1) ** POWER), x), "multiple of u"),
        (lambda v: eq(log_ratio_square(lambda u: v * u), 1), "multiple of u"),
        (lambda x: le(curvature(lambda f, y: Abs(f[0] - HALF), *AT_HALF), x), ENDS),
        (lambda x: eq(mean(lambda u: sqrt(u - HALF) ** 2) + x, x), "may have no value for some u"),
        (lambda x: eq(relative_variance(lambda u: slope(lambda v: sqrt(v - HALF) ** 2, u)), x),
         "may have no value for some u"),
        (lambda x: eq(log_ratio_square(lambda u: u * (sqrt(u - HALF) ** 2 - u + 1)), x),
         "may have no value for some u"),
        (lambda x, a: eq(slope(lambda u: u + gamma(a - 1), x), 1), "not in the language"),
        (lambda x: eq(slope(lambda u: u + Piecewise((x, Ne(3 * x, 1))), x), 1), "says nothing of"),
        (lambda x: eq(slope(lambda u: exp(-u), sympy.oo), 0 * x), "oo is no number"),
        (lambda x: eq(slope(lambda u: u**3 + u, sympy.I), -2 * x), "I is no real number"),
        (lambda x: eq(along(lambda f, y: f[0], Vector([x, sympy.nan]), 0, Vector([1, 1])), 1),
         "nan is no number"),
        (lambda x: eq(mean(lambda u: u + gamma(x) - gamma(x)), HALF), "not in the language"),
        (lambda a, b: lt(mean(lambda u: u ** (a - b)), 0), "moments of the weight must be finite"),
        (lambda a, b: eq(relative_variance(lambda u: (a - b - HALF) * u), 1), "must be positive"),
        (lambda c: eq(Blocks((1, 1), (0, c - 3)).total(), 1), "whole number of at least 0; got -1"),
    ],
)  # fmt: skip
def test_what_has_no_derivative_or_value_is_refused(said: Any, why: str) -> None:
    given = {"apart": lambda x, e: different(x, e), "other": lambda x: different(10 * x, 1)}
    with pytest.raises(MistakeError, match=why):
        Statement({**DOMAINS, "f": Simplex(C)}, given, said).record()


POINT = {
    "v": 0,
    "u": 0,
    "x": HALF,
    "a": 0,
    "b": 1,
    "e": Rational(1, 5),
    "c": 2,
    "f": (HALF, HALF),
}


@together(
    ("said", "there", "apart"),
    [
        (lambda x: le(slope(lambda v: Piecewise((v, Ne(v, HALF)), (2 * v - HALF, True)), x), 1),
         {}, {"x": HALF / 2}),
        (lambda a: eq(slope(lambda v: Piecewise((0, v <= 0), (v, True)), a), 1), {}, {"a": 1}),
        (lambda a: eq(slope(sympy.sign, a), 0), {}, {"a": 1}),
        (lambda a: le(slope(lambda v: Max(2 * v, v + HALF, 3 * v - HALF), a), 3),
         {"a": HALF}, {"a": 1}),
        (lambda a, b: le(slope(lambda v: Abs(Max(v - b, 2 * v - 2 * b)), a), 3),
         {"a": 1}, {"a": 2}),
        (lambda a: eq(slope(lambda v: Max(v, 0) + v**POWER, a), 1), {}, {"a": 1}),
        (lambda a: le(slope(lambda v: Max(v, 0) + sqrt(v) - sqrt(v), a), 1),
         {}, {"a": 1}),
        (lambda v: eq(slope(lambda u: (u**4 - u**2) ** POWER + u, v), 1), {}, None),
        (lambda a, b: eq(slope(lambda v: Abs(v) + v**POWER, a * b), 0), {}, {"a": 1}),
        (lambda a, x: eq(slope(lambda v: Abs(v) + 0 * a**v, x), 1), {}, {"a": 1}),
        (lambda v: eq(slope(lambda u: u + 0 * log(HALF - Abs(sympy.sign(u))), v), 1), {}, None),
        (lambda x, f, u: le(logit_gradient(lambda g, y: (u + g[0] - f[0]) ** POWER, f, 0)[0], x),
         {}, {"u": HALF / 2}),
        (lambda a, x: le(logit_gradient(lambda f, y: Max(f[0], f[1], HALF),
                                        Vector([a, 1 - a]), 0)[0], x),
         {"a": HALF}, {"a": HALF / 2}),
        (lambda f: le(slope(lambda t: Max(f[0] + t, f[1] + t, HALF + t), 0), 1),
         {}, {"f": (HALF / 2, 3 * HALF / 2)}),
        (lambda f: le(along(lambda g, y: Max(g[0], g[1], HALF / 9), f, 0, Vector([1, 1])), 2),
         {}, None),
        (lambda a: le(curvature(of_label(cce), *AT_HALF[:3], Vector([1 / a, 1 / a])), 2),
         {}, {"a": 1}),
        (lambda a: le(curvature(of_label(cce), *AT_HALF, Vector([log(a), log(a)])), 2),
         {}, {"a": 1}),
        (lambda a: eq(logit_gradient(lambda f, y: f[0], Vector([HALF, 1 / a]), 0)[0], HALF / 2),
         {}, {"a": 2}),
        (lambda u: eq(logit_gradient(of_label(cce), Vector([u, 1 - u]), 0)[0], u - 1),
         {}, {"u": HALF / 2}),
        (lambda a: eq(along(lambda f, y: f[0], Vector([HALF, 1 / a]), 0, Vector([1, -1])), 1),
         {}, {"a": 2}),
        (lambda a: eq(evaluated(lambda v: v + 0 * slope(lambda u: 1 / u, v))(a), a),
         {}, {"a": 1}),
        (lambda a, b: le(curvature(lambda f, y: Max(f[0] - a, 0) ** 2, *AT_HALF), b),
         {"a": HALF}, {"a": 0}),
        (lambda a, b: le(curvature(lambda f, y: Abs(f[0] - a), *AT_HALF[:2], ACROSS, ACROSS), b),
         {"a": HALF}, {"a": 0}),
    ],
)  # fmt: skip
def test_a_derivative_has_no_value_where_the_loss_is_not_smooth(
    said: Any, there: dict[str, Any], apart: dict[str, Any] | None
) -> None:
    stated = Statement({**DOMAINS, "f": Simplex(C)}, {}, said)
    assert stated.at({**POINT, **there}).undefined
    assert apart is None or not stated.at({**POINT, **apart}).undefined


def test_a_sum_at_what_is_no_class_stays() -> None:
    def beyond(c: Any, k: Any) -> Any:
        return class_sum(lambda j: sympy.KroneckerDelta(j, k * (k - 1) * (k - 2)), c)

    def found(c: Any, f: Any, y: Any, k: Any) -> Any:
        return eq(partial(lambda g, label: g[label] * beyond(c, k), f, y, y), beyond(c, k))

    domains: dict[str, Domain] = {"c": C, "f": Simplex(C), "y": Label(C), "k": Label(C)}
    point = {"c": 4, "f": [HALF / 2] * 4, "y": 0, "k": 3}
    (said,) = Statement(domains, {}, found).at(point).conclusion
    assert (said.holds, said.relation.lhs) == (True, 0)
    with pytest.raises(MistakeError, match="label must be one of c classes"):
        Statement(
            domains, {}, lambda f, y, k: eq(partial(lambda g, _: g.total(), f, y, k * k), 1)
        ).record()


def test_a_sum_of_another_size_stays() -> None:
    def first(f: Any, y: Any, n: Any) -> Any:
        return le(partial(lambda g, _: class_sum(lambda j: g[j], n), f, y, y), 1)

    domains: dict[str, Domain] = {"c": C, "n": Samples(), "f": Simplex(C), "y": Label(C)}
    point = {"c": 2, "n": 1, "f": (HALF, HALF), "y": 1}
    (said,) = Statement(domains, {"few": lambda c, n: le(n, c)}, first).at(point).conclusion
    assert said.relation.lhs == 0


def test_a_second_slope_beside_a_kink_is_no_delta() -> None:
    stated = Statement(
        {"a": Real(-1, 1)}, {}, lambda a: eq(slope(lambda u: slope(lambda v: Abs(v), u), a), 0)
    )
    assert stated.at({"a": HALF}).conclusion[0].holds is True
    assert stated.at({"a": 0}).undefined


def test_a_derivative_that_is_evaluated_keeps_where_it_has_a_value() -> None:
    stated = Statement({"a": Real(0, 3)}, {}, lambda a: eq(evaluated(slope)(rooted, a), 2))
    assert stated.at({"a": 0}).undefined
    assert stated.at({"a": 1}).conclusion[0].holds is True

    def turned_on(a: Any) -> Any:
        with sympy.evaluate(True):
            return eq(slope(rooted, a), 2)

    with pytest.raises(MistakeError, match="take the derivative outside"):
        Statement({"a": Real(0, 3)}, {}, turned_on).record()


@pytest.mark.parametrize(("of", "at_v"), [(lambda x: Max(0, -x), -1), (Abs, -1)])
def test_a_slope_at_a_negative_number_is_the_one_there(of: Any, at_v: int) -> None:
    domains = {"v": Real(-1, 0, open="right")}
    stated = Statement(domains, {}, lambda v: eq(slope(of, v), at_v))
    assert stated.at({"v": -HALF}).conclusion[0].holds is True
    assert slope(of, -HALF) == at_v


@pytest.mark.parametrize("low", [-1, 0])
def test_a_slope_at_a_kink_is_the_mean_of_those_at_its_sides(low: int) -> None:
    stated = Statement({"v": Real(low, 1)}, {}, lambda v: eq(slope(Abs, v), 1))
    assert stated.at({"v": HALF}).conclusion[0].holds is True
    assert stated.at({"v": 0}).conclusion[0].holds is False
    assert slope(lambda t: Max(t, 0), 0) == HALF


def test_a_unit_has_no_derivative_where_its_input_is_0() -> None:
    domains: dict[str, Domain] = {"w": Real(-1, 1), "b": Real(-1, 1)}

    def curved(w: Any, b: Any) -> Any:
        net = Network([Layer([[w]], [b]), Layer([[1], [2]], [0, 0])], [1])
        return eq(net.hessian(of_label(cce), 0, (HALF, HALF))[0, 0], 0)

    stated = Statement(domains, {}, curved)
    assert stated.at({"w": HALF, "b": -HALF}).undefined
    assert stated.at({"w": HALF / 2, "b": -HALF}).conclusion[0].holds is True


def test_a_slope_at_the_end_of_a_root_has_no_value() -> None:
    stated = Statement({"a": Real(0, 3)}, {}, lambda a: eq(slope(lambda v: v + v**POWER, a), 1))
    assert stated.at({"a": 0}).undefined
    assert not stated.at({"a": 1}).undefined


@together("of", [lambda u, y: log(u - y), lambda u, y: (u - y) ** 2 / (u - y) + sqrt(u - y)])
@pytest.mark.parametrize("made", [slope, weight])
def test_a_slope_has_a_value_only_where_the_loss_has(made: Any, of: Any) -> None:
    domains: dict[str, Domain] = {"x": Real(), "y": Real()}
    stated = Statement(domains, {}, lambda x, y: lt(made(lambda u: of(u, y), x), 9))
    assert stated.at({"x": 0, "y": 1}).undefined
    assert stated.at({"x": 1, "y": 1}).undefined
    assert not stated.at({"x": 2, "y": 1}).undefined


def test_a_negative_entry_leaves_mutual_information_without_a_value() -> None:
    table = lambda v, x: Vector([Vector([v, 0]), Vector([0, x])])  # noqa: E731
    stated = Statement(DOMAINS, {}, lambda v, x: eq(mutual_information(table(v, x)), 0))
    point = {"u": 0, "a": 0, "b": 0, "e": "1/5", "c": 2, "x": HALF}
    assert stated.at({**point, "v": -1}).undefined
    assert not stated.at({**point, "v": HALF}).undefined


def test_kinks_that_are_elsewhere_do_no_harm() -> None:
    found = logit_gradient(steps, Vector(map(sympy.Rational, ("1/4", "3/4"))), 0)
    assert found[0] == Rational(3, 16)


def test_the_derivative_in_an_entry_has_a_value_where_the_entry_is_there() -> None:
    domains = {"c": C, "f": Simplex(C), "y": Label(C), "n": Samples()}

    def entry(f: Any, y: Any, n: Any) -> Any:
        return eq(sample_mean(lambda i: partial(lambda g, _: g.total(), f, y, i), n), 1)

    said = Statement(domains, {}, entry)
    for samples, holds in ((2, True), (3, None)):
        point = said.check({"c": 2, "f": (HALF, HALF), "y": 0, "n": samples})
        assert said.at(point).conclusion[0].holds is holds
