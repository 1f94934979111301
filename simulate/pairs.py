"""Pair losses of an embedding whose labels are noisy: in expectation, by counts, or by draws.

Pairs are unordered, i < j. Labels are drawn point by point, so two points with clean classes i
and j are seen with one label with chance `(T T')[i, j]`. Distances never depend on the labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulate.counts import as_counts, noisy_counts
from simulate.labels import LabelSampler
from simulate.streams import stream
from theory.embedding import DIFFERENT, SAME, PairLoss, TripletLoss, check_distances
from theory.noise import TransitionMatrix, check_labels

Floats = NDArray[np.float64]
Statistics = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Batch:
    """Embedded points with their clean labels.

    Parameters
    ----------
    distances : array, shape (n, n), n >= 2
        As `theory.embedding.check_distances` takes them; any unit.
    labels : array of int, shape (n,)
        In 0..c-1.
    classes : int
        The number of classes c.

    Raises TypeError or ValueError where they are not as above.
    """

    distances: Floats
    labels: NDArray[np.int64]
    classes: int

    def __post_init__(self) -> None:
        distances = check_distances(self.distances)
        labels = check_labels(self.labels, self.classes)
        if len(labels) < 2:
            raise ValueError(f"labels must hold n >= 2 entries to make a pair; got {len(labels)}")
        if len(labels) != len(distances):
            rows = len(distances)
            raise ValueError(f"labels must have an entry per row, {rows}; got {len(labels)}")
        object.__setattr__(self, "distances", distances)
        object.__setattr__(self, "labels", labels)

    @classmethod
    def from_embeddings(cls, embeddings: ArrayLike, labels: ArrayLike, classes: int) -> Self:
        """Euclidean distances of the rows of `embeddings`, finite numbers of shape (n, d)."""
        from scipy.spatial.distance import cdist

        points = np.asarray(embeddings)
        if points.ndim != 2 or not points.shape[1]:
            raise ValueError(f"embeddings must have shape (n, d), d >= 1; got {points.shape}")
        if points.dtype.kind not in "fiu" or not np.isfinite(points).all():
            found = f"dtype {points.dtype}{', with nan or inf' * (points.dtype.kind == 'f')}"
            raise ValueError(f"embeddings must hold finite real numbers; got {found}")
        return cls(cast("Any", cdist(points, points)), cast("Any", labels), classes)

    @property
    def size(self) -> int:
        """The number of points n."""
        return len(self.labels)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of distances and labels, which names the batch in a recipe."""
        return _digest(self.distances.astype("<f8").tobytes(), self.labels.astype("<i8").tobytes())

    def draw(self, rng: np.random.Generator, T: TransitionMatrix, replicates: int) -> np.ndarray:
        """Independent noisy labels, shape (replicates, n); uint8 up to c = 256, else uint16."""
        check_classes(T, self.classes)
        repeated = np.tile(self.labels, replicates)
        return LabelSampler(T).draw(rng, repeated).reshape(replicates, self.size)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def check_classes(T: TransitionMatrix, classes: int) -> None:
    """ValueError where T is not for this number of classes."""
    if T.classes != classes:
        raise ValueError(f"T must have c = {classes} classes, as the labels do; got {T.classes}")


def statistics(values: Floats) -> Statistics:
    """`n`, `total` and `squares` of the columns of `values`, where they are not nan.

    A row is a replicate, which is the unit: pairs with a common point are not independent.
    """
    known = ~np.isnan(values)
    kept = np.where(known, values, 0)
    return {"n": known.sum(axis=0), "total": kept.sum(axis=0), "squares": (kept**2).sum(axis=0)}


def recipe_of(task: Any, kind: str) -> dict[str, Any]:
    """Everything that the result of a task depends on: its fields."""
    recipe: dict[str, Any] = {"task": kind, "estimands": list(task.ESTIMANDS)}
    for name, value in only_fields(task).items():
        if isinstance(value, (PairLoss, TripletLoss)):
            recipe[name] = {"name": value.name, **value.parameters}
        elif isinstance(value, TransitionMatrix):
            recipe[name] = [[str(entry) for entry in row] for row in value.rows]
        else:
            recipe[name] = getattr(value, "digest", value)
    return recipe


def only_fields(self: Any) -> dict[str, Any]:
    """The state to pickle: what a task is made of, without what it has computed from that."""
    return {field.name: getattr(self, field.name) for field in fields(self)}


