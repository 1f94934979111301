"""All pairs of points whose labels are noisy: what rate of uniform noise is tolerated."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.pair_rates import no_clean_risk
from lossproof.paper_checks.papers.le2018.pairs import HALF, RISK
from lossproof.paper_checks.papers.le2018.population import (
    Pairs,
    Two,
    gathered,
    in_regime,
    moved,
    realised,
)
from lossproof.paper_checks.papers.notation import *

ASSUMED = ("le2018.induced-pair-rates",)
NOISY = {
    "seen": lambda k, eta, u: uniform_agreement(u, eta, k),
    "noisy": lambda s, k, eta, alpha, beta, v="d": all_pairs_risk(
        v, seen_uniform(s, eta, k), alpha, beta
    ),
}


class Uniform(Two):
    """Uniform noise at the rate `eta` on the labels, of `k` classes, of both points of a pair."""

    k, eta = Classes(), Real(0, 1)
    where = RISK | NOISY

    given = Two.given | {
        "no clean risk": lambda d, s, alpha, beta: no_clean_risk(d, s, alpha, beta)
    }


def in_order(d, e, s, k, eta, alpha, beta):
    seen = seen_uniform(s, eta, k)
    return le(all_pairs_risk(d, seen, alpha, beta), all_pairs_risk(e, seen, alpha, beta))


def size(p):
    """`k - 2 >= 0`, `k - 1 > 0`, `1/(k - 1) > 0`."""
    two = p.domain("k")["lower"]
    one = combine(p.k - 1, two, (1,))
    return two, one, reciprocal(one)


def missed(p):
    """The chance that a pair of one class is not seen as such."""
    return 1 - uniform_agreement(1, p.eta, p.k)


def mistaken(p):
    return uniform_agreement(0, p.eta, p.k)


def kept_square(p, share):
    """`lambda^2 >= 0`, from `1/(k - 1) > 0`."""
    scaled = nonnegative((p.k - 1 - p.k * p.eta) ** 2)
    return combine(retained(p.eta, p.k) ** 2, (scaled, share, share))


def rates(p):
    """`missed >= 0`, `mistaken >= 0` and `1/2 - mistaken >= 0`."""
    two, one, share = size(p)
    k, kept = p.k, retained(p.eta, p.k)
    less = combine(1 - kept, (k * p.eta, share))
    more = combine(1 + kept, (k, p.domain("eta")["upper"], share), (two, share))
    lost = gathered((less, more))
    return (
        combine(missed(p), (lost, one, 1 / k)),
        combine(mistaken(p), (lost, 1 / k)),
        combine(HALF - mistaken(p), (two, 1 / (2 * k)), (kept_square(p, share), 1 / k)),
    )


@le2018.claim("all-pairs-threshold", kind="argmin", assumes=ASSUMED)
class AllPairsThreshold(Uniform):
    r"""Uniform noise η ≤ (1−1/c)(1−√((c−2)/(2c−2))) keeps zero margin loss over all pairs optimal
    among embeddings whose loss is nowhere clipped by max(0, ·).

    All pairs: if $R(d) = 0$, $\tilde R(d) \le \tilde R(e)$ under uniform label noise at any
    rate $\eta \le \frac{k-1}{k} \left(1 - \sqrt{\frac{k-2}{2(k-1)}}\right)$.

    Both embeddings are in the linear regime. Below that rate a pair of one class is labelled as
    such with a probability above one half; a pair of two classes is always labelled as one class
    with a probability of at most one half. So it is enough, by `class-conditional-pair-noise`, that
    the loss of $d$ is at most that of $e$ on both kinds of pairs. The threshold is sharp from three
    classes on: see `only-below`. With two classes, where it is one half, more is true: see
    `two-classes`. As $k$ grows the threshold falls to $1 - \frac{1}{\sqrt 2}$, about 0.293.
    """

    given = Uniform.given | {"rate": lambda k, eta: le(eta, all_pairs_rate(k))}
    conclusion = in_order

    def prove(p):
        two, one, share = size(p)
        k, kept = p.k, retained(p.eta, p.k)
        square = combine((k - 2) / (2 * (k - 1)), (two, share, HALF))
        least = power(square, positive(HALF))
        above = combine(kept - least.expr, (p.given("rate"), k, share))
        enough = power_in_base(above, least, positive(2))
        few = combine(HALF - missed(p), (enough, one, 1 / k))
        lost, rarely, rare = rates(p)
        return realised(p, lost, rarely, few, rare)


@le2018.claim("all-pairs-threshold/only-below", kind="order", assumes=ASSUMED)
class AllPairsOnlyBelow(Two):
    r"""For c ≥ 3, uniform noise η ≥ (1−1/c)(1−√((c−2)/(2c−2))), moving a class's points apart, from
    zero margin loss, never raises the unclipped noisy loss.

    From three classes on, at any rate $\eta \ge \frac{k-1}{k} \left(1 -
    \sqrt{\frac{k-2}{2(k-1)}}\right)$: $\tilde R(e) \le \tilde R(d)$ where $R(d) = 0$ and $e$ moves
    pairs of one class only.

    The risks are over all pairs, in the linear regime. The probability that two wrong labels agree
    is never large enough to change this.
    """

    k, eta = Classes(3), Real(0, 1)
    where = RISK | NOISY

    given = Uniform.given | {
        "rate": lambda k, eta: ge(eta, all_pairs_rate(k)),
        "only these move": lambda n, d, e, s: every_sample(
            lambda i: eq((1 - s[i]) * (e[i] - d[i]), 0), n
        ),
    }

    def conclusion(d, e, s, k, eta, alpha, beta):
        return in_order(e, d, s, k, eta, alpha, beta)

    def prove(p):
        three = p.domain("k")["lower"]
        two, one = combine(p.k - 2, three, (1,)), combine(p.k - 1, three, (2,))
        share, k, kept = reciprocal(one), p.k, retained(p.eta, p.k)
        bound = (k - 2) / (2 * (k - 1))
        square = combine(bound, (two, share, HALF))
        least = power(square, positive(HALF))
        room = combine(least.expr - kept, (p.given("rate"), k, share))
        lowest = combine(kept + share.expr, (k, p.domain("eta")["upper"], share))

        def positive_part(up):
            return combine(bound - kept**2, (room, combine(least.expr + kept, least, up)))

        def negative_part(down):
            other = combine(share.expr - kept, share, down)
            return combine(bound - kept**2, (other, lowest), (k * HALF, three, share, share))

        little = cases(kept, positive_part, negative_part)
        high = combine(missed(p) - HALF, (little, one, 1 / k))
        rate = combine(1 - missed(p), (kept_square(p, share), one, 1 / k), (1 / k,))
        return moved(p, "missed", missed(p), mistaken(p), high, rate)


@le2018.claim("all-pairs-threshold/two-classes", assumes=ASSUMED)
class AllPairsTwoClasses(Pairs):
    r"""With two classes, uniform noise η turns the risk R of the unclipped margin loss α ±
    (distance − β) over all pairs into (1 − 2η)²R + 4αη(1 − η).

    Two classes: $\tilde R = (1 - 2\eta)^2 R + 4\alpha\eta(1 - \eta)$ in the linear regime.

    So all pairs tolerate every rate except one half, also above one half, and without an embedding
    of zero risk: if both labels are wrong the pair has the correct relation.
    """

    eta = Real(0, 1)
    where = RISK | {
        "noisy": lambda s, eta, alpha, beta, v="d": all_pairs_risk(
            v, seen_uniform(s, eta, 2), alpha, beta
        )
    }

    given = {"linear regime": lambda n, d, alpha, beta: in_regime(d, n, alpha, beta)}

    def conclusion(d, s, eta, alpha, beta):
        seen = seen_uniform(s, eta, 2)
        clean = all_pairs_risk(d, s, alpha, beta)
        return eq(
            all_pairs_risk(d, seen, alpha, beta),
            (1 - 2 * eta) ** 2 * clean + 4 * alpha * eta * (1 - eta),
        )
