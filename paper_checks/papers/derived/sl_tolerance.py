"""Noise tolerance of symmetric cross-entropy learning, `SL = alpha CE + beta RCE`."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

ours = derived.at("after Eq. 19 of Li's notes")


def loss(alpha, beta, A):
    """SL of a prediction and a label."""
    return lambda prediction, label: sl(prediction, label, alpha, beta, A)


def clean_order(n, y, alpha, beta, A, f, g):
    F, G = (losses_of(h, loss(alpha, beta, A)) for h in (f, g))
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


def noisy_order(n, c, y, alpha, beta, A, eta, f, g):
    F, G = (losses_of(h, loss(alpha, beta, A)) for h in (f, g))
    return le(uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n))


def below_chance(c, eta):
    return lt(eta, (c - 1) / c)


class TwoPredictions:
    """Two predictions with positive entries, and the weights of the two losses."""

    c = Classes(tried=(2, 3))
    alpha, beta, A = Real(0), Real(0, open="left"), Real(None, 0, open="right")
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)
    where = {"S": lambda alpha, beta, A, x="f": over_labels(loss(alpha, beta, A), x)}


@ours.claim("sl-tolerant/symmetric")
class SlSymmetric(TwoPredictions):
    r"""SL = α CE + β RCE is symmetric for all weights α ≥ 0, β > 0.

    For all weights $\alpha \ge 0$, $\beta > 0$ and every $A < 0$, $\mathrm{SL} = \alpha\,CE +
    \beta\,RCE$ is symmetric: its sum over the labels is the same for all predictions.

    This is our question.

    RCE is symmetric, and it is added to make the loss robust. However, class sums add up. The class
    sum of RCE is already constant, so it cannot compensate for that of CE, which grows without
    bound as any output goes to 0. SL is symmetric only for $\alpha = 0$ (`symmetric-exact`).
    """

    def conclusion(alpha, beta, A, f, g):
        return eq(*(over_labels(loss(alpha, beta, A), h) for h in (f, g)))


@ours.claim("sl-tolerant/symmetric-exact", repairs="derived.sl-tolerant/symmetric")
class SlSymmetricExact(TwoPredictions):
    r"""SL = α CE + β RCE is symmetric if and only if α = 0.

    The sums of SL over the labels at two predictions differ by
    $\alpha \sum_j \log \frac{g_j}{f_j}$; so SL is symmetric if and only if $\alpha = 0$.

    The prediction with the smaller sum of logarithms has the larger sum of SL if and only if
    $\alpha > 0$, whatever $\beta$ and $A$ are. The exact range is `derived.sl-class-sum`.
    """

    given = {"the bolder prediction": lambda f, g: lt(f.total(sympy.log), g.total(sympy.log))}

    def conclusion(alpha, beta, A, f, g):
        one, other = (over_labels(loss(alpha, beta, A), h) for h in (f, g))
        gap = g.total(sympy.log) - f.total(sympy.log)
        return eq(one, other + alpha * gap), iff(gt(one, other), gt(alpha, 0))

    def prove(p):
        difference, order = p.goals
        one, other = (over_labels(loss(p.alpha, p.beta, p.A), h) for h in (p.f, p.g))
        factor, bolder = p.beta * p.A * (p.c - 1), p.given("the bolder prediction")
        whole = (p.domain("f")["total"], -factor), (p.domain("g")["total"], factor)
        known = combine(difference.difference, *whole)

        def positive_weight(case):
            seen = combine(one - other, known, (case, bolder))
            return combine(
                order.difference, decided(one - other, seen), (decided(p.alpha, case), -1)
            )

        def no_weight(case):
            seen = combine(other - one, (known, -1), (case, bolder))
            return combine(
                order.difference, decided(one - other, seen), (decided(p.alpha, case), -1)
            )

        return known, cases(p.alpha, positive_weight, no_weight, strict=True)


class UniformNoise:
    """Two hypotheses, the weights of the two losses, and uniform noise that is averaged."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, alpha, beta = Each(n, Label(c)), Real(0), Real(0, open="left")
    A, eta = Real(None, 0, open="right"), Real(0, 1)
    f, g = Each(n, Simplex(c, interior=True)), Each(n, Simplex(c, interior=True))


