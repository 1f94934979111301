"""ReLU networks of many replicates at once, as batched matrix products on any array backend.

Replicates are an array of cells (a seed and a noise) by methods. Arrays that differ only between
cells, samples and dropout, have length 1 in the axis of methods.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from lossproof.simulate.machine import Backend, normals
from lossproof.simulate.training.arrays import into, turned

# Of the last layer: Patrini et al. (2017), Sec. 5.1.
LAST_BOUND = 0.05


@dataclass(frozen=True)
class Shape:
    """The layers: features, hidden units, classes."""

    sizes: tuple[int, ...]

    @property
    def count(self) -> int:
        """Parameters of one network."""
        return sum((a + 1) * b for a, b in itertools.pairwise(self.sizes))

    def initial(self, rng: Generator) -> np.ndarray:
        """Parameters to start from, shape (count,), float32.

        Normal with variance 2 / inputs before ReLUs (He et al., 2015), uniform in
        [-0.05, 0.05] at the last layer, biases 0.
        """
        parts: list[np.ndarray] = []
        for number, (a, b) in enumerate(itertools.pairwise(self.sizes), start=2):
            weights = np.empty(a * b, np.float32)
            if number < len(self.sizes):
                normals(rng, weights)
                weights *= np.float32(math.sqrt(2 / a))
            else:
                weights[:] = rng.uniform(-LAST_BOUND, LAST_BOUND, a * b)
            parts += [weights, np.zeros(b, np.float32)]
        return np.concatenate(parts)

    def split(self, xp: Any, flat: Any) -> list[tuple[Any, Any]]:
        """Views (..., a, b) and (..., 1, b) of the weights and biases in arrays (..., count)."""
        views: list[tuple[Any, Any]] = []
        start, lead = 0, flat.shape[:-1]
        for a, b in itertools.pairwise(self.sizes):
            middle = start + a * b
            weights = xp.reshape(flat[..., start:middle], (*lead, a, b))
            biases = xp.reshape(flat[..., middle : middle + b], (*lead, 1, b))
            views.append((weights, biases))
            start = middle + b
        return views


class Networks:
    """Networks with their gradients, for batches of one size.

    Parameters
    ----------
    device : where the arrays are
    shape : of every network
    parameters : array, shape (cells, methods, count)
        Not copied.
    samples : in a batch
    """

    def __init__(self, device: Backend, shape: Shape, parameters: Any, samples: int) -> None:
        xp, self.samples = device.xp, samples
        self.xp, self.into = xp, into(device)
        lead, like = parameters.shape[:2], parameters
        self.layers = shape.split(xp, parameters)
        self.gradient = xp.zeros_like(parameters)
        self.slopes = shape.split(xp, self.gradient)

        def empty(*size: int) -> Any:
            where = {} if device.device is None else {"device": device.device}
            return xp.zeros((*lead, *size), dtype=like.dtype, **where)

        self.units = [empty(samples, size) for size in shape.sizes[1:-1]]
        self.back = [empty(samples, size) for size in shape.sizes[1:-1]]
        self.logits = empty(shape.sizes[-1], samples)
        where = {} if device.device is None else {"device": device.device}
        self.ones = xp.ones((1, samples), dtype=like.dtype, **where)
        self.zeros = [xp.zeros((size,), dtype=like.dtype, **where) for size in shape.sizes[1:-1]]

    def forward(self, x: Any, masks: Sequence[Any] = ()) -> Any:
        """The last layer's outputs, class-major: shape (cells, methods, c, samples).

        Parameters
        ----------
        x : array, shape (cells, 1, samples, features)
        masks : per hidden layer an array (cells, 1, samples, units) that multiplies it, to drop
            units; none by default
        """
        self.x, self.masks = x, masks
        for number, units in enumerate(self.units):
            weights, biases = self.layers[number]
            self.into("matmul", x, weights, out=units)
            units += biases
            self.into("maximum", units, self.zeros[number], out=units)
            if masks:
                units *= masks[number]
            x = units
        weights, biases = self.layers[-1]
        self.into("matmul", turned(weights), turned(x), out=self.logits)
        self.logits += turned(biases)
        return self.logits

    def backward(self, slopes: Any) -> Any:
        """The gradient in the parameters, shape (cells, methods, count), after `forward`.

        Parameters
        ----------
        slopes : array, shape (cells, methods, c, samples)
            Derivatives in the last layer's outputs.
        """
        later = turned(slopes)
        for number in range(len(self.layers) - 1, -1, -1):
            before = self.units[number - 1] if number else self.x
            weights, biases = self.slopes[number]
            self.into("matmul", turned(before), later, out=weights)
            self.into("matmul", self.ones, later, out=biases)
            if number:
                back = self.back[number - 1]
                self.into("matmul", later, turned(self.layers[number][0]), out=back)
                if self.masks:
                    back *= self.masks[number - 1]
                back *= self.xp.astype(before > 0, back.dtype)
                later = back
        return self.gradient
