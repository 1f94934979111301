"""The second explanation: what the variance of the weights says of one example against another."""

from sympy import Rational

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import cce_weight, mae_weight
from theory.domain import Integer, Real
from theory.language import eq, ge, gt, iff, lt
from theory.losses.gradients import log_ratio_square, mean, ratio, variance
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

    The inference itself: of two losses the one with the smaller variance of $\omega$ has the
    smaller impact ratio. Here the two are MAE and CCE, each with a constant in front, $p$ is
    uniform as in Eq. 11, and the size of the ratio is the mean of
    $\log^2 \frac{\omega(p)}{\omega(p')}$ over two independent samples: which weight is the larger
    does not matter. The mean of the ratio itself is infinite under both losses.

    Intuition: weights that hardly vary are about the same.
    Catch: the variance carries the square of the unit of the loss, and the ratio has no unit
    (`scale-free`). Twice MAE has the variance $\frac{16}{45}$, more than the $\frac13$ of CCE, and
    still the smaller ratio, $8 - \frac{2 \pi^2}{3} = 1.42$ against 2.
    Repair: weights with the same mean (`equal-means`), as a learning rate makes them. That the
    ratio is the smaller under MAE is so all the same, on average: `uniform`; not of any two
    samples: `any-two`.
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
    "variance-underfits/equal-means",
    title="Equal mean weights: MAE varies less, with smaller ratios",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits",
)
class VarianceUnderfitsEqualMeans(Multiples):
    r"""Of $s$ times MAE and $t$ times CCE with the same mean weight, MAE has the smaller variance
    of $\omega$ and the smaller impact ratio.

    Then the variance is that relative to the mean, which no constant changes: $\frac15$ under MAE,
    $\frac13$ under CCE. Equal means ask for $s = \frac32 t$; both conclusions hold up to
    $s = 1.936\,t$, where the variances are equal.
    """

    given = {
        "equal mean weights": lambda s, t: eq(mean(Multiples._mae(s)), mean(Multiples._cce(t)))
    }

    def conclusion(s, t):
        first, second = Multiples._mae(s), Multiples._cce(t)
        return (
            lt(variance(first), variance(second)),
            lt(log_ratio_square(first), log_ratio_square(second)),
        )

    def prove(p):
        spread, ratios = (goal.difference for goal in p.goals)
        means, same = (
            mean(Multiples._mae(p.s)) + mean(Multiples._cce(p.t)),
            p.given("equal mean weights"),
        )
        return (
            combine(spread, (same, -means / 5), (Rational(2, 15) * p.t**2,)),
            positive(ratios),
        )


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
    Repair: both at $p \ge 1/3$ (`from-one-third`).
    """


@imae.claim(
    "variance-underfits/from-one-third",
    title="p ≥ 1/3: a smaller impact ratio under MAE than under CCE",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits/any-two",
)
class VarianceUnderfitsThird(HarderAndEasier):
    r"""Of two samples with $p \ge 1/3$ the impact ratio is smaller under MAE than under CCE."""

    given = {
        **HarderAndEasier.given,
        "both at least 1/3": lambda u, v: (ge(u, Rational(1, 3)), ge(v, Rational(1, 3))),
    }

    def prove(p):
        u, v, gap = p.u, p.v, p.given("the first is more difficult")
        third, _ = p.given("both at least 1/3")
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
    Object: the law $\mathrm{Beta}(a, b)$ of $p$, `a` and `b` whole; uniform is $a = b = 1$.
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
