"""How long gradient flow on the logits takes to move a sample's label from `u` to 1/2.

Where the other outputs are equal; see `derived.hitting-time/start-alone`.
"""

from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)


def slope_of_time_left(u, q, c):
    """The derivative in `u` of the time from `f[y] = u` to 1/2 under L_q.

    The time is an integral from `u` to 1/2, so this is minus the integrand at `u`.
    """
    return -(c - 1) / c / (u ** (1 + q) * (1 - u) ** 2)


def time_of_cce(u, c):
    """The same under cross-entropy."""
    return (c - 1) / c * (2 + sympy.log(1 / u - 1) - 1 / (1 - u))


def time_of_unhinged(u, c):
    """The same under the unhinged loss, half of MAE."""
    return (c - 1) / c * (1 / u - 1 / (1 - u) + 2 * sympy.log(1 / u - 1))
