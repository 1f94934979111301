"""Theorem 1: the backward correction."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017


@patrini2017.claim("backward-unbiased", "Theorem 1")
class BackwardUnbiased:
    r"""The backward-corrected loss is an unbiased estimate of the clean loss for every non-singular
    transition matrix.

    $\forall x:\ \mathbb{E}_{\tilde y|x}\, \ell^{\leftarrow}(\tilde y, \hat p) =
    \mathbb{E}_{y|x}\, \ell(y, \hat p)$ where $\ell^{\leftarrow} = T^{-1} \ell$ and $T$ is
    non-singular.

    $L$ and $B$ hold the loss and the corrected loss at one $x$ under every label. The relation $B =
    T^{-1} L$ is written as $T B = L$, which is equivalent where $T$ is non-singular; the proof uses
    no more. The clean label given $x$ has any distribution, `posterior`, and the noisy label is
    drawn from the row of $T$ that belongs to it; the noise is averaged.
    """

    c = Classes(tried=(2, 3))
    posterior, T = Simplex(c), Transitions(c)
    L, B = Scores(c), Scores(c)

    given = {
        "corrected": lambda c, T, L, B: every_sample(lambda i: eq(expectation(T[i], B), L[i]), c)
    }

    def conclusion(c, posterior, T, L, B):
        noisy = expectation(posterior, SymbolicVector(lambda i: expectation(T[i], B), c))
        return eq(noisy, expectation(posterior, L))


@patrini2017.claim("natarajan", "before Theorem 1")
class Natarajan:
    r"""For two classes the backward-corrected loss is the corrected loss of Natarajan et al.
    (2013).

    Theorem 1 generalises that of Natarajan et al. (2013): for two classes with flip rates
    $\rho_0 + \rho_1 < 1$ the backward loss is $\frac{(1 - \rho_{1-y})\,\ell(y) - \rho_y\,\ell(1 -
    y)}{1 - \rho_0 - \rho_1}$.

    `U` is $T^{-1}$, and `L` the losses of an output under the two labels.
    """

    r, s = Real(0, 1), Real(0, 1)
    U, L = Each(2, Scores(2)), Scores(2)

    given = {
        "rates": lambda r, s: lt(r + s, 1),
        "inverse": lambda r, s, U: tuple(
            eq(row[0] * U[0][m] + row[1] * U[1][m], int(k == m))
            for k, row in enumerate(((1 - r, r), (s, 1 - s)))
            for m in (0, 1)
        ),
    }

    def conclusion(r, s, U, L):
        scale = 1 - r - s
        return (
            eq(backward(L, U)[0], ((1 - s) * L[0] - r * L[1]) / scale),
            eq(backward(L, U)[1], ((1 - r) * L[1] - s * L[0]) / scale),
        )
