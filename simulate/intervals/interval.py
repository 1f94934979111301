"""Intervals as evidence about an expected value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.intervals.budget import check_alpha

Floats: TypeAlias = NDArray[np.float64]
Truths: TypeAlias = NDArray[np.bool_]
Agreement: TypeAlias = Literal["agrees", "differs", "open"]
FEWEST_REPLICATES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Closed intervals, one per estimand; an end may be infinite.

    Parameters
    ----------
    low, high
        Ends, arrays of one shape, copied read-only. `low > high` is the empty interval.

    Raises
    ------
    ValueError
        If the shapes differ or an end is nan.
    """

    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        low, high = np.array(self.low, dtype=float), np.array(self.high, dtype=float)
        if low.shape != high.shape:
            raise ValueError(
                f"low and high must have one shape; got {low.shape} and {high.shape}: "
                "broadcast them"
            )
        if np.isnan(low).any() or np.isnan(high).any():
            raise ValueError("low and high must not be nan; write -inf or inf for an unknown end")
        low.setflags(write=False)
        high.setflags(write=False)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @property
    def half_width(self) -> Floats:
        """`(high - low) / 2`; negative where the interval is empty."""
        return np.asarray((self.high - self.low) / 2)

    @property
    def empty(self) -> Truths:
        """Where the interval is empty: the assumptions are violated, or the estimate missed."""
        return np.asarray(self.low > self.high)

    def within(self, centre: ArrayLike, margin: ArrayLike) -> Truths:
        """Where the interval is not empty and lies inside `centre ± margin`, ends included."""
        centre, margin = np.asarray(centre, dtype=float), np.asarray(margin, dtype=float)
        inside = (self.low >= centre - margin) & (self.high <= centre + margin)
        return np.asarray(inside & ~self.empty)

    def outside(self, centre: ArrayLike, margin: ArrayLike) -> Truths:
        """Where the interval is not empty and has no point in common with `centre ± margin`."""
        centre, margin = np.asarray(centre, dtype=float), np.asarray(margin, dtype=float)
        apart = (self.low > centre + margin) | (self.high < centre - margin)
        return np.asarray(apart & ~self.empty)

    def excludes(self, value: ArrayLike) -> Truths:
        """Where `value` is not in the interval; the empty interval excludes every value."""
        value = np.asarray(value, dtype=float)
        return np.asarray((value < self.low) | (value > self.high))

    def intersect(self, other: Interval) -> Interval:
        """The intersection, elementwise with broadcasting."""
        return Interval(np.maximum(self.low, other.low), np.minimum(self.high, other.high))


def equivalence(interval: Interval, expected: ArrayLike, margin: ArrayLike) -> Agreement:
    """Decide from intervals whether every estimand is within `margin` of its expected value.

    Parameters
    ----------
    interval
        One interval per estimand.
    expected, margin
        Finite, in the estimands' units, broadcast against the intervals; the margin is positive
        and is declared before the data are seen.

    Returns
    -------
    "agrees"
        Every interval lies inside `expected ± margin`, ends included.
    "differs"
        Some interval has no point in common with `expected ± margin`. An interval that excludes
        `expected` but touches the margin does not make a claim differ: see `Interval.excludes`.
    "open"
        Neither. More samples may decide, unless a value is a whole margin from its expected one;
        where all values are the expected ones, half-widths of `margin / 2` do.

    Where no interval misses, "agrees" and "differs" are true.

    Raises
    ------
    ValueError
        If the margin is not positive, a value is not finite, there is no estimand, or an interval
        is empty.
    """
    expected, margin = np.asarray(expected, dtype=float), np.asarray(margin, dtype=float)
    if not (np.isfinite(margin) & (margin > 0)).all():
        raise ValueError(
            f"margin must be positive and finite; got {margin}: samples cannot show exact "
            "equality, so declare the difference that would not matter"
        )
    if not np.isfinite(expected).all():
        raise ValueError(f"expected must be finite; got {expected}: a margin needs a finite value")
    if not interval.low.size:
        raise ValueError("interval must contain at least one estimate; got none")
    if interval.empty.any():
        raise ValueError(
            f"interval must not be empty; {np.count_nonzero(interval.empty)} of "
            f"{interval.low.size} are, so the samples contradict the assumptions: check "
            "the declared range or sigma, the sums, and that blocks are independent"
        )
    if interval.outside(expected, margin).any():
        return "differs"
    return "agrees" if interval.within(expected, margin).all() else "open"


def replicate_interval(values: ArrayLike, alpha: ArrayLike) -> Interval:
    """Student's t interval from independent replicates, such as the means of scrambled Sobol nets.

    Not anytime valid: fix the number of replicates beforehand and use the interval once. Its level
    is exact for normal replicates and otherwise asymptotic in the size and number of replicates.
    Equal replicates give an interval of width 0, which is no evidence.
    Source: Owen, Monte Carlo theory, methods and examples, on randomized quasi-Monte Carlo.

    Parameters
    ----------
    values : array, shape (r, ...)
        r >= 16 independent estimates, each unbiased, of every estimand.
    alpha
        The level of each estimand, in (0, 1); broadcast against the estimands.

    Returns
    -------
    Interval of shape (...)

    Raises
    ------
    ValueError
        If there are fewer than 16 replicates, a value is not finite, or `alpha` is out of range.
    """
    from scipy.special import stdtrit

    values = np.asarray(values, dtype=float)
    replicates = len(values) if values.ndim else 0
    if replicates < FEWEST_REPLICATES:
        raise ValueError(
            f"values must contain at least {FEWEST_REPLICATES} independent replicates "
            f"along the first "
            f"axis; got {replicates}: fewer do not determine their variance well enough"
        )
    if not np.isfinite(values).all():
        raise ValueError("values must be finite; a replicate is nan or inf, so there is no mean")
    quantile = -stdtrit(replicates - 1, check_alpha(alpha, values.shape[1:]) / 2)
    half = quantile * values.std(axis=0, ddof=1) / math.sqrt(replicates)
    mean = values.mean(axis=0)
    return Interval(mean - half, mean + half)
