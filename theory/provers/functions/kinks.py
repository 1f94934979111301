"""Absolute values, maxima and minima: one case for each side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    cases,
    combine,
    max_equals,
    min_equals,
    replaced,
)
from lossproof.theory.provers.context import Context

KINKS = (sympy.Abs, sympy.Max, sympy.Min)
Sign = Callable[[Any, bool, Context], Fact | None]


def unfolded(expr: Any, strict: bool, context: Context, sign: Sign) -> Fact | None:
    """The sign, by one case for each side of a kink, or None."""
    kink: Any = min(expr.atoms(*KINKS), key=lambda term: (sympy.count_ops(term), str(term)))
    if any(part.has(*KINKS) for part in kink.args) or len(kink.args) > 2:
        return None
    split = kink.args[0] - (kink.args[1] if len(kink.args) > 1 else 0)

    def side(known: Fact, value: Any, equal: Fact) -> Fact:
        inside = expr.xreplace({kink: value})
        proof = sign(inside, strict, context.with_facts(known))
        if proof is None:
            raise ProofError("no proof is found on one side of a kink")
        return combine(expr, proof, replaced(expr, equal, kink, value))

    def above(known: Fact) -> Fact:
        if isinstance(kink, sympy.Abs):
            return side(known, split, absolute(known))
        one, other = kink.args
        if isinstance(kink, sympy.Min):
            return side(known, other, min_equals(other, one, known))
        return side(known, one, max_equals(one, other, known))

    def below(known: Fact) -> Fact:
        if isinstance(kink, sympy.Abs):
            return side(known, -split, absolute(known))
        one, other = kink.args
        if isinstance(kink, sympy.Min):
            return side(known, one, min_equals(one, other, known))
        return side(known, other, max_equals(other, one, known))

    with suppress(ProofError):
        return cases(split, above, below)
    return None
