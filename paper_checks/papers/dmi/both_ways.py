"""Both independences that Li names after Eq. 32: what they leave of a classifier."""

from lossproof.paper_checks.papers.dmi import dmi
from lossproof.paper_checks.papers.dmi.output_law import (
    independent,
    response,
    with_clean,
    with_noisy,
)
from lossproof.paper_checks.papers.notation import *


def of_noisy(prior, T, j):
    """`P(noisy Y = j)`."""
    return class_sum(lambda y: prior[y] * T[y][j], prior.size)


def of_output(prior, T, H, k):
    """`P(h(X) = k)`."""
    own = response(T, H)
    return class_sum(lambda y: prior[y] * own[y][k], prior.size)


def same_for_every_label(c, H):
    """`P(k | y, j)` is the same for every label `y`: independence given the noisy label."""

    def same(y, j, k):
        return eq(H[y][j][k], H[0][j][k])

    return every_sample(
        lambda y: every_column(lambda j: every_class(lambda k: same(y, j, k), c), c), c
    )


@dmi.claim("both-ways", "our question, after Eq. 32")
class BothWays:
    r"""If any clean label Y may become any noisy label Ỹ, an output independent of Ỹ given Y and of
    Y given Ỹ is independent of both.

    If every label may turn into every other, and $h(X)$ is independent both of $\tilde Y$ given
    $Y$ and of $Y$ given $\tilde Y$, then it is independent of $Y$, and of $\tilde Y$.

    So the independence that Eq. 32 needs and the one that Li proposes exclude each other, unless
    $h$ knows nothing; then each DMI is 0. The output is the same if either label is changed while
    the other stays, and two such steps lead from any pair of labels to any other. This needs all
    pairs of labels to occur: without noise both independences hold for every $h$, as the two labels
    are one.

    `H` is $P(h(X) = k | Y = y, \tilde Y = j)$ in row `y, j`, for any number of classes. All entries
    of `prior` and `T` are positive, so that every row of `H` is a conditional law.
    """

    c = Classes(tried=(2, 3))
    prior, T = Simplex(c, interior=True), Transitions(c, interior=True)
    H = Each(c, Transitions(c))

    given = {
        "independent given Y": lambda c, H: independent(c, H),
        "independent given the noisy label": same_for_every_label,
    }

    def conclusion(c, prior, T, H):
        clean, own = with_clean(prior, T, H), with_noisy(prior, T, H)

        def cell(k, y):
            share = of_output(prior, T, H, k)
            return (
                eq(clean[k][y], share * prior[y]),
                eq(own[k][y], share * of_noisy(prior, T, y)),
            )

        return every_sample(lambda k: every_class(lambda y: cell(k, y), c), c)
