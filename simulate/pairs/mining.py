"""The triplets that mining selects from the valid ones.

A triplet is an anchor, a positive and a negative. It is valid where the observed labels of anchor
and positive are the same and the negative's is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.pairs.batch import Floats

Integers = NDArray[np.intp]
FEW, AT_ONCE, BETWEEN_LOOKS, BYTE = 8, 1 << 16, 16, 255


@dataclass(frozen=True, eq=False)
class Triplets:
    """The chosen triplets of several label samples: four arrays of one length, in any order.

    `replicate` is the row of the labels; the others are points.
    """

    replicate: Integers
    anchor: Integers
    positive: Integers
    negative: Integers


@dataclass(frozen=True, eq=False)
class Ranking:
    """For every anchor, the other points in order of distance; at equal distance the lower index.

    Computed once for all labels. `near` starts at the nearest and `far` at the farthest point;
    their shape is (n, n - 1).
    """

    distances: Floats
    near: Integers
    far: Integers

    @classmethod
    def of(cls, distances: Floats) -> Self:
        """Sort the rows of a matrix of distances, shape (n, n); the diagonal is not used."""
        rows = distances + np.diag(np.full(len(distances), np.inf))
        near = np.argsort(rows, axis=1)
        # A stable sort takes three times as long and is needed only where there are ties.
        tied = (np.diff(np.take_along_axis(rows, near[:, :-1], axis=1)) == 0).any(axis=1)
        near[tied] = np.argsort(rows[tied], axis=1, kind="stable")
        far = np.roll(near[:, ::-1], -1, axis=1)
        rows[np.isinf(rows)] = -np.inf
        far[tied] = np.argsort(-rows[tied], axis=1, kind="stable")
        near, far = near[:, :-1], far[:, :-1]
        return cls(distances, near, far)


def batch_hard(ranking: Ranking, noisy: np.ndarray) -> Triplets:
    """For every anchor the farthest point of its label and the nearest of another.

    `noisy` are observed labels, shape (replicates, n). Of several at one distance the lowest index
    is taken; an anchor that lacks one of the two is left out. Derived, as batch-hard mining is
    usually read.
    """
    if len(noisy) < FEW:
        return batch_hard_by_masks(ranking.distances, noisy)
    positive = _first(noisy, ranking.far, same=True)
    negative = _first(noisy, ranking.near, same=False)
    replicate, anchor = np.nonzero((positive >= 0) & (negative >= 0))
    partners = (x[replicate, anchor] for x in (positive, negative))
    return Triplets(replicate, anchor, *partners)


def batch_hard_by_masks(distances: Floats, noisy: np.ndarray) -> Triplets:
    """`batch_hard` by masks of the whole matrix in each replicate: faster for few replicates."""
    others = distances.copy()
    np.fill_diagonal(others, -np.inf)
    anchors = np.arange(len(distances))
    parts: list[tuple[Any, ...]] = []
    for replicate, labels in enumerate(noisy):
        same = labels[:, None] == labels
        positives, negatives = np.where(same, others, -np.inf), np.where(same, np.inf, distances)
        positive, negative = positives.argmax(axis=1), negatives.argmin(axis=1)
        both = (positives[anchors, positive] >= 0) & (negatives[anchors, negative] < np.inf)
        parts.append(
            (np.full(both.sum(), replicate), anchors[both], positive[both], negative[both])
        )
    return Triplets(*(np.concatenate(x) for x in zip(*parts, strict=True)))


def _first(noisy: np.ndarray, order: Integers, *, same: bool) -> Integers:
    """The first point of each row of `order` whose label is the anchor's, or is not; -1 if none.

    Goes through the ranks one by one, for many replicates at once, and compares rows of bytes.
    """
    replicates, n = noisy.shape
    columns = np.ascontiguousarray(order.T)
    first = np.empty((replicates, n), dtype=np.intp)
    at_once = max(1, AT_ONCE // n)
    for start in range(0, replicates, at_once):
        labels = np.ascontiguousarray(noisy[start : start + at_once].T)
        other, hit = np.empty_like(labels), np.empty(labels.shape, dtype=bool)
        searching = np.ones(labels.shape, dtype=bool)
        recent = np.zeros(labels.shape, dtype=np.uint8)
        passed = np.zeros(labels.shape, dtype=np.intp)
        for rank, column in enumerate(columns, start=1):
            np.take(labels, column, axis=0, out=other, mode="clip")
            (np.not_equal if same else np.equal)(other, labels, out=hit)
            np.logical_and(searching, hit, out=searching)
            recent += searching.view(np.uint8)
            if rank % BYTE == 0:
                passed += recent
                recent[:] = 0
            if rank % BETWEEN_LOOKS == 0 and not searching.any():
                break
        passed += recent
        points = np.take_along_axis(order, np.minimum(passed, n - 2), axis=1)
        first[start : start + at_once] = np.where(searching, -1, points).T
    return first


def semi_hard(ranking: Ranking, noisy: np.ndarray, margin: float) -> Triplets:
    """For every anchor and point of its label the nearest that is of another label and farther.

    `noisy` are observed labels, shape (replicates, n). The triplet is taken where that negative is
    less than `margin` beyond the positive; of several at one distance the lowest index. Derived,
    as semi-hard mining is usually read.
    """
    n, ranks = ranking.near.shape
    columns = np.ascontiguousarray(ranking.near.T)
    distances = np.take_along_axis(ranking.distances, ranking.near, axis=1)
    kind = np.min_scalar_type(ranks)
    limits = np.array([x.searchsorted(x + margin) for x in distances], dtype=kind).T[:, :, None]
    apart = np.diff(distances, axis=1, append=np.inf).T > 0
    parts: list[tuple[Integers, ...]] = []
    at_once = max(1, AT_ONCE // n)
    for start in range(0, len(noisy), at_once):
        labels = np.ascontiguousarray(noisy[start : start + at_once].T)
        # Ranks of the nearest negative, from the last rank on; `beyond` skips equal distances.
        following = np.full(labels.shape, ranks, dtype=kind)
        beyond = following.copy()
        for rank in range(ranks - 1, -1, -1):
            np.copyto(beyond, following, where=apart[rank][:, None])
            differs = np.take(labels, columns[rank], axis=0) != labels
            taken = np.flatnonzero(~differs & (beyond < limits[rank]))
            anchor, replicate = np.divmod(taken, labels.shape[1])
            negative = ranking.near[anchor, beyond.ravel()[taken]]
            parts.append((replicate + start, anchor, columns[rank][anchor], negative))
            np.copyto(following, rank, where=differs)
    return Triplets(*(np.concatenate(x) for x in zip(*parts, strict=True)))


def random_triplets(rng: np.random.Generator, noisy: np.ndarray, draws: int) -> Triplets:
    """The valid triplets among `draws` uniform triplets of distinct points in each row."""
    replicates, n = noisy.shape
    anchor, positive, negative = (rng.integers(n - k, size=(replicates, draws)) for k in range(3))
    positive += positive >= anchor
    low, high = np.minimum(anchor, positive), np.maximum(anchor, positive)
    negative += negative >= low
    negative += negative >= high
    rows = np.arange(replicates)[:, None]
    same = noisy[rows, anchor]
    replicate, column = np.nonzero(
        (same == noisy[rows, positive]) & (same != noisy[rows, negative])
    )
    chosen = (x[replicate, column] for x in (anchor, positive, negative))
    return Triplets(replicate, *chosen)
