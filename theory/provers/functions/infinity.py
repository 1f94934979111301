"""Signs of what is least at infinity: chains of slopes in the reciprocal of a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import sympy

from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import Between, climbed, combine, positive, reciprocal
from lossproof.theory.provers.context import Context
from lossproof.theory.provers.points import Points, atoms_of, ends

Sign = Callable[[Any, bool, Context], Fact | None]
POWERS = (0, 1, 2, -1, 3)


def from_infinity(
    expr: Any, strict: bool, context: Context, along: Between, sign: Sign
) -> Fact | None:
    """The sign of an expression in one number without an upper bound, or None.

    Its reciprocal climbs from 0. A power of it that makes the value at 0 finite goes out first.
    """
    numbers = [x for x in atoms_of(expr) if x.is_Symbol]
    if len(atoms_of(expr)) != 1 or not numbers:
        return None
    (number,) = numbers
    bounds = [(end, fact) for fact in context.facts if (end := ends(fact, number))]
    lower = [(at, fact) for (side, at), fact in bounds if side > 0 and at.is_Rational and at >= 0]
    if not lower or len(lower) < len(bounds):
        return None
    least, low = max(lower, key=lambda bound: (bound[0], bound[1].strict))
    for power in POWERS:
        with suppress(ProofError, TypeError, ValueError):
            of = sympy.expand(expr.xreplace({number: 1 / along}) * along**power)
            start = of.xreplace({along: sympy.Integer(0)})
            if start.is_number and start.is_finite and start.is_real and not start < 0:
                above = _positive(number, least, low)
                value = sign(start, bool(start), context)
                if value is None:
                    continue
                steep = strict and not value.strict
                distance = reciprocal(above)

                def slope(
                    near: Fact, far: Fact, of: Any = of, steep: bool = steep, above: Fact = above
                ) -> Fact:
                    facts = [near, *_room(along, far, least, low, above)]
                    points = Points.of({along}, facts)
                    inside = Context((*context.facts, *facts), points, context.depth - 1)
                    proof = sign(sympy.diff(of, along), steep, inside)
                    if proof is None:
                        raise ProofError("the slope has no sign that is found")
                    return proof

                climb = climbed(of, along, distance, slope)
                back = (above,) * power if power > 0 else (distance,) * -power
                return combine(expr, (climb, *back), *([(value, *back)] if start else []))
    return None


def _positive(number: Any, least: Any, low: Fact) -> Fact:
    with suppress(ProofError):
        return positive(number)
    return combine(number, low, *([positive(least)] if least else []))


def _room(along: Any, far: Fact, least: Any, low: Fact, above: Fact) -> Sequence[Fact]:
    """That the reciprocal is at most that of the lower bound."""
    if not least:
        return []
    bound = combine(1 / least - 1 / above.expr, (1 / least, low, reciprocal(above)))
    return [combine(1 / least - along, far, bound)]
