"""What is false only for larger integers is found, and it is told which were looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Rational as Q

from lossproof.simulate.search import effort, explore, find, looked_at
from lossproof.simulate.search.beyond import beyond
from lossproof.simulate.search.larger import larger, rows
from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Integer,
    Joint,
    Label,
    Real,
    Samples,
    Simplex,
    Transitions,
)
from lossproof.theory.language import SymbolicVector, eq, ge, gt, le
from lossproof.theory.language.terms import determinant, mean_determinant
from lossproof.theory.losses import expectation
from lossproof.theory.statement import Statement
from tests.simulate.toys import state
from tests.together import together

c = Classes()


def of_laws(conclusion: Callable[..., Any], **given: Any) -> Statement:
    return state({"c": c, "f": Simplex(c)}, conclusion, given)


def of_one(domain: Domain, conclusion: Callable[..., Any], **given: Any) -> Statement:
    return state({"n": domain}, conclusion, given)


def false_further_on() -> dict[str, Statement]:
    pair: dict[str, Domain] = {"n": Integer(0), "m": Integer(0)}
    return {
        "one number of classes": of_one(Classes(), lambda n: ge((n - 50) ** 2, 1)),
        "classes from 21 on": of_one(Classes(), lambda n: le(n * (n - 1), 400)),
        "the even law": of_laws(lambda f: ge(expectation(f, f), Q(1, 15))),
        "a late class": of_laws(
            lambda c, f: le(expectation(f, SymbolicVector(lambda j: j, c)), 9)
        ),
        "a corner of a prediction and of a matrix": state(
            {"c": c, "T": Transitions(c), "f": Simplex(c), "y": Label(c)},
            lambda c, T, f, y: le(
                sympy.exp(f[y]) * expectation(T[y], SymbolicVector(lambda j: j, c)), 30
            ),
        ),
        "a late label": state({"c": c, "y": Label(c)}, lambda y: le((y - 20) ** 2, 400)),
        "a sample": of_one(Samples(), lambda n: ge((n - 1000) ** 2, 1)),
        "the end of a range": of_one(Integer(0, 100), lambda n: le(n, 99)),
        "inside a range": of_one(Integer(0, 100), lambda n: ge((n - 57) ** 2, 1)),
        "at negative integers alone": of_one(
            Integer(-3, 3), lambda n: eq(sympy.floor(2**n), 2**n)
        ),
        "far below 0": of_one(Integer(-(10**6)), lambda n: ge((n + 7777) ** 2, 1)),
        "a power far below 0": of_one(Integer(-400), lambda n: ge(2**n, Q(1, 10**30))),
        "two below 0": state(
            {"n": Integer(-9), "m": Integer(-9)}, lambda n, m: ge(n * m + n + m, -1)
        ),
        "below 0": of_one(Integer(-1000), lambda n: ge(n * (n - 700), 700 * n - 489_999)),
        "far": of_one(Integer(0), lambda n: le(n, 10**12)),
        "a power": of_one(Integer(1), lambda n: le(2**n, 10**6)),
        "a logarithm": of_one(Integer(1), lambda n: ge((sympy.log(n) - 7) ** 2, Q(1, 10**6))),
        "a larger one": of_one(Integer(1), lambda n: ge(sympy.Max(n**2, 40 * n), n**2 + 1)),
        "with a real number": state(
            {"n": Integer(0), "x": Real(0, 1)}, lambda n, x: le(n * x * (n - 300), 0)
        ),
        "a common zero": state(
            pair, lambda n, m: gt((n - m) ** 2, 0), {"sum": lambda n, m: eq(n + m, 200)}
        ),
        "one after the other": state(
            pair, lambda m: le(m, 899), {"twice": lambda n, m: eq(m, n**2)}
        ),
    }  # fmt: skip


@together("name", false_further_on())
def test_what_is_false_for_larger_integers_is_found(name: str) -> None:
    statement = false_further_on()[name]
    point = find(statement)
    assert point is not None
    assert statement.refutes(point)


@together("name", ["one number of classes", "the even law", "far"])
def test_it_is_found_when_it_is_explored(name: str) -> None:
    statement = false_further_on()[name]
    found = explore(statement, points=10**6)
    assert found.counterexample is not None
    assert statement.refutes(found.counterexample)


def test_only_what_is_pinned_is_looked_at() -> None:
    pair: Any = {"n": Integer(0), "m": Integer(0)}
    statement = state(pair, lambda n, m: le(n + m, 500))
    made = [each for each, _ in larger(statement, {"m": "7"})]
    assert made
    assert {int(each.sizes["m"]) for each in made} == {7}
    found = explore(statement, pinned={"m": "7"}, points=10**6).counterexample
    assert found is not None
    assert (found["m"], found["n"] > 493) == (7, True)


def test_a_point_that_meets_the_hypotheses_is_found_further_on() -> None:
    statement = of_one(Integer(0), lambda n: ge(n, 0), far=lambda n: eq(n**2, 10**8))
    assert find(statement, refuting=False) == {"n": 10**4}


def test_a_number_without_a_value_is_found_further_on() -> None:
    statement = of_one(Integer(0), lambda n: le(1 / (n - 77), 2))
    assert find(statement, refuting=False, undefined=True) == {"n": 77}


def test_every_number_of_a_short_range_is_looked_at() -> None:
    statement = of_one(Integer(0, 100), lambda n: ge(n, 0))
    assert looked_at(statement) == ({"n": [*range(101)]}, None)


def test_it_is_told_which_integers_were_looked_at() -> None:
    found, among = looked_at(of_laws(lambda f: ge(f[0], 0)))
    assert among is None
    assert {2, 3, 4, 6, 10, 16, 32} <= {*found["c"]}
    pair: Any = {"n": Integer(0), "m": Integer(0)}
    found, among = looked_at(state(pair, lambda n, m: ge(n + m, 0)))
    assert among is not None
    assert 0 < among < len(found["n"]) * len(found["m"])


def test_what_has_no_larger_integers_is_left() -> None:
    assert [*larger(of_one(Integer(0, 4), lambda n: ge(n, 0)))] == []
    assert [*larger(state({"x": Real()}, lambda x: ge(x, 0)))] == []


def heavy() -> dict[str, Statement]:
    """Where the integers that are cheap elsewhere would take for ever."""
    table: dict[str, Domain] = {"c": c, "n": Samples(), "Q": Joint(c)}
    return {
        "a tower": of_one(Integer(1), lambda n: ge(2 ** (2**n), 2)),
        "an exponent": of_one(Integer(1), lambda n: ge(n**n, 1)),
        "a batch": state(table, lambda Q, n: le(mean_determinant(Q, n), 10)),
        "a determinant": state(
            {"c": c, "T": Transitions(c)}, lambda T: le(determinant(T) ** 2, 1)
        ),
        "a family": state(
            {"c": c, "n": (n := Samples()), "y": Each(n, Label(c)), "f": Each(n, Simplex(c))},
            lambda f: le(f[0][0], 1),
        ),
    }  # fmt: skip


@together("name", heavy())
def test_points_are_few_and_cheap(name: str) -> None:
    statement = heavy()[name]
    made = [each for each, _ in larger(statement)]
    numbers = sum(len(each.symbols) for each in made) * effort.POINTS
    assert numbers * effort.A_COORDINATE <= effort.STEPS_IN_ALL
    assert all(point is None for _, point in beyond(statement))


def test_points_are_in_their_domains() -> None:
    statement = state({"c": c, "T": Transitions(c), "x": Real(0)}, lambda x: ge(x, 0))
    made, _ = next(larger(statement))
    points = [*rows(made)]
    assert len(points) > 8
    for point in points:
        assert statement.meets(point)
