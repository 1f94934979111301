"""Second derivatives of losses of a softmax, along changes of its logits.

Two parameters move the logits `z`: `first[j]` and `second[j]` are the derivatives of `z[j]` in
them, `mixed[j]` is its second derivative in both. The prediction `f` is the softmax of the logits,
every entry of it inside (0, 1).

Examples
--------
>>> from sympy import Rational
>>> from lossproof.theory.losses.gradients import of_label
>>> from lossproof.theory.language import Vector
>>> from lossproof.theory.losses import cce
>>> f, p, q = Vector((Rational(1, 4), Rational(3, 4))), Vector((1, 0)), Vector((0, 2))
>>> curvature(of_label(cce), f, 0, p, q), curvature(of_label(cce), f, 1, p, q)
(-3/8, -3/8)
>>> mixed = Vector((1, 0))
>>> [curvature(of_label(cce), f, y, p, q, mixed) for y in (0, 1)]
[-9/8, -1/8]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import class_sum, evaluated
from lossproof.theory.losses.gradients.direction import (
    along,
    any_rates,
    derivative_in,
    entries_of,
    moved,
    of_a_loss,
    picked,
    where_it_has_a_value,
)
from lossproof.theory.losses.gradients.logits import Loss, as_written, per_class
from lossproof.theory.losses.gradients.smooth import no_kink_or_jump, values_beside


def softmax_slopes(f: Any, slopes: Any) -> Any:
    """The derivatives of the outputs `f` of a softmax whose logits have these derivatives."""
    mean = class_sum(lambda j: f[j] * slopes[j], f.size)
    return per_class(lambda j: f[j] * (slopes[j] - mean), f)


def two_ways(outputs: Callable[[Any, Any], Any]) -> tuple[Any, Any, Any]:
    """The derivatives of `outputs(s, t)` in s, in t and in both, at `s = t = 0`."""
    written = entries_of(outputs(sympy.Integer(0), sympy.Integer(0)))
    return tuple(where_it_has_a_value(each, written) for each in _two_ways(outputs))


@evaluated
def _two_ways(outputs: Callable[[Any, Any], Any]) -> tuple[Any, Any, Any]:
    steps = s, t = sympy.Dummy("s", real=True), sympy.Dummy("t", real=True)
    moving, at = outputs(s, t), {step: sympy.Integer(0) for step in steps}
    with sympy.evaluate(False):
        written = entries_of(outputs(s, t))
    for entry in written:
        for step in steps:
            values_beside(sympy.sympify(entry), step, sympy.Integer(0))
    for entry in entries_of(moving):
        no_kink_or_jump(entry, *steps)

    def derivative(*by: sympy.Symbol) -> Any:
        return per_class(lambda j: sympy.diff(moving[j], *by).xreplace(at), moving)

    return derivative(s), derivative(t), derivative(s, t)


@of_a_loss
def curvature(loss: Loss, f: Any, y: Any, first: Any, second: Any, mixed: Any = None) -> sympy.Expr:
    """The second derivative of `loss(f, y)` in two parameters that move the logits.

    Without `mixed` the logits are linear in the parameters, which gives the entry of the
    Gauss-Newton matrix. ValueError as in `along`.
    """
    step = sympy.Dummy("s", real=True)
    ahead = moved(f, softmax_slopes(f, first), step)
    turned = second if mixed is None else moved(second, mixed, step)
    anywhere = moved(f, any_rates(f), step)  # a path may touch a kink that it does not cross
    no_kink_or_jump(sympy.sympify(evaluated(loss)(anywhere, y)), step)
    slope = along(loss, ahead, y, softmax_slopes(ahead, turned))
    return picked(derivative_in(slope, step).xreplace({step: sympy.Integer(0)}))


def curvatures(loss: Loss, f: Any, first: Any, second: Any, mixed: Any = None) -> Any:
    """The `curvature` for each label that the sample may be given."""
    return as_written(lambda label: curvature(loss, f, label, first, second, mixed), f)
