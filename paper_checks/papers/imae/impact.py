"""The second explanation: what the variance of the weights says of one example against another."""

from sympy import Rational

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import cce_weight, mae_weight
from theory.derivation import combine, identity, positive, reciprocal
from theory.domain import Real
from theory.relation import eq, ge, gt, lt
from theory.weights import ratio, variance


class HarderAndEasier:
    """The probabilities of the labels of two samples, the first the more difficult one."""

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {"the first is more difficult": lambda u, v: lt(u, v)}

    def conclusion(u, v):
        most = ratio(cce_weight(), u, v)
        omega = mae_weight()
        return lt(ratio(omega, u, v), most), lt(ratio(omega, v, u), most)


@imae.claim("variance-underfits", locus="explanation 2", kind="order")
class VarianceUnderfits(HarderAndEasier):
    r"""The variance of $\omega_{MAE}$ is too small, so that the impact ratio of one example versus
    another is too small.

    Too small next to CCE, whose variance is larger (`variance/exact`): so the larger weight of two
    samples over the smaller must be less under MAE than under CCE, where the more difficult sample
    always has the larger one. The intuition is that little spread means weights of about the same
    size. The catch: a ratio sees how close a weight is to 0, a variance hardly does. Under MAE both
    ends go to 0, so the ratio has no bound (`unbounded`); and the variance carries the square of
    the unit of the loss, the ratio does not (`scale`; freed of it: `imae.variance/relative`). The
    repair keeps both samples at $p \ge 1/3$. That MAE underfits is not decided here: it takes
    training.
    """


@imae.claim(
    "variance-underfits/from-one-third",
    locus="explanation 2",
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


@imae.claim("variance-underfits/unbounded", locus="explanation 2", kind="exists")
class Unbounded:
    r"""Under MAE the impact ratio of two examples has no bound.

    For every $B \ge 1$ a sample with $p = 1/2$ has more than $B$ times the weight of one with
    $p = 1/(4B)$. Under CCE the ratio of the same two is less than 2.
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


class TwoScales:
    """MAE multiplied by `s` and by `t`, at two samples of which the first weighs more."""

    s, t = Real(0, open="left"), Real(0, open="left")
    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")


@imae.claim("variance-underfits/scale", locus="explanation 2", kind="order")
class VarianceUnderfitsScale(TwoScales):
    r"""A smaller variance of the weights means a smaller impact ratio of two examples.

    For one loss and two constants in front of it. The variance of $s \cdot MAE$ is any positive
    number one likes, and the weights keep their ratios: a learning rate undoes the constant. So no
    number such as 0.09 can be too small by itself; see `scale-free`.
    """

    given = {
        "the first loss has the smaller variance": lambda s, t: lt(
            variance(scaled(s)), variance(scaled(t))
        ),
        "the first sample weighs more": lambda u, v: gt(mae_weight()(u), mae_weight()(v)),
    }

    def conclusion(s, t, u, v):
        return lt(ratio(scaled(s), u, v), ratio(scaled(t), u, v))


@imae.claim(
    "variance-underfits/scale-free",
    locus="explanation 2",
    kind="id",
    repairs="imae.variance-underfits/scale",
)
class VarianceUnderfitsScaleFree(TwoScales):
    r"""A constant $s$ in front of MAE multiplies the variance of the weights by $s^2$ and leaves
    every impact ratio as it is.
    """

    def conclusion(s, t, u, v):
        return (
            eq(t**2 * variance(scaled(s)), s**2 * variance(scaled(t))),
            eq(ratio(scaled(s), u, v), ratio(scaled(t), u, v)),
        )

    def prove(p):
        return tuple(identity(goal.lhs, goal.rhs) for goal in p.goals)
