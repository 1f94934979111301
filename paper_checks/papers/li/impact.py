"""Do 1/f_y and the L1 norm of the logit gradient measure the impact of a sample?"""

import sympy

from paper_checks.papers.li import li
from paper_checks.papers.softmax import inside
from theory.derivation import average, cases, combine, total
from theory.domain import Classes, Each, Integer, Label, Real, Samples, Scores, Simplex
from theory.gradients import weight
from theory.logits import layer_norm, logit_gradient, logit_gradient_norm, logit_norm, of_label
from theory.losses import cce, unhinged
from theory.piecewise import absolute
from theory.relation import eq, gt, lt
from theory.sums import ANY_CLASS, ANY_SAMPLE, Vector, class_sum, sample_mean

LOCUS_WEIGHT, LOCUS_NORM = "question after Eq. 5", "question at Eq. 12"
cross_entropy = of_label(cce)


def size(features):
    """The L1 norm of a feature vector."""
    return class_sum(lambda e: sympy.Abs(features[e]), features.size)


# -- 1/f_y --------------------------------------------------------------------------------------


def larger_weight(u, v):
    """That the first of two samples has the larger `1/f_y`."""
    return gt(weight(cce, u), weight(cce, v))


class Difficult:
    """Two samples by the probabilities of their labels."""

    u, v = Real(0, 1, open="both"), Real(0, 1, open="both")


def two_class_gradient(u):
    """The logit gradient of CCE where the label has the probability `u` of two classes."""
    return logit_gradient(cross_entropy, Vector((u, 1 - u)), 0)


@li.claim("inverse-f-weight", locus=LOCUS_WEIGHT, kind="exists")
class InverseFWeight(Difficult):
    r"""A large $1/f_y$ does not guarantee that the sample contributes much to the gradient.

    For any $u < v$ there are two samples with $f_y = u$ and $f_y = v$, of which the first has the
    larger $1/f_y$ and the smaller gradient.

    Intuition: $1/f_y$ stands in front of the gradient, so it reads like a weight.
    Catch: it leaves out $\nabla f_y$, which goes to 0 with $f_y$ (`compensated`) and carries the
    features (`guarantee`). For MAE, whose factor is 1, see `zhang2018.mae-equal/logit-gradient`.
    Repair: features of equal length, where the order is that of $1/f_y$ (`equal-features`).
    Object: two classes, the features $(1 - v, 0)$ and $(1 - u, 1 - u)$; the contribution is the
    $L_1$ norm of the gradient of CCE in the weights of the last layer.
    """

    given = {"the first is more difficult": lambda u, v: lt(u, v)}

    def conclusion(u, v):
        first, second = Vector((1 - v, 0)), Vector((1 - u, 1 - u))
        return larger_weight(u, v), lt(
            layer_norm(two_class_gradient(u), first), layer_norm(two_class_gradient(v), second)
        )

    def prove(p):
        first, second = (p.domain(name)["upper"] for name in ("u", "v"))
        one, other = absolute(first), absolute(second)
        heavier, smaller = p.goals
        size_other = sympy.Abs(p.v - 1)
        return (
            combine(heavier.difference, (p.given("the first is more difficult"), 1 / p.u, 1 / p.v)),
            combine(
                smaller.difference,
                (one, 2 * size_other),
                (other, 2 * (1 - p.u)),
                (2, first, second),
            ),
        )


class WithFeatures(Difficult):
    """Two such samples with any features."""

    E = Integer(1, tried=(1, 2))
    x, t = Each(E, Real()), Each(E, Real())
    given = {
        "the first has the larger 1/f_y": larger_weight,
        "each has a feature": lambda x, t: (gt(size(x), 0), gt(size(t), 0)),
    }

    def conclusion(u, v, x, t):
        return gt(layer_norm(two_class_gradient(u), x), layer_norm(two_class_gradient(v), t))


@li.claim("inverse-f-weight/guarantee", locus=LOCUS_WEIGHT, kind="order")
class InverseFWeightGuarantee(WithFeatures):
    r"""A larger $1/f_y$ guarantees a larger contribution to the gradient of CCE.

    What the notes doubt, put to the search: two classes, one layer of weights, features that are
    not all 0.

    Catch: the length of the features multiplies the gradient of the layer.
    Repair: features of equal $L_1$ norm.
    """


@li.claim(
    "inverse-f-weight/equal-features",
    locus=LOCUS_WEIGHT,
    kind="order",
    repairs="li.inverse-f-weight/guarantee",
)
class InverseFWeightEqual(WithFeatures):
    r"""Of two samples with features of equal $L_1$ norm the one with the larger $1/f_y$ contributes
    more to the gradient of CCE.

    As in `guarantee`: two classes, and the $L_1$ norm of the gradient in the weights of the last
    layer. The order, but not the proportion: see `compensated`.
    """

    given = {**WithFeatures.given, "equally long features": lambda x, t: eq(size(x), size(t))}

    def prove(p):
        gap = combine(p.v - p.u, (p.given("the first has the larger 1/f_y"), p.u * p.v))
        one, other = (absolute(p.domain(name)["upper"]) for name in ("u", "v"))
        some, _ = p.given("each has a feature")
        equal = p.given("equally long features")
        return combine(
            p.goals[0].difference,
            (one, 2 * size(p.x)),
            (other, -2 * size(p.t)),
            (equal, 2 * (1 - p.v)),
            (2, gap, some),
        )


