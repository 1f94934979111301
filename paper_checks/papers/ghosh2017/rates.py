"""A noise rate for every sample, and what boundedness has to do with robustness."""

import sympy

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.theory.domain import Classes, Each, Label, Real, Samples, Scores, Simplex
from lossproof.theory.language import (
    ANY_SAMPLE,
    SymbolicVector,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    lt,
    sample_mean,
)
from lossproof.theory.lemmas import below_uniform
from lossproof.theory.losses import (
    cce,
    clean_risk,
    flip_expectation,
    mse,
    only_largest,
    retained,
    uniform_expectation,
    uniform_risk,
)
from lossproof.theory.proof.rules import (
    average,
    combine,
    identity,
    log_bound,
    log_increases,
    log_quotient,
    positive,
    quotient,
    reciprocal,
    total_of_others,
)

OURS = "our question, after (iii)"


def noisy_risk(scores, labels, eta, c, n):
    """The mean expected loss under uniform noise with its own rate for every sample."""
    return sample_mean(lambda i: uniform_expectation(scores[i], labels[i], eta[i], c), n)


class NonUniform:
    """Uniform noise with a rate for every sample; `F` is the table of f*."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, eta = Each(n, Label(c)), Each(n, Real(0, 1))
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    def _symmetric(n, F, G):
        C = F[0].total()
        return every_sample(lambda s: (eq(F[s].total(), C), eq(G[s].total(), C)), n)

    def _nonnegative(n, y, F, G):
        return every_sample(lambda s: (ge(F[s][y[s]], 0), ge(G[s][y[s]], 0)), n)


@ghosh2017.claim(
    "non-uniform",
    locus="of Ghosh et al. (2017); printed in none of the papers that we read",
    kind="ineq",
)
class NonUniformBound(NonUniform):
    r"""$R(\hat f) \le R(f^*) \big/ \left(1 - \frac{c\,\eta_{\max}}{c-1}\right)$, symmetric loss.

    The noise is uniform over the wrong labels and averaged, with a rate $\eta_x < \frac{c-1}{c}$ of
    its own for every sample; $\hat f$, with table $G$, minimises the noisy risk. That the loss is
    nonnegative on the clean labels is part of the usual definition of a loss; here it is a
    hypothesis. By the least rate too the factor is sharp: `two-rates`.
    """

    rho = Real(0, 1)

    given = {
        "symmetric": NonUniform._symmetric,
        "largest rate": lambda n, eta, rho: every_sample(lambda s: le(eta[s], rho), n),
        "rate": lambda c, rho: lt(rho, (c - 1) / c),
        "noisy minimiser": lambda n, c, y, eta, F, G: le(
            noisy_risk(G, y, eta, c, n), noisy_risk(F, y, eta, c, n)
        ),
        "nonnegative loss": NonUniform._nonnegative,
    }

    def conclusion(n, c, y, rho, F, G):
        return le(clean_risk(G, y, n), clean_risk(F, y, n) / retained(rho, c))

    def prove(p):
        (goal,) = p.goals
        c, rate = p.c, p.eta[ANY_SAMPLE]
        margin = below_uniform(p.given("rate"), p.rho, c)
        sum_f, sum_g = p.given("symmetric")
        loss_f, loss_g = p.given("nonnegative loss")
        below = p.given("largest rate")
        slack = c * (p.rho - rate) * loss_g.expr + c * rate * loss_f.expr
        each = combine(
            slack + rate * (sum_g.expr - sum_f.expr),
            (c, below, loss_g),
            (c * rate, loss_f),
            (rate, sum_g),
            (-rate, sum_f),
        )
        clean_f, clean_g = clean_risk(p.F, p.y, p.n), clean_risk(p.G, p.y, p.n)
        scaled = combine(
            (c - 1) * clean_f - margin.expr * clean_g,
            (c - 1, p.given("noisy minimiser")),
            average(each, p.n),
        )
        return quotient(goal.difference, scaled, margin)


@ghosh2017.claim(
    "non-uniform/two-rates",
    title="Rates in [τ, ρ]: the sharp factor is m(τ)/m(ρ)",
    locus="our question, after Ghosh et al. (2017)",
    kind="ineq",
)
class NonUniformSharp(NonUniform):
    r"""$R(\hat f) \le \frac{1 - c\,\eta_{\min}/(c-1)}{1 - c\,\eta_{\max}/(c-1)}\, R(f^*)$ for a
    symmetric loss, and the factor is attained for every two rates.

    With $m(\eta) = 1 - c\,\eta/(c-1)$ it is $m(\eta_{\min}) / m(\eta_{\max})$. With equal rates the
    factor is 1, as `uniform-tolerance` has it, where that of `non-uniform` is more. `tau` is at
    most every rate, $\tau$ in place of $\eta_{\min}$, and $\rho$ in place of $\eta_{\max}$.
    Attained by two samples, the first of the rate $\tau$ and the second of the rate $\rho$: at
    their labels $f^*$ has the losses 1 and 0, and $\hat f$ has 0 and the factor, so that the noisy
    risks are equal, whatever sum `C` the losses have over the labels.
    """

    tau, rho, C = Real(0, 1), Real(0, 1), Real()

    given = {
        **NonUniformBound.given,
        "least rate": lambda n, eta, tau: every_sample(lambda s: le(tau, eta[s]), n),
    }

    def conclusion(n, c, y, tau, rho, F, G, C):
        low, high = retained(tau, c), retained(rho, c)

        def noisy(first, second):
            return flip_expectation(first, C, tau, c) + flip_expectation(second, C, rho, c)

        return (
            le(clean_risk(G, y, n), low / high * clean_risk(F, y, n)),
            eq(noisy(0, low / high), noisy(1, 0)),
        )

    def prove(p):
        harm, equal = p.goals
        c, rate = p.c, p.eta[ANY_SAMPLE]
        margin = below_uniform(p.given("rate"), p.rho, c)
        sum_f, sum_g = p.given("symmetric")
        loss_f, loss_g = p.given("nonnegative loss")
        slack = c * (p.rho - rate) * loss_g.expr + c * (rate - p.tau) * loss_f.expr
        each = combine(
            slack + rate * (sum_g.expr - sum_f.expr),
            (c, p.given("largest rate"), loss_g),
            (c, p.given("least rate"), loss_f),
            (rate, sum_g),
            (-rate, sum_f),
        )
        clean_f, clean_g = clean_risk(p.F, p.y, p.n), clean_risk(p.G, p.y, p.n)
        scaled = combine(
            (c - 1 - c * p.tau) * clean_f - margin.expr * clean_g,
            (c - 1, p.given("noisy minimiser")),
            average(each, p.n),
        )
        return quotient(harm.difference, scaled, margin), identity(equal.lhs, equal.rhs)


@ghosh2017.claim(
    "non-uniform/zero-risk",
    title="R(f*) = 0: a symmetric loss tolerates rates η_x",
    locus="of Ghosh et al. (2017); printed in none of the papers that we read",
    kind="argmin",
)
class NonUniformTolerance(NonUniform):
    r"""If $R(f^*) = 0$, a symmetric loss is tolerant of uniform noise with rates $\eta_x$.

    The other half of the theorem: $R^\eta(f^*) \le R^\eta(f)$ for all $f$ if every rate is below
    $\frac{c-1}{c}$ and the loss is nonnegative on the clean labels. The noise is averaged. That
    $f^*$ minimises the clean risk follows from its being zero.
    """

    given = {
        "symmetric": NonUniform._symmetric,
        "rates": lambda n, c, eta: every_sample(lambda s: lt(eta[s], (c - 1) / c), n),
        "zero clean risk": lambda n, y, F: eq(clean_risk(F, y, n), 0),
        "nonnegative loss": NonUniform._nonnegative,
    }

    def conclusion(n, c, y, eta, F, G):
        return le(noisy_risk(F, y, eta, c, n), noisy_risk(G, y, eta, c, n))

    def prove(p):
        (goal,) = p.goals
        c, rate = p.c, p.eta[ANY_SAMPLE]
        above_one = combine(c - 1, p.domain("c")["lower"], (1,))
        margin = below_uniform(p.given("rates"), rate, c)
        sum_f, sum_g = p.given("symmetric")
        loss_f, loss_g = p.given("nonnegative loss")
        each = combine(
            margin.expr * loss_g.expr + c * rate * loss_f.expr + rate * (sum_g.expr - sum_f.expr),
            (margin, loss_g),
            (c * rate, loss_f),
            (rate, sum_g),
            (-rate, sum_f),
        )
        scaled = combine(
            (c - 1) * goal.difference, average(each, p.n), (1 - c, p.given("zero clean risk"))
        )
        return quotient(goal.difference, scaled, above_one)


def cross_entropy(f, y):
    return cce(f[y])


def noisy_loss(loss, prediction, label, eta, c):
    """The expected loss of a prediction under uniform noise."""
    losses = SymbolicVector(lambda j: loss(prediction, j), c)
    return uniform_expectation(losses, label, eta, c)


@ghosh2017.claim(
    "bounded-more-robust/any-two-predictions",
    title="Where CCE keeps the order of two predictions, MSE does",
    locus=OURS,
    kind="order",
)
class BoundedAnyTwoPredictions:
    r"""Where CCE, which is unbounded, ranks two predictions $f$ and $g$ under uniform noise as on
    the clean label, so does MSE, which is bounded.

    Our question. One sample and averaged noise; the clean label gives $f$, which predicts it, the
    lower loss, by CCE and by MSE.

    What bounds the harm of uniform noise is the range of the class sum, not that of the loss: see
    the repair. Two predictions with the same clean loss may have very different sums.
    """

    c = Classes(tried=(2, 3))
    y, eta = Label(c), Real(0, 1)
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "right class": lambda c, y, f: only_largest(f, y, c),
        "clean order by CCE": lambda y, f, g: le(cce(f[y]), cce(g[y])),
        "clean order by MSE": lambda y, f, g: le(mse(f, y), mse(g, y)),
        "noisy order by CCE": lambda c, y, eta, f, g: le(
            noisy_loss(cross_entropy, f, y, eta, c), noisy_loss(cross_entropy, g, y, eta, c)
        ),
    }

    def conclusion(c, y, eta, f, g):
        return le(noisy_loss(mse, f, y, eta, c), noisy_loss(mse, g, y, eta, c))


@ghosh2017.claim(
    "bounded-more-robust",
    title="Bounded losses lose at most ηB/(1 − η), CCE above any M",
    locus="Li's summary, (iii)",
    kind="ineq",
)
class BoundedMoreRobust:
    r"""Bounded losses lose at most $\frac{\eta B}{1 - \eta}$ by noise, CCE, which is unbounded,
    more than any $M$.

    The source says that bounded losses are more robust than unbounded ones, and reports it as an
    observation on training runs; as a statement it is read of what a minimiser of the noisy risk
    may lose on clean data. Of unbounded losses CCE alone is decided. The noise is uniform with
    $\eta < \frac{c-1}{c}$ and averaged.

    A loss with values in $[0, B]$: the noisy risk does not rank $\hat f$, with the table of losses
    $F$, behind $f^*$, with the table $G$. Then
    $R(\hat f) - R(f^*) \le \frac{\eta B}{1 - \eta} \le \frac{\eta\,c\,B}{c - 1 - \eta c}$. Only the
    lower bound of $\hat f$ and the upper bound of $f^*$ are asked. The second bound is what class
    sums in $[0, cB]$ give, see `derived.class-sum-excess-risk`; the first counts the wrong labels
    only. The harm of any hypothesis is at most $B$, so of bounded losses it says nothing for $\eta$
    of one half or more.

    CCE: for every $M$ there are $\hat f$ and $f^*$ of which the noise makes it prefer $\hat f$,
    whose clean risk is larger by more than $M$. The outputs at the label are $e^{-M-1}$ and $1 -
    \frac{1}{2} e^{-(M+1)(1-\eta)/\eta}$, the rest shared equally: $f^*$ is so sure of the label
    that a wrong one costs it more than the clean one costs $\hat f$. Not said is that bounded ones
    keep the order of predictions: `any-two-predictions`. The observation itself is measured by
    `trained`.
    """

    n, c = Samples(), Classes()
    y, eta, B, M = Each(n, Label(c)), Real(0, 1, open="both"), Real(0), Real(0)
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "values in [0, B]": lambda n, c, B, F, G: every_sample(
            lambda s: every_class(lambda j: (ge(F[s][j], 0), le(G[s][j], B)), c), n
        ),
        "noisy minimiser": lambda n, c, y, eta, F, G: le(
            uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n)
        ),
    }

    def conclusion(n, c, y, eta, B, F, G, M):
        excess, bound = clean_risk(F, y, n) - clean_risk(G, y, n), eta * B / (1 - eta)

        def noisy(u):
            return flip_expectation(cce(u), cce(u) + (c - 1) * cce((1 - u) / (c - 1)), eta, c)

        f, g = sympy.exp(-M - 1), 1 - sympy.exp(-(M + 1) * (1 - eta) / eta) / 2
        return (
            le(excess, bound),
            le(bound, eta * c * B / (c - 1 - eta * c)),
            lt(noisy(f), noisy(g)),
            gt(cce(f) - cce(g), M),
        )

    def prove(p):
        return (*bounded_harm(p), *harm_of_cce(p))


def bounded_harm(p):
    """The harm of a loss with values in `[0, B]`, and a looser bound on it."""
    harm, looser, *_ = p.goals
    c, eta, y = p.c, p.eta, p.y[ANY_SAMPLE]
    two = combine(c - 1, p.domain("c")["lower"], (1,))
    each_label = reciprocal(two)
    margin = below_uniform(p.given("rate"), eta, c)
    kept = combine(1 - eta, p.given("rate"), (1 / c,))
    low, high = (total_of_others(fact, y, c, two) for fact in p.given("values in [0, B]"))
    scaled = combine(
        eta * p.B - kept.expr * (clean_risk(p.F, p.y, p.n) - clean_risk(p.G, p.y, p.n)),
        p.given("noisy minimiser"),
        (eta, each_label, average(low, p.n)),
        (eta, each_label, average(high, p.n)),
    )
    return (
        quotient(harm.difference, scaled, kept),
        combine(looser.difference, (eta * p.B, reciprocal(margin), reciprocal(kept))),
    )


def harm_of_cce(p):
    """That noise makes CCE prefer a prediction which is worse by more than `M`."""
    *_, noisy, clean = p.goals
    c, M, eta = p.c, p.M, p.eta
    half, two = positive(sympy.Rational(1, 2)), combine(c - 1, p.domain("c")["lower"], (1,))
    upper, odds = p.domain("eta")["upper"], (M + 1) * (1 - eta) / eta
    far = combine(odds, (M + 1, upper, 1 / eta))
    unsure, tail = sympy.exp(-M - 1), sympy.exp(-odds)
    most = combine(
        half.expr - unsure, (unsure / 2, log_bound(positive(1 / unsure))), (unsure / 2, M)
    )
    less = combine(1 - tail, (tail, log_bound(positive(1 / tail))), (tail, far))
    sure = combine(half.expr - tail / 2, (less, half))
    top = combine(1 - tail / 2, sure, half)
    wrong = combine(1 - unsure, most, half)
    at_least = log_increases(sure, half)
    return (
        combine(
            noisy.difference,
            (upper, log_increases(positive(tail / 2), top)),
            (eta, log_increases(most, half)),
            (eta, log_quotient(wrong, two)),
            (-eta, log_quotient(positive(tail / 2), two)),
            (-eta, log_quotient(positive(tail), positive(2))),
        ),
        combine(clean.difference, at_least, (1 - sympy.log(2),)),
    )
