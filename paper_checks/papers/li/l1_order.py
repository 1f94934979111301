"""Does the L1 norm of the logit gradient measure the impact of a sample?"""

from lossproof.paper_checks.papers.li import li
from lossproof.paper_checks.papers.li.impact import size
from lossproof.paper_checks.papers.notation import *

ours = li.at("question at Eq. 12")


def length(gradient):
    """The L1 norm of a logit gradient."""
    return gradient.total(sympy.Abs)


class LogitGradients:
    """The logit gradients of two samples, under any loss."""

    c = Classes(tried=(2, 3))
    g, h = Scores(c), Scores(c)
    given = {"larger logit gradient": lambda g, h: gt(length(g), length(h))}
    where = {"norm": lambda z="g": length(z)}


def over_weights(gradient, features):
    """The L1 norm of the gradient in the weights of the last layer, entry by entry."""
    return gradient.total(lambda slope: sympy.Add(*(sympy.Abs(slope * x) for x in features)))


@ours.claim("l1-order", kind="exists")
class L1Order(LogitGradients):
    r"""A sample with a larger L1 norm of the logit gradient can have a smaller L1 gradient norm in
    the last layer's weights.

    A larger $\|\partial L / \partial z\|_1$ at one sample than at another does not guarantee a
    larger $\|\partial L / \partial W\|_1$, where $z = W^T f$.

    The norms are $L_1$ norms. For any two gradients `g` and `h`, of any loss, the larger one first
    and the other not 0, some features make the second gradient in $W$ more than `M` times the
    first, for every `M`. The proof does not use that logit gradients sum to 0.

    Everything behind the logits receives its gradient through them, which suggests that their
    gradient decides. However, the features multiply it, and the missing factor is exactly their
    length (`factor`). The order holds for features that are no shorter (`no-shorter`), as those of
    a normalised layer are. Whether the $L_1$ norm is the right one to take is another question: see
    `derived.gradient-norms/order`.

    The example uses the features $(r, 0)$ and $(t, M t)$ with $r = \|h\|_1$, $t = \|g\|_1$. The
    norms in $W$ are sums over its entries, each a product of a feature and an entry of the logit
    gradient.
    """

    M, r, t = Real(0, open="left"), Real(), Real()
    given = {
        **LogitGradients.given,
        "the other is not 0": lambda h: gt(length(h), 0),
        "the features": lambda g, h, r, t: (eq(r, length(h)), eq(t, length(g))),
    }

    def conclusion(g, h, M, r, t):
        return lt(M * over_weights(g, (r, 0)), over_weights(h, (t, M * t)))


@li.claim("l1-order/factor", "our question, after Eq. 12")
class L1OrderFactor:
    r"""The L1 norm of the gradient in the last layer's weights is that of the logit gradient times
    that of the features.

    $\|\partial L / \partial W\|_1 = \|\partial L / \partial z\|_1 \|x\|_1$, with features $x$.

    This holds for any loss with the logit gradient `g` and any number `n` of features. The gradient
    in $W$ has the entries $x_i g_j$; the sum over the features is written as `n` times their mean.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    x, g = Each(n, Real()), Scores(c)

    def conclusion(n, x, g):
        def row(i):
            return g.total(lambda entry: sympy.Abs(x[i] * entry))

        size_of_x = n * sample_mean(lambda i: sympy.Abs(x[i]), n)
        return eq(n * sample_mean(row, n), length(g) * size_of_x)


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


@ours.claim("l1-order/guarantee", kind="order", assumes=("li.l1-order/factor",))
class L1OrderGuarantee(LayerGradients):
    """A sample with a larger L1 norm of the logit gradient has a larger L1 gradient norm in the
    last layer's weights.

    The notes doubt this statement; the search for a counterexample tests it. The gradients `g` and
    `h` sum to 0, as logit gradients do, and ties are excluded.

    The statement fails because the features multiply the gradient. It holds for features of no
    smaller $L_1$ norm (`no-shorter`).
    """

    given = {
        "entries sum to 0": lambda g, h: (eq(g.total(), 0), eq(h.total(), 0)),
        **LayerGradients.given,
        "no tie": lambda g, h, x, t: different(layer_norm(g, x), layer_norm(h, t)),
    }


@ours.claim(
    "l1-order/no-shorter",
    kind="order",
    repairs="li.l1-order/guarantee",
    assumes=("li.l1-order/factor",),
)
class L1OrderNoShorter(LayerGradients):
    """A larger L1 norm of the logit gradient gives a larger one in the last layer's weights if the
    features' L1 norm is no smaller.

    Features of equal norm, as a normalised last layer has them, are a special case. With shorter
    features the order may go either way: by `factor` it is that of the products.
    """

    given = {**LayerGradients.given, "no shorter features": lambda x, t: ge(size(x), size(t))}
