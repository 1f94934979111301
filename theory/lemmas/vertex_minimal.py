"""The truncated L_q under uniform noise: conditions for the clean vertex to have the least risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS
from lossproof.theory.lemmas.truncation import clipped_power, power_above, power_below
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    at_largest,
    cases,
    combine,
    max_equals,
    positive,
    power,
    power_in_base,
    quotient,
    reciprocal,
    total,
    two_within_total,
    weighted_am_gm,
    weighted_others,
)


def clipped_power_at_most_one(entry: Fact, below: Fact, q: Any, k: Any, proper: Fact) -> Fact:
    """`1 - max(u, k)^q >= 0` from `u >= 0`, `1 - u >= 0` and `1 - k >= 0`."""
    u = entry.expr
    goal = 1 - clipped_power(u, q, k)
    entry_bound = power_in_base(below, entry, positive(q))
    floor_bound = power_in_base(proper, positive(k), positive(q))
    return cases(
        u - k,
        lambda case: combine(goal, entry_bound, (-1, power_above(case, u, q, k))),
        lambda case: combine(goal, floor_bound, (-1, power_below(case, u, q, k))),
    )


class VertexMinimal:
    """A vertex minimises truncated L_q if other labels have the relative weight `a = s^(1-q)`.

    The inequality for a label `y` is
    `1 - k^q - (1-a) (max(f_y, k)^q - k^q) - a sum_j (max(f_j, k)^q - k^q) >= 0`; at `s = 1` the
    second term is 0. With `m` the class of the largest entry `x`, each other entry `u` satisfies
    `(1 - x^q) u >= (1 - x) a (u^q - k^q)`.

    Parameters
    ----------
    f, q, k, c, s : expressions
        The prediction, the exponent, the threshold, the number of classes and the root of the odds.
    simplex : mapping
        The facts of `f` as a point of the simplex.
    rest : Fact
        `1 - q >= 0`.
    proper : Fact
        `1 - k >= 0`.
    fewer : Fact
        `1 - s^(1-q) >= 0`.
    large : Fact
        `1 + s^(1-q) k^q - (1+s)^(1-q) >= 0`.
    """

    def __init__(
        self,
        f: Any,
        q: Any,
        k: Any,
        c: Any,
        s: Any,
        *,
        simplex: Mapping[str, Fact],
        rest: Fact,
        proper: Fact,
        fewer: Fact,
        large: Fact,
    ) -> None:
        self.f, self.q, self.k, self.c, self.s = f, q, k, c, sympy.sympify(s)
        self.rest, self.fewer, self.large = rest, fewer, large
        self.entry, self.below = simplex["nonnegative"], simplex["at most 1"]
        self.unit = simplex["total"]
        self.floor, self.odds = k**q, self.s ** (1 - q)
        self.floor_bound = power_in_base(proper, positive(k), positive(q))

    def fact(self, label: Any) -> Fact:
        """The inequality for the label `y`."""
        return at_largest(self.entry, lambda here, order: self._with_largest(label, here, order))

    def _bound(self, output: Any) -> Any:
        """The left side of the inequality, with `output` the output at the label."""
        powers = self.f.total(lambda u: clipped_power(u, self.q, self.k)) - self.c * self.floor
        label_part = (1 - self.odds) * (clipped_power(output, self.q, self.k) - self.floor)
        return 1 - self.floor - label_part - self.odds * powers

    def _with_largest(self, label: Any, here: Callable[[Fact], Fact], order: Fact) -> Fact:
        q, k = self.q, self.k
        top = here(self.entry)
        at_label, goal = self.f[label], self._bound(self.f[label])
        of_label = order.at(ANY_CLASS, label)

        def above(case: Fact) -> Fact:
            first = self._above(top, here(self.below), case)
            larger = power_in_base(of_label, self.entry.at(ANY_CLASS, label), positive(q))

            def label_above(label_case: Fact) -> Fact:
                return combine(
                    goal,
                    first,
                    (self.fewer, larger),
                    (1 - self.odds, power_above(case, top.expr, q, k)),
                    (self.odds - 1, power_above(label_case, at_label, q, k)),
                )

            def label_under(label_case: Fact) -> Fact:
                grown = power_in_base(case, positive(k), positive(q))
                return combine(
                    goal,
                    first,
                    (self.fewer, grown),
                    (1 - self.odds, power_above(case, top.expr, q, k)),
                    (self.odds - 1, power_below(label_case, at_label, q, k)),
                )

            return cases(at_label - k, label_above, label_under)

        def under(case: Fact) -> Fact:
            bound = combine(k - self.entry.expr, order, case)
            flat = total(power_below(bound, self.entry.expr, q, k), self.c)
            return combine(
                goal,
                self.floor_bound,
                (-self.odds, flat),
                (self.odds - 1, power_below(bound.at(ANY_CLASS, label), at_label, q, k)),
            )

        return cases(top.expr - k, above, under)

    def _above(self, top: Fact, top_below: Fact, above: Fact) -> Fact:
        """The inequality for the label of the entry `x`, which is at least `k`."""
        x: Any = top.expr
        q, k, label = self.q, self.k, x.indices[-1]
        goal = self._bound(x)
        top_bound = power_in_base(top_below, top, positive(q))
        top_power = power_above(above, x, q, k)

        def beside(prove: Callable[[Fact], Fact]) -> Fact:
            def of_another(apart: Fact) -> Fact:
                pair = two_within_total(self.entry, ANY_CLASS, label, apart, self.c)
                return prove(combine(1 - x - self.entry.expr, pair, (-1, self.unit)))

            return weighted_others(positive(1), label, self.c, of_another)

        def shared(others: Fact) -> Fact:
            split = beside(lambda fits: self._share(top, above, top_bound, others, fits))
            product = combine((1 - x) * goal, split, (x**q - 1, self.unit), (x - 1, top_power))
            return quotient(goal, product, others)

        def alone(others: Fact) -> Fact:
            u = self.entry.expr

            def no_more(fits: Fact) -> Fact:
                under = combine(k - u, fits, others, (k,))
                same = power_below(under, u, q, k)
                return combine(self.floor - clipped_power(u, q, k), (-1, same), (0, under))

            flat = beside(no_more)
            return combine(goal, (self.odds, flat), top_bound, (-1, top_power))

        return cases(1 - x, shared, alone, strict=True)

    def _share(self, top: Fact, top_above: Fact, top_bound: Fact, others: Fact, fits: Fact) -> Fact:
        """`(1 - x^q) u - (1 - x) a (max(u, k)^q - k^q) >= 0` for an entry `u <= 1 - x`.

        By the tangents to a power at the best split of 1 over `x` and `(1 - x)/u` outputs of the
        size of `u`, and that to `(1 + rs)^(1-q)` at `r = 1`.
        """
        q, k, s, x, u = self.q, self.k, self.s, top.expr, self.entry.expr
        odds, rest, certain = self.odds, self.rest, positive(q)
        goal = (1 - x**q) * u - (1 - x) * odds * (clipped_power(u, q, k) - self.floor)

        def above(case: Fact) -> Fact:
            largest, other = sympy.Max(x, k), sympy.Max(u, k)
            same_largest, same_other = max_equals(x, k, top_above), max_equals(u, k, case)
            size = combine(other, same_other, case, (k,))
            spare = combine(1 - largest, others, (same_largest, -1))
            wide = combine(other + (1 - largest) * s, size, (s, spare))
            best = combine(other / wide.expr, (size, reciprocal(wide)))
            scale = power(best, certain), reciprocal(best)
            at_largest_entry = combine(largest, same_largest, top)
            at_other = combine(s * best.expr, (best, s))
            least, level = (1 + s) ** (1 - q), (1 + s) ** (-q)
            return combine(
                goal,
                (weighted_am_gm(at_largest_entry, best, certain, rest), *scale, size),
                (weighted_am_gm(size, at_other, certain, rest), *scale, spare),
                (weighted_am_gm(positive(1 / (1 + s)), best, rest, certain), wide, least),
                (
                    weighted_am_gm(positive(1), positive(1 + s), rest, certain),
                    level,
                    combine(1 - largest - other, fits, (same_largest, -1), (same_other, -1)),
                ),
                (self.large, spare),
                (power_above(top_above, x, q, k), other),
                (same_other, x**q - 1),
                (same_largest, -odds * (clipped_power(u, q, k) - self.floor)),
            )

        return cases(
            u - k,
            above,
            lambda under: combine(
                goal, (top_bound, self.entry), (power_below(under, u, q, k), (x - 1) * odds)
            ),
        )
