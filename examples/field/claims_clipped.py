"""The cross entropy with a linear part, after Menon et al. (2020) on gradient clipping."""

from sympy import Piecewise, log

from lossproof import Paper, Real, eq, ge, gt, le

clipped = Paper("clipped", "after Menon et al. (2020)")


def partly_huberised(p, t):
    """-log p, and below 1/t its tangent at 1/t, whose slope is -t."""
    return Piecewise((1 + log(t) - t * p, p <= 1 / t), (-log(p), True))


class _Stated:
    p = Real(0, 1, open="left")
    t = Real(1)


@clipped.claim("linear", "after the definition")
class Linear(_Stated):
    """For p <= 1/t the partly Huberised loss is the tangent of -log p at 1/t."""

    given = {"small": lambda p, t: le(p, 1 / t)}
    conclusion = lambda p, t: eq(partly_huberised(p, t), 1 + log(t) - t * p)


@clipped.claim("logarithm", "after the definition")
class Logarithm(_Stated):
    """For p > 1/t the partly Huberised loss is the cross entropy."""

    given = {"large": lambda p, t: gt(p, 1 / t)}
    conclusion = lambda p, t: eq(partly_huberised(p, t), -log(p))


@clipped.claim("below", "after the figure")
class Below(_Stated):
    """The partly Huberised loss is at most the cross entropy."""

    conclusion = lambda p, t: le(partly_huberised(p, t), -log(p))


@clipped.claim("bounded", "after the bound", repairs="clipped.tighter")
class Bounded(_Stated):
    """The partly Huberised loss is at most 1 + log t."""

    conclusion = lambda p, t: le(partly_huberised(p, t), 1 + log(t))


@clipped.claim("tighter", "a false variant")
class Tighter(_Stated):
    """The partly Huberised loss is at most log t."""

    conclusion = lambda p, t: le(partly_huberised(p, t), log(t))


@clipped.claim("nonnegative", "after the figure")
class Nonnegative(_Stated):
    """The partly Huberised loss is nonnegative."""

    conclusion = lambda p, t: ge(partly_huberised(p, t), 0)
