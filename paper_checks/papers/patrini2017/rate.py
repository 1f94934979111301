"""After Theorem 4: whether noise changes the convergence rate of first-order methods."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.activations import observed
from lossproof.paper_checks.papers.patrini2017.blocks import STRAIGHT, on_straight_lines
from lossproof.paper_checks.papers.patrini2017.hessian import (
    cross_entropy,
    dominant,
    pairs,
    some_weight,
    unit_block,
    unit_blocks,
)

here = patrini2017.at("after Theorem 4")


def curved(hidden, output, mixed):
    """That the second derivative is positive along every direction of the two weights."""
    return gt(hidden, 0), gt(hidden * output - mixed**2, 0)


@here.claim("same-rate")
class SameRate:
    """Label noise changes no rate of descent: where the loss of a ReLU network curves upwards in two
    weights, so does the expected noisy loss.

    The convergence rate of first-order methods is the same under noise: "the loss curvature
    cannot blow up or flat out and instead it is the same point by point".

    The claim is about the curvature at a point, as the text means it ("stationary points may change
    location"), and asserts the minimum that the text implies: where the loss has positive curvature
    in every direction of two weights, so that descent converges at a linear rate, it has positive
    curvature under noise. The network is that of `hessian-noise-free`, with a hidden weight and the
    output weight of class `k`; most labels are right.

    If the Hessian is the same at every point of the model space, the rates that it bounds are the
    same. However, the mixed derivative in weights of two layers changes under noise
    (`hessian-noise-free`), and with it the principal directions: a point with positive curvature
    can be a saddle under noise.

    In the parameters of one layer noise preserves all bounds on the curvature, `bound`. Even there
    the rate may change, as the minimum moves: see `at-the-minimum`. The speed of a training run is
    left to simulation.
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
        "hidden": lambda x, a, v, f, y, k: unit_block(x, a, v, f, pairs(k, k)[0])[y],
        "output": lambda x, a, v, f, y, k: unit_block(x, a, v, f, pairs(k, k)[1])[y],
        "mixed": lambda x, a, v, f, k, i="y": unit_block(x, a, v, f, pairs(k, k)[2])[i],
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


@patrini2017.claim("same-rate/at-the-minimum", "our question, after Theorem 4")
class SameRateAtTheMinimum(Minima):
    r"""Gradient descent on a logistic model has the same rate at its minimum with label noise as
    without.

    The model is one where Theorem 4 holds: no hidden layer, cross-entropy of two classes, one
    logit. With a small `step` the rate is $1 - \alpha h$, where $h$ is the second derivative at the
    minimum. Class 0 has probability `u`, and labels of either class are retained with probability
    `k`. The authors do not say this: "stationary points may change location".

    The Hessian is the same at the same point. However, noise moves the minimum to a point with
    another Hessian. Symmetric noise makes outputs at the minimum less certain, where cross-entropy
    has more curvature, so descent is faster: `faster`.
    """

    def conclusion(f, g, step):
        return eq(contraction(g, step), contraction(f, step))


@here.claim("same-rate/faster", repairs="patrini2017.same-rate/at-the-minimum")
class SameRateFaster(Minima):
    r"""With two classes that are not equally likely, symmetric noise makes gradient descent on one
    logit for all samples faster at its minimum.

    With two classes, symmetric noise lowers the factor $1 - \alpha h$ at the minimum by $\alpha
    \eta (1 - \eta) (1 - 2 u)^2$.

    For the model of `at-the-minimum`: `u` is the probability of class 0, labels are retained with
    probability $k = 1 - \eta$, $f$ and $g$ are the outputs of class 0 at the clean and at the noisy
    minimum, and $h$ is the second derivative there. With the same small `step`, $\alpha$, descent
    is faster with noise than without, unless both classes are equally likely. And a step that is
    safe near the clean minimum, $\alpha < 2 / h$, need not be safe near the noisy one. Asymmetric
    noise may have either effect: if half of the samples are of class 0, of which 0.4 are flipped,
    and class 1 is never flipped, outputs are more certain at the noisy minimum, $h$ is 0.21 and not
    0.25, and descent is slower.
    """

    def conclusion(u, k, f, g, step):
        faster = step * k * (1 - k) * (1 - 2 * u) ** 2
        return eq(contraction(f, step) - contraction(g, step), faster)


@here.claim(
    "same-rate/bound",
    repairs="patrini2017.same-rate",
    assumes=("patrini2017.piecewise-linear/one-layer",),
)
class SameRateBound:
    """In one layer of a ReLU network, every bound on the curvature of the loss also holds under
    label noise.

    The loss curvature "cannot blow up or flat out": in one layer, the bounds $m$ and $M$ of the
    second derivative along a direction hold under noise if they hold without noise.

    The statement is about each point, for cross-entropy; `p` is the derivative of the logits along
    the direction, in which they move on a straight line, so the second derivative, `r`, is 0. With
    bounds that hold everywhere, the guarantees of first-order methods in terms of $m$ and $M$ are
    the same, except for the distance from the minimum, which changes.
    """

    c = Classes(tried=(2, 3))
    f, p, r, T, y = Simplex(c, interior=True), Scores(c), Scores(c), Transitions(c), Label(c)
    m, M = Real(), Real()

    def _without_noise(f, p, r, y, m, M):
        return between(m, curvatures(cross_entropy, f, p, p, r)[y], M)

    given = {STRAIGHT: on_straight_lines, "without noise": _without_noise}

    def conclusion(f, p, r, T, y, m, M):
        return between(m, expectation(T[y], curvatures(cross_entropy, f, p, p, r)), M)
