"""Triplets of an embedding whose labels are noisy: all in expectation, or those that are mined.

A triplet is an anchor, a positive and a negative: three points of a batch. It is valid where the
observed labels of anchor and positive are the same and the negative's is another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from simulate.pairs import (
    Batch,
    Floats,
    Statistics,
    check_classes,
    check_sampling,
    only_fields,
    recipe_of,
    statistics,
)
from simulate.streams import stream
from theory.embedding import TripletLoss
from theory.noise import TransitionMatrix

Integers = NDArray[np.intp]
FEW, AT_ONCE, BETWEEN_LOOKS, BYTE = 8, 1 << 16, 16, 255


@dataclass(frozen=True, eq=False)
class Triplets:
    """The chosen triplets of several draws of the labels: four arrays of one length, in any order.

    `replicate` is the row of the labels; the others are points.
    """

    replicate: Integers
    anchor: Integers
    positive: Integers
    negative: Integers


@dataclass(frozen=True, eq=False)
class Ranking:
    """For every anchor, the other points in order of distance, of two at one distance the lower.

    Found once for all labels. `near` starts at the nearest and `far` at the farthest point; their
    shape is (n, n - 1).
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
    found = (x[replicate, anchor] for x in (positive, negative))
    return Triplets(replicate, anchor, *found)


def batch_hard_by_masks(distances: Floats, noisy: np.ndarray) -> Triplets:
    """What `batch_hard` finds, from the whole matrix for every draw: faster for a few."""
    others = distances.copy()
    np.fill_diagonal(others, -np.inf)
    anchors = np.arange(len(distances))
    found: list[tuple[Any, ...]] = []
    for replicate, labels in enumerate(noisy):
        same = labels[:, None] == labels
        positives, negatives = np.where(same, others, -np.inf), np.where(same, np.inf, distances)
        positive, negative = positives.argmax(axis=1), negatives.argmin(axis=1)
        both = (positives[anchors, positive] >= 0) & (negatives[anchors, negative] < np.inf)
        found.append(
            (np.full(both.sum(), replicate), anchors[both], positive[both], negative[both])
        )
    return Triplets(*(np.concatenate(x) for x in zip(*found, strict=True)))


