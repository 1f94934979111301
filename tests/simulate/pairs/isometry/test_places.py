"""Balls, alignments and packings, against other ways to find them."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from lossproof.simulate.pairs.isometry import align, distortion, packing, smallest_ball
from lossproof.simulate.pairs.isometry.ball import bounded_ball
from tests.together import together


def ball_by_edges(points: np.ndarray) -> float:
    """The least radius of a ball about some of the points, at most d + 1, that holds all."""
    found = []
    for count in range(1, points.shape[1] + 2):
        for chosen in combinations(range(len(points)), count):
            first, *others = points[list(chosen)]
            sides = np.array([other - first for other in others]).reshape(-1, len(first))
            lengths = (sides**2).sum(axis=1) / 2
            centre = first + np.linalg.lstsq(sides, lengths, rcond=None)[0] if others else first
            radius = np.linalg.norm(points - centre, axis=1).max()
            found.append(radius)
    return min(found)


@together("d", [1, 2, 3])
@together("n", [1, 2, 3, 8])
def test_ball_is_the_smallest_of_all_edges(n: int, d: int) -> None:
    points = np.random.default_rng(10 * n + d).normal(size=(n, d))
    ball = smallest_ball(points)
    assert ball.radius == pytest.approx(ball_by_edges(points), abs=1e-9)
    assert ball.lower <= math.sqrt(ball.square or 0) <= ball.radius
    assert (np.linalg.norm(points - ball.centre, axis=1) <= ball.radius).all()


def test_ball_is_exact_where_points_are_degenerate() -> None:
    assert smallest_ball([[0, 0], [2, 0], [1, 0]]).square == 1
    assert smallest_ball([[0, 0], [1, 1], [0, 1], [1, 0]]).square == Fraction(1, 2)
    assert smallest_ball(np.full((6, 3), 0.1)).square == 0
    triangle = [[0, 0], [4, 0], [1, 2]]
    # Acute, so through its corners: abc/(4 area) = 4 sqrt(5) sqrt(13)/16.
    assert smallest_ball(triangle * 3).square == Fraction(16 * 5 * 13, 16**2)


@together("d", [2, 5])
def test_bounds_hold_the_exact_ball(d: int) -> None:
    for seed in range(5):
        points = np.random.default_rng(seed).normal(size=(60, d)) ** 3
        exact, bounds = smallest_ball(points), bounded_ball(points, 1e-6)
        assert exact.square is not None
        radius = math.sqrt(exact.square)
        assert bounds.lower <= radius <= bounds.radius
        assert bounds.radius - bounds.lower <= 1e-6 * bounds.radius


def test_ball_in_many_dimensions_is_between_its_bounds() -> None:
    # The corners of a simplex: (n - 1)/(2 n) is the square for edges of length 1.
    ball = smallest_ball(np.eye(40) / math.sqrt(2))
    assert ball.square is None
    assert ball.lower <= math.sqrt(39 / 80) <= ball.radius
    assert ball.radius - ball.lower < 1e-5


def test_ball_of_nothing_is_refused() -> None:
    for call in (lambda: packing(0, 2), lambda: packing(3, 0)):
        with pytest.raises(ValueError, match="integer >= 1"):
            call()
    with pytest.raises(ValueError, match="n >= 1"):
        smallest_ball(np.zeros((0, 2)))
    with pytest.raises(ValueError, match="finite"):
        smallest_ball([[np.nan, 0.0]])


def test_distortion_is_the_largest_change() -> None:
    f, g = np.random.default_rng(0).normal(size=(2, 9, 3))
    expected = max(
        abs(np.linalg.norm(f[i] - f[j]) - np.linalg.norm(g[i] - g[j]))
        for i, j in combinations(range(9), 2)
    )
    assert distortion(f, g) == pytest.approx(expected)
    assert distortion([[1.0, 2.0]], [[0.0]]) == 0
    assert distortion(f, np.hstack([f, np.zeros((9, 2))])) == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match="same n"):
        distortion(f, g[:4])


def test_alignment_undoes_a_rigid_motion() -> None:
    rng = np.random.default_rng(1)
    f = rng.normal(size=(20, 3))
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    for reflect in (np.eye(3), np.diag([1, 1, -1])):
        found = align(f, f @ turn @ reflect + [1, 2, 3])
        assert found.largest == pytest.approx(0, abs=1e-12)
        assert np.allclose(f @ found.rotation + found.shift, found.moved)


def test_alignment_is_bounded_by_any_motion() -> None:
    rng = np.random.default_rng(2)
    f, g = rng.normal(size=(2, 10, 2))
    found = align(f, g)
    assert found.mean_square <= found.largest
    for _ in range(500):
        turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
        away = np.linalg.norm(f @ turn + rng.normal(size=2) - g, axis=1)
        assert found.mean_square <= np.sqrt((away**2).mean()) + 1e-12
        assert max(found.mean_square, distortion(f, g) / 2) <= away.max()
    with pytest.raises(ValueError, match="same dimension"):
        align(f, g[:, :1])


GOLDEN = (1 + math.sqrt(5)) / 2
KNOWN = {
    (1, 3): 0, (2, 1): 1, (7, 1): 6, (3, 2): 1, (4, 2): math.sqrt(2), (5, 2): GOLDEN,
    (6, 2): 2 * math.sin(math.radians(72)), (7, 2): 2, (8, 2): 1 / (2 * math.sin(math.pi / 14)),
    (4, 3): 1, (5, 3): math.sqrt(12 / 7), (6, 4): math.sqrt(3 / 2), (65, 64): 1,
}  # fmt: skip


@together(("K", "n"), KNOWN)
def test_known_constants(K: int, n: int) -> None:
    found = packing(K, n)
    assert found.lower == pytest.approx(KNOWN[K, n])
    assert found.upper == pytest.approx(KNOWN[K, n])


@together("n", [1, 2, 3, 4, 7, 64])
def test_points_show_the_upper_bound(n: int) -> None:
    for K in (2, 3, 5, 9, 12, 30, 150):
        found = packing(K, n)
        apart = pdist(found.points)
        assert found.points.shape == (K, n)
        assert apart.min() >= 1 - 1e-12
        assert apart.max() == pytest.approx(found.upper)
        assert 1 - 1e-12 <= found.lower <= found.upper
        assert found.lower >= K ** (1 / n) - 1 - 1e-12


def test_no_search_beats_the_lower_bound() -> None:
    rng = np.random.default_rng(3)
    for K, n in ((5, 3), (6, 4), (4, 2), (8, 2)):
        ratios = [(x := pdist(rng.normal(size=(K, n)))).max() / x.min() for _ in range(500)]
        assert packing(K, n).lower <= min(ratios)
