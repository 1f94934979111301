"""Theorem 4 and Table 1: the Hessian of the backward corrected loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.expansion import undone
from lossproof.paper_checks.papers.patrini2017.hessian import (
    ENTRY,
    NAMED,
    cross_entropy,
    pairs,
    some_weight,
    unit_block,
    unit_blocks,
)


def over_labels(values):
    """The sum over all labels."""
    return class_sum(lambda j: values[j], values.size)


def uniformly_corrected(values, eta):
    """`T^{-1}` times the values, for the matrix of uniform noise at the rate `eta`."""
    c, total = values.size, over_labels(values)
    return SymbolicVector(lambda j: (values[j] - eta / (c - 1) * total) / retained(eta, c), c)


def corrected(Q, values):
    """The matrix `Q` times the values."""
    return SymbolicVector(lambda j: class_sum(lambda k: Q[j][k] * values[k], Q.size), Q.size)


def kept(c, eta):
    """That at this rate of uniform noise the own label is the likeliest."""
    return gt(retained(eta, c), 0)


class HiddenUnit:
    """The network of `hessian-noise-free`, and the noise of one sample of class `y`."""

    c = Classes(tried=(2, 3))
    y, k, m = Label(c), Label(c), Label(c)
    x, a = Real(0, open="left"), Real(0, open="left")
    v, f = Scores(c), Simplex(c, interior=True)
    given = {"no output weight is 0": some_weight}
    where = NAMED | {
        "all_hidden": lambda x, a, v, f, k, m: over_labels(unit_block(x, a, v, f, pairs(k, m)[0])),
        "all_output": lambda x, a, v, f, k, m: over_labels(unit_block(x, a, v, f, pairs(k, m)[1])),
        "all_mixed": lambda x, a, v, f, k, m: over_labels(unit_block(x, a, v, f, pairs(k, m)[2])),
    }


@patrini2017.claim("hessian-backward", "Theorem 4")
class HessianBackward(HiddenUnit):
    r"""In a ReLU network, cross-entropy and its backward correction by any transition matrix have
    equal Hessians.

    Assume that all activation functions are ReLUs. Then the Hessians of $\ell^\leftarrow$ and
    $\ell$ are the same for any $T$.

    The assumption is that of the first sentence, and the claim is applied to the same network and
    cross-entropy: a hidden unit with the input `x` gets $a > 0$, `v` are its output weights and `f`
    is the softmax. The entries are those of two weights of the hidden layer, of the output weights
    `v[k]` and `v[m]`, and of a hidden weight and `v[k]`. The two losses are compared at one label
    `y`, as the proof does, with the $T$ of uniform noise at a rate $\eta$ at which the own label is
    the likeliest; `all_hidden`, `all_output` and `all_mixed` are sums over the labels.

    The statement fails as in `hessian-noise-free`: the term of the label is not a linear function
    of the weights of two layers, and the correction mixes it with the terms of the other labels.

    Inside a layer it holds, `hessian-blocks`; for the change elsewhere see `change`. On average
    over the noise of this $T$ the correction undoes the effect of the noise, for any loss and
    network: `expected`.
    """

    eta = Real(0, 1, open="both")
    given = {**HiddenUnit.given, "the label is the likeliest": kept}

    def conclusion(x, a, v, f, y, k, m, eta):
        blocks = unit_blocks(x, a, v, f, k, m)
        return tuple(eq(uniformly_corrected(block, eta)[y], block[y]) for block in blocks)


class Corrected:
    """Two parameters of a network, the inverse `Q` of a matrix, and the label `y`."""

    c = Classes(tried=(2, 3))
    f, p, q, r = Simplex(c, interior=True), Scores(c), Scores(c), Scores(c)
    T, Q, y = Transitions(c), Each(c, Scores(c)), Label(c)
    given = {"Q T = I": undone}
    where = ENTRY | {
        "corrected": lambda f, p, q, r, Q, i="y": corrected(
            Q, curvatures(cross_entropy, f, p, q, r)
        )[i],
    }


@patrini2017.claim("hessian-backward/change", "Theorem 4", repairs="patrini2017.hessian-backward")
class HessianBackwardChange(Corrected):
    """Backward correction by T adds the Hessian of z_y − (T⁻¹z)_y in the parameters to that of
    cross-entropy, for logits z and label y.

    This holds for any network, as in `hessian-noise-free/mixed`: `p` and `q` are the first
    derivatives of the logits, and `Q` is $T^{-1}$. So nothing changes where the logits have no
    second derivative, $r = 0$, as inside a layer, or all have the same one.
    """

    def conclusion(c, f, p, q, r, Q, y):
        found = curvatures(cross_entropy, f, p, q, r)
        return eq(corrected(Q, found)[y] - found[y], r[y] - corrected(Q, r)[y])


@patrini2017.claim("hessian-backward/expected", "Table 1")
class HessianBackwardExpected:
    r"""The expected Hessian of the backward-corrected loss is that of the clean loss if the
    correction uses the true transition matrix.

    The Hessian of $\mathbb{E}_{x, \tilde y}\, \ell^\leftarrow$ is unchanged, where the
    correction is by the $T$ of the noise.

    This holds for any loss and any network: `L` holds the second derivatives in two parameters, one
    per label, and the clean label has any distribution, `posterior`. ReLU plays no part, as this is
    Theorem 1 differentiated; where $T$ is an estimate, see `wrong`.
    """

    c = Classes(tried=(2, 3))
    posterior, L = Simplex(c), Scores(c)
    T, Q = Transitions(c), Each(c, Scores(c))
    given = {"T Q = I": lambda c, T, Q: undone(c, T, Q)}

    def conclusion(c, posterior, L, T, Q):
        noisy = SymbolicVector(lambda i: expectation(T[i], corrected(Q, L)), c)
        return eq(expectation(posterior, noisy), expectation(posterior, L))


class WrongRate(HiddenUnit):
    """Uniform noise at the rate `eta`, corrected for the rate `rho`."""

    eta, rho = Real(0, 1, open="both"), Real(0, 1, open="both")
    given = {
        **HiddenUnit.given,
        "the label is the likeliest": kept,
        "also at the assumed rate": lambda c, rho: kept(c, rho),
    }


@patrini2017.claim("hessian-backward/wrong", "Sec. 4.4 and Table 1")
class HessianBackwardWrong(WrongRate):
    r"""The expected Hessian of the backward-corrected loss is that of the clean loss for any
    estimate of the transition matrix.

    The Hessian of $\mathbb{E}_{x, \tilde y}\, \ell^\leftarrow$ is unchanged, also where $T$ is
    an "arbitrarily bad estimator".

    The counterexample has uniform noise at the rate $\eta$, corrected for uniform noise at the rate
    $\rho$, on the network of `hessian-noise-free`. After the correction noise remains, at a rate
    that may be negative.
    """

    def conclusion(c, x, a, v, f, y, k, m, eta, rho):
        blocks = unit_blocks(x, a, v, f, k, m)
        return tuple(
            eq(uniform_expectation(uniformly_corrected(block, rho), y, eta, c), block[y])
            for block in blocks
        )


@patrini2017.claim(
    "hessian-backward/wrong-change", "Table 1", repairs="patrini2017.hessian-backward/wrong"
)
class HessianBackwardWrongChange(Corrected):
    """Under noise S, correcting by T changes the expected Hessian of cross-entropy by that of z_y −
    (ST⁻¹z)_y, for logits z and clean label y.

    Under the noise `S` and corrected by `T`, the second derivative of cross-entropy in two
    parameters changes by $r_y - (S T^{-1} r)_y$.

    This holds for any network and any two matrices; $S T^{-1}$ is the noise that remains after the
    correction, and the identity where $T = S$. As in `change`, `r` are the second derivatives of
    the logits, `p` and `q` the first, and `Q` is $T^{-1}$.
    """

    S = Transitions(Corrected.c)

    def conclusion(f, p, q, r, Q, y, S):
        found = curvatures(cross_entropy, f, p, q, r)
        left = expectation(S[y], corrected(Q, found)) - found[y]
        return eq(left, r[y] - expectation(S[y], corrected(Q, r)))
