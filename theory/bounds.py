"""What bounds on the class sums of a loss say about risks under uniform noise: facts to facts.

`f` and `g` are two hypotheses, each given by its table of losses: `f[i][j]` is the loss on sample
`i` if its label were `j`. A class sum is `f[s].total()`, for any sample `s`.
"""

from __future__ import annotations

from typing import Any

from theory.derivation import Fact, average, combine, quotient
from theory.risk import clean_risk, retained, uniform_risk


def below_uniform(rate: Fact, eta: Any, c: Any) -> Fact:
    """`c - 1 - eta c > 0` (or `>= 0`) from the fact `eta < (c - 1)/c` (or `<=`)."""
    return combine(c - 1 - eta * c, (c, rate))


def uniform_risk_identity(
    f: Any, labels: Any, eta: Any, c: Any, n: Any, constant: Any, symmetric: Fact
) -> Fact:
    """`R^eta(f) - (m R(f) + eta/(c - 1) C) == 0` from `f[s].total() - C == 0` for any sample."""
    noisy, clean = uniform_risk(f, labels, eta, c, n), clean_risk(f, labels, n)
    goal = noisy - (retained(eta, c) * clean + eta / (c - 1) * constant)
    return combine(goal, (eta / (c - 1), average(symmetric)))


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
    """`eta (hi - lo)/(c - 1 - eta c) - (R(f) - R(g)) >= 0`: the price of training on noisy labels.

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
        (eta, average(low)),
        (eta, average(high)),
    )
    return quotient(goal, scaled, margin)
