"""Embedded points with their clean labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.drawing import LabelSampler
from lossproof.theory.losses import check_distances
from lossproof.theory.noise import TransitionMatrix, check_labels

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Batch:
    """Embedded points with their clean labels.

    Parameters
    ----------
    distances : array, shape (n, n), n >= 2
        As `lossproof.theory.losses.embedding.check_distances` takes them; any unit.
    labels : array of int, shape (n,)
        In 0..c-1.
    classes : int
        The number of classes c.

    Raises TypeError or ValueError where they are not as above.
    """

    distances: Floats
    labels: NDArray[np.int64]
    classes: int

    def __post_init__(self) -> None:
        distances = check_distances(self.distances)
        labels = check_labels(self.labels, self.classes)
        if len(labels) < 2:
            raise ValueError(
                f"labels must contain n >= 2 entries to form a pair; got {len(labels)}"
            )
        if len(labels) != len(distances):
            rows = len(distances)
            raise ValueError(f"labels must have an entry per row, {rows}; got {len(labels)}")
        object.__setattr__(self, "distances", distances)
        object.__setattr__(self, "labels", labels)

    @classmethod
    def from_embeddings(cls, embeddings: ArrayLike, labels: ArrayLike, classes: int) -> Self:
        """Euclidean distances of the rows of `embeddings`, finite numbers of shape (n, d).

        Raises ValueError where two rows differ and the squares of their differences are 0.
        """
        from scipy.spatial.distance import cdist

        points = check_points(embeddings)
        distances = cdist(points, points)
        i, j = np.nonzero(np.triu(distances == 0, 1))
        apart = (points[i] != points[j]).any(axis=1)
        for k in np.flatnonzero(apart)[:1]:
            raise ValueError(
                f"embeddings[{i[k]}] and embeddings[{j[k]}] differ by less than squares of floats "
                "can tell: multiply all embeddings, and the margins, by a large number"
            )
        return cls(cast("Any", distances), cast("Any", labels), classes)

    @property
    def size(self) -> int:
        """The number of points n."""
        return len(self.labels)

    def draw(self, rng: np.random.Generator, T: TransitionMatrix, replicates: int) -> np.ndarray:
        """Independent noisy labels, shape (replicates, n); uint8 up to c = 256, else uint16."""
        check_classes(T, self.classes)
        repeated = np.tile(self.labels, replicates)
        return LabelSampler(T).draw(rng, repeated).reshape(replicates, self.size)


def check_points(embeddings: ArrayLike) -> np.ndarray:
    """Embeddings as an array; ValueError where not finite numbers of shape (n, d), d >= 1."""
    points = np.asarray(embeddings)
    if points.ndim != 2 or not points.shape[1]:
        raise ValueError(f"embeddings must have shape (n, d), d >= 1; got {points.shape}")
    if points.dtype.kind not in "fiu" or not np.isfinite(points).all():
        given = f"dtype {points.dtype}{', with nan or inf' * (points.dtype.kind == 'f')}"
        raise ValueError(f"embeddings must contain finite real numbers; got {given}")
    return points


def check_classes(T: TransitionMatrix, classes: int) -> None:
    """ValueError where T is not for this number of classes."""
    if T.classes != classes:
        raise ValueError(f"T must have c = {classes} classes, as the labels do; got {T.classes}")


def check_three(batch: Batch) -> None:
    """ValueError where a batch has too few points for a triplet."""
    if batch.size < 3:
        raise ValueError(f"batch must contain n >= 3 points to form a triplet; got {batch.size}")
