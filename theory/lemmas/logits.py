"""Gradients of MAE, and gradients in the logits of a softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import ANY_CLASS
from lossproof.theory.losses import mae, unhinged
from lossproof.theory.losses.gradients import (
    logit_gradient,
    logit_gradient_norm,
    of_label,
    of_others,
    slope,
)
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import (
    absolute,
    combine,
    nonnegative,
    sign_of,
    total_of_others,
    two_within_total,
    weighted_others,
)


def below_one(f: Any, y: Any, *, entry: Fact, sums_to_one: Fact, two: Fact) -> Fact:
    """`1 - f[y] > 0` from: `f[l] > 0` for any class, `f` sums to 1, and `c - 1 > 0`."""
    others = total_of_others(entry, y, f.size, two)
    return combine(1 - f[y], others, (sums_to_one, -1))


def logit_norm(
    loss: Callable[[Any], sympy.Expr], f: Any, y: Any, *, below: Fact, sums_to_one: Fact
) -> Fact:
    """The L1 norm of the logit gradient of `loss(f[y])` is `2 |loss'| f[y] (1 - f[y])`.

    Parameters
    ----------
    below : Fact
        `1 - f[y] > 0`.
    sums_to_one : Fact
        The entries of `f` sum to 1.
    """
    size = sympy.Abs(slope(loss, f[y]))
    goal = logit_gradient_norm(of_label(loss), f, y) - 2 * size * f[y] * (1 - f[y])
    return combine(goal, (absolute(below), size * f[y]), (sums_to_one, size * f[y]))


def mae_is_twice_unhinged(f: Any, y: Any, k: Any, *, below: Fact, sums_to_one: Fact) -> Fact:
    """The entry at `k` of the logit gradient of MAE is twice that of the unhinged loss.

    `below` and `sums_to_one` as in `logit_norm`; `k` may be any class.
    """
    other = logit_gradient(of_label(unhinged), f, y)[k]
    inside = sympy.KroneckerDelta(k, y) - f[y]
    side = sign_of(f[y] - 1, below)
    goal = logit_gradient(mae, f, y)[k] - 2 * other
    return combine(goal, (sums_to_one, -f[k]), (side, f[k] * inside))


def mae_logit_norm(f: Any, y: Any, *, below: Fact, sums_to_one: Fact) -> Fact:
    """The L1 norm of the logit gradient of MAE is `4 f[y] (1 - f[y])`; facts as in `logit_norm`."""
    side, u = sign_of(f[y] - 1, below), f[y]
    component = logit_gradient(mae, f, y)[y] / u
    other = of_others(mae, f, y)[y] / u
    down = combine(-component, (sums_to_one, 1), (side, u - 1), (2, below))
    up = combine(other, (sums_to_one, -1), (side, -u), (2 * u,))
    goal = logit_gradient_norm(mae, f, y) - 4 * u * (1 - u)
    rest = f.total() - u
    return combine(
        goal,
        (absolute(down), u),
        (absolute(up), rest),
        (sums_to_one, other + 2 * u - 1),
        (side, -2 * u * (1 - u)),
    )


def squares_of_others_below(f: Any, y: Any, *, entry: Fact, sums_to_one: Fact) -> Fact:
    """`(1 - f[y])^2 - (sum_l f[l]^2 - f[y]^2) >= 0` from: `f[l] >= 0`, and `f` sums to 1."""
    u, mass = f[y], f.total()
    spread = weighted_others(
        entry, y, f.size, lambda apart: two_within_total(entry, ANY_CLASS, y, apart, f.size)
    )
    goal = (1 - u) ** 2 - f.total(lambda x: x**2) + u**2
    return combine(goal, spread, (sums_to_one, 2 * u - 1 - mass))


def squares_of_others_above(f: Any, y: Any, *, sums_to_one: Fact, two: Fact) -> Fact:
    """`(c-1) ((c-1) (sum_l f[l]^2 - f[y]^2) - (1 - f[y])^2) >= 0`; `two` is `c - 1 > 0`.

    It is the sum of the squares of `(c-1) f[l] - (1 - f[y])` over the other classes.
    """
    c, u = f.size, f[y]
    distances = total_of_others(nonnegative(((c - 1) * f[ANY_CLASS] - 1 + u) ** 2), y, c, two)
    goal = (c - 1) * ((c - 1) * (f.total(lambda x: x**2) - u**2) - (1 - u) ** 2)
    return combine(goal, distances, (sums_to_one, 2 * (c - 1) * (1 - u)))
