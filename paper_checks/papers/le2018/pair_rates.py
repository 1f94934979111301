"""All pairs, where pairs of one class and of two have the wrong relation at two rates."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.pairs import HALF, TWO_RATES, clean, noisy
from lossproof.paper_checks.papers.le2018.population import (
    LINE,
    SIDES,
    Line,
    Two,
    distances,
    inside_regime,
    moved,
)
from lossproof.paper_checks.papers.notation import *


class Rates(Two):
    """Pairs of one class are missed at the rate `missed`, others mistaken at `mistaken`."""

    missed, mistaken = Real(0, 1), Real(0, 1)
    where = TWO_RATES


def no_clean_risk(d, s, alpha, beta):
    return eq(clean(d, s, alpha, beta), 0)


@le2018.claim("class-conditional-pair-noise/any-embeddings", kind="argmin")
class ClassConditionalPairNoise(Line):
    r"""Flipping positive and negative pairs at two rates below 1/2 keeps the order of any two
    embeddings by unclipped margin loss over all pairs.

    Over all pairs, in the linear regime: if pairs of one class are missed at a rate $\rho_+ <
    \frac12$ and others are mistaken for such at a rate $\rho_- < \frac12$, noise preserves the
    order of the risk.

    Most pairs of each kind are labelled correctly. However, the noise scales the two kinds by
    different factors, $1 - 2\rho_+$ and $1 - 2\rho_-$, which changes how the risk trades one kind
    against the other.

    The order is preserved for an embedding whose loss is not larger on either kind of pair: see
    `class-conditional-pair-noise`. Without that condition only equal rates preserve every order:
    see `unequal-rates`. The counterexample has three points on the line, of the classes 0, 0 and 1
    and the first in the middle, at the distances `x` from the others in one embedding and `w` in
    another.
    """

    missed, mistaken = Real(0, 1), Real(0, 1)
    where = SIDES | {
        "R": lambda alpha, beta, v="x": clean(distances(v), LINE, alpha, beta),
        "noisy": lambda missed, mistaken, alpha, beta, v="x": noisy(
            distances(v), LINE, missed, mistaken, alpha, beta
        ),
    }

    given = {
        "margin": lambda alpha, beta: lt(alpha, beta),
        "linear regime": lambda x, w, alpha, beta: (
            inside_regime(distances(x), 3, alpha, beta),
            inside_regime(distances(w), 3, alpha, beta),
        ),
        "rates": lambda missed, mistaken: (lt(missed, HALF), lt(mistaken, HALF)),
        "clean order": lambda x, w, alpha, beta: lt(
            clean(distances(x), LINE, alpha, beta), clean(distances(w), LINE, alpha, beta)
        ),
    }

    def conclusion(x, w, missed, mistaken, alpha, beta):
        return le(
            noisy(distances(x), LINE, missed, mistaken, alpha, beta),
            noisy(distances(w), LINE, missed, mistaken, alpha, beta),
        )


def part(d, s, kind, alpha, beta):
    """The part of the clean risk that pairs of one class have (`SAME`), or pairs of two."""
    share = (lambda i: s[i]) if kind == SAME else (lambda i: 1 - s[i])
    return sample_mean(lambda i: share(i) * pair_loss(d[i], kind, alpha, beta), d.size)


def worse(d, e, s, kind, alpha, beta):
    """By how much `e` is worse than `d` on pairs of one kind."""
    return part(e, s, kind, alpha, beta) - part(d, s, kind, alpha, beta)


@le2018.claim("class-conditional-pair-noise/by-kind")
class ClassConditionalByKind(Rates):
    r"""Flipping positive pairs at rate ρ, negative at σ scales the difference of two embeddings'
    unclipped margin loss by 1 − 2ρ on positive, 1 − 2σ on negative pairs.

    $\tilde R(e) - \tilde R(d) = (1 - 2\rho_+)\,\Delta_P + (1 - 2\rho_-)\,\Delta_N$, in the
    linear regime.

    The risks are over all pairs. $\Delta_P$ and $\Delta_N$ are the excess losses of $e$ over $d$ on
    pairs of one class and of two, as parts of the clean risk: $R(e) - R(d) = \Delta_P + \Delta_N$.
    Each factor takes all values of $(0, 1]$ as its rate takes those of $[0, \frac12)$, whatever the
    other is. So noise preserves the order at all such rates if and only if $\Delta_P \ge 0$ and
    $\Delta_N \ge 0$: see `class-conditional-pair-noise`.
    """

    def conclusion(d, e, s, missed, mistaken, alpha, beta):
        price = (1 - 2 * missed) * worse(d, e, s, SAME, alpha, beta)
        other = (1 - 2 * mistaken) * worse(d, e, s, DIFFERENT, alpha, beta)
        after = [noisy(x, s, missed, mistaken, alpha, beta) for x in (d, e)]
        return (
            eq(after[1] - after[0], price + other),
            eq(
                clean(e, s, alpha, beta) - clean(d, s, alpha, beta),
                worse(d, e, s, SAME, alpha, beta) + worse(d, e, s, DIFFERENT, alpha, beta),
            ),
        )


@le2018.claim(
    "class-conditional-pair-noise",
    kind="argmin",
    repairs="le2018.class-conditional-pair-noise/any-embeddings",
)
class ClassConditionalNoTrade(Rates):
    r"""If one embedding has no more unclipped margin loss than another, both on positive and on
    negative pairs, flipping pairs at rates ≤ 1/2 preserves this order.

    If the loss of $d$ is at most that of $e$ on pairs of one class and on pairs of two classes,
    then $\tilde R(d) \le \tilde R(e)$ for $\rho_+, \rho_- \le \frac12$.

    The risks are over all pairs, with both embeddings in the linear regime; $R(d) = 0$ is one case.
    The condition is sharp: noise preserves the order at all rates below one half only under it, by
    `by-kind`; above one half see `missed` and `mistaken`.
    """

    given = Two.given | {
        "rates": lambda missed, mistaken: (le(missed, HALF), le(mistaken, HALF)),
        "no worse on either kind": lambda d, e, s, alpha, beta: (
            le(part(d, s, SAME, alpha, beta), part(e, s, SAME, alpha, beta)),
            le(part(d, s, DIFFERENT, alpha, beta), part(e, s, DIFFERENT, alpha, beta)),
        ),
    }

    def conclusion(d, e, s, missed, mistaken, alpha, beta):
        return le(
            noisy(d, s, missed, mistaken, alpha, beta), noisy(e, s, missed, mistaken, alpha, beta)
        )


class Moved(Rates):
    """`e` differs from `d`, which has no clean risk, on pairs of one kind only."""

    def conclusion(d, e, s, missed, mistaken, alpha, beta):
        return ge(
            noisy(d, s, missed, mistaken, alpha, beta), noisy(e, s, missed, mistaken, alpha, beta)
        )

    def _prove(p, kind):
        known = p.given("rate"), p.domain(kind)["upper"]
        return moved(p, kind, p.missed, p.mistaken, *known)


@le2018.claim("class-conditional-pair-noise/missed", kind="order")
class ClassConditionalMissed(Moved):
    r"""If positive pairs are flipped at a rate ≥ 1/2, moving a class's points apart, from zero
    margin loss, never raises the noisy loss while no pair is clipped.

    If $\rho_+ \ge \frac12$ and $R(d) = 0$, then $\tilde R(e) \le \tilde R(d)$ for every $e$
    that moves pairs of one class only.

    The risks are over all pairs, in the linear regime: the noise rewards spreading the points of a
    class.
    """

    given = Two.given | {
        "rate": lambda missed: ge(missed, HALF),
        "no clean risk": no_clean_risk,
        "only these move": lambda n, d, e, s: every_sample(
            lambda i: eq((1 - s[i]) * (e[i] - d[i]), 0), n
        ),
    }

    def prove(p):
        return Moved._prove(p, "missed")


@le2018.claim("class-conditional-pair-noise/mistaken", kind="order")
class ClassConditionalMistaken(Moved):
    r"""If negative pairs are flipped at a rate ≥ 1/2, moving classes together, from zero margin
    loss, never raises the noisy loss while no pair is clipped.

    If $\rho_- \ge \frac12$ and $R(d) = 0$, then $\tilde R(e) \le \tilde R(d)$ for every $e$
    that moves pairs of two classes only.

    The risks are over all pairs, in the linear regime: the noise rewards merging different classes.
    """

    given = Two.given | {
        "rate": lambda mistaken: ge(mistaken, HALF),
        "no clean risk": no_clean_risk,
        "only these move": lambda n, d, e, s: every_sample(
            lambda i: eq(s[i] * (e[i] - d[i]), 0), n
        ),
    }

    def prove(p):
        return Moved._prove(p, "mistaken")


def triangles(missed, mistaken, alpha, beta):
    """The sides of two triangles: that of the points of one class, and the two others."""
    gap = alpha * (mistaken - missed)
    near, far = beta + gap * (1 - 2 * mistaken), beta + gap * (1 - missed - mistaken) / 2
    return (near, far, far), (beta, beta, beta)


def risks(missed, mistaken, alpha, beta):
    """The clean and the noisy risks of the two triangles."""
    both = [*map(Vector, triangles(missed, mistaken, alpha, beta))]
    return (
        [clean(sides, LINE, alpha, beta) for sides in both],
        [noisy(sides, LINE, missed, mistaken, alpha, beta) for sides in both],
    )


@le2018.claim("class-conditional-pair-noise/unequal-rates", kind="exists")
class ClassConditionalUnequal:
    r"""For any unequal flip rates < 1/2 of positive and negative pairs, noise reverses some two
    embeddings' order by unclipped margin loss over all pairs.

    For any rates $\rho_+ \ne \rho_-$ below $\frac12$ two triangles in the linear regime have
    $R(d) < R(e)$ and $\tilde R(d) > \tilde R(e)$.

    Two points are of one class, the third of another. $e$ is equilateral with sides $\beta$; $d$
    has the side $\beta + \alpha (\rho_- - \rho_+)(1 - 2\rho_-)$ between the two of one class, and
    two sides $\beta + \frac{\alpha}{2} (\rho_- - \rho_+)(1 - \rho_+ - \rho_-)$. Equal rates
    preserve every order: see `uniform-pair-noise`.
    """

    missed, mistaken = Real(0, "1/2", open="right"), Real(0, "1/2", open="right")
    alpha, beta = Real(0, open="left"), Real(0, open="left")

    given = {
        "unequal rates": lambda missed, mistaken: gt((mistaken - missed) ** 2, 0),
        "distances": lambda alpha, beta: ge(beta, alpha),
    }
    where = {
        "near": lambda missed, mistaken, alpha: triangles(missed, mistaken, alpha, 0)[0][0],
        "far": lambda missed, mistaken, alpha: triangles(missed, mistaken, alpha, 0)[0][1],
        "clean_d": lambda missed, mistaken, alpha, beta: risks(missed, mistaken, alpha, beta)[0][0],
        "clean_e": lambda missed, mistaken, alpha, beta: risks(missed, mistaken, alpha, beta)[0][1],
        "noisy_d": lambda missed, mistaken, alpha, beta: risks(missed, mistaken, alpha, beta)[1][0],
        "noisy_e": lambda missed, mistaken, alpha, beta: risks(missed, mistaken, alpha, beta)[1][1],
    }

    def conclusion(missed, mistaken, alpha, beta):
        d, _ = triangles(missed, mistaken, alpha, beta)
        (clean_d, clean_e), (noisy_d, noisy_e) = risks(missed, mistaken, alpha, beta)
        return (
            lt(clean_d, clean_e),
            gt(noisy_d, noisy_e),
            ge(d[0], 0),
            ge(2 * d[1], d[0]),
        )

    def prove(p):
        cleaner, noisier, _, triangle = p.goals
        m, q, alpha, beta = p.missed, p.mistaken, p.alpha, p.beta
        few, rare = p.domain("missed")["upper"], p.domain("mistaken")["upper"]
        unequal, there = p.given("unequal rates"), p.given("distances")
        plus, minus = combine(1 + q - m, few, (q + HALF,)), combine(1 - q + m, rare, (m + HALF,))
        (near, far, _), _ = triangles(m, q, alpha, beta)
        # A share `w` of [0, 1] of something in [-1, 1] is in [-1, 1].
        small = combine(1 - m - q, few, rare)
        ends = {}
        for d, share, scale, spare in ((near, rare, 2, 2 * q), (far, small, HALF, (1 + m + q) / 2)):
            x = d - beta
            low = combine(alpha + x, (alpha, spare), (alpha * scale, share, plus))
            high = combine(alpha - x, (alpha, spare), (alpha * scale, share, minus))
            ends[d] = (
                max_equals(alpha + x, 0, low),
                max_equals(alpha - x, 0, high),
                combine(d, low, there),
            )
        (near_same, near_apart, _), (far_same, far_apart, _) = ends[near], ends[far]
        third = HALF * 2 / 3
        return (
            combine(
                cleaner.difference,
                (alpha * third, unequal),
                (near_same, -third),
                (far_apart, -2 * third),
            ),
            combine(
                noisier.difference,
                (2 * alpha * third, unequal, rare),
                (near_same, third * (1 - m)),
                (near_apart, third * m),
                (far_same, 2 * third * q),
                (far_apart, 2 * third * (1 - q)),
            ),
            ends[near][2],
            combine(triangle.difference, (alpha, unequal), beta),
        )
