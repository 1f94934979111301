"""Rules for expectations: each equals a sum over the classes."""

from __future__ import annotations

from typing import Any

from lossproof.theory.language.terms import unfold
from lossproof.theory.proof.facts import Fact, ProofError, follow, spoken, vanishes


def unfolded(fact: Fact) -> Fact:
    """An expectation written as a sum: `e >= 0` ⊢ `e' >= 0`, where `e'` is `e` with every
    expectation written as a sum.

    If the premise is `>` or `==`, the conclusion is `>` or `==` too. The mean of `f(z)` over a
    random class `z` with the probabilities `w(z)` is written as `sum_z w(z) f(z)`. If `w(z)`
    contains a term `KroneckerDelta(z, y) v(z)`, the sum of that term is written as `v(y) f(y)`. The
    domains must show that `y` is a class.
    """
    return follow(unfold(fact.expr), fact.sign, "expectations as sums", fact)


def folded(goal: Any, fact: Fact) -> Fact:
    """A sum written as an expectation: `e' >= 0` ⊢ `goal >= 0`, where `e'` is `goal` with every
    expectation written as a sum.

    If the premise is `>` or `==`, the conclusion is `>` or `==` too. The rule `unfolded` describes
    how an expectation is written as a sum.
    """
    rest = unfold(spoken(goal)) - fact.expr
    if not vanishes(rest):
        raise ProofError(f"{fact} does not determine {goal}: the remainder is {rest}")
    return follow(goal, fact.sign, "sums as expectations", fact)
