"""Every rule refuses what does not follow."""

from typing import Any

import pytest
import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    ClassSum,
    CountSymbol,
    LabelSymbol,
    SamplesSymbol,
    as_written,
    eq,
    ge,
    gt,
)
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import (
    above_zero,
    at_largest,
    average,
    cases,
    combine,
    decided,
    nonnegative,
    positive,
    power,
    replaced,
    same_power,
    sign_of,
    total_of_others,
)

x = sympy.Symbol("x", real=True)
c = CountSymbol("c", integer=True, positive=True)
n = SamplesSymbol("n", integer=True, positive=True)
y = LabelSymbol("y", integer=True, nonnegative=True)
v = sympy.IndexedBase("v", real=True)
w = sympy.IndexedBase("w", real=True)


def test_equals_for_equals() -> None:
    same = hypothesis(eq(x, 2), "x is 2")
    fact = replaced(x**3 + c, same, x, 2)
    assert (fact.expr, fact.sign, fact.uses) == (x**3 - 8, "==", {"x is 2"})
    with pytest.raises(ProofError, match="does not say"):
        replaced(x**3, same, x, 3)
    with pytest.raises(ProofError, match="does not say"):
        replaced(x**3, hypothesis(ge(x, 2), "x at least 2"), x, 2)
    with pytest.raises(ProofError, match="reserved for indices of sums"):
        replaced(x, hypothesis(eq(v[BOUND_CLASS], 2), "entry"), v[BOUND_CLASS], 2)


def test_what_already_states_the_goal_is_no_new_step() -> None:
    u = sympy.Symbol("u", real=True)
    fact, one = hypothesis(ge(u, 0), "h"), positive(sympy.Integer(1))
    for terms in ([fact], [(1, fact)], [(fact, one)]):
        assert combine(u, *terms) is fact
    for goal, terms in ((2 * u, [(2, fact)]), (u, [fact, (0, fact)]), (u + 1, [fact, one])):
        assert combine(goal, *terms).rule == "combination"
    with pytest.raises(ProofError, match="is not the sum"):
        combine(2 * u, fact)


def test_signs() -> None:
    above = hypothesis(gt(x, 0), "x > 0")
    assert sign_of(x, above).expr == as_written(sympy.sign(x)) - 1
    assert sign_of(-x, above).expr == as_written(sympy.sign(-x)) + 1
    with pytest.raises(ProofError, match="must be known to be > 0"):
        sign_of(x, hypothesis(ge(x, 0), "x >= 0"))
    with pytest.raises(ProofError, match="says neither"):
        sign_of(x + 1, above)


def test_indicators() -> None:
    step = above_zero(x)
    assert [step.subs(x, k) for k in (-1, 0, 1)] == [0, 0, 1]
    assert decided(x, hypothesis(gt(x, 0), "x > 0")).expr == step - 1
    assert decided(x, hypothesis(ge(-x, 0), "x <= 0")).expr == step
    with pytest.raises(ProofError, match="says neither"):
        decided(x, hypothesis(ge(x, 0), "x >= 0"))


def test_an_indicator_is_decided_by_strict_cases() -> None:
    goal = above_zero(x) * (1 - above_zero(x))

    def branch(case):
        step = decided(x, case)
        rest = above_zero(x) if case.strict else 1 - above_zero(x)
        return combine(goal, (step, -rest if case.strict else rest))

    assert cases(x, branch, branch, strict=True).uses == frozenset()
    with pytest.raises(ProofError, match="says neither"):
        cases(x, branch, branch)


def test_sum_over_the_other_classes() -> None:
    two = hypothesis(gt(c, 1), "two classes")
    entry = hypothesis(gt(v[ANY_CLASS], 0), "entries")
    fact = total_of_others(entry, y, c, two)
    assert fact.expr == ClassSum(v[BOUND_CLASS], c) - v[y]
    assert (fact.sign, fact.uses) == (">", {"entries", "two classes"})
    with pytest.raises(ProofError, match="two classes or more"):
        total_of_others(entry, y, c, positive(c))
    with pytest.raises(ProofError, match="must be known"):
        total_of_others(entry, y, c, nonnegative(c - 1))
    with pytest.raises(ProofError, match="only in the case"):
        cases(v[ANY_CLASS], lambda case: total_of_others(case, y, c, two), lambda case: case)


def entries(lean: str = "v >= 0") -> Fact:
    return hypothesis(ge(v[ANY_CLASS], 0), lean)


def test_what_follows_from_the_largest_entry() -> None:
    total_one = hypothesis(eq(ClassSum(v[BOUND_CLASS], c), 1), "v sums to 1")

    def bounded(here: Any, order: Fact) -> Fact:
        top, other = here(entries()), entries()
        product = combine(order.expr * other.expr, (order, other))
        assert top.cases
        assert product.cases
        return combine(0, total_one, total_one.negated())

    assert at_largest(entries(), bounded).uses == {"v sums to 1"}
    with pytest.raises(ProofError, match="depends on the largest entry"):
        at_largest(entries(), lambda here, order: here(entries()))
    with pytest.raises(ProofError, match="must be known"):
        at_largest(total_one, lambda here, order: order)


def test_what_is_said_of_the_largest_entry_stays_with_its_vector() -> None:
    kept: list[Fact] = []

    def keep(here: Any, order: Fact) -> Fact:
        kept.append(order)
        return nonnegative(0)

    at_largest(entries(), keep)
    (order,) = kept
    assert order.cases
    others = hypothesis(ge(w[ANY_SAMPLE, ANY_CLASS], 0), "w >= 0")
    mixed = at_largest(others, lambda here, again: combine(0, (0, again), (0, order)))
    assert mixed.cases


def test_the_largest_entry_of_a_sample_is_not_averaged() -> None:
    others = hypothesis(ge(w[ANY_SAMPLE, ANY_CLASS], 0), "w >= 0")
    with pytest.raises(ProofError, match="holds only in the case"):
        at_largest(others, lambda here, order: average(here(others), n))


def test_powers() -> None:
    base, exponent = hypothesis(ge(x, 0), "x >= 0"), positive(c)
    assert power(base, exponent).sign == ">="
    assert power(hypothesis(gt(x, 0), "x > 0"), exponent).sign == ">"
    with pytest.raises(ProofError, match="the exponent must be known to be > 0"):
        power(base, nonnegative(y))
    assert same_power(x, 1 + y / (1 + y), (1 + 2 * y) / (1 + y)).sign == "=="
    with pytest.raises(ProofError, match="differ"):
        same_power(x, y, y + 1)
