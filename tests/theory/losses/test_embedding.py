"""Losses of distances, and the chances of what is observed: from their definitions."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import PairLoss, TripletLoss, check_distances, uniform_row
from lossproof.theory.losses.embedding import (
    agreement,
    mixed_pair_loss,
    pair_loss,
    triplet_loss,
    uniform_agreement,
    validity,
)
from lossproof.theory.noise import TransitionMatrix
from tests.together import together

R = sympy.Rational
GRID = [R(k, 7) for k in range(15)]
SKEW = TransitionMatrix.from_rows([["1/2", "1/3", "1/6"], ["0", "3/4", "1/4"], ["2/5", "3/5", 0]])


def row(T: TransitionMatrix, i: int) -> Vector:
    return Vector(R(x.numerator, x.denominator) for x in T.rows[i])


def test_pair_loss_by_cases() -> None:
    for d, margin, boundary in product(GRID, GRID[:4], GRID[:9]):
        together = margin + d - boundary if d > boundary - margin else 0
        apart = margin + boundary - d if d < boundary + margin else 0
        assert pair_loss(d, 1, margin, boundary) == together
        assert pair_loss(d, -1, margin, boundary) == apart


def test_triplet_loss_by_cases() -> None:
    for near, far, margin in product(GRID, GRID, GRID[:4]):
        expected = near - far + margin if far < near + margin else 0
        assert triplet_loss(near, far, margin) == expected


def test_arrays_agree_with_the_formula() -> None:
    pair, triplet = PairLoss(margin="2/7", boundary="5/7"), TripletLoss(margin="3/7")
    numbers = np.array(GRID, dtype=float)
    for side in (1, -1):
        exact = [float(pair.expression(d, side)) for d in GRID]
        assert pair(numbers, side) == pytest.approx(exact, rel=1e-12, abs=1e-15)
    table = triplet(numbers[:, None], numbers)
    assert table.shape == (len(GRID),) * 2
    for (i, p), (j, n) in product(enumerate(GRID), enumerate(GRID)):
        assert table[i, j] == pytest.approx(float(triplet.expression(p, n)), rel=1e-12, abs=1e-15)


def test_agreement_counts_equal_labels() -> None:
    for i, j in product(range(3), repeat=2):
        expected = sum(SKEW[i, a] * SKEW[j, b] for a, b in product(range(3), repeat=2) if a == b)
        assert agreement(row(SKEW, i), row(SKEW, j)) == expected


@pytest.mark.parametrize("c", [2, 3, 5])
def test_agreement_under_uniform_noise(c: int) -> None:
    eta = sympy.Symbol("eta")
    rows = [Vector(uniform_row(label, eta, c)[j] for j in range(c)) for label in (0, 1)]
    for other, same in ((rows[0], 1), (rows[1], 0)):
        assert sympy.expand(agreement(rows[0], other) - uniform_agreement(same, eta, c)) == 0


def test_validity_counts_valid_triplets() -> None:
    for i, j, k in product(range(3), repeat=3):
        expected = sum(
            SKEW[i, a] * SKEW[j, p] * SKEW[k, n]
            for a, p, n in product(range(3), repeat=3)
            if a == p != n
        )
        assert validity(row(SKEW, i), row(SKEW, j), row(SKEW, k)) == expected


def test_mixed_loss_is_the_expectation() -> None:
    mixed = mixed_pair_loss(R(1, 3), R(1, 4), R(1, 2), R(2, 3))
    assert mixed == R(1, 4) * R(1, 6) + R(3, 4) * R(5, 6)


def test_losses_are_pickled_and_compared_by_value() -> None:
    pair = PairLoss(margin=0.2, boundary=1)
    assert pickle.loads(pickle.dumps(pair)) == pair == PairLoss(margin="1/5", boundary="1")
    assert pair.parameters == {"margin": "1/5", "boundary": "1"}
    assert TripletLoss(F(1, 4)).parameters == {"margin": "1/4"}


def test_losses_that_are_refused() -> None:
    with pytest.raises(ValueError, match=r"margin must be in \[0, oo\); got -1"):
        PairLoss(margin=-1, boundary=1)
    with pytest.raises(ValueError, match=r"boundary must be in \[0, oo\); got -1"):
        PairLoss(margin=1, boundary=-1)
    with pytest.raises(ValueError, match="margin must be a finite number"):
        TripletLoss(margin=float("nan"))
    with pytest.raises(ValueError, match=r"side must be \+1 .* got 0"):
        PairLoss(margin=1, boundary=1)([1.0], 0)


@together(
    ("distances", "kind", "message"),
    [
        (
            [[0, 1, 2]],
            ValueError,
            "distances must have shape (n, n); got (1, 3) (embeddings? use from_embeddings)",
        ),
        ([["a"]], TypeError, "distances must contain real numbers; got dtype <U1"),
        ([[0, np.inf], [1, 0]], ValueError, "distances must be finite; distances[0, 1] is inf"),
        (
            [[0, -1], [-1, 0]],
            ValueError,
            "distances must be nonnegative; distances[0, 1] is -1 (similarities? use 1 - "
            "similarity)",
        ),
        (
            [[0, 1], [2, 0]],
            ValueError,
            "distances must be symmetric; distances[0, 1] is 1 and distances[1, 0] is 2 (use "
            "(d + d.T) / 2)",
        ),
        (
            [[0, 1], [1, 1]],
            ValueError,
            "distances must be 0 on the diagonal; distances[1, 1] is 1 (set it to 0)",
        ),
    ],
)
def test_distances_that_are_refused(distances: object, kind: type, message: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        check_distances(distances)


def test_distances_are_copied_and_may_be_rounded() -> None:
    given = np.array([[0, 1], [1 + 1e-12, 1e-12]])
    checked = check_distances(given)
    assert checked is not given
    assert (checked == given).all()
