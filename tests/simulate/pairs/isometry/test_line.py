"""Distances from maps of the line that separate triplets: as by all orders, and as proved."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import linprog

from lossproof.simulate.pairs.batch import Batch
from lossproof.simulate.pairs.isometry import distortion, line_distance, separates, separation
from tests.together import together

ALPHA = 0.75
LABELS = ([0, 0, 1], [0, 1, 1, 0], [0, 1, 2, 0], [0, 0, 1, 2, 2], [0, 1, 0, 1, 1])


def by_all_orders(f: np.ndarray, labels: list[int], kind: str) -> float:
    """The least cost over every order of the images, with a row for every triplet."""
    n, costs = len(f), []
    for order in permutations(range(n)):
        place, unit = {p: k for k, p in enumerate(order)}, np.eye(n + 1)

        def apart(i: int, j: int, place=place, unit=unit) -> np.ndarray:
            return unit[i] - unit[j] if place[i] > place[j] else unit[j] - unit[i]

        rows = [(-apart(i, j), 0.0) for i in range(n) for j in range(i)]
        for a, p, q in permutations(range(n), 3):
            if labels[a] == labels[p] != labels[q]:
                rows.append((apart(a, p) - apart(a, q), -ALPHA))
        if kind == "iso":
            costly = [(apart(i, j), abs(f[i] - f[j])) for i in range(n) for j in range(i)]
        else:
            costly = [(unit[i], f[i]) for i in range(n)]
        for row, value in costly:
            rows += [(row - unit[n], value), (-row - unit[n], -value)]
        matrix, bounds = (np.array(each) for each in zip(*rows, strict=True))
        free = [(None, None)] * (n + 1)
        found = linprog(unit[n], A_ub=matrix, b_ub=bounds, bounds=free, method="highs")
        if found.status == 0:
            costs.append(found.fun)
    return min(costs)


def cost(f: np.ndarray, g: np.ndarray, kind: str) -> float:
    return distortion(f[:, None], g[:, None]) if kind == "iso" else float(abs(f - g).max())


@together("kind", ["iso", "sup"])
@together("labels", LABELS)
def test_distance_is_that_of_all_orders(labels: list[int], kind: str) -> None:
    for seed in range(3 if len(labels) < 5 else 1):
        f = np.random.default_rng(seed).normal(size=len(labels))
        found = line_distance(f, labels, 3, ALPHA, kind)
        assert found.value == pytest.approx(by_all_orders(f, labels, kind), abs=1e-6)
        assert cost(f, found.nearest, kind) == pytest.approx(found.value, abs=1e-6)
        image = Batch.from_embeddings(found.nearest[:, None], labels, 3)
        assert separates(image, ALPHA - 1e-6)
        bounds = separation(f[:, None], labels, 3, ALPHA)
        low, high = (getattr(bounds, f"{kind}_{side}") for side in ("lower", "upper"))
        assert low - 1e-6 <= found.value <= high + 1e-6


@together("classes", [2, 3, 4])
def test_classes_in_a_row_and_at_one_place_are_as_far_as_proved(classes: int) -> None:
    loss = 0.25
    labels = np.repeat(np.arange(classes), 2)
    places = labels * (ALPHA - loss)
    expected = (classes - 1) * (ALPHA - loss) * loss / (ALPHA - loss)
    assert line_distance(places, labels, classes, ALPHA).value == pytest.approx(expected)
    half = line_distance(places, labels, classes, ALPHA, "sup").value
    assert half == pytest.approx(expected / 2)
    collapsed = line_distance(0 * places, labels, classes, ALPHA)
    assert collapsed.value == pytest.approx(ALPHA * (classes - 1))
    separated = line_distance(3 * labels, labels, classes, ALPHA)
    assert (separated.value, separated.programs) == (0, 0)


def test_three_points_attain_the_lower_bounds() -> None:
    u, s = 0.5, 0.25
    f = [-s, u + s, s - (u + ALPHA)]
    assert line_distance(f, [0, 0, 1], 2, ALPHA).value == pytest.approx(2 * s)
    assert line_distance(f, [0, 0, 1], 2, ALPHA, "sup").value == pytest.approx(s)
    assert separation(np.array(f)[:, None], [0, 0, 1], 2, ALPHA).loss == pytest.approx(4 * s)


@together(
    ("arguments", "said"),
    [
        (([[0.0], [1.0], [2.0]], [0, 0, 1], 2, 1), "shape"),
        (([0.0, 1.0, np.nan], [0, 0, 1], 2, 1), "finite"),
        (([0.0, 1.0, 2.0], [0, 0, 1], 2, 0), "margin"),
        (([0.0, 1.0, 2.0], [0, 0, 0], 2, 1), "no point is an anchor"),
        (([0.0, 1.0, 2.0], [0, 1, 2], 3, 1), "no point is an anchor"),
        (([0.0, 1.0, 2.0], [0, 0, 1], 2, 1, "both"), "kind"),
    ],
)
def test_faults_are_told(arguments: tuple, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        line_distance(*arguments)


def test_too_many_programs_are_refused() -> None:
    f = np.random.default_rng(0).normal(size=9)
    with pytest.raises(RuntimeError, match="fewer points"):
        line_distance(f, np.arange(9) % 3, 3, 1, most=20)
