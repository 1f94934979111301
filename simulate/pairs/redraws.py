"""Pair and triplet losses when every label is drawn again in each replicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from simulate.machine import stream
from simulate.pairs.batch import Batch, Floats, check_classes
from simulate.pairs.mining import Ranking, Triplets, batch_hard, random_triplets, semi_hard
from simulate.pairs.pairs import Cells, pair_losses
from simulate.pairs.triplets import check_three
from simulate.running import Statistics
from theory.losses import PairLoss, TripletLoss
from theory.noise import TransitionMatrix


def _statistics(values: Floats) -> Statistics:
    """`n`, `total` and `squares` of the columns of `values`, where they are not nan.

    A row is a replicate, which is the unit: pairs with a common point are not independent.
    """
    known = ~np.isnan(values)
    kept = np.where(known, values, 0)
    return {"n": known.sum(axis=0), "total": kept.sum(axis=0), "squares": (kept**2).sum(axis=0)}


def _recipe_of(task: Any, kind: str) -> dict[str, Any]:
    """Everything that the result of a task depends on: its fields."""
    recipe: dict[str, Any] = {"task": kind, "estimands": list(task.ESTIMANDS)}
    for name, value in _only_fields(task).items():
        if isinstance(value, (PairLoss, TripletLoss)):
            recipe[name] = {"name": value.name, **value.parameters}
        elif isinstance(value, TransitionMatrix):
            recipe[name] = [[str(entry) for entry in row] for row in value.rows]
        else:
            recipe[name] = getattr(value, "digest", value)
    return recipe


def _only_fields(self: Any) -> dict[str, Any]:
    """The state to pickle: what a task is made of, without what it has computed from that."""
    return {field.name: getattr(self, field.name) for field in fields(self)}


def _check_sampling(
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
        _check_sampling("sampling", self.sampling, allowed, self.replicates, self.draws)

    __getstate__ = _only_fields

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the result depends on."""
        return _recipe_of(self, "pairs")

    def __call__(self, block: int) -> Statistics:
        """The statistics of a block of replicates."""
        rng = stream(self.seed, self.claim, block)
        if isinstance(self.points, Cells):
            draws = (self.points.draw(rng, self.T) for _ in range(self.replicates))
            risks = [pairs.risk(self.loss) for pairs in draws]
            return _statistics(np.array([(risk.risk, risk.agreement) for risk in risks]))
        noisy = self.points.draw(rng, self.T, self.replicates)
        if self.sampling == "random":
            return _statistics(self._random(rng, noisy))
        if self.sampling == "all":
            return _statistics(np.array([self._all(labels) for labels in noisy]))
        return _statistics(np.array([self._one_to_one(rng, labels) for labels in noisy]))

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
        _check_sampling("mining", self.mining, self.MININGS, self.replicates, self.draws)

    __getstate__ = _only_fields

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the result depends on."""
        return _recipe_of(self, "triplets")

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
        return _statistics(np.stack(list(self._values(chosen, candidates)), axis=1))

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
