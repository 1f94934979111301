"""A bound on the excess risk under uniform noise, from a bound on the class sums of a loss."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *


@derived.claim(
    "class-sum-excess-risk",
    "after Zhang & Sabuncu (2018), Eq. 8",
    repairs=(
        "ghosh2017.bounded-more-robust",
        "ghosh2017.bounded-more-robust/any-two-predictions",
    ),
)
class ClassSumExcessRisk:
    r"""If a loss summed over c labels lies in [a, a + w], the noisy minimiser has an excess clean
    risk ≤ ηw/(c − 1 − ηc) under uniform noise η < (c − 1)/c.

    $R(\hat f) - R(f^*) \le \frac{\eta\,w}{c - 1 - \eta c}$ under uniform noise of rate
    $\eta < \frac{c-1}{c}$ for class sums in $[a, a + w]$.

    A class sum is the sum of the loss over all labels. $F$ is the table of losses of $\hat f$ and
    $G$ that of $f^*$; the noisy risk of $\hat f$ is at most that of $f^*$. A loss is robust to
    uniform noise not because it is bounded but because its class sum hardly depends on the
    prediction: a symmetric loss has $w = 0$ and loses nothing. Only the lower bound for $\hat f$
    and the upper bound for $f^*$ are needed, so only these are assumed.
    """

    n, c = Samples(), Classes()
    y = Each(n, Label(c))
    eta, a, width = Real(0, 1), Real(), Real(0)
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "rate": lambda c, eta: lt(eta, (c - 1) / c),
        "class sums of the noisy minimiser": lambda n, a, F: every_sample(
            lambda s: ge(F[s].total(), a), n
        ),
        "class sums of the clean minimiser": lambda n, a, width, G: every_sample(
            lambda s: le(G[s].total(), a + width), n
        ),
        "noisy minimiser": lambda n, c, y, eta, F, G: le(
            uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n)
        ),
    }

    def conclusion(n, c, y, eta, width, F, G):
        excess = clean_risk(F, y, n) - clean_risk(G, y, n)
        return le(excess, eta * width / (c - 1 - eta * c))
