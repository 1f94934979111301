"""Section 3.3: whether a tighter bound on the class sum makes a loss more tolerant to noise."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


def lq_losses(f, q):
    return label_losses(f, lambda f, j: lq(f[j], q))


def truncated_losses(f, q, k):
    return label_losses(f, lambda f, j: truncated_lq(f[j], q, k))


@zhang2018.claim(
    "tighter-means-tolerant/any-two-predictions", "our question, after Sec. 3.3", kind="order"
)
class TighterMeansTolerantAnyTwo:
    """If truncation narrows L_q's bounds on the sum over labels, truncated L_q preserves the order
    of two predictions under uniform noise whenever L_q does.

    A tighter bound on the class sum preserves the order of any two predictions of a sample
    under averaged uniform noise.

    This is our question, stronger than the sentence: for two predictions $f$ and $g$ of one sample
    with the label $y$. Suppose that Eq. 11 says that truncation tightens the bound, that the
    untruncated loss still prefers $f$ under noise, and that the truncated loss prefers $f$ without
    noise; then the truncated loss prefers $f$ under noise too.

    The relevant quantity is the difference of the class sums of the two hypotheses. Truncation can
    reverse which of the two has the smaller sum, because a confident wrong prediction now has the
    smallest one of all, and it caps the advantage of $f$ without noise. A tighter bound does give a
    smaller guarantee: see `zhang2018.tighter-means-tolerant`; and where every prediction is
    possible, a large enough threshold does make the loss tolerant, whatever Eq. 11 says: see the
    repair.
    """

    c = Classes(tried=(2, 3))
    y, q, k = Label(c), Real(0, 1, open="left"), Real(0, 1, open="both")
    eta, f, g = Real(0, 1), Simplex(c), Simplex(c)

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "k >= 1/c": lambda c, k: ge(c * k, 1),
        "tighter": lambda c, q, k: lt(width(q, k), untruncated_width(q, c)),
        "better when clean": lambda y, q, k, f, g: lt(
            truncated_lq(f[y], q, k), truncated_lq(g[y], q, k)
        ),
        "tolerant untruncated": lambda c, y, q, eta, f, g: le(
            uniform_expectation(lq_losses(f, q), y, eta, c),
            uniform_expectation(lq_losses(g, q), y, eta, c),
        ),
    }

    def conclusion(c, y, q, k, eta, f, g):
        return le(
            uniform_expectation(truncated_losses(f, q, k), y, eta, c),
            uniform_expectation(truncated_losses(g, q, k), y, eta, c),
        )


@zhang2018.claim("tighter-means-tolerant", "Sec. 3.3", kind="order")
class TighterMeansTolerant:
    r"""If a loss summed over all labels has narrower bounds, its bound on the excess risk under
    averaged uniform noise η < (c − 1)/c is smaller.

    A tighter bound on the sum of the losses over the classes implies stronger tolerance to
    uniform noise: a smaller guaranteed excess risk.

    Tolerance is measured as in Eq. 8, where the paper infers noise tolerance from a tighter bound:
    by how much a minimiser of the noisy risk may lose on clean data. This compares losses of one
    scale, as $\mathcal{L}_q$ and truncated $\mathcal{L}_q$ are: a tenth of a loss has a tenth of
    the width and of the guarantee, and the same minimisers.

    $\hat f$, whose table of losses is $F$, minimises the risk averaged over uniform noise, against
    any other hypothesis with the table $G$. If the class sums lie in an interval of width $w$, then
    $R(\hat f) - R(f) \le \frac{\eta w}{c - 1 - \eta c}$, which is less than the guarantee that a
    wider interval, of width $v$, gives. Without noise both guarantees are 0, so $\eta > 0$.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y = Each(n, Label(c))
    eta, a, w, v = Real(0, 1, open="left"), Real(), Real(0), Real(0)
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "tighter": lambda w, v: lt(w, v),
        "class sums": lambda n, a, w, F, G: every_sample(
            lambda s: (ge(F[s].total(), a), le(G[s].total(), a + w)), n
        ),
        "noisy minimiser": lambda n, c, y, eta, F, G: le(
            uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n)
        ),
    }

    def conclusion(n, c, y, eta, w, v, F, G):
        def guarantee(width):
            return eta * width / (c - 1 - eta * c)

        excess = clean_risk(F, y, n) - clean_risk(G, y, n)
        return le(excess, guarantee(w)), lt(guarantee(w), guarantee(v))
