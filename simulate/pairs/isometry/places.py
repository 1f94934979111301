"""The smallest diameter of points at mutual distances of at least 1.

`delta(K, n)` is the smallest diameter of K points of R^n at mutual distances of at least 1, and
`alpha delta(K, n)` the distance of a collapsed network from the maps that separate K classes by
alpha (the claim `xu2022.collapse-values`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from lossproof.simulate.pairs.batch import Floats
from lossproof.theory.noise.checks import integer

# Of the plane, from which number of points on up to which: Bateman & Erdős (1951), Bezdek & Fodor
# (1999). Each is the diameter of a regular polygon, with its centre or without.
BATEMAN_ERDOS, BEZDEK_FODOR = range(4, 8), 8
MOST_OF_LATTICE = 50_000


@dataclass(frozen=True, eq=False)
class Packing:
    """`lower <= delta(K, n) <= upper`; `points`, shape (K, n), have the diameter `upper`.

    The points are at mutual distances of at least 1, to rounding; `why` is the source of `lower`.
    """

    points: Floats
    upper: float
    lower: float
    why: str


def packing(points: int, dimension: int) -> Packing:
    """Bounds of `delta(points, dimension)`, for at least one of each.

    Exact on the line, for at most n + 2 points of R^n, and for up to 8 of the plane. The lower
    bound is else the larger of that of n + 2 points and, by volumes, `K^(1/n) - 1`, which supposes
    the isodiametric inequality. Raises TypeError or ValueError where one is no integer above 0.
    """
    K, n = integer("points", points, 1), integer("dimension", dimension, 1)
    best = min((_scaled(candidate) for candidate in _candidates(K, n)), key=_diameter)
    upper = _diameter(best)
    bounds = list(_lower_bounds(K, n, upper))
    lower, why = max(bounds, key=lambda candidate: candidate[0])
    return Packing(best, upper, min(lower, upper), why)


def _lower_bounds(K: int, n: int, upper: float) -> Iterator[tuple[float, str]]:
    if K == 1:
        yield 0.0, "one point"
        return
    if n == 1:
        yield float(K - 1), "points of the line in their order"
        return
    yield 1.0, "the distance of two points"
    if n + 2 <= K:
        yield _more_than_simplex(n), "an affine relation of n + 2 points"
    yield K ** (1 / n) - 1, "volumes, given the isodiametric inequality"
    if n == 2 and K in BATEMAN_ERDOS:
        yield upper, "Bateman and Erdős (1951)"
    if n == 2 and K >= BEZDEK_FODOR:
        yield 1 / (2 * math.sin(math.pi / 14)), "eight of the points: Bezdek and Fodor (1999)"


def _more_than_simplex(n: int) -> float:
    """The least diameter of n + 2 points of R^n.

    They have an affine relation: weights that sum to 1 over p of them and to 1 over q others, with
    one mean. So twice the mean square of distances between the two parts is the sum of those within
    them, `2 <= delta^2 (1 - 1/p + 1 - 1/q)`, which is least for parts alike in size. Attained by
    two simplices about one centre.
    """
    p, q = (n + 2) // 2, (n + 3) // 2
    return math.sqrt(1 / (1 - 1 / (2 * p) - 1 / (2 * q)))


def _candidates(K: int, n: int) -> Iterator[Floats]:
    """Candidate positions of K points, at any scale."""
    if 2 * n >= K:
        yield _simplices(K, n)
    if n == 1:
        yield np.arange(K, dtype=np.float64)[:, None]
    if n == 2:
        for corners in {K, K - 1} - {0, 1, 2}:
            angles = 2 * np.pi * np.arange(corners) / corners
            polygon = np.stack([np.cos(angles), np.sin(angles)], axis=1)
            yield np.concatenate([polygon, np.zeros((K - corners, 2))])
    side = next(m for m in range(1, K + 1) if m**n >= K)
    if n > 1:
        digits = np.arange(K)[:, None] // float(side) ** np.arange(n) % side
        yield digits.astype(np.float64)
        yield from _of_lattice(K, n)


def _simplices(K: int, n: int) -> Floats:
    """`K - n` regular simplices, or one, about 0 in spaces that are orthogonal to each other.

    So they have two or more corners each where K <= 2 n.
    """
    groups = max(1, K - n)
    sizes = [K // groups + (k < K % groups) for k in range(groups)]
    places, row, column = np.zeros((K, n)), 0, 0
    for size in sizes:
        # An orthonormal basis of the coordinates that sum to 0.
        centred = np.eye(size) - 1 / size
        basis = np.linalg.svd(centred)[2][: size - 1]
        places[row : row + size, column : column + size - 1] = centred @ basis.T
        row, column = row + size, column + size - 1
    return places


def _of_lattice(K: int, n: int) -> Iterator[Floats]:
    """The K points of a lattice that are nearest to a few centres.

    The lattice is that of triangles in the plane, else of integers with an even sum. In many
    dimensions only its shortest vectors are taken.
    """
    reach = max(2, math.ceil(K ** (1 / n)))
    if (2 * reach + 1) ** n <= MOST_OF_LATTICE:
        grid = np.array(list(product(range(-reach, reach + 1), repeat=n)), dtype=np.float64)
        if n == 2:
            lattice = grid @ np.array([[1, 0], [0.5, math.sqrt(0.75)]])
        else:
            lattice = grid[grid.sum(axis=1) % 2 == 0]
    elif 2 * n < K <= 2 * n * (n - 1) + 1:
        i, j = np.triu_indices(n, 1)
        pairs = np.eye(n)[i], np.eye(n)[j]
        roots = [a * pairs[0] + b * pairs[1] for a in (1, -1) for b in (1, -1)]
        lattice = np.concatenate([np.zeros((1, n)), *roots])
    else:
        return
    first, second = lattice[np.argsort((lattice**2).sum(axis=1))[1:3]]
    for centre in (np.zeros(n), first / 2, (first + second) / 3, np.full(n, 0.5), np.eye(n)[0]):
        far = ((lattice - centre) ** 2).sum(axis=1)
        if len(lattice) >= K:
            yield lattice[np.argsort(far, kind="stable")[:K]]


def _distances(points: Floats) -> Floats:
    from scipy.spatial.distance import pdist

    return np.asarray(pdist(points), dtype=np.float64)


def _diameter(points: Floats) -> float:
    return float(_distances(points).max(initial=0))


def _scaled(points: Floats) -> Floats:
    """The points scaled to a least distance of 1."""
    return points / _distances(points).min(initial=np.inf) if len(points) > 1 else points
