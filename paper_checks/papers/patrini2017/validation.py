"""Section 5.1: validation with the corrected losses on noisy labels."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.forward import corrected as forward_losses
from lossproof.paper_checks.papers.patrini2017.forward_argmin import ForwardArgminCrossEntropy
from lossproof.paper_checks.papers.patrini2017.inverse import HALF, is_inverse
from lossproof.paper_checks.papers.patrini2017.minimiser import corrected, plain
from lossproof.paper_checks.papers.patrini2017.proper import CROSS_ENTROPY


@patrini2017.claim(
    "validate-on-noisy", "Sec. 5.1", kind="order", repairs="patrini2017.validate-on-noisy/ranking"
)
class ValidateOnNoisy(ForwardArgminCrossEntropy):
    r"""On noisy data, the expected backward-corrected loss is the clean loss, and expected forward
    cross-entropy is least at the clean posterior.

    With the corrected losses "we can validate on noisy data": the expected backward loss of any
    model is its loss on clean data, and the expected forward loss is least for the true posterior.

    The statement is at one $x$ with the posterior `p`, in the mean over the noise. `L` are the
    losses of a model under every label, for any loss; $f$ is an output that differs from `p`, and
    the forward loss is that of cross-entropy, which the paper uses. So validation by the backward
    loss selects the model that clean data would (`backward`), and validation by the forward loss
    selects the model with the posterior where there is one; it need not rank two others as clean
    data would (`ranking`).
    """

    L = Scores(ForwardArgminCrossEntropy.c)

    def conclusion(c, p, T, U, f, L):
        noisy = SymbolicVector(lambda y: expectation(T[y], backward(L, U)), c)
        return (
            eq(expectation(p, noisy), expectation(p, L)),
            ForwardArgminCrossEntropy.conclusion(p, T, f),
        )

    def prove(p):
        each = backward_undone(p.T, p.U, p.L, p.given("T is not singular"))
        chance = p.p[ANY_ROW]
        same = summed(combine(chance * each.expr, (chance, each)), ANY_ROW, p.c)
        return (
            combine(p.goals[0].difference, same),
            ForwardArgminCrossEntropy.prove(p),
        )


def backward_on_noisy(L, y, T, U, n):
    """The expected backward corrected loss on noisy labels, of a table of losses."""
    return noisy_risk(corrected(U, L), y, T, n)


def forward_on_noisy(f, y, T, n):
    """The expected forward cross-entropy of a model on noisy labels."""
    return noisy_risk(SymbolicVector(lambda i: forward_losses(CROSS_ENTROPY, T, f[i]), n), y, T, n)


@patrini2017.claim("validate-on-noisy/ranking", "our question, Sec. 5.1", kind="order")
class ValidateOnNoisyRanking:
    r"""Expected backward- and forward-corrected cross-entropy on noisy data rank any two models as
    cross-entropy on clean data does.

    The model with the smaller loss on clean validation labels has the smaller expected corrected
    loss on noisy ones, for the backward and the forward loss.

    The sentence does not say that the corrected losses rank any two models.

    The claim uses cross-entropy and $T_{ii} > \frac12$, in the mean over the noise; `U` is
    $T^{-1}$.

    The corrected losses are meant to replace the clean one. However, only the expected backward
    loss equals it. The forward loss of a model is about its noisy prediction $T^\top f$, and its
    expectation is not the clean loss. Where neither model has the true posterior the order of the
    two may be reversed, so that validation selects the wrong epoch or model.

    The backward corrected loss is valid, `backward`, also for a model that was trained with the
    forward one. The forward loss is certain to rank a model first only if that model has the true
    posterior, `validate-on-noisy`.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c, interior=True)
    U = Each(c, Scores(c))
    f, g = Each(n, Simplex(c, interior=True)), Each(n, Simplex(c, interior=True))

    given = {
        "T is not singular": is_inverse,
        "above one half": lambda c, T: every_sample(lambda i: gt(T[i][i], HALF), c),
        "better on clean labels": lambda n, y, f, g: lt(plain(f, y, n), plain(g, y, n)),
    }

    def conclusion(n, y, T, U, f, g):
        first, other = (losses_of(model, CROSS_ENTROPY) for model in (f, g))
        return (
            le(backward_on_noisy(first, y, T, U, n), backward_on_noisy(other, y, T, U, n)),
            le(forward_on_noisy(f, y, T, n), forward_on_noisy(g, y, T, n)),
        )


@patrini2017.claim(
    "validate-on-noisy/backward", "Sec. 5.1", repairs="patrini2017.validate-on-noisy/ranking"
)
class ValidateOnNoisyBackward:
    """The expected backward-corrected loss on noisy validation labels is the loss on the clean
    ones.

    So it ranks models as clean data would, and its value is the clean loss, up to the randomness of
    the labels: `derived.backward-variance`. `U` is $T^{-1}$.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y = Each(n, Label(c))
    T, U, L = Transitions(c), Each(c, Scores(c)), Each(n, Scores(c))

    given = {"T is not singular": is_inverse}

    def conclusion(n, y, T, U, L):
        return eq(backward_on_noisy(L, y, T, U, n), clean_risk(L, y, n))
