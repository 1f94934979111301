"""Truncated L_q: bounds on its class sum.

With `a = (1-q)^(1/q)` the lower bound of Zhang & Sabuncu (2018, Eq. 10) is the concave majorant of
`max(u, k)^q`: the line from `(0, k^q)` that touches `u^q` at `1/d`, where `d = max(1, a/k)` is the
number of equal outputs, not necessarily an integer, at which the sum is least. Below, `rest` is the
fact `1 - q >= 0`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import sympy

from lossproof.theory.language import Blocks
from lossproof.theory.lemmas.class_sums import lq_class_sum_range
from lossproof.theory.losses import lq, truncated_lq
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    above_zero,
    cases,
    combine,
    covered,
    decided,
    log_bound,
    max_equals,
    nested_power,
    nonnegative,
    positive,
    power_in_base,
    quotient,
    replaced,
    weighted_am_gm,
)


def truncated_class_sum(f: Any, q: Any, k: Any) -> sympy.Expr:
    """Truncated L_q of a prediction, summed over the classes."""
    return f.total(lambda u: truncated_lq(u, q, k))


def root(q: Any) -> sympy.Expr:
    """`a = (1-q)^(1/q)`."""
    return (1 - q) ** (1 / q)


def support(q: Any, k: Any) -> sympy.Expr:
    """`d = max(1, (1-q)^(1/q) / k)`."""
    return sympy.Max(1, root(q) / k)


def split_evenly(m: Any, q: Any, k: Any, c: Any) -> sympy.Expr:
    """The class-sum where `m` outputs are `1/m` and the other `c - m` are 0."""
    return truncated_class_sum(Blocks((1 / sympy.sympify(m), m), (0, c - m)), q, k)


def least_at(m: Any, q: Any, k: Any, c: Any) -> sympy.Expr:
    """The smaller of the class-sums at `m` and at `m + 1` equal outputs."""
    return sympy.Min(split_evenly(m, q, k, c), split_evenly(m + 1, q, k, c))


def lower_bound(q: Any, k: Any, c: Any) -> sympy.Expr:
    """The left side of Eq. 10."""
    d = support(q, k)
    return d * lq(1 / d, q) + (c - d) * lq(k, q)


def upper_bound(q: Any, k: Any, c: Any) -> sympy.Expr:
    """The right side of Eq. 10."""
    return c * lq(k, q)


def width(q: Any, k: Any) -> sympy.Expr:
    """The left side of Eq. 11: the difference of the bounds of Eq. 10."""
    d = support(q, k)
    return d * (lq(k, q) - lq(1 / d, q))


def untruncated_width(q: Any, c: Any) -> sympy.Expr:
    """The right side of Eq. 11: the difference of the bounds of Eq. 7."""
    low, high = lq_class_sum_range(q, c)
    return cast(sympy.Expr, sympy.together(high - low))


def clipped_power(u: Any, q: Any, k: Any) -> sympy.Expr:
    """`max(u, k)^q`, so that the truncated L_q is `(1 - max(u, k)^q)/q`."""
    larger: Any = sympy.Max(u, k)
    return larger**q


def power_above(case: Fact, u: Any, q: Any, k: Any) -> Fact:
    """`max(u, k)^q == u^q` from `u - k >= 0`."""
    return replaced(clipped_power(u, q, k), max_equals(u, k, case), sympy.Max(u, k), u)


def power_below(case: Fact, u: Any, q: Any, k: Any) -> Fact:
    """`max(u, k)^q == k^q` from `k - u >= 0`."""
    return replaced(clipped_power(u, q, k), max_equals(k, u, case), sympy.Max(u, k), k)


def root_at_most(bound: Any, q: Any, rest: Fact) -> Fact:
    """`bound - a >= 0` for a number `bound >= 1/e`."""
    bound = sympy.sympify(bound)
    below = combine(
        bound**q - (1 - q), (log_bound(positive(bound**q)), 1), (q * (1 + sympy.log(bound)),)
    )
    return power_in_base(below, rest, positive(1 / q))


def root_power(q: Any, rest: Fact) -> Fact:
    """`a^q == 1 - q`."""
    return nested_power(rest, positive(1 / q), positive(q))


def root_sign(q: Any, rest: Fact) -> Fact:
    """`a >= 0`."""
    return power_in_base(rest, nonnegative(0), positive(1 / q))


def by_support(
    q: Any, k: Any, rest: Fact, wide: Callable[[Fact, Fact], Fact], one: Callable[[Fact], Fact]
) -> Fact:
    """A fact that follows both if `d = a/k` and if `d = 1`.

    `wide` gets `a/k - 1 >= 0` and `d - a/k == 0`; `one` gets `1 - a/k >= 0`.
    """
    ratio = root(q) / k
    return cases(
        ratio - 1, lambda above: wide(above, max_equals(ratio, 1, above)), one, bases=(rest,)
    )


def slope_at_touch(q: Any, k: Any, rest: Fact, wide: Fact) -> Fact:
    """`d^q k^q - (1-q) == 0` if `d = a/k`, which is the fact `wide`."""
    d = support(q, k)
    expr = d**q * k**q
    return combine(expr - (1 - q), replaced(expr, wide, d, root(q) / k), root_power(q, rest))


def complementary(gap: Callable[[Any], Any], at_one: Fact, q: Any, k: Any, rest: Fact) -> Fact:
    """`gap(d) (d^q k^q - (1-q)) >= 0` from `gap(1) >= 0`: the second factor is 0 unless `d = 1`."""
    d = support(q, k)

    def product(x: Any) -> Any:
        return gap(x) * (x**q * k**q - (1 - q))

    def wide(above: Fact, ratio: Fact) -> Fact:
        return combine(product(d), (slope_at_touch(q, k, rest, ratio), gap(d)))

    def one(below: Fact) -> Fact:
        distance = combine(k - root(q), (below, k))
        power = power_in_base(distance, root_sign(q, rest), positive(q))
        factor = combine(k**q - (1 - q), power, root_power(q, rest))
        same = replaced(product(d), max_equals(1, root(q) / k, below), d, 1)
        return combine(product(d), same, (at_one, factor))

    return by_support(q, k, rest, wide, one)


def at_least_one(q: Any, k: Any, rest: Fact) -> Fact:
    """`d - 1 >= 0`."""
    d = support(q, k)
    return by_support(
        q,
        k,
        rest,
        lambda above, ratio: combine(d - 1, ratio, above),
        lambda below: max_equals(1, root(q) / k, below),
    )


def touches_above(q: Any, k: Any, below_one: Fact, rest: Fact) -> Fact:
    """`1 - d k >= 0`: the line touches `u^q` at `1/d`, not below the threshold.

    `below_one` is the fact `1 - k >= 0`.
    """
    d = support(q, k)
    certain = power_in_base(combine(1 - (1 - q), (q,)), rest, positive(1 / q))
    return by_support(
        q,
        k,
        rest,
        lambda above, ratio: combine(1 - d * k, (ratio, -k), certain),
        lambda below: combine(1 - d * k, (max_equals(1, root(q) / k, below), -k), below_one),
    )


def below_line(entry: Fact, certain: Fact, q: Any, k: Any, below_one: Fact, rest: Fact) -> Fact:
    """`k^q + (d^(1-q) - d k^q) u - max(u, k)^q >= 0` for an output `u` between 0 and 1.

    `entry`, `certain` and `below_one` are the facts `u >= 0`, `1 - u >= 0` and `1 - k >= 0`.
    """
    u, d = entry.expr, support(q, k)
    goal = k**q + (d ** (1 - q) - d * k**q) * u - clipped_power(u, q, k)

    def above(fact: Fact) -> Fact:
        tangent = weighted_am_gm(entry, positive(1 / d), positive(q), rest)
        slack = complementary(lambda x: 1 - x * u, certain, q, k, rest)
        same = power_above(fact, u, q, k)
        return combine(goal, (tangent, d ** (1 - q)), (slack, d**-q), (same, -1))

    def below(fact: Fact) -> Fact:
        rising = power_in_base(touches_above(q, k, below_one, rest), positive(d * k), positive(q))
        return combine(goal, (rising, entry, d ** (1 - q)), (power_below(fact, u, q, k), -1))

    return cases(u - k, above, below)


def widest(x: Any, from_one: Fact, q: Any, k: Any, rest: Fact) -> Fact:
    """`(d^(1-q) - d k^q) - (x^(1-q) - x k^q) >= 0`; `from_one` is the fact `x - 1 >= 0`."""
    d = support(q, k)
    tangent = weighted_am_gm(positive(x), positive(d), rest, positive(q))
    slack = complementary(lambda size: x - size, from_one, q, k, rest)
    goal = d ** (1 - q) - d * k**q - x ** (1 - q) + x * k**q
    return combine(goal, (tangent, d**-q), (slack, d**-q))


def closer(
    q: Any, k: Any, c: Any, rest: Fact, wide: Callable[[Fact, Fact], Fact], one: Fact
) -> Fact:
    """Eq. 11; `wide` proves it where `d = a/k`, `one` is `c^(1-q) + k^q - 2 > 0`, for `d = 1`."""
    d = support(q, k)
    goal = untruncated_width(q, c) - width(q, k)

    def single(below: Fact) -> Fact:
        same = replaced(d ** (1 - q) - d * k**q, max_equals(1, root(q) / k, below), d, 1)
        return combine(goal, (one, 1 / q), (same, -1 / q))

    return by_support(q, k, rest, wide, single)


def single_at_half(q: Any, rest: Fact) -> Fact:
    """`d^(1-q) - d 2^(-q) == 1 - 2^(-q)` at the threshold 1/2, where `d = 1` for every `q`."""
    half = sympy.Rational(1, 2)
    d, below = support(q, half), combine(1 - 2 * root(q), (root_at_most(half, q, rest), 2))
    return replaced(d ** (1 - q) - d * half**q, max_equals(1, 2 * root(q), below), d, 1)


def exponent_at_most(
    bound: Any, touch: Any, q: Any, k: Any, rest: Fact, low: Fact, above: Fact
) -> Fact:
    """`bound - q >= 0` if `a/k - 1 >= 0`, which is the fact `above`, and `k` is at least `low`.

    Then `k^q <= 1 - q`, which only a small `q` satisfies: a power of the least `k` is above its
    tangent at the exponent `touch`.
    """
    smallest: Any = sympy.expand(k - low.expr)
    power, log = smallest**touch, sympy.log(smallest)
    steep, level = 1 + power * log, 1 - power * (1 - touch * log)
    from_above = power_in_base(combine(root(q) - k, (above, k)), positive(k), positive(q))
    scaled = combine(
        steep * (bound - q),
        from_above,
        (root_power(q, rest), -1),
        power_in_base(low, positive(smallest), positive(q)),
        (log_bound(positive(smallest ** (q - touch))), power),
        (bound * steep - level,),
    )
    return quotient(bound - q, scaled, positive(steep))


def closer_beyond_root(
    q: Any, k: Any, c: Any, rest: Fact, above: Fact, ratio: Fact, small: Fact, applies: Fact
) -> Fact:
    """Eq. 11 if `d = a/k`, which is the fact `ratio`, if `c >= 1/k` and `q <= 2/3`.

    `above` is `a/k - 1 >= 0`, `small` the bound on `q`, `applies` `k - 1/c >= 0`. The left side is
    `q d^(1-q)`, and `c^(1-q) >= k^(q-1)`: it remains to show `(1+q) a^(1-q) < 1`.
    """
    d, a, most = support(q, k), root(q), sympy.Rational(2, 5)
    exponent = combine(1 - q, small, (sympy.Rational(1, 3),))
    goal = 1 - (1 + q) * a ** (1 - q)

    def few(less: Fact) -> Fact:
        tangent = weighted_am_gm(root_sign(q, rest), positive(1), rest, positive(q))
        return combine(
            goal,
            (tangent, 1 + q),
            (root_at_most(most, q, rest), rest, 1 + q),
            (less, sympy.Rational(3, 5) * q + sympy.Rational(31, 25)),
            (sympy.Rational(13, 125),),
        )

    def many(more: Fact) -> Fact:
        on_box = covered(1 - (1 + q) * (1 - q) ** ((1 - q) / q), {q: (more, small)})
        nested = nested_power(rest, positive(1 / q), exponent)
        return combine(goal, on_box, (nested, -1 - q))

    below_one = cases(most - q, few, many)
    classes = combine(c - 1 / k, (applies, c / k))
    return combine(
        untruncated_width(q, c) - width(q, k),
        (power_in_base(classes, positive(1 / k), exponent), 1 / q),
        (below_one, k ** (q - 1) / q),
        (
            power_in_base(combine(a - k, (above, k)), positive(k), exponent),
            k ** (q - 1) / q,
        ),
        (slope_at_touch(q, k, rest, ratio), d ** (1 - q) / q),
        (replaced(d ** (1 - q), ratio, d, a / k), -1),
    )


def closer_exactly(q: Any, k: Any, c: Any, rest: Fact, enough: Callable[[Fact], Fact]) -> Fact:
    """Eq. 11 holds if and only if `c^(1-q) + k^q > 2`, as an equality of steps.

    `enough` proves Eq. 11 from `c^(1-q) + k^q - 2 > 0`. Conversely, the width at `d = 1` is no
    larger than the one at `d`.
    """
    narrower, needed = untruncated_width(q, c) - width(q, k), c ** (1 - q) + k**q - 2
    goal = above_zero(narrower) - above_zero(needed)

    def met(case: Fact) -> Fact:
        return combine(goal, decided(narrower, enough(case)), (-1, decided(needed, case)))

    def missed(case: Fact) -> Fact:
        one = widest(sympy.S.One, nonnegative(0), q, k, rest)
        wider = combine(-narrower, (one, 1 / q), (case, 1 / q))
        return combine(goal, decided(narrower, wider), (-1, decided(needed, case)))

    return cases(needed, met, missed, strict=True)
