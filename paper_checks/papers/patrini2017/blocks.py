"""Theorem 4 block by block: of which parameters is the Hessian free of the noise?"""

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.expansion import inverse_rows, undone
from paper_checks.papers.patrini2017.hessian import cross_entropy, dominant
from theory.domain import Classes, Each, Label, Real, Scores, Simplex, Transitions
from theory.language import ANY_ROW, SymbolicVector, class_sum, eq, every_class, gt
from theory.language.terms import unfold
from theory.losses import expectation
from theory.losses.gradients import curvatures, two_ways
from theory.proof.rules import combine

LOCUS = "our question, Theorem 4 block by block"


def curvatures_of(f, outputs):
    """The second derivatives of CE, one per label, where `outputs(s, t)` are the logits."""
    return curvatures(cross_entropy, f, *two_ways(outputs))


def straight(p, q):
    """Logits that move on straight lines."""
    return lambda s, t: SymbolicVector(lambda j: s * p[j] + t * q[j], p.size)


class Point:
    """The softmax `f` of a network, and the noise of one sample of class `y`."""

    c = Classes(tried=(2, 3))
    f, T, y = Simplex(c, interior=True), Transitions(c), Label(c)


def averaging(p, found):
    """`E(found) - found[y] == 0` over the noise, as `found` is the same for every label."""
    goal = unfold(expectation(p.T[p.y], found) - found[p.y])
    return combine(goal, (p.domain("T", p.y)["total"], found[p.y]))


@patrini2017.claim(
    "hessian-blocks",
    title="Within a layer noise leaves the second derivatives",
    locus=LOCUS,
    kind="id",
    repairs=(
        "patrini2017.hessian-noise-free",
        "patrini2017.hessian-noise-free/no-biases",
        "patrini2017.hessian-backward",
    ),
    assumes=("patrini2017.piecewise-linear/one-layer",),
)
class HessianBlocks(Point):
    r"""For two parameters of one layer the second derivative of $\ell$ does not change under noise,
    and that of $\ell^\leftarrow$ is the same, for any $T$.

    Theorem 4 in the blocks on the diagonal, one for the weights and biases of each layer. In these
    the logits of a ReLU network of any depth move on straight lines, away from kinks
    (`piecewise-linear/one-layer`); `p` and `q` are their derivatives in two such parameters. The
    noise has any row `T[y]`, also one with a single label, and may depend on the input: with
    cross-entropy every label gives the same second derivative. `Q` is the inverse of `T`, which
    need not be the matrix of the noise, and `z` the label that is seen. A model without hidden
    layers is one such block, so there the theorem holds as it is printed. For the blocks of two
    layers see `cross-layer` and `later-biases`.
    """

    z, p, q, Q = Label(Point.c), Scores(Point.c), Scores(Point.c), Each(Point.c, Scores(Point.c))
    given = {"Q T = I": undone}

    def conclusion(c, f, T, y, z, p, q, Q):
        found = curvatures_of(f, straight(p, q))
        corrected = class_sum(lambda j: Q[z][j] * found[j], c)
        return eq(expectation(T[y], found), found[y]), eq(corrected, found[z])

    def prove(p):
        _, backward = p.goals
        found = curvatures_of(p.f, straight(p.p, p.q))
        whole = inverse_rows(p).at(ANY_ROW, p.z)
        return (
            averaging(p, found),
            combine(backward.difference, (whole, found[p.z])),
        )


class TwoLayers(Point):
    """A parameter, and one of a later layer.

    The first moves what one unit gives, `X`, at the rate `g`, and the logits at the rates `P`; `C`
    is what another unit, further up, adds to the logits per unit of its input.
    """

    g = Real()
    P, C = Scores(Point.c), Scores(Point.c)


def through_weight(X, g, P, C):
    """The logits, less where they are, after steps of a parameter and of a later weight."""
    return lambda s, t: SymbolicVector(lambda j: s * P[j] + t * C[j] * (X + s * g), C.size)


@patrini2017.claim(
    "hessian-blocks/cross-layer",
    title="Across layers noise leaves the second derivatives",
    locus=LOCUS,
    kind="id",
)
class HessianBlocksCrossLayer(TwoLayers):
    r"""For a parameter and a weight of a later layer the second derivative of $\ell$ does not
    change under noise.

    In a network of any depth. The weight leads from the unit that gives `X` to the unit of `C`, so
    that after the steps `s` and `t` the logits are moved by $s P_j + t C_j (X + s g)$. The first
    parameter reaches the weight, all logits move, and most labels are right.

    Catch: the weight multiplies what the first parameter moves, so the logits turn. The last two
    layers of any network are such a pair (`hessian-noise-free`).
    """

    X, T = Real(), Transitions(Point.c, interior=True)
    given = {
        "dominant": dominant,
        "on the way": lambda g, X: (gt(g**2, 0), gt(X, 0)),
        "all logits move": lambda c, P, C: every_class(
            lambda j: (gt(P[j] ** 2, 0), gt(C[j] ** 2, 0)), c
        ),
    }

    def conclusion(f, T, y, X, g, P, C):
        found = curvatures_of(f, through_weight(X, g, P, C))
        return eq(expectation(T[y], found), found[y])


@patrini2017.claim(
    "hessian-blocks/change",
    title="Across layers noise changes them by this much",
    locus=LOCUS,
    kind="id",
    repairs="patrini2017.hessian-blocks/cross-layer",
)
class HessianBlocksChange(TwoLayers):
    r"""For a parameter and a weight of a later layer noise changes the second derivative of $\ell$
    by $g (C_y - \sum_j T_{yj} C_j)$.

    So it is unchanged exactly where the first parameter does not reach the weight, $g = 0$, as one
    below a unit that is not active, or the unit further up has as much say for the label as for the
    noisy labels on average; under every noise, as much for all classes.
    """

    X = Real()

    def conclusion(f, T, y, X, g, P, C):
        found = curvatures_of(f, through_weight(X, g, P, C))
        return eq(expectation(T[y], found) - found[y], g * (C[y] - expectation(T[y], C)))

    def prove(p):
        found = curvatures_of(p.f, through_weight(p.X, p.g, p.P, p.C))
        shared = found[p.y] + p.g * p.C[p.y]
        return combine(p.goals[0].difference, (p.domain("T", p.y)["total"], shared))


def through_bias(g, P, C, W):
    """The logits, less where they are, after steps of a parameter and of a later bias."""
    return lambda s, t: SymbolicVector(lambda j: s * P[j] + C[j] * (W * s * g + t), C.size)


@patrini2017.claim(
    "hessian-blocks/later-biases",
    title="Noise leaves those in a parameter and a later bias",
    locus=LOCUS,
    kind="id",
)
class HessianBlocksLaterBiases(TwoLayers):
    r"""For a parameter and a bias of a later layer the second derivative of $\ell$ does not change
    under noise.

    The bias is that of the unit of `C`, which gets with the weight `W` what the first parameter
    moves at the rate `g`: after the steps `s` and `t` the logits are moved by $C_j (W s g + t)$ on
    this way, by $s P_j$ on all others. A bias is added and multiplies nothing. So all blocks of two
    biases are free of the noise, and those of a weight and a later bias; those of a bias and a
    later weight are not (`cross-layer`).
    """

    W = Real()

    def conclusion(f, T, y, g, P, C, W):
        found = curvatures_of(f, through_bias(g, P, C, W))
        return eq(expectation(T[y], found), found[y])

    def prove(p):
        return averaging(p, curvatures_of(p.f, through_bias(p.g, p.P, p.C, p.W)))
