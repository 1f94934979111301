"""After Theorem 4: is the convergence rate of first-order methods the same?"""

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.activations import observed
from lossproof.paper_checks.papers.patrini2017.blocks import STRAIGHT, averaging, on_straight_lines
from lossproof.paper_checks.papers.patrini2017.hessian import (
    cross_entropy,
    dominant,
    some_weight,
    unit_blocks,
)
from lossproof.theory.domain import Classes, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import Vector, eq, gt, le
from lossproof.theory.losses import expectation
from lossproof.theory.losses.gradients import curvature, curvatures, logit_gradient
from lossproof.theory.proof.rules import combine

LOCUS = "after Theorem 4"


def curved(hidden, output, mixed):
    """That the second derivative is positive along every direction of the two weights."""
    return gt(hidden, 0), gt(hidden * output - mixed**2, 0)


@patrini2017.claim(
    "same-rate",
    title="First-order methods converge at the same rate under noise",
    locus=LOCUS,
    kind="ineq",
)
class SameRate:
    r"""The convergence rate of first-order methods is the same: "the loss curvature cannot blow up
    or flat out and instead it is the same point by point".

    Read of the curvature at a point, as it is meant ("stationary points may change location"), and
    of the least that it says: where the loss is curved upwards in every direction of two weights,
    so that descent closes in at a linear rate, it is so under noise. For the network of
    `hessian-noise-free`, a hidden weight and the output weight of class `k`; most labels are right.

    Intuition: the Hessian is the same at every point of the model space, and rates are bounded by
    the Hessian.
    Catch: the mixed derivative of weights of two layers changes under noise (`hessian-noise-free`),
    and with it the directions: a point that the loss is curved upwards at is a saddle under noise.
    Repair: in the parameters of one layer all bounds on the curvature are kept, `bound`. There the
    rate may change all the same, as the minimum moves: see `at-the-minimum`. The pace of a training
    run is left to simulation.
    """

    c = Classes(tried=(2, 3))
    x, a = Real(0, open="left"), Real(0, open="left")
    v, f = Scores(c), Simplex(c, interior=True)
    T, y, k = Transitions(c, interior=True), Label(c), Label(c)

    def _curved_without_noise(x, a, v, f, y, k):
        return curved(*(block[y] for block in unit_blocks(x, a, v, f, k, k)))

    given = {
        "no output weight is 0": some_weight,
        "dominant": dominant,
        "curved upwards without noise": _curved_without_noise,
    }
    where = {
        "hidden": lambda x, a, v, f, y, k: unit_blocks(x, a, v, f, k, k)[0][y],
        "output": lambda x, a, v, f, y, k: unit_blocks(x, a, v, f, k, k)[1][y],
        "mixed": lambda x, a, v, f, k, i="y": unit_blocks(x, a, v, f, k, k)[2][i],
    }

    def conclusion(x, a, v, f, T, y, k):
        blocks = unit_blocks(x, a, v, f, k, k)
        return curved(*(expectation(T[y], block) for block in blocks))


def chances(u):
    return Vector((u, 1 - u))


def slope(clean, f):
    """The derivative of the expected loss in the logit of the class with the output `f`."""
    outputs = chances(f)
    return sum(
        chance * logit_gradient(cross_entropy, outputs, label)[0]
        for label, chance in enumerate(chances(clean))
    )


def contraction(f, step):
    """What a step of gradient descent leaves of a small distance from the minimum at `f`."""
    logit = Vector((1, 0))
    return 1 - step * curvature(cross_entropy, chances(f), 0, logit, logit)


def between(low, value, high):
    return le(low, value), le(value, high)


class Minima:
    """Two classes and one logit, such as a bias; the outputs at the clean and the noisy minimum."""

    u, k = Real(0, 1, open="both"), Real("1/2", 1, open="both")
    f, g = Real(0, 1, open="both"), Real(0, 1, open="both")
    step = Real(0, open="left")
    given = {
        "the clean minimum": lambda u, f: eq(slope(u, f), 0),
        "the noisy minimum": lambda u, k, g: eq(slope(observed(u, k, 0), g), 0),
    }


