"""Noise tolerance of reverse cross-entropy.

Hypotheses are given by their predictions. A class of two is enough: a minimiser over a larger one
beats each of the others.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.sce import sce

ours = sce.at("our question, after Li's summary, (ii)")


def rce_losses(f, A):
    return losses_of(f, lambda prediction, j: rce(prediction, j, A))


def clean_order(n, y, A, f, g):
    return le(clean_risk(rce_losses(f, A), y, n), clean_risk(rce_losses(g, A), y, n))


def noisy_order(n, c, y, A, eta, f, g):
    return le(
        uniform_risk(rce_losses(f, A), y, eta, c, n), uniform_risk(rce_losses(g, A), y, eta, c, n)
    )


class TwoHypotheses:
    """Two hypotheses and the clean labels."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, A = Each(n, Label(c)), Real(None, 0, open="right")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))


class UniformNoise(TwoHypotheses):
    """Uniform noise that is averaged."""

    eta = Real(0, 1)
    _rate = {"rate": lambda c, eta: lt(eta, (c - 1) / c)}

    def _equal_sums(p):
        """What makes the class sums of both hypotheses equal, with its factor."""
        factor = p.A * p.eta * (p.c - 1)
        f, g = (average(p.domain(name)["total"], p.n) for name in ("f", "g"))
        return (f, factor), (g, -factor)


@sce.claim("rce-tolerant", "Li's summary, (ii)", kind="argmin", repairs="sce.rce-tolerant/drawn")
class RceTolerant(UniformNoise):
    r"""RCE tolerates uniform noise of rate η < (c − 1)/c, in expectation over the noise.

    RCE is noise tolerant: under averaged uniform noise with $\eta < (c-1)/c$ a minimiser $f^*$
    of the clean risk minimises the noisy risk.

    The source says "under a little assumption" and points to the theory of symmetric losses; the
    assumptions made here are that noise is uniform and averaged, and that the rate is below
    $(c-1)/c$. $g$ is any other hypothesis of the class.

    RCE is the probability of an error times $-A$, and its sum over all labels is $-A\,(c-1)$ for
    every prediction, so noise rescales its risk and shifts it by a constant. The value of $A$ does
    not matter. For realised labels see `drawn`; for a minimiser of the noisy risk see
    `rce-converse`.
    """

    given = UniformNoise._rate | {"clean minimiser": clean_order}
    conclusion = noisy_order


@ours.claim("rce-converse", kind="argmin", repairs="sce.rce-converse/at-chance")
class RceConverse(UniformNoise):
    r"""For RCE under averaged uniform noise η < (c − 1)/c, a minimiser of the noisy risk minimises
    the clean risk.

    Training needs this direction, since it minimises the noisy risk.
    """

    given = UniformNoise._rate | {"noisy minimiser": noisy_order}
    conclusion = clean_order


@ours.claim("rce-converse/at-chance", kind="argmin")
class RceConverseAtChance(UniformNoise):
    r"""For RCE under averaged uniform noise η ≤ (c − 1)/c, a minimiser of the noisy risk minimises
    the clean risk.

    At $\eta = (c-1)/c$ every noisy label is equally likely. The noisy risk of RCE is then the same
    for every hypothesis, so each one minimises it. With the strict bound the statement holds: see
    `sce.rce-converse`.
    """

    given = {
        "rate": lambda c, eta: le(eta, (c - 1) / c),
        "noisy minimiser": noisy_order,
    }
    conclusion = clean_order


@sce.claim("rce-tolerant/drawn", "Li's summary, (ii)", kind="argmin")
class RceTolerantDrawn(TwoHypotheses):
    r"""RCE tolerates any realised noise that flips a share ≤ η < (c − 1)/c of the labels.

    RCE tolerates every realisation $z$ of the noisy labels in which at most a share $\eta <
    (c-1)/c$ differs from the clean labels: a minimiser of the clean risk minimises the risk on $z$.

    Every $z$ has positive probability where $0 < \eta$, so the statement is about each realisation.

    One realisation may flip just the labels on which $f^*$ does better, and a symmetric loss does
    not prevent that. For noise that is averaged the statement holds: see `sce.rce-tolerant`.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))
    eta = Real(0, 1, open="both")
    given = UniformNoise._rate | {
        "share": lambda n, y, z, eta: le(flipped_share(y, z, n), eta),
        "clean minimiser": clean_order,
    }

    def conclusion(n, z, A, f, g):
        return clean_order(n, z, A, f, g)


@sce.claim("rce-tolerant/class-dependent", "Li's summary, (ii)", kind="argmin")
class RceTolerantClassDependent(TwoHypotheses):
    r"""A classifier of zero clean risk minimises the risk of RCE averaged over class-dependent
    noise in which no label is likelier than the true one.

    Under averaged class-dependent noise with $T_{yj} \le T_{yy}$ a hypothesis with $R(f^*) = 0$
    minimises the noisy risk of RCE.

    This is the other assumption under which symmetric losses are tolerant, with the bound that it
    needs: RCE is at most $-A$, which is its class sum over $c - 1$. The condition on $T$ concerns
    only rows of classes that occur. Zero risk is stated with $A$ divided out.

    The assumption is strong: real data admit no hypothesis without error and with certain
    predictions. Without zero risk, or where another label is likelier than the clean one, the
    statement fails.
    """

    T = Transitions(TwoHypotheses.c)
    given = {
        "zero clean risk": lambda n, y, f: eq(clean_risk(rce_losses(f, -1), y, n), 0),
        "diagonal dominates": lambda n, c, y, T: every_sample(
            lambda s: every_class(lambda j: le(T[y[s]][j], T[y[s]][y[s]]), c), n
        ),
    }

    def conclusion(n, y, A, T, f, g):
        return le(noisy_risk(rce_losses(f, A), y, T, n), noisy_risk(rce_losses(g, A), y, T, n))

    def prove(p):
        (goal,) = p.goals
        y, c, height = p.y[ANY_SAMPLE], p.c, p.domain("A")["upper"]
        f, g, row, chance = p.f[ANY_SAMPLE], p.g[ANY_SAMPLE], p.T[y], p.domain("T", y)
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        certain, guess = p.domain("f"), p.domain("g")
        gained = combine(
            (row[y] - row[ANY_CLASS]) * g[ANY_CLASS],
            (p.given("diagonal dominates"), guess["nonnegative"]),
        )
        wasted = combine(
            row[ANY_CLASS] * f[ANY_CLASS], (chance["nonnegative"], certain["nonnegative"])
        )
        rare, short = (facts["at most 1"].at(ANY_CLASS, y) for facts in (chance, certain))
        mass_f, mass_g = certain["total"], guess["total"]
        hit = class_sum(lambda j: row[j] * (f[j] - g[j]), c)
        ahead = combine(
            hit + 1 - f[y],
            total(gained, c),
            total_of_others(wasted, y, c, two),
            (rare, short),
            (mass_g, -row[y]),
        )
        each = combine(height.expr * ahead.expr, (height, ahead))
        equal = combine(
            row.total() * (mass_f.expr - mass_g.expr), (mass_f, row.total()), (mass_g, -row.total())
        )
        return combine(
            goal.difference,
            average(each, p.n),
            (average(equal, p.n), p.A),
            (average(mass_f, p.n), -p.A),
            (p.given("zero clean risk"), p.A),
        )
