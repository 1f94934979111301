"""How the weight of IMAE, Eq. 13, orders samples, against the weight of MAE."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.imae.reweight import imae_weight
from lossproof.paper_checks.papers.imae.weights import mae_weight
from lossproof.paper_checks.papers.notation import *

ours = derived.at("after Eq. 13 of Li's notes")


@ours.claim("imae-weight-order/as-mae", kind="order")
class PrintedWeightOrder:
    r"""For every T > 0, IMAE's weight exp(Tp)(1 − p) orders samples as MAE's weight p(1 − p) does,
    p the output at the label.

    This is our question, since the weight of the authors' code has this property
    (`imae.released-weight`). It fails because $\exp(T p)$ grows with $p$ on both sides of $p =
    1/2$. It fails for every $T$ (`every-t`).
    """

    T = Real(0, open="left")
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the order under MAE": lambda u, v: lt(mae_weight()(u), mae_weight()(v))}

    def conclusion(T, u, v):
        return lt(imae_weight(T)(u), imae_weight(T)(v))


@ours.claim("imae-weight-order", kind="exists")
class PrintedWeightOrderEveryT:
    r"""For every T > 0, IMAE's weight exp(Tp)(1 − p) and MAE's weight p(1 − p) order some two
    samples differently, p the output at the label.

    For every $T > 0$ the weight of Eq. 13 reverses the MAE order of two samples: $p = 0.74$ and
    $0.25$ up to $T = 2.15$, and $p = 0.53$ and $0.5$ from there on.

    `S` is a $T$ of the first range.
    """

    S = Real(0, Rational(43, 20), open="left")
    T = Real(Rational(43, 20))

    def conclusion(S, T):
        omega, hard, even = mae_weight(), Rational(1, 4), Rational(1, 2)
        easy, easier = Rational(37, 50), Rational(53, 100)
        return (
            gt(omega(easy), omega(hard)),
            lt(imae_weight(S)(easy), imae_weight(S)(hard)),
            lt(omega(easier), omega(even)),
            gt(imae_weight(T)(easier), imae_weight(T)(even)),
        )
