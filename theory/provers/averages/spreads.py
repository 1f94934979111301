"""The variance of bounded entries over the classes: at most a quarter of the squared range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import product
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS, ClassSum, Relation
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import combine, nonnegative, total
from lossproof.theory.provers.classes.units import body, over, unit_sum

MOST = 2  # bounds of an entry from each side
HALF, QUARTER = sympy.Rational(1, 2), sympy.Rational(1, 4)


def of_spreads(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`(b - a)^2 / 4 - (sum f w^2 - (sum f w)^2) >= 0`, for means of entries w in [a, b].

    By `sum f (w - a) (b - w) >= 0` and `(sum f w - (a + b) / 2)^2 >= 0`.
    """
    for mean in sorted(goal.difference.atoms(ClassSum), key=str):
        factors = sympy.Mul.make_args(body(mean))
        if len(factors) != 2 or not goal.difference.has(mean**2):
            continue
        for weight, entry in (factors, factors[::-1]):
            least = next((x for x in facts if x.expr == weight and x.sign != "=="), None)
            unit = least and unit_sum(weight, facts)
            if least is None or unit is None or unit[2] != mean.args[1]:
                continue
            lows, highs = ([*_bounds(entry, side, facts)][:MOST] for side in (1, -1))
            for low, high in product(lows, highs):
                with suppress(ProofError):
                    yield _of(entry, least, unit, low, high)


def _of(entry: Any, least: Fact, unit: Any, low: Fact, high: Fact) -> Fact:
    (one, side, size), weight = unit, least.expr
    a, b = entry - low.expr, entry + high.expr
    inside = sympy.expand(weight * (entry - a) * (b - entry))
    whole = total(combine(inside, (least, low, high)), size)
    mean, squares = over(weight * entry, size), over(weight * entry**2, size)
    return combine(
        (b - a) ** 2 * QUARTER - squares + mean**2,
        whole,
        (-side * a * b, one),
        nonnegative((mean - (a + b) * HALF) ** 2),
    )


def _bounds(entry: Any, side: int, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts that bound the entry from below, or from above for side -1."""
    for fact in facts:
        if fact.sign != "==" and fact.expr.has(entry):
            rest = sympy.expand(fact.expr - side * entry)
            if not rest.has(ANY_CLASS, ClassSum):
                yield fact
