"""The second explanation: what the variance of the weights says of one example against another."""

from sympy import Rational, polygamma

from lossproof.paper_checks.papers.imae import imae
from lossproof.paper_checks.papers.imae.weights import cce_weight, mae_weight
from lossproof.theory.domain import Integer, Real
from lossproof.theory.language import eq, ge, gt, iff, lt
from lossproof.theory.losses.gradients import log_ratio_square, ratio, variance
from lossproof.theory.proof.rules import cases, combine, decided, positive, reciprocal, replaced

OURS = "our question, after explanation 2"


def scaled(weight, s):
    """The weight under a loss that is multiplied by `s`."""
    return lambda u: s * weight(u)


class BetaLaw:
    """The probability of the label has the law `Beta(a, b)`, `a` and `b` whole."""

    a, b = Integer(1), Integer(1)
    where = {
        "spread_MAE": lambda a, b: variance(mae_weight(), a, b),
        "spread_CCE": lambda a, b: variance(cce_weight(), a, b),
        "ratio_MAE": lambda a, b: log_ratio_square(mae_weight(), a, b),
        "ratio_CCE": lambda a, b: log_ratio_square(cce_weight(), a, b),
    }


@imae.claim(
    "variance-underfits",
    title="ω varies less under MAE, and its impact ratio is smaller",
    locus="explanation 2",
    kind="order",
)
class VarianceUnderfits(BetaLaw):
    r"""The variance of $\omega_{MAE}$ is too small, and so is "the impact ratio of one example
    versus another".

    Too small, read as smaller than under CCE, of the losses as printed and with $p$ uniform as in
    Eq. 11: the variance of the weights is, and so is the impact ratio of two independent samples.
    The size of a ratio is $\log^2 \frac{\omega(p)}{\omega(p')}$, for which it does not matter which
    weight is the larger, and its mean is taken: that of the ratio itself is infinite under both
    losses. Of two given samples it need not be so (`any-two`). That the second follows from the
    first, as the sentence has it, is the reading `inference`; that MAE underfits, as it concludes,
    takes training, `underfits`.

    Intuition: MAE gives small weights to both ends, so that two samples of different difficulty may
    well weigh about the same.
    Catch: the law, as for `imae.variance/relative`. Where most labels have a small $p$ the weights
    of CCE are all close to 2, and those of MAE are about $4p$, as different as the $p$ are.
    Object: the law $\mathrm{Beta}(a, b)$ of $p$, `a` and `b` whole; uniform is $a = b = 1$. For all
    these laws see `beta-laws`.
    """

    given = {"uniform on [0, 1]": lambda a, b: (eq(a, 1), eq(b, 1))}

    def conclusion(a, b):
        first, second = mae_weight(), cce_weight()
        return (
            lt(variance(first, a, b), variance(second, a, b)),
            lt(log_ratio_square(first, a, b), log_ratio_square(second, a, b)),
        )

    def prove(p):
        first, second = p.given("uniform on [0, 1]")

        def at_one(gap):
            halfway = gap.xreplace({p.a: 1})
            return combine(
                gap,
                replaced(gap, first, p.a, 1),
                replaced(halfway, second, p.b, 1),
                positive(halfway.xreplace({p.b: 1})),
            )

        return tuple(at_one(goal.difference) for goal in p.goals)


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


