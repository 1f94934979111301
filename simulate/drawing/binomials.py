"""Binomial samples of up to 1e33 trials; the cost does not depend on the number of trials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

MOST_TRIALS = 10**33
STRIPS = 4
INNER = STRIPS / (STRIPS + 1 / -math.expm1(-1 / STRIPS))
FEW_TRIES, MANY_TRIES, PROPOSALS = 6, 24, 2048
FEW, TINY = 32, 1e-300
_EXCESS = np.array(
    [0.0]
    + [float(Fraction(math.lgamma(x + 1)) - x * Fraction(math.log(x)) + x) for x in range(1, FEW)]
)


def draw_binomials(
    rng: np.random.Generator, trials: Sequence[int], hits: Sequence[int], misses: Sequence[int]
) -> list[int]:
    """Sample the number of successes in `trials[i]` with chance `hits[i] / (hits[i] + misses[i])`.

    By rejection, see `Laws`. The distribution is within 1e-11 of the binomial in total variation,
    since float64 rounds the logarithm that decides.

    Parameters
    ----------
    trials : ints in 0..10**33
    hits, misses : ints >= 0 of any size
        At least one of the two is positive where there are trials.

    Returns
    -------
    list of int
        As long as `trials`.
    """
    successes = [n if a else 0 for n, a in zip(trials, hits, strict=True)]
    random = [i for i, n in enumerate(trials) if n and hits[i] and misses[i]]
    if random:
        rarer = [(trials[i], min(hits[i], misses[i]), max(hits[i], misses[i])) for i in random]
        for i, few in zip(random, Laws.of(rarer).draw(rng), strict=True):
            successes[i] = few if hits[i] <= misses[i] else trials[i] - few
    return successes


@dataclass(frozen=True)
class Laws:
    """Binomial distributions with chance at most 1/2, each described relative to its mode.

    Sampling proposes integers, in exact arithmetic, from a step function above the bound
    `f(mode + k) <= f(mode) min(1, exp(1 - f(mode) |k|))`, which every log-concave f satisfies:
    Devroye, "A simple generator for discrete log-concave distributions", Computing 39, 1987.

    Attributes
    ----------
    modes : list of int, r of them
    trials : array, shape (r,)
    mode, mean, above : arrays, shape (2, r)
        Counts of successes, then of failures: at the mode, the mean, and the difference.
    """

    modes: list[int]
    trials: Floats
    mode: Floats
    mean: Floats
    above: Floats

    @classmethod
    def of(cls, laws: Sequence[tuple[int, int, int]]) -> Laws:
        """From (trials, hits, misses), all positive, hits <= misses."""
        modes = [(n + 1) * a // (a + b) for n, a, b in laws]
        # A quotient of ints is rounded once, whatever their size.
        rows = [
            (n, m, n - m, n * a / (a + b), n * b / (a + b), (m * (a + b) - n * a) / (a + b))
            for (n, a, b), m in zip(laws, modes, strict=True)
        ]
        columns = np.array(rows, dtype=np.float64).T
        mean = np.maximum(columns[3:5], TINY)
        return cls(modes, columns[0], columns[1:3], mean, columns[5] * [[1], [-1]])

    def draw(self, rng: np.random.Generator) -> list[int]:
        """One number of successes for each distribution."""
        widths = np.ceil((1 + 1e-9) / STRIPS * np.exp(-self.log_top())).astype(np.int64)
        offsets = np.empty(len(self.modes), np.int64)
        waiting = np.arange(len(self.modes))
        while waiting.size:
            k, log_bound = _propose(rng, widths[waiting, None])
            log_ratio = self.log_ratio(k, waiting)
            accepted = -rng.standard_exponential(k.shape) <= log_ratio - log_bound
            done = accepted.any(axis=1)
            offsets[waiting[done]] = k[done, accepted[done].argmax(axis=1)]
            waiting = waiting[~done]
        return [mode + k for mode, k in zip(self.modes, offsets.tolist(), strict=True)]

    def log_top(self) -> Floats:
        """`log f(mode)`, shape (r,)."""
        return excess(self.trials) - _cost(self.mode, self.above, self.mean)

    def log_ratio(self, k: Ints, where: Ints) -> Floats:
        """`log f(mode + k) - log f(mode)` of the laws `where`, shape (s,), for k of shape (s, t).

        Accurate to 1e-12 where it is above -40.
        """
        mode, mean, above = (x[:, where, None] for x in (self.mode, self.mean, self.above))
        change = np.stack([k, -k])
        counts = mode + change
        outside = counts.min(axis=0) < 0
        above_mean = np.maximum(above + change, -mean)
        value = _cost(mode, above, mean) - _cost(np.maximum(counts, 0), above_mean, mean)
        value[outside] = -np.inf
        return value


def _cost(counts: Floats, above: Floats, mean: Floats) -> Floats:
    """`-log f` up to `log n! - n log n + n`, at `counts` successes and failures."""
    return (excess(counts) + mean * deviance(above / mean)).sum(axis=0)


def _propose(rng: np.random.Generator, width: Ints) -> tuple[Ints, Floats]:
    """Distances from the modes, shape (s, tries), and the log of the step function there.

    Steps are `width`, shape (s, 1), wide, at least 1/4 of `1 / f(mode)`; the first four and the
    next are as high as the mode, and every one after that is lower by a factor of `exp(-1/4)`.
    """
    tries = min(MANY_TRIES, max(FEW_TRIES, PROPOSALS // len(width)))
    shape = (len(width), tries)
    down = np.floor(STRIPS * rng.standard_exponential(shape))
    inner = rng.random(shape) < INNER
    down[inner] = 0
    step = np.where(inner, rng.integers(STRIPS, size=shape), STRIPS + down.astype(np.int64))
    k = step * width + rng.integers(width, size=shape)
    return np.where(rng.integers(2, size=shape) == 0, k, -1 - k), down / -STRIPS


def excess(x: Floats) -> Floats:
    """`log x! - x log x + x` for whole numbers x >= 0, to 1e-13."""
    large = np.maximum(x, FEW)
    square = 1 / (large * large)
    stirling = ((square / 1260 - 1 / 360) * square + 1 / 12) / large
    stirling += 0.5 * np.log(2 * np.pi * large)
    return np.where(x < FEW, _EXCESS[np.minimum(x, FEW - 1).astype(np.int64)], stirling)


def deviance(t: Floats) -> Floats:
    """`(1 + t) log(1 + t) - t` for t >= -1, to a relative 1e-14 however near 0 it is."""
    v = t / (2 + t)
    near = np.abs(v) < 0.03
    v = np.where(near, v, 0)
    square = v * v
    series = square / 11
    for odd in (9, 7, 5, 3):
        series = (series + 1 / odd) * square
    series = 2 * (square + (1 + v) * v * series) / (1 - v)
    log = np.log1p(np.maximum(t, -1 + 2**-53))
    return np.where(near, series, (1 + t) * log - t)
