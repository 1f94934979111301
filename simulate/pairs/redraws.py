"""Pair and triplet losses with labels resampled in each replicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, cast

import numpy as np

from lossproof.simulate.machine import stream
from lossproof.simulate.pairs.batch import Batch, Floats, check_classes
from lossproof.simulate.pairs.mining import Ranking, Triplets
from lossproof.simulate.pairs.pairs import Cells, pair_losses
from lossproof.simulate.pairs.strategies import (
    AllPairs,
    PairStrategy,
    RandomTriplets,
    Reducer,
    TripletStrategy,
)
from lossproof.simulate.pairs.triplets import check_three
from lossproof.simulate.running import Statistics
from lossproof.theory.losses import PairLoss, TripletLoss
from lossproof.theory.noise import TransitionMatrix


def _statistics(values: Floats) -> Statistics:
    """`n`, `total` and `squares` of the columns of `values`, where they are not nan.

    A row is a replicate, the independent unit: pairs with a common point are not independent.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0)
    return {"n": known.sum(axis=0), "total": filled.sum(axis=0), "squares": (filled**2).sum(axis=0)}


def _recipe_of(task: Any, kind: str) -> dict[str, Any]:
    """Everything the result of a task depends on: its fields."""
    recipe: dict[str, Any] = {"task": kind, "estimands": list(task.ESTIMANDS)}
    for name, value in _only_fields(task).items():
        if isinstance(value, (PairLoss, TripletLoss)):
            recipe[name] = {"name": value.name, **value.parameters}
        elif name == "strategy":
            recipe[name] = {"name": type(value).__name__, **vars(value)}
        elif isinstance(value, TransitionMatrix):
            recipe[name] = [[str(entry) for entry in row] for row in value.rows]
        else:
            recipe[name] = getattr(value, "digest", value)
    return recipe


def _only_fields(self: Any) -> dict[str, Any]:
    """The state to pickle: the fields, without cached values."""
    return {item.name: getattr(self, item.name) for item in fields(self)}


def _check_replicates(replicates: int) -> None:
    if replicates < 1:
        raise ValueError(f"replicates must be an integer >= 1; got {replicates}")


@dataclass(frozen=True, eq=False, kw_only=True)
class PairTask:
    """Resamples every label in each replicate; for cells, the counts of labels.

    Statistics have one entry for each of `ESTIMANDS`: the loss of the pairs taken, and the share of
    pairs that are observed as same. A replicate has no risk if the strategy gives weight to a kind
    of pairs that does not occur.

    Parameters
    ----------
    strategy : PairStrategy
        Selects pairs and gives the weight of those observed as same. Cells: `AllPairs` only.
    reducer : Reducer
        Reduces the losses of each kind. Cells: the mean only.
    replicates : int
        In a block, at least 1.

    Raises ValueError where a parameter is not as above.
    """

    ESTIMANDS: ClassVar = ("risk", "agreement")
    points: Batch | Cells
    T: TransitionMatrix
    loss: PairLoss
    seed: int
    claim: str | int
    replicates: int = 64
    strategy: PairStrategy = field(default_factory=AllPairs)
    reducer: Reducer = Reducer.MEAN

    def __post_init__(self) -> None:
        check_classes(self.T, self.points.classes)
        _check_replicates(self.replicates)
        plain = self.strategy == AllPairs() and self.reducer is Reducer.MEAN
        if isinstance(self.points, Cells) and not plain:
            raise ValueError(
                "cells hold no pairs one by one: strategy must be AllPairs() and reducer the mean; "
                f"got {self.strategy} and {self.reducer}"
            )

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
        return _statistics(np.array([self._values(rng, labels) for labels in noisy]))

    @cached_property
    def _upper(self) -> tuple[np.ndarray, np.ndarray, Floats, Floats]:
        together, apart = pair_losses(cast("Batch", self.points).distances, self.loss)
        i, j = np.triu_indices(len(together), 1)
        return i, j, together[i, j], apart[i, j]

    def _values(self, rng: np.random.Generator, labels: np.ndarray) -> tuple[float, float]:
        i, j, together, apart = self._upper
        same = labels[i] == labels[j]
        places = self.strategy.take(rng, same)
        kinds = [values[taken] for values, taken in zip((together, apart), places, strict=True)]
        counts = [len(values) for values in kinds]
        if self.reducer is Reducer.AVG_NON_ZERO and any(values.any() for values in kinds):
            counts = [np.count_nonzero(values) for values in kinds]
        agreement = float(same.mean())
        if not any(counts):
            return np.nan, agreement
        weight, risk = self.strategy.weight(counts[0] / sum(counts)), 0.0
        for share, values in zip((weight, 1 - weight), kinds, strict=True):
            if share:
                risk += share * self.reducer.reduce(values) if len(values) else np.nan
        return risk, agreement


@dataclass(frozen=True, eq=False, kw_only=True)
class TripletTask:
    """Resamples every label in each replicate, then selects triplets.

    Statistics have one entry for each of `ESTIMANDS`:
    risk, the loss of the triplets taken; contribution, their sum of losses over the number of
    candidates; taken, their number over that of candidates; false_positive and false_negative, the
    share of those taken whose positive has another clean label than the anchor, or whose negative
    has the same. Without a triplet there are only contribution and taken.

    Parameters
    ----------
    strategy : TripletStrategy
        Selects triplets, and counts the candidates.
    reducer : Reducer
        Reduces their losses to the risk.
    replicates : int
        In a block, at least 1.

    Raises
    ------
    ValueError
        If a parameter is not as above.
    """

    ESTIMANDS: ClassVar = ("risk", "contribution", "taken", "false_positive", "false_negative")
    points: Batch
    T: TransitionMatrix
    loss: TripletLoss
    seed: int
    claim: str | int
    replicates: int = 64
    strategy: TripletStrategy = field(default_factory=RandomTriplets)
    reducer: Reducer = Reducer.MEAN

    def __post_init__(self) -> None:
        check_three(self.points)
        check_classes(self.T, self.points.classes)
        _check_replicates(self.replicates)

    __getstate__ = _only_fields

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the result depends on."""
        return _recipe_of(self, "triplets")

    def __call__(self, block: int) -> Statistics:
        """The statistics of a block of replicates."""
        rng = stream(self.seed, self.claim, block)
        noisy = self.points.draw(rng, self.T, self.replicates)
        candidates = self.strategy.candidates(self.points.size)
        chosen = self.strategy.take(rng, self._ranking, noisy)
        return _statistics(np.stack(list(self._values(chosen, candidates)), axis=1))

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking.of(self.points.distances)

    def _values(self, chosen: Triplets, candidates: int) -> Iterator[Floats]:
        distances, clean = self.points.distances, self.points.labels
        anchor = clean[chosen.anchor]

        def total(weights: np.ndarray | None = None) -> Floats:
            return np.bincount(chosen.replicate, weights, self.replicates).astype(np.float64)

        triplet_losses = self.loss(
            distances[chosen.anchor, chosen.positive], distances[chosen.anchor, chosen.negative]
        )
        losses, taken = total(triplet_losses), total()
        known = np.where(taken > 0, taken, np.nan)
        if self.reducer is Reducer.AVG_NON_ZERO:
            active = total((triplet_losses > 0).astype(np.float64))
            yield np.where(active > 0, losses / np.maximum(active, 1), 0 * known)
        else:
            yield losses / known
        yield losses / candidates
        yield taken / candidates
        yield total(clean[chosen.positive] != anchor) / known
        yield total(clean[chosen.negative] == anchor) / known
