"""The truncated L_q under uniform noise: which thresholds keep its class sum least at a vertex."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from theory.language import ANY_CLASS
from theory.lemmas.truncation import cut, held, kept
from theory.proof import Fact
from theory.proof.rules import (
    at_largest,
    cases,
    combine,
    positive,
    power,
    power_in_base,
    power_of_fraction,
    quotient,
    total,
    two_within_total,
    weighted_am_gm,
    weighted_others,
)

HALF = sympy.Rational(1, 2)


def held_at_most_one(entry: Fact, below: Fact, q: Any, k: Any, proper: Fact) -> Fact:
    """`1 - max(u, k)^q >= 0` from `u >= 0`, `1 - u >= 0` and `1 - k >= 0`."""
    u = entry.expr
    goal = 1 - held(u, q, k)
    entry_bound = power_in_base(below, entry, positive(q))
    floor_bound = power_in_base(proper, positive(k), positive(q))
    return cases(
        u - k,
        lambda case: combine(goal, entry_bound, (-1, kept(case, u, q, k))),
        lambda case: combine(goal, floor_bound, (-1, cut(case, u, q, k))),
    )


class VertexMinimal:
    """The class sum of truncated L_q at any prediction is at least what it is at a vertex.

    That is, `1 + (c-1) k^q - sum_j max(f_j, k)^q >= 0`. With `m` the class of the largest entry
    `x`: if `x <= 1/2`, each entry has its share of the bound; if `x > 1/2`, the others are at most
    `1 - x` and share what `x` leaves.

    Parameters
    ----------
    f, q, k, c : expressions
        The prediction, the exponent, the threshold and the number of classes.
    simplex : mapping
        What holds of `f` as a point of the simplex.
    rest : Fact
        `1 - q >= 0`.
    proper : Fact
        `1 - k >= 0`.
    large : Fact
        `k^q + 1 - 2^(1-q) >= 0`.
    """

    def __init__(
        self,
        f: Any,
        q: Any,
        k: Any,
        c: Any,
        *,
        simplex: Mapping[str, Fact],
        rest: Fact,
        proper: Fact,
        large: Fact,
    ) -> None:
        self.q, self.k, self.c, self.rest, self.large = q, k, c, rest, large
        self.entry, self.below = simplex["nonnegative"], simplex["at most 1"]
        self.unit = simplex["total"]
        self.floor, self.peak = k**q, 2 ** (1 - q)
        self.goal = 1 + (c - 1) * self.floor - f.total(lambda u: held(u, q, k))
        self.floor_bound = power_in_base(proper, positive(k), positive(q))

    def fact(self) -> Fact:
        """The inequality."""
        return at_largest(self.entry, self._with_largest)

    def _with_largest(self, here: Callable[[Fact], Fact], order: Fact) -> Fact:
        top, top_below = here(self.entry), here(self.below)
        return cases(
            top.expr - self.k,
            lambda above: cases(
                top.expr - HALF,
                lambda big: self._majority(top, top_below, above, big),
                lambda small: self._no_majority(combine(HALF - self.entry.expr, order, small)),
            ),
            lambda under: self._all_cut(combine(self.k - self.entry.expr, order, under)),
        )

    def _all_cut(self, under: Fact) -> Fact:
        flat = total(cut(under, self.entry.expr, self.q, self.k), self.c)
        return combine(self.goal, (-1, flat), self.floor_bound)

    def _no_majority(self, half: Fact) -> Fact:
        q, k, u = self.q, self.k, self.entry.expr
        goal = (1 - self.floor) * u + self.floor - held(u, q, k)
        tangent = weighted_am_gm(self.entry, positive(HALF), positive(q), self.rest)
        bernoulli = weighted_am_gm(positive(2), positive(1), positive(q), self.rest)
        share = cases(
            u - k,
            lambda above: combine(
                goal,
                (self.peak, tangent),
                (self.large, half),
                (self.peak, bernoulli, half),
                (HALF, self.large),
                (-1, kept(above, u, q, k)),
            ),
            lambda under: combine(goal, (self.floor_bound, self.entry), (-1, cut(under, u, q, k))),
        )
        return combine(self.goal, total(share, self.c), (self.floor - 1, self.unit))

    def _majority(self, top: Fact, top_below: Fact, above: Fact, big: Fact) -> Fact:
        x: Any = top.expr
        q, k, label = self.q, self.k, x.indices[-1]
        top_bound = power_in_base(top_below, top, positive(q))
        top_kept = kept(above, x, q, k)

        def beside(prove: Callable[[Fact], Fact]) -> Fact:
            def of_another(apart: Fact) -> Fact:
                pair = two_within_total(self.entry, ANY_CLASS, label, apart, self.c)
                return prove(combine(1 - x - self.entry.expr, pair, (-1, self.unit)))

            return weighted_others(positive(1), label, self.c, of_another)

        def shared(others: Fact) -> Fact:
            split = beside(lambda fits: self._share(top, top_bound, others, big, fits))
            product = combine((1 - x) * self.goal, split, (x**q - 1, self.unit), (x - 1, top_kept))
            return quotient(self.goal, product, others)

        def alone(others: Fact) -> Fact:
            u = self.entry.expr

            def no_more(fits: Fact) -> Fact:
                under = combine(k - u, fits, others, (k,))
                return combine(self.floor - held(u, q, k), (-1, cut(under, u, q, k)), (0, under))

            return combine(self.goal, beside(no_more), top_bound, (-1, top_kept))

        return cases(1 - x, shared, alone, strict=True)

    def _share(self, top: Fact, top_bound: Fact, others: Fact, big: Fact, fits: Fact) -> Fact:
        """`(1 - x^q) u - (1 - x) (max(u, k)^q - k^q) >= 0` for an entry `u <= 1 - x`."""
        q, k, x, u = self.q, self.k, top.expr, self.entry.expr
        goal = (1 - x**q) * u - (1 - x) * (held(u, q, k) - self.floor)
        tangent = weighted_am_gm(self.entry, others, positive(q), self.rest)
        halves = [
            weighted_am_gm(part, positive(HALF), positive(q), self.rest) for part in (top, others)
        ]
        end = combine(
            1 - x**q + self.floor - (1 - x) ** q,
            *((self.peak, half) for half in halves),
            self.large,
        )
        slope = self._slope(top, others, big)
        return cases(
            u - k,
            lambda above: combine(
                goal,
                (power(others, positive(q)), tangent),
                (others, end),
                (slope, fits),
                (x - 1, kept(above, u, q, k)),
            ),
            lambda under: combine(goal, (top_bound, self.entry), (x - 1, cut(under, u, q, k))),
        )

    def _slope(self, top: Fact, others: Fact, big: Fact) -> Fact:
        """`q (1-x)^q - 1 + x^q >= 0` for `1/2 <= x < 1`."""
        q, x = self.q, top.expr
        goal = q * (1 - x) ** q - 1 + x**q

        def below_one(less: Fact) -> Fact:
            lead = power_in_base(combine(2 * x - 1, (2, big)), others, less)
            tangent = weighted_am_gm(top, positive(1), less, positive(q))
            own, other = power(top, positive(q)), power(others, positive(q))
            scale = combine(q + (1 - q) * x, (q,), (less, top))
            product = combine(
                scale.expr * goal, (q, other, tangent), (q, other, lead), (own, tangent)
            )
            return quotient(goal, product, scale)

        def at_one(more: Fact) -> Fact:
            own = power_of_fraction(top, others, self.rest, q)
            other = power_of_fraction(others, top, self.rest, q)
            return combine(goal, (q, other), own, (more, others))

        return cases(1 - q, below_one, at_one, strict=True)
