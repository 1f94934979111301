"""Noise tolerance of reverse cross-entropy in the PyTorch port of SCE, with clipped outputs."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.released_rce import height, most_clipped
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import two_classes

symmetry = derived.at("SCELoss-Reproduce, loss.py, SCELoss, against Li's Eq. 3 and 18")


def clipped_losses(f, s, t):
    return losses_of(f, lambda prediction, j: clipped_rce(prediction, j, s, t))


def clean_order(n, y, f, g, s, t):
    F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


def noisy_order(n, c, y, eta, f, g, s, t):
    F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
    return le(uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n))


class UniformNoise:
    """Two hypotheses, and the expectation of clipped RCE over uniform noise."""

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y, eta = Each(n, Label(c)), Real(0, 1)
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")

    _rate = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}


@symmetry.claim("released-rce-clip-tolerance/exact", kind="argmin")
class ReleasedRceClipToleranceExact(UniformNoise):
    r"""RCE with clipped outputs tolerates uniform noise of rate η < (c − 1)/c.

    Under uniform noise of rate $\eta < (c-1)/c$ clipped RCE is noise tolerant: a minimiser of
    the clean risk minimises the noisy risk.

    The noisy risk is the expectation over the noise; the floors of label and outputs are arbitrary.

    RCE is tolerant, and one expects a tiny floor to change next to nothing. But the tolerance of
    RCE is exact because its class sums are equal, and those of clipped RCE are not. Below the floor
    the loss at the clean label does not change, and noise prefers one of the predictions among
    which the clean loss does not distinguish. The excess risk of any hypotheses, also of a
    restricted class, is at most of the size of the floor
    (`released-rce-clip-tolerance`). The converse holds where
    all predictions are allowed: a minimiser of the noisy risk minimises the clean one (`converse`).

    The counterexample has predictions that give the other classes less than the floor, and just
    more than it; with a floor of 1/10 the excess risk is large enough to be visible in simulation.
    At the floors of the code, $10^{-4}$ and $10^{-7}$, the claim fails as at all others
    (`every-floor`; `no-floor` has a strict reversal).
    """

    given = UniformNoise._rate | {"clean minimiser": clean_order}
    conclusion = noisy_order


@symmetry.claim("released-rce-clip-tolerance", repairs="derived.released-rce-clip-tolerance/exact")
class ReleasedRceClipTolerance(UniformNoise):
    r"""Under uniform noise η < (c−1)/c, the noisy minimiser of RCE with label clip s and output
    clip t has excess clean risk ≤ −η(c−1)² t log s/(c−1−ηc).

    Under uniform noise of rate $\eta < \frac{c-1}{c}$, $R(\hat f) - R(f^*) \le
    \frac{-A\,\eta\,(c - 1)^2\,t}{c - 1 - \eta c}$ for clipped RCE, with $A = \log s$.

    Here $f$ is $\hat f$ and $g$ is $f^*$; the noisy risk of $f$ is at most that of $g$. Nothing
    else is assumed of the predictions. The bound is the general one for class sums in an interval,
    with the exact width of `released-rce-clip-symmetry`; it vanishes with the floor $t$.
    """

    given = UniformNoise._rate | {"noisy minimiser": noisy_order}

    def conclusion(n, c, y, eta, f, g, s, t):
        F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
        excess = clean_risk(F, y, n) - clean_risk(G, y, n)
        return le(excess, -sympy.log(s) * eta * (c - 1) ** 2 * t / (c - 1 - eta * c))

    def prove(p):
        c, t, above = p.c, p.t, height(p)
        F, G = clipped_losses(p.f, p.s, t), clipped_losses(p.g, p.s, t)
        two = two_classes(p)
        lo = -sympy.log(p.s) * (c - 1)
        hi = lo * (1 + (c - 1) * t)
        raised = total(max_above(p.f[ANY_SAMPLE][ANY_CLASS], t), c)
        most = most_clipped(p, p.g[ANY_SAMPLE], p.domain("g"))
        return excess_risk(
            F,
            G,
            p.y,
            p.eta,
            c,
            p.n,
            order=p.given("noisy minimiser"),
            low=combine(
                F[ANY_SAMPLE].total() - lo, (above, two, raised), (p.domain("f")["total"], lo)
            ),
            high=combine(hi - G[ANY_SAMPLE].total(), (above, two, most)),
            rate=p.given("rate"),
            lo=lo,
            hi=hi,
        )


def on_label(prediction, entry, c, eta, s, t):
    """Clipped RCE on the label, of which the prediction has `entry`, and under uniform noise."""

    def loss(h, y):
        return clipped_rce(h, y, s, t)

    own = loss(Labelled(prediction, entry), None)
    return own, flip_expectation(own, over_labels(loss, prediction), eta, c)


def least_sure(c, t):
    """What the label is left with if each other class is given `t`, but no less than `t`."""
    return sympy.Max(t, 1 - (c - 1) * t)


def at_least_sure(c, eta, s, t):
    """Clipped RCE of the prediction that is `least_sure`, on the label and under uniform noise."""
    own = least_sure(c, t)
    return on_label(Blocks((own, 1), ((1 - own) / (c - 1), c - 1)), own, c, eta, s, t)


@symmetry.claim("released-rce-clip-tolerance/every-floor", kind="exists")
class ReleasedRceClipEveryFloor:
    r"""For RCE with clipped labels and outputs, some prediction minimises the clean loss but not
    the expected loss under uniform noise, at any rate 0 < η < 1.

    For all floors $0 < s, t < 1$ and every rate $0 < \eta < 1$ of uniform noise there is a
    minimiser of clipped RCE on the clean label that does not minimise it under the noise.

    It is the vertex of the label: no prediction $f$ is better on the clean label. The prediction
    that gives each other class as much as the floor hides is equally good there, and it is better
    under noise, where a flipped label costs it less. The rate need not be below $(c - 1)/c$. So the
    clean loss has a tie and noise breaks it; below that rate no noisy minimiser is worse on the
    clean label (`converse`).
    """

    c, eta = Classes(), Real(0, 1, open="both")
    f, y = Simplex(c), Label(c)
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")
    where = {"v": least_sure}

    def conclusion(c, eta, f, y, s, t):
        clean, noisy = on_label(Blocks((1, 1), (0, c - 1)), 1, c, eta, s, t)
        other_clean, other_noisy = at_least_sure(c, eta, s, t)
        return (
            le(clean, clipped_rce(f, y, s, t)),
            eq(other_clean, clean),
            lt(other_noisy, noisy),
        )


def hidden(p):
    """`max(t, r) == t`, where `r` is what `least_sure` leaves each other class."""
    c, t = p.c, p.t
    rest, room = 1 - (c - 1) * t, (1 - least_sure(c, t)) / (c - 1)
    over = reciprocal(two_classes(p))
    return max_equals(t, room, combine(t - room, (max_above(rest, t), over)))


@symmetry.claim("released-rce-clip-tolerance/converse", kind="argmin")
class ReleasedRceClipConverse:
    r"""Under uniform noise η < (c − 1)/c, a minimiser of the noisy risk of RCE with clipped labels
    and outputs over all predictions minimises the clean risk.

    Under uniform noise of rate $\eta < \frac{c-1}{c}$ a minimiser of the noisy risk of clipped
    RCE minimises the clean risk, if all predictions are allowed: $R^\eta(f) - \min R^\eta \ge
    \left(1 - \frac{\eta c}{c-1}\right) (R(f) - \min R)$ for every $f$ and all floors.

    `sce.rce-converse` says the same of RCE. Both minima are attained at one prediction, that of
    `every-floor`: noise adds the sum of the clipped outputs, which is at least $\max(1, c\,t)$ and
    attains this value there. With a restricted class of hypotheses there may be excess risk, up to
    `released-rce-clip-tolerance`.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, eta, f = Each(n, Label(c)), Real(0, 1), Each(n, Simplex(c))
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")
    where = {"v": least_sure}
    given = {"rate": UniformNoise._rate["rate"]}

    def conclusion(n, c, y, eta, f, s, t):
        least, least_noisy = at_least_sure(c, eta, s, t)
        F = clipped_losses(f, s, t)
        clean, noisy = clean_risk(F, y, n), uniform_risk(F, y, eta, c, n)
        return (
            ge(clean, least),
            ge(noisy - least_noisy, retained(eta, c) * (clean - least)),
        )

    def prove(p):
        least, excess = p.goals
        c, t, eta, above, own = p.c, p.t, p.eta, height(p), least_sure(p.c, p.t)
        two, rest, hi = two_classes(p), 1 - (c - 1) * t, -sympy.log(p.s)
        h, equal = p.f[ANY_SAMPLE], hidden(p)
        label = max_equals(own, t, max_above(t, rest))
        others = total_of_others(max_above(t, h[ANY_CLASS]), p.y[ANY_SAMPLE], c, two)
        sum_of = h.total(lambda u: sympy.Max(u, t))
        raised, floored = (
            total(max_above(*order), c) for order in ((h[ANY_CLASS], t), (t, h[ANY_CLASS]))
        )
        room = cases(
            t - rest,
            lambda case: combine(
                sum_of - own - (c - 1) * t, floored, (max_equals(t, rest, case), -1)
            ),
            lambda case: combine(
                sum_of - own - (c - 1) * t,
                raised,
                (p.domain("f")["total"], 1),
                (max_equals(rest, t, case), -1),
            ),
        )
        return (
            combine(
                least.difference,
                (average(combine(hi * others.expr, (above, others)), p.n),),
                (equal, -hi * (c - 1)),
            ),
            combine(
                excess.difference,
                (average(combine(hi * room.expr, (above, room)), p.n), eta),
                (equal, -hi * eta * (c - 1)),
                (label, -hi * eta),
            ),
        )


@symmetry.claim("released-rce-clip-tolerance/no-floor", kind="exists")
class ReleasedRceClipNoFloor:
    r"""For RCE with clipped labels and outputs, uniform noise of any rate 0 < η < 1 reverses the
    order of some two predictions.

    For all floors $0 < s, t < 1$ and every rate $0 < \eta < 1$ of uniform noise there are two
    predictions of which clipped RCE prefers one on the clean label and the other under the noise.

    One is the vertex of the label; the other gives $t + \eta\,t\,(1 - t)$, just over the floor, to
    one other class. Both orders are strict, and hold for any number of classes.
    """

    c, eta = Classes(), Real(0, 1, open="both")
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")

    def conclusion(c, eta, s, t):
        u = t + eta * t * (1 - t)
        clean, noisy = on_label(Blocks((1, 1), (0, c - 1)), 1, c, eta, s, t)
        other = Blocks((1 - u, 1), (u, 1), (0, c - 2))
        other_clean, other_noisy = on_label(other, 1 - u, c, eta, s, t)
        return lt(clean, other_clean), gt(noisy, other_noisy)