@patrini2017.claim(
    "same-rate/at-the-minimum",
    title="Descent closes in on its minimum as fast under noise",
    locus=f"our question, {LOCUS}",
    kind="id",
)
class SameRateAtTheMinimum(Minima):
    r"""Gradient descent closes in on its minimum at the same rate, with noise and without.

    In a model where Theorem 4 holds: no hidden layer, cross-entropy of two classes, one logit. With
    a small `step` the rate is $1 - \alpha h$, where $h$ is the second derivative at the minimum.
    Class 0 has the chance `u`, and labels of either class are kept with the chance `k`. The authors
    do not say this: "stationary points may change location".

    Catch: the Hessian is the same at the same point, and noise moves the minimum to where it is
    another.
    Repair: symmetric noise makes outputs at the minimum less certain, where cross-entropy is more
    curved, so that descent is faster: `faster`.
    """

    def conclusion(f, g, step):
        return eq(contraction(g, step), contraction(f, step))


@patrini2017.claim(
    "same-rate/faster",
    title="Two classes, symmetric noise: a lower factor at the minimum",
    locus=LOCUS,
    kind="id",
    repairs="patrini2017.same-rate/at-the-minimum",
)
class SameRateFaster(Minima):
    r"""Two classes, symmetric noise: it lowers the factor $1 - \alpha h$ at the minimum by $\alpha
    \eta (1 - \eta) (1 - 2 u)^2$.

    For the model of `at-the-minimum`: `u` is the chance of class 0, labels are kept with the chance
    $k = 1 - \eta$, $f$ and $g$ are the outputs of class 0 at the clean and at the noisy minimum,
    and $h$ is the second derivative there. With the same small `step`, $\alpha$, descent is faster
    with noise than without, unless both classes are as likely. And a step that is safe near the
    clean minimum, $\alpha < 2 / h$, need not be so near the noisy one. Asymmetric noise may do
    either: if half of the samples are of class 0, of which 0.4 are flipped, and class 1 never is,
    outputs are more certain at the noisy minimum, $h$ is 0.21 and not 0.25, and descent is slower.
    """

    def conclusion(u, k, f, g, step):
        faster = step * k * (1 - k) * (1 - 2 * u) ** 2
        return eq(contraction(f, step) - contraction(g, step), faster)

    def prove(p):
        clean, noisy = p.given("the clean minimum"), p.given("the noisy minimum")
        return combine(
            p.goals[0].difference,
            (clean, p.step * (p.u + p.f - 1)),
            (noisy, -p.step * (observed(p.u, p.k, 0) + p.g - 1)),
        )


@patrini2017.claim(
    "same-rate/bound",
    title="In one layer noise keeps the bounds of the curvature",
    locus=LOCUS,
    kind="ineq",
    repairs="patrini2017.same-rate",
    assumes=("patrini2017.piecewise-linear/one-layer",),
)
class SameRateBound:
    r"""The loss curvature "cannot blow up or flat out": in one layer, the bounds $m$ and $M$ of the
    second derivative along a direction hold under noise where they hold without.

    At each point, for cross-entropy; `p` is the derivative of the logits along the direction, on
    which they move on a straight line, so that the second one, `r`, is 0. With bounds that hold
    everywhere the guarantees of first-order methods that are written in $m$ and $M$ are the same,
    but for the distance from the minimum, which is another.
    """

    c = Classes(tried=(2, 3))
    f, p, r, T, y = Simplex(c, interior=True), Scores(c), Scores(c), Transitions(c), Label(c)
    m, M = Real(), Real()

    def _without_noise(f, p, r, y, m, M):
        return between(m, curvatures(cross_entropy, f, p, p, r)[y], M)

    given = {STRAIGHT: on_straight_lines, "without noise": _without_noise}

    def conclusion(f, p, r, T, y, m, M):
        return between(m, expectation(T[y], curvatures(cross_entropy, f, p, p, r)), M)

    def prove(p):
        same = averaging(p, curvatures(cross_entropy, p.f, p.p, p.p, p.r))
        low, high = p.given("without noise")
        above, below = (goal.difference for goal in p.goals)
        return combine(above, low, same), combine(below, high, (-1, same))
