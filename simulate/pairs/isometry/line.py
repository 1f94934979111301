"""Exact distances from points of the line to the maps into it that separate all triplets.

In the order of the images such a map is linear: two members of a class have none of another class
between them, as they would be anchor and positive of a nearer negative, so classes are blocks, and
the gap between two blocks is at least alpha and the length of either that has two members. Every
order is a linear program; all are searched, and none is looked at further whose first points alone
cost as much as the best found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from lossproof.simulate.pairs.batch import Batch, Floats
from lossproof.simulate.pairs.isometry.separated import separation

Kind = Literal["iso", "sup"]
# Of HiGHS, relative to the largest distance and the margin.
SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class LineDistance:
    """The distance, to 1e-7 of the largest distance and the margin; a map that attains it, (n,)."""

    value: float
    nearest: Floats
    programs: int


def line_distance(
    places: ArrayLike, labels: ArrayLike, classes: int, margin: float, kind: Kind = "iso",
    *, most: int = 20_000,
) -> LineDistance:  # fmt: skip
    """The least, over maps g that separate all triplets, of what g changes of these places.

    `kind` is "iso" for the largest change of a distance, "sup" for the largest move of a point. By
    HiGHS, at most `most` programs: for "iso" enough for about nine points. For "sup" members of
    one class keep their order, as to swap two images that are in the wrong order moves no point
    farther; so only orders of the classes are searched.

    Parameters
    ----------
    places : array, shape (n,)
    labels : int array, shape (n,), in 0..classes-1
    margin : above 0

    Raises ValueError where an argument is not as above or no point is an anchor, RuntimeError where
    more programs are needed.
    """
    given = np.asarray(places)
    if given.ndim != 1:
        raise ValueError(f"places must have shape (n,); got {given.shape}")
    if not margin > 0:
        raise ValueError(f"margin must be a number above 0; got {margin}")
    if kind not in ("iso", "sup"):
        raise ValueError(f"kind must be 'iso' or 'sup'; got {kind!r}")
    batch = Batch.from_embeddings(given[:, None], labels, classes)
    points = given.astype(np.float64)
    scale = float(np.ptp(points)) + float(margin)
    known = separation(given[:, None], labels, classes, margin)
    search = _Search(points / scale, batch.labels, float(margin) / scale, kind, most)
    if kind == "iso":
        search.best = known.iso_upper / scale, known.nearest[:, 0] / scale
    if kind == "sup" or known.iso_upper - known.iso_lower > SLACK * scale:
        search.visit([])
    value, images = search.best
    return LineDistance(max(0.0, value) * scale, images * scale, search.programs)


class _Search:
    def __init__(
        self, places: Floats, labels: np.ndarray, margin: float, kind: Kind, most: int
    ) -> None:
        self.places, self.labels, self.margin, self.kind = places, labels, margin, kind
        self.members = {int(k): np.flatnonzero(labels == k) for k in np.unique(labels)}
        self.most, self.programs = most, 0
        self.best = (np.inf, places)

    def visit(self, order: list[int]) -> None:
        """Search all orders that begin with `order`, the most promising first."""
        candidates: list[tuple[float, int, Floats]] = []
        for point in self._next(order):
            value, images = self._solved([*order, point])
            candidates.append((value, point, images))
        for value, point, images in sorted(candidates, key=lambda candidate: candidate[:2]):
            if value >= self.best[0] - SLACK:
                continue
            if len(order) + 1 == len(self.places):
                self.best = (value, images)
            else:
                self.visit([*order, point])

    def _next(self, order: Sequence[int]) -> Iterator[int]:
        """The points that may follow: of the class of the last one while any remain, else all."""
        taken = set(order)
        last = self.members[int(self.labels[order[-1]])] if order else np.array([], int)
        same = [int(k) for k in last if int(k) not in taken]
        blocks = [same] if same else self.members.values()
        for block in blocks:
            # Of members at one place any is as good as another.
            rest = {float(self.places[k]): int(k) for k in block if int(k) not in taken}
            points = [rest[place] for place in sorted(rest)]
            yield from points[:1] if self.kind == "sup" else points

    def _solved(self, order: Sequence[int]) -> tuple[float, Floats]:
        """The least cost of the points of an order so far, and their images at their indices."""
        self.programs += 1
        if self.programs > self.most:
            raise RuntimeError(
                f"the computation needs more than {self.most} linear programs: give fewer points"
            )
        m = len(order)
        f = self.places[list(order)]
        rows = self._separating(order)
        below = np.array([row for row, _ in rows]).reshape(-1, m + 1)
        if self.kind == "iso":
            i, j = np.triu_indices(m, 1)
            changed, value = np.eye(m)[j] - np.eye(m)[i], np.abs(f[j] - f[i])
        else:
            changed, value = np.eye(m), f
        cost = np.ones((len(value), 1))
        matrix = np.vstack([below, np.hstack([changed, -cost]), np.hstack([-changed, -cost])])
        limits = np.concatenate([[bound for _, bound in rows], value, -value])
        objective = np.zeros(m + 1)
        objective[-1] = 1
        free = [(None, None)] * m + [(0, None)]
        done: Any = linprog(objective, A_ub=matrix, b_ub=limits, bounds=free, method="highs")
        if done.status:
            raise RuntimeError(f"HiGHS found no optimum: {done.message}")
        images = np.full(len(self.places), np.nan)
        images[list(order)] = done.x[:-1]
        return float(done.fun), images

    def _separating(self, order: Sequence[int]) -> list[tuple[Floats, float]]:
        """Linear constraints: the images are in this order and separate the triplets.

        Each is a row and its upper bound; the last entry of a row is for the cost.
        """
        labels, m = [int(self.labels[k]) for k in order], len(order)
        starts = [k for k in range(m) if not k or labels[k] != labels[k - 1]]
        blocks = list(zip(starts, [*(k - 1 for k in starts[1:]), m - 1], strict=True))
        unit = np.eye(m + 1)
        rows = [(unit[k] - unit[k + 1], 0.0) for k in range(m - 1)]
        for one, other in pairwise(blocks):
            gap = unit[other[0]] - unit[one[1]]
            for first, last in (one, other):
                if len(self.members[labels[first]]) > 1:
                    rows.append((unit[last] - unit[first] - gap, -self.margin))
        return rows
