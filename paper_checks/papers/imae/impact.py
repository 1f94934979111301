"""The second explanation: the variance of the weights and the impact ratio of two examples."""

from sympy import polygamma

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.imae.weights import cce_weight, mae_weight
from lossproof.paper_checks.papers.notation import *

ours = imae.at("our question, after explanation 2")


def scaled(weight, s):
    """The weight under a loss that is multiplied by `s`."""
    return lambda u: s * weight(u)


class BetaLaw:
    """The probability of the label has the law `Beta(a, b)`, `a` and `b` integers."""

    a, b = Integer(1), Integer(1)
    where = {
        "spread_MAE": lambda a, b: variance(mae_weight(), a, b),
        "spread_CCE": lambda a, b: variance(cce_weight(), a, b),
        "ratio_MAE": lambda a, b: log_ratio_square(mae_weight(), a, b),
        "ratio_CCE": lambda a, b: log_ratio_square(cce_weight(), a, b),
    }


@imae.claim("variance-underfits/both-smaller", "explanation 2", kind="order")
class VarianceUnderfits(BetaLaw):
    r"""For label outputs uniform on [0, 1], MAE's sample weights have less variance than CCE's, and
    a smaller mean squared log-ratio of two weights.

    With $p$ uniform the variance of $\omega_{MAE}$ is too small, and so is "the impact ratio of
    one example versus another".

    Too small is interpreted as smaller than under CCE, for the losses as printed and with $p$
    uniform as in Eq. 11: this is true of the variance of the weights and of the impact ratio of two
    independent samples. The size of a ratio is $\log^2 \frac{\omega(p)}{\omega(p')}$, which does
    not depend on which weight is the larger, and we take its mean: the mean of the ratio itself is
    infinite under both losses. For two given samples the claim may fail (`any-two`). The claim
    `variance-underfits` is that the second statement follows from the first.

    MAE gives small weights to both ends, so that two samples of different difficulty may well have
    about the same weight. As for `imae.variance/relative`, the law of $p$ decides. Where most
    labels have a small $p$ the weights of CCE are all close to 2, and those of MAE are about $4p$,
    as different as the values of $p$. The law of $p$ is $\mathrm{Beta}(a, b)$ with integers `a` and
    `b`; uniform is $a = b = 1$. `beta-laws` has all these laws.
    """

    given = {"uniform on [0, 1]": lambda a, b: (eq(a, 1), eq(b, 1))}

    def conclusion(a, b):
        first, second = mae_weight(), cce_weight()
        return (
            lt(variance(first, a, b), variance(second, a, b)),
            lt(log_ratio_square(first, a, b), log_ratio_square(second, a, b)),
        )


class Multiples:
    """`s` times MAE and `t` times CCE, with the probability of the label uniform on [0, 1]."""

    s, t = Real(0, open="left"), Real(0, open="left")
    where = {
        "spread_MAE": lambda s: variance(Multiples._mae(s)),
        "spread_CCE": lambda t: variance(Multiples._cce(t)),
    }

    def _mae(s):
        return scaled(mae_weight(), s)

    def _cce(t):
        return scaled(cce_weight(), t)


@imae.claim("variance-underfits", "explanation 2, the words as a consequence", kind="order")
class VarianceUnderfitsInference(BetaLaw):
    r"""For all multiples of MAE and CCE and uniform label outputs, the smaller variance of sample
    weights implies the smaller mean squared log-ratio of two weights.

    MAE's variance of the weights is too small, and "as a consequence" the impact ratio of one
    example versus another; "therefore" MAE underfits.

    The inference: of two losses, with $p$ uniform, the one with the smaller variance of $\omega$
    has the smaller mean impact ratio. The two are MAE and CCE, each with a constant factor. For the
    losses as printed both parts are true (`both-smaller`); the conclusion on training is
    `underfits`.

    One expects weights that hardly vary to be about equal. But the variance scales with the square
    of the unit of the loss, and the ratio has no unit (`scale-free`). Twice MAE has the variance
    $\frac{16}{45}$, more than the $\frac13$ of CCE, and still the smaller ratio,
    $8 - \frac{2 \pi^2}{3} = 1.42$ against 2.

    `exact` has the factors for which the inference is valid; the factors that make the mean weights
    equal are among them. The counterexample is MAE and CCE with factors for which CCE has the
    smaller variance.
    """

    s, t = Multiples.s, Multiples.t
    where = BetaLaw.where | {
        "spread_MAE": lambda s, a, b: variance(Multiples._mae(s), a, b),
        "spread_CCE": lambda t, a, b: variance(Multiples._cce(t), a, b),
    }
    given = VarianceUnderfits.given | {
        "the smaller variance": lambda s, t, a, b: lt(
            variance(Multiples._cce(t), a, b), variance(Multiples._mae(s), a, b)
        )
    }

    def conclusion(s, t, a, b):
        first, second = Multiples._mae(s), Multiples._cce(t)
        return lt(log_ratio_square(second, a, b), log_ratio_square(first, a, b))


@ours.claim("variance-underfits/exact", kind="order", repairs="imae.variance-underfits")
class VarianceUnderfitsExact(Multiples):
    r"""For uniform label outputs, s·MAE always has a smaller mean squared log-ratio of sample
    weights than t·CCE, and a smaller variance iff s² < 15t²/4.

    So in this range the smaller variance comes with the smaller ratio, and with the larger ratio
    where $s^2 > \frac{15}{4} t^2$. Equal mean weights, which a learning rate can produce, require
    $s = \frac32 t$, which is well inside the range.
    """

    def conclusion(s, t):
        first, second = Multiples._mae(s), Multiples._cce(t)
        return (
            lt(log_ratio_square(first), log_ratio_square(second)),
            iff(lt(variance(first), variance(second)), lt(s**2, Rational(15, 4) * t**2)),
        )


