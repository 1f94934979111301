"""How much label noise a strategy for pairs or triplets tolerates, given embeddings and labels.

The results rest on claims of the section `le2018`: in the linear regime, and for an embedding of
no clean risk, pairs of one class must be observed as same more often than a break-even chance, and
others less often. Pairs share one such chance (`general-t-pairs`); for random triplets it depends
on the anchor (`general-t-triplets`). Mined triplets are counted under resampled labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossproof.simulate.machine import stream
from lossproof.simulate.pairs.batch import Batch, Floats, check_classes, check_three
from lossproof.simulate.pairs.mining import Ranking
from lossproof.simulate.pairs.strategies import PairStrategy, TripletStrategy
from lossproof.theory.losses import break_even, uniform_agreement
from lossproof.theory.noise import TransitionMatrix

STEPS = 1000
ROUNDING = 1e-12


@dataclass(frozen=True)
class PairTolerance:
    """The chances of being observed as same that decide whether label noise is tolerated.

    `even` is the break-even chance; `same` the least chance of pairs of one class that occur,
    `different` the greatest of the others.
    """

    even: float
    same: float
    different: float

    @property
    def tolerated(self) -> bool:
        """Whether the noisy risk prefers an embedding without clean risk to every other.

        False where a chance equals the break-even chance up to rounding.
        """
        return min(self.even - self.different, self.same - self.even) > ROUNDING


def pair_tolerance(points: Batch, strategy: PairStrategy, T: TransitionMatrix) -> PairTolerance:
    """What decides whether pairs of these points tolerate the noise of T.

    ValueError where T is of other classes, or all pairs are of one class, or none is.
    """
    check_classes(T, points.classes)
    rows = T.to_numpy()
    return _tolerance(_pairs(points), rows @ rows.T, strategy)


def uniform_rate(points: Batch, strategy: PairStrategy) -> float:
    """The largest rate such that pairs of these points tolerate uniform noise of all lower rates.

    At most `(c - 1)/c`, where labels carry no information. Accurate to 1e-7. ValueError as for
    `pair_tolerance`, and where a weight so near 0 or 1 that rounding hides the break-even chance.
    """
    every, c = _pairs(points), points.classes
    # Uniform noise tells pairs of one class from others, and none of these from another.
    same_class, other = np.trace(every) / 2, (every.sum() - np.trace(every)) / 2
    pairs = np.array([[same_class, other], [other, same_class]])
    most, same = (c - 1) / c, np.eye(2)

    def holds(eta: float) -> bool:
        agree = uniform_agreement(same, eta, c)
        tolerance = _tolerance(pairs, np.asarray(agree, dtype=np.float64), strategy)
        return tolerance.different < tolerance.even < tolerance.same

    rates = np.linspace(0, most, STEPS + 1)
    first = next((k for k, eta in enumerate(rates[:-1]) if not holds(float(eta))), STEPS)
    if first == 0:
        raise ValueError(
            f"{strategy} gives one kind of pairs so little weight that rounding hides the "
            "threshold: choose a weight farther from 0 and 1"
        )
    low, high = float(rates[first - 1]), float(rates[first])
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return high


def _pairs(points: Batch) -> np.ndarray:
    """The numbers of ordered pairs by their clean classes."""
    sizes = np.bincount(points.labels, minlength=points.classes)
    pairs = np.outer(sizes, sizes) - np.diag(sizes)
    alone = "different classes" if not (pairs - np.diag(np.diag(pairs))).any() else ""
    if alone or not np.diag(pairs).any():
        raise ValueError(
            f"no pair is of {alone or 'one class'}: labels must contain two classes, and "
            f"one of them "
            "twice"
        )
    return pairs


def _tolerance(pairs: np.ndarray, agree: np.ndarray, strategy: PairStrategy) -> PairTolerance:
    observed = float((pairs * agree).sum() / pairs.sum())
    same, occurs = np.eye(len(pairs), dtype=bool), pairs > 0
    weight = strategy.weight(observed)
    # Where all pairs are observed as one kind, the other mean has no pairs.
    even = float(break_even(weight, observed)) if 0 < observed < 1 else float("nan")
    return PairTolerance(
        even, float(agree[same & occurs].min()), float(agree[~same & occurs].max())
    )


@dataclass(frozen=True)
class TripletTolerance:
    """By how much the chance of being observed as same exceeds the mean of the anchor, by class.

    `pull[a, b]` is that of an anchor of class a and a point of class b; it is nan where such a pair
    is in no valid triplet, as none occurs or both are alone in their class. Random triplets pull
    the pair together where it is positive, and push it apart where it is negative; at 0 they do
    neither.
    """

    pull: Floats

    @property
    def same(self) -> float:
        """The least of pairs of one class."""
        return float(np.nanmin(np.diag(self.pull)))

    @property
    def different(self) -> float:
        """The greatest of the others."""
        return float(np.nanmax(self._others(self.pull)))

    @property
    def tolerated(self) -> bool | None:
        """Whether the noisy risk prefers an embedding without clean risk to every other.

        None where the claims do not decide: the two points of a pair, each as the anchor, differ.
        """
        both = float(np.nanmax(self._others(self.pull + self.pull.T)))
        if min(self.same, -both) <= ROUNDING:
            return False
        return True if self.different <= ROUNDING else None

    def _others(self, of: Floats) -> Floats:
        return np.where(np.eye(len(of), dtype=bool), np.nan, of)


def triplet_tolerance(points: Batch, T: TransitionMatrix) -> TripletTolerance:
    """What decides whether random triplets of these points tolerate the noise of T.

    Triplets of distinct points are equally likely; those with valid noisy labels count. ValueError
    as for `pair_tolerance`, and where there are fewer than three points.
    """
    check_classes(T, points.classes)
    check_three(points)
    pairs, rows = _pairs(points), T.to_numpy()
    sizes = np.bincount(points.labels, minlength=points.classes)
    agree = rows @ rows.T
    even = (agree @ sizes - np.diag(agree)) / (points.size - 1)
    paired = (pairs > 0) & (np.maximum(sizes, sizes[:, None]) > 1)
    return TripletTolerance(np.where(paired, agree - even[:, None], np.nan))


@dataclass(frozen=True)
class TripletMix:
    """Shares of the triplets that are taken: truly valid, and with positive and negative swapped.

    `triplets` is the number taken in all replicates. A strategy whose loss is linear in the
    distances needs more valid than swapped triplets; mining strategies are also biased.
    """

    valid: float
    swapped: float
    triplets: int


def triplet_mix(
    points: Batch,
    strategy: TripletStrategy,
    T: TransitionMatrix,
    *,
    replicates: int = 64,
    seed: int = 0,
) -> TripletMix:
    """The mix of triplets under T, over labels resampled in every replicate.

    ValueError where T is of other classes, there are fewer than three points, or no triplet is
    taken in any replicate.
    """
    mix = mix_if_any(points, strategy, T, replicates=replicates, seed=seed)
    if mix is None:
        raise ValueError(
            "no triplet is selected in any replicate: give more points, replicates or classes"
        )
    return mix


def mix_if_any(
    points: Batch, strategy: TripletStrategy, T: TransitionMatrix, *, replicates: int, seed: int
) -> TripletMix | None:
    """`triplet_mix`, or None where no triplet is selected in any replicate."""
    check_classes(T, points.classes)
    check_three(points)
    rng = stream(seed, "triplet mix", 0)
    noisy = points.draw(rng, T, replicates)
    chosen = strategy.take(rng, Ranking.of(points.distances), noisy)
    number = len(chosen.anchor)
    if not number:
        return None
    anchor, positive, negative = (
        points.labels[place] for place in (chosen.anchor, chosen.positive, chosen.negative)
    )
    valid = (anchor == positive) & (anchor != negative)
    swapped = (anchor != positive) & (anchor == negative)
    return TripletMix(float(valid.mean()), float(swapped.mean()), number)
