"""Gradients of losses in the logits of a softmax: for one label, and in expectation.

The prediction `f` is the softmax of logits `z`, so `df[j]/dz[k] = f[j] (δ_jk - f[k])` and every
entry of `f` is inside (0, 1). A loss is given by its definition `loss(f, y)`, differentiated in the
entries of `f`; one of the label's probability alone is `of_label(loss)`. `f` is a `Vector`, or a
`SymbolicVector` with a symbolic number of classes; a tuple or a list is read as a `Vector`. The
functions raise TypeError if `f` is none of these, and ValueError if a label is no class of it.

Examples
--------
>>> from sympy import Rational
>>> from lossproof.theory.losses import cce, mae
>>> f = Vector(map(Rational, ("1/2", "1/3", "1/6")))
>>> logit_gradient(of_label(cce), f, 0)
(-1/2, 1/3, 1/6)
>>> logit_gradient(mae, f, 0), logit_gradient_norm(mae, f, 0)
((-1/2, 1/3, 1/6), 1)
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, cast

import sympy

from lossproof.theory.language import SymbolicVector, Vector, class_sum
from lossproof.theory.losses import expectation, uniform_expectation
from lossproof.theory.losses.gradients.direction import along, of_a_loss, partial
from lossproof.theory.losses.gradients.smooth import computed

Loss = Callable[[Any, Any], sympy.Expr]


@cache
def of_label(loss: Callable[[Any], sympy.Expr]) -> Loss:
    """A loss of the probability given to the label, as one of the prediction and the label."""
    return lambda f, y: loss(f[y])


def _prediction(f: Any) -> Any:
    if isinstance(f, (Vector, SymbolicVector)):
        return f
    if isinstance(f, (tuple, list)):
        return Vector(map(sympy.sympify, cast("list[Any]", f)))
    raise TypeError(f"f must be a Vector or a SymbolicVector; got {f!r:.60}: use Vector(entries)")


def _check_label(name: str, y: Any, f: Any) -> None:
    try:
        number = operator.index(y)
    except TypeError:  # the symbol of a label
        return
    if number < 0 or (isinstance(f, Vector) and number >= f.size):
        raise ValueError(f"{name} must be a class of f, in 0..{f.size - 1}; got {y}")


def per_class(entry: Callable[[Any], Any], f: Any) -> Any:
    """`entry(k)` for every class, in a vector like `f`."""
    return as_written(computed(entry) if isinstance(f, SymbolicVector) else entry, f)


def as_written(entry: Callable[[Any], Any], f: Any) -> Any:
    """The same, with what `entry(k)` is where it is called."""
    if isinstance(f, SymbolicVector):
        return SymbolicVector(entry, f.size)
    return Vector(entry(k) for k in range(f.size))


@of_a_loss
def logit_gradient(loss: Loss, f: Any, y: Any) -> Any:
    """The gradient of `loss(f, y)` in the logits: one entry per class.

    With symbolic classes, the entry of a class `k` that may or may not be the label holds
    `KroneckerDelta(k, y)`. Where the loss has a kink in a logit, an entry is the mean of its two
    one-sided derivatives.
    """
    f = _prediction(f)
    _check_label("y", y, f)
    return per_class(_entry(loss, f, y), f)


def _entry(loss: Loss, f: Any, y: Any) -> Callable[[Any], Any]:
    """The entry of the logit gradient at a class."""
    if isinstance(f, SymbolicVector):
        drift = along(loss, f, y, f)
        return lambda k: f[k] * sympy.factor(partial(loss, f, y, k) - drift)
    return lambda k: _written_entry(loss, f, y, k)


@computed
def _written_entry(loss: Loss, f: Vector, y: Any, k: Any) -> Any:
    slopes = Vector(sympy.KroneckerDelta(j, k) - u for j, u in enumerate(f))
    return f[k] * _factored(along(loss, f, y, slopes))


_factored = lru_cache(maxsize=4096)(sympy.factor)  # claims need the same gradients many times


@of_a_loss
def of_others(loss: Loss, f: Any, y: Any) -> Any:
    """The logit gradient at the classes other than the label.

    With symbolic classes the vector has the same formula at the label, where it is not the
    gradient.
    """
    return _without_label(logit_gradient(loss, f, y), y)


def _without_label(gradient: Any, y: Any) -> Any:
    if not isinstance(gradient, SymbolicVector):
        return gradient
    other = sympy.Dummy(integer=True, nonnegative=True)
    entry = gradient[other].xreplace({sympy.KroneckerDelta(other, y): sympy.Integer(0)})
    return SymbolicVector(computed(lambda k: entry.xreplace({other: k})), gradient.size)


@of_a_loss
def over_entries(loss: Loss, f: Any, y: Any, of: Callable[[Any], Any]) -> sympy.Expr:
    """The sum of `of(entry)` over the entries of the logit gradient.

    Raises
    ------
    ValueError
        If the classes are symbolic and `of(entry)` holds a sum over them, as for the L1 norm of the
        squared error: give a `Vector`.
    """
    gradient = logit_gradient(loss, f, y)
    others = _without_label(gradient, y)
    return of(gradient[y]) + others.total(of) - of(others[y])


def logit_gradient_norm(loss: Loss, f: Any, y: Any) -> sympy.Expr:
    """The L1 norm of the gradient of `loss(f, y)` in the logits."""
    return over_entries(loss, f, y, sympy.Abs)


def logit_gradient_length(loss: Loss, f: Any, y: Any) -> sympy.Expr:
    """The L2 norm of the gradient of `loss(f, y)` in the logits."""
    return sympy.sqrt(over_entries(loss, f, y, lambda entry: entry**2))


def every_label(loss: Loss, f: Any, k: Any) -> Any:
    """The entry of the logit gradient at the class `k`, for each label the sample may be given."""
    f = _prediction(f)
    _check_label("k", k, f)
    at_class = of_a_loss(lambda loss, f, label: _entry(loss, f, label)(k))
    return as_written(lambda label: at_class(loss, f, label), f)


def expected_gradient(loss: Loss, f: Any, row: Any) -> Any:
    """The expected logit gradient if the label has the distribution `row`, such as `T[y]`."""
    f = _prediction(f)
    return as_written(lambda k: expectation(row, every_label(loss, f, k)), f)


def uniform_gradient(loss: Loss, f: Any, y: Any, eta: Any) -> Any:
    """The expected logit gradient under uniform noise at the rate `eta`, with clean label `y`.

    Raises ValueError where `eta` is a number outside [0, 1].
    """
    f, eta = _prediction(f), sympy.sympify(eta)
    _check_label("y", y, f)
    if eta.is_number and not (eta >= 0 and eta <= 1):
        raise ValueError(f"eta must be a rate in [0, 1]; got {eta}")
    return as_written(lambda k: uniform_expectation(every_label(loss, f, k), y, eta, f.size), f)


def layer_norm(gradient: Any, features: Any) -> sympy.Expr:
    """The L1 norm of the gradient in the weights of the last layer.

    The logits are `z_j = sum_e W_ej x_e`, so the derivative in `W_ej` is `x_e` times the one in
    `z_j`.
    """
    of_logits = gradient.total(sympy.Abs)
    return class_sum(lambda e: sympy.Abs(features[e]) * of_logits, features.size)


@of_a_loss
def velocity(loss: Loss, f: Any, y: Any) -> Any:
    """The time derivatives of the outputs under `dz/dt = -gradient` of `loss(f, y)`."""
    f = _prediction(f)
    gradient = logit_gradient(loss, f, y)
    others = _without_label(gradient, y)
    mean = class_sum(lambda k: f[k] * others[k], f.size) + f[y] * (gradient[y] - others[y])
    return per_class(lambda j: f[j] * (mean - gradient[j]), f)