def _first(noisy: np.ndarray, order: Integers, *, same: bool) -> Integers:
    """The first point of each row of `order` whose label is the anchor's, or is not; -1 if none.

    Goes through the ranks one by one, for many draws at once: what it compares are rows of bytes.
    """
    replicates, n = noisy.shape
    columns = np.ascontiguousarray(order.T)
    first = np.empty((replicates, n), dtype=np.intp)
    at_once = max(1, AT_ONCE // n)
    for start in range(0, replicates, at_once):
        own = np.ascontiguousarray(noisy[start : start + at_once].T)
        other, hit = np.empty_like(own), np.empty(own.shape, dtype=bool)
        searching = np.ones(own.shape, dtype=bool)
        seen, passed = np.zeros(own.shape, dtype=np.uint8), np.zeros(own.shape, dtype=np.intp)
        for rank, column in enumerate(columns, start=1):
            np.take(own, column, axis=0, out=other, mode="clip")
            (np.not_equal if same else np.equal)(other, own, out=hit)
            np.logical_and(searching, hit, out=searching)
            seen += searching.view(np.uint8)
            if rank % BYTE == 0:
                passed += seen
                seen[:] = 0
            if rank % BETWEEN_LOOKS == 0 and not searching.any():
                break
        passed += seen
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
    found: list[tuple[Integers, ...]] = []
    at_once = max(1, AT_ONCE // n)
    for start in range(0, len(noisy), at_once):
        own = np.ascontiguousarray(noisy[start : start + at_once].T)
        # Ranks of the nearest negative, from the last rank on; `beyond` skips equal distances.
        following = np.full(own.shape, ranks, dtype=kind)
        beyond = following.copy()
        for rank in range(ranks - 1, -1, -1):
            np.copyto(beyond, following, where=apart[rank][:, None])
            differs = np.take(own, columns[rank], axis=0) != own
            taken = np.flatnonzero(~differs & (beyond < limits[rank]))
            anchor, replicate = np.divmod(taken, own.shape[1])
            negative = ranking.near[anchor, beyond.ravel()[taken]]
            found.append((replicate + start, anchor, columns[rank][anchor], negative))
            np.copyto(following, rank, where=differs)
    return Triplets(*(np.concatenate(x) for x in zip(*found, strict=True)))


def random_triplets(rng: np.random.Generator, noisy: np.ndarray, draws: int) -> Triplets:
    """The valid ones among `draws` triplets of distinct points, drawn uniformly in each row."""
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


# -- in expectation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class TripletRisk:
    """Expected sum of losses over the valid triplets, and expected numbers of triplets.

    `triplets` are all valid ones; `true` of them are valid by the clean labels too, and in
    `swapped` the clean labels say that positive and negative change places.
    """

    total: float
    triplets: float
    true: float
    swapped: float

    @property
    def risk(self) -> float:
        """The ratio of the expectations of the sum of losses and of the number of triplets.

        Not the expectation of the ratio, which it is the limit of as n grows. ValueError where no
        triplet is ever valid.
        """
        if not self.triplets > 0:
            raise ValueError(
                "no triplet is ever valid: two points must be observed with one label while a "
                "third has another; give labels of more classes, or more noise"
            )
        return self.total / self.triplets


@dataclass(frozen=True, eq=False)
class TripletTable:
    """All that any T needs: sums over triplets of distinct points by their three clean classes.

    Shape (g, g, g) for anchor, positive, negative, each one of the g classes `present`.
    """

    classes: int
    present: NDArray[np.int64]
    losses: Floats
    triplets: NDArray[np.int64]

    @classmethod
    def of(cls, batch: Batch, loss: TripletLoss) -> Self:
        """The sums of `loss` and the numbers of triplets; takes time n^3."""
        check_three(batch)
        present, sizes = np.unique(batch.labels, return_counts=True)
        order = np.argsort(batch.labels, kind="stable")
        starts = np.cumsum(sizes) - sizes
        kinds = np.searchsorted(present, batch.labels[order])
        distances = batch.distances[np.ix_(order, order)]
        losses = np.zeros((len(present),) * 3)
        for anchor, (kind, row) in enumerate(zip(kinds, distances, strict=True)):
            each = loss(row[:, None], row)
            each[anchor] = each[:, anchor] = 0
            np.fill_diagonal(each, 0)
            losses[kind] += np.add.reduceat(np.add.reduceat(each, starts, axis=1), starts, axis=0)
        one = np.eye(len(present), dtype=np.int64)
        pairs = sizes[:, None] * (sizes - one)
        triplets = pairs[:, :, None] * (sizes - one[:, None] - one[None])
        return cls(batch.classes, present, losses, triplets)

    def under(self, T: TransitionMatrix) -> TripletRisk:
        """What is expected under the noise T; `identity` gives the clean labels."""
        check_classes(T, self.classes)
        rows = T.to_numpy()[self.present]
        valid = (rows[:, None] * rows) @ (1 - rows).T
        numbers = valid * self.triplets
        same = np.eye(len(rows), dtype=bool)
        true, swapped = (same[:, :, None] & ~same[:, None]), (same[:, None] & ~same[:, :, None])
        sums = (valid * self.losses, numbers, numbers[true], numbers[swapped])
        return TripletRisk(*(float(x.sum()) for x in sums))


def check_three(batch: Batch) -> None:
    """ValueError where a batch has too few points for a triplet."""
    if batch.size < 3:
        raise ValueError(f"batch must hold n >= 3 points to make a triplet; got {batch.size}")


# -- by draws ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class TripletTask:
    """Draws every label again in each replicate, then chooses triplets.

    Statistics have one entry for each of `ESTIMANDS`:
    risk, the mean loss of the triplets taken; contribution, their sum of losses over the number of
    candidates; taken, their number over that of candidates; false_positive and false_negative, the
    share of those taken whose positive has another clean label than the anchor, or whose negative
    has the same. Without a triplet there are only contribution and taken.

    Parameters
    ----------
    mining : str
        "random", whose candidates are `draws` triplets of distinct points (n if None);
        "batch-hard", with the n anchors; "semi-hard", with the n (n - 1) ordered pairs.
    replicates : int
        In a block, at least 1.

    Raises
    ------
    ValueError
        Names the parameter, what is allowed and what was given.
    """

    ESTIMANDS: ClassVar = ("risk", "contribution", "taken", "false_positive", "false_negative")
    MININGS: ClassVar = ("random", "batch-hard", "semi-hard")
    points: Batch
    T: TransitionMatrix
    loss: TripletLoss
    seed: int
    claim: str | int
    replicates: int = 64
    mining: str = "random"
    draws: int | None = None

    def __post_init__(self) -> None:
        check_three(self.points)
        check_classes(self.T, self.points.classes)
        check_sampling("mining", self.mining, self.MININGS, self.replicates, self.draws)

    __getstate__ = only_fields

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the result depends on."""
        return recipe_of(self, "triplets")

    def __call__(self, block: int) -> Statistics:
        """The statistics of a block of replicates."""
        rng = stream(self.seed, self.claim, block)
        noisy = self.points.draw(rng, self.T, self.replicates)
        n = self.points.size
        if self.mining == "random":
            candidates = self.draws or n
            chosen = random_triplets(rng, noisy, candidates)
        elif self.mining == "batch-hard":
            candidates, chosen = n, batch_hard(self._ranking, noisy)
        else:
            candidates = n * (n - 1)
            chosen = semi_hard(self._ranking, noisy, float(self.loss.margin))
        return statistics(np.stack(list(self._values(chosen, candidates)), axis=1))

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking.of(self.points.distances)

    def _values(self, chosen: Triplets, candidates: int) -> Iterator[Floats]:
        distances, clean = self.points.distances, self.points.labels
        anchor = clean[chosen.anchor]

        def total(weights: np.ndarray | None = None) -> Floats:
            return np.bincount(chosen.replicate, weights, self.replicates).astype(np.float64)

        losses = total(
            self.loss(
                distances[chosen.anchor, chosen.positive], distances[chosen.anchor, chosen.negative]
            )
        )
        taken = total()
        known = np.where(taken > 0, taken, np.nan)
        yield losses / known
        yield losses / candidates
        yield taken / candidates
        yield total(clean[chosen.positive] != anchor) / known
        yield total(clean[chosen.negative] == anchor) / known
