"""Consequences of bounds on the class sums of a loss for risks under uniform noise.

`f` and `g` are two hypotheses, each with its table of losses: `f[i][j]` is the loss on sample
`i` if its label were `j`. A class sum is `f[s].total()`, for any sample `s`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from lossproof.theory.losses import (
    clean_risk,
    lq,
)
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    average,
    combine,
    positive,
    power_of_fraction,
    quotient,
    total,
    weighted_am_gm,
)


def below_uniform(rate: Fact, eta: Any, c: Any) -> Fact:
    """`c - 1 - eta c > 0` (or `>= 0`) from the fact `eta < (c - 1)/c` (or `<=`)."""
    return combine(c - 1 - eta * c, (c, rate))


def excess_risk(
    f: Any,
    g: Any,
    labels: Any,
    eta: Any,
    c: Any,
    n: Any,
    *,
    order: Fact,
    low: Fact,
    high: Fact,
    rate: Fact,
    lo: Any,
    hi: Any,
) -> Fact:
    """`eta (hi - lo)/(c - 1 - eta c) - (R(f) - R(g)) >= 0`: the bound on excess risk.

    Parameters
    ----------
    order : Fact
        `R^eta(g) - R^eta(f) >= 0`: the noisy risk does not prefer `g`.
    low : Fact
        `f[s].total() - lo >= 0` for any sample `s`.
    high : Fact
        `hi - g[s].total() >= 0` for any sample `s`.
    rate : Fact
        `(c - 1)/c - eta > 0`.
    lo, hi : expressions
        The bounds in `low` and `high`.
    """
    margin = below_uniform(rate, eta, c)
    gap = clean_risk(f, labels, n) - clean_risk(g, labels, n)
    goal = eta * (hi - lo) / margin.expr - gap
    scaled = combine(
        eta * (hi - lo) - margin.expr * gap,
        (c - 1, order),
        (eta, average(low, n)),
        (eta, average(high, n)),
    )
    return quotient(goal, scaled, margin)


def lq_class_sum_range(q: Any, c: Any) -> tuple[sympy.Expr, sympy.Expr]:
    """The least and the greatest sum of L_q over the labels (Zhang & Sabuncu 2018, Eq. 7)."""
    return (c - c ** (1 - q)) / q, (c - 1) / q


def lq_class_sum(f: Any, q: Any) -> sympy.Expr:
    """The sum of L_q over the labels at the prediction `f`."""
    return f.total(lambda u: lq(u, q))


def lq_class_sum_low(f: Any, simplex: Mapping[str, Fact], q: Any, c: Any, rest: Fact) -> Fact:
    """The class sum of L_q at `f` is at least its value at the uniform point.

    `simplex` has the facts of `f` as a point of the simplex; `rest` is the fact `1 - q >= 0`.
    """
    entry = simplex["nonnegative"]
    tangent = total(weighted_am_gm(entry, positive(1 / c), positive(q), rest), c)
    goal = lq_class_sum(f, q) - lq_class_sum_range(q, c)[0]
    scale = c ** (1 - q)
    return combine(goal, (scale / q, tangent), (-scale, simplex["total"]))


def lq_class_sum_high(f: Any, simplex: Mapping[str, Fact], q: Any, c: Any, rest: Fact) -> Fact:
    """The class sum of L_q at `f` is at most its value at a vertex; premises as for the low one."""
    chord = power_of_fraction(simplex["nonnegative"], simplex["at most 1"], rest, q)
    goal = lq_class_sum_range(q, c)[1] - lq_class_sum(f, q)
    return combine(goal, (1 / q, total(chord, c)), (1 / q, simplex["total"]))
