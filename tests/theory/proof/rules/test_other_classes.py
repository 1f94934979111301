"""Sums over all classes but one: what holds of the others only must not leak to the label."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ClassSum,
    CountSymbol,
    LabelSymbol,
    SymbolicVector,
    as_written,
    class_sum,
    eq,
    ge,
    gt,
    realise,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import (
    combine,
    first_within_total,
    no_delta,
    sifted,
    total_of_others,
    two_within_total,
    weighted_others,
)

c = CountSymbol("c", integer=True, positive=True)
y, k = (LabelSymbol(name, integer=True, nonnegative=True) for name in "yk")
F_BASE, V_BASE = sympy.IndexedBase("f", real=True), sympy.IndexedBase("v", real=True)
ROWS = sympy.IndexedBase("T", real=True)
f, v = SymbolicVector(lambda j: F_BASE[j], c), SymbolicVector(lambda j: V_BASE[j], c)
WEIGHT = hypothesis(ge(f[ANY_CLASS], 0), "f")
VALUE = hypothesis(gt(v[ANY_CLASS], 0), "v")
MASS = hypothesis(gt(f.total() - f[y], 0), "mass")
APART = hypothesis(gt((y - k) ** 2, 0), "apart")
NUMBERS = {"c": 3, "y": 1, "k": 2, "f": (5, 7, 11), "v": (2, 3, 4)}


def test_two_terms_are_within_a_nonnegative_sum() -> None:
    fact = two_within_total(VALUE, y, k, APART, c)
    assert fact.sign == ">="
    assert fact.uses == {"v", "apart"}
    assert realise(fact.expr, NUMBERS) == 2


def test_two_terms_must_be_different_and_nonnegative() -> None:
    with pytest.raises(ProofError, match="differ"):
        two_within_total(VALUE, y, y, APART, c)
    with pytest.raises(ProofError, match="differ"):
        two_within_total(VALUE, y, k, hypothesis(ge((y - k) ** 2, 0), "maybe apart"), c)
    with pytest.raises(ProofError, match="every term"):
        two_within_total(hypothesis(eq(v[ANY_CLASS], 0), "zero"), y, k, APART, c)


def test_the_first_terms_are_within_a_nonnegative_sum() -> None:
    enough = hypothesis(ge(c, 2), "two classes")
    fact = first_within_total(VALUE, 2, c, enough)
    assert (fact.sign, fact.uses) == (">=", {"v", "two classes"})
    assert realise(fact.expr, NUMBERS) == 4
    wrong: list[tuple[str, Fact, Any, Fact]] = [
        ("3 classes or more", VALUE, 3, enough),
        ("1 classes or more", VALUE, 1, enough),
        ("2 classes or more", VALUE, 2, hypothesis(eq(c, 2), "exactly two")),
        ("2 classes or more", VALUE, 2, hypothesis(ge(2, c), "at most two")),
        ("every term", hypothesis(eq(v[ANY_CLASS], 0), "zero"), 2, enough),
        *(("whole number", VALUE, count, enough) for count in (0, -1, True, 2.0, c)),
    ]
    for reason, entry, count, given in wrong:
        with pytest.raises(ProofError, match=reason):
            first_within_total(entry, count, c, given)


def test_delta_vanishes_between_different_classes_only() -> None:
    assert no_delta(APART, y, k).expr == as_written(sympy.KroneckerDelta(y, k))
    with pytest.raises(ProofError, match="differ"):
        no_delta(APART, y, y)


def test_sifting_picks_one_term() -> None:
    fact = sifted(v[ANY_CLASS], y, c)
    assert fact.sign == "=="
    assert realise(fact.expr, NUMBERS) == 0
    picked = class_sum(lambda j: sympy.KroneckerDelta(j, y) * v[j], c)
    assert realise(picked, NUMBERS) == 3


def test_a_sum_inside_a_sum_is_refused() -> None:
    inner = class_sum(lambda j: ROWS[ANY_CLASS, j], c)
    with pytest.raises(ProofError, match="cannot be summed over l again"):
        sifted(inner, y, c)
    with pytest.raises(ProofError, match="cannot be summed over l again"):
        weighted_others(WEIGHT, y, c, lambda apart: hypothesis(ge(inner, 0), "rows"))


def test_a_sum_of_sums_over_the_other_classes() -> None:
    inner = class_sum(lambda j: ROWS[ANY_CLASS, j], c)
    two = hypothesis(gt(c, 1), "two classes")
    fact = total_of_others(hypothesis(ge(inner, 0), "rows"), y, c, two)
    numbers = NUMBERS | {"T": ((1, 2, 3), (4, 5, 6), (7, 8, 9))}
    assert realise(fact.expr, numbers) == 45 - 15


def test_weighted_sum_over_the_other_classes() -> None:
    weak = weighted_others(WEIGHT, y, c, lambda apart: VALUE)
    strict = weighted_others(WEIGHT, y, c, lambda apart: VALUE, MASS)
    assert (weak.sign, strict.sign) == (">=", ">")
    assert not strict.cases
    assert strict.uses == {"f", "v", "mass"}
    assert realise(strict.expr, NUMBERS) == 5 * 2 + 11 * 4


def test_what_holds_of_other_classes_may_use_that_they_are_other() -> None:
    def branch(apart: Fact) -> Fact:
        slack = hypothesis(ge(v[ANY_CLASS] + sympy.KroneckerDelta(ANY_CLASS, y), 0), "slack")
        return combine(v[ANY_CLASS], slack, (-1, no_delta(apart, ANY_CLASS, y)))

    fact = weighted_others(WEIGHT, y, c, branch)
    assert not fact.cases
    assert fact.uses == {"f", "slack"}


def test_the_case_of_another_class_does_not_leave_its_branch() -> None:
    leaked: list[Fact] = []

    def branch(apart: Fact) -> Fact:
        leaked.append(apart)
        return VALUE

    weighted_others(WEIGHT, y, c, branch)
    assert leaked[0].cases
    with pytest.raises(ProofError, match="only in the case"):
        leaked[0].at(ANY_CLASS, y)
    about_mass = combine(MASS.expr, MASS, (0, leaked[0]))
    assert weighted_others(WEIGHT, y, c, lambda apart: VALUE, about_mass).cases


def test_weights_and_label_are_checked() -> None:
    with pytest.raises(ProofError, match="label"):
        weighted_others(WEIGHT, ANY_CLASS, c, lambda apart: VALUE)
    with pytest.raises(ProofError, match="weight"):
        weighted_others(hypothesis(eq(f[ANY_CLASS], 0), "f"), y, c, lambda apart: VALUE)
    wrong = hypothesis(gt(ClassSum(f[y], c), 0), "wrong")
    with pytest.raises(ProofError, match="does not say"):
        weighted_others(WEIGHT, y, c, lambda apart: VALUE, wrong)
