"""Confidence sequences: intervals valid at all times simultaneously, updated by sums of blocks.

A block of n samples x of each estimand enters as `n`, `total` = sum of x and `squares` = sum of
x^2, arrays of one shape. Under any stopping rule, the probability that the interval of an estimand
ever missed its mean is at most `alpha`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.intervals.interval import Floats, Interval


class ConfidenceSequence(Protocol):
    """Takes blocks and has a valid interval after each."""

    def update(self, n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> None:
        """Take in the next block."""
        ...

    def interval(self) -> Interval:
        """The intersection of the intervals after all blocks so far."""
        ...


def read_block(
    shape: tuple[int, ...] | None,
    n: ArrayLike,
    total: ArrayLike,
    squares: ArrayLike,
    *parameters: Floats,
) -> tuple[Floats, Floats, Floats]:
    """A block's sums as floats, broadcast against the sequence's parameters.

    Raises ValueError if one is not finite, `n` is no count, or the shape is not the given one.
    """
    sums = [np.asarray(value, dtype=float) for value in (n, total, squares)]
    for name, value in zip(("n", "total", "squares"), sums, strict=True):
        if not np.isfinite(value).all():
            raise ValueError(
                f"{name} must be finite; one of its values is nan or inf: check the samples"
            )
    if ((sums[0] < 0) | (sums[0] != np.floor(sums[0]))).any():
        raise ValueError(f"n must be a whole number of samples, at least 0; got {n}")
    joint = np.broadcast_shapes(*(array.shape for array in (*sums, *parameters)))
    if shape is not None and joint != shape:
        raise ValueError(
            f"n, total and squares must have the shape of the first block of samples, {shape}; "
            f"got {joint}: use one sequence per shape"
        )
    n_, total_, squares_ = (np.broadcast_to(array, joint) for array in sums)
    return n_, total_, squares_


def positive(name: str, value: ArrayLike) -> Floats:
    """The value as floats; raises ValueError, with the name, if it is not positive and finite."""
    array = np.asarray(value, dtype=float)
    if not (np.isfinite(array) & (array > 0)).all():
        raise ValueError(f"{name} must be positive and finite; got {value}")
    return array
