"""Neighbouring methods with one loss and one kind of correction: their gradients together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.machine import Backend
from lossproof.simulate.problem.channels import WORST_CONDITION
from lossproof.simulate.training.arrays import moved
from lossproof.simulate.training.gradients import determinant_gradient
from lossproof.simulate.training.methods import Method

# Added to the variance of scores that are normalised, as Keras does by default.
VARIANCE_FLOOR = 1e-3


def together(methods: Sequence[Method], classes: int) -> list[slice]:
    """Neighbours that can be computed together."""
    keys: list[object] = [
        k if method.determinant or method.threshold is not None
        else (method.gradient(classes), method.correction)
        for k, method in enumerate(methods)
    ]  # fmt: skip
    cuts = [k for k, key in enumerate(keys) if not k or key != keys[k - 1]]
    return [slice(a, b) for a, b in zip(cuts, [*cuts[1:], len(keys)], strict=True)]


def normalised(xp: Any, scores: Any, over: Any) -> tuple[Any, Any]:
    """Scores normalised by the mean and deviation of `over` along its last axis; the deviation."""
    mean = xp.mean(over, axis=-1, keepdims=True)
    deviation = xp.sqrt(xp.var(over, axis=-1, keepdims=True) + VARIANCE_FLOOR)
    return (scores - mean) / deviation, deviation


class Group:
    """Methods at one slice of the replicates; `matrices` has shape (cells, methods, c, c)."""

    def __init__(
        self,
        device: Backend,
        classes: int,
        members: Sequence[Method],
        matrices: NDArray[np.float64],
        place: slice,
        dtype: np.dtype[Any],
    ) -> None:
        first = members[0]
        self.device, self.place, self.dtype = device, place, dtype
        self.scores, self.determinant = first.scores, first.determinant
        self.threshold = first.threshold
        self.gradient: Any = None if first.determinant else first.gradient(classes)
        self.matrix: Any = None
        self.table: Any = None
        self.unpruned: NDArray[Any] | None = None
        if first.correction == "forward":
            self.matrix = device.asarray(matrices.astype(dtype))
        elif first.correction == "backward":
            # Column y has the weights of the labels that replace label y: row y of T^-1.
            self.table = device.asarray(np.swapaxes(_inverses(matrices), -1, -2).astype(dtype))

    def weights(self, plain: Any, labels: NDArray[np.int64], chosen: NDArray[np.int64]) -> Any:
        """The weights of the labels of a batch: shape (c, cells, methods or 1, n).

        Parameters
        ----------
        plain : array, shape (c, cells, 1, n)
            One-hot labels.
        labels, chosen : int arrays, shape (cells, n)
            The labels, and which samples of the training set have them.
        """
        xp = self.device.xp
        if self.table is not None:
            rows = [
                xp.take(self.table[k, ...], self.device.asarray(cell_labels), axis=-1)
                for k, cell_labels in enumerate(labels)
            ]
            plain = moved(xp.stack(rows), -2, 0)
        if self.unpruned is not None:
            mask = np.take_along_axis(self.unpruned, chosen, axis=1).astype(self.dtype)
            plain = plain * self.device.asarray(mask)[:, None, :]
        return plain

    def slopes(self, scores: Any, u: Any, ell: Any, weights: Any) -> Any:
        """Derivatives of every sample's loss in the last layer's outputs `scores`.

        All arrays, and the result, have shape (c, cells, methods, n); `u` and `ell` are the softmax
        of the scores and its logarithm.
        """
        xp = self.device.xp
        if self.determinant:
            f, y = (self.device.to_numpy(moved(array, 0, -2)) for array in (u, weights))
            gradient = self.device.asarray(determinant_gradient(f, y).astype(self.dtype))
            return moved(gradient, -2, 0)
        if not self.scores:
            return self.gradient(xp, u, ell, weights, self.matrix)
        standard, deviation = normalised(xp, scores, scores)
        gradient = self.gradient(xp, standard, standard, weights)
        along = xp.mean(gradient * standard, axis=-1, keepdims=True) * standard
        return (gradient - xp.mean(gradient, axis=-1, keepdims=True) - along) / deviation

    def prune(self, outputs: NDArray[Any], labels: NDArray[np.int64]) -> None:
        """Prune samples with a small output at the label; `outputs` has shape (cells, 1, c, n)."""
        if self.threshold is not None:
            label_outputs = np.take_along_axis(outputs[:, 0], labels[:, None, :], axis=1)[:, 0]
            self.unpruned = label_outputs >= self.threshold


def _inverses(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of every matrix; nan where there is none."""
    inverses = np.full(matrices.shape, np.nan)
    for place in np.ndindex(*matrices.shape[:-2]):
        if np.isfinite(matrices[place]).all() and np.linalg.cond(matrices[place]) < WORST_CONDITION:
            inverses[place] = np.linalg.inv(matrices[place])
    return inverses
