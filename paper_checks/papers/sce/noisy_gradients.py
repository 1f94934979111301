"""Li's question on Eq. 20: the gradient of symmetric cross-entropy learning on a noisy label."""

from lossproof.paper_checks.papers.li.sl_gradient import ce, loss
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.sce import sce

ours = sce.at("Li's summary, Eq. 20 and the question")


def reverse_ce(A):
    """RCE of a prediction and a label."""
    return lambda f, y: rce(f, y, A)


class Weighted:
    """Softmax outputs of one sample with the true class `y`, and the weights of the two losses."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    alpha, beta = Real(0, open="left"), Real(0, open="left")
    A = Real(None, 0, open="right")


@ours.claim("noisy-gradients")
class NoisyGradients(Weighted):
    r"""On a sample with wrong label j, SL = α CE + β RCE has logit derivatives (α − βA p_j)(p_k −
    [k = j]), outputs p and A in place of log 0.

    On a noisy label $z \ne y$ the gradient of $\mathrm{SL} = \alpha\,CE + \beta\,RCE$ is
    $\alpha (p_z - 1) + \beta A\,p_z (1 - p_z)$ at the noisy class, $\alpha p_y - \beta A\,p_z p_y$
    at the true class and $\alpha p_k - \beta A\,p_z p_k$ at the others.

    These are the three cases that the question asks for; $A < 0$. So the logit of the true class is
    lowered, by $(\alpha - \beta A\,p_z)\,p_y$: the term of RCE vanishes with $p_z$, and the term of
    CE remains even if the network is confident of the true class. `k` is any class but `z`.
    """

    z, k = Label(Weighted.c), Label(Weighted.c)
    given = {
        "noisy label": lambda y, z: different(y, z),
        "not the label": lambda k, z: different(k, z),
    }

    def conclusion(f, y, z, k, alpha, beta, A):
        gradient = logit_gradient(loss(alpha, beta, A), f, z)
        pushed = alpha - beta * A * f[z]
        return (
            eq(gradient[z], alpha * (f[z] - 1) + beta * A * f[z] * (1 - f[z])),
            eq(gradient[y], pushed * f[y]),
            eq(gradient[k], pushed * f[k]),
        )


@ours.claim("noisy-gradients/expected")
class NoisyGradientsExpected(Weighted):
    r"""Averaged over noise T, SL = α CE + β RCE has logit derivatives α(p_k − T_yk) + βA p_k(T_yk −
    Σ_j T_yj p_j): outputs p, clean label y, A in place of log 0.

    The formula holds for any class `k`. The CE part moves the outputs to the row $T_y$, the RCE
    part to the class with the largest $T_{yk}$, and the RCE part is 0 at every vertex.
    """

    k, T = Label(Weighted.c), Transitions(Weighted.c)

    def conclusion(c, f, y, k, T, alpha, beta, A):
        row, of_sl = T[y], every_label(loss(alpha, beta, A), f, k)
        average = class_sum(lambda j: row[j] * f[j], c)
        return eq(
            expectation(row, of_sl),
            alpha * (f[k] - row[k]) + beta * A * f[k] * (row[k] - average),
        )


@ours.claim("noisy-gradients/uniform")
class NoisyGradientsUniform:
    r"""Under uniform noise η, CE's expected logit gradient is the outputs minus the noisy label
    distribution, and RCE's is 1 − ηc/(c − 1) times the clean one.

    Under uniform noise the expected logit gradient of CE is $p - t$ and that of RCE is
    $m\,\nabla_z \mathcal{L}_{RCE}$, with $m = 1 - \frac{\eta c}{c - 1}$ and $t$ the distribution of
    the noisy label.

    The gradient of SL is $\alpha$ times the first plus $\beta$ times the second. The RCE part keeps
    its direction and only shrinks. The CE part moves the outputs towards $t$ instead of the clean
    label; near a vertex, where RCE has no gradient, nothing opposes it.
    """

    c = Classes(tried=(2, 3))
    f, y, k = Simplex(c, interior=True), Label(c), Label(c)
    A, eta = Real(None, 0, open="right"), Real(0, 1)

    def conclusion(c, f, y, k, A, eta):
        of_ce, of_rce = every_label(ce, f, k), every_label(reverse_ce(A), f, k)
        return (
            eq(uniform_expectation(of_ce, y, eta, c), f[k] - uniform_row(y, eta, c)[k]),
            eq(uniform_expectation(of_rce, y, eta, c), retained(eta, c) * of_rce[y]),
        )
