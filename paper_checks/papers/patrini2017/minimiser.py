"""Theorem 1: minimisers of the backward corrected loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import HALF, is_inverse
from lossproof.paper_checks.papers.patrini2017.proper import CROSS_ENTROPY


def clean(n, rho, posterior, L):
    """The risk of a table of losses over points with the weights `rho`."""
    return sample_mean(lambda i: rho[i] * expectation(posterior[i], L[i]), n)


def noisy(n, rho, posterior, T, B):
    """The risk under the noisy labels, which are drawn from the rows of T."""

    def given_point(i):
        return SymbolicVector(lambda y: expectation(T[y], B[i]), T.size)

    return clean(n, rho, posterior, SymbolicVector(given_point, n))


def corrected(U, L):
    """The corrected losses at every point."""
    return SymbolicVector(lambda i: backward(L[i], U), L.size)


@patrini2017.claim(
    "backward-argmin",
    "Theorem 1",
    kind="argmin",
    repairs=("patrini2017.backward-argmin/one-draw", "patrini2017.forward-argmin/restricted"),
)
class BackwardArgmin:
    r"""Averaged over noise, backward correction on noisy labels has the minimisers of the clean
    risk if the transition matrix is non-singular.

    $\operatorname{argmin}_{\hat p} \mathbb{E}_{x,\tilde y}\, \ell^{\leftarrow}(\tilde y, \hat
    p) = \operatorname{argmin}_{\hat p} \mathbb{E}_{x,y}\, \ell(y, \hat p)$, if $T$ is non-singular.

    A predictor with the least clean risk has the least expected corrected risk on noisy data, and
    conversely: `L`, `M` and `K` hold the losses of the two and of any other under every label. So
    the minimisers are the same over every class of predictors, also one that lacks the true
    posterior, and if one risk has no minimiser the other has none. The $n$ points $x$ have weights
    `rho` in any proportion, the losses may be negative, and `U` is $T^{-1}$. The noise is averaged:
    on one realisation of it the minimiser may differ, see `one-draw`.
    """

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    rho = Each(n, Real(0))
    posterior, T, U = Each(n, Simplex(c)), Transitions(c), Each(c, Scores(c))
    L, M, K = Each(n, Scores(c)), Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "T is not singular": is_inverse,
        "clean minimiser": lambda n, rho, posterior, L, K: le(
            clean(n, rho, posterior, L), clean(n, rho, posterior, K)
        ),
        "noisy minimiser": lambda n, rho, posterior, T, U, M, K: le(
            noisy(n, rho, posterior, T, corrected(U, M)),
            noisy(n, rho, posterior, T, corrected(U, K)),
        ),
    }

    def conclusion(n, rho, posterior, T, U, L, M, K):
        first, other = (noisy(n, rho, posterior, T, corrected(U, each)) for each in (L, K))
        return le(first, other), le(clean(n, rho, posterior, M), clean(n, rho, posterior, K))


def undone(p, L):
    """`noisy risk of the corrected losses == clean risk`."""
    at = ANY_SAMPLE
    each = backward_undone(p.T, p.U, L[at], p.given("T is not singular"))
    chance = p.posterior[at][ANY_ROW]
    point = summed(combine(chance * each.expr, (chance, each)), ANY_ROW, p.c)
    return average(combine(p.rho[at] * point.expr, (p.rho[at], point)), p.n)


def plain(f, y, n):
    """The cross-entropy of a model on the labels."""
    return clean_risk(losses_of(f, CROSS_ENTROPY), y, n)


def on_drawn(f, U, z, n):
    """The backward corrected cross-entropy of a model on noisy labels that were drawn."""
    return clean_risk(corrected(U, losses_of(f, CROSS_ENTROPY)), z, n)


@patrini2017.claim("backward-argmin/one-draw", "our question, Theorem 1", kind="argmin")
class BackwardArgminOneDraw:
    """On realised noisy labels backward-corrected cross-entropy ranks two predictors as clean
    cross-entropy does.

    On every realisation of the noisy labels, of two predictors the one with the smaller clean
    risk has the smaller backward corrected risk, by cross-entropy.

    Theorem 1 is about the mean over the noise, as it says. One realisation may flip just the labels
    on which the better predictor does better, however large the loss is that the correction then
    subtracts. `z` are noisy labels that can result from `y`, as all entries of $T$ are positive,
    and `U` is $T^{-1}$; classes retain more than half of their labels.
    """

    n, c = Samples(tried=(2, 3)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    T, U = Transitions(c, interior=True), Each(c, Scores(c))
    f, g = Each(n, Simplex(c, interior=True)), Each(n, Simplex(c, interior=True))

    given = {
        "T is not singular": is_inverse,
        "above one half": lambda c, T: every_sample(lambda i: gt(T[i][i], HALF), c),
        "better on clean labels": lambda n, y, f, g: lt(plain(f, y, n), plain(g, y, n)),
    }

    def conclusion(n, z, U, f, g):
        return le(on_drawn(f, U, z, n), on_drawn(g, U, z, n))
