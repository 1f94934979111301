"""Triplets under noisy labels: expected over every labelling."""

from __future__ import annotations

import re
from fractions import Fraction as F

import pytest

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.triplets import TripletTable
from lossproof.theory.noise import TransitionMatrix
from tests.simulate.labelled import (
    SKEW,
    TRANSPOSED,
    TRIPLET,
    labellings,
    line,
    loss_of,
    valid_triplets,
)
from tests.together import together


@together("labels", [[0, 1, 2], [0, 1, 2, 2, 1], [2, 2, 2, 2], [1, 0, 1, 0, 1]])
def test_expectation_is_that_over_all_labellings(labels: list[int]) -> None:
    points = Batch(line(len(labels), seed=1), labels, 3)
    total = count = true = swapped = F(0)
    for chance, noisy in labellings(points, SKEW):
        for a, p, n in valid_triplets(noisy):
            total += chance * loss_of(points, (a, p, n))
            count += chance
            true += chance * (labels[a] == labels[p] != labels[n])
            swapped += chance * (labels[a] == labels[n] != labels[p])
    found = TripletTable.of(points, TRIPLET).under(SKEW)
    assert (found.total, found.triplets, found.true, found.swapped) == (total, count, true, swapped)
    assert found.risk == pytest.approx(float(total / count), rel=1e-12)


def test_a_transposed_matrix_is_noticed() -> None:
    table = TripletTable.of(Batch(line(8, seed=0), [0, 0, 0, 0, 1, 1, 1, 2], 3), TRIPLET)
    assert table.under(SKEW).risk != pytest.approx(table.under(TRANSPOSED).risk, rel=1e-2)


def test_clean_labels_have_only_true_triplets() -> None:
    points = Batch(line(6, seed=1), [0, 2, 2, 3, 2, 0], 5)
    found = TripletTable.of(points, TRIPLET).under(TransitionMatrix.identity(5))
    valid = valid_triplets(points.labels)
    assert found.triplets == found.true == len(valid)
    assert found.swapped == 0
    assert found.total == sum(loss_of(points, triplet) for triplet in valid)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TripletTable.of(Batch(line(2, 0), [0, 1], 3), TRIPLET), "batch must hold n >= 3"),
        (
            lambda: (
                TripletTable.of(Batch(line(3, 0), [1, 1, 1], 3), TRIPLET)
                .under(TransitionMatrix.identity(3))
                .risk
            ),
            "no triplet is ever valid",
        ),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
