"""The logit gradient of symmetric cross-entropy learning."""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.notation import *

ce = of_label(cce)


def loss(alpha, beta, A):
    """SL of a prediction and a label."""
    return lambda f, y: sl(f, y, alpha, beta, A)


def printed_rce(f, y, k, A):
    """What Eq. 20 adds at the class `k`: `A p_y (1 - p_y)` at the label, else `-A p_y p_k`."""
    return A * f[k] * (sympy.KroneckerDelta(k, y) - f[y])


class OneSample:
    """Softmax outputs of one sample, its label, and the weights of the two losses."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    alpha, beta = Real(0, open="left"), Real(0, open="left")
    A = Real(None, 0, open="right")


@li.claim("sl-gradient", "Li's summary, Eq. 20")
class Gradient(OneSample):
    r"""SL = α CE + β RCE has the logit derivatives ∂CE/∂z_k + A p_k([k = y] − p_y), as Li's Eq. 20
    prints: outputs p, label y, A in place of log 0.

    For any weights of $\mathcal{L}_{SL} = \alpha\,\mathcal{L}_{CE} + \beta\,\mathcal{L}_{RCE}$,
    $\frac{\partial \mathcal{L}_{SL}}{\partial z_j} = \frac{\partial \mathcal{L}_{CE}}{\partial z_j}
    + A\,p_y (1 - p_y)$ for $j = y$, and $\ldots - A\,p_y\,p_j$ for $j \ne y$.

    This is Li's Eq. 20, for the weighted loss that stands one equation earlier; we have not read
    what the authors print. It is right as the gradient of Eq. 17, CE + RCE, see `unit-weights`.

    The gradient of a sum is the sum of the gradients. However, in the gradient of a weighted sum
    each term has its weight; $\alpha$ and $\beta$, which a user tunes, are missing. The formula
    holds with each weight on its term (`weighted`), or for weights of 1 (`unit-weights`); any other
    weights are a counterexample.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(lambda k: eq(gradient[k], of_ce[k] + printed_rce(f, y, k, A)), c)


@li.claim("sl-gradient/unit-weights", "Li's summary, Eq. 20", repairs="li.sl-gradient")
class GradientUnitWeights(OneSample):
    r"""For weights α = β = 1, SL = α CE + β RCE has the logit derivatives ∂CE/∂z_k + A p_k([k = y]
    − p_y): outputs p, label y, A in place of log 0.

    Eq. 20 holds as printed for $\alpha = \beta = 1$, the plain sum $CE + RCE$ of Eq. 17.
    """

    given = {"unit weights": lambda alpha, beta: (eq(alpha, 1), eq(beta, 1))}
    conclusion = Gradient.conclusion


@li.claim("sl-gradient/weighted", "Li's summary, Eq. 20", repairs="li.sl-gradient")
class GradientWeighted(OneSample):
    r"""SL = α CE + β RCE has the logit derivatives α ∂CE/∂z_k + βA p_k([k = y] − p_y): outputs p,
    label y, A in place of log 0.

    $\frac{\partial \mathcal{L}_{SL}}{\partial z_j} = \alpha \frac{\partial
    \mathcal{L}_{CE}}{\partial z_j} + \beta A\,p_y (1 - p_y)$ for $j = y$, and
    $\ldots - \beta A\,p_y\,p_j$ for $j \ne y$.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(
            lambda k: eq(gradient[k], alpha * of_ce[k] + beta * printed_rce(f, y, k, A)), c
        )


@li.claim("sl-gradient/rescaled-ce", "Li's summary, Eq. 20 and the question")
class GradientRescaledCe(OneSample):
    r"""On each sample the logit gradient of SL = α CE + β RCE is α − βA p_y times that of CE, with
    p_y the output at the label and A in place of log 0.

    $\nabla_z \mathcal{L}_{SL} = (\alpha - \beta A\,p_y)\,\nabla_z \mathcal{L}_{CE}$ on any
    single sample.

    This is our answer to whether the explanation of the gradient makes sense, which is not
    reported: the two terms of Eq. 20 are not two forces. On one sample RCE moves every logit in the
    direction in which CE moves it, with the same sign in every entry; it only adds a weight for the
    sample. The weight grows with $p_y$, from $\alpha$ to $\alpha - \beta A$, so labels that the
    network contradicts, right or wrong, count less relative to the others. The formula holds for
    every given label, a noisy one too.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(lambda k: eq(gradient[k], (alpha - beta * A * f[y]) * of_ce[k]), c)
