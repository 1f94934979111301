"""The excess noisy risk of L_q under class-dependent noise, for a hypothesis without clean risk."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018.class_dependent import without_clean_risk

here = derived.at("after Zhang & Sabuncu (2018), Eq. 8")


def lq_losses(f, q):
    return losses_of(f, lambda f, j: lq(f[j], q))


def best_prediction(t, N, q):
    return SymbolicVector(lambda j: (t[j] / N) ** (1 / (1 - q)), t.size)


@here.claim("class-dependent-gap")
class ClassDependentGap:
    r"""For q < 1, a classifier of zero clean L_q risk exceeds the least noisy risk by the mean of
    (‖t‖_(1/(1−q)) − t_y)/q, t the transition matrix's row of label y.

    If $R(f^*) = 0$ for the risk of $L_q$ with $q < 1$, $R^\eta(f^*) - \min_f R^\eta(f)$ under
    class-dependent noise is the mean over the samples of $\frac{\|T_y\|_{1/(1-q)} - T_{yy}}{q}$.

    $R^\eta$ is the expectation over the noise: the noisy label of a sample with clean label $y$ has
    the law $t = T_y$, a row of $T$. Every prediction is possible, so $R(f^*) = 0$ makes $f^*$ the
    vertex $y$. The norm $N$ of a sample's row is given by $\sum_j (t_j / N)^{1/(1-q)} = 1$. No
    hypothesis gains more over $f^*$, and the one with entries $(t_j / N)^{1/(1-q)}$ attains this
    gain. `unhinged` is the case $q = 1$.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, q = Each(n, Label(c)), Real(0, 1, open="both")
    T, N = Transitions(c), Each(n, Real(0, 1, open="left"))
    f = Each(n, Simplex(c))

    given = {
        "norm": lambda n, y, q, T, N: every_sample(
            lambda s: eq(best_prediction(T[y[s]], N[s], q).total(), 1), n
        )
    }

    def conclusion(n, y, q, T, N, f):
        at_clean = sample_mean(
            lambda i: expectation_at_vertex(T[y[i]], y[i], lambda u: lq(u, q)), n
        )
        gap = sample_mean(lambda i: (N[i] - T[y[i]][y[i]]) / q, n)
        best = SymbolicVector(lambda i: best_prediction(T[y[i]], N[i], q), n)
        return (
            le(at_clean - noisy_risk(lq_losses(f, q), y, T, n), gap),
            eq(at_clean - noisy_risk(lq_losses(best, q), y, T, n), gap),
        )

    def prove(p):
        bound, attained = p.goals
        q, N, c, row = p.q, p.N[ANY_SAMPLE], p.c, p.domain("T", p.y[ANY_SAMPLE])
        entry, less, norm = row["nonnegative"], p.domain("q")["upper"], p.given("norm")
        share, guess = entry.expr / N, p.domain("f")
        ratio, exponent = combine(share, (1 / N, entry)), reciprocal(less)
        r = exponent.expr

        vertex = average(sifted(p.T[p.y[ANY_SAMPLE]][ANY_CLASS], p.y[ANY_SAMPLE], c), p.n)
        u = guess["nonnegative"].expr
        mean = weighted_am_gm(power(ratio, exponent), guess["nonnegative"], less, positive(q))
        single = combine(
            (1 - q) * share**r + q * u - share * u**q,
            mean,
            (u**q, nested_power(ratio, exponent, less)),
        )
        at_best = combine(
            entry.expr * (share**r) ** q - N * share**r,
            (entry.expr, nested_power(ratio, exponent, positive(q))),
            (N, same_power(share, 1 + q / (1 - q), r)),
        )
        return (
            combine(
                bound.difference,
                average(combine(N / q * total(single, c).expr, (N / q, total(single, c))), p.n),
                average(combine(-N * (1 - q) / q * norm.expr, (-N * (1 - q) / q, norm)), p.n),
                average(combine(-N * guess["total"].expr, (-N, guess["total"])), p.n),
                (1 / q, vertex),
            ),
            combine(
                attained.difference,
                (1 / q, average(total(at_best, c), p.n)),
                average(combine(N / q * norm.expr, (N / q, norm)), p.n),
                (-1 / q, vertex),
            ),
        )


