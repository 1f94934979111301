"""Goals with one square root: by the squares of both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.language import Relation, unbound
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    absolute,
    combine,
    nonnegative,
    positive,
    power_in_base,
    reciprocal,
)
from lossproof.theory.provers.functions.kinks import below_its_size

Prove = Callable[[Relation, Sequence[Fact]], Fact | None]
HALF, ZERO = sympy.Rational(1, 2), sympy.Integer(0)


def by_squares(goal: Relation, facts: Sequence[Fact], prove: Prove) -> Fact | None:
    """`k sqrt a >= r` by `k^2 a >= r^2`, or `r >= k sqrt a` by `r^2 >= k^2 a` and `r >= 0`."""
    expr: Any = sympy.expand(goal.difference)
    roots = [x for x in expr.atoms(sympy.Pow) if x.exp == HALF and not unbound(x)]
    if len(roots) != 1 or goal.sign == "==":
        return None
    (root,) = roots
    times = expr.coeff(root, 1)
    rest = sympy.expand(expr - times * root)
    if not times.is_Rational or times == 0 or rest.has(root):
        return None
    square, other = times**2 * root.base, rest**2
    larger, smaller = (square, other) if times > 0 else (other, square)
    with suppress(ProofError):
        gap = prove(Relation(sympy.expand(larger - smaller), goal.sign, ZERO), facts)
        if gap is None:
            return None
        if times > 0:
            both = _apart(times * root, rest, gap)
            return combine(goal.difference, both, below_its_size(-rest))
        least = prove(Relation(square, ">=", ZERO), facts)
        if least is None:
            return None
        both = power_in_base(combine(larger - smaller, gap), least, positive(HALF))
        known = prove(Relation(rest, ">=", ZERO), facts)
        return known and combine(goal.difference, both, absolute(known))
    return None


def _apart(root: Any, rest: Any, gap: Fact) -> Fact:
    """`root - |rest| >= 0`, from the difference of their squares."""
    size = sympy.Abs(rest)
    with suppress(ProofError):
        return combine(root - size, (gap, reciprocal(positive(root + size))))
    return power_in_base(combine(gap.expr, gap), nonnegative(rest**2), positive(HALF))
