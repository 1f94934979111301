"""How much uniform noise leaves the sure prediction of the clean label best, for bounded losses."""

import sympy

from paper_checks.papers.derived import derived
from theory.domain import Classes, Real
from theory.language import Blocks, eq, gt, lt
from theory.language.terms import drawn_value
from theory.losses import flip_expectation, lq
from theory.proof.rules import (
    combine,
    identity,
    nested_power,
    positive,
    power,
    power_of_fraction,
    reciprocal,
)

HALF = sympy.Rational(1, 2)
LOCUS = "after Zhang & Sabuncu (2018), Sec. 3.2"


@derived.claim(
    "tolerated-rate",
    title="L_q with q < 1 tolerates no uniform noise at all",
    locus=LOCUS,
    kind="exists",
)
class ToleratedRate:
    r"""For $q < 1$ and every rate $0 < \eta < 1$ of uniform noise, the sure prediction of the clean
    label does not minimise the noisy risk of $\mathcal{L}_q$.

    Every prediction is possible and the noise is averaged: the tolerated rate is 0, against
    $(c-1)/c$ for $q = 1$. To give each other label a little, $\delta$ with
    $\delta^{1-q} = \frac{\eta}{2(c-1)}$, costs at most its mass at the clean label and gains
    $\delta^q$ at the others, which is more. By how much the best prediction does better is
    `derived.class-dependent-gap`; for truncated $\mathcal{L}_q$ see `derived.trunc-tolerance`.
    """

    c, q, eta = Classes(), Real(0, 1, open="both"), Real(0, 1, open="both")

    def _small(c, q, eta):
        return (eta / (2 * (c - 1))) ** (1 / (1 - q))

    def conclusion(c, q, eta):
        def noisy(own, other):
            total = Blocks((own, 1), (other, c - 1)).total(lambda u: lq(u, q))
            return flip_expectation(lq(own, q), total, eta, c)

        small = ToleratedRate._small(c, q, eta)
        return gt(1 - (c - 1) * small, 0), lt(noisy(1 - (c - 1) * small, small), noisy(1, 0))

    def prove(p):
        inside, better = p.goals
        c, q, eta = p.c, p.q, p.eta
        kept, less = p.domain("eta")["upper"], p.domain("q")["upper"]
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        share, small = eta / (2 * (c - 1)), ToleratedRate._small(c, q, eta)
        some = combine(share, (eta / 2, reciprocal(two)))
        spare = combine(1 - eta / 2, (HALF, kept), (HALF,))
        at_most = combine(1 - share, (eta / 2, p.domain("c")["lower"], reciprocal(two)), spare)
        exponent = reciprocal(less)
        longer = combine(exponent.expr - 1, (q, exponent))
        shrunk = power_of_fraction(some, at_most, longer, sympy.S.One)
        left = combine(inside.difference, (shrunk, two), spare)
        little = power(some, exponent)
        whole = combine(1 - left.expr, (two, little))
        held = power_of_fraction(left, whole, less, q)
        level = nested_power(some, exponent, less)
        return left, combine(
            better.difference,
            (kept, held, 1 / q),
            (level, -(1 - eta) * (c - 1) * small**q / q),
            (power(little, positive(q)), eta * (1 + eta) / 2 / q),
        )


@derived.claim(
    "tolerated-rate/squared",
    title="The squared error tolerates no uniform noise at all",
    locus=LOCUS,
    kind="exists",
)
class ToleratedRateSquared:
    r"""For every rate $0 < \eta \le 1$ of uniform noise, the sure prediction of the clean label
    does not minimise the noisy risk of the squared error: the noisy posterior does better by
    $\frac{c\,\eta^2}{c - 1}$.

    Every prediction is possible and the noise is averaged. The posterior is the minimiser: the
    squared error is proper, so this is all that can be gained.
    """

    c, eta = Classes(), Real(0, 1, open="left")

    def conclusion(c, eta):
        def noisy(own, other):
            squares = own**2 + (c - 1) * other**2
            at_own, at_other = squares + 1 - 2 * own, squares + 1 - 2 * other
            return drawn_value((at_own, at_other), (1 - eta, eta))

        gain = noisy(1, 0) - noisy(1 - eta, eta / (c - 1))
        return eq(gain, c * eta**2 / (c - 1)), gt(c * eta**2 / (c - 1), 0)

    def prove(p):
        gain, some = p.goals
        two = combine(p.c - 1, p.domain("c")["lower"], (1,))
        return identity(gain.lhs, gain.rhs), combine(
            some.difference, (p.c * p.eta**2, reciprocal(two))
        )
