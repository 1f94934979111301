"""Samples of every law of a statement at many instances, as counts, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.intervals import EmpiricalBernstein
from lossproof.simulate.machine import Backend
from lossproof.simulate.violation.sampling.enclosing import Ends
from lossproof.simulate.violation.sampling.written import Law

LAWFUL = 1e-9
MOST = 10**12


class LawSampler:
    """One law at many instances: its samples so far, and an interval for each of its means.

    The counts of n independent samples by outcome are multinomial and sampled as such, at a cost
    that does not depend on n.
    """

    def __init__(
        self,
        law: Law,
        symbols: Sequence[sympy.Symbol],
        rows: np.ndarray,
        device: Backend | None = None,
    ) -> None:
        self.means = tuple(law.means)
        chances, self._values = law.evaluated(symbols, rows, device)
        with np.errstate(all="ignore"):
            total, clipped = chances.sum(axis=1, keepdims=True), np.clip(chances, 0, None)
            # Not divided by `total`, which by rounding may include negative chances.
            self.chances = clipped / clipped.sum(axis=1, keepdims=True)
            self.lawful = (chances >= -LAWFUL).all(axis=1) & (np.abs(total[:, 0] - 1) <= LAWFUL)
        self.lawful &= np.isfinite(self._values).all(axis=(1, 2))
        self._size, self._sequence = law.size or 1, None

    def keep(self, chosen: np.ndarray) -> None:
        """Drop the instances that are not chosen."""
        self.chances, self._values = self.chances[chosen], self._values[chosen]
        self.lawful = self.lawful[chosen]

    @property
    def ranges(self) -> tuple[np.ndarray, np.ndarray]:
        """The least and the largest possible value of each average."""
        possible = self.chances[:, None, :] > 0
        least = np.where(possible, self._values, np.inf).min(axis=2)
        return least, np.where(possible, self._values, -np.inf).max(axis=2)

    @property
    def exact(self) -> np.ndarray:
        """The exact means."""
        return np.einsum("rt,rmt->rm", self.chances, self._values)

    def begin(self, alpha: float) -> None:
        """Give every mean of every instance an interval of this level."""
        low, high = self.ranges
        self._fixed = ~(high > low)
        self._ends = low, high
        self._sequence = EmpiricalBernstein(low, np.where(self._fixed, low + 1, high), alpha)

    def draw(self, rng: np.random.Generator, number: np.ndarray) -> int:
        """Add `number` samples of each instance; returns the number of labels sampled."""
        assert self._sequence is not None
        counts = rng.multinomial(number, self.chances).astype(float)
        totals = np.einsum("rt,rmt->rm", counts, self._values)
        squares = np.einsum("rt,rmt->rm", counts, self._values**2)
        n = np.broadcast_to(number[:, None].astype(float), totals.shape)
        low, high = self._ends
        self._sequence.update(
            n, np.clip(totals, n * low, n * np.where(self._fixed, low + 1, high)), squares
        )
        return int(number.sum()) * self._size

    def known(self) -> dict[sympy.Symbol, Ends]:
        """The interval of every mean; of width 0 where it is constant."""
        assert self._sequence is not None
        interval = self._sequence.interval()
        low = np.where(self._fixed, self._ends[0], interval.low)
        high = np.where(self._fixed, self._ends[1], interval.high)
        return by_mean(self.means, low, high)


def by_mean(means: Sequence[Any], low: np.ndarray, high: np.ndarray) -> dict[Any, Ends]:
    """The columns of two arrays by mean."""
    return {mean: (low[:, k], high[:, k]) for k, mean in enumerate(means)}