@imae.claim(
    "variance-underfits/inference",
    title="A smaller variance of ω means a smaller impact ratio",
    locus="explanation 2, the words as a consequence",
    kind="order",
)
class VarianceUnderfitsInference(BetaLaw):
    r"""Of two losses the one with the smaller variance of $\omega$ has the smaller impact ratio.

    The inference itself, as a rule for other losses than the two that are printed: MAE and CCE,
    each with a constant in front. $p$ is uniform and the ratio that of `variance-underfits`.

    Intuition: weights that hardly vary are about the same.
    Catch: the variance carries the square of the unit of the loss, and the ratio has no unit
    (`scale-free`). Twice MAE has the variance $\frac{16}{45}$, more than the $\frac13$ of CCE, and
    still the smaller ratio, $8 - \frac{2 \pi^2}{3} = 1.42$ against 2.
    Repair: the constants for which it is right, which hold those that make the mean weights equal
    (`exact`).
    Object: MAE and CCE where CCE has the smaller variance.
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


@imae.claim(
    "variance-underfits/exact",
    title="The inference is right if and only if s² ≤ 15t²/4",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits/inference",
)
class VarianceUnderfitsExact(Multiples):
    r"""Of $s$ times MAE and $t$ times CCE, MAE has the smaller impact ratio in any case, and the
    smaller variance of $\omega$ if and only if $s^2 < \frac{15}{4} t^2$, which is $s < 1.936\,t$.

    So the smaller variance goes with the smaller ratio there, and with the larger one where
    $s^2 > \frac{15}{4} t^2$. Equal mean weights, as a learning rate makes them, ask for
    $s = \frac32 t$, which is well inside.
    """

    def conclusion(s, t):
        first, second = Multiples._mae(s), Multiples._cce(t)
        return (
            lt(log_ratio_square(first), log_ratio_square(second)),
            iff(lt(variance(first), variance(second)), lt(s**2, Rational(15, 4) * t**2)),
        )

    def prove(p):
        ratios, spread = p.goals
        gap = Rational(15, 4) * p.t**2 - p.s**2
        after = variance(Multiples._cce(p.t)) - variance(Multiples._mae(p.s))

        def side(sign):
            def decide(case):
                seen = combine(sign * after, (case, Rational(4, 45)))
                return combine(spread.difference, decided(after, seen), (decided(gap, case), -1))

            return decide

        return positive(ratios.difference), cases(gap, side(1), side(-1), strict=True)


class HarderAndEasier:
    """The probabilities of the labels of two samples, the first the more difficult one."""

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the first is more difficult": lambda u, v: lt(u, v)}

    def conclusion(u, v):
        most = ratio(cce_weight(), u, v)
        omega = mae_weight()
        return lt(ratio(omega, u, v), most), lt(ratio(omega, v, u), most)


@imae.claim(
    "variance-underfits/any-two",
    title="Of any two samples the impact ratio is smaller under MAE",
    locus=OURS,
    kind="order",
)
class VarianceUnderfitsAnyTwo(HarderAndEasier):
    r"""Of any two samples the impact ratio is smaller under MAE than under CCE.

    The larger weight over the smaller, sample by sample; under CCE the more difficult sample has
    the larger one. The source takes an average, for which it is so: see
    `variance-underfits`.

    Intuition: little spread means weights of about the same size.
    Catch: a ratio sees how close a weight is to 0, a variance hardly does. Under MAE both ends go
    to 0, under CCE only the easy one, so that hard samples have ratios without bound under MAE
    alone (`unbounded`).
    Repair: the harder one at $p \ge 1/3$ (`from-one-third`); for two given samples see
    `any-two-exact`.
    """


@imae.claim(
    "variance-underfits/from-one-third",
    title="From p = 1/3 on the impact ratio is smaller under MAE",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits/any-two",
)
class VarianceUnderfitsThird(HarderAndEasier):
    r"""Of two samples the impact ratio is smaller under MAE than under CCE if the harder one has
    $p \ge 1/3$.

    One third is the least: below it some easier sample has the larger ratio under MAE, as
    $x (1 - x)^2$ grows up to there, see `any-two-exact`.
    """

    given = {
        **HarderAndEasier.given,
        "the harder at least 1/3": lambda u: ge(u, Rational(1, 3)),
    }

    def prove(p):
        u, v, gap = p.u, p.v, p.given("the first is more difficult")
        third = p.given("the harder at least 1/3")
        lower, upper = p.goals
        below = p.domain("v")["upper"]
        sure = combine(1 - u, gap, below)
        easier = (1 / v, reciprocal(below))
        # v (1-v)^2 < u (1-u)^2: the function x (1-x)^2 falls from x = 1/3 on.
        falls = combine(
            u * (1 - u) ** 2 - v * (1 - v) ** 2,
            (3, gap, third, below),
            (gap, gap, below),
            (u, gap, gap),
        )
        return (
            combine(lower.difference, (gap, sure, *easier)),
            combine(upper.difference, (falls, 1 / u, reciprocal(sure), reciprocal(below))),
        )


@imae.claim(
    "variance-underfits/any-two-exact",
    title="The ratio is smaller under MAE iff v(1 − v)² < u(1 − u)²",
    locus=OURS,
    kind="order",
)
class VarianceUnderfitsAnyTwoExact(HarderAndEasier):
    r"""Of a sample with the probability $u$ and an easier one with $v$, the ratio of their weights
    under MAE, the easier over the harder, is smaller than that under CCE if and only if
    $v (1 - v)^2 < u (1 - u)^2$; the harder over the easier always is.
    """

    def conclusion(u, v):
        upper, lower = HarderAndEasier.conclusion(u, v)
        return upper, iff(lower, lt(v * (1 - v) ** 2, u * (1 - u) ** 2))

    def prove(p):
        u, v, gap = p.u, p.v, p.given("the first is more difficult")
        upper, exact = p.goals
        below = p.domain("v")["upper"]
        sure, rest = combine(1 - u, gap, below), reciprocal(below)
        falls = u * (1 - u) ** 2 - v * (1 - v) ** 2
        _, lower = HarderAndEasier.conclusion(u, v)
        after = lower.difference

        def side(sign):
            def decide(case):
                seen = combine(sign * after, (case, 1 / u, reciprocal(sure), rest))
                return combine(exact.difference, decided(after, seen), (decided(falls, case), -1))

            return decide

        return (
            combine(upper.difference, (gap, sure, 1 / v, rest)),
            cases(falls, side(1), side(-1), strict=True),
        )


@imae.claim(
    "variance-underfits/beta-laws",
    title="The mean ratio is smaller under MAE iff ψ₁(a) < 3ψ₁(a + b)",
    locus=OURS,
    kind="order",
)
class VarianceUnderfitsBetaLaws:
    r"""With the law $\mathrm{Beta}(a, b)$ of $p$, `a` and `b` whole, the impact ratio is, on
    average, smaller under MAE than under CCE if and only if $\psi_1(a) < 3 \psi_1(a + b)$.

    The ratio is that of `variance-underfits`, twice the variance of $\log \omega$. A law with the
    inequality is $\mathrm{Beta}(a, b)$, one without it $\mathrm{Beta}(d, h)$; `polygamma(1, x)` is
    $\psi_1(x)$. By hand, and not decided here: the inequality is $b \le 2a - 1$, as
    $9 \psi_1(3x) = \psi_1(x) + \psi_1(x + \frac13) + \psi_1(x + \frac23)$ and $\psi_1$ falls and is
    convex. So with $a = 1$ it is so for $b = 1$ and for no larger one.
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

    def prove(p):
        less, more = (goal.difference for goal in p.goals)
        one, other = p.given("the inequality"), p.given("its opposite")
        return combine(less, (one, 2)), combine(more, (other, 2))


@imae.claim("variance-underfits/unbounded", locus=OURS, kind="exists")
class Unbounded:
    r"""Under MAE the impact ratio of two examples has no bound.

    For every $B \ge 1$ a sample with $p = 1/2$ has more than $B$ times the weight of one with
    $p = 1/(4B)$. Under CCE the ratio of the same two is less than 2; it has no bound there either,
    but only because the weights of easy samples go to 0.
    """

    B = Real(1)

    def conclusion(B):
        half, small = Rational(1, 2), 1 / (4 * B)
        return (
            gt(ratio(mae_weight(), half, small), B),
            lt(ratio(cce_weight(), small, half), 2),
        )
