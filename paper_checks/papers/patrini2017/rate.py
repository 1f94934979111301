"""After Theorem 4: is the convergence rate of first-order methods the same?"""

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.activations import observed
from paper_checks.papers.patrini2017.blocks import averaging
from paper_checks.papers.patrini2017.hessian import cross_entropy
from theory.domain import Classes, Label, Real, Scores, Simplex, Transitions
from theory.language import Vector, eq, le
from theory.losses import expectation
from theory.losses.gradients import curvature, curvatures, logit_gradient
from theory.proof.rules import combine

LOCUS = "after Theorem 4"


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
    "same-rate",
    title="First-order methods converge at the same rate under noise",
    locus=LOCUS,
    kind="id",
)
class SameRate(Minima):
    r"""The convergence rate of first-order methods is the same, with noise and without; what is so
    in one layer is the guarantee by bounds on the curvature, `bound`.

    That a bound on it is the same, "the loss curvature cannot blow up or flat out", does hold in
    one layer: `bound`. In a model where the theorem holds: no hidden layer, cross-entropy of two
    classes, one logit. Gradient descent with a small `step` converges at the rate $1 - \alpha h$,
    where $h$ is the second derivative at the minimum. Class 0 has the chance `u`, and labels are
    kept with the chance `k`.

    Intuition: the Hessian is the same at every point of the model space, and rates are bounded by
    the Hessian.
    Catch: it is the same at the same point, and noise moves the minimum ("stationary points may
    change location"), to where the Hessian is another.
    Repair: noise makes outputs at the minimum less certain, where cross-entropy is more curved, so
    that descent is faster: `faster`. What the sentence says after its colon, that the curvature
    "cannot blow up or flat out", is right in one layer. In a network with hidden layers not
    even the Hessian at a point is the same (`hessian-noise-free`); the pace of a training run is
    left to simulation.
    """

    def conclusion(f, g, step):
        return eq(contraction(g, step), contraction(f, step))


@patrini2017.claim(
    "same-rate/faster",
    title="Noise lowers the convergence factor at the minimum",
    locus=LOCUS,
    kind="id",
    repairs="patrini2017.same-rate",
)
class SameRateFaster(Minima):
    r"""Noise lowers the factor $1 - \alpha h$ at the minimum by
    $\alpha \eta (1 - \eta) (1 - 2 u)^2$.

    For the model of `same-rate`, $\eta = 1 - k$: with the same small step descent is faster with
    noise than without, unless both classes are as likely. And a step that is safe near the clean
    minimum, $\alpha < 2 / h$, need not be so near the noisy one.
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
    assumes=("patrini2017.piecewise-linear/one-layer",),
)
class SameRateBound:
    r"""The loss curvature "cannot blow up or flat out": in one layer, the bounds $m$ and $M$ of the
    second derivative along a direction hold under noise where they hold without.

    At each point, for cross-entropy; `p` is the derivative of the logits along the direction, on
    which they move on a straight line. With bounds that hold everywhere the guarantees of
    first-order methods that are written in $m$ and $M$ are the same, but for the distance from the
    minimum, which is another.
    """

    c = Classes(tried=(2, 3))
    f, p, T, y = Simplex(c, interior=True), Scores(c), Transitions(c), Label(c)
    m, M = Real(), Real()
    given = {
        "without noise": lambda f, p, y, m, M: between(m, curvatures(cross_entropy, f, p, p)[y], M)
    }

    def conclusion(f, p, T, y, m, M):
        return between(m, expectation(T[y], curvatures(cross_entropy, f, p, p)), M)

    def prove(p):
        same = averaging(p, curvatures(cross_entropy, p.f, p.p, p.p))
        low, high = p.given("without noise")
        above, below = (goal.difference for goal in p.goals)
        return combine(above, low, same), combine(below, high, (-1, same))
