"""Does 1/f_y measure the impact of a sample on the gradient of CCE?"""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.notation import *

ours = li.at("question after Eq. 5")

cross_entropy = of_label(cce)


def size(features):
    """The L1 norm of a feature vector."""
    return class_sum(lambda e: sympy.Abs(features[e]), features.size)


def over_weights(f, y, features):
    """The L1 norm of the gradient of CCE in the weights of the last layer, entry by entry."""

    def row(slope):
        return sympy.Add(*(sympy.Abs(slope * x) for x in features))

    return over_entries(cross_entropy, f, y, row)


def larger_weight(u, v):
    """That the first of two samples has the larger `1/f_y`."""
    return gt(weight(cce, u), weight(cce, v))


@ours.claim("inverse-f-weight", kind="exists")
class InverseFWeight:
    r"""Under CCE, a sample with a larger 1/f_y than another, f_y the output at the label, can have
    a smaller gradient in the last layer's weights.

    A larger $1/f_y$ does not guarantee that the sample contributes more to the gradient of CCE
    in the weights of the last layer.

    For any two outputs $u < v$ of the labels, `f[y]` and `g[k]`, and every `M` there are features
    with which the sample of the larger $1/f_y$ has less than $1/M$ of the gradient of the other.

    The factor $1/f_y$ stands in front of the gradient, so it looks like a weight. However, it
    leaves out $\nabla f_y$, which goes to 0 with $f_y$ (`compensated`) and contains the features
    (`guarantee`). For MAE, whose factor is 1, see `zhang2018.mae-equal`.

    If the features are no shorter, the order is that of $1/f_y$ (`no-shorter`). The example uses
    the features $(1 - v, 0)$ and $(1 - u, M (1 - u))$; the contribution is the $L_1$ norm of the
    gradient of CCE in the weights of the last layer, a sum over its entries.
    """

    c, M = Classes(tried=(2, 3)), Real(0, open="left")
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)
    y, k = Label(c), Label(c)
    given = {"the first is more difficult": lambda f, g, y, k: lt(f[y], g[k])}
    where = {
        "first": lambda f, g, y, k: InverseFWeight._first(f, g, y, k),
        "second": lambda f, g, y, k, M: InverseFWeight._second(f, g, y, k, M),
    }

    def _first(f, g, y, k):
        return over_weights(f, y, (1 - g[k], 0))

    def _second(f, g, y, k, M):
        return over_weights(g, k, (1 - f[y], M * (1 - f[y])))

    def conclusion(f, g, y, k, M):
        less, more = InverseFWeight._first(f, g, y, k), InverseFWeight._second(f, g, y, k, M)
        return larger_weight(f[y], g[k]), lt(M * less, more)


class WithFeatures:
    """Two samples with any features."""

    c, E = Classes(tried=(2, 3)), Integer(1, tried=(1, 2))
    f, g = Simplex(c, interior=True), Simplex(c, interior=True)
    y, k = Label(c), Label(c)
    x, t = Each(E, Real()), Each(E, Real())
    given = {
        "the first has the larger 1/f_y": lambda f, g, y, k: larger_weight(f[y], g[k]),
        "each has a feature": lambda x, t: (gt(size(x), 0), gt(size(t), 0)),
    }

    def conclusion(f, g, y, k, x, t):
        one, other = (logit_gradient_norm(cross_entropy, *at) for at in ((f, y), (g, k)))
        return gt(one * size(x), other * size(t))


@ours.claim("inverse-f-weight/guarantee", kind="order", assumes=("li.l1-order/factor",))
class InverseFWeightGuarantee(WithFeatures):
    """Under CCE, a sample with a larger 1/f_y than another, f_y the output at the label, has a
    larger gradient in the last layer's weights.

    A larger $1/f_y$ guarantees a larger gradient of CCE in the weights of the last layer, for
    any features that are not all 0.

    The notes doubt this statement; the search for a counterexample tests it with one layer of
    weights. The contribution of a sample is the $L_1$ norm of the gradient in the layer, see
    `li.l1-order/factor`. In the logits the gradient is larger: `zhang2018.cce-difficult`.

    The statement fails because the length of the features multiplies the gradient of the layer. It
    holds for features of no smaller $L_1$ norm (`no-shorter`).
    """


@ours.claim(
    "inverse-f-weight/no-shorter",
    kind="order",
    repairs="li.inverse-f-weight/guarantee",
    assumes=("li.l1-order/factor",),
)
class InverseFWeightNoShorter(WithFeatures):
    """Under CCE, a sample with a smaller output at the label has a larger gradient in the last
    layer's weights if the L1 norm of its features is no smaller.

    A sample with a larger $1/f_y$ than another contributes more to the gradient of CCE if its
    features have no smaller $L_1$ norm.

    This holds for every number of classes, in the setting of `guarantee`: in the logits the
    gradient has the $L_1$ norm $2 (1 - f_y)$. The order follows $1/f_y$, but the proportion does
    not: see `compensated`.
    """

    given = {**WithFeatures.given, "no shorter features": lambda x, t: ge(size(x), size(t))}


@li.claim("inverse-f-weight/compensated", "our question, after Eq. 5")
class InverseFWeightCompensated:
    r"""CCE's factor 1/f_y, f_y the output at the label, is offset by its logit gradient:
    (1/f_y)‖∇f_y‖₁ = 2(1 − f_y) < 2.

    $\|\nabla_z f_y\|_1 = 2 f_y (1 - f_y)$, so that $\frac{1}{f_y} \|\nabla_z f_y\|_1 < 2$.

    This is the gradient in the logits, where the features play no part. As $1/f_y$ grows without
    bound, $\nabla f_y$ shrinks, and the gradient stays below 2. The factor $1/f_y$ therefore
    overstates the effect of a sample.
    """

    c = Classes(tried=(2, 3))
    f, y = Simplex(c, interior=True), Label(c)

    def conclusion(f, y):
        u, norm = f[y], logit_gradient_norm(of_label(unhinged), f, y)
        return eq(norm, 2 * u * (1 - u)), lt(weight(cce, u) * norm, 2)
