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

from lossproof.theory.language import BOUND_CLASS, ClassSum, class_sum, is_label
from lossproof.theory.language.sums import CountSymbol
from lossproof.theory.losses.gradients.direction import (
    ZERO,
    conditions,
    derivative_along,
    derivative_in,
    entries_of,
    moved,
    smooth_at,
    where_it_has_a_value,
)
from lossproof.theory.losses.gradients.logits import Loss, as_written, per_class
from lossproof.theory.losses.gradients.smooth import computed


def softmax_slopes(f: Any, slopes: Any) -> Any:
    """The derivatives of the outputs `f` of a softmax whose logits have these derivatives."""
    mean = class_sum(lambda j: f[j] * slopes[j], f.size)
    return per_class(lambda j: f[j] * (slopes[j] - mean), f)


def two_ways(outputs: Callable[[Any, Any], Any]) -> tuple[Any, Any, Any]:
    """The derivatives of `outputs(s, t)` in s, in t and in both, at `s = t = 0`."""
    s, t = sympy.Dummy("s", real=True), sympy.Dummy("t", real=True)
    needs = conditions(
        lambda: sympy.Tuple(*entries_of(outputs(s, t))), {s: ZERO, t: ZERO}, twice=True
    )
    written = [*entries_of(outputs(ZERO, ZERO)), *needs]
    return tuple(where_it_has_a_value(each, written) for each in _two_ways(outputs))


@computed
def _two_ways(outputs: Callable[[Any, Any], Any]) -> tuple[Any, Any, Any]:
    s, t = sympy.Dummy("s", real=True), sympy.Dummy("t", real=True)
    moving, at = outputs(s, t), {s: ZERO, t: ZERO}

    def derivative(*by: sympy.Symbol) -> Any:
        return per_class(lambda j: of_entry(moving[j], by), moving)

    def of_entry(entry: Any, by: tuple[Any, ...]) -> Any:
        for step in by:
            entry = derivative_in(entry, step)
        return entry.xreplace(at)

    return derivative(s), derivative(t), derivative(s, t)


def curvature(loss: Loss, f: Any, y: Any, first: Any, second: Any, mixed: Any = None) -> sympy.Expr:
    """The second derivative of `loss(f, y)` in two parameters that move the logits.

    Without `mixed` the logits are linear in the parameters, which gives the entry of the
    Gauss-Newton matrix. ValueError as in `along`.
    """
    ways = (first, second) if mixed is None else (first, second, mixed)
    needs = [*smooth_at(loss, f, y, twice=True), *(x for way in ways for x in entries_of(way))]
    return where_it_has_a_value(_curvature(loss, f, y, first, second, mixed), needs)


@computed
def _curvature(loss: Loss, f: Any, y: Any, first: Any, second: Any, mixed: Any) -> sympy.Expr:
    step = sympy.Dummy("s", real=True)
    ahead = moved(f, softmax_slopes(f, first), step)
    turned = second if mixed is None else moved(second, mixed, step)
    slope = derivative_along(loss, ahead, y, softmax_slopes(ahead, turned))
    return _at_labels(derivative_in(slope, step).xreplace({step: ZERO}))


@computed
def _at_labels(value: Any) -> Any:
    """The value, with each sum that has the factor `δ_jk` replaced by its term of the class k."""
    terms = {
        inner: _at_labels(_one_term(inner.args[0], factor))
        for inner in value.atoms(ClassSum)
        for factor in sympy.Mul.make_args(inner.args[0])
        if _picks(factor, inner.args[1])
    }
    return value.xreplace(terms)


def _picks(factor: Any, size: Any) -> bool:
    """Whether it is `δ_jk`, for the index j of a sum over all classes and an evident class k."""
    if not (isinstance(factor, sympy.KroneckerDelta) and factor.has(BOUND_CLASS)):
        return False
    (*others,) = (index for index in factor.args if index != BOUND_CLASS)
    return isinstance(size, CountSymbol) and len(others) == 1 and is_label(others[0])


def _one_term(body: Any, delta: Any) -> Any:
    (label,) = (index for index in delta.args if index != BOUND_CLASS)
    return body.xreplace({delta: sympy.Integer(1)}).xreplace({BOUND_CLASS: label})


def curvatures(loss: Loss, f: Any, first: Any, second: Any, mixed: Any = None) -> Any:
    """The `curvature` for each label that the sample may be given."""
    return as_written(lambda label: curvature(loss, f, label, first, second, mixed), f)
