"""The unbiased estimator of a loss under two noise rates, after Natarajan et al. (2013)."""

from sympy import Abs

from lossproof import Paper, Real, Scores, eq, le, lt

unbiased = Paper("unbiased", "after Natarajan et al. (2013)")


def corrected(loss, own, other):
    """The corrected losses of the labels 0 and 1; `own` flips the label 1, `other` the label 0."""
    rest = 1 - own - other
    return (
        ((1 - own) * loss[0] - other * loss[1]) / rest,
        ((1 - other) * loss[1] - own * loss[0]) / rest,
    )


class _Stated:
    loss = Scores(2)
    a = Real(0, 1)
    b = Real(0, 1)
    given = {"some information": lambda a, b: lt(a + b, 1)}


@unbiased.claim("first-label", "after the lemma", repairs="unbiased.swapped")
class FirstLabel(_Stated):
    """If label 1 flips at the rate a, the corrected loss has the clean loss as its mean."""

    def conclusion(loss, a, b):
        zero, one = corrected(loss, a, b)
        return eq((1 - a) * one + a * zero, loss[1])


@unbiased.claim("other-label", "after the lemma")
class OtherLabel(_Stated):
    """If label 0 flips at the rate b, the corrected loss has the clean loss as its mean."""

    def conclusion(loss, a, b):
        zero, one = corrected(loss, a, b)
        return eq((1 - b) * zero + b * one, loss[0])


@unbiased.claim("swapped", "a false variant")
class Swapped(_Stated):
    """The corrected loss with exchanged rates has the clean loss as its mean."""

    def conclusion(loss, a, b):
        zero, one = corrected(loss, b, a)
        return eq((1 - a) * one + a * zero, loss[1])


@unbiased.claim("bounded", "after the bound")
class Bounded:
    """For losses in [0, 1] the corrected loss is at most 1/(1 - a - b) in absolute value."""

    x = Real(0, 1)
    z = Real(0, 1)
    a = Real(0, 1)
    b = Real(0, 1)
    given = {"some information": lambda a, b: lt(a + b, 1)}

    def conclusion(x, z, a, b):
        return le(Abs((1 - b) * z - a * x) / (1 - a - b), 1 / (1 - a - b))
