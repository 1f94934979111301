"""Steps and symbols of a proof are held against numbers, whatever sizes are called."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import KroneckerDelta

from lossproof.theory.domain import Classes, Domain, Each, Label, Real, Samples, Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    Relation,
    every_class,
    ge,
    le,
    sample_mean,
)
from lossproof.theory.proof import Derivation, Fact
from lossproof.theory.proof.facts import follow
from lossproof.theory.proof.rules import at_largest, average, cases, combine, total, weighted_others
from lossproof.theory.statement import Proof, contradicted
from tests.theory.bogus import statement
from tests.together import together


def planted(expr: Any, sign: Any = ">=") -> Derivation:
    """A step that no rule would give."""
    return Derivation((follow(expr, sign, "planted"),))


SIMPLEX = {"c": (c := Classes()), "f": Simplex(c)}
POINT = {"c": 3, "f": ["1/2", "1/4", "1/4"]}
TRUE = le(0, 1)


def test_every_step_is_checked_in_numbers() -> None:
    claim = statement(SIMPLEX, lambda c, f: ge(f.total(lambda u: u**2), 0))
    proof = Proof(claim)
    entry = proof.domain("f")["nonnegative"]
    derivation = proof.conclude(total(combine(entry.expr**2, (entry, entry)), proof.c))
    assert contradicted(claim, derivation, POINT) is None


def test_a_statement_for_every_class_agrees_with_its_numbers() -> None:
    claim = statement(SIMPLEX, lambda c, f: every_class(lambda label: ge(f[label], 0), c))
    assert len(claim.symbolic_conclusion) == 1
    assert len(claim.at(POINT).conclusion) == 3


ALL_BUT_ONE = 1 - 2 * KroneckerDelta(ANY_CLASS, 1)


@together("name", ["c", "k", "n", "f"])
def test_a_step_false_of_one_class_is_noticed_whatever_their_number_is_called(name: str) -> None:
    claim = statement({name: Classes()}, lambda: TRUE)
    derivation = planted(ALL_BUT_ONE)
    assert contradicted(claim, derivation, {name: 2}) is derivation.conclusions[0]


@pytest.mark.parametrize("classes", [Label(3), Simplex(3), Each(1, Simplex(3))])
def test_so_it_is_where_the_number_of_classes_is_a_number(classes: Domain) -> None:
    point: Any = {
        Label: 0, Simplex: ["1/3"] * 3, Each: [["1/3"] * 3],
    }[type(classes)]  # fmt: skip
    derivation = planted(1 - 2 * KroneckerDelta(ANY_CLASS, 2))
    assert (
        contradicted(statement({"v": classes}, lambda: TRUE), derivation, {"v": point}) is not None
    )


@pytest.mark.parametrize("name", ["n", "m", "c"])
def test_a_step_false_of_one_sample_is_noticed_whatever_their_number_is_called(name: str) -> None:
    claim = statement({name: Samples()}, lambda: TRUE)
    derivation = planted(1 - 2 * KroneckerDelta(ANY_SAMPLE, 1))
    assert contradicted(claim, derivation, {name: 1}) is None
    assert contradicted(claim, derivation, {name: 2}) is derivation.conclusions[0]


@pytest.mark.parametrize(("c", "n"), [("c", "n"), ("k", "m"), ("n", "c")])
def test_classes_are_no_samples(c: str, n: str) -> None:
    classes, samples = Classes(), Samples()
    claim = statement(
        {c: classes, n: samples, "x": Each(samples, Real()), "f": Simplex(classes)}, lambda: TRUE
    )
    point = {c: 2, n: 3, "x": [1, 2, 3], "f": [1, 0]}
    assert contradicted(claim, planted(1 - 2 * KroneckerDelta(ANY_CLASS, 2)), point) is None
    assert contradicted(claim, planted(1 - 2 * KroneckerDelta(ANY_CLASS, 1)), point) is not None
    assert contradicted(claim, planted(1 - 2 * KroneckerDelta(ANY_SAMPLE, 2)), point) is not None
    assert contradicted(claim, planted(Proof(claim).x[ANY_SAMPLE] - 1), point) is None
    assert contradicted(claim, planted(2 - Proof(claim).x[ANY_SAMPLE]), point) is not None


@pytest.mark.parametrize("name", ["n", "m"])
def test_a_mean_is_over_the_samples_whatever_their_number_is_called(name: str) -> None:
    samples = Samples()

    def conclusion(x: Any) -> Relation:
        return le(sample_mean(lambda i: x[i], x.size), 1)

    claim = statement({name: samples, "x": Each(samples, Real(0, 1))}, conclusion)
    proof = Proof(claim)
    size = getattr(proof, name)
    mean: Fact = average(proof.domain("x")["upper"], size)
    point = {name: 3, "x": [0, "1/2", 1]}
    assert contradicted(claim, proof.conclude(mean), point) is None
    above_half = planted(sample_mean(lambda i: proof.x[i] - sympy.Rational(2, 3), size))
    assert contradicted(claim, above_half, point) is not None


def through(lie: Any, fact: Fact) -> Fact:
    """0 >= 0, by way of a step that no rule would give."""
    return combine(0, (0, follow(lie, ">=", "planted", fact)))


def test_a_false_step_inside_a_case_is_noticed_at_a_point_of_its_case() -> None:
    claim = statement({"x": Real()}, lambda: TRUE)
    x = Proof(claim).x
    above = cases(x, lambda a: through(x - 10, a), lambda b: through(-x, b))
    below = cases(x, lambda a: through(x, a), lambda b: through(-x - 1, b))
    for made, false_at, true_at in ((above, 1, -1), (below, "-1/2", 1)):
        assert contradicted(claim, Derivation((made,)), {"x": false_at}) is not None
        assert contradicted(claim, Derivation((made,)), {"x": true_at}) is None


def test_so_is_one_about_the_other_classes() -> None:
    y = Label(c)
    claim = statement({**SIMPLEX, "y": y}, lambda: TRUE)
    proof = Proof(claim)
    entry, points = proof.domain("f")["nonnegative"], [{**POINT, "y": k} for k in range(3)]

    def others(lie: Any) -> Derivation:
        return Derivation((weighted_others(entry, proof.y, proof.c, lambda a: through(lie, a)),))

    assert all(
        contradicted(claim, others((ANY_CLASS - proof.y) ** 2 - 1), p) is None for p in points
    )
    sparing = others((ANY_CLASS - 1) ** 2 - 1)
    assert [contradicted(claim, sparing, p) is not None for p in points] == [True, False, True]


def test_so_is_one_about_the_largest_entry() -> None:
    claim = statement(SIMPLEX, lambda: TRUE)
    proof = Proof(claim)
    entry = proof.domain("f")["nonnegative"]

    def largest(lie: Any) -> Derivation:
        def prove(here: Any, most: Fact) -> Fact:
            return through(here(entry).expr - lie, most)

        return Derivation((at_largest(entry, prove),))

    assert contradicted(claim, largest(sympy.Rational(1, 2)), POINT) is None
    assert contradicted(claim, largest(sympy.Rational(2, 3)), POINT) is not None


def test_a_step_about_the_largest_entry_need_not_be_inside_a_case() -> None:
    claim = statement(SIMPLEX, lambda: TRUE)
    proof = Proof(claim)
    entry = proof.domain("f")["nonnegative"]
    labels: list[Any] = []

    def prove(here: Any, most: Fact) -> Fact:
        labels.extend(each for each in most.expr.free_symbols if each.name.startswith("m_"))
        return entry

    at_largest(entry, prove)
    at_label = entry.expr.subs(ANY_CLASS, labels[0])
    assert contradicted(claim, planted(at_label), POINT) is None
    false = planted(at_label - sympy.Rational(3, 10))
    assert contradicted(claim, false, POINT) is false.conclusions[0]
