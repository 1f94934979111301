"""The second explanation: what the variance of the weights says of one example against another."""

from sympy import Rational

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import cce_weight, mae_weight
from theory.domain import Integer, Real
from theory.language import eq, ge, gt, lt
from theory.losses.gradients import log_ratio_square, ratio, variance
from theory.proof.rules import combine, identity, positive, reciprocal, replaced

OURS = "our question, after explanation 2"


class HarderAndEasier:
    """The probabilities of the labels of two samples, the first the more difficult one."""

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the first is more difficult": lambda u, v: lt(u, v)}

    def conclusion(u, v):
        most = ratio(cce_weight(), u, v)
        omega = mae_weight()
        return lt(ratio(omega, u, v), most), lt(ratio(omega, v, u), most)


@imae.claim(
    "variance-underfits",
    title="The variance of ω_MAE makes the impact ratio too small",
    locus="explanation 2",
    kind="order",
)
class VarianceUnderfits(HarderAndEasier):
    r"""The variance of $\omega_{MAE}$ is too small, so that the impact ratio of one example versus
    another is too small.

    The source names no yardstick; it is read against CCE, whose variance is larger
    (`imae.variance/exact`), and of any two samples: the larger weight over the smaller is less
    under MAE than under CCE, where the more difficult sample has the larger one. The plain reading,
    on average and with $p$ uniform as Eq. 11 assumes, is `uniform`.

    Intuition: little spread means weights of about the same size.
    Catch: a ratio sees how close a weight is to 0, a variance hardly does. Under MAE both ends go
    to 0, under CCE only the easy one, so that hard samples have ratios without bound under MAE
    alone (`unbounded`). And the variance carries the square of the unit of the loss, the ratio does
    not (`scale-free`; a variance without the unit is `imae.variance/relative-uniform`).
    Repair: the average, under the law the source assumes (`uniform`); or, for any two samples, both
    at $p \ge 1/3$ (`from-one-third`).
    Object: two samples by the probabilities of their labels. That MAE underfits is not decided
    here: it takes training.
    """


@imae.claim(
    "variance-underfits/from-one-third",
    title="p ≥ 1/3: a smaller impact ratio under MAE than under CCE",
    locus=OURS,
    kind="order",
    repairs="imae.variance-underfits",
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
    repairs="imae.variance-underfits",
)
class VarianceUnderfitsUniform:
    r"""With $p$ uniform the impact ratio of two independent samples is, on average, smaller under
    MAE than under CCE.

    The plain reading, under the assumption of Eq. 11. The average is that of
    $\log^2 \frac{\omega(p)}{\omega(p')}$: which weight is the larger does not matter, nor does a
    constant in front of a loss. The average of the ratio itself is infinite under both losses.

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
        return lt(log_ratio_square(mae_weight(), a, b), log_ratio_square(cce_weight(), a, b))

    def prove(p):
        first, second = p.given("uniform on [0, 1]")
        gap = p.goals[0].difference
        halfway = gap.xreplace({p.a: 1})
        return combine(
            gap,
            replaced(gap, first, p.a, 1),
            replaced(halfway, second, p.b, 1),
            positive(halfway.xreplace({p.b: 1})),
        )


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

    def prove(p):
        large, cross = p.goals
        below = combine(1 - 1 / (4 * p.B), (p.domain("B")["lower"], 1 / p.B), (3 / (4 * p.B),))
        return (
            combine(large.difference, (reciprocal(below), Rational(1, 4))),
            positive(cross.difference),
        )


def scaled(s):
    """The weight under MAE multiplied by `s`."""
    omega = mae_weight()
    return lambda u: s * omega(u)


@imae.claim(
    "variance-underfits/scale-free",
    title="A constant factor changes no impact ratio",
    locus=OURS,
    kind="id",
)
class VarianceUnderfitsScaleFree:
    r"""A constant $s$ in front of MAE multiplies the variance of the weights by $s^2$ and leaves
    every impact ratio as it is.

    `t` is the constant it is compared with. So the variance can be made any positive number, while
    no sample gains on another and a learning rate undoes the change: a number such as 0.09 is not
    too small by itself.
    """

    s, t = Real(0, open="left"), Real(0, open="left")
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")

    def conclusion(s, t, u, v):
        return (
            eq(t**2 * variance(scaled(s)), s**2 * variance(scaled(t))),
            eq(ratio(scaled(s), u, v), ratio(scaled(t), u, v)),
        )

    def prove(p):
        return tuple(identity(goal.lhs, goal.rhs) for goal in p.goals)