@ours.claim("sl-tolerant/any-weights", kind="argmin")
class SlTolerant(UniformNoise):
    r"""With any weights α, β, SL = α CE + β RCE tolerates uniform noise of rate η < (c − 1)/c.

    $\mathrm{SL} = \alpha\,CE + \beta\,RCE$ is noise tolerant: under averaged uniform noise with
    $\eta < (c-1)/c$ a minimiser of the clean risk minimises the noisy risk.

    This is our question: the source asserts it of RCE alone.

    The tolerant part of the loss might seem to control the other part. However, CE charges a noisy
    label for every output that is near 0, even if the prediction is right, while the class sum of
    RCE is the same for all predictions. So a more confident prediction wins on clean labels and may
    lose on noisy ones.

    The excess risk is at most that of `derived.sl-class-sum/excess-risk`, and where every output is
    possible the predicted class is preserved, see `unrestricted`. Weights help only at $\alpha =
    0$, where SL is RCE (`without-ce`), and reverses an order for every other weight
    (`sl-tolerant`). The counterexample consists of two correct predictions, one more confident than
    the other.
    """

    given = {"rate": below_chance, "clean minimiser": clean_order}
    conclusion = noisy_order


@ours.claim("sl-tolerant/without-ce", kind="argmin")
class SlTolerantWithoutCe(UniformNoise):
    r"""SL = β RCE (α = 0) tolerates uniform noise of rate η < (c − 1)/c."""

    given = SlTolerant.given | {"no cross-entropy": lambda alpha: eq(alpha, 0)}
    conclusion = noisy_order


@ours.claim("sl-tolerant", kind="exists")
class SlTolerantNoWeights:
    r"""Whenever cross-entropy has a weight α > 0 in SL = α CE + β RCE, uniform noise 0 < η < 1
    reverses SL's order of some two predictions.

    For every $\alpha > 0$, $\beta \ge 0$, $A < 0$, $c$ and $0 < \eta < 1$ there are two
    predictions of which SL prefers one on the clean label and the other under uniform noise.

    This is our question, as `derived.sl-tolerant/any-weights` is. So no choice of weights helps.
    One prediction is uniform; the other is right and gives $1/(cr)$ to each other class, with $r$
    so large that $\alpha \eta \log(cr)$ is at least the loss of the uniform one. Such an $r$ always
    exists. The smaller $\alpha/\beta$ is, the more confident the prediction has to be: the
    logarithm of $r$ grows as $\beta/\alpha$.
    """

    c = Classes()
    alpha, beta, A = Real(0, open="left"), Real(0), Real(None, 0, open="right")
    eta, r = Real(0, 1, open="both"), Real(1, open="left")

    given = {
        "confident enough": lambda c, alpha, beta, A, eta, r: ge(
            alpha * eta * sympy.log(c * r), alpha * sympy.log(c) - beta * A * (1 - 1 / c)
        ),
    }

    def conclusion(c, alpha, beta, A, eta, r):
        def losses(prediction, entry):
            own = loss(alpha, beta, A)(Labelled(prediction, entry), None)
            summed = over_labels(loss(alpha, beta, A), prediction)
            return own, flip_expectation(own, summed, eta, c)

        w = 1 / (c * r)
        top = 1 - (c - 1) * w
        clean_bold, noisy_bold = losses(Blocks((top, 1), (w, c - 1)), top)
        clean_even, noisy_even = losses(Blocks((1 / c, c)), 1 / c)
        return lt(clean_bold, clean_even), gt(noisy_bold, noisy_even)

    def prove(p):
        clean, noisy = p.goals
        c, w, height, larger = p.c, 1 / (p.c * p.r), p.domain("A")["upper"], p.domain("r")["lower"]
        two = combine(c - 1, p.domain("c")["lower"], (1,))
        right = combine((c - 1) * (1 / c - w), (two, larger, w))
        top = combine(1 - (c - 1) * w, right, (1 / c,))
        below = combine((c - 1) * w, (two, w))
        other = combine(1 - w, (two, 1 / c), (larger, w))
        rest = p.domain("eta")["upper"]
        sure, ahead = log_increases(below, top), log_increases(right, positive(1 / c))
        return (
            combine(clean.difference, (p.alpha, ahead), (p.beta, height, right)),
            combine(
                noisy.difference,
                p.given("confident enough"),
                (rest, p.alpha, sure),
                (rest, p.beta, height, below),
                (p.eta, p.beta, height, other),
            ),
        )
