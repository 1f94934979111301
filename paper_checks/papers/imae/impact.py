"""The second explanation: what the variance of the weights says of one example against another."""

from sympy import Rational, polygamma

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import cce_weight, mae_weight
from theory.domain import Integer, Real
from theory.language import eq, ge, gt, iff, lt
from theory.losses.gradients import log_ratio_square, ratio, variance
from theory.proof.rules import cases, combine, decided, positive, reciprocal, replaced

OURS = "our question, after explanation 2"


def scaled(weight, s):
    """The weight under a loss that is multiplied by `s`."""
    return lambda u: s * weight(u)


class Multiples:
    """`s` times MAE and `t` times CCE, with the probability of the label uniform on [0, 1]."""

    s, t = Real(0, open="left"), Real(0, open="left")

    def _mae(s):
        return scaled(mae_weight(), s)

    def _cce(t):
        return scaled(cce_weight(), t)


@imae.claim(
    "variance-underfits",
    title="A smaller variance of ω means a smaller impact ratio",
    locus="explanation 2",
    kind="order",
)
class VarianceUnderfits(Multiples):
    r"""The variance of $\omega_{MAE}$ is too small, and as a consequence "the impact ratio of one
    example versus another is too small".

    Of MAE and CCE as they are printed it is so: the smaller variance goes with the smaller ratio
    (`uniform`). Decided here is the inference itself: of two losses the one with the smaller
    variance of $\omega$ has the smaller impact ratio. Here the two are MAE and CCE, each with a
    constant in front, $p$ is uniform as in Eq. 11, and the size of the ratio is the mean of
    $\log^2 \frac{\omega(p)}{\omega(p')}$ over two independent samples: which weight is the larger
    does not matter. The mean of the ratio itself is infinite under both losses.

    Intuition: weights that hardly vary are about the same.
    Catch: the variance carries the square of the unit of the loss, and the ratio has no unit
    (`scale-free`). Twice MAE has the variance $\frac{16}{45}$, more than the $\frac13$ of CCE, and
    still the smaller ratio, $8 - \frac{2 \pi^2}{3} = 1.42$ against 2.
    Repair: the constants for which it is right, which hold those that make the mean weights equal
    (`exact`). That the ratio is the smaller under MAE is so all the same, on average: `uniform`;
    not of any two samples: `any-two`.
    Object: MAE and CCE where CCE has the smaller variance. That MAE underfits is not decided here:
    it takes training.
    """

    given = {
        "the smaller variance": lambda s, t: lt(
            variance(Multiples._cce(t)), variance(Multiples._mae(s))
        )
    }

    def conclusion(s, t):
        return lt(log_ratio_square(Multiples._cce(t)), log_ratio_square(Multiples._mae(s)))


