"""Is a bounded loss more robust to label noise than an unbounded one?"""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.paper_checks.papers.notation import *


def cross_entropy(f, y):
    return cce(f[y])


def noisy_loss(loss, prediction, label, eta, c):
    """The expected loss of a prediction under uniform noise."""
    losses = SymbolicVector(lambda j: loss(prediction, j), c)
    return uniform_expectation(losses, label, eta, c)


@ghosh2017.claim(
    "bounded-more-robust/any-two-predictions", "our question, after (iii)", kind="order"
)
class BoundedAnyTwoPredictions:
    r"""If uniform noise η < (c − 1)/c preserves the order of two predictions of a sample by CCE, it
    preserves their order by MSE.

    This is our question. There is one sample, and the noisy loss is the expectation over the noise;
    the clean label gives the lower loss to $f$, which predicts it, under CCE and under MSE.

    One expects a bounded loss to suffer less from noise. But the excess risk under uniform noise
    depends on the range of the class sum (the sum of the loss over all labels), not on the range of
    the loss, and two predictions with the same clean loss may have very different class sums. A
    bound on the class sums gives a true statement (`derived.class-sum-excess-risk`).
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


def binary_risks(loss, margins, eta, n):
    """The mean loss of margins, on clean labels and where each label is flipped at rate `eta`."""
    clean = sample_mean(lambda i: loss(margins[i]), n)
    noise = sample_mean(
        lambda i: sampled_value((loss(margins[i]), loss(-margins[i])), (1 - eta, eta)), n
    )
    return clean, noise


def binary_unhinged(v):
    return 1 - v


@ghosh2017.claim("bounded-more-robust", "Li's summary, (iii)", kind="order")
class BoundedMoreRobust:
    r"""If binary uniform noise η < 1/2 keeps the order of two classifiers by the unbounded unhinged
    loss, it keeps their order by the bounded Savage loss.

    Bounded losses are more robust than unbounded ones: if uniform noise of rate
    $\eta < \frac12$ preserves the order of two scoring functions under the unhinged loss
    $1 - z$, which is unbounded, then it preserves their order under the Savage loss
    $(1 + e^{2z})^{-2}$, which is bounded.

    $z$ and $w$ are the margins of the two functions on the samples, which both classify right; the
    first has the smaller clean risk by both losses. Noisy risks are expectations over the noise.
    The source reports an observation on training runs, which `trained` measures.

    Whether a loss is bounded does not decide. Uniform noise preserves every order under the
    unhinged loss, as its sum over the two labels is constant; that of the Savage loss is not, and
    the noise rewards margins near 0, where it is least. The range of the class sum is what bounds
    the excess risk (`derived.class-sum-excess-risk`). With a bound on the loss the noise does
    bounded harm, and not so with CCE (`excess-risk`).
    """

    n, eta = Samples(tried=(1,)), Real(0, "1/2", open="both")
    z, w = Each(n, Real(0, open="left")), Each(n, Real(0, open="left"))

    def _clean(loss):
        def order(n, eta, z, w):
            return lt(*(binary_risks(loss, margins, eta, n)[0] for margins in (z, w)))

        return order

    given = {
        "clean order, bounded": _clean(savage),
        "clean order, unbounded": _clean(binary_unhinged),
        "noisy order, unbounded": lambda n, eta, z, w: le(
            *(binary_risks(binary_unhinged, margins, eta, n)[1] for margins in (z, w))
        ),
    }

    def conclusion(n, eta, z, w):
        return le(*(binary_risks(savage, margins, eta, n)[1] for margins in (z, w)))


@ghosh2017.claim("bounded-more-robust/excess-risk", "our question, after Li's summary, (iii)")
class BoundedExcessRisk:
    r"""Uniform noise η < (c−1)/c raises the minimiser's clean risk by at most ηB/(1−η) for a loss
    in [0, B], but by more than any bound for CCE.

    Among unbounded losses only CCE is decided. Each loss is measured in its own unit. The noisy
    risk is the expectation over the noise.

    For a loss with values in $[0, B]$, let the noisy risk of $\hat f$, with table of losses $F$, be
    at most that of $f^*$, with table $G$. Then $R(\hat f) - R(f^*) \le \frac{\eta B}{1 - \eta} \le
    \frac{\eta\,c\,B}{c - 1 - \eta c}$. Only the lower bound is used of $\hat f$ and only the upper
    bound of $f^*$. The second bound follows from class sums in $[0, cB]$
    (`derived.class-sum-excess-risk`); the first counts the wrong labels only. No hypothesis has an
    excess risk above $B$, so for $\eta \ge \frac12$ the bound says nothing about bounded losses.

    For CCE and every $M$ there are $\hat f$ and $f^*$ such that CCE prefers $\hat f$ under noise
    although its clean risk is larger by more than $M$. Their outputs at the label are $e^{-M-1}$
    and $1 - \frac{1}{2} e^{-(M+1)(1-\eta)/\eta}$, and the rest is shared equally: $f^*$ is so
    confident of the label that a wrong label costs it more than the clean label costs $\hat f$. The
    claim does not say that bounded losses preserve the order of predictions
    (`any-two-predictions`).
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
