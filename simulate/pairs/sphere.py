"""Embeddings divided by their norms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.pairs.batch import Floats, check_points


def on_sphere(embeddings: ArrayLike) -> Floats:
    """The rows divided by their norms, float64 of shape (n, d).

    Raises ValueError where they are not finite real numbers of shape (n, d), d >= 1, or a row is 0,
    which has no direction.
    """
    points = check_points(embeddings).astype(np.float64)
    # Divided by the largest entry first: the squares of tiny rows would be 0, of huge ones inf.
    largest = np.abs(points).max(axis=1, keepdims=True)
    if not largest.all():
        row = int(np.argmin(largest))
        raise ValueError(
            f"embeddings must not contain zero vectors, which have no direction; row {row} is 0: "
            "leave it out, or do not normalise"
        )
    points /= largest
    return points / np.linalg.norm(points, axis=1, keepdims=True)