class HarderAndEasier:
    """The probabilities of the labels of two samples, the first the more difficult one."""

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the first is more difficult": lambda u, v: lt(u, v)}

    def conclusion(u, v):
        most = ratio(cce_weight(), u, v)
        omega = mae_weight()
        return lt(ratio(omega, u, v), most), lt(ratio(omega, v, u), most)


@ours.claim("variance-underfits/any-two", kind="order")
class VarianceUnderfitsAnyTwo(HarderAndEasier):
    r"""For any two samples, the ratio of the larger gradient weight to the smaller is smaller under
    MAE than under CCE.

    The impact ratio is the larger weight over the smaller, for each pair of samples; under CCE the
    more difficult sample has the larger weight. The source takes an average, for which the claim
    holds (`variance-underfits/both-smaller`).

    One expects weights with little variance to be of about the same size. But a ratio depends on
    how close a weight is to 0, and a variance hardly does. Under MAE the weight goes to 0 at both
    ends, under CCE only at the easy end, so that pairs with a hard sample have unbounded ratios
    under MAE alone (`unbounded`). The claim holds if the harder sample has $p \ge 1/3$
    (`from-one-third`); for two given samples `any-two-exact` has the exact condition.
    """


@ours.claim(
    "variance-underfits/from-one-third", kind="order", repairs="imae.variance-underfits/any-two"
)
class VarianceUnderfitsThird(HarderAndEasier):
    r"""For two samples whose outputs at their labels are at least 1/3, the ratio of the larger
    weight to the smaller is smaller under MAE than under CCE.

    One third is the smallest such bound: below it some easier sample has the larger ratio under
    MAE, as $x (1 - x)^2$ grows up to $x = 1/3$ (`any-two-exact`).
    """

    given = {
        **HarderAndEasier.given,
        "the harder at least 1/3": lambda u: ge(u, Rational(1, 3)),
    }


@ours.claim("variance-underfits/any-two-exact", kind="order")
class VarianceUnderfitsAnyTwoExact(HarderAndEasier):
    r"""If the outputs at two labels are u < v, the ratio of the larger weight to the smaller is
    smaller under MAE than under CCE iff v(1−v)² < u(1−u)².

    For a sample with probability $u$ and an easier one with $v$, the ratio of their weights
    under MAE, the easier over the harder, is smaller than the ratio under CCE if and only if
    $v (1 - v)^2 < u (1 - u)^2$; the ratio of the harder over the easier always is.
    """

    def conclusion(u, v):
        upper, lower = HarderAndEasier.conclusion(u, v)
        return upper, iff(lower, lt(v * (1 - v) ** 2, u * (1 - u) ** 2))


@ours.claim("variance-underfits/beta-laws", kind="order")
class VarianceUnderfitsBetaLaws:
    r"""If label outputs are Beta(a, b), a, b integers, MAE's weights have a smaller mean squared
    log-ratio than CCE's iff trigamma(a) < 3 trigamma(a+b).

    If $p$ has the law $\mathrm{Beta}(a, b)$ with integers `a` and `b`, the mean impact ratio is
    smaller under MAE than under CCE if and only if $\psi_1(a) < 3 \psi_1(a + b)$.

    The mean ratio is that of `both-smaller`, twice the variance of $\log \omega$. $\mathrm{Beta}(a,
    b)$ is a law that satisfies the inequality and $\mathrm{Beta}(d, h)$ one that does not;
    `polygamma(1, x)` is $\psi_1(x)$. By hand, and not decided here: the inequality is $b \le 2a -
    1$, as $9 \psi_1(3x) = \psi_1(x) + \psi_1(x + \frac13) + \psi_1(x + \frac23)$ and $\psi_1$ is
    decreasing and convex. So with $a = 1$ it is satisfied by $b = 1$ and by no larger $b$.
    """

    a, b = Integer(1), Integer(1)
    d, h = Integer(1), Integer(1)
    where = {
        "ratio_MAE": lambda x="a", z="b": log_ratio_square(mae_weight(), x, z),
        "ratio_CCE": lambda x="a", z="b": log_ratio_square(cce_weight(), x, z),
    }
    given = {
        "the inequality": lambda a, b: lt(polygamma(1, a), 3 * polygamma(1, a + b)),
        "its opposite": lambda d, h: ge(polygamma(1, d), 3 * polygamma(1, d + h)),
    }

    def conclusion(a, b, d, h):
        mae, cce = mae_weight(), cce_weight()
        return (
            lt(log_ratio_square(mae, a, b), log_ratio_square(cce, a, b)),
            ge(log_ratio_square(mae, d, h), log_ratio_square(cce, d, h)),
        )


@ours.claim("variance-underfits/unbounded", kind="exists")
class Unbounded:
    r"""Under MAE the ratio of two samples' weights grows without bound as the output at the label
    of one of them goes to 0.

    For every $B \ge 1$ a sample with $p = 1/2$ has more than $B$ times the weight of one with
    $p = 1/(4B)$. Under CCE the ratio of the same two is less than 2. Under CCE the ratio has no
    bound either, but only because the weights of easy samples go to 0.
    """

    B = Real(1)

    def conclusion(B):
        half, small = Rational(1, 2), 1 / (4 * B)
        return (
            gt(ratio(mae_weight(), half, small), B),
            lt(ratio(cce_weight(), small, half), 2),
        )
