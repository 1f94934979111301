"""Table 1: the three losses, in expectation under the noise and in the Hessian of that."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.backward_hessian import (
    corrected,
    kept,
    over_labels,
    uniformly_corrected,
)
from lossproof.paper_checks.papers.patrini2017.blocks import STRAIGHT, on_straight_lines
from lossproof.paper_checks.papers.patrini2017.expansion import undone
from lossproof.paper_checks.papers.patrini2017.hessian import (
    cross_entropy,
    pairs,
    some_weight,
    unit_block,
)

table = patrini2017.at("Table 1")


def between_layers(x, a, v, f, k):
    """The second derivatives of CE in the hidden weight and an output weight, for each label."""
    return unit_block(x, a, v, f, pairs(k, k)[2])


@table.claim("table-1")
class Table1:
    r"""In ReLU networks backward correction is unbiased, and noise changes no Hessian, of
    cross-entropy or of its correction (Patrini, Table 1).

    $\ell$: no guarantee, Hessian of $\mathbb{E}_{x, \tilde y}$ unchanged. $\ell^\leftarrow$:
    unbiased estimator of $\ell$, Hessian unchanged. $\ell^\rightarrow$: same minimiser of $\ell$,
    no guarantee.

    The claim covers the assertions of the first two rows, for uniform noise at a rate at which the
    label $y$ is the likeliest, its own correction, cross-entropy, and a weight of each layer of the
    ReLU network of `hessian-noise-free`. The assertion of the third row is `forward-argmin`; "no
    guarantee" asserts nothing.

    The entries follow from Theorem 4. However, its first sentence is wrong: the Hessian of the
    plain loss changes between layers, so the entry "unchanged" of the first row is wrong, and the
    others are right. Inside a layer the Hessian is unchanged (`inside-a-layer`).
    """

    c = Classes(tried=(2, 3))
    y, k = Label(c), Label(c)
    x, a = Real(0, open="left"), Real(0, open="left")
    v, f = Scores(c), Simplex(c, interior=True)
    eta = Real(0, 1, open="both")
    given = {"no output weight is 0": some_weight, "the label is the likeliest": kept}
    where = {
        "mixed": lambda x, a, v, f, k, i="y": between_layers(x, a, v, f, k)[i],
        "all_mixed": lambda x, a, v, f, k: over_labels(between_layers(x, a, v, f, k)),
    }

    def conclusion(c, x, a, v, f, y, k, eta):
        losses = SymbolicVector(lambda j: cce(f[j]), c)
        mixed = between_layers(x, a, v, f, k)

        def noisy(values):
            return uniform_expectation(values, y, eta, c)

        return (
            eq(noisy(mixed), mixed[y]),
            eq(noisy(uniformly_corrected(losses, eta)), losses[y]),
            eq(noisy(uniformly_corrected(mixed, eta)), mixed[y]),
        )


@table.claim(
    "table-1/inside-a-layer",
    repairs="patrini2017.table-1",
    assumes=("patrini2017.forward-argmin/cross-entropy",),
)
class Table1InsideALayer:
    """Within one layer of a ReLU network, backward correction is unbiased and noise changes no
    second derivatives, of cross-entropy or of its correction.

    Table 1 is correct if its first row says "unchanged" for two parameters of one layer.

    This holds for any $T$ with inverse $Q$ and any ReLU network. `p` and `q` are the first
    derivatives of the logits in two parameters of a layer, in which a ReLU network is piecewise
    linear, so that the second ones, `r`, are 0. In the second row, `L` is the vector of any loss
    under each label, or of its second derivatives in any two parameters.
    """

    c = Classes(tried=(2, 3))
    y, f = Label(c), Simplex(c, interior=True)
    p, q, r, L = Scores(c), Scores(c), Scores(c), Scores(c)
    T, Q = Transitions(c), Each(c, Scores(c))

    given = {"T Q = I": lambda c, T, Q: undone(c, T, Q), STRAIGHT: on_straight_lines}

    def conclusion(y, f, p, q, r, L, T, Q):
        plain = curvatures(cross_entropy, f, p, q, r)
        return (
            eq(expectation(T[y], plain), plain[y]),
            eq(expectation(T[y], corrected(Q, L)), L[y]),
        )
