"""Quotients by sums over the classes: the sign of the divisor first, then the numerator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import ClassSum, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, reciprocal

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
ZERO = sympy.Integer(0)


def by_quotient(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """The goal from its numerator, where the sign of a divisor with sums is proved, or None."""
    top, bottom = sympy.fraction(sympy.together(goal.difference))
    if not bottom.has(ClassSum):
        return None
    side: Any
    for side in (sympy.Integer(1), sympy.Integer(-1)):
        divisor = prove(Relation(side * bottom, ">", ZERO), facts)
        if divisor is not None:
            over = prove(Relation(side * sympy.expand(top), goal.sign, ZERO), facts)
            with suppress(ProofError):
                return over and combine(goal.difference, (over, reciprocal(divisor)))
    return None
