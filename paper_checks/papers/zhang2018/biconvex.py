"""Section 3.3: the problem of Eq. 13 is biconvex."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018


@zhang2018.claim("biconvex", "after Eq. 13")
class Biconvex:
    r"""If L_q is convex in the parameters, Σ w_i(L_q − L_q(k)), k the truncation threshold, is
    biconvex in the parameters and the sample weights w.

    `L`, `M` and `K` are the losses of the samples at $\theta$, at $\theta'$ and at $s\theta +
    (1 - s)\theta'$; `w` and `v` are weights, and `t` is $\mathcal{L}_q(k)$. In the weights the
    objective is linear.
    """

    n, s, t = Samples(tried=(1, 2)), Real(0, 1), Real()
    L, M, K = Each(n, Real(0)), Each(n, Real(0)), Each(n, Real(0))
    w, v = Each(n, Real(0, 1)), Each(n, Real(0, 1))

    given = {
        "convex": lambda n, s, L, M, K: every_sample(
            lambda i: le(K[i], s * L[i] + (1 - s) * M[i]), n
        )
    }

    def conclusion(n, s, t, L, M, K, w, v):
        def objective(weights, losses):
            return sample_mean(lambda i: weights[i] * losses[i], n) - t * sample_mean(
                lambda i: weights[i], n
            )

        between = SymbolicVector(lambda i: s * w[i] + (1 - s) * v[i], n)
        return (
            le(objective(w, K), s * objective(w, L) + (1 - s) * objective(w, M)),
            le(objective(between, L), s * objective(w, L) + (1 - s) * objective(v, L)),
        )
