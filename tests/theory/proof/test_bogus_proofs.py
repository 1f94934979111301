"""False statements, each with a proof that mixes up what its indices and sizes run over."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import KroneckerDelta

from lossproof.theory.domain import Classes, Each, Integer, Label, Real, Samples, Scores, Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    CountSymbol,
    LabelSymbol,
    SamplesSymbol,
    class_sum,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    sample_mean,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    above_zero,
    at_largest,
    average,
    combine,
    identity,
    no_delta,
    nonnegative,
    positive,
    sifted,
    total,
    two_within_total,
    weighted_others,
    whole,
)
from lossproof.theory.proof.rules.other_classes import LargestSymbol
from lossproof.theory.statement import Proof
from tests.theory.bogus import no_statement, refused, statement

c, n = Classes(), Samples()


def differ(first: Any, second: Any) -> Any:
    return gt((first - second) ** 2, 0)


@pytest.mark.parametrize("size", ["n", 1])
def test_classes_are_not_counted_by_another_number(size: Any) -> None:
    false = statement(
        {"c": c, "n": n, "y": Label(c), "k": Label(c)},
        lambda n: ge(n, 2),
        apart=lambda y, k: differ(y, k),
    )

    def prove(p: Any) -> Fact:
        number = p.n if size == "n" else sympy.Integer(size)
        return two_within_total(positive(1), p.y, p.k, p.given("apart"), number)

    refused(
        false, {"c": 2, "n": 1, "y": 0, "k": 1}, prove, "not the symbol of the number of classes"
    )


def test_a_number_is_not_that_of_the_classes() -> None:
    false = statement(
        {"c": c, "y": Label(c), "k": Label(c), "z": Label(c)},
        lambda c: ge(c, 7),
        apart=lambda y, k, z: (differ(y, k), differ(y, z), differ(k, z)),
    )

    def prove(p: Any) -> Fact:
        others, first, second = p.given("apart")
        share = combine(
            1 - KroneckerDelta(ANY_CLASS, p.z),
            nonnegative((1 - KroneckerDelta(ANY_CLASS, p.z)) ** 2),
        )
        pair = two_within_total(share, p.y, p.k, others, 2)
        deltas = (no_delta(first, p.y, p.z), no_delta(second, p.k, p.z))
        return combine(-1, pair, sifted(1, p.z, 2), *((-1, delta) for delta in deltas))

    refused(
        false, {"c": 3, "y": 0, "k": 1, "z": 2}, prove, "not the symbol of the number of classes"
    )


def test_a_number_of_classes_is_that_of_the_statement() -> None:
    other = CountSymbol("d", integer=True, positive=True)
    true = statement({"c": c, "f": Simplex(c)}, lambda f: ge(f[0], 0))

    def prove(p: Any) -> Fact:
        entry = p.domain("f")["nonnegative"]
        return combine(p.f[0], entry.at(ANY_CLASS, 0), (0, total(entry, other)))

    proof = Proof(true)
    with pytest.raises(ProofError, match=r"d in .* is not a number of this statement"):
        proof.conclude(prove(proof))


def test_a_mean_is_over_the_samples_of_the_statement() -> None:
    other = SamplesSymbol("d", integer=True, positive=True)
    proof = Proof(statement({"n": n, "x": Each(n, Real(0))}, lambda x: ge(x[0], 0)))
    lower = proof.domain("x")["lower"]
    entry = lower.at(ANY_SAMPLE, 0)
    for size, message in (
        (3, "not the symbol of the number of samples"),
        (other, "d in .* is not"),
    ):
        with pytest.raises(ProofError, match=message):
            proof.conclude(combine(entry.expr, entry, (0, average(lower, size))))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"c": c, "d": Classes()}, "at most one parameter that is a number of classes; got c, d"),
        ({"n": n, "m": Samples()}, "at most one parameter that is a number of samples; got n, m"),
        (
            {"c": c, "y": Label(3)},
            "the size of y must be the statement's number of classes, c; got 3",
        ),
        ({"c": c, "n": n, "y": Each(n, Label(n))}, "the size of y must be .* c; got n"),
        ({"c": c, "n": n, "f": Simplex(n)}, "the size of f must be .* c; got n"),
        ({"n": n, "F": Each(n, Scores(n))}, r"the size of F must be .* a Classes\(\) or .*; got n"),
    ],
)
def test_a_statement_has_one_number_of_classes_and_of_samples(
    parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        statement(parameters, lambda: ge(1, 0))


def test_a_statement_without_classes_may_have_vectors() -> None:
    alone = statement({"f": Simplex(3), "y": Label(3), "x": Each(2, Real())}, lambda f: ge(f[0], 0))
    assert Proof(alone).goals


def test_every_class_is_no_sample() -> None:
    false = statement(
        {"c": c, "n": n, "y": Label(c)},
        lambda y: eq(KroneckerDelta(y, 0), 1),
        first=lambda n: every_class(lambda label: eq(KroneckerDelta(label, 0), 1), n),
    )
    no_statement(
        false,
        {"c": 2, "n": 1, "y": 1},
        "the size must be a whole number or a number of classes, as c = Classes",
    )


def test_a_sample_is_no_class() -> None:
    false = statement(
        {"c": c, "n": n, "y": Label(c)},
        lambda y: eq(KroneckerDelta(y, 0), 1),
        only=lambda n: every_sample(lambda sample: eq(KroneckerDelta(sample, 0), 1), n),
    )
    point = {"c": 2, "n": 1, "y": 1}
    refused(false, point, lambda p: p.given("only").at(ANY_SAMPLE, p.y), "not known to be a sample")


def test_a_row_is_no_sample() -> None:
    def either(label: Any, y: Any, k: Any) -> Any:
        return KroneckerDelta(label, y) + KroneckerDelta(label, k)

    false = statement(
        {"c": c, "n": n, "y": Label(c), "k": Label(c)},
        lambda n, y, k: eq(sample_mean(lambda i: either(i, y, k), n), 1),
        two=lambda c, y, k: every_sample(lambda row: eq(either(row, y, k), 1), c),
    )
    point = {"c": 2, "n": 3, "y": 1, "k": 0}
    refused(false, point, lambda p: average(p.given("two"), p.n), "does not imply")


def test_a_mean_over_classes_is_none_over_samples() -> None:
    def first(size: Any) -> Any:
        return sample_mean(lambda i: KroneckerDelta(i, 0), size)

    false = statement({"c": c, "n": n}, lambda c, n: eq(first(c), first(n)))
    no_statement(false, {"c": 2, "n": 1}, "whole number or a number of samples")


def test_every_two_classes_are_not_every_class_twice() -> None:
    def same(c: Any) -> Any:
        return every_class(lambda k: every_class(lambda y: eq(KroneckerDelta(k, y), 1), c), c)

    false = statement({"c": c}, same)
    no_statement(false, {"c": 2}, "already contains l")


def test_a_label_that_moves_with_the_class_is_not_one_class() -> None:
    false = statement(
        {"c": c, "y": Each(c, Label(c))},
        lambda c, y: eq(class_sum(lambda j: KroneckerDelta(j, y[j]), c), 1),
    )
    point = {"c": 2, "y": [0, 1]}
    refused(false, point, lambda p: sifted(1, p.y[ANY_CLASS], p.c), "not known to be a class")


@pytest.mark.parametrize(
    "label",
    [
        LabelSymbol("w", prime=True),
        sympy.IndexedBase(LabelSymbol("w", integer=True, nonnegative=True), prime=True)[0],
    ],
)
def test_a_label_is_any_class(label: Any) -> None:
    false = statement(
        {"c": c},
        lambda c: ge(c, 3),
        below=lambda c: every_class(lambda label: le(label, c - 1), c),
    )

    def prove(p: Any) -> Fact:
        return combine(p.c - 3, p.given("below").at(ANY_CLASS, label), nonnegative(label - 2))

    refused(false, {"c": 2}, prove, "not known to be a class")


def test_two_vectors_do_not_share_the_class_of_the_largest_entry() -> None:
    def correlate(c: Any, n: Any, s: Any, W: Any) -> Any:
        def bound(i: Any) -> Any:
            products = class_sum(lambda j: W[i][j] * W[s][j], c)
            return ge(c**2 * products, W[i].total() * W[s].total())

        return every_sample(bound, n)

    # A parameter called like the index of any sample gives the two labels one name.
    parameters = {"c": c, "n": n, "s": Integer(0, 0), "W": Each(n, Scores(c, 0))}
    false = statement(parameters, correlate)

    def prove(p: Any) -> Fact:
        first, second = (p.domain("W", i, ANY_CLASS)["lower"] for i in (ANY_SAMPLE, p.s))

        def outer(here: Any, order: Fact) -> Fact:
            (label,) = order.expr.atoms(LargestSymbol)
            products = weighted_others(first, label, p.c, lambda apart: second)

            def inner(here: Any, other: Fact) -> Fact:
                return combine(
                    p.goals[0].difference,
                    (p.c**2, products),
                    (p.c, total(order, p.c), second.at(ANY_CLASS, label)),
                    (total(other, p.c), total(first, p.c)),
                )

            return at_largest(second, inner)

        return at_largest(first, outer)

    point = {"c": 2, "n": 2, "s": 0, "W": [[1, 0], [0, 1]]}
    refused(false, point, prove, "about the same symbol")


def test_a_mean_of_counts_is_no_count() -> None:
    def mean(n: Any, W: Any) -> Any:
        return sample_mean(lambda i: W[i].total(above_zero), n)

    false = statement(
        {"c": c, "n": n, "W": Each(n, Scores(c))},
        lambda n, W: ge(mean(n, W), 1),
        some=lambda n, W: gt(mean(n, W), 0),
    )
    point = {"c": 2, "n": 2, "W": [[1, 0], [0, 0]]}
    refused(false, point, lambda p: whole(p.given("some")), "not evidently an integer")


def test_a_mean_inside_a_sum_keeps_its_index() -> None:
    def conclusion(c: Any, n: Any, f: Any, x: Any, W: Any) -> Any:
        inside = class_sum(lambda j: f[j] * sample_mean(lambda i: W[i].total(), n), c)
        apart = f.total() * sample_mean(lambda i: x[i] * W[i].total(), n)
        return eq(sample_mean(lambda i: x[i] * inside, n), apart)

    parameters = {"c": c, "n": n, "f": Scores(c), "x": Each(n, Real()), "W": Each(n, Scores(c))}
    false = statement(parameters, conclusion)
    point = {"c": 2, "n": 2, "f": [1, 0], "x": [1, 0], "W": [[1, 0], [0, 0]]}
    refused(false, point, lambda p: identity(p.goals[0].lhs, p.goals[0].rhs), "not an identity")
