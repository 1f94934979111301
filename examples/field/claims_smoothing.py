"""Label smoothing, after Szegedy et al. (2016) and Lukasik et al. (2020)."""

from sympy import Eq, Piecewise, log

from lossproof import Classes, Label, Paper, Real, Simplex, class_sum, eq, ge

smoothing = Paper("smoothing", "after Szegedy et al. (2016) and Lukasik et al. (2020)")


def mixed(own, other, y):
    """A target with one value at the class y and another at every other class."""
    return lambda j: Piecewise((own, Eq(j, y)), (other, True))


def cross_entropy(target, f, c):
    return -class_sum(lambda j: target(j) * log(f[j]), c)


@smoothing.claim("mixture", "after the definition", repairs="smoothing.no-share")
class Mixture:
    """The loss of a smoothed label is the mixture of the losses of the label and of all classes."""

    c = Classes()
    f = Simplex(c, interior=True)
    y = Label(c)
    r = Real(0, 1)

    def conclusion(c, f, y, r):
        smoothed = cross_entropy(mixed(1 - r + r / c, r / c, y), f, c)
        return eq(smoothed, -(1 - r) * log(f[y]) - r / c * class_sum(lambda j: log(f[j]), c))


@smoothing.claim("no-share", "a false variant")
class NoShare(Mixture):
    """The loss is such a mixture even if the label gets no share of the mass that is spread."""

    def conclusion(c, f, y, r):
        smoothed = cross_entropy(mixed(1 - r, r / c, y), f, c)
        return eq(smoothed, -(1 - r) * log(f[y]) - r / c * class_sum(lambda j: log(f[j]), c))


@smoothing.claim("noise", "after the comparison with noise")
class Noise:
    """The mean loss under uniform noise of rate r (c - 1)/c is the loss of the smoothed label."""

    c = Classes()
    f = Simplex(c, interior=True)
    y = Label(c)
    r = Real(0, 1)

    def conclusion(c, f, y, r):
        eta = r * (c - 1) / c
        noisy = cross_entropy(mixed(1 - eta, eta / (c - 1), y), f, c)
        return eq(noisy, cross_entropy(mixed(1 - r + r / c, r / c, y), f, c))


@smoothing.claim("nonnegative", "after the definition")
class Nonnegative:
    """A smoothed label has no negative entry."""

    c = Classes()
    y = Label(c)
    k = Label(c)
    r = Real(0, 1)

    def conclusion(c, y, k, r):
        return ge(mixed(1 - r + r / c, r / c, y)(k), 0)
