"""Rules for expectations: each is the sum over the classes that it is worth."""

from __future__ import annotations

from typing import Any

from lossproof.theory.language.terms import unfold
from lossproof.theory.proof.facts import Fact, ProofError, follow, spoken, vanishes


def unfolded(fact: Fact) -> Fact:
    """`e >= 0` ⊢ `e' >= 0`: `e'` is `e` with a sum for every expectation; so too for `>` and `==`.

    The mean of `f(z)` over a random class `z` with the probabilities `w(z)` is `sum_z w(z) f(z)`,
    over all classes that `z` may be. Where `w` holds `KroneckerDelta(z, y)` times `v(z)`, the
    sum of that part is `v(y) f(y)`, if `y` is evidently one of the classes, whatever `z` is.
    """
    return follow(unfold(fact.expr), fact.sign, "expectations as sums", fact)


def folded(goal: Any, fact: Fact) -> Fact:
    """`e' >= 0` ⊢ `goal >= 0`: `e'` is `goal` with a sum for every expectation, as in `unfolded`.

    So too for `>` and `==`.
    """
    rest = unfold(spoken(goal)) - fact.expr
    if not vanishes(rest):
        raise ProofError(f"{fact} does not say what {goal} is: {rest} is left over")
    return follow(goal, fact.sign, "sums as expectations", fact)
