"""Rules for the derivative of `Max(x, 0)`: 1 where `x > 0`, 0 where `x < 0`, their mean at 0."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.numbers.as_written import WrittenStep
from lossproof.theory.proof.facts import Fact, ProofError, follow, real, spoken, vanishes


def slope_of_max(x: Any) -> sympy.Expr:
    """The derivative of `Max(x, 0)` in `x`, in SymPy's form."""
    return WrittenStep(x)


def rising(of: Any, fact: Fact) -> Fact:
    """The derivative of `Max(x, 0)` in `x`: `x > 0` ⊢ the derivative is 1; `-x > 0` ⊢ the
    derivative is 0; for `x = of`.
    """
    x = spoken(of)
    if fact.strict and vanishes(fact.expr - x):
        return follow(slope_of_max(x) - 1, "==", "slope of a maximum", fact, by={"of": x})
    if fact.strict and vanishes(fact.expr + x):
        return follow(slope_of_max(x), "==", "slope of a maximum", fact, by={"of": x})
    raise ProofError(f"{fact} says neither {x} > 0 nor {x} < 0")


def never_falling(of: Any) -> Fact:
    """A lower bound of the derivative of `Max(x, 0)` in `x`: ⊢ the derivative is at least 0, for
    `x = of`.

    The domains must show that `x` is real.
    """
    return follow(slope_of_max(real(of)), ">=", "slope of a maximum", by={"of": of})


def at_most_one(of: Any) -> Fact:
    """An upper bound of the derivative of `Max(x, 0)` in `x`: ⊢ the derivative is at most 1, for
    `x = of`.

    The domains must show that `x` is real.
    """
    return follow(1 - slope_of_max(real(of)), ">=", "slope of a maximum", by={"of": of})
