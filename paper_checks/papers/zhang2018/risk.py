"""Section 3.2: the excess clean risk of training with L_q on noisy labels.

A pairwise statement about two hypotheses covers every class of them: a minimiser over a larger
class beats each of the others. A hypothesis is given by its predictions on the samples.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018

equation_8 = zhang2018.at("Eq. 8")


def lq_losses(predictions, q):
    return losses_of(predictions, lambda f, y: lq(f[y], q))


def lq_risk(predictions, labels, n, q):
    return clean_risk(lq_losses(predictions, q), labels, n)


def few_flipped(n, y, z, eta):
    """No more labels differ than are expected to."""
    return le(flipped_share(y, z, n), eta)


def bound(eta, c, q):
    """The constant A of Eq. 8."""
    return eta * (1 - c ** (1 - q)) / (q * (c - 1 - eta * c))


def below_chance(c, eta):
    return lt(eta, 1 - 1 / c)


def at_most_chance(c, eta):
    return le(eta, 1 - 1 / c)


def clean_minimiser(n, y, q, f, g):
    return le(lq_risk(f, y, n, q), lq_risk(g, y, n, q))


def drawn_minimiser(n, z, q, f, g):
    return le(lq_risk(g, z, n, q), lq_risk(f, z, n, q))


def expected_minimiser(n, c, y, q, eta, f, g):
    noisy_f, noisy_g = (uniform_risk(lq_losses(h, q), y, eta, c, n) for h in (f, g))
    return le(noisy_g, noisy_f)


def above_guarantee(p, q, low, high):
    """`R(f) - R(g) - A >= 0`, where `g` minimises the risk averaged over uniform noise.

    `low` and `high` are what bounds the class sums of `g` and of `f`.
    """
    lo, hi = lq_class_sum_range(q, p.c)
    return excess_risk(
        lq_losses(p.g, q),
        lq_losses(p.f, q),
        p.y,
        p.eta,
        p.c,
        p.n,
        order=p.given("noisy minimiser"),
        low=low,
        high=high,
        rate=p.given("rate"),
        lo=lo,
        hi=hi,
    )


@equation_8.claim("risk-bound/drawn")
class RiskBoundDrawn:
    r"""If realised noise flips a share ≤ η of the labels, the noisy minimiser of L_q has an excess
    clean risk between 0 and η(c^(1−q) − 1)/(q(c−1−ηc)).

    $A \le R(f^*) - R(\hat f) \le 0$, where $\hat f$ minimises the risk over any realised labels
    of which at most a share $\eta$ differ from the clean ones.

    The noise is uniform with $\eta \le 1 - 1/c$; $f = f^*$ minimises the clean risk and $g = \hat
    f$ the noisy risk. The paper defines the noisy risk as a mean over the noisy data set; to the
    letter that is one over the realised labels $z$, and with $0 < \eta$ every $z$ has positive
    probability.

    A realisation may flip the labels on which $f^*$ does better, and $\hat f$ then fits these. The
    argument behind the bound is about the average over all realisations.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    q, eta = Real(0, 1, open="left"), Real(0, 1, open="both")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": at_most_chance,
        "share": few_flipped,
        "clean minimiser": clean_minimiser,
        "noisy minimiser": drawn_minimiser,
    }

    def conclusion(n, c, y, q, eta, f, g):
        gap = lq_risk(f, y, n, q) - lq_risk(g, y, n, q)
        return le(bound(eta, c, q), gap), le(gap, 0)


@equation_8.claim("risk-bound", repairs="zhang2018.risk-bound/drawn")
class RiskBound:
    r"""Under averaged uniform noise 0 < η < 1 − 1/c, the noisy minimiser of L_q has an excess clean
    risk between 0 and η(c^(1−q) − 1)/(q(c−1−ηc)).

    For averaged uniform noise with $\eta < 1 - 1/c$, $A \le R(f^*) - R(\hat f) \le 0$ with $A =
    \frac{\eta\,(1 - c^{1-q})}{q\,(c - 1 - \eta c)}$.

    $f = f^*$ minimises the clean risk and $g = \hat f$ the risk averaged over uniform noise, as the
    argument does; for a mean over realised labels see `drawn`. The right inequality is the
    definition of $f^*$, and holds by itself. The paper prints $\eta \le 1 - 1/c$; at the end of
    that range $A$ divides by 0 and the bound is undefined, so the rate stays below; $q = 1$ is not
    excluded. `sign` decides whether $A < 0$.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y = Each(n, Label(c))
    q, eta = Real(0, 1, open="left"), Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
        "noisy minimiser": expected_minimiser,
    }
    conclusion = RiskBoundDrawn.conclusion

    def prove(p):
        rest = p.domain("q")["upper"]
        low = lq_class_sum_low(p.g[ANY_SAMPLE], p.domain("g"), p.q, p.c, rest)
        high = lq_class_sum_high(p.f[ANY_SAMPLE], p.domain("f"), p.q, p.c, rest)
        lower = above_guarantee(p, p.q, low, high)
        return lower, p.given("clean minimiser")


@equation_8.claim("risk-bound/sign")
class RiskBoundSign:
    r"""For every q in (0, 1] and uniform noise 0 < η < 1 − 1/c, the lower bound η(1 −
    c^(1−q))/(q(c−1−ηc)) of Eq. 8 on a difference of two L_q risks is negative.

    $A < 0$ for every $q \in (0, 1]$ and uniform noise of rate $0 < \eta < 1 - 1/c$, as printed
    with $A$.

    Two sentences later the text has $A = 0$ at $q = 1$, the unhinged loss: the only exception for
    noise of any rate inside its range.
    """

    c, q, eta = Classes(), Real(0, 1, open="left"), Real(0, 1, open="left")

    given = {"rate": below_chance}

    def conclusion(c, q, eta):
        return lt(bound(eta, c, q), 0)


@equation_8.claim("risk-bound/sign-inside", repairs="zhang2018.risk-bound/sign")
class RiskBoundSignInside:
    r"""For uniform noise η < 1 − 1/c, the lower bound η(1 − c^(1−q))/(q(c−1−ηc)) of Eq. 8 on a
    difference of L_q risks is negative if and only if η > 0 and q < 1.

    For $\eta < 1 - 1/c$: $A < 0$ if and only if $\eta > 0$ and $q < 1$.
    """

    c, q, eta = Classes(), Real(0, 1, open="left"), Real(0, 1)

    given = {"rate": below_chance}

    def conclusion(c, q, eta):
        return iff(lt(bound(eta, c, q), 0), gt(eta * (1 - q), 0))

    def prove(p):
        (goal,) = p.goals
        c, q, eta, rest = p.c, p.q, p.eta, p.domain("q")["upper"]
        margin = reciprocal(below_uniform(p.given("rate"), eta, c))
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        gain, noise = -bound(eta, c, q), eta * (1 - q)

        def lost(case):
            left = combine(1 - q, case, (p.domain("eta")["upper"], rest))
            growth = power_in_exponent(two, left, 0)
            seen = combine(gain, (1 / q, combine(eta, case, (eta * q,)), growth, margin))
            return combine(goal.difference, decided(gain, seen), (decided(noise, case), -1))

        def none(case):
            tangent = weighted_am_gm(positive(c), positive(1), rest, positive(q))
            seen = combine(-gain, (tangent, eta / q, margin), (case, two, margin, 1 / q))
            return combine(goal.difference, decided(gain, seen), (decided(noise, case), -1))

        return cases(noise, lost, none, strict=True)
