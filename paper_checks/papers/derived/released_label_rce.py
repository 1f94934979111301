"""Reverse cross-entropy in the authors' own code, which clips only the label.

Read in github.com/YisenWang/symmetric_cross_entropy_for_noisy_labels, loss.py,
`symmetric_cross_entropy`: the one-hot label is clipped at 10^-4, and only the cross-entropy part
clips the outputs. For the PyTorch port, which clips both in both, see `released_rce`.
"""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.released_labels import OneShare
from lossproof.paper_checks.papers.notation import *


@derived.claim(
    "released-rce",
    "code of Wang et al. (2019), loss.py, symmetric_cross_entropy, against Li's Eq. 17-18",
)
class ReleasedRce(OneShare):
    r"""Reverse cross-entropy (RCE) as released, with the one-hot label clipped at s, is exactly
    −log s (1 − p_y), p_y the output at the label.

    With the one-hot label clipped at $s$, RCE is $-A\,(1 - p_y)$ with $A = \log s$, and its sum
    over the labels is $-A\,(c - 1)$ for every prediction.

    The authors' $s$ is $10^{-4}$, which makes $A = -9.21$. The entry 1 of the label is unchanged
    and its logarithm is 0, so that clipping is the same as setting $\log 0 := A$. All statements on
    RCE are true of this code, including noise tolerance (`sce.rce-tolerant`).
    """

    def conclusion(c, f, y, s):
        def loss(g, label, floor=s):
            return smoothed_rce(g, label, *clipped_label(floor, c))

        return (
            eq(loss(f, y), -sympy.log(s) * (1 - f[y])),
            eq(over_labels(loss, f), -(c - 1) * sympy.log(s)),
            eq(loss(f, y, LABEL_FLOOR), -sympy.log(LABEL_FLOOR) * (1 - f[y])),
        )
