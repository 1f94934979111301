"""Eq. 9-10 and the first explanation: the weight of a sample and where it is largest."""

from functools import cache

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)


@cache
def mae_weight():
    return weight_in_training(mae)


@cache
def cce_weight():
    return weight_in_training(of_label(cce))


@imae.claim("weights", "Eq. 9-10")
class Weights:
    r"""Logit gradients have the L1 norm 2(1 − p) for CCE and 4p(1 − p) for MAE, with p the output
    at the label.

    $\omega_{CCE} = \|\partial L / \partial z\|_1 = 2 (1 - p)$ and $\omega_{MAE} = 4 p (1 - p)$.

    $p$ is the softmax output $f_y$ of the label and $z$ the logits. Both norms are differentiated
    from the losses, for any number of classes; the distribution of the remaining probability over
    the other classes does not matter. The factors are those of the definitions: half of MAE has
    half of the weight.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    where = {
        "norm_CCE": lambda f, y: logit_gradient_norm(of_label(cce), f, y),
        "norm_MAE": lambda f, y: logit_gradient_norm(mae, f, y),
    }

    def conclusion(f, y):
        u = f[y]
        return (
            eq(logit_gradient_norm(of_label(cce), f, y), 2 * (1 - u)),
            eq(logit_gradient_norm(mae, f, y), 4 * u * (1 - u)),
        )


@imae.claim("emphasis", "explanation 1")
class Emphasis:
    r"""MAE gives the largest weights to samples whose output at the label is close to 1/2.

    The sample whose $p$ is closer to $1/2$ has the larger weight $\omega_{MAE}$, and no sample has
    a larger weight than one with $p = 1/2$. A constant factor of the loss changes nothing here. The
    weight depends on the probability of the label, not on how uncertain the prediction is
    (`uncertain`).
    """

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the first is closer to 1/2": lambda u, v: lt((u - HALF) ** 2, (v - HALF) ** 2)}

    def conclusion(u, v):
        omega = mae_weight()
        return gt(omega(u), omega(v)), le(omega(v), omega(HALF))


class AnyPrediction:
    """A label with any probability, compared with the uniform prediction."""

    c = Classes()
    u = Real(0, 1, open="both")

    def conclusion(c, u):
        omega = mae_weight()
        return le(omega(u), omega(1 / c))


@imae.claim("emphasis/uncertain", "explanation 1, the word uncertain")
class EmphasisUncertain(AnyPrediction):
    r"""MAE gives no sample more weight than one with equal outputs for all classes.

    This is a second interpretation, of the word "uncertain" alone: the source explains it by $p$
    close to $1/2$, which is `imae.emphasis`.

    One takes $p = 1/2$ for the least certain prediction. But the label has $p = 1/c$ under a
    uniform prediction, far from $1/2$ with many classes. There $\omega_{MAE}$ is about $4/c$, so
    that training starts slowly. The claim holds for two classes (`two-classes`).
    """


@imae.claim("emphasis/two-classes", "explanation 1", repairs="imae.emphasis/uncertain")
class EmphasisTwoClasses(AnyPrediction):
    r"""With two classes MAE gives no sample more weight than one with both outputs equal.

    With more classes it gives more weight to some samples (`heavier`).
    """

    given = {"two classes": lambda c: eq(c, 2)}


@imae.claim("emphasis/heavier", "our question, after explanation 1")
class EmphasisHeavier:
    r"""With c classes, MAE gives a sample more weight than one with equal outputs if and only if
    its output at the label is between 1/c and 1 − 1/c.

    The two weights differ by $4 (p - \frac1c)(1 - \frac1c - p)$. So with two classes no sample has
    more weight, and with more classes some have, such as those with $p = \frac12$.
    """

    c = Classes()
    u = Real(0, 1, open="both")
    where = {"w": lambda x: mae_weight()(x)}

    def conclusion(c, u):
        omega = mae_weight()
        return iff(gt(omega(u), omega(1 / c)), gt((u - 1 / c) * (1 - 1 / c - u), 0))
