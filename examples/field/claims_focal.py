"""The focal loss and the cross entropy, after Lin et al. (2017) and Mukhoti et al. (2020)."""

from sympy import log

from lossproof import Paper, Real, ge, le

focal = Paper("focal", "after Lin et al. (2017) and Mukhoti et al. (2020)")


def loss(p, g):
    return -((1 - p) ** g) * log(p)


@focal.claim("below", "after the definition")
class Below:
    """The focal loss is at most the cross entropy."""

    p = Real(0, 1, open="left")
    g = Real(0)
    conclusion = lambda p, g: le(loss(p, g), -log(p))


@focal.claim("above", "after the bound", repairs="focal.any-power")
class Above:
    """For g >= 1 the focal loss is at least (1 - g p) times the cross entropy."""

    p = Real(0, 1, open="left")
    g = Real(1)
    conclusion = lambda p, g: ge(loss(p, g), -(1 - g * p) * log(p))


@focal.claim("any-power", "a false variant")
class AnyPower:
    """For g >= 0 the focal loss is at least (1 - g p) times the cross entropy."""

    p = Real(0, 1, open="left")
    g = Real(0)
    conclusion = lambda p, g: ge(loss(p, g), -(1 - g * p) * log(p))