@li.claim("inverse-f-weight/compensated", locus=LOCUS_WEIGHT, kind="id")
class InverseFWeightCompensated:
    r"""$\|\nabla_z f_y\|_1 = 2 f_y (1 - f_y)$, so that $\frac{1}{f_y} \|\nabla_z f_y\|_1 < 2$.

    In the logits, where the features have no say: as $1/f_y$ grows without bound, $\nabla f_y$
    shrinks, and the gradient stays below 2. The weight $1/f_y$ promises more than the sample gives.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)

    def conclusion(f, y):
        u, norm = f[y], logit_gradient_norm(of_label(unhinged), f, y)
        return eq(norm, 2 * u * (1 - u)), lt(weight(cce, u) * norm, 2)

    def prove(p):
        u = p.f[p.y]
        norm = logit_norm(unhinged, p.f, p.y, **inside(p, "f", p.y))
        return norm, combine(p.goals[1].difference, (norm, -1 / u), (2 * u,))


# -- the L1 norm of the logit gradient ----------------------------------------------------------


def length(gradient):
    """The L1 norm of a logit gradient."""
    return gradient.total(sympy.Abs)


class LogitGradients:
    """The logit gradients of two samples, under any loss."""

    c = Classes(tried=(2, 3))
    g, h = Scores(c), Scores(c)
    given = {"larger logit gradient": lambda g, h: gt(length(g), length(h))}


@li.claim("l1-order", locus=LOCUS_NORM, kind="exists")
class L1Order(LogitGradients):
    r"""$\|\partial L_1 / \partial z\|_1 > \|\partial L_2 / \partial z\|_1$ does not guarantee
    $\|\partial L_1 / \partial W\|_1 > \|\partial L_2 / \partial W\|_1$.

    $z = W^T f$. For any two gradients `g` and `h`, of any loss, the larger one first and the other
    not 0, some features turn the order round; that logit gradients sum to 0 is not needed.

    Intuition: everything behind the logits gets its gradient through them.
    Catch: the features multiply it, so that what is missing is exactly their length (`factor`).
    Repair: features of equal length (`equal-features`), as a normalised last layer has them.
    Object: the features $(\|h\|_1, 0)$ and $(\|g\|_1, \|g\|_1)$.
    """

    given = {**LogitGradients.given, "the other is not 0": lambda h: gt(length(h), 0)}

    def conclusion(g, h):
        first, second = Vector((length(h), 0)), Vector((length(g), length(g)))
        return lt(layer_norm(g, first), layer_norm(h, second))

    def prove(p):
        some, larger = p.given("the other is not 0"), p.given("larger logit gradient")
        more = combine(length(p.g), larger, some)
        return combine(
            p.goals[0].difference,
            (absolute(more), 2 * length(p.h)),
            (absolute(some), -length(p.g)),
            (more, some),
        )


def product_of_sizes(a, b):
    """`|a b| == |a| |b|`."""
    goal = sympy.Abs(a * b) - sympy.Abs(a) * sympy.Abs(b)

    def where(first, second):
        # a and b, or their negatives, are first and second.
        return combine(
            goal,
            absolute(combine(first.expr * second.expr, (first, second))),
            (absolute(first), -sympy.Abs(b)),
            (absolute(second), -first.expr),
        )

    def of_sign(first):
        return cases(b, lambda second: where(first, second), lambda second: where(first, second))

    return cases(a, of_sign, of_sign)


@li.claim("l1-order/factor", locus="Eq. 12", kind="id")
class L1OrderFactor:
    r"""$\|\partial L / \partial W\|_1 = \|\partial L / \partial z\|_1 \|f\|_1$.

    For any loss with the logit gradient `g` and any number `n` of features `x`. The gradient in $W$
    has the entries $x_i g_j$; the sum over the features is written as `n` times their mean.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    x, g = Each(n, Real()), Scores(c)

    def conclusion(n, x, g):
        def row(i):
            return g.total(lambda entry: sympy.Abs(x[i] * entry))

        size_of_x = n * sample_mean(lambda i: sympy.Abs(x[i]), n)
        return eq(n * sample_mean(row, n), length(g) * size_of_x)

    def prove(p):
        entry = product_of_sizes(p.x[ANY_SAMPLE], p.g[ANY_CLASS])
        return combine(p.goals[0].difference, (average(total(entry, p.c)), p.n))


class LayerGradients(LogitGradients):
    """The same, with the features that the weights of the last layer see."""

    E = Integer(1, tried=(1, 2))
    x, t = Each(E, Real()), Each(E, Real())
    given = {
        **LogitGradients.given,
        "each has a feature": lambda x, t: (gt(size(x), 0), gt(size(t), 0)),
    }

    def conclusion(g, h, x, t):
        return gt(layer_norm(g, x), layer_norm(h, t))


@li.claim("l1-order/guarantee", locus=LOCUS_NORM, kind="order")
class L1OrderGuarantee(LayerGradients):
    r"""A larger $L_1$ norm of the logit gradient guarantees a larger one of the gradient in $W$.

    What the notes doubt, put to the search; `g` and `h` sum to 0, as logit gradients do.

    Catch: the features multiply the gradient.
    Repair: features of equal $L_1$ norm.
    """

    given = {
        "entries sum to 0": lambda g, h: (eq(g.total(), 0), eq(h.total(), 0)),
        **LayerGradients.given,
    }


@li.claim(
    "l1-order/equal-features", locus=LOCUS_NORM, kind="order", repairs="li.l1-order/guarantee"
)
class L1OrderEqual(LayerGradients):
    r"""For samples with features of equal $L_1$ norm the gradients in $W$ are ordered by the $L_1$
    norms of the logit gradients.
    """

    given = {**LayerGradients.given, "equally long features": lambda x, t: eq(size(x), size(t))}

    def prove(p):
        some, _ = p.given("each has a feature")
        larger, equal = p.given("larger logit gradient"), p.given("equally long features")
        return combine(p.goals[0].difference, (larger, some), (equal, length(p.h)))
