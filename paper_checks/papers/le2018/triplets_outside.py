"""Triplets outside the linear regime, seen with positive and negative exchanged at some rate."""

from lossproof.paper_checks.papers.le2018 import le2018
from lossproof.paper_checks.papers.le2018.margin import hinge_sum
from lossproof.paper_checks.papers.le2018.pairs import HALF
from lossproof.paper_checks.papers.notation import *


def clean(near, far, m):
    """The mean loss of triplets with these distances from anchor to positive and to negative."""
    return sample_mean(lambda i: triplet_loss(near[i], far[i], m), near.size)


def noisy(near, far, m, rho):
    """The expected mean loss where positive and negative are exchanged at the rate `rho`."""

    def seen(i):
        both = triplet_loss(near[i], far[i], m), triplet_loss(far[i], near[i], m)
        return sampled_value(both, (1 - rho, rho))

    return sample_mean(seen, near.size)


def outside(near, far, m):
    """How far triplets are outside the linear regime, in the mean."""
    return sample_mean(lambda i: Max(0, Abs(near[i] - far[i]) - m), near.size)


def both_orders(p, near, far):
    """`mean(l(a, p, n) + l(a, n, p)) == 2 m + outside`."""
    _, sums = hinge_sum(near[ANY_SAMPLE] - far[ANY_SAMPLE], p.m, p.domain("m")["lower"])
    return average(sums, p.n)


class Triplets:
    """Triplets at the distances `near` and `far` of positive and negative from the anchor."""

    n, m, rho = Samples(tried=(1, 2)), Real(0), Real(0, 1)
    near, far = Each(n, Real(0)), Each(n, Real(0))


@le2018.claim("triplets-outside-regime")
class TripletsOutside(Triplets):
    r"""Swapping positive and negative at rate ρ turns the risk R of triplet loss max(0, Δ + m), Δ =
    d_ap − d_an, into (1−2ρ)R + ρ(2m + 𝔼 max(0, |Δ| − m)).

    $\tilde R = (1 - 2\rho) R + \rho\,(2m + E)$, with $E$ the mean of $\max(0, |d_{ap} - d_{an}|
    - m)$, for triplets whose positive and negative are exchanged at the rate $\rho$.

    In the linear regime $E = 0$, and noise preserves the order of risks below one half; outside it
    may not (`kept-order`).
    """

    def conclusion(near, far, m, rho):
        charged = rho * (2 * m + outside(near, far, m))
        return eq(noisy(near, far, m, rho), (1 - 2 * rho) * clean(near, far, m) + charged)


class TwoMaps(Triplets):
    """The same triplets under another map, at the distances `x` and `w`."""

    x, w = Each(Triplets.n, Real(0)), Each(Triplets.n, Real(0))

    given = {
        "rate": lambda rho: lt(rho, HALF),
        "clean order": lambda near, far, x, w, m: le(clean(near, far, m), clean(x, w, m)),
    }

    def conclusion(near, far, x, w, m, rho):
        return le(noisy(near, far, m, rho), noisy(x, w, m, rho))


@le2018.claim("triplets-outside-regime/kept-order", kind="order")
class TripletsKeptOrder(TwoMaps):
    r"""Swapping positive and negative of triplets at a rate below 1/2 preserves the order of two
    embeddings by triplet loss, clipped or not.

    Below one half the rate at which positive and negative are exchanged preserves the order of
    risks, also outside the linear regime.

    The losses of a triplet and of the exchanged one sum to $2m$ only for $|d_{ap} - d_{an}| \le m$.
    Outside the noise charges for the excess, so that it prefers a map which separates less. The
    order is preserved if the better map is not farther outside the linear regime
    (`no-farther-outside`).
    """

    m = Real(0, open="left")
    near, far = Each(Triplets.n, Real(0, open="left")), Each(Triplets.n, Real(0, open="left"))
    x, w = Each(Triplets.n, Real(0, open="left")), Each(Triplets.n, Real(0, open="left"))


@le2018.claim(
    "triplets-outside-regime/no-farther-outside",
    kind="order",
    repairs="le2018.triplets-outside-regime/kept-order",
)
class TripletsNoFarther(TwoMaps):
    r"""Swapping positive and negative at a rate < 1/2 preserves the order of two embeddings by
    triplet loss if the better has no larger 𝔼 max(0, |d_ap − d_an| − m).

    Below one half the rate preserves the order of risks if the triplets of the better map are,
    in the mean, no farther outside the linear regime than those of the other.

    The condition is necessary for the order at every rate below one half, by
    `triplets-outside-regime`.
    """

    given = TwoMaps.given | {
        "no farther outside": lambda near, far, x, w, m: le(outside(near, far, m), outside(x, w, m))
    }

    def prove(p):
        return combine(
            p.goals[0].difference,
            (2, p.given("rate"), p.given("clean order")),
            (p.rho, p.given("no farther outside")),
            (both_orders(p, p.near, p.far), p.rho),
            (both_orders(p, p.x, p.w), -p.rho),
        )
