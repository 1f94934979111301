"""Gradients of losses in a network's outputs, as array code made from the losses' SymPy forms.

Outputs are class-major: shape (c, ...). A label is given by weights of the labels, of the same
shape: one-hot, or the row of `T^-1` that a backward correction puts in its place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.kernels import ELL, Program, U
from lossproof.simulate.kernels.forms import LARGEST, class_sum_symbol, in_logs, reduced
from lossproof.simulate.training.arrays import moved, turned
from lossproof.theory.losses import FixedLoss

Placed = int | float


def _slope(form: Any) -> Any:
    """The derivative in `u`, times `u`, of a form in `u` and `log u`."""
    slope = in_logs(U * sympy.diff(form, U) + sympy.diff(form, ELL))
    return with_signs(min(slope, in_logs(sympy.expand(slope)), key=sympy.count_ops))


def with_signs(form: Any) -> Any:
    """The form with every step as a sign: at a kink it is the mean of both sides."""
    return form.replace(sympy.Heaviside, lambda x, *_: (1 + sympy.sign(x)) / 2)


class _Forms:
    """A list of forms without the constant ones, which a program does not take."""

    def __init__(self) -> None:
        self.forms: list[Any] = []

    def add(self, form: Any) -> Placed:
        """Where the form is in the list, or its value if it is a constant."""
        if not form.free_symbols:
            return float(form)
        if form not in self.forms:
            self.forms.append(form)
        return self.forms.index(form)


class SoftmaxGradient:
    """The gradient of a loss in the logits of a softmax, for any weights of the labels.

    The loss of `u = f_y` and of sums `s_m` of `b_m(f_j)` over the classes moves with `f_k` by
    `[k = y] dL/du + sum_m dL/ds_m b_m'(f_k)`; this class stores `f_k` times that.

    Parameters
    ----------
    loss : what is differentiated
    classes : at least 2
    scale : what multiplies the gradient of a sample, a formula in `U`; 1 by default

    Raises
    ------
    ValueError
        If the loss depends on more than the output and the label, or has no form on arrays.
    """

    def __init__(self, loss: FixedLoss, classes: int, scale: Any = sympy.S.One) -> None:
        bodies: dict[Any, sympy.Symbol] = {}
        value = reduced(loss, classes, bodies)
        names = {symbol: class_sum_symbol(m) for m, symbol in enumerate(bodies.values())}
        forms = _Forms()

        def held(form: Any) -> Placed:
            if scale != 1:
                form = sympy.expand(in_logs(sympy.expand(sympy.simplify(scale * form))))
            return forms.add(with_signs(form).xreplace(names))

        self.at_label = held(_slope(value))
        self.sums = [
            (held(sympy.diff(value, symbol)), forms.add(_slope(body)))
            for body, symbol in bodies.items()
        ]
        if value.has(LARGEST):
            # Every entry that attains the maximum counts.
            is_largest = forms.add(1 + sympy.sign(U - LARGEST))
            self.sums.append((held(LARGEST * sympy.diff(value, LARGEST)), is_largest))
        self.program = Program(forms.forms, tuple(bodies)) if forms.forms else None

    def in_outputs(self, xp: Any, u: Any, ell: Any, weights: Any) -> Any:
        """The derivative in every output times that output.

        Parameters
        ----------
        u, ell : arrays, shape (c, ...)
            Outputs and their logarithms.
        weights : array, shape (c, ...)
            Of the labels.
        """
        values = [] if self.program is None else self.program.form_values(xp, u, ell)

        def at(place: Placed) -> Any:
            return values[place] if isinstance(place, int) else place

        slopes = weights * at(self.at_label)
        for outer, inner in self.sums:
            slopes = slopes + xp.sum(weights * at(outer), axis=0, keepdims=True) * at(inner)
        return slopes

    def __call__(self, xp: Any, u: Any, ell: Any, weights: Any, matrix: Any = None) -> Any:
        """The gradient in the logits, shape (c, ...).

        Parameters
        ----------
        u, ell, weights : as in `in_outputs`
        matrix : array, shape (..., c, c), optional
            `T`, to correct forward: the loss is then of `T' f`.
        """
        if matrix is None:
            slopes = self.in_outputs(xp, u, ell, weights)
        else:
            least, floor = smallest(u.dtype)
            # Where rounding made both 0, the ratio of an output to a mixture is still known.
            u = xp.maximum(u, least)
            mixed = xp.maximum(_times(xp, turned(matrix), u), floor)
            slopes = self.in_outputs(xp, mixed, xp.log(mixed), weights)
            slopes = u * _times(xp, matrix, slopes / mixed)
        return slopes - u * xp.sum(slopes, axis=0, keepdims=True)


class ScoreGradient:
    """The gradient of a loss of the label's output alone, where outputs are any numbers.

    Raises ValueError where the loss depends on more than that.
    """

    def __init__(self, loss: FixedLoss, classes: int) -> None:
        bodies: dict[Any, sympy.Symbol] = {}
        value = reduced(loss, classes, bodies)
        if bodies or value.has(ELL, LARGEST):
            raise ValueError(
                f"a loss of scores must depend on the label's score alone; {loss.name} does not"
            )
        slope = sympy.diff(value, U)
        self.program = Program([slope], ()) if slope.free_symbols else None
        self.constant = None if slope.free_symbols else float(slope)

    def __call__(self, xp: Any, u: Any, ell: Any, weights: Any, matrix: Any = None) -> Any:
        """The gradient in the scores `u`, shape (c, ...); `ell` and `matrix` play no part."""
        if self.program is None:
            return weights * self.constant
        return weights * self.program.form_values(xp, u, u)[0]


@lru_cache(maxsize=64)
def softmax_gradient(loss: FixedLoss, classes: int, scale: Any) -> SoftmaxGradient:
    """`SoftmaxGradient`, made once."""
    return SoftmaxGradient(loss, classes, scale)


@lru_cache(maxsize=64)
def score_gradient(loss: FixedLoss, classes: int) -> ScoreGradient:
    """`ScoreGradient`, made once."""
    return ScoreGradient(loss, classes)


def smallest(dtype: Any) -> tuple[float, float]:
    """Lower bounds of an output, and of a mixture of outputs, as divisors.

    Rounding may have made them 0. The second allows entries of T down to 2**-26.
    """
    return (2.0**-100, 2.0**-126) if "32" in str(dtype) else (2.0**-500, 2.0**-1000)


def softmax(xp: Any, logits: Any) -> tuple[Any, Any]:
    """Outputs and their logarithms from logits, along axis -2."""
    ell = logits - xp.max(logits, axis=-2, keepdims=True)
    u = xp.exp(ell)
    total = xp.sum(u, axis=-2, keepdims=True)
    u /= total
    ell -= xp.log(total)
    return u, ell


def _times(xp: Any, matrix: Any, outputs: Any) -> Any:
    """`matrix @ f` of outputs (c, ..., n), for matrices of shape (..., c, c)."""
    product = xp.matmul(matrix, moved(outputs, 0, -2))
    return moved(product, -2, 0)


def determinant_gradient(outputs: Any, one_hot: Any) -> Any:
    """The gradient of `-log |det U|` in the logits, `U[k, j]` the mean of `f_k [y = j]`.

    By Jacobi's formula the derivative in `U` is minus the transpose of its inverse. In float64; 0
    where a table is singular, such as in a batch without a class: the loss is infinite there, and
    the batch is skipped.

    Parameters
    ----------
    outputs, one_hot : arrays of NumPy, shape (..., c, n)

    Returns
    -------
    array, shape (..., c, n)
        `n` times the gradient of the loss of the batch, so that its mean is that gradient.
    """
    f, y = np.asarray(outputs, np.float64), np.asarray(one_hot, np.float64)
    joint = f @ y.swapaxes(-1, -2) / f.shape[-1]
    in_joint = -np.swapaxes(_inverses(joint), -1, -2)
    slopes = f * (in_joint @ y)
    return slopes - f * slopes.sum(axis=-2, keepdims=True)


def _inverses(tables: Any) -> Any:
    """The inverse of every table; 0 where there is none."""
    inverses = np.zeros(tables.shape)
    for place in np.ndindex(*tables.shape[:-2]):
        try:
            inverses[place] = np.linalg.inv(tables[place])
        except np.linalg.LinAlgError:
            continue
    return inverses


def one_hot(labels: Any, classes: int, dtype: Any) -> Any:
    """Weights of labels (..., n) as an array of NumPy, shape (..., c, n)."""
    return (np.asarray(labels)[..., None, :] == np.arange(classes)[:, None]).astype(dtype)
