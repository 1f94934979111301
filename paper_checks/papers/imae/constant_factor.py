"""The effect of a constant factor of a loss on the weights of samples."""

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.imae.impact import scaled
from lossproof.paper_checks.papers.imae.variance import (
    UniformMoments,
    variance_by_moments,
)
from lossproof.paper_checks.papers.imae.weights import cce_weight, mae_weight
from lossproof.paper_checks.papers.notation import *


@imae.claim("variance-underfits/scale-free", "our question, after explanation 2")
class VarianceUnderfitsScaleFree(UniformMoments):
    r"""For uniform label outputs, s × MAE has a larger variance of sample weights than CCE iff s² >
    15/4, but s changes no ratio of two weights.

    A constant factor $s$ in front of MAE makes the variance of the weights arbitrarily large,
    for $p$ uniform, and changes no impact ratio.

    With $p$ uniform, given by its moments as in `imae.variance/exact`, the variance is above that
    of CCE exactly where $s^2 > \frac{15}{4}$. For any two samples the ratio of the weights under
    $s$ times MAE, differentiated from it, equals the ratio under MAE (stated as a product). So the
    relative weights of samples do not change, and a learning rate compensates the factor: a number
    such as 0.09 is not too small by itself. For every $s$ the comparison with the ratio under CCE
    is that of `any-two-exact`.
    """

    s = Real(0, open="left")
    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    h, z = Simplex(c, interior=True), Label(c)
    where = {
        "spread_sMAE": lambda s, m1, m2, m3, m4: variance_by_moments(
            scaled(mae_weight(), s), (m1, m2, m3, m4)
        ),
        "spread_CCE": lambda m1, m2: variance_by_moments(cce_weight(), (m1, m2)),
        "w": lambda x="f", k="y": logit_gradient_norm(mae, x, k),
        "w_s": lambda s, x="f", k="y": VarianceUnderfitsScaleFree._multiplied(s, x, k),
    }

    def _multiplied(s, x, k):
        return logit_gradient_norm(lambda g, label: s * mae(g, label), x, k)

    def conclusion(m1, m2, m3, m4, s, f, y, h, z):
        moments = m1, m2, m3, m4
        first, second = scaled(mae_weight(), s), cce_weight()
        large = gt(variance_by_moments(first, moments), variance_by_moments(second, moments))
        one, other = (VarianceUnderfitsScaleFree._multiplied(s, *x) for x in ((f, y), (h, z)))
        plain, second = (logit_gradient_norm(mae, *x) for x in ((f, y), (h, z)))
        return iff(large, gt(s**2, Rational(15, 4))), eq(one * second, plain * other)
