"""The law of a classifier's output given both labels, and its independence of the noise.

`H[y][j][k] = P(h(X) = k | Y = y, noisy Y = j)`: an output may depend on the noise, as that of a
trained classifier does, or where the noise depends on `X`.
"""

from lossproof.paper_checks.papers.notation import *
from lossproof.theory.information import dmi


def response(T, H):
    """The matrix of `P(h(X) = k | Y = y)`."""
    return matrix(lambda y, k: class_sum(lambda j: T[y][j] * H[y][j][k], T.size), T.size)


def with_clean(prior, T, H):
    """The joint matrix of output and label."""
    return response_joint(prior, response(T, H))


def with_noisy(prior, T, H):
    """The joint matrix of output and noisy label."""
    size = prior.size
    return matrix(lambda k, j: class_sum(lambda y: prior[y] * T[y][j] * H[y][j][k], size), size)


def independent(c, H):
    """`P(k | y, j)` is the same for every noisy label `j`: independence given the label.

    Where a pair `y, j` never occurs, no law fixes that row, and it may be taken to be the same.
    """

    def same(y, j, k):
        return eq(H[y][j][k], H[y][0][k])

    return every_sample(
        lambda y: every_column(lambda j: every_class(lambda k: same(y, j, k), c), c), c
    )


def given_label(H):
    """`P(k | y, j)` for the first `j`, as a matrix."""
    return matrix(lambda y, k: H[y][0][k], H.size)


def responds(p, H, fact):
    """`P(k | y) - P(k | y, j = 0) == 0`, for the row `y` and the class `k`."""
    own = H[ANY_ROW][0][ANY_CLASS]
    weighted = combine(p.T[ANY_ROW][ANY_COLUMN] * fact.expr, (fact, p.T[ANY_ROW][ANY_COLUMN]))
    over = summed(weighted, ANY_COLUMN, p.c)
    return combine(
        response(p.T, H)[ANY_ROW][ANY_CLASS] - own, over, (own, p.domain("T", ANY_ROW)["total"])
    )


def clean_size(p, H, fact):
    """`DMI(h(X), Y)` is that of `given_label`."""
    first, second = with_clean(p.prior, p.T, H), response_joint(p.prior, given_label(H))
    turned = renamed(responds(p, H, fact), {ANY_ROW: ANY_CLASS, ANY_CLASS: ANY_ROW})
    entry = first[ANY_ROW][ANY_CLASS] - second[ANY_ROW][ANY_CLASS]
    equal = of_equal(first, second, combine(entry, (turned, p.prior[ANY_CLASS])))
    return replaced(dmi(first), equal, determinant(first), determinant(second))


def noisy_size(p, H, fact):
    """`DMI(h(X), noisy Y)` is that of the joint matrix of `given_label` times `T`."""
    first = with_noisy(p.prior, p.T, H)
    second = product(response_joint(p.prior, given_label(H)), p.T)
    y, j = ANY_ROW, ANY_COLUMN
    weighted = combine(p.prior[y] * p.T[y][j] * fact.expr, (fact, p.prior[y] * p.T[y][j]))
    named = renamed(weighted, {y: ANY_COLUMN, j: ANY_CLASS, ANY_CLASS: ANY_ROW})
    equal = of_equal(first, second, summed(named, ANY_COLUMN, p.c))
    return replaced(dmi(first), equal, determinant(first), determinant(second))
