"""Noise tolerance of reverse cross-entropy in the PyTorch port of SCE, with clipped outputs."""

import sympy

from paper_checks.papers.derived import derived
from paper_checks.papers.derived.released_rce import SYMMETRY, height, most_clipped
from theory.domain import Classes, Each, Label, Real, Samples, Simplex
from theory.language import ANY_CLASS, ANY_SAMPLE, Blocks, eq, gt, le, lt
from theory.lemmas import excess_risk
from theory.losses import (
    Labelled,
    clean_risk,
    clipped_rce,
    flip_expectation,
    losses_of,
    over_labels,
    uniform_risk,
)
from theory.proof.rules import (
    cases,
    combine,
    max_above,
    max_equals,
    reciprocal,
    total,
    total_of_others,
)


def clipped_losses(f, s, t):
    return losses_of(f, lambda prediction, j: clipped_rce(prediction, j, s, t))


def clean_order(n, y, f, g, s, t):
    F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


def noisy_order(n, c, y, eta, f, g, s, t):
    F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
    return le(uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n))


class UniformNoise:
    """Two hypotheses, clipped RCE, and uniform noise that is averaged."""

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y, eta = Each(n, Label(c)), Real(0, 1)
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")

    _rate = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}


@derived.claim(
    "released-rce-clip-tolerance",
    title="Clipped RCE tolerates uniform noise below (c−1)/c",
    locus=SYMMETRY,
    kind="argmin",
)
class ReleasedRceClipTolerance(UniformNoise):
    r"""Clipped RCE is noise tolerant: under uniform noise with $\eta < (c-1)/c$ a minimiser of the
    clean risk minimises the noisy risk.

    The noise is averaged; any floors of label and outputs.

    Intuition: RCE is tolerant, and a tiny floor changes next to nothing.
    Catch: tolerance of RCE is exact because its class sums are equal; these are not. Below the
    floor the clean label has nothing to say, and noise decides.
    Repair: the harm is at most as large as the floor, see `excess-risk`; no floor is free of it,
    see `every-floor`.
    Object: predictions that give the other classes less than the floor, and just more than it.
    """

    given = UniformNoise._rate | {"clean minimiser": clean_order}
    conclusion = noisy_order


@derived.claim(
    "released-rce-clip-tolerance/excess-risk",
    title="Clipped RCE: excess risk ≤ −Aη(c − 1)²t/(c − 1 − ηc)",
    locus=SYMMETRY,
    kind="ineq",
    repairs="derived.released-rce-clip-tolerance",
)
class ReleasedRceClipExcessRisk(UniformNoise):
    r"""$R(\hat f) - R(f^*) \le \frac{-A\,\eta\,(c - 1)^2\,t}{c - 1 - \eta c}$ for clipped RCE, with
    $A = \log s$.

    Here $f$ is $\hat f$, which the noisy risk does not rank behind $f^*$, here $g$. Nothing is
    asked of the predictions. The bound is the general one for class sums in an interval, with the
    exact width of `released-rce-clip-symmetry/within`; it vanishes with the floor $t$.
    """

    given = UniformNoise._rate | {"noisy minimiser": noisy_order}

    def conclusion(n, c, y, eta, f, g, s, t):
        F, G = clipped_losses(f, s, t), clipped_losses(g, s, t)
        excess = clean_risk(F, y, n) - clean_risk(G, y, n)
        return le(excess, -sympy.log(s) * eta * (c - 1) ** 2 * t / (c - 1 - eta * c))

    def prove(p):
        c, t, above = p.c, p.t, height(p)
        F, G = clipped_losses(p.f, p.s, t), clipped_losses(p.g, p.s, t)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
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


