"""Noisy class probabilities of the points of a finite population, from label counts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.theory.noise import check_labels


def label_frequencies(points: ArrayLike, labels: ArrayLike, classes: int) -> NDArray[Any]:
    """How often each point has each noisy label, Fractions, shape (m, c).

    Parameters
    ----------
    points : ints in 0..m-1, shape (n,)
        The point of each sample; m is one more than the largest.
    labels : ints in 0..c-1, shape (n,)
        Its noisy label.
    classes : int
        c, at least 2.

    Raises
    ------
    TypeError, ValueError
        If they are not as above, or a point has no sample.
    """
    noisy, places = check_labels(labels, classes), np.asarray(points)
    if places.shape != noisy.shape or places.dtype.kind not in "iu" or not places.size:
        raise ValueError(
            "points must be integers >= 0, one for each label, and at least one; got shape "
            f"{places.shape} of {places.dtype} for labels of shape {noisy.shape}"
        )
    if places.min() < 0:
        raise ValueError(f"points must be integers >= 0; got {places.min()}")
    counts = np.zeros((int(places.max()) + 1, classes), np.int64)
    np.add.at(counts, (places, noisy), 1)
    totals = counts.sum(axis=1)
    for point in np.flatnonzero(totals == 0)[:1]:
        raise ValueError(f"point {point} has no sample: number the points without gaps")
    rows = zip(counts.tolist(), totals.tolist(), strict=True)
    return np.array([[Fraction(k, total) for k in row] for row, total in rows], dtype=object)
