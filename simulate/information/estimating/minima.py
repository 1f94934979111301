"""Minima of corrected losses on noisy labels, where every point is a perfect example.

A population calculation: unlimited samples, a network that can take any output at a point, and the
loss at its minimum. The result depends on the matrices alone, not on training.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from lossproof.theory.noise import TransitionMatrix

Floats = NDArray[np.float64]
GAP = 1e-10  # of the cross-entropy above its minimum, in nats
STEPS = 200  # of Newton's method
TIE = 1e-7


@dataclass(frozen=True, eq=False)
class Reach:
    """The classes that are predicted correctly at the minimum of the loss.

    Attributes
    ----------
    outputs : array, shape (c, c)
        A minimiser: row k is the output at the points of class k, nan where there is none.
    sure, possible : tuples of classes
        Predicted correctly by every minimiser, or by some minimiser.
    accuracy : (float, float)
        The total shares of these classes.
    """

    outputs: Floats
    sure: tuple[int, ...]
    possible: tuple[int, ...]
    accuracy: tuple[float, float]


def reach(
    noise: TransitionMatrix,
    used: TransitionMatrix,
    *,
    correction: str = "forward",
    shares: Sequence[float] | None = None,
) -> Reach:
    """The minima of cross-entropy corrected by the matrix `used` on labels with this noise.

    Forward correction compares the noisy labels with `used' f`; with the identity for `used` it is
    cross-entropy without a correction. Backward correction has a minimum at a class only where the
    inverse gives the clean labels no negative weight.

    Parameters
    ----------
    noise, used : transition matrices of c classes
    correction : "forward" or "backward"
    shares : numbers >= 0 that sum to 1, shape (c,), optional
        Of the classes; equal if not given.

    Raises
    ------
    ValueError
        If the sizes differ, the correction is unknown, shares are not a distribution, or backward
        correction needs the inverse of a singular matrix.
    """
    c = noise.classes
    if used.classes != c:
        raise ValueError(
            f"noise and used must have the same number of classes; got {c} and {used.classes}"
        )
    if correction not in ("forward", "backward"):
        raise ValueError(f'correction must be "forward" or "backward"; got {correction!r}')
    weights = np.full(c, 1 / c) if shares is None else np.asarray(shares, np.float64)
    if weights.shape != (c,) or not (weights >= 0).all() or abs(weights.sum() - 1) > TIE:
        raise ValueError(f"shares must be c = {c} numbers >= 0 that sum to 1; got {shares}")
    solve = _forward if correction == "forward" else _backward
    outputs, leading = solve(noise.to_numpy(), used)
    sure = tuple(k for k in range(c) if leading[k][0])
    possible = tuple(k for k in range(c) if leading[k][1])
    accuracy = tuple(math.fsum(weights[list(classes)]) for classes in (sure, possible))
    return Reach(outputs, sure, possible, (accuracy[0], accuracy[1]))


def _backward(noisy: Floats, used: TransitionMatrix) -> tuple[Floats, list[tuple[bool, bool]]]:
    inverse = np.array(used.inverse(), dtype=np.float64)
    weights = noisy @ inverse
    weights[abs(weights) < TIE] = 0
    outputs = np.where((weights >= 0).all(axis=1, keepdims=True), weights, np.nan)
    return outputs, [
        (False, False) if np.isnan(row).any() else _leads(row, k) for k, row in enumerate(outputs)
    ]


def _forward(noisy: Floats, used: TransitionMatrix) -> tuple[Floats, list[tuple[bool, bool]]]:
    rows = used.to_numpy()
    if np.linalg.matrix_rank(rows) == len(rows):
        outputs = noisy @ np.linalg.inv(rows)
        for k in np.flatnonzero(outputs.min(axis=1) < -TIE):
            outputs[k] = _nearest(noisy[k], rows)
        return outputs, [_leads(output, k) for k, output in enumerate(outputs)]
    outputs, leading = np.empty_like(noisy), list[tuple[bool, bool]]()
    for k, law in enumerate(noisy):
        same = linprog(np.zeros(len(rows)), A_eq=rows.T, b_eq=law)
        outputs[k] = same.x if same.status == 0 else _nearest(law, rows)
        leading.append(_any_leads(rows, outputs[k] @ rows, k))
    return outputs, leading


def _nearest(law: Floats, rows: Floats) -> Floats:
    """The weights of the mixture of the rows that is nearest to `law` in cross-entropy.

    Newton's method with a decreasing barrier: at height h the cross-entropy exceeds its minimum by
    at most h for each row. At the minimum the weights sum to 1.
    """
    parts, chance = rows[:, law > 0], law[law > 0]
    if not parts.any(axis=0).all():
        label = np.flatnonzero((law > 0) & ~rows.any(axis=0))[0]
        raise ValueError(
            f"used gives no class the label {label}, which the noise has: no loss is finite"
        )
    weights, height = np.full(len(rows), 1 / len(rows)), 1.0
    while height * len(rows) > GAP:
        height /= 10
        for _ in range(STEPS):
            ratio = chance / (weights @ parts)
            slope = weights * (1 - parts @ ratio) - height
            scaled = weights[:, None] * parts * (ratio / np.sqrt(chance))
            bend = scaled @ scaled.T + height * np.eye(len(rows))
            step = np.linalg.solve(bend, -slope)
            weights = weights * (1 + step * min(1.0, 0.9 / abs(step).max()))
            if abs(step).max() < 0.01:
                break
        else:
            raise ArithmeticError(f"the minimum was not found in {STEPS} steps at {height}")
    return weights / weights.sum()


def _leads(output: Floats, label: int) -> tuple[bool, bool]:
    """Whether the label is the only largest output, and whether it is one of the largest."""
    others = np.delete(output, label).max()
    return bool(output[label] > others + TIE), bool(output[label] >= others - TIE)


def _any_leads(rows: Floats, mixture: Floats, label: int) -> tuple[bool, bool]:
    """`_leads` over all outputs with this mixture of the rows."""
    c = len(rows)
    ahead = np.delete(np.eye(c), label, axis=0) - np.eye(c)[label]
    least = [linprog(-row, A_eq=rows.T, b_eq=mixture).fun for row in ahead]
    some = linprog(np.zeros(c), A_ub=ahead, b_ub=np.zeros(c - 1), A_eq=rows.T, b_eq=mixture)
    return min(least) > TIE, some.status == 0