# -- in expectation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class PairRisk:
    """Sums of losses and numbers of pairs i < j, by what is observed: expected, or of one draw."""

    same: float
    different: float
    same_pairs: float
    different_pairs: float

    @property
    def risk(self) -> float:
        """The mean loss over all pairs; exact where expected."""
        return (self.same + self.different) / (self.same_pairs + self.different_pairs)

    @property
    def agreement(self) -> float:
        """The share of pairs that are observed as same."""
        return self.same_pairs / (self.same_pairs + self.different_pairs)

    def weighted(self, weight: float) -> float:
        """`weight` times the mean over pairs seen as same, plus the rest for the others.

        Each mean is a ratio of expectations, the limit of its expectation as n grows. One-to-one
        sampling is `weight = 1/2`. ValueError outside [0, 1], or where a kind never occurs.
        """
        if not 0 <= weight <= 1:
            raise ValueError(f"weight must be a number in [0, 1]; got {weight}")
        if not (self.same_pairs > 0 and self.different_pairs > 0):
            kind = "different" if self.same_pairs > 0 else "same"
            raise ValueError(f"no pair is ever observed as {kind}; use risk, over all pairs")
        same, different = self.same / self.same_pairs, self.different / self.different_pairs
        return weight * same + (1 - weight) * different


@dataclass(frozen=True, eq=False)
class PairTable:
    """All that any T needs: sums over ordered pairs by the two clean classes, shape (c, c)."""

    together: Floats
    apart: Floats
    pairs: NDArray[np.int64]

    @classmethod
    def of(cls, batch: Batch, loss: PairLoss) -> Self:
        """The sums of `loss` with side +1 and with side -1, and the numbers of pairs."""
        sizes = np.bincount(batch.labels, minlength=batch.classes)
        together, apart = (class_sums(x, batch) for x in pair_losses(batch.distances, loss))
        return cls(together, apart, np.outer(sizes, sizes) - np.diag(sizes))

    def under(self, T: TransitionMatrix) -> PairRisk:
        """The risk under the noise T; `TransitionMatrix.identity` gives the clean one."""
        check_classes(T, len(self.pairs))
        rows = T.to_numpy()
        agree = rows @ rows.T
        kinds = ((agree, self.together), (1 - agree, self.apart))
        sums = (*kinds, (agree, self.pairs), (1 - agree, self.pairs))
        return PairRisk(*(float((weight * x).sum()) / 2 for weight, x in sums))


def pair_losses(distances: Floats, loss: PairLoss) -> tuple[Floats, Floats]:
    """Losses of all pairs as same and as different; 0 for a point with itself."""
    together, apart = loss(distances, SAME), loss(distances, DIFFERENT)
    np.fill_diagonal(together, 0)
    np.fill_diagonal(apart, 0)
    return together, apart


def class_sums(values: Floats, batch: Batch) -> Floats:
    """Sums of an (n, n) array by the clean classes of row and column, shape (c, c)."""
    order = np.argsort(batch.labels, kind="stable")
    present, starts = np.unique(batch.labels[order], return_index=True)
    rows = np.add.reduceat(values[:, order], starts, axis=1)[order]
    sums = np.zeros((batch.classes, batch.classes))
    sums[np.ix_(present, present)] = np.add.reduceat(rows, starts, axis=0)
    return sums


# -- by counts --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PairCounts:
    """Numbers of pairs by their two places i <= j, in object arrays of shape (m, m).

    Python ints where labels were drawn; rationals where expected under an exact T, else floats.
    """

    distances: Floats
    same: np.ndarray
    different: np.ndarray

    def risk(self, loss: PairLoss) -> PairRisk:
        """The sums of losses; numbers of pairs become floats here."""
        same, different = (x.astype(np.float64) for x in (self.same, self.different))
        sums = same * loss(self.distances, SAME), different * loss(self.distances, DIFFERENT)
        return PairRisk(*(float(x.sum()) for x in (*sums, same, different)))


