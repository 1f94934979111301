"""Instances: what equalities determine is solved, and tight ones are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.simulate.violation.sampling import instances, simulate
from lossproof.simulate.violation.sampling.written import sampled
from lossproof.theory.domain import Classes, Each, Real, Samples, Simplex
from lossproof.theory.language import eq, ge, le, lt
from lossproof.theory.language.terms import expected
from lossproof.theory.statement import Statement


def test_an_equality_without_a_formula_is_solved_by_halving() -> None:
    def conclusion(p: Any, x: Any) -> Any:
        return le(expected(lambda z: x * z, p), x)

    given = {"power": lambda p, x, q: eq(p[0] ** (1 / q) + x ** (1 / q), 1)}
    parameters: dict[str, Any] = {"p": Simplex(2), "x": Real(0, 1), "q": Real(0, 1, open="both")}
    statement = Statement(parameters, given, conclusion)
    (structure,) = instances.structures(statement)
    said = sampled(statement, structure)
    meets = instances.Meets(said)
    rows = instances.pool(said, np.empty((0, 4)), np.random.default_rng(0), meets)
    assert len(rows) > 100
    p, _, x, q = rows.T
    np.testing.assert_allclose(p ** (1 / q) + x ** (1 / q), 1, atol=1e-8)
    inside = meets(rows, 1e-3)
    assert len(inside) == len(rows)


def test_a_bound_that_is_reached_at_a_point_of_measure_zero_is_approached() -> None:
    """`E x <= x_0` has its tie, relative to the sides, only where all of x is the same."""

    def conclusion(p: Any, s: Any, t: Any) -> Any:
        return le(expected(lambda z: p[z], p), bound(s, t))

    def bound(s: Any, t: Any) -> Any:
        return 1 + (s - sympy.Rational(1, 3)) ** 2 + (t - sympy.Rational(3, 7)) ** 2

    parameters: dict[str, Any] = {"p": Simplex(3), "s": Real(0, 1), "t": Real(0, 1)}
    found = simulate(Statement(parameters, {}, conclusion), 1e-6)
    assert found.outcome == "agrees"

    def off(p: Any, s: Any, t: Any) -> Any:
        return le(expected(lambda z: p[z], p), bound(s, t) - sympy.Rational(1, 1000))

    assert simulate(Statement(parameters, {}, off), 1e-6).outcome == "differs"


def test_what_rounding_leaves_of_an_equality_is_no_difference() -> None:
    """Of `x y = 1` floats leave 1e-16; a billion times that is no counterexample."""

    def conclusion(p: Any, x: Any, y: Any) -> Any:
        return eq(expected(lambda z: p[z], p), p[0] ** 2 + p[1] ** 2 + 10**9 * (x * y - 1))

    given = {"inverse": lambda p, x, y: eq(x * y, 1)}
    parameters: dict[str, Any] = {"p": Simplex(2), "x": Real(1, 10), "y": Real(0, 1)}
    found = simulate(Statement(parameters, given, conclusion), 1e-6)
    assert found.outcome == "agrees"
    assert found.unlawful > found.instances > 10


def test_where_floats_lose_what_is_compared_nothing_is_simulated() -> None:
    """`exp(-745 x)/3` has one bit left where x is near 1, and its logarithm is off by a half."""

    def conclusion(p: Any, x: Any) -> Any:
        part = sympy.exp(-745 * x) / 3
        return lt(expected(lambda z: -sympy.log(part), p), 745 * x + sympy.log(3) + 1)

    parameters: dict[str, Any] = {"p": Simplex(2), "x": Real(sympy.Rational(99, 100), 1)}
    found = simulate(Statement(parameters, {}, conclusion), 1e-6)
    assert found.unlawful > 0
    assert "differs" not in {each.outcome for each in found.comparisons}


def test_what_nearly_meets_the_hypotheses_is_no_instance() -> None:
    """A square that is at most 0 but for 1e-12, and an inverse of a nearly singular matrix."""

    def conclusion(p: Any, x: Any) -> Any:
        return le(expected(lambda z: x, p), x)

    def met(given: Any, *rows: list[float]) -> int:
        parameters: dict[str, Any] = {"p": Simplex(2), "x": Real(-1, 1), "y": Real(-(10**6), 10**6)}
        statement = Statement(parameters, {"given": given}, conclusion)
        (structure,) = instances.structures(statement)
        return len(instances.Meets(sampled(statement, structure))(np.array(rows)))

    half = [0.5, 0.5]
    squared: list[Any] = [lambda x: le(x**2, 0), lambda x: ge(0, x**2)]
    for given in squared:
        assert met(given, [*half, 0.0, 1.0]) == 1
        assert met(given, [*half, 1e-6, 1.0]) == 0
    assert met(lambda p: le(p[0] + p[1], 1), [*half, 0.5, 1.0], [0.1, 0.9, 0.5, 1.0]) == 2
    inverse = lambda x, y: eq(x * y, 1)  # noqa: E731
    assert met(inverse, [*half, 0.5, 0.0]) == 1
    assert met(inverse, [*half, 1e-5, 0.0]) == 0


def test_what_rounding_moves_to_an_open_end_is_no_instance() -> None:
    parameters: dict[str, Any] = {"p": Simplex(2, interior=True), "x": Real(0, 1, open="both")}
    statement = Statement(parameters, {}, lambda p, x: le(expected(lambda z: x, p), x))
    (structure,) = instances.structures(statement)
    rows = np.array([[1 - 1e-20, 1e-20, 0.5], [0.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    assert len(instances.Meets(sampled(statement, structure))(rows)) == 1


def test_one_structure_has_more_of_each_than_it_needs() -> None:
    parameters: dict[str, Any] = {"n": (n := Samples()), "c": (c := Classes())}
    parameters["f"] = Each(n, Simplex(c))
    for name, domain in parameters.items():
        domain.name = name
    statement = Statement(parameters, {}, lambda n, c, f: ge(f[0][0], 0))
    sizes = [(each.sizes["n"], each.sizes["c"]) for each in instances.structures(statement)]
    assert sizes[0] == (1, 2)
    assert [each for each in sizes if min(each) > 1 and each[1] > 2] == [(2, 3)]
