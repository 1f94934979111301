"""Footnote 4: networks with other piecewise linear parts."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.blocks import curvatures_of
from lossproof.paper_checks.papers.patrini2017.hessian import dominant, some_weight

theorem_4 = patrini2017.at("Theorem 4, footnote 4")


def larger(value, other, before, beside):
    """`max(value, other)`, near the values `before` and `beside`, which are not the same."""
    step = sympy.Heaviside(before - beside, 0)
    return step * value + (1 - step) * other


def of_two_layers(x, w, b, a, v, f, k):
    """The second derivatives of CE in two hidden weights, and in one and an output weight."""

    def pooled(step):
        return larger((w + step) * x + b, a, w * x + b, a)

    def own(s, t):
        return SymbolicVector(lambda j: v[j] * pooled(s + t), v.size)

    def both(s, t):
        delta = sympy.KroneckerDelta
        return SymbolicVector(lambda j: (v[j] + t * delta(j, k)) * pooled(s), v.size)

    return tuple(curvatures_of(f, outputs) for outputs in (own, both))


@theorem_4.claim("max-pooling")
class MaxPooling:
    r"""In networks with max-pooling label noise does not change the Hessian of the loss.

    Theorem 4 can be generalised to any network that expresses a piecewise linear function,
    including for example max-pooling.

    The claim is the first sentence of the theorem, for $z_j = v_j \max(w x + b, a) + \beta_j$,
    where the first of the pooled values is the larger; the entries of the Hessian are in two hidden
    weights, and in a hidden and an output weight. As in `hessian-noise-free`, `f` is the softmax.

    It fails as for ReLU: the network is piecewise linear in the input, but not in the parameters.
    It holds in the parameters of one layer, `one-layer`.
    """

    c = Classes(tried=(2, 3))
    x, w, b, a, v = Real(0, open="left"), Real(), Real(), Real(), Scores(c)
    f, T = Simplex(c, interior=True), Transitions(c, interior=True)
    y, k = Label(c), Label(c)
    given = {
        "the larger": lambda x, w, b, a: gt(w * x + b, a),
        "no output weight is 0": some_weight,
        "dominant": dominant,
    }

    where = {
        "on": lambda x, w, b, a: sympy.Heaviside(w * x + b - a, 0),
        "out": lambda v, f: class_sum(lambda j: v[j] * f[j], v.size),
        "hidden": lambda x, w, b, a, v, f, y, k: of_two_layers(x, w, b, a, v, f, k)[0][y],
        "mixed": lambda x, w, b, a, v, f, k, i="y": of_two_layers(x, w, b, a, v, f, k)[1][i],
    }

    def conclusion(x, w, b, a, v, f, T, y, k):
        blocks = of_two_layers(x, w, b, a, v, f, k)
        return tuple(eq(expectation(T[y], block), block[y]) for block in blocks)


def from_two(a, d, e, u, v):
    """The logits where two values are pooled, after two steps that change them by `d` and `e`.

    And by `u` times the product of both.
    """

    def outputs(s, t):
        one, other = (a[i] + s * d[i] + t * e[i] + s * t * u[i] for i in (0, 1))
        return SymbolicVector(lambda j: v[j] * larger(one, other, *a), v.size)

    return outputs


@theorem_4.claim("max-pooling/one-layer", repairs="patrini2017.max-pooling")
class MaxPoolingOneLayer:
    r"""Label noise does not change the Hessian of the loss in the parameters of the layer below a
    max-pooling without ties.

    For two parameters of the layer below a max-pooling the second derivative of $\ell$ does not
    change under noise, where no pooled values tie.

    The pooled values are `a` and `b`, which steps in the two parameters change by `d` and `g`, `e`
    and `h`, and in proportion: the second derivatives of the two, `u` and `w`, are 0. `v` is the
    effect of the layers above on the larger value. At a tie the derivatives are those of the second
    value.
    """

    c = Classes(tried=(2, 3))
    a, b, d, g, e, h = Real(), Real(), Real(), Real(), Real(), Real()
    u, w = Real(), Real()
    v, f, T, y = Scores(c), Simplex(c, interior=True), Transitions(c), Label(c)
    where = {
        "first": lambda a, b: sympy.Heaviside(a - b, 0),
        "out": lambda v, f: class_sum(lambda j: v[j] * f[j], v.size),
        "square": lambda v, f: class_sum(lambda j: v[j] ** 2 * f[j], v.size),
        "second": lambda a, b, d, g, e, h, u, w, v, f, i="y": curvatures_of(
            f, from_two((a, b), (d, g), (e, h), (u, w), v)
        )[i],
    }
    given = {"in proportion": lambda u, w: (eq(u, 0), eq(w, 0))}

    def conclusion(a, b, d, g, e, h, u, w, v, f, T, y):
        found = curvatures_of(f, from_two((a, b), (d, g), (e, h), (u, w), v))
        return eq(expectation(T[y], found), found[y])
