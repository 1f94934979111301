"""Sections 3.2 and 4.1: statements about training runs, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.flow import time_of_cce, time_of_unhinged
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.gradients import TwoOutputs
from lossproof.simulate.training import EFFECTS

FLOW = ("derived.hitting-time/cross-entropy", "derived.hitting-time/unhinged")


def time_of_mae(c):
    """From a uniform output to 1/2 under MAE, which is twice the unhinged loss."""
    return time_of_unhinged(1 / c, c) / 2


@zhang2018.claim("mae-slower", "Sec. 3.2, Fig. 1a and 1b")
class MaeSlower:
    """On digits, training needs significantly more epochs with MAE than with CCE to reach 80 % test
    accuracy, and the more classes the more so.

    The measurement follows the paper: it counts epochs until the test accuracy is 80 %, on clean
    labels, with the default setting of Adam, which removes the scale of a loss. "Significantly"
    means beyond what chance explains; training took two to three times as long. "More difficult"
    data are those with more classes, 10 against 3 of the same digits; CIFAR-100 differs from
    CIFAR-10 in that too. A network that never reached 80 % counts as if it had in the last of 40
    epochs, which favours MAE.
    """

    effects = (EFFECTS["mae-later"], EFFECTS["mae-later-with-classes"])


@zhang2018.claim("mae-slower/sgd", "Sec. 3.2, Fig. 1a and 1b")
class MaeSlowerSgd:
    r"""With SGD on digits, the mean output at the label reaches 1/2 over twice as late with MAE as
    with CCE, and still later with more classes.

    The optimiser and the measured quantity are not the paper's, but those of `one-sample`. A
    learning rate can compensate for the factor 2, since MAE is twice the unhinged loss. The classes
    are learnt one after another under MAE, some to outputs of 1 at once, which a mean output hides.
    """

    effects = (EFFECTS["mae-slower"], EFFECTS["mae-slower-with-classes"])


@zhang2018.claim("mae-slower/one-sample", "Sec. 3.2", assumes=FLOW)
class MaeSlowerOneSample:
    r"""Gradient flow on one sample's logits, from a uniform output to 1/2 at the label, takes
    (c−2)²/(2c) longer with MAE than CCE.

    MAE is that of Eq. 4, twice the unhinged loss, so its time is half that of the unhinged loss.
    With two classes the uniform output is already at $\frac12$; with more classes MAE is slower, at
    the same learning rate: for $c = 10$ the times are 5.98 and 2.78, a factor of 2.15, and for $c =
    100$ a factor of 9.7. The times are those of `derived.hitting-time/start-alone`. One sample,
    whose logits are the parameters, is not a network; in a network the same is measured by `sgd`.
    """

    c = Classes(3, tried=(3, 4))

    def conclusion(c):
        cce, mae = time_of_cce(1 / c, c), time_of_mae(c)
        more = time_of_cce(1 / (c + 1), c + 1), time_of_mae(c + 1)
        return (
            eq(mae - cce, (c - 2) ** 2 / (2 * c)),
            gt(mae, cce),
            gt(more[1] * cce, mae * more[0]),
        )

    def prove(p):
        c, low = p.c, p.domain("c")["lower"]
        exact, slower, growing = p.goals
        one = positive(sympy.Integer(1))
        three = combine(c - 2, low, one)
        two = combine(c - 1, three, one)
        above = log_increases(combine(c - 2, three), one)
        # log c <= log(c - 1) + 1/(c - 1)
        near = log_bound(combine(c / (c - 1), (reciprocal(two), c)))
        parts = log_quotient(positive(c), two)
        share = 1 / (2 * c * (c + 1))
        return (
            identity(exact.lhs, exact.rhs),
            combine(slower.difference, (three, three, 1 / (2 * c))),
            combine(
                growing.difference,
                (above, three, share * (c + 1)),
                (above, share),
                (three, reciprocal(two), share),
                (near, (c - 2) ** 2 * c * share),
                (parts, (c - 2) ** 2 * c * share),
            ),
        )


@zhang2018.claim("softmax-wrong-labels", "Sec. 4.1 and Fig. 1c")
class SoftmaxWrongLabels:
    """On digits, outputs at wrong labels stay smaller with L_q, q = 0.7, than with CCE, and after 150
    epochs they are smaller with q = 0.4 than with q = 0.2.

    With $L_q$, $q = 0.7$, the mean output at the label of wrongly labelled training samples
    stays far smaller than with CCE; the larger $q$, the later a network overfits to them.

    The noise is symmetric of 40 %. The second part is measured as the mean output after 150 epochs,
    with $q = 1/5$ minus with $q = 2/5$. For the gradient at one prediction `pull` proves it; for
    how fast one output rises see `derived.hitting-time/slower-with-q`.
    """

    effects = (EFFECTS["wrong-labels-small"], EFFECTS["overfitting-delayed"])


@zhang2018.claim("softmax-wrong-labels/pull", "Sec. 4.1 and Fig. 1c")
class SoftmaxWrongLabelsPull(TwoOutputs):
    """The larger q, the less a sample with a smaller output at the label weighs in the gradient of
    L_q relative to another sample.

    The larger $q$, the less a wrongly labelled sample weighs in the gradient of $L_q$, in
    proportion to one labelled right, while the output `u` at its label is the smaller.

    The statement is about the weight $f^{q-1}$ of the gradient of the output at the label, for
    exponents $r < q$. Once the network fits the wrong label better, the relation is reversed.
    """

    q, r = Real(0, 1, open="left"), Real(0, 1, open="left")
    given = TwoOutputs.given | {"r is smaller": lambda q, r: lt(r, q)}

    def conclusion(q, r, u, v):
        larger, smaller = (lambda x: lq(x, q)), (lambda x: lq(x, r))
        return lt(weight(larger, u) * weight(smaller, v), weight(smaller, u) * weight(larger, v))
