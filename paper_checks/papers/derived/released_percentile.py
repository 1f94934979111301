"""The percentile estimator in the authors' code.

Read in github.com/giorgiop/loss-correction, models.py, `NoiseEstimator`, the branch of
`filter_outlier=True`; the default is an argmax, as in Sec. 5.1 for CIFAR-100. For
each class that branch sets the probabilities of its label that reach the 97 % percentile to 0,
takes the largest that is left, and reads that row off. They are set to 0 in the very array that all
rows are read off from.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("code of Patrini et al. (2017), models.py, NoiseEstimator.fit and predict")


@derived.claim(
    "released-percentile",
    "code of Patrini et al. (2017), models.py, NoiseEstimator.fit",
    kind="pop",
)
class ReleasedPercentile:
    r"""The percentile estimate of T_ii in Patrini's released code is too small if T_ii ≥ T_ki for
    every class k, T the transition matrix.

    With `filter_outlier` and exact probabilities $\hat T_{ii} < T_{ii}$, for any number of
    perfect examples, if no class has the label $i$ more often than class $i$.

    This is the branch with the percentile; by default the code takes the argmax, which has
    $\hat T_{ii} = T_{ii}$ with perfect examples. The row is read off at a point $a$ that is below
    the percentile $t$, and some point $b$ reaches it. So it is never one of the points with the
    largest probability of label $i$, even if these are most of $X'$: perfect examples all have the
    same probability, which is the percentile. The percentile of Sec. 5.1 is one that can be
    reached, and it recovers the row where there are enough perfect examples
    (`patrini2017.percentile-estimator`).
    """

    c = Classes(tried=(2, 3))
    i, T = Label(c), Transitions(c)
    a, b, t = Simplex(c), Simplex(c), Real(0, 1)

    given = {
        "below": lambda i, T, a, t: lt(noisy_posterior(a, T)[i], t),
        "reached": lambda i, T, b, t: ge(noisy_posterior(b, T)[i], t),
        "largest": lambda c, i, T: every_class(lambda k: le(T[k][i], T[i][i]), c),
    }

    def conclusion(i, T, a):
        return lt(noisy_posterior(a, T)[i], T[i][i])


class Erased:
    """A row `h` that is read off after the entry of class `k` was set to 0."""

    c = Classes(tried=(3,))
    j, k, h = Label(c), Label(c), Simplex(c, interior=True)

    given = {"another class": lambda j, k: eq(KroneckerDelta(j, k), 0)}

    def _normalised(j, k, h):
        return h[j] / (h.total() - h[k])


@here.claim("released-row-normalise/restores")
class ReleasedRowNormaliseRestores(Erased):
    r"""If outlier removal sets one entry of a row of the estimated transition matrix to 0,
    normalising the row restores its other entries.

    Normalising restores the other entries of a row of $\hat T$ in which the entry of a class
    $k$ was set to 0.

    A point that is among the 3 % with the largest probability of class $k$ may be selected for a
    later class; its probability of the label $k$ is 0 by then, and $h$ is the row before that. It
    fails because normalising corrects the sum and not the entry: every other entry becomes too
    large.
    """

    def conclusion(j, k, h):
        return eq(Erased._normalised(j, k, h), h[j])


@here.claim("released-row-normalise", repairs="derived.released-row-normalise/restores")
class ReleasedRowNormalise(Erased):
    r"""If outlier removal sets one entry of a row of the estimated transition matrix to 0,
    normalising the row makes its other entries too large.

    Normalising a row of $\hat T$ with the entry of $k$ set to 0 makes every other entry
    $\frac{h_j}{1 - h_k} > h_j$.
    """

    def conclusion(j, k, h):
        found = Erased._normalised(j, k, h)
        return eq(found, h[j] / (1 - h[k])), gt(found, h[j])
