"""What tells classes apart, and points on the sphere: as by the definitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from lossproof.simulate.pairs import class_spread, on_sphere, pair_auc, precision_at_1
from lossproof.simulate.pairs.batch import Batch
from tests.simulate.labelled import line


def naive_auc(points: Batch) -> float:
    kinds: dict[bool, list[float]] = {True: [], False: []}
    for i, j in combinations(range(points.size), 2):
        kinds[bool(points.labels[i] == points.labels[j])].append(points.distances[i, j])
    wins = [(a < b) + (a == b) / 2 for a in kinds[True] for b in kinds[False]]
    return sum(wins) / len(wins)


def naive_precision(points: Batch) -> float:
    asked = hits = 0
    for i, label in enumerate(points.labels):
        others = [j for j in range(points.size) if j != i]
        if any(points.labels[j] == label for j in others):
            nearest = min(others, key=lambda j: (points.distances[i, j], j))
            asked, hits = asked + 1, hits + (points.labels[nearest] == label)
    return hits / asked


@pytest.mark.parametrize("spots", [2, 12, 10**6])
def test_measures_are_as_defined(spots: int) -> None:
    for seed in range(4):
        labels = np.random.default_rng(seed).integers(0, 5, 14)
        points = Batch(line(14, seed, spots), labels, 5)
        assert pair_auc(points) == pytest.approx(naive_auc(points))
        assert precision_at_1(points) == pytest.approx(naive_precision(points))


def test_points_without_a_neighbour_to_find_are_not_asked() -> None:
    points = Batch.from_embeddings([[0.0], [1.0], [1.5]], [0, 0, 1], 2)
    assert precision_at_1(points) == 0.5
    with pytest.raises(ValueError, match="no class has two points"):
        precision_at_1(Batch.from_embeddings([[0.0], [1.0]], [0, 1], 2))


def test_duplicates_count_half() -> None:
    same_place = Batch.from_embeddings(np.zeros((4, 2)), [0, 0, 1, 1], 2)
    assert pair_auc(same_place) == 0.5
    with pytest.raises(ValueError, match="coincide"):
        class_spread(same_place)


def test_spread_is_that_of_means() -> None:
    points = Batch.from_embeddings([[0.0], [1.0], [3.0]], [0, 0, 1], 2)
    assert class_spread(points) == 1 / 2.5


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_one_kind_of_pairs_is_not_ranked(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="two classes"):
        pair_auc(Batch.from_embeddings(np.eye(3), labels, 3))
    with pytest.raises(ValueError, match="two classes"):
        class_spread(Batch.from_embeddings(np.eye(3), labels, 3))


def test_rows_on_the_sphere_keep_their_direction() -> None:
    points = np.array([[3, 4], [0, -2], [3e-200, 4e-200], [3e200, 4e200]])
    assert np.allclose(on_sphere(points), [[0.6, 0.8], [0, -1], [0.6, 0.8], [0.6, 0.8]])
    assert np.allclose(on_sphere([[3, 4]]), [[0.6, 0.8]])


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([[1.0, 0.0], [0.0, 0.0]], "row 1 is 0"),
        ([[1.0, np.nan]], "finite"),
        ([1.0, 2.0], "shape"),
    ],
)
def test_what_has_no_direction_is_refused(points: list, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        on_sphere(points)
