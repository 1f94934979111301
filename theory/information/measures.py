"""Shannon's and determinant-based mutual information of two variables, from their joint matrix.

`Q[i, j] = P(first = i, second = j)`. SymPy forms are for any number of classes, float64
functions for arrays of many matrices; `joint` is for one distribution. Information is in nats.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from lossproof.theory.language import CountSymbol, class_sum
from lossproof.theory.language.terms import (
    determinant,
    entropy_term,
    matrix,
    written_term,
)
from lossproof.theory.noise import SUM_TOLERANCE
from lossproof.theory.numbers.properties import shown


def row_total(joint: Any, i: Any) -> sympy.Expr:
    """`P(first = i)`."""
    return class_sum(lambda j: joint[i][j], joint.size)


def column_total(joint: Any, j: Any) -> sympy.Expr:
    """`P(second = j)`."""
    return class_sum(lambda i: joint[i][j], joint.size)


def mutual_information(joint: Any) -> sympy.Expr:
    """`sum_ij Q_ij log(Q_ij / (P(first = i) P(second = j)))`, with `0 log 0 = 0`.

    It has no value where an entry is negative.
    """
    size = joint.size

    def cell(i: Any, j: Any) -> Any:
        entry = sympy.sympify(joint[i][j])
        inert = isinstance(size, CountSymbol) or not shown(entry, ">=")
        term = entropy_term if inert else written_term
        return term(entry, row_total(joint, i) * column_total(joint, j))

    return class_sum(lambda i: class_sum(lambda j: cell(i, j), size), size)


def dmi(joint: Any) -> sympy.Expr:
    """`|det Q|` (Xu, Cao, Kong & Wang 2019; Li's notes, Eq. 27)."""
    return sympy.Abs(determinant(joint))


def dmi_loss(joint: Any) -> sympy.Expr:
    """`L_DMI = -log |det Q|` (Li's notes, Eq. 31), infinite where Q is singular."""
    size = dmi(joint)
    return sympy.oo if size.is_zero else -sympy.log(size)


def response_joint(prior: Any, response: Any) -> Any:
    """The joint matrix of a classifier's output and the label.

    `prior[y] = P(Y = y)` and `response[y][k] = P(h(X) = k | Y = y)`.
    """
    return matrix(lambda k, y: prior[y] * response[y][k], prior.size)


def accuracy(prior: Any, response: Any) -> sympy.Expr:
    """`P(h(X) = Y)`, from the arguments of `response_joint`."""
    return class_sum(lambda y: prior[y] * response[y][y], prior.size)


def mutual_information_of(joints: ArrayLike) -> NDArray[np.float64]:
    """Shannon's information of joint matrices, nats, float64 of shape (...).

    Takes arrays of shape (..., m, d); raises ValueError unless each is nonnegative with sum 1.
    """
    p = _check_joints(joints)
    q = p.sum(axis=-1, keepdims=True) * p.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p / q), 0.0)
    return np.maximum(terms.sum(axis=(-2, -1)), 0.0)


def dmi_loss_of(joints: ArrayLike) -> NDArray[np.float64]:
    """`-log |det Q|`, float64 of shape (...): inf where Q is singular to working precision.

    Takes arrays of shape (..., c, c); raises ValueError unless each is nonnegative with sum 1.
    """
    p = _check_joints(joints)
    if p.shape[-1] != p.shape[-2]:
        raise ValueError(
            f"joints must be square for a determinant, shape (..., c, c); got {p.shape}: both "
            "variables need the same number of values"
        )
    loss = -np.linalg.slogdet(p).logabsdet
    return np.where(np.linalg.matrix_rank(p) < p.shape[-1], np.inf, loss)


def _check_joints(joints: ArrayLike) -> NDArray[np.float64]:
    p = np.asarray(joints, dtype=np.float64)
    if p.ndim < 2 or 0 in p.shape[-2:]:
        raise ValueError(f"joints must have shape (..., m, d), m and d positive; got {p.shape}")
    if not np.isfinite(p).all() or (p < 0).any():
        worst = p[~(np.isfinite(p) & (p >= 0))][0]
        raise ValueError(f"joints must contain nonnegative numbers; got {worst}")
    totals = p.sum(axis=(-2, -1))
    if (wrong := abs(totals - 1) > SUM_TOLERANCE).any():
        actual = f"{np.atleast_1d(totals)[np.atleast_1d(wrong)][0]:.12g}"
        raise ValueError(f"every joint must sum to 1; got {actual} (counts? divide by their total)")
    return p
