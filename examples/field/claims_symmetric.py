"""Symmetric losses of a margin, after van Rooyen et al. (2015) and Charoenphakdee et al. (2019)."""

from sympy import Max, Min, Rational, exp, log

from lossproof import Paper, Real, eq, ge

symmetric = Paper("symmetric", "after van Rooyen et al. (2015), Charoenphakdee et al. (2019)")


def sigmoid(z):
    return 1 / (1 + exp(z))


def ramp(z):
    return Max(0, Min(1, (1 - z) / 2))


@symmetric.claim("sigmoid", "after the examples", repairs="symmetric.logistic")
class Sigmoid:
    """The sigmoid loss of the margin z and of -z sum to 1."""

    z = Real()
    conclusion = lambda z: eq(sigmoid(z) + sigmoid(-z), 1)


@symmetric.claim("logistic", "a false variant")
class Logistic:
    """The logistic losses of z and -z sum to a constant, log 4."""

    z = Real()
    conclusion = lambda z: eq(log(1 + exp(-z)) + log(1 + exp(z)), log(4))


@symmetric.claim("ramp", "after the examples")
class Ramp:
    """The ramp losses of z and -z sum to 1."""

    z = Real()
    conclusion = lambda z: eq(ramp(z) + ramp(-z), 1)


@symmetric.claim("unhinged", "after the examples")
class Unhinged:
    """The unhinged losses 1 - y v of the labels y and -y sum to 2."""

    y = Real()
    v = Real()
    conclusion = lambda y, v: eq((1 - y * v) + (1 + y * v), 2)


@symmetric.claim("noisy", "after the corollary")
class Noisy:
    """Uniform noise of rate r scales a symmetric loss by 1 - 2 r and adds r."""

    z = Real()
    r = Real(0, Rational(1, 2))
    conclusion = lambda z, r: eq(
        (1 - r) * sigmoid(z) + r * sigmoid(-z), (1 - 2 * r) * sigmoid(z) + r
    )


@symmetric.claim("hinge", "after the discussion of the hinge")
class Hinge:
    """For scores in [-1, 1] the hinge risk is at least twice the smaller label probability."""

    e = Real(0, 1)
    v = Real(-1, 1)
    conclusion = lambda e, v: ge(e * Max(0, 1 - v) + (1 - e) * Max(0, 1 + v), 2 * Min(e, 1 - e))
