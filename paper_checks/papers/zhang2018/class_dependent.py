"""Section 3.2: the effect of class-dependent noise on a hypothesis without loss on clean data."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.risk import lq_losses, lq_risk


class ClassDependentNoise:
    """Hypotheses of the statement on class-dependent noise."""

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y = Each(n, Label(c))
    T, q = Transitions(c), Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "zero clean risk": lambda n, y, q, f: eq(lq_risk(f, y, n, q), 0),
        "dominant": lambda n, c, y, T: every_sample(lambda s: only_largest(T[y[s]], y[s], c), n),
    }


def noisy_minimiser(n, y, T, q, f, g):
    return le(noisy_risk(lq_losses(g, q), y, T, n), noisy_risk(lq_losses(f, q), y, T, n))


@zhang2018.claim("class-dependent-bound", "after Eq. 8")
class ClassDependentBound(ClassDependentNoise):
    r"""If f has zero clean L_q risk and the true label is likeliest, its noisy risk exceeds the
    least by at most (c^(1−q) − 1)/q × mean P(label unchanged).

    $0 \le R^\eta(f^*) - R^\eta(\hat f) \le \frac{c^{1-q} - 1}{q} \cdot \frac1n \sum_i T_{y_i
    y_i}$ if $R(f^*) = 0$ and $\eta_{ij} < \eta_{ii}$.

    The second condition is for every $j \ne i$ and only for the classes $i$ that occur; the paper
    prints $q_{ij} < q_{ii}$, where the rates are meant, and says that the difference is bounded,
    but, in the main text, not by which number. This bound uses both conditions, and it vanishes as
    $q \to 1$, as that of Eq. 8 does; since the loss itself is bounded, $1/q$ is another bound,
    without any condition:
    `any-noise`. It is not sharp: the mean of $(T_{yy}^q - T_{yy})/q$ is a bound under the same
    conditions, never larger as $T_{yy} \ge 1/c$ (`derived.class-dependent-gap/bound`); with 10
    classes, $q = 0.7$ and $T_{yy} = 0.6$ it is 0.142, this one 0.853. The noise is class dependent,
    with the transition matrix $T$, and averaged; $f = f^*$ and $g = \hat f$. The exact difference
    is `derived.class-dependent-gap`.
    """

    given = ClassDependentNoise.given | {"noisy minimiser": noisy_minimiser}

    def conclusion(n, c, y, T, q, f, g):
        gap = noisy_risk(lq_losses(f, q), y, T, n) - noisy_risk(lq_losses(g, q), y, T, n)
        width = (c ** (1 - q) - 1) / q
        return le(0, gap), le(gap, width * sample_mean(lambda i: T[y[i]][y[i]], n))

    def prove(p):
        y = p.y[ANY_SAMPLE]
        row, dominant = p.T[y], p.given("dominant")
        hit = nonnegative(p.g[ANY_SAMPLE][ANY_CLASS] ** p.q)

        def behind(apart):
            return combine(row[y] - row[ANY_CLASS], dominant, (-1, no_delta(apart, ANY_CLASS, y)))

        return p.given("noisy minimiser"), below_own_share(
            p, p.goals[1], weighted_others(hit, y, p.c, behind)
        )


def below_own_share(p, goal, most):
    """`R(f) - R(g) <= (c^(1-q) - 1)/q mean T_yy` of noisy risks, if `f` has no clean risk.

    `most` is `sum_j (T_yy - T_yj) g_j^q >= 0`, with `y` the label of any sample.
    """
    q, c, y = p.q, p.c, p.y[ANY_SAMPLE]
    g, own = p.g[ANY_SAMPLE], p.domain("T", y)["nonnegative"].at(ANY_CLASS, y)
    low = lq_class_sum_low(g, p.domain("g"), q, c, p.domain("q")["upper"])
    spread = combine(own.expr * low.expr, (own, low))
    clean = without_clean_risk(p)
    return combine(goal.difference, (1 / q, average(most, p.n)), average(spread, p.n), *clean)


def without_clean_risk(p):
    """Terms worth `(1 - mean T_yy)/q - R(f) >= 0` of the noisy risk, if `f` has no clean risk."""
    q, c, y = p.q, p.c, p.y[ANY_SAMPLE]
    f, row, chance = p.f[ANY_SAMPLE], p.T[y], p.domain("T", y)
    rare = chance["at most 1"].at(ANY_CLASS, y)
    ends = (p.domain("f")[name].at(ANY_CLASS, y) for name in ("at most 1", "nonnegative"))
    miss = power_in_base(*ends, positive(q))
    lost = combine(rare.expr * miss.expr, (rare, miss))
    other = nonnegative(f[ANY_CLASS] ** q)
    rest = combine(row[ANY_CLASS] * other.expr, (chance["nonnegative"], other))
    others = total_of_others(rest, y, c, combine(c - 1, p.domain("c")["lower"], (1,)))
    return (
        (1 / q, average(others, p.n)),
        (1 / q, average(lost, p.n)),
        (-1, p.given("zero clean risk")),
    )


@zhang2018.claim("class-dependent-bound/any-noise", "our question, after Eq. 8")
class ClassDependentBoundAnyNoise:
    r"""Under any label noise, the noisy L_q risks of the clean and the noisy minimiser differ by at
    most 1/q.

    $R^\eta(f^*) - R^\eta(\hat f) \le \frac1q$ for $\mathcal{L}_q$, for any noise and any value
    of $R(f^*)$.

    This makes the difference "bounded" and asserts no more: the loss has values in $[0, 1/q]$, so
    neither of the printed conditions is needed, nor the assumptions on $f = f^*$ and $g = \hat f$.
    Row $i$ of `W` is the law of the noisy label of sample $i$, a row of a transition matrix or a
    single realised label.
    """

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    q, W = Real(0, 1, open="left"), Each(n, Simplex(c))
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    def conclusion(n, W, q, f, g):
        one, other = (weighted_risk(lq_losses(h, q), W, n) for h in (f, g))
        return le(one - other, 1 / q)

    def prove(p):
        weight, scale = p.domain("W")["nonnegative"], 1 / p.q
        hit = nonnegative(p.f[ANY_SAMPLE][ANY_CLASS] ** p.q)
        gain = average(total(combine(weight.expr * hit.expr, (weight, hit)), p.c), p.n)
        loss = power_in_base(
            p.domain("g")["at most 1"], p.domain("g")["nonnegative"], positive(p.q)
        )
        cost = average(total(combine(weight.expr * loss.expr, (weight, loss)), p.c), p.n)
        unit = average(p.domain("W")["total"], p.n)
        return combine(p.goals[0].difference, (scale, gain), (scale, cost), (-scale, unit))
