"""Statements that fail or say nothing at a point, proved by what is so of one index only."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import KroneckerDelta, log

from lossproof.theory.domain import Classes, Each, Label, Real, Samples, Scores
from lossproof.theory.language import (
    ANY_CLASS,
    class_sum,
    eq,
    every_class,
    ge,
    gt,
    sample_mean,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    above_zero,
    combine,
    identity,
    no_delta,
    positive,
    reciprocal,
    weighted_others,
    whole,
)
from lossproof.theory.statement import Proof, Statement
from tests.theory.bogus import refused, statement

c, n = Classes(), Samples()


def undefined(stated: Statement, point: dict[str, Any], prove: Any) -> None:
    """Assert that hypotheses hold where the conclusion says nothing, and the proof is refused."""
    outcome = stated.at(point)
    assert outcome.meets()
    assert [part.holds for part in outcome.conclusion] == [None]
    proof = Proof(stated)
    with pytest.raises(ProofError, match="may contain a term without a value"):
        proof.conclude(prove(proof))


def test_half_of_what_counts_one_by_one_is_no_integer() -> None:
    def spread(T: Any, x: Any, c: Any) -> Any:
        def above(i: Any) -> Any:
            return class_sum(lambda j: above_zero(T[i][j] - x), c)

        return (c * class_sum(lambda i: above(i) ** 2, c) - class_sum(above, c) ** 2) / 2

    false = statement(
        {"c": c, "x": Real(), "T": Each(c, Scores(c))},
        lambda T, x, c: ge(spread(T, x, c), 1),
        some=lambda T, x, c: gt(spread(T, x, c), 0),
    )
    point = {"c": 2, "x": 0, "T": [[1, 0], [0, 0]]}
    refused(false, point, lambda p: whole(p.given("some")), "is not evidently an integer")


def test_entries_of_one_sign_are_not_one_number() -> None:
    def value(g: Any) -> Any:
        return log(g.total() ** 2 - g.size * g.total(lambda e: e**2) + 1)

    stated = statement({"c": c, "g": Scores(c, 0)}, lambda g: eq(value(g), value(g)))
    undefined(stated, {"c": 2, "g": [3, 0]}, lambda p: identity(value(p.g), value(p.g)))


def test_samples_of_one_sign_are_not_one_number() -> None:
    def value(S: Any, n: Any) -> Any:
        mean = sample_mean(lambda i: S[i], n)
        return log(mean**2 - sample_mean(lambda i: S[i] ** 2, n) + 1)

    stated = statement({"n": n, "S": Each(n, Real(0))}, lambda S, n: eq(value(S, n), value(S, n)))
    point = {"n": 2, "S": [3, 0]}
    undefined(stated, point, lambda p: identity(value(p.S, p.n), value(p.S, p.n)))


def test_what_is_so_of_the_other_classes_is_not_so_of_the_label() -> None:
    def term(g: Any, x: Any, j: Any) -> Any:
        return g[j] * (x**2 + 1 + 1 / g[j] + 1 / g[j] ** 2) - 1

    stated = statement(
        {"c": c, "g": Scores(c, 0), "x": Real(), "y": Label(c)},
        lambda c, g, x, y: ge(class_sum(lambda j: term(g, x, j), c), term(g, x, y)),
        away=lambda g, y, c: every_class(lambda j: gt(g[j] + KroneckerDelta(j, y), 0), c),
    )

    def prove(p: Any) -> Fact:
        def branch(apart: Fact) -> Fact:
            own = combine(
                p.g[ANY_CLASS], p.given("away"), (no_delta(apart, ANY_CLASS, p.y), sympy.S(-1))
            )
            return combine(term(p.g, p.x, ANY_CLASS), (own, p.x**2 + 1), reciprocal(own))

        return weighted_others(positive(1), p.y, p.c, branch)

    undefined(stated, {"c": 2, "g": [0, 1], "x": 0, "y": 0}, prove)
