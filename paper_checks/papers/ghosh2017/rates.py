"""Uniform noise with a rate for every sample."""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.paper_checks.papers.notation import *

here = ghosh2017.at("printed in none of the papers that we read")


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


@here.claim("non-uniform")
class NonUniformBound(NonUniform):
    r"""Under uniform noise with sample rates ≤ ρ < (c−1)/c, the noisy minimiser of a symmetric loss
    has at most 1/(1 − cρ/(c−1)) times the least clean risk.

    $R(\hat f) \le R(f^*) \big/ \left(1 - \frac{c\,\eta_{\max}}{c-1}\right)$ for a symmetric
    loss under uniform noise of rate $\eta_x < \frac{c-1}{c}$ at each sample.

    The noise is uniform over the wrong labels and the noisy risk is the expectation over it;
    $\hat f$, with table of losses $G$, minimises the noisy risk. A loss that is nonnegative at the
    clean labels is part of the usual definition of a loss; here it is a hypothesis. The sharp
    factor also involves the smallest rate (`two-rates`).
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


@ghosh2017.claim("non-uniform/two-rates", "our question")
class NonUniformSharp(NonUniform):
    r"""If samples have uniform noise rates in [τ, ρ], the noisy minimiser of a symmetric loss has
    at most (c−1−cτ)/(c−1−cρ) × the least clean risk, a sharp factor.

    $R(\hat f) \le \frac{1 - c\,\eta_{\min}/(c-1)}{1 - c\,\eta_{\max}/(c-1)}\, R(f^*)$ for a
    symmetric loss under uniform noise of rate $\eta_x < \frac{c-1}{c}$ at each sample, and the
    factor is attained for every two rates.

    With $m(\eta) = 1 - c\,\eta/(c-1)$ the factor is $m(\eta_{\min}) / m(\eta_{\max})$. For equal
    rates it is 1, in agreement with `uniform-tolerance`, while the factor of `non-uniform` is
    larger. `tau` is at most every rate and plays the role of $\eta_{\min}$; $\rho$ plays that of
    $\eta_{\max}$. Two samples attain the factor, the first with the rate $\tau$ and the second with
    the rate $\rho$: at their labels $f^*$ has the losses 1 and 0, and $\hat f$ has 0 and the
    factor, so that the noisy risks are equal for every sum `C` of the loss over the labels.
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


@here.claim("non-uniform/zero-risk", kind="argmin")
class NonUniformTolerance(NonUniform):
    r"""If a classifier has zero clean risk, a symmetric loss tolerates uniform noise whose rate
    differs between samples and is below (c − 1)/c at each.

    This is the other half of the theorem: $R^\eta(f^*) \le R^\eta(f)$ for all $f$ if the loss is
    nonnegative at the clean labels. The noisy risk is the expectation over the noise. That $f^*$
    minimises the clean risk follows from $R(f^*) = 0$.
    """

    given = {
        "symmetric": NonUniform._symmetric,
        "rates": lambda n, c, eta: every_sample(lambda s: lt(eta[s], (c - 1) / c), n),
        "zero clean risk": lambda n, y, F: eq(clean_risk(F, y, n), 0),
        "nonnegative loss": NonUniform._nonnegative,
    }

    def conclusion(n, c, y, eta, F, G):
        return le(noisy_risk(F, y, eta, c, n), noisy_risk(G, y, eta, c, n))