@derived.claim(
    "released-rce-clip-tolerance/every-floor",
    title="Clipped RCE is tolerant at no floor and no rate",
    locus=SYMMETRY,
    kind="exists",
)
class ReleasedRceClipEveryFloor:
    r"""For all floors $0 < s, t < 1$ and every rate $0 < \eta < 1$ there is a minimiser of clipped
    RCE on the clean label that does not minimise it under uniform noise.

    That is the vertex of the label: no prediction $f$ does better on the clean label. As good there
    is the one that gives each other class as much as the floor hides, and it is better under noise,
    where a flipped label costs it less. The rate need not be below $(c - 1)/c$.
    """

    c, eta = Classes(), Real(0, 1, open="both")
    f, y = Simplex(c), Label(c)
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")
    where = {"v": least_sure}

    def conclusion(c, eta, f, y, s, t):
        own = least_sure(c, t)
        clean, noisy = on_label(Blocks((1, 1), (0, c - 1)), 1, c, eta, s, t)
        other = Blocks((own, 1), ((1 - own) / (c - 1), c - 1))
        other_clean, other_noisy = on_label(other, own, c, eta, s, t)
        return (
            le(clean, clipped_rce(f, y, s, t)),
            eq(other_clean, clean),
            lt(other_noisy, noisy),
        )

    def prove(p):
        least, clean, noisy = p.goals
        c, t, eta, above, own = p.c, p.t, p.eta, height(p), least_sure(p.c, p.t)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        one, rest = p.domain("t")["upper"], 1 - (c - 1) * t
        room = (1 - own) / (c - 1)
        hidden = combine(t - room, (max_above(rest, t), reciprocal(two)))
        equal = max_equals(t, room, hidden)
        sure = cases(
            t - rest,
            lambda case: combine(1 - own, one, (max_equals(t, rest, case), -1)),
            lambda case: combine(1 - own, (two, t), (max_equals(rest, t, case), -1)),
        )
        label = max_equals(1, t, one)
        hi = -sympy.log(p.s)
        return (
            combine(
                least.difference,
                (above, total_of_others(max_above(t, p.f[ANY_CLASS]), p.y, c, two)),
            ),
            combine(clean.difference, (equal, hi * (c - 1))),
            combine(
                noisy.difference,
                (above, sure, eta),
                (equal, -hi * (c - 1 - eta)),
                (label, hi * eta),
            ),
        )


@derived.claim(
    "released-rce-clip-tolerance/no-floor",
    title="Clipped RCE turns some order round, however low the floor t",
    locus=SYMMETRY,
    kind="exists",
)
class ReleasedRceClipNoFloor:
    r"""For every rate $0 < \eta < 1$ and every floor $t$ with $c\,(1 + \eta)\,t \le 1$ there
    are two predictions of which clipped RCE prefers one on the clean label and the other under
    uniform noise.

    One is the vertex of the label; the other gives $(1 + \eta)\,t$, just over the floor, to each
    other class.
    """

    c, eta = Classes(), Real(0, 1, open="both")
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"low floor": lambda c, eta, t: le(c * (1 + eta) * t, 1)}

    def conclusion(c, eta, s, t):
        v = (1 + eta) * t
        own = 1 - (c - 1) * v
        clean, noisy = on_label(Blocks((1, 1), (0, c - 1)), 1, c, eta, s, t)
        other_clean, other_noisy = on_label(Blocks((own, 1), (v, c - 1)), own, c, eta, s, t)
        return lt(clean, other_clean), gt(noisy, other_noisy)

    def prove(p):
        clean, noisy = p.goals
        c, t, eta, above = p.c, p.t, p.eta, height(p)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        top = 1 - (c - 1) * (1 + eta) * t
        one = max_equals(1, t, p.domain("t")["upper"])
        kept = max_equals(top, t, combine(top - t, p.given("low floor"), (eta * t,)))
        factor = eta * sympy.log(p.s)
        return (
            combine(clean.difference, (above, two, eta * t)),
            combine(
                noisy.difference,
                (above, c * eta**2 * t),
                (one, -factor),
                (kept, factor),
            ),
        )