@imae.claim(
    "variance-underfits/exact",
    title="The inference is right if and only if s² ≤ 15t²/4",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits",
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
    the larger one. The source takes an average, for which it is so: see `uniform`.

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
    "variance-underfits/uniform",
    title="The mean impact ratio is smaller under MAE, p uniform",
    locus=OURS,
    kind="order",
)
class VarianceUnderfitsUniform:
    r"""With $p$ uniform the impact ratio of two independent samples is, on average, smaller under
    MAE than under CCE, and so is the variance of the weights.

    What the words conclude, without the inference, and of the losses as printed. The ratio is that
    of `imae.variance-underfits`, which no constant in front of a loss changes; the variance, which
    any changes, is that of Eq. 11.

    Intuition: MAE gives small weights to both ends, so that two samples of different difficulty may
    well weigh about the same.
    Catch: the law, as for `imae.variance/relative`. Where most labels have a small $p$ the weights
    of CCE are all close to 2, and those of MAE are about $4p$, as different as the $p$ are.
    Object: the law $\mathrm{Beta}(a, b)$ of $p$, `a` and `b` whole; uniform is $a = b = 1$. For all
    these laws see `beta-laws`.
    `polygamma(1, x)` is the second derivative of $\log \Gamma(x)$.
    """

    a, b = Integer(1), Integer(1)
    given = {"uniform on [0, 1]": lambda a, b: (eq(a, 1), eq(b, 1))}

    def conclusion(a, b):
        first, second = mae_weight(), cce_weight()
        return (
            lt(log_ratio_square(first, a, b), log_ratio_square(second, a, b)),
            lt(variance(first, a, b), variance(second, a, b)),
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


@imae.claim(
    "variance-underfits/beta-laws",
    title="The mean ratio is smaller under MAE iff ψ₁(a) < 3ψ₁(a + b)",
    locus=OURS,
    kind="order",
)
class VarianceUnderfitsBetaLaws:
    r"""With the law $\mathrm{Beta}(a, b)$ of $p$, `a` and `b` whole, the impact ratio is, on
    average, smaller under MAE than under CCE if and only if $\psi_1(a) < 3 \psi_1(a + b)$.

    The mean of $\log^2 \frac{\omega(p)}{\omega(p')}$ is twice the variance of $\log \omega$; the
    terms of $\psi_1(b)$ cancel. `polygamma(1, x)` is $\psi_1(x)$, the second derivative of
    $\log \Gamma(x)$. With $a = 1$ it is so for $b = 1$ and for no larger one.
    """

    a, b = Integer(1), Integer(1)

    def conclusion(a, b):
        less = lt(log_ratio_square(mae_weight(), a, b), log_ratio_square(cce_weight(), a, b))
        return iff(less, lt(polygamma(1, a), 3 * polygamma(1, a + b)))

    def prove(p):
        (goal,) = p.goals
        gap = 3 * polygamma(1, p.a + p.b) - polygamma(1, p.a)
        one, other = (log_ratio_square(w(), p.a, p.b) for w in (mae_weight, cce_weight))

        def side(sign):
            def decide(case):
                seen = combine(sign * (other - one), (case, 2))
                steps = decided(other - one, seen), decided(gap, case)
                return combine(goal.difference, steps[0], (steps[1], -1))

            return decide

        return cases(gap, side(1), side(-1), strict=True)


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


@imae.claim(
    "variance-underfits/scale-free",
    title="A constant factor changes no impact ratio",
    locus=OURS,
    kind="id",
)
class VarianceUnderfitsScaleFree:
    r"""A constant $s$ in front of MAE makes the variance of the weights as large as one likes and
    leaves every impact ratio as it is.

    The variance is above that of CCE exactly where $s^2 > \frac{15}{4}$; and for every $s$ the
    harder of two samples, with the output `u`, counts for less against the easier one than under
    CCE. So no sample gains on another, and a learning rate undoes the change: a number such as 0.09
    is not too small by itself.
    """

    s = Real(0, open="left")
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")

    given = {"the first is harder": lambda u, v: lt(u, v)}

    def conclusion(s, u, v):
        large = gt(variance(scaled(mae_weight(), s)), variance(cce_weight()))
        return (
            iff(large, gt(s**2, Rational(15, 4))),
            lt(ratio(scaled(mae_weight(), s), u, v), ratio(cce_weight(), u, v)),
        )

    def prove(p):
        same, less = p.goals
        gap, room = p.given("the first is harder"), p.domain("u")["upper"]
        rest = reciprocal(p.domain("v")["upper"])
        square = p.s**2 - Rational(15, 4)
        excess = Rational(4, 45) * square

        def either_side(order):
            larger = combine(Rational(4, 45) * order.expr, (order, Rational(4, 45)))
            steps = decided(excess, larger), decided(square, order)
            return combine(same.difference, steps[0], (steps[1], -1))

        return (
            cases(square, either_side, either_side, strict=True),
            combine(less.difference, (gap, room, rest, 1 / p.v)),
        )
