"""Tolerances for sums of probabilities, from the rounding of their type."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

SUM_TOLERANCE = 1e-9
ROUNDINGS = 16
NARROW = (np.dtype(np.float32), np.dtype(np.float16))


def tolerance_of(array: NDArray[Any]) -> float:
    """The allowed deviation from 1 of the sums of an array's probabilities, by its type."""
    return ROUNDINGS * float(np.finfo(array.dtype).eps) if array.dtype in NARROW else SUM_TOLERANCE


def widened(values: Any, axis: int | None = None) -> Any:
    """Copy an array of float32 or float16 to float64, and divide sums near 1 by the sum.

    Near is within 16 machine epsilons of the type, 1.9e-6 for float32 and 1.6e-2 for float16; a
    softmax and a cast have smaller errors. Sums are along `axis`, or of all entries if None. Other
    sums, and any other value, are returned unchanged.
    """
    if not isinstance(values, np.ndarray) or values.dtype not in NARROW:
        return values
    given = cast("NDArray[np.floating[Any]]", values)
    array = given.astype(np.float64)
    if axis is not None and axis >= array.ndim:
        return array
    sums = array.sum(axis=axis, keepdims=True)
    near = abs(sums - 1) <= tolerance_of(given)
    return array / np.where(near, sums, 1)
