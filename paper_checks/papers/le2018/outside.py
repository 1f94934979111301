"""Pairs outside the linear regime."""

from sympy import Max

from paper_checks.papers.le2018 import LOCUS, le2018
from paper_checks.papers.le2018.margin import hinge_sum
from paper_checks.papers.le2018.pairs import HALF, clean, noisy
from paper_checks.papers.le2018.population import (
    LINE,
    Abs,
    Line,
    Pairs,
    distances,
    in_regime,
    symmetric_mean,
)
from theory.domain import Each, Real
from theory.language import ANY_SAMPLE, le, lt, sample_mean
from theory.losses import both_sides
from theory.proof.rules import average, combine, max_above, quotient


@le2018.claim("outside-linear-regime", locus=LOCUS, kind="order")
class OutsideLinearRegime(Line):
    r"""All pairs, rates of pair noise below one half: the order of risks is kept, also outside the
    linear regime.

    Intuition: the margin loss of a pair and of its opposite add up to $2\alpha$, which is what
    makes losses of classifiers tolerant. The catch is that they do so only for $|d - \beta| \le
    \alpha$; outside the sum grows with $|d - \beta|$, and the noise charges that. The repair asks
    it of the better embedding alone: see `minimiser-inside`; what it costs where that fails: see
    `price`. Object: three points on the line of the classes 0, 0 and 1, at `x` in one embedding and
    at `w` in another.
    """

    rho = Real(0, 1)

    given = {
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda x, w, alpha, beta: le(
            clean(distances(x), LINE, alpha, beta), clean(distances(w), LINE, alpha, beta)
        ),
    }

    def conclusion(x, w, rho, alpha, beta):
        return le(
            noisy(distances(x), LINE, rho, rho, alpha, beta),
            noisy(distances(w), LINE, rho, rho, alpha, beta),
        )


class Anywhere(Pairs):
    """The same pairs in two embeddings, with pair noise at the rate `rho`."""

    e = Each(Pairs.n, Real(0))
    rho = Real(0, 1)


@le2018.claim(
    "outside-linear-regime/minimiser-inside",
    locus=LOCUS,
    kind="order",
    repairs="le2018.outside-linear-regime",
)
class MinimiserInside(Anywhere):
    r"""All pairs, $\rho < \frac12$: if $R(d) \le R(e)$ and every pair of `d` is in the linear
    regime, then $\tilde R(d) \le \tilde R(e)$, wherever the pairs of `e` are.

    The sum over both labels is never below $2\alpha$, so the noise charges no embedding less.
    """

    given = {
        "linear regime": lambda n, d, alpha, beta: in_regime(d, n, alpha, beta),
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda d, e, s, alpha, beta: le(
            clean(d, s, alpha, beta), clean(e, s, alpha, beta)
        ),
    }

    def conclusion(d, e, s, rho, alpha, beta):
        return le(noisy(d, s, rho, rho, alpha, beta), noisy(e, s, rho, rho, alpha, beta))

    def prove(p):
        (goal,) = p.goals
        x = p.e[ANY_SAMPLE] - p.beta
        least = combine(
            both_sides(p.e[ANY_SAMPLE], p.alpha, p.beta) - 2 * p.alpha,
            max_above(p.alpha + x, 0),
            max_above(p.alpha - x, 0),
        )
        return combine(
            goal.difference,
            (2, p.given("rate"), p.given("clean order")),
            (p.rho, average(least, p.n)),
            (symmetric_mean(p, "d"), -p.rho),
        )


@le2018.claim("outside-linear-regime/price", locus=LOCUS, kind="ineq")
class OutsidePrice(Anywhere):
    r"""All pairs, $\rho < \frac12$: if the noisy risk prefers $e$ to $d$, the clean risk loses at
    most $\frac{\rho}{1 - 2\rho}$ times the mean of $\max(0, |d_i - \beta| - \alpha)$.

    That is how far the pairs of $d$ are outside the linear regime; those of $e$ do not matter.
    """

    given = {
        "rate": lambda rho: lt(rho, HALF),
        "noisy order": lambda d, e, s, rho, alpha, beta: le(
            noisy(e, s, rho, rho, alpha, beta), noisy(d, s, rho, rho, alpha, beta)
        ),
    }

    def conclusion(n, d, e, s, rho, alpha, beta):
        outside = sample_mean(lambda i: Max(0, Abs(d[i] - beta) - alpha), n)
        lost = clean(e, s, alpha, beta) - clean(d, s, alpha, beta)
        return le(lost, rho / (1 - 2 * rho) * outside)

    def prove(p):
        (goal,) = p.goals
        x = p.e[ANY_SAMPLE] - p.beta
        least = combine(
            both_sides(p.e[ANY_SAMPLE], p.alpha, p.beta) - 2 * p.alpha,
            max_above(p.alpha + x, 0),
            max_above(p.alpha - x, 0),
        )
        _, sums = hinge_sum(p.d[ANY_SAMPLE] - p.beta, p.alpha, p.domain("alpha")["lower"])
        rate = combine(1 - 2 * p.rho, (2, p.given("rate")))
        scaled = combine(
            rate.expr * goal.difference,
            p.given("noisy order"),
            (p.rho, average(least, p.n)),
            (average(sums, p.n), p.rho),
        )
        return quotient(goal.difference, scaled, rate)
