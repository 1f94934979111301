"""Eq. 11: the variance of the weights."""

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.imae.weights import cce_weight, mae_weight
from lossproof.paper_checks.papers.notation import *

ours = imae.at("our question, after Eq. 11")

PRINTED = Rational(9, 100)


@evaluated
def mean_by_moments(of, moments):
    """The mean of a polynomial in `p` by the moments of the law of `p`, from the first on."""
    u = sympy.Dummy("u", positive=True)
    terms = sympy.Poly(sympy.expand(of(u)), u).all_coeffs()[::-1]
    return sympy.Add(*(x * m for x, m in zip(terms, (1, *moments), strict=False)))


def variance_by_moments(weight, moments):
    """The variance of a weight that is a polynomial in `p`."""
    mean = mean_by_moments(weight, moments)
    return mean_by_moments(lambda u: weight(u) ** 2, moments) - mean**2


class UniformMoments:
    """The means of $p, p^2, p^3, p^4$, which for $p$ uniform are 1/2, 1/3, 1/4, 1/5."""

    m1, m2, m3, m4 = Real(0, 1), Real(0, 1), Real(0, 1), Real(0, 1)
    given = {
        "moments of the uniform law": lambda m1, m2, m3, m4: tuple(
            eq(m, Rational(1, k)) for k, m in enumerate((m1, m2, m3, m4), 2)
        )
    }


@imae.claim("variance", "Eq. 11 and explanation 2")
class Variance(UniformMoments):
    r"""For a label output p uniform on [0, 1], MAE's sample weight 4p(1 − p) has the variance 0.09,
    rounded to two decimals.

    With $p$ uniform on $[0, 1]$ the variance of $\omega_{MAE}$ is $0.09$.

    The number is interpreted as rounded to the two printed decimals, so half a unit of the last one
    is allowed: the text calls it small and does not compute with it. `exact` has the exact value.
    The printed symbol is $\sigma$, the printed formula that of the variance. `m1` to `m4` are the
    means of $p, p^2, p^3, p^4$.
    """

    def conclusion(m1, m2, m3, m4):
        value, half = variance_by_moments(mae_weight(), (m1, m2, m3, m4)), Rational(1, 200)
        return ge(value, PRINTED - half), le(value, PRINTED + half)


@imae.claim("variance/exact", "Eq. 11")
class VarianceExact(UniformMoments):
    r"""For a label output p uniform on [0, 1], the sample weight has variance 4/45 under MAE, where
    it is 4p(1 − p), and 1/3 under CCE, where it is 2(1 − p).

    `m1` to `m4` are the means of $p, p^2, p^3, p^4$, which for $p$ uniform are 1/2, 1/3, 1/4, 1/5;
    every law with these four moments has these variances. Other laws of $p$ give other numbers, and
    a loss multiplied by $s$ has $s^2$ times the variance.
    """

    def conclusion(m1, m2, m3, m4):
        moments = m1, m2, m3, m4
        return (
            eq(variance_by_moments(mae_weight(), moments), Rational(4, 45)),
            eq(variance_by_moments(cce_weight(), moments), Rational(1, 3)),
        )


class RelativeSpread:
    """The coefficients of variation, squared; the probability of the label has a Beta law."""

    a, b = Real(0, open="left"), Real(0, open="left")

    def conclusion(a, b):
        return lt(relative_variance(mae_weight(), a, b), relative_variance(cce_weight(), a, b))


@ours.claim("variance/relative", kind="order")
class VarianceRelative(RelativeSpread):
    r"""For every Beta law of the output at the label, MAE's sample weights have a smaller ratio of
    standard deviation to mean than CCE's.

    This is our question: the source compares no coefficients of variation, and takes the uniform
    law, for which the claim holds ($\frac15$ against $\frac13$). No constant factor of a loss
    changes the squared coefficient.

    One expects this because it is true of the variances, and the coefficient only removes their
    unit. But the law of $p$ decides. Where the network gives most labels a small $p$, as it does at
    the start with many classes, the weights of CCE are all close to 2, and those of MAE are spread
    around a small mean. `relative-exact` has exactly the laws for which the claim holds.
    """


@ours.claim("variance/relative-exact", kind="order", repairs="imae.variance/relative")
class VarianceRelativeExact(RelativeSpread):
    r"""If the label's output is Beta(a, b), sample weights have a smaller ratio of standard
    deviation to mean under MAE than CCE iff (b + 1)² < a(2a + b + 3).

    The uniform law, $a = b = 1$, satisfies this; with $a = 1$ the condition is
    $b < \frac{\sqrt{17} - 1}{2}$, which is $1.56$.
    """

    def conclusion(a, b):
        return iff(RelativeSpread.conclusion(a, b), lt((b + 1) ** 2, a * (2 * a + b + 3)))
