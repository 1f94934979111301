"""One negative for every positive: which orders of risks that sampling preserves under noise."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.pairs import HALF, SEEN
from lossproof.paper_checks.papers.le2018.population import SIDES, Pairs, Two, in_regime, linear
from lossproof.paper_checks.papers.notation import *


def linear_means(p, name, weights):
    """Of each pair weight and side, the mean of `weight (l(d, side) - (alpha + side (d - beta)))`.

    All are 0 in the linear regime.
    """
    facts = dict(zip((1, -1), linear(p, name), strict=True))
    return [
        average(combine(weight * facts[side].expr, (facts[side], weight)), p.n)
        for weight, side in weights
    ]


def straight(p, name, seen):
    """Terms of `combine` that make `one_to_one_risk` linear in the distances."""
    share, chance = share_of(seen), seen[ANY_SAMPLE]
    pulled, pushed = linear_means(p, name, ((chance, 1), (1 - chance, -1)))
    return [(pulled, 1 / share), (pushed, 1 / (1 - share))]


BOTH = {
    "both kinds": lambda s: (gt(share_of(s), 0), lt(share_of(s), 1)),
    "both are seen": lambda s, missed, mistaken: (
        gt(share_of(seen_same(s, missed, mistaken)), 0),
        lt(share_of(seen_same(s, missed, mistaken)), 1),
    ),
}


def factor(s, missed, mistaken):
    seen = share_of(seen_same(s, missed, mistaken))
    return one_to_one_factor(share_of(s), seen, 1 - missed - mistaken)


def shares(p):
    """`1/pi`, `1/(1 - pi)`, `1/Z+` and `1/Z-`, all `> 0`."""
    return [reciprocal(fact) for fact in (*p.given("both kinds"), *p.given("both are seen"))]


def mixture(p, name):
    """Terms of `combine` that are worth `R~ - kappa R - 2 alpha (1 - kappa)`, of one embedding."""
    seen, kappa = seen_same(p.s, p.missed, p.mistaken), factor(p.s, p.missed, p.mistaken)
    ours, theirs = straight(p, name, seen), straight(p, name, p.s)
    valued = [(0, ours[0][0], fact) for fact in shares(p)]
    return [*ours, *((fact, -kappa * scale) for fact, scale in theirs), *valued]


WHERE = SIDES | {
    "share": lambda s: share_of(s),
    "R": lambda s, alpha, beta, v="d": one_to_one_risk(v, s, alpha, beta),
}


@le2018.claim("one-to-one-sampling")
class OneToOneSampling(Pairs):
    r"""With one negative per positive, flipping pairs at rates ρ, σ turns unclipped margin loss R,
    margin α, into κR + 2α(1 − κ), κ proportional to 1 − ρ − σ.

    With one negative for every observed positive, $\tilde R = \kappa R + 2\alpha(1 - \kappa)$
    with $\kappa = \frac{\pi(1 - \pi)(1 - \rho_+ - \rho_-)}{Z_+ Z_-}$, in the linear regime.

    $R$ is the mean loss of a positive and a negative pair, added; $\pi$ is the share of pairs of
    one class, $Z_+$ and $Z_- = 1 - Z_+$ are the shares labelled as such and not. Pairs are sampled
    at random among those labelled positive, and among those labelled negative, in a large
    population: each mean is a ratio of expectations. So noise preserves orders of risks if and only
    if $\rho_+ + \rho_- < 1$, realisable or not: see `tolerant` and `only-below-one`. Both shares
    are assumed positive because the means divide by them.
    """

    missed, mistaken = Real(0, 1), Real(0, 1)
    where = (
        WHERE
        | SEEN
        | {
            "observed": lambda s, missed, mistaken: share_of(seen_same(s, missed, mistaken)),
            "noisy": lambda s, missed, mistaken, alpha, beta, v="d": one_to_one_risk(
                v, seen_same(s, missed, mistaken), alpha, beta
            ),
        }
    )

    given = {
        "linear regime": lambda n, d, alpha, beta: in_regime(d, n, alpha, beta),
        **BOTH,
    }

    def conclusion(d, s, missed, mistaken, alpha, beta):
        kappa = factor(s, missed, mistaken)
        seen = seen_same(s, missed, mistaken)
        noisy, clean = (one_to_one_risk(d, x, alpha, beta) for x in (seen, s))
        return eq(noisy, kappa * clean + 2 * alpha * (1 - kappa))


class Ordered(Two):
    """Two embeddings, of which the clean risk prefers `d`."""

    missed, mistaken = Real(0, 1), Real(0, 1)
    where = OneToOneSampling.where

    given = (
        Two.given
        | BOTH
        | {
            "clean order": lambda d, e, s, alpha, beta: lt(
                one_to_one_risk(d, s, alpha, beta), one_to_one_risk(e, s, alpha, beta)
            ),
        }
    )

    def _prove(p, sign, rates):
        (goal,) = p.goals
        kinds, observed = p.given("both kinds"), shares(p)[2:]
        kept = (rates, p.given("clean order"), *kinds, *observed)
        first, second = (
            [(sign * way, *term) for term in mixture(p, name)]
            for way, name in ((1, "e"), (-1, "d"))
        )
        return combine(goal.difference, kept, *first, *second)


@le2018.claim("one-to-one-sampling/tolerant", kind="order")
class OneToOneTolerant(Ordered):
    r"""With one negative per positive and flip rates of both kinds of pairs that sum to < 1, an
    embedding of lower unclipped margin loss has a lower one under noise.

    If $\rho_+ + \rho_- < 1$ and $R(d) < R(e)$, then $\tilde R(d) < \tilde R(e)$.

    The sampling is one negative for every observed positive, in the linear regime.
    """

    given = Ordered.given | {"rates": lambda missed, mistaken: lt(missed + mistaken, 1)}

    def conclusion(d, e, s, missed, mistaken, alpha, beta):
        seen = seen_same(s, missed, mistaken)
        return lt(one_to_one_risk(d, seen, alpha, beta), one_to_one_risk(e, seen, alpha, beta))

    def prove(p):
        return Ordered._prove(p, 1, p.given("rates"))


@le2018.claim("one-to-one-sampling/only-below-one", kind="order")
class OneToOneOnly(Ordered):
    r"""With one negative per positive and flip rates of both kinds of pairs that sum to ≥ 1, no
    embedding of lower unclipped margin loss has a lower one under noise.

    If $\rho_+ + \rho_- \ge 1$ and $R(d) < R(e)$, then $\tilde R(d) \ge \tilde R(e)$.

    The sampling is one negative for every observed positive, in the linear regime: noise preserves
    no order of risks.
    """

    given = Ordered.given | {"rates": lambda missed, mistaken: ge(missed + mistaken, 1)}

    def conclusion(d, e, s, missed, mistaken, alpha, beta):
        seen = seen_same(s, missed, mistaken)
        return ge(one_to_one_risk(d, seen, alpha, beta), one_to_one_risk(e, seen, alpha, beta))

    def prove(p):
        return Ordered._prove(p, -1, p.given("rates"))


@le2018.claim("one-to-one-class-noise", assumes=("le2018.induced-pair-rates",))
class OneToOneClassNoise(Pairs):
    r"""For c balanced classes, one negative per positive, uniform noise η turns unclipped margin
    loss R with margin α into λ²R + 2α(1 − λ²), λ = 1 − ηc/(c−1).

    With balanced classes, uniform label noise and one negative for every observed positive,
    $\tilde R = \lambda^2 R + 2\alpha(1 - \lambda^2)$ with $\lambda = 1 - \frac{\eta k}{k-1}$.

    This holds in the linear regime; balanced means that a share of exactly $1/k$ of all pairs is of
    one class, which is the case for pairs sampled with replacement, or in a large population. Noise
    preserves every order of risks if $\lambda \ne 0$, so also at rates above $\frac{k-1}{k}$: two
    wrong labels may still agree. For another share see `one-to-one-sampling`.
    """

    k, eta = Classes(), Real(0, 1)
    where = WHERE | {
        "seen": lambda k, eta, u: uniform_agreement(u, eta, k),
        "observed": lambda s, k, eta: share_of(seen_uniform(s, eta, k)),
        "noisy": lambda s, k, eta, alpha, beta, v="d": one_to_one_risk(
            v, seen_uniform(s, eta, k), alpha, beta
        ),
    }

    given = {
        "linear regime": lambda n, d, alpha, beta: in_regime(d, n, alpha, beta),
        "balanced": lambda s, k: eq(share_of(s), 1 / k),
    }

    def conclusion(d, s, k, eta, alpha, beta):
        kept = retained(eta, k) ** 2
        seen = seen_uniform(s, eta, k)
        noisy, clean = (one_to_one_risk(d, x, alpha, beta) for x in (seen, s))
        return eq(noisy, kept * clean + 2 * alpha * (1 - kept))


@le2018.claim(
    "one-to-one-more-robust", kind="order", repairs="le2018.one-to-one-more-robust/than-all-pairs"
)
class OneRateAKind(Ordered):
    r"""With one negative per positive, flipping positive and negative pairs at rates < 1/2 keeps
    every strict order of two embeddings by unclipped margin loss.

    With one noise rate for each kind of pair, sampling one negative for every positive
    preserves every order of risks where all pairs tolerate the noise: $\rho_+, \rho_- < \frac12$
    and $R(d) < R(e)$ give $\tilde R(d) < \tilde R(e)$.

    All pairs tolerate these rates only for an embedding whose loss is not larger on either kind of
    pair, such as one of zero clean risk: see `class-conditional-pair-noise`. Uniform label noise
    has one rate for each kind, and so has every $T$ for which $T T^\top$ is constant on and off the
    diagonal. The sharp condition is $\rho_+ + \rho_- < 1$, see `one-to-one-sampling/tolerant`.
    """

    given = Ordered.given | {
        "rates": lambda missed, mistaken: (lt(missed, HALF), lt(mistaken, HALF))
    }
    conclusion = OneToOneTolerant.conclusion

    def prove(p):
        few, rare = p.given("rates")
        return Ordered._prove(p, 1, combine(1 - p.missed - p.mistaken, few, rare))
