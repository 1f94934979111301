"""Eq. 13-14: the gradient of MAE rescaled to another weight."""

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.notation import *

ours = imae.at("our question, after Eq. 13-14")


def imae_weight(T):
    """Eq. 13."""
    return lambda u: sympy.exp(T * u) * (1 - u)


def printed_mae_weight(u):
    """Eq. 10."""
    return 4 * u * (1 - u)


def factor(T, u):
    """What Eq. 14 multiplies the gradient of MAE by."""
    return imae_weight(T)(u) / printed_mae_weight(u)


class Rescaled:
    """One sample."""

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)


@imae.claim("reweight", "Eq. 13-14")
class Reweight(Rescaled):
    r"""The logit gradient of MAE, multiplied by exp(Tp)(1 − p)/(4p(1 − p)), has the L1 norm
    exp(Tp)(1 − p), p the output at the label.

    This is for outputs of a softmax, which are inside $(0, 1)$, and every real $T$: `b` is $e^T$.
    `loss` says which function has the rescaled gradient. For outputs that rounding has made 0 or 1
    the factor does not exist, as it divides by 0; the form without a division that `loss` gives has
    a value there.
    """

    b = Real(0, open="left")

    def conclusion(f, y, b):
        u, T = f[y], sympy.log(b)
        norm = over_entries(mae, f, y, lambda entry: sympy.Abs(factor(T, u) * entry))
        return eq(norm, imae_weight(T)(u))


@ours.claim("reweight/loss")
class ReweightLoss(Rescaled):
    r"""The logit gradient of MAE, rescaled to the L1 norm exp(Tp)(1 − p), is exp(Tp)/2 times that
    of CCE, p the output at the label.

    The gradient of MAE times $\omega_{IMAE} / \omega_{MAE}$ of Eq. 13 is $\frac12 e^{T p}$
    times the gradient of CCE, in every logit.

    This is our question; the source names no loss. So the weight of Eq. 13, in the form that the
    notes print, is unrelated to MAE: at $T = 0$, and for the hardest samples at every $T$, it is
    half of CCE. The weight of the authors' paper and code, in contrast, has the order of MAE's
    (`released-weight`). A loss with this gradient has the derivative $-\frac{e^{T p}}{2 p}$ in $p$,
    so it is $-\frac12 \mathrm{Ei}(T p)$ by the definition of the exponential integral, up to a
    constant. `k` is any class.
    """

    k = Label(Rescaled.c)
    T = Real()

    def conclusion(f, y, k, T):
        u = f[y]
        rescaled = factor(T, u) * logit_gradient(mae, f, y)[k]
        return eq(rescaled, sympy.exp(T * u) / 2 * logit_gradient(of_label(cce), f, y)[k])


@ours.claim("reweight/peak")
class ReweightPeak:
    r"""For T > 1 IMAE's weight exp(Tp)(1 − p) is largest for samples whose output p at the label is
    1 − 1/T.

    For $T > 1$ no sample has a larger $\omega_{IMAE}$ of Eq. 13 than a sample with
    $p = 1 - 1/T$.

    So the larger $T$, the easier the samples that Eq. 13, as the notes print it, emphasises: for
    $T$ other than 2 these are not the samples near $p = 1/2$, which MAE and the weight of the
    authors' code emphasise (`released-weight`). For $T \le 1$ the hardest samples have the largest
    weight (`no-peak`).
    """

    T = Real(1, open="left")
    u = Real(0, 1, open="both")

    def conclusion(T, u):
        omega = imae_weight(T)
        return le(omega(u) / omega(1 - 1 / T), 1)

    def prove(p):
        excess = p.T * (1 - p.u) - 1
        return combine(
            p.goals[0].difference, (log_bound(positive(sympy.exp(excess))), sympy.exp(-excess))
        )


@ours.claim("reweight/no-peak", kind="order")
class ReweightNoPeak:
    r"""For T ≤ 1 IMAE's weight exp(Tp)(1 − p) is larger for the sample with the smaller output p at
    the label.

    For $T \le 1$ the harder of two samples, the one with the smaller $p$, has the larger
    $\omega_{IMAE}$ of Eq. 13.

    So it emphasises the hardest samples, as CCE does; for $T > 1$ it does not (`peak`).
    """

    T = Real()
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {
        "T at most 1": lambda T: le(T, 1),
        "the first is more difficult": lambda u, v: lt(u, v),
    }

    def conclusion(T, u, v):
        omega = imae_weight(T)
        return lt(omega(v) / omega(u), 1)
