"""Normalised losses, after Ma et al. (2020)."""

from sympy import log

from lossproof import Classes, Label, Paper, Scores, Simplex, class_sum, eq, every_class, ge, gt, le

normalised = Paper("normalised", "after Ma et al. (2020)")


@normalised.claim("sum", "after the theorem", repairs="normalised.average")
class Sum:
    """The normalised cross entropies of all classes sum to 1."""

    c = Classes()
    f = Simplex(c, interior=True)

    def conclusion(c, f):
        every = class_sum(lambda k: log(f[k]), c)
        return eq(class_sum(lambda k: log(f[k]) / every, c), 1)


@normalised.claim("average", "a false variant")
class Average:
    """The normalised cross entropy of a label is at least 1/c."""

    c = Classes()
    f = Simplex(c, interior=True)
    y = Label(c)

    def conclusion(c, f, y):
        return ge(log(f[y]) / class_sum(lambda k: log(f[k]), c), 1 / c)


@normalised.claim("absolute", "after the examples")
class Absolute:
    """The normalised absolute error is (1 - f[y])/(c - 1)."""

    c = Classes()
    f = Simplex(c)
    y = Label(c)

    def conclusion(c, f, y):
        loss = lambda k: 2 - 2 * f[k]
        return eq(loss(y) / class_sum(loss, c), (1 - f[y]) / (c - 1))


@normalised.claim("range", "after the definition")
class Range:
    """A nonnegative loss divided by its class sum is in [0, 1]."""

    c = Classes()
    L = Scores(c)
    y = Label(c)
    given = {
        "nonnegative": lambda L, c: every_class(lambda k: ge(L[k], 0), c),
        "not all 0": lambda L: gt(L.total(), 0),
    }

    def conclusion(L, y):
        return ge(L[y] / L.total(), 0), le(L[y] / L.total(), 1)
