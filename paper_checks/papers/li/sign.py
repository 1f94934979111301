"""Is the sign of the gradients meaningful?"""

import sympy

from paper_checks.papers.li import li
from paper_checks.papers.li.gradients import LabelAndOther, printed_gradients, prove_printed
from paper_checks.papers.softmax import not_certain, two_classes
from theory.derivation import combine, positive
from theory.domain import Classes, Label, Real, Simplex
from theory.logits import logit_gradient, of_label, squares_of_others_below
from theory.losses import mse
from theory.other_classes import no_delta, total_of_others
from theory.relation import ge, gt, lt
from theory.sums import ANY_CLASS, class_sum


def falling(w):
    """A loss of the label's probability with slope `-w`: all that its gradient at a point uses."""
    return of_label(lambda u: -w * u)


def signs_differ(first, second):
    """That two gradients have different signs at some class."""
    sign = sympy.sign
    return gt(class_sum(lambda j: (sign(first[j]) - sign(second[j])) ** 2, first.size), 0)


class Pattern(LabelAndOther):
    """One sample with its label `y`, another class `k`, and a loss that falls as p_y grows."""

    w = Real(0, open="left")


@li.claim("sign", locus="question after Eq. 16", kind="id")
class Sign(Pattern):
    r"""The gradients of CCE and MAE in $z_j$ are below 0 at $j = y$ and above 0 at every $j \ne y$.

    The question is whether that means anything. It is decided for every loss that falls as $p_y$
    grows, here with the slope $-w$: the pattern is the same for all of them, at every prediction.
    So it says which label the sample was given, and nothing else. It tells no loss from another
    (`tells-losses-apart`) and no noisy label from a clean one (`tells-noise`), because a loss is
    not told which it is. What can tell is the size of the entries, or the sign once the noise is
    averaged (`li.noisy-gradients/expected`). A loss of the whole prediction may have another
    pattern (`squared-error`).
    """

    def conclusion(f, y, k, w):
        gradient = logit_gradient(falling(w), f, y)
        printed = printed_gradients(f, y, k)
        own = (gradient[y], *(part.lhs for part in printed[::2]))
        other = (gradient[k], *(part.lhs for part in printed[1::2]))
        return (*(lt(entry, 0) for entry in own), *(gt(entry, 0) for entry in other))

    def prove(p):
        apart, below, u = p.given("another class"), not_certain(p, "f", p.y), p.f[p.y]
        cross, cross_other, absolute_own, absolute_other = prove_printed(p, p.y, p.k, apart)
        own, own_cross, own_mae, other, other_cross, other_mae = (g.difference for g in p.goals)
        none = no_delta(apart, p.k, p.y)
        return (
            combine(own, (p.w * u, below)),
            combine(own_cross, (cross, -1), below),
            combine(own_mae, (absolute_own, -1), (2 * u, below)),
            combine(other, (none, -p.w * p.f[p.k]), (p.w * u * p.f[p.k],)),
            combine(other_cross, cross_other, (p.f[p.k],)),
            combine(other_mae, absolute_other, (2 * u * p.f[p.k],)),
        )


@li.claim("sign/given-label", locus="question after Eq. 16", kind="id")
class SignGivenLabel(Pattern):
    r"""The sign pattern tells which label was given.

    With the label $k$ in place of $y$ the signs at $y$ and $k$ are exchanged, for any loss that
    falls as the label's probability grows.
    """

    def conclusion(f, y, k, w):
        first, second = (logit_gradient(falling(w), f, label) for label in (y, k))
        return lt(first[y], 0), gt(first[k], 0), gt(second[y], 0), lt(second[k], 0)

    def prove(p):
        apart = p.given("another class")
        none = no_delta(apart, p.k, p.y)
        product = p.w * p.f[p.y] * p.f[p.k]
        first, second, third, fourth = (goal.difference for goal in p.goals)
        return (
            combine(first, (p.w * p.f[p.y], not_certain(p, "f", p.y))),
            combine(second, (none, -p.w * p.f[p.k]), (product,)),
            combine(third, (none, -p.w * p.f[p.y]), (product,)),
            combine(fourth, (p.w * p.f[p.k], not_certain(p, "f", p.k))),
        )


