"""False statements, each with a proof that gives a rule what is another thing each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Rational, pi

from lossproof.theory.domain import Classes, Joint, Real, Samples
from lossproof.theory.language import ANY_CLASS, ANY_ROW, SymbolicVector, eq, ge, gt
from lossproof.theory.language.terms import (
    batch_mean,
    determinant,
    falling,
    matrix,
    mean_determinant,
)
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    any_counts,
    batch_average,
    cases,
    covered,
    mean_of_table_determinant,
    nonnegative,
    renamed,
)
from tests.theory.bogus import refused, statement


class Turning(list[Any]):
    """A list with other entries after it was gone through once."""

    def __init__(self, first: list[Any], then: list[Any]) -> None:
        super().__init__(then)
        self.readings = [then, first]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.readings.pop() if len(self.readings) > 1 else self.readings[0])


class Names(dict[Any, Any]):
    """Names whose pairs are others than what it holds."""

    def items(self) -> Any:
        return {ANY_ROW: ANY_ROW}.items()


def test_a_cover_leans_on_what_it_is_given() -> None:
    near = statement({"x": Real(0, 1)}, lambda x: gt((x - pi / 4) ** 2, Rational(1, 400)))

    def prove(p: Any) -> Fact:
        found: list[Fact] = []
        ends = p.domain("x")

        def far(apart: Fact) -> Fact:
            given: Any = (fact for fact in [apart])
            box = {p.x: (ends["lower"], ends["upper"])}
            found.append(covered(p.goals[0].difference, box, given=given))
            return ends["lower"]

        cases((p.x - pi / 4) ** 2 - Rational(1, 100), far, lambda near: ends["lower"])
        return found[0]

    refused(near, {"x": "3/4"}, prove, "still depends on an unfinished case")


def test_the_table_of_a_mean_is_one() -> None:
    c = Classes()
    squares = statement(
        {"c": c, "n": Samples(), "Q": Joint(c)},
        lambda c, n, Q: eq(
            mean_determinant(Q, n),
            falling(n, c) * determinant(matrix(lambda i, j: Q[i][j] ** 2, c)),
        ),
    )

    def prove(p: Any) -> Fact:
        calls: list[Any] = []

        def entry(i: Any, k: Any) -> Any:
            calls.append(i)
            return p.Q[i][k] ** (1 + (len(calls) == 2))

        law = SymbolicVector(lambda i: SymbolicVector(lambda k: entry(i, k), p.c), p.c)
        return mean_of_table_determinant(law, p.n, p.domain("Q")["total"])

    point = {"c": 2, "n": 2, "Q": [["1/3", "1/6"], ["1/6", "1/3"]]}
    refused(squares, point, prove, "does not imply E")


def test_the_chances_of_a_mean_are_those_that_were_looked_at() -> None:
    below = statement(
        {"n": Samples(), "x": Real(0, 1)},
        lambda n, x: ge(batch_mean(lambda N: N[0] ** 2, n, [-x, x]), 0),
    )

    def prove(p: Any) -> Fact:
        first, _ = any_counts(2, p.n)
        return batch_average(nonnegative(first**2), p.n, Turning([p.x, p.x], [-p.x, p.x]))

    refused(below, {"n": 1, "x": "1/2"}, prove, "does not imply")


def test_the_names_are_those_that_were_looked_at() -> None:
    zero = statement({"x": Real(0, 1)}, lambda x: ge(-x, 0))

    def prove(p: Any) -> Fact:
        return renamed(p.domain("x")["lower"], Names({p.x: -p.x, ANY_CLASS: ANY_CLASS}))

    refused(zero, {"x": "1/2"}, prove, "only .* stand for any class")
