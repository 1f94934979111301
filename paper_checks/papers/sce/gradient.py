"""The logit gradient of symmetric cross-entropy learning."""

import sympy

from lossproof.paper_checks.papers.sce import sce
from lossproof.theory.domain import Classes, Label, Real, Simplex
from lossproof.theory.language import ANY_CLASS, eq, every_class
from lossproof.theory.losses import cce, sl
from lossproof.theory.losses.gradients import logit_gradient, of_label
from lossproof.theory.proof.rules import combine

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


@sce.claim(
    "gradient",
    title="The logit gradient of SL, as Li prints it",
    locus="Li's summary, Eq. 20",
    kind="id",
)
class Gradient(OneSample):
    r"""$\frac{\partial \mathcal{L}_{SL}}{\partial z_j} = \frac{\partial \mathcal{L}_{CE}}{\partial
    z_j} + A\,p_y (1 - p_y)$ for $j = y$, and $\ldots - A\,p_y\,p_j$ for $j \ne y$.

    Li's Eq. 20, of $\mathcal{L}_{SL} = \alpha\,\mathcal{L}_{CE} + \beta\,\mathcal{L}_{RCE}$, one
    equation earlier, with any weights; what the authors print, we have not read. As the gradient of
    Eq. 17, CE + RCE, it is right, see `unit-weights`.

    Intuition: the gradient of a sum is the sum of the gradients.
    Catch: of a weighted sum, it is weighted too; $\alpha$ and $\beta$, which are what one tunes,
    are missing.
    Repair: each term with its weight, or weights of 1.
    Object: any weights but 1 and 1.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(lambda k: eq(gradient[k], of_ce[k] + printed_rce(f, y, k, A)), c)


@sce.claim(
    "gradient/unit-weights",
    title="The same with α = β = 1, the plain sum CE + RCE",
    locus="Li's summary, Eq. 20",
    kind="id",
    repairs="sce.gradient",
)
class GradientUnitWeights(OneSample):
    r"""Eq. 20 holds as printed for $\alpha = \beta = 1$, the plain sum $CE + RCE$ of Eq. 17."""

    given = {"unit weights": lambda alpha, beta: (eq(alpha, 1), eq(beta, 1))}
    conclusion = Gradient.conclusion

    def prove(p):
        (goal,) = p.goals
        first, second = p.given("unit weights")
        k, y = ANY_CLASS, p.y
        of_ce, of_rce = logit_gradient(ce, p.f, y)[k], printed_rce(p.f, y, k, p.A)
        return combine(
            goal.difference,
            (first, of_ce),
            (second, of_rce),
            (p.domain("f")["total"], p.A * p.beta * p.f[k]),
        )


@sce.claim(
    "gradient/weighted",
    title="The logit gradient of SL, with the weights α and β",
    locus="Li's summary, Eq. 20",
    kind="id",
    repairs="sce.gradient",
)
class GradientWeighted(OneSample):
    r"""$\frac{\partial \mathcal{L}_{SL}}{\partial z_j} = \alpha \frac{\partial
    \mathcal{L}_{CE}}{\partial z_j} + \beta A\,p_y (1 - p_y)$ for $j = y$, and
    $\ldots - \beta A\,p_y\,p_j$ for $j \ne y$.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(
            lambda k: eq(gradient[k], alpha * of_ce[k] + beta * printed_rce(f, y, k, A)), c
        )

    def prove(p):
        factor = p.A * p.beta * p.f[ANY_CLASS]
        return combine(p.goals[0].difference, (p.domain("f")["total"], factor))


@sce.claim("gradient/rescaled-ce", locus="Li's summary, Eq. 20 and the question", kind="id")
class GradientRescaledCe(OneSample):
    r"""$\nabla_z \mathcal{L}_{SL} = (\alpha - \beta A\,p_y)\,\nabla_z \mathcal{L}_{CE}$.

    Our answer to whether the explanation of the gradient makes sense, which is not reported: the
    two terms of Eq. 20 are not two forces. On one sample RCE moves every logit in the direction in
    which CE moves it, with the same sign in every entry; what it adds is a weight for the sample.
    The weight grows with $p_y$, from $\alpha$ to $\alpha - \beta A$, so that labels which the
    network contradicts, right or wrong, count less beside the others. It holds for whatever label
    is given, a noisy one too.
    """

    def conclusion(c, f, y, alpha, beta, A):
        gradient, of_ce = (logit_gradient(of, f, y) for of in (loss(alpha, beta, A), ce))
        return every_class(lambda k: eq(gradient[k], (alpha - beta * A * f[y]) * of_ce[k]), c)

    prove = GradientWeighted.prove
