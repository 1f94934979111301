"""Theorem 4: whether label noise changes the Hessian of a ReLU network."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

theorem_4 = patrini2017.at("Theorem 4")

HALF = sympy.Rational(1, 2)
cross_entropy = of_label(cce)


def hidden_unit(x, w, biases, v, activation=relu):
    """One input, one hidden unit, and an output per class; without biases where they are None."""
    last = Layer(SymbolicVector(lambda j: Vector((v[j],)), v.size))
    return Network([Layer(Vector([Vector((w,))]), biases), last], Vector((x,)), activation)


def active_unit(x, a, v):
    """The same with a unit that gets `a > 0`, by the weight 1 and the bias that it takes."""
    return hidden_unit(x, sympy.Integer(1), Vector((a - x,)), v)


def pairs(k, m):
    """Two weights of the layers in turn: both hidden, both of the output, and one of each."""
    hidden, one, other = Entry(0, 0, 0), Entry(1, k, 0), Entry(1, m, 0)
    return (hidden, hidden), (one, other), (hidden, one)


def unit_block(x, a, v, f, pair):
    """The second derivatives of CE in two weights of the active unit, for each label."""
    return active_unit(x, a, v).curvatures(cross_entropy, f, *pair)


def unit_blocks(x, a, v, f, k, m):
    """`unit_block` of each of the `pairs`."""
    return tuple(unit_block(x, a, v, f, pair) for pair in pairs(k, m))


def unbiased_block(x, w, v, pair):
    """The same of a unit without biases, with the softmax of its own logits."""
    network = hidden_unit(x, w, None, v)
    return network.curvatures(cross_entropy, softmax(network.outputs()), *pair)


ENTRY = {"second": lambda f, p, q, r, i="y": curvatures(cross_entropy, f, p, q, r)[i]}
NAMED = {
    "hidden": lambda x, a, v, f, y, k, m: unit_block(x, a, v, f, pairs(k, m)[0])[y],
    "output": lambda x, a, v, f, y, k, m: unit_block(x, a, v, f, pairs(k, m)[1])[y],
    "mixed": lambda x, a, v, f, k, m, i="y": unit_block(x, a, v, f, pairs(k, m)[2])[i],
}


def dominant(c, T):
    return every_class(lambda i: gt(T[i][i], HALF), c)


def some_weight(v):
    return every_class(lambda j: gt(v[j] ** 2, 0), v.size)


class Noisy:
    """The noise of one sample of class `y`, and two output weights, to the classes `k` and `m`."""

    c = Classes(tried=(2, 3))
    T, y, k, m = Transitions(c, interior=True), Label(c), Label(c), Label(c)


@theorem_4.claim("hessian-noise-free")
class HessianNoiseFree(Noisy):
    r"""In a ReLU network label noise does not change the Hessian of cross-entropy.

    Assume that all activation functions are ReLUs. Then the Hessian of $\ell$ does not change
    under noise.

    The claim is applied to networks with one hidden layer and cross-entropy. An entry of the
    Hessian depends on one unit and one input, so these are written out, with the logits $z_j = v_j
    \max(0, w x + b) + \beta_j$; `b` includes the contributions of the other inputs, $\beta$ those
    of the other units and the output biases. The unit is active, and gets $a = w x + b > 0$; $w$
    and $b$ have no other effect. `f` is the softmax, which is any point for some $\beta$. The
    entries are those of two weights of a layer, and of a weight of each, `v[k]` and `v[m]` of the
    last. Under noise the loss is averaged over $T_y$. No output weight is 0 and most labels are
    right, so the counterexample is not degenerate.

    The label selects an entry of the logits, and a ReLU network is piecewise linear. However, it is
    piecewise linear in its input. In its parameters the network is a product, layer by layer, and
    the second derivative in a weight of each of two layers is not 0: noise replaces the entry of
    its label by that of another.

    The statement holds if both parameters are of one layer, and so for all of them in a model
    without hidden layers: `hessian-blocks`. For the change of a second derivative elsewhere see
    `mixed`.
    """

    x, a = Real(0, open="left"), Real(0, open="left")
    v, f = Scores(Noisy.c), Simplex(Noisy.c, interior=True)
    given = {"no output weight is 0": some_weight, "dominant": dominant}
    where = NAMED

    def conclusion(x, a, v, f, T, y, k, m):
        blocks = unit_blocks(x, a, v, f, k, m)
        return tuple(eq(expectation(T[y], block), block[y]) for block in blocks)


@theorem_4.claim("hessian-noise-free/no-biases")
class HessianNoiseFreeNoBiases(Noisy):
    r"""In a ReLU network without biases label noise does not change the Hessian of cross-entropy.

    For a ReLU network without biases, the Hessian of $\ell$ does not change under noise, $z_j =
    v_j \max(0, w x)$.

    Here the softmax is that of these logits. Biases are not the reason for which the theorem fails.
    """

    x, w, v = Real(0, open="left"), Real(0, open="left"), Scores(Noisy.c)
    given = {
        "no output weight is 0": some_weight,
        "not all are equal": lambda v: different(v[0], v[1]),
        "dominant": dominant,
    }
    where = {
        "total": lambda x, w, v: class_sum(lambda j: sympy.exp(w * x * v[j]), v.size),
        "hidden": lambda x, w, v, y, k, m: unbiased_block(x, w, v, pairs(k, m)[0])[y],
        "output": lambda x, w, v, y, k, m: unbiased_block(x, w, v, pairs(k, m)[1])[y],
        "mixed": lambda x, w, v, k, m, i="y": unbiased_block(x, w, v, pairs(k, m)[2])[i],
    }

    def conclusion(x, w, v, T, y, k, m):
        blocks = [unbiased_block(x, w, v, pair) for pair in pairs(k, m)]
        return tuple(eq(expectation(T[y], block), block[y]) for block in blocks)


@theorem_4.claim(
    "hessian-noise-free/mixed",
    repairs=("patrini2017.hessian-noise-free", "patrini2017.hessian-noise-free/no-biases"),
)
class HessianNoiseFreeMixed:
    r"""Label noise T changes the expected Hessian of cross-entropy by that of z_y − Σ_j T_yj z_j,
    for logits z and clean label y.

    This holds for any network, ReLU or not, with logits that have second derivatives in the two
    parameters: `p` and `q` are their first derivatives, in one parameter and the other. So noise
    leaves an entry of the Hessian unchanged exactly where the second derivative of the logit of the
    label equals the average of those of the noisy labels; under every noise, where all logits have
    the same one.
    """

    c = Classes(tried=(2, 3))
    f, p, q, r = Simplex(c, interior=True), Scores(c), Scores(c), Scores(c)
    T, y = Transitions(c), Label(c)
    where = ENTRY

    def conclusion(f, p, q, r, T, y):
        found = curvatures(cross_entropy, f, p, q, r)
        return eq(expectation(T[y], found) - found[y], r[y] - expectation(T[y], r))