@dataclass(frozen=True, eq=False)
class Cells:
    """Any number of points on m places: `counts[u][y]` of them, of clean class y, at the place u.

    `distances` are those of the places, shape (m, m); `counts` are ints in 0..10**33, shape
    (m, c). Raises TypeError or ValueError where they are not, or hold fewer than two points.
    """

    distances: Floats
    counts: np.ndarray

    def __post_init__(self) -> None:
        distances, counts = check_distances(self.distances), as_counts("counts", self.counts)
        if counts.ndim != 2 or len(counts) != len(distances):
            wanted = f"(m, c) with a row per row of distances, {len(distances)}"
            raise ValueError(f"counts must have shape {wanted}; got {counts.shape}")
        if counts.sum() < 2:
            raise ValueError(f"counts must have a sum n >= 2 to make a pair; got {counts.sum()}")
        object.__setattr__(self, "distances", distances)
        object.__setattr__(self, "counts", counts)

    @property
    def classes(self) -> int:
        """The number of classes c."""
        return self.counts.shape[1]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of distances and counts, which names the cells in a recipe."""
        return _digest(self.distances.astype("<f8").tobytes(), str(self.counts.tolist()).encode())

    def expected(self, T: TransitionMatrix) -> PairCounts:
        """What pairs are observed as, in expectation."""
        check_classes(T, self.classes)
        rows = np.array(T.rows, dtype=object)
        agree = rows @ rows.T
        return self._pairs(self.counts @ agree @ self.counts.T, self.counts @ np.diag(agree))

    def draw(self, rng: np.random.Generator, T: TransitionMatrix) -> PairCounts:
        """What pairs are observed as when every label is drawn, at a cost that n hardly changes."""
        check_classes(T, self.classes)
        noisy = noisy_counts(rng, self.counts, T)
        return self._pairs(noisy @ noisy.T, noisy.sum(axis=1))

    def _pairs(self, agreeing: np.ndarray, alone: np.ndarray) -> PairCounts:
        """From ordered pairs that include `alone` points paired with themselves."""
        sizes = self.counts.sum(axis=1)
        same = _unordered(agreeing - np.diag(alone))
        return PairCounts(
            self.distances, same, _unordered(np.outer(sizes, sizes) - np.diag(sizes)) - same
        )


def _unordered(ordered: np.ndarray) -> np.ndarray:
    halves = [x // 2 if isinstance(x, int) else x / 2 for x in np.diag(ordered)]
    return np.triu(ordered, 1) + np.diag(np.array(halves, dtype=object))


# -- by draws ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class PairTask:
    """Draws every label again in each replicate; of cells, how many have which label.

    Statistics have one entry for each of `ESTIMANDS`: the mean loss of the pairs taken, and the
    share of pairs that are observed as same. A replicate in which no such pairs exist has no risk.

    Parameters
    ----------
    sampling : str
        "all" pairs; "random", `draws` pairs with replacement (n if None); "one-to-one", all pairs
        that are observed as same and for each a random one that is not. Cells: "all" only.
    replicates : int
        In a block, at least 1.

    Raises ValueError where a parameter is not as above.
    """

    ESTIMANDS: ClassVar = ("risk", "agreement")
    SAMPLINGS: ClassVar = ("all", "random", "one-to-one")
    points: Batch | Cells
    T: TransitionMatrix
    loss: PairLoss
    seed: int
    claim: str | int
    replicates: int = 64
    sampling: str = "all"
    draws: int | None = None

    def __post_init__(self) -> None:
        check_classes(self.T, self.points.classes)
        allowed = self.SAMPLINGS if isinstance(self.points, Batch) else ("all",)
        check_sampling("sampling", self.sampling, allowed, self.replicates, self.draws)

    __getstate__ = only_fields

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the result depends on."""
        return recipe_of(self, "pairs")

    def __call__(self, block: int) -> Statistics:
        """The statistics of a block of replicates."""
        rng = stream(self.seed, self.claim, block)
        if isinstance(self.points, Cells):
            draws = (self.points.draw(rng, self.T) for _ in range(self.replicates))
            risks = [pairs.risk(self.loss) for pairs in draws]
            return statistics(np.array([(risk.risk, risk.agreement) for risk in risks]))
        noisy = self.points.draw(rng, self.T, self.replicates)
        if self.sampling == "random":
            return statistics(self._random(rng, noisy))
        if self.sampling == "all":
            return statistics(np.array([self._all(labels) for labels in noisy]))
        return statistics(np.array([self._one_to_one(rng, labels) for labels in noisy]))

    @cached_property
    def _losses(self) -> tuple[Floats, Floats]:
        return pair_losses(self.points.distances, self.loss)

    @cached_property
    def _upper(self) -> tuple[np.ndarray, np.ndarray, Floats, Floats]:
        together, apart = self._losses
        i, j = np.triu_indices(len(together), 1)
        return i, j, together[i, j], apart[i, j]

    def _all(self, labels: np.ndarray) -> tuple[float, float]:
        same, n = labels[:, None] == labels, len(labels)
        risk = np.where(same, *self._losses).sum() / (n * (n - 1))
        return float(risk), (np.count_nonzero(same) - n) / (n * (n - 1))

    def _random(self, rng: np.random.Generator, noisy: np.ndarray) -> Floats:
        together, apart = self._losses
        replicates, n = noisy.shape
        i = rng.integers(n, size=(replicates, self.draws or n))
        j = rng.integers(n - 1, size=i.shape)
        j += j >= i
        rows = np.arange(replicates)[:, None]
        same = noisy[rows, i] == noisy[rows, j]
        risk = np.where(same, together[i, j], apart[i, j]).mean(axis=1)
        return np.stack([risk, same.mean(axis=1)], axis=1)

    def _one_to_one(self, rng: np.random.Generator, labels: np.ndarray) -> tuple[float, float]:
        i, j, together, apart = self._upper
        same = labels[i] == labels[j]
        positives, negatives = together[same], apart[~same]
        agreement = len(positives) / len(same)
        if not (len(positives) and len(negatives)):
            return np.nan, agreement
        chosen = negatives[rng.integers(len(negatives), size=len(positives))]
        return (positives.mean() + chosen.mean()) / 2, agreement


def check_sampling(
    name: str, given: str, allowed: Sequence[str], replicates: int, draws: int | None
) -> None:
    """ValueError for an unknown choice of what is sampled, and for numbers below 1."""
    if given not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}; got {given!r}")
    if replicates < 1:
        raise ValueError(f"replicates must be an integer >= 1; got {replicates}")
    if draws is not None and (draws < 1 or given != "random"):
        raise ValueError(
            f"draws must be an integer >= 1 and is for {name} random; got {draws} with {given}: "
            "leave it out"
        )
