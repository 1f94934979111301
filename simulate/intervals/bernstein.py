"""Confidence sequence for the mean of bounded samples, as narrow as their variance allows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.intervals.budget import check_alpha
from lossproof.simulate.intervals.interval import Floats, Interval
from lossproof.simulate.intervals.sequences import positive, read_block

LARGEST_BET = 0.75
GROSS = 1e-5  # relative: pairwise sums in float32 pass
ROUNDING = 4 * np.finfo(float).eps


class EmpiricalBernstein:
    """Empirical-Bernstein confidence sequence for the mean of samples in [low, high].

    With y = (x - low) / (high - low), mean mu given the past, psi(b) = -log(1 - b) - b, and for
    each block a bet b in [0, 1) and a centre m in [0, 1] that were set before its values,

        M(mu) = exp(sum over samples of  b (y - mu) - psi(b) (y - m)^2)

    is a nonnegative supermartingale from 1. For (log(1 + u) - u) / u^2 increases in u > -1, so that
    exp(b z - psi(b) z^2) <= 1 + b z where z >= -1 (Fan et al., 2015). At z = y - m a factor's mean
    given the past is therefore at most exp(b (m - mu)) (1 + b (mu - m)) <= 1. That needs b and m to
    be known before the sample, so both may be constant within a block, and M is a function of
    the n, total and squares of the blocks. Ville's inequality at alpha / 2 bounds mu
    from below; the same argument for 1 - y bounds it from above.

    The bet is min(3/4, sqrt(2 log(2 / alpha) / (s d))), where s is the variance of the earlier
    samples with one prior one of variance 1/4, and with t samples at the end of the block
    d = t log(1 + t), or where `planned` is given, with t' = max(t, planned),
    d = t' log(e - 1 + t' / planned). Their mean with a prior 1/2 is the centre.

    Samples need mean mu given the past and the range, and need not be i.i.d.; n must be known
    before the block's values (a count of labels is, a count of large losses is not). A larger
    `squares` than the true one makes M smaller: an upper bound keeps the interval valid and
    widens it. `total` and `squares` are treated as exact: an error in them is a bias.
    Sources: Waudby-Smith and Ramdas, JRSS B 86 (2024), Theorem 2; Howard et al., Annals of
    Statistics 49 (2021); Fan, Grama and Liu, Electronic Journal of Probability 20 (2015).

    Parameters
    ----------
    low, high
        Range of the samples, in their units; arrays where it differs between estimands.
    alpha
        Error level of each estimand, in (0, 1).
    planned
        Number of samples at which the interval is to be tightest; valid at any other too.

    Raises
    ------
    ValueError
        If `low < high` are not finite, or `alpha` or `planned` is out of range.
    """

    def __init__(
        self,
        low: ArrayLike,
        high: ArrayLike,
        alpha: ArrayLike,
        *,
        planned: ArrayLike | None = None,
    ) -> None:
        self._low, self._high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        self._width = self._high - self._low
        if not (np.isfinite(self._width) & (self._width > 0)).all():
            raise ValueError(
                f"low and high must be finite with low < high; got {low} and {high}: a sample "
                "without bounds needs truncation, or NormalMixture if it is sub-Gaussian"
            )
        self._evidence = np.log(2 / check_alpha(alpha))
        self._default = planned is None
        self._planned = positive("planned", 1 if planned is None else planned)
        self._shape: tuple[int, ...] | None = None
        self._t = self._mean = self._spread = np.zeros(())
        self._bets = self._gain = self._cost = np.zeros(())
        self._interval = Interval(*np.broadcast_arrays(self._low, self._high))

    def update(self, n: ArrayLike, total: ArrayLike, squares: ArrayLike) -> None:
        """Take in the next block.

        Parameters
        ----------
        n, total, squares
            Number of samples, sum of x, and sum of x^2 or an upper bound of it; one shape, the
            same for every block, up to broadcasting.

        Raises
        ------
        ValueError
            If the shape changed, a value is not finite, `n` is no count, or no samples in
            [low, high] have such sums.
        """
        parameters = (self._width, self._evidence, self._planned)
        n, total, squares = read_block(self._shape, n, total, squares, *parameters)
        self._check_range(n, total, squares)
        self._shape = n.shape

        t = self._t + n
        centre = np.clip((0.5 + self._t * self._mean) / (self._t + 1), 0, 1)
        variance = (0.25 + self._spread) / (self._t + 1)
        bet = np.minimum(LARGEST_BET, np.sqrt(2 * self._evidence / (variance * self._horizon(t))))

        some = np.maximum(n, 1)
        mean = np.where(n > 0, (total / some - self._low) / self._width, centre)
        around = _squares_around(self._low + self._width * centre, n, total, squares)
        self._bets = self._bets + bet * n
        self._gain = self._gain + bet * n * mean
        self._cost = self._cost + _psi(bet) * around / self._width**2

        inside = _squares_around(total / some, n, total, squares) / self._width**2
        drift = mean - self._mean
        self._spread = self._spread + inside + drift**2 * self._t * n / np.maximum(t, 1)
        self._mean = self._mean + drift * n / np.maximum(t, 1)
        self._t = t
        self._interval = self._interval_now().intersect(self._interval)

    def interval(self) -> Interval:
        """The intersection over time, in the samples' units; [low, high] at first.

        Where it is empty, a mean was missed, which has probability at most `alpha` unless the
        range, the sums or the constant mean are not as declared.
        """
        return self._interval

    def _interval_now(self) -> Interval:
        bets = np.where(self._bets > 0, self._bets, 1)
        centre, half = self._gain / bets, (self._evidence + self._cost) / bets
        half = np.where(self._bets > 0, half, np.inf)
        return Interval(
            self._low + self._width * (centre - half), self._low + self._width * (centre + half)
        )

    def _horizon(self, t: Floats) -> Floats:
        t = np.maximum(t, self._planned)
        return t * np.log1p(t) if self._default else t * np.log(math.e - 1 + t / self._planned)

    def _check_range(self, n: Floats, total: Floats, squares: Floats) -> None:
        size = np.maximum(np.abs(self._low), np.abs(self._high))
        slack = GROSS * n * size
        least, most = n * self._low, n * self._high
        if ((total < least - slack) | (total > most + slack)).any():
            raise ValueError(
                f"total must be in [n * low, n * high]; got {_worst(total, least, most)}: "
                "low and high must be bounds of every sample"
            )
        least = total**2 / np.maximum(n, 1)
        most = (self._low + self._high) * total - n * self._low * self._high
        slack = slack * size
        if ((squares < least - slack) | (squares > most + slack)).any():
            raise ValueError(
                "squares must be in [total**2 / n, (low + high) * total - n * low * high], as for "
                f"samples in [low, high]; got {_worst(squares, least, most)}: check low and "
                "high, and cap an upper bound there"
            )


def _psi(bet: Floats) -> Floats:
    """-log(1 - bet) - bet; where that has few digits, an upper bound within 1e-4 of it."""
    return np.where(bet < 1e-4, bet**2 / 2 * (1 + bet), -np.log1p(-bet) - bet)


def _squares_around(centre: Floats, n: Floats, total: Floats, squares: Floats) -> Floats:
    """An upper bound of the sum of (x - centre)^2 that allows for cancellation."""
    terms = squares - 2 * centre * total + n * centre**2
    rounding = ROUNDING * (np.abs(squares) + 2 * np.abs(centre * total) + n * centre**2)
    return np.maximum(terms + rounding, 0)


def _worst(value: Floats, least: Floats, most: Floats) -> str:
    """The value that is farthest outside [least, most], with these bounds."""
    value, least, most = np.broadcast_arrays(value, least, most)
    place = np.unravel_index(np.argmax(np.maximum(least - value, value - most)), value.shape)
    return f"{value[place]:g} where that is [{least[place]:g}, {most[place]:g}]"
