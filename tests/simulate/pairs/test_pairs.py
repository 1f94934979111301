"""Pairs under noisy labels: in expectation and by counts, against every labelling."""

from __future__ import annotations

import re
from fractions import Fraction as F
from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.pairs import Cells, PairTable
from lossproof.theory.noise import TransitionMatrix
from tests.simulate.labelled import PAIR, SKEW, TRANSPOSED, batch, labellings, observed
from tests.together import together

LINE = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])


@together("labels", [[0, 1], [0, 1, 2, 2, 1, 0], [2, 2, 2, 2], [1, 0, 1, 0, 1]])
def test_expectation_is_that_over_all_labellings(labels: list[int]) -> None:
    points = batch(labels)
    sums = [F(0)] * 4
    for chance, noisy in labellings(points, SKEW):
        same, different = observed(points, noisy)
        parts = (sum(same), sum(different), len(same), len(different))
        sums = [x + chance * part for x, part in zip(sums, parts, strict=True)]
    found = PairTable.of(points, PAIR).under(SKEW)
    assert (found.same, found.different, found.same_pairs, found.different_pairs) == tuple(sums)
    assert found.risk == pytest.approx(float((sums[0] + sums[1]) / comb(len(labels), 2)), rel=1e-12)
    weighted = F(1, 4) * sums[0] / sums[2] + F(3, 4) * sums[1] / sums[3]
    assert found.weighted(0.25) == pytest.approx(float(weighted), rel=1e-12)


def test_expectation_with_other_numbers() -> None:
    rng = np.random.default_rng(3)
    T = TransitionMatrix.random(4, rng=rng)
    points = Batch.from_embeddings(rng.normal(size=(5, 2)), rng.integers(0, 4, 5), 4)
    expected = 0.0
    for chance, noisy in labellings(points, T):
        same, different = observed(points, noisy)
        expected += float(chance) * float(sum(same) + sum(different)) / comb(5, 2)
    assert PairTable.of(points, PAIR).under(T).risk == pytest.approx(expected, rel=1e-12)


def test_a_transposed_matrix_is_noticed() -> None:
    table = PairTable.of(batch([0, 0, 0, 0, 1, 1, 1, 2]), PAIR)
    assert table.under(SKEW).risk != pytest.approx(table.under(TRANSPOSED).risk, rel=1e-2)
    assert table.under(SKEW).agreement != pytest.approx(table.under(TRANSPOSED).agreement, rel=1e-3)


def spread(cells: Cells) -> Batch:
    """The same points, one by one."""
    place, label = zip(
        *((u, y) for (u, y), k in np.ndenumerate(cells.counts) for _ in range(k)), strict=True
    )
    return Batch(cells.distances[np.ix_(place, place)], np.array(label), cells.classes)


def test_expected_counts_are_exact() -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), np.array([[2, 0, 1], [0, 3, 0]]))
    points, pairs = spread(cells), cells.expected(SKEW)
    place = np.repeat([0, 1], 3)
    expected = {(u, v): F(0) for u, v in product(range(2), repeat=2)}
    for chance, noisy in labellings(points, SKEW):
        for i, j in combinations(range(points.size), 2):
            expected[place[i], place[j]] += chance * (noisy[i] == noisy[j])
    assert {key: pairs.same[key] for key in expected} == expected
    assert (pairs.same + pairs.different).tolist() == [[3, 9], [0, 3]]
    table = PairTable.of(points, PAIR).under(SKEW)
    assert pairs.risk(PAIR).risk == pytest.approx(table.risk, rel=1e-12)
    assert pairs.risk(PAIR).weighted(0.5) == pytest.approx(table.weighted(0.5), rel=1e-12)


@pytest.mark.parametrize("size", [10**18, 10**30])
def test_counts_are_exact_whatever_their_size(size: int) -> None:
    cells = Cells(np.array([[0, 1.5], [1.5, 0]]), [[size, 0, 7], [3, size, size]])
    drawn, expected = cells.draw(np.random.default_rng(1), SKEW), cells.expected(SKEW)
    assert all(type(x) is int for x in drawn.same.flat)
    total = drawn.same + drawn.different
    assert total[0, 0] == comb(size + 7, 2)
    assert total[0, 1] == (size + 7) * (2 * size + 3)
    # Hoeffding: a share of a class is off by more than 5e-9 with chance below 1e-20.
    for u, v in ((0, 0), (0, 1), (1, 1)):
        assert abs(F(drawn.same[u, v] - expected.same[u, v]) / total[u, v]) < 1e-7
    assert drawn.same[0, 1] != expected.same[0, 1]


@together(
    ("make", "message"),
    [
        (lambda: Cells(LINE, [[1, 2]]), "counts must have shape (m, c) with a row per row of"),
        (
            lambda: Cells(LINE[:1, :1], [[1, 0]]),
            "counts must have a sum n >= 2 to make a pair; got",
        ),
        (lambda: Cells(LINE[:1, :1], [[3, -1]]), "counts must be >= 0; got -1"),
        (lambda: PairTable.of(batch([0, 1]), PAIR).under(SKEW).weighted(2), "weight must be"),
        (
            lambda: (
                PairTable.of(batch([0, 1]), PAIR).under(TransitionMatrix.identity(3)).weighted(0.5)
            ),
            "no pair is ever labelled as same",
        ),
    ],
)
def test_what_is_refused(make, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def test_counts_are_integers() -> None:
    with pytest.raises(TypeError, match="counts must be whole numbers"):
        Cells(LINE[:1, :1], [[1.5, 2]])
