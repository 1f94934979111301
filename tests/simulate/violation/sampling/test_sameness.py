"""What must be so for two statements that differ in one place to say the same."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.simulate.violation.sampling.sameness import same_parts, sameness
from lossproof.theory.domain import Classes, Real, Scores, Simplex
from lossproof.theory.language import eq, flatten, ge, le
from lossproof.theory.language.sums import class_sum, every_class
from lossproof.theory.language.terms import expected
from lossproof.theory.statement import Statement
from tests.together import together

HALF = sympy.Rational(1, 2)


def said(conclusion: Any, given: Any = None, **parameters: Any) -> Statement:
    return Statement(parameters, given or {}, conclusion)


def concluded(statement: Statement) -> list[str]:
    return [str(part) for part in flatten(statement.tree.conclusion)]


def pair(first: Any, second: Any, **parameters: Any) -> tuple[Statement, Statement]:
    return said(first, **parameters), said(second, **parameters)


NUMBERS = {"x": Real(0, 1), "y": Real(0, 1), "z": Real(0, 1)}


@together(
    ("first", "second", "parts"),
    [
        (lambda x, y, z: eq(x + y * z, 0), lambda x, y, z: eq(x - y * z, 0), ["y*z == 0"]),
        (lambda x, y, z: eq(x + y * z, 0), lambda x, y, z: eq(x, 0), ["y*z == 0"]),
        (lambda x, y, z: le(abs(x), y), lambda x, y, z: le(abs(z), y), ["x == z"]),
        (lambda x, y, z: eq(x * abs(y), z), lambda x, y, z: eq(x * abs(z), z), ["y == z"]),
        (
            lambda x, y, z: eq(1 + x * y, z),
            lambda x, y, z: eq(1 + x * sympy.Min(HALF, y), z),
            ["y == Min(1/2, y)"],
        ),
        (lambda x, y, z: ge(x, y), lambda x, y, z: ge(x + z, y + 1), ["0 == z - 1"]),
    ],
)
def test_the_smallest_parts(first: Any, second: Any, parts: list[str]) -> None:
    assert concluded(same_parts(*pair(first, second, **NUMBERS))) == parts


def test_of_a_drawn_label_every_outcome_is_compared() -> None:
    def mean(clipped: bool) -> Any:
        def conclusion(p: Any, x: Any) -> Any:
            def score(k: Any) -> Any:
                body = x ** (2 - sympy.KroneckerDelta(k, 0))
                return sympy.Min(HALF, body) if clipped else body

            return le(expected(score, p), 1)

        return conclusion

    both = pair(mean(False), mean(True), p=Simplex(2), x=Real(0, 1))
    assert concluded(same_parts(*both)) == ["x == Min(1/2, x)", "x**2 == Min(1/2, x**2)"]


def test_what_a_binder_binds_stays_below_it() -> None:
    c = Classes()
    c.name = "c"

    def total(power: int) -> Any:
        return lambda c, v: le(class_sum(lambda k: v[k] ** power, c), 1)

    both = pair(total(1), total(2), c=c, v=Scores(c))
    (part,) = flatten(same_parts(*both).tree.conclusion)
    assert {part.lhs, part.rhs} == {side.lhs for s in both for side in s.symbolic_conclusion}


def test_what_is_said_of_every_class_is_compared_for_every_class() -> None:
    c = Classes()
    c.name = "c"

    def each(factor: int) -> Any:
        return lambda c, v: every_class(lambda k: le(factor * v[k], 1), c)

    question = sameness(*pair(each(1), each(2), c=c, v=Scores(c)))
    assert question.at({"c": 2, "v": (0, 1)}).refutes()
    assert not question.at({"c": 2, "v": (0, 0)}).refutes()


def test_a_hypothesis_in_which_they_differ_is_not_supposed() -> None:
    def statement(factor: int) -> Statement:
        given = {"small": lambda x: le(factor * x, HALF), "kept": lambda x: le(x, 1)}
        return said(lambda x: le(x, 1), given, x=Real(0, 1))

    question = sameness(statement(1), statement(2))
    assert [*question.tree.given] == ["kept"]
    assert question.at({"x": HALF}).refutes()
    assert not question.at({"x": 0}).refutes()
