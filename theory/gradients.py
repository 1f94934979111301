"""Gradients of losses: along a change of the prediction, and in the logits of a softmax.

A parameter moves the whole prediction: `slopes[j]` is the derivative of `f[j]` in that parameter,
and the slopes sum to 0 because the entries of `f` sum to 1. Every gradient here is differentiated
from the loss itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy

from theory.derivation import combine
from theory.fact import Fact
from theory.losses import mae
from theory.other_classes import total_of_others
from theory.piecewise import absolute, sign_of
from theory.sums import ClassSum, SymbolicVector, Vector


def _moved(f: Any, slopes: Any, step: sympy.Symbol) -> Any:
    if isinstance(f, SymbolicVector):
        return SymbolicVector(lambda j: f[j] + step * slopes[j], f.size)
    return Vector(u + step * du for u, du in zip(f, slopes, strict=True))


def along(loss: Callable[[Any, Any], sympy.Expr], f: Any, y: Any, slopes: Any) -> sympy.Expr:
    """The derivative of `loss(f, y)` in a parameter in which `f[j]` has the derivative `slopes[j]`.

    Every entry of `f` must be positive and below 1: at a vertex |·| has no derivative.
    """
    step = sympy.Dummy("t", real=True)
    value = sympy.sympify(loss(_moved(f, slopes, step), y))
    sums = {inner: sympy.Dummy(real=True) for inner in value.atoms(ClassSum)}
    closed = value.xreplace(sums)
    derivative: Any = sympy.diff(closed, step)
    for inner, symbol in sums.items():
        body, size = inner.args
        if change := sympy.diff(body, step):
            derivative += sympy.diff(closed, symbol) * ClassSum(change, size)
    opened = derivative.xreplace({symbol: inner for inner, symbol in sums.items()})
    return opened.xreplace({step: sympy.Integer(0)})


def along_every_label(loss: Callable[[Any, Any], sympy.Expr], f: Any, slopes: Any) -> Any:
    """The derivative `along` the slopes for each label that a sample may be given."""
    if isinstance(f, SymbolicVector):
        return SymbolicVector(lambda j: along(loss, f, j, slopes), f.size)
    return Vector(along(loss, f, j, slopes) for j in range(f.size))


def slope(loss: Callable[[Any], sympy.Expr], u: Any) -> sympy.Expr:
    """The derivative at `u` of a loss of the probability given to the label."""
    v = sympy.Dummy("u", positive=True)
    derivative: Any = sympy.diff(loss(v), v)
    return derivative.xreplace({v: sympy.sympify(u)})


def weight(loss: Callable[[Any], sympy.Expr], u: Any) -> sympy.Expr:
    """What multiplies `-∇f_y` in the gradient of a loss of `u = f_y`: the weight of the sample."""
    return -slope(loss, u)


@cache
def _softmax_slope(own: bool) -> Callable[[Any, Any], sympy.Expr]:
    """`(p, moved) -> ` the derivative of the softmax output `p` in the logit of the output `moved`.

    With `own`, the two are the same output.
    """
    z, top, rest, p, moved = sympy.symbols("z top rest p moved", cls=sympy.Dummy, positive=True)
    derivative = sympy.diff((sympy.exp(z) if own else top) / (sympy.exp(z) + rest), z)
    # Adding a constant to the logits changes nothing, so take the sum of exponentials to be 1.
    values = {z: sympy.log(moved), top: p, rest: 1 - moved}
    result: Any = sympy.factor(derivative.subs(values, simultaneous=True))
    return lambda output, other: result.xreplace(
        {p: sympy.sympify(output), moved: sympy.sympify(other)}
    )


def logit_gradient_norm(loss: Callable[[Any], sympy.Expr], f: Any, y: Any) -> sympy.Expr:
    """The L1 norm of the gradient of `loss(f[y])` in the logits, where `f` is their softmax."""
    own, of_other = _softmax_slope(True), _softmax_slope(False)

    def other(u: Any) -> sympy.Expr:
        return sympy.Abs(of_other(f[y], u))

    entries = sympy.Abs(own(f[y], f[y])) + f.total(other) - other(f[y])
    return sympy.Abs(slope(loss, f[y])) * entries


# -- facts ----------------------------------------------------------------------------------


def below_one(f: Any, y: Any, *, entry: Fact, sums_to_one: Fact, two: Fact) -> Fact:
    """`1 - f[y] > 0` from: `f[l] > 0` for any class, `f` sums to 1, and `c - 1 > 0`."""
    others = total_of_others(entry, y, f.size, two)
    return combine(1 - f[y], others, (sums_to_one, -1))


def mae_gradient(f: Any, y: Any, slopes: Any, *, below: Fact, balanced: Fact) -> Fact:
    """The gradient of MAE is `-2 slopes[y]`.

    Parameters
    ----------
    below : Fact
        `1 - f[y] > 0`.
    balanced : Fact
        The slopes sum to 0.
    """
    goal = along(mae, f, y, slopes) + 2 * slopes[y]
    return combine(goal, balanced, (sign_of(f[y] - 1, below), slopes[y]))


def logit_norm(
    loss: Callable[[Any], sympy.Expr], f: Any, y: Any, *, below: Fact, sums_to_one: Fact
) -> Fact:
    """The L1 norm of the logit gradient is `2 |loss'| f[y] (1 - f[y])`.

    Parameters
    ----------
    below : Fact
        `1 - f[y] > 0`.
    sums_to_one : Fact
        The entries of `f` sum to 1.
    """
    size = sympy.Abs(slope(loss, f[y]))
    goal = logit_gradient_norm(loss, f, y) - 2 * size * f[y] * (1 - f[y])
    return combine(goal, (absolute(below), size * f[y]), (sums_to_one, size * f[y]))
