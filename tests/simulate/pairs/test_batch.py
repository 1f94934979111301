"""Embedded points: their distances, and what is refused."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lossproof.simulate.pairs.batch import Batch
from tests.together import together

LINE = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])


def test_embeddings_give_euclidean_distances() -> None:
    points = Batch.from_embeddings([[0, 0], [3, 4], [0, 1]], [0, 1, 0], 2)
    assert points.distances[0, 1] == 5
    assert points.distances[0, 2] == 1


@together(
    ("make", "message"),
    [
        (lambda: Batch(LINE[:1, :1], [0], 2), "labels must hold n >= 2 entries"),
        (lambda: Batch(LINE, [0, 1], 2), "labels must have an entry per row, 3; got 2"),
        (lambda: Batch(LINE, [0, 1, 2], 2), "labels must be integers in 0..c-1 = 0..1"),
        (lambda: Batch(LINE + np.eye(3), [0, 1, 1], 2), "0 on the diagonal"),
        (lambda: Batch.from_embeddings([0, 1], [0, 1], 2), "embeddings must have shape (n, d)"),
        (lambda: Batch.from_embeddings([[0], [np.nan]], [0, 1], 2), "with nan or inf"),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