@here.claim("class-dependent-gap/unhinged")
class ClassDependentGapUnhinged:
    r"""For the unhinged loss under class-dependent noise T, the noisy loss of the one-hot
    prediction of the clean label y is max_k T_yk − T_yy above the least one.

    $R^\eta(f^*) - \min_f R^\eta(f) = \max_k T_{yk} - T_{yy}$ for the unhinged loss, $L_q$ with
    $q = 1$, on one sample with $R(f^*) = 0$.

    The risk of more samples is the mean of this. The sample has the clean label $y$ and the row
    $t = T_y$, and $R^\eta$ is the expectation over the noise as for $q < 1$; $k$ is its most
    probable noisy label. The difference is 0 only where no noisy label is more probable than the
    clean one.
    """

    c = Classes()
    y, k = Label(c), Label(c)
    t, f = Simplex(c), Simplex(c)

    given = {"likeliest label": lambda c, k, t: every_class(lambda j: le(t[j], t[k]), c)}

    def conclusion(y, k, t, f):
        at_clean = expectation_at_vertex(t, y, unhinged)
        noisy = expectation(t, label_losses(f, lambda f, j: unhinged(f[j])))
        gap = t[k] - t[y]
        return (
            le(at_clean - noisy, gap),
            eq(at_clean - expectation_at_vertex(t, k, unhinged), gap),
        )


@here.claim("class-dependent-gap/bound")
class ClassDependentGapBound:
    r"""If T_yj ≤ T_yy for the transition matrix T, a classifier of zero clean L_q risk has a noisy
    risk at most the mean of (T_yy^q − T_yy)/q above any other's.

    If $R(f^*) = 0$ and $T_{yj} \le T_{yy}$ for every label $y$ that occurs,
    $R^\eta(f^*) - R^\eta(f)$ for $L_q$ is at most the mean of $\frac{T_{yy}^q - T_{yy}}{q}$ over
    the samples.

    The noise is class dependent, $R^\eta$ is the expectation over it, and $f$ (here $g$) is any
    hypothesis. The bound does not depend on the number of classes: with $c = 10$, $q = 0.7$ and
    $T_{yy} = 0.6$ it is 0.142, where `zhang2018.class-dependent-bound` has 0.853. It is attained
    where $T_y$ is $\frac1m$ for $m$ labels, and so is $g$. The bound vanishes as $q \to 1$. Any
    such bound needs both hypotheses: where another label is more probable than the clean one, or
    where $f^*$ is not right on the clean data, a hypothesis can gain at $q = 1$ too.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c)
    q = Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "zero clean risk": lambda n, y, q, f: eq(clean_risk(lq_losses(f, q), y, n), 0),
        "dominant": lambda n, c, y, T: every_sample(
            lambda s: every_class(lambda j: le(T[y[s]][j], T[y[s]][y[s]]), c), n
        ),
    }

    def conclusion(n, c, y, T, q, f, g):
        gap = noisy_risk(lq_losses(f, q), y, T, n) - noisy_risk(lq_losses(g, q), y, T, n)
        return le(gap, sample_mean(lambda i: (T[y[i]][y[i]] ** q - T[y[i]][y[i]]) / q, n))

    def prove(p):
        (goal,), q, y = p.goals, p.q, p.y[ANY_SAMPLE]
        row, guess, rest = p.domain("T", y), p.domain("g"), p.domain("q")["upper"]
        entry, u, own = row["nonnegative"], guess["nonnegative"].expr, p.T[y][y] ** q
        t = entry.expr
        mean = weighted_am_gm(entry, guess["nonnegative"], rest, positive(q))
        dominated = power_in_base(p.given("dominant"), entry, positive(q))
        value = own * ((1 - q) * t + q * u) - t * u**q

        def some(case):
            over = reciprocal(power(case, positive(q)))
            return combine(value, (own, mean), (dominated, case, over, u**q))

        def none(case):
            weight = combine(own * (1 - q) * t, (own, rest, entry))
            return combine(value, weight, (own * q, guess["nonnegative"]), (case, u**q))

        single = cases(t, some, none, strict=True)
        scale = -(1 - q) * own / q
        return combine(
            goal.difference,
            (1 / q, average(total(single, p.c), p.n)),
            average(combine(scale * row["total"].expr, (scale, row["total"])), p.n),
            average(combine(-own * guess["total"].expr, (-own, guess["total"])), p.n),
            *without_clean_risk(p),
        )
