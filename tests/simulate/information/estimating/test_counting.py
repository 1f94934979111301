"""Class probabilities by counting labels, and what is refused."""

from fractions import Fraction as F

import numpy as np
import pytest

from lossproof.simulate.information.estimating import argmax_estimate, label_frequencies
from lossproof.theory.noise import TransitionMatrix as T
from tests.together import together


def test_frequencies_are_exact() -> None:
    found = label_frequencies([1, 0, 1, 1], [2, 0, 0, 2], 3)
    assert found.tolist() == [[1, 0, 0], [F(1, 3), 0, F(2, 3)]]
    assert all(isinstance(x, F) for x in found.ravel())


def test_labels_drawn_as_often_as_the_noise_says_give_it_back() -> None:
    noise = T.from_rows([["3/5", "2/5", 0], ["1/5", "4/5", 0], ["1/5", "1/5", "3/5"]])
    points = np.repeat(np.arange(3), 5)
    labels = [j for row in noise.rows for j, x in enumerate(row) for _ in range(int(5 * x))]
    assert argmax_estimate(label_frequencies(points, labels, 3)).matrix == noise


@together(
    ("points", "labels", "message"),
    [
        ([0, 1], [0, 2], r"labels\[1\] is 2"),
        ([0, 1], [1, 2], "count from 1"),
        ([0, 1, 2], [0, 1], "one for each label"),
        ([0.0, 1.0], [0, 1], "points must be integers"),
        ([-1, 1], [0, 1], "got -1"),
        ([0, 2], [0, 1], "point 1 has no sample"),
        ([], np.zeros(0, int), "at least one"),
    ],
)
def test_errors(points, labels, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        label_frequencies(points, labels, 2)
