"""Corrections of any loss for noise that depends on the class, by its matrix T.

Backward correction multiplies the losses under every label by `T^-1`; forward correction multiplies
the output by the transpose of T before the loss (Patrini et al. 2017, Theorems 1 and 2).
`theory.noise.mixed` mixes T with the identity first. `times` multiplies a matrix by a vector: of
expressions by default, `numpy.matmul` for arrays with a class per row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import SymbolicVector, class_sum
from lossproof.theory.language.terms import matrix
from lossproof.theory.losses.risk import retained
from lossproof.theory.noise import mixed

Times = Callable[[Any, Any], Any]


def applied(matrix: Any, vector: Any) -> SymbolicVector:
    """The product of a matrix and a vector over the classes."""
    size = vector.size

    def entry(i: Any) -> Any:
        return class_sum(lambda j: matrix[i][j] * vector[j], size)

    return SymbolicVector(entry, size)


def backward(losses: Any, inverse: Any, times: Times = applied) -> Any:
    """The corrected losses under every label, from the plain ones and the inverse of T."""
    return times(inverse, losses)


def backward_uniform(loss: Any, total: Any, eta: Any, c: Any) -> sympy.Expr:
    """The same for uniform noise, from the label's loss and the sum of the losses."""
    return (loss - eta / (c - 1) * total) / retained(eta, c)


def forward(loss: Callable[[Any], Any], f: Any, turned: Any, times: Times = applied) -> Any:
    """The corrected losses under every label: `loss(f)` gives the plain ones of an output.

    `turned` is the transpose of T: the loss is that of the distribution of the noisy label.
    """
    return loss(times(turned, f))


def mixed_with_identity(T: Any, weight: Any) -> Any:
    """The matrix `weight I + (1 - weight) T`, of expressions."""
    return matrix(lambda i, j: mixed(T[i][j], weight, sympy.KroneckerDelta(i, j)), T.size)
