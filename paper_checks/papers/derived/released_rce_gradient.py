"""The gradient of reverse cross-entropy in the PyTorch port of SCE, with clipped outputs."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.released_rce import height
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import two_classes

gradient = derived.at("SCELoss-Reproduce, loss.py, SCELoss, against Li's Eq. 18 and 20")


def clipped_gradient(f, y, df, s, t):
    return along(lambda g, label: clipped_rce(g, label, s, t), f, y, df)


def keeps_sum(df):
    return eq(df.total(), 0)


class Moved:
    """A prediction inside the simplex, and how its outputs change with some parameter."""

    c = Classes(tried=(2, 3))
    f, y, df = Simplex(c, interior=True), Label(c), Scores(c)
    s, t = Real(0, 1, open="both"), Real(0, 1, open="both")


def three_outputs(u, v):
    """Any outputs of three classes inside the simplex, that of class 1 in units of the floor."""
    small = OUTPUT_FLOOR * u
    return Vector(((1 - small) * v, small, (1 - small) * (1 - v)))


def as_printed(f, y, df, s, t):
    return eq(clipped_gradient(f, y, df, s, t), sympy.log(s) * df[y])


@gradient.claim("released-rce-clip-gradient/exact")
class ReleasedRceClipGradientExact:
    r"""For three classes, RCE with the label clipped at 10⁻⁴ and the outputs at 10⁻⁷ has the logit
    gradient log 10⁻⁴ ∇p_y, p_y the output at the label.

    There are three classes, and the gradient is that of a sample of class 0 in the logit of class
    1: the softmax outputs are arbitrary, $10^{-7} u$ for class 1 and the share `v` of the rest for
    class 0. No output is exactly at its floor, where there are two derivatives.

    RCE is $-A$ times the probability of an error, which falls as $p_y$ grows. But a clipped output
    has no gradient, so the probability that its class loses is not counted. The claim holds where
    every output is above its floor (`above-floor`); otherwise the error is bounded by
    `released-rce-clip-gradient`. The
    counterexample has an output below the floor, so that $RCE$ falls where it should rise.
    """

    u, v = Real(0, 1 / OUTPUT_FLOOR, open="both"), Real(0, 1, open="both")

    given = {
        "off the kinks": lambda u, v: tuple(
            different(entry / OUTPUT_FLOOR, 1) for entry in three_outputs(u, v)
        ),
    }

    def conclusion(u, v):
        f = three_outputs(u, v)
        df = softmax_slopes(f, Vector((0, 1, 0)))
        return as_printed(f, 0, df, LABEL_FLOOR, OUTPUT_FLOOR)


@gradient.claim(
    "released-rce-clip-gradient/above-floor", repairs="derived.released-rce-clip-gradient/exact"
)
class ReleasedRceClipGradientAboveFloor(Moved):
    r"""If no output is clipped, RCE with the label clipped at s has the logit gradient log s ∇p_y,
    p_y the output at the label.

    Where every output is above its floor, $\nabla RCE = A\,\nabla p_y$ for clipped RCE.
    """

    given = {
        "the outputs keep their sum": keeps_sum,
        "every output above the floor": lambda c, f, t: every_class(lambda j: gt(f[j], t), c),
    }
    conclusion = as_printed


@gradient.claim("released-rce-clip-gradient", repairs="derived.released-rce-clip-gradient/exact")
class ReleasedRceClipGradient(Moved):
    r"""With labels clipped at s and outputs at t, logit derivatives of RCE differ from log s ∂p_y
    by at most −log s (c − 1)t, p_y the output at the label.

    A logit of the softmax satisfies $|\nabla p_j| \le p_j$ for every class. At most the gradients
    of outputs below the floor $t$ are lost, and those are no larger than the floor.
    """

    given = {
        "the outputs keep their sum": keeps_sum,
        "in a logit": lambda c, f, df: every_class(
            lambda j: (ge(f[j], df[j]), ge(f[j], -df[j])), c
        ),
    }

    def conclusion(c, f, y, df, s, t):
        off = clipped_gradient(f, y, df, s, t) - sympy.log(s) * df[y]
        most = -sympy.log(s) * (c - 1) * t
        return le(off, most), ge(off, -most)

    def prove(p):
        high, low = p.goals
        u, du, t, c = p.f[ANY_CLASS], p.df[ANY_CLASS], p.t, p.c
        down, up = p.given("in a logit")
        step, rest = never_falling(u - t), at_most_one(u - t)
        above, two = height(p), two_classes(p)
        entry = p.domain("f")["nonnegative"]

        def lost(sign, bound):
            """`t - sign (1 - H) df >= 0`: at most the floor is lost at any class."""
            goal = t - sign * rest.expr * du
            return cases(
                u - t,
                lambda over: combine(goal, (t,), (rising(u - t, over), sign * du)),
                lambda under: combine(goal, under, (rest, bound), (step, entry)),
                strict=True,
            )

        unit = p.given("the outputs keep their sum"), sympy.log(p.s)
        return (
            combine(
                high.difference,
                (above, total_of_others(lost(-1, up), p.y, c, two)),
                unit,
            ),
            combine(
                low.difference,
                (above, total_of_others(lost(1, down), p.y, c, two)),
                (unit[0], -unit[1]),
            ),
        )