@li.claim("sign/tells-losses-apart", locus="question after Eq. 16", kind="exists")
class SignTellsLosses:
    r"""Two losses that weigh a sample differently have gradients of different signs at some class.

    Both fall as $p_y$ grows, with the slopes $-w$ and $-v$. The intuition is that another loss
    pushes elsewhere. The catch: the derivative in the logits is the slope times
    $p_y (\delta_{jy} - p_j)$, whose sign no loss can change. They differ in length only.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)
    w, v = Real(0, open="left"), Real(0, open="left")
    given = {"different weights": lambda w, v: lt(w, v)}

    def conclusion(f, y, w, v):
        return signs_differ(logit_gradient(falling(w), f, y), logit_gradient(falling(v), f, y))


@li.claim("sign/tells-noise", locus="question after Eq. 16", kind="exists")
class SignTellsNoise:
    r"""A sample with a noisy label and a clean one with the same label have gradients of different
    signs at some class.

    `f` is a clean sample with the label `z`; `h` has the true class `y`, is predicted as such, and
    was given the label `z`. One loss that falls as the label's probability grows. The catch is that
    a loss sees the label given only: both samples are pushed to `z`.
    """

    c = Classes(tried=(2, 3))
    f, h = Simplex(c, interior=True), Simplex(c, interior=True)
    y, z = Label(c), Label(c)
    w = Real(0, open="left")
    given = {
        "noisy label": lambda y, z: gt((z - y) ** 2, 0),
        "the clean sample is predicted right": lambda f, y, z: gt(f[z], f[y]),
        "the noisy sample is predicted right": lambda h, y, z: gt(h[y], h[z]),
    }

    def conclusion(f, h, z, w):
        return signs_differ(logit_gradient(falling(w), f, z), logit_gradient(falling(w), h, z))


class SquaredError(LabelAndOther):
    """The gradient of a loss that depends on the whole prediction."""

    def conclusion(f, y, k):
        gradient = logit_gradient(mse, f, y)
        return lt(gradient[y], 0), gt(gradient[k], 0)


@li.claim("sign/squared-error", locus="question after Eq. 16", kind="id")
class SignSquaredError(SquaredError):
    r"""The gradient of the squared error in $z_j$ is below 0 at $j = y$ and above 0 elsewhere.

    The intuition takes the pattern of CCE and MAE for that of every loss. The catch: the squared
    error also asks for the other outputs to be equal, so where one of them is large it lifts the
    small ones. Its signs do depend on the prediction. The repair is $p_y \ge 1/2$.
    """


@li.claim(
    "sign/squared-error-from-half",
    locus="question after Eq. 16",
    kind="id",
    repairs="li.sign/squared-error",
)
class SignSquaredErrorHalf(SquaredError):
    r"""Where $p_y \ge 1/2$ the gradient of the squared error has the signs of that of CCE."""

    given = {
        **SquaredError.given,
        "half of the probability": lambda f, y: ge(f[y], sympy.Rational(1, 2)),
    }

    def prove(p):
        f, u, v = p.f, p.f[p.y], p.f[p.k]
        facts, half = p.domain("f"), p.given("half of the probability")
        apart, below = p.given("another class"), not_certain(p, "f", p.y)
        none = no_delta(apart, p.k, p.y)
        squares = squares_of_others_below(
            f, p.y, entry=facts["nonnegative"].weakened(), sums_to_one=facts["total"]
        )
        others = total_of_others(positive(f[ANY_CLASS] ** 2), p.y, p.c, two_classes(p))
        own, other = (goal.difference for goal in p.goals)
        return (
            combine(own, (2 * u, others), (2 * u, below, below)),
            combine(other, (2 * v, squares), (4 * v, below, half), (2 * v**2,), (none, -2 * v)),
        )
