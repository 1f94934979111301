"""Theorem 4 block by block: which blocks of the Hessian noise leaves unchanged."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.expansion import undone
from lossproof.paper_checks.papers.patrini2017.hessian import ENTRY, cross_entropy, dominant

ours = patrini2017.at("our question, Theorem 4 block by block")


def curvatures_of(f, outputs):
    """The second derivatives of CE, one per label, where `outputs(s, t)` are the logits."""
    return curvatures(cross_entropy, f, *two_ways(outputs))


STRAIGHT = "on straight lines"


def on_straight_lines(c, r):
    """The logits have no second derivatives in the two parameters."""
    return every_class(lambda j: eq(r[j], 0), c)


class Point:
    """The softmax `f` of a network, and the noise of one sample of class `y`."""

    c = Classes(tried=(2, 3))
    f, T, y = Simplex(c, interior=True), Transitions(c), Label(c)


def without_bends(p, weights):
    """`sum_j weights[j] r[j] == 0`, as the logits move on straight lines."""
    each = combine(weights[ANY_CLASS] * p.r[ANY_CLASS], (p.given(STRAIGHT), weights[ANY_CLASS]))
    return summed(each, ANY_CLASS, p.c)


def averaging(p, found):
    """`E(found) - found[y] == 0` over the noise: but for `r[j]` it is the same for every label."""
    goal, row = unfold(expectation(p.T[p.y], found) - found[p.y]), p.domain("T", p.y)["total"]
    own = p.given(STRAIGHT).at(ANY_CLASS, p.y)
    return combine(goal, (row, found[p.y] + p.r[p.y]), own, (-1, without_bends(p, p.T[p.y])))


@ours.claim(
    "hessian-blocks",
    repairs=(
        "patrini2017.hessian-noise-free",
        "patrini2017.hessian-noise-free/no-biases",
        "patrini2017.hessian-backward",
    ),
    assumes=("patrini2017.piecewise-linear/one-layer",),
)
class HessianBlocks(Point):
    r"""In a ReLU network label noise does not change second derivatives of the loss in two
    parameters of one layer.

    In a ReLU network, for two parameters of one layer the second derivative of $\ell$ does not
    change under noise, and that of $\ell^\leftarrow$ is the same, for any $T$.

    This is Theorem 4 in the diagonal blocks, one for the weights and biases of each layer. In these
    parameters the logits of a ReLU network of any depth move on straight lines, away from kinks
    (`piecewise-linear/one-layer`): `p` and `q` are their derivatives in two such parameters, and
    their second ones, `r`, are 0. The noise has any row `T[y]`, also one with a single label, and
    may depend on the input: with cross-entropy every label gives the same second derivative. `Q` is
    the inverse of `T`, which need not be the matrix of the noise, and `z` the observed label. A
    model without hidden layers is one such block, so there the theorem holds as printed. For the
    blocks of two layers see `cross-layer` and `later-biases`.
    """

    z, Q = Label(Point.c), Each(Point.c, Scores(Point.c))
    p, q, r = Scores(Point.c), Scores(Point.c), Scores(Point.c)
    given = {"Q T = I": undone, STRAIGHT: on_straight_lines}
    where = ENTRY | {
        "corrected": lambda f, p, q, r, Q, i="z": class_sum(
            lambda j: Q[i][j] * curvatures(cross_entropy, f, p, q, r)[j], f.size
        ),
    }

    def conclusion(c, f, T, y, z, p, q, r, Q):
        found = curvatures(cross_entropy, f, p, q, r)
        corrected = class_sum(lambda j: Q[z][j] * found[j], c)
        return eq(expectation(T[y], found), found[y]), eq(corrected, found[z])


class TwoLayers(Point):
    """A parameter, and one of a later layer.

    The first moves what one unit gives, `X`, at the rate `g`, and the logits at the rates `P`; `C`
    is what another unit, further up, adds to the logits per unit of its input.
    """

    g = Real()
    P, C = Scores(Point.c), Scores(Point.c)
    X = Real()
    where = {
        "second": lambda f, X, g, P, C, i="y": curvatures_of(f, through_weight(X, g, P, C))[i],
    }


def through_weight(X, g, P, C):
    """The logits, less where they are, after steps of a parameter and of a later weight."""
    return lambda s, t: SymbolicVector(lambda j: s * P[j] + t * C[j] * (X + s * g), C.size)


@ours.claim("hessian-blocks/cross-layer")
class HessianBlocksCrossLayer(TwoLayers):
    r"""In a ReLU network label noise does not change second derivatives of the loss across two
    layers.

    For a parameter and a weight of a later layer the second derivative of $\ell$ does not
    change under noise.

    The network may have any depth. The weight connects the unit with output `X` to the unit of `C`,
    so the steps `s` and `t` change the logits by $s P_j + t C_j (X + s g)$. The first parameter
    affects the input of the weight, all logits change, and most labels are right.

    The statement fails because the weight multiplies a quantity that the first parameter changes,
    so the logits have a mixed second derivative. The last two layers of any network are such a pair
    (`hessian-noise-free`).
    """

    T = Transitions(Point.c, interior=True)
    given = {
        "dominant": dominant,
        "the weight's input is positive and moves": lambda g, X: (gt(g**2, 0), gt(X, 0)),
        "all logits move": lambda c, P, C: every_class(
            lambda j: (gt(P[j] ** 2, 0), gt(C[j] ** 2, 0)), c
        ),
    }

    def conclusion(f, T, y, X, g, P, C):
        found = curvatures_of(f, through_weight(X, g, P, C))
        return eq(expectation(T[y], found), found[y])


@ours.claim("hessian-blocks/change", repairs="patrini2017.hessian-blocks/cross-layer")
class HessianBlocksChange(TwoLayers):
    r"""Noise T changes CE's mixed second derivative in θ and the weight w of a later unit h = wa(θ)
    + b by ∂a/∂θ · ∂/∂h (z_y − Σ_j T_yj z_j), z the logits, y the label.

    The derivative is unchanged if and only if the first parameter does not affect the input of the
    weight ($g = 0$, as below an inactive unit), or the effect of the later unit on the logit of the
    label equals its mean effect on the logits of the noisy labels. If the later unit has the same
    effect on all logits, no noise changes the derivative.
    """

    def conclusion(f, T, y, X, g, P, C):
        found = curvatures_of(f, through_weight(X, g, P, C))
        return eq(expectation(T[y], found) - found[y], g * (C[y] - expectation(T[y], C)))


@ours.claim("hessian-blocks/later-biases")
class HessianBlocksLaterBiases(TwoLayers):
    r"""In a ReLU network noise does not change second derivatives in a parameter and a bias of a
    later layer.

    For a parameter and a bias of a later layer the second derivative of $\ell$ does not change
    under noise.

    A parameter of the unit of `C` multiplies a quantity `X`: a weight multiplies the output of the
    unit below, which the first parameter changes at the rate `g`; a bias multiplies the number 1,
    which is constant. The steps `s` and `t` change the logits by $s P_j + t C_j (X + s g)$, with $g
    = 0$ for a bias. So noise changes no block of two biases, and no block of a weight and a later
    bias; it does change those of a bias and a later weight (`cross-layer`).
    """

    given = {"its factor is constant": lambda g: eq(g, 0)}

    def conclusion(f, T, y, X, g, P, C):
        found = curvatures_of(f, through_weight(X, g, P, C))
        return eq(expectation(T[y], found), found[y])
