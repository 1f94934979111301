"""Confidence sequence for the mean of sub-Gaussian samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lossproof.simulate.intervals.budget import check_alpha
from lossproof.simulate.intervals.interval import Floats, Interval
from lossproof.simulate.intervals.sequences import positive, read_block


class NormalMixture:
    """Gaussian-mixture confidence sequence for the mean of sub-Gaussian samples.

    Where E exp(u (x - mu)) <= exp(u^2 sigma^2 / 2) for all real u, given the past, S is the sum of
    t samples and V = t sigma^2, then with probability at least 1 - alpha, for all t at once,

        |S - t mu| <= sqrt((V + rho) log((V + rho) / (rho alpha^2))).

    Samples in [low, high] have sigma = (high - low) / 2 (Hoeffding), normal ones their deviation.
    Sources: Robbins, Annals of Mathematical Statistics 41 (1970); Howard et al., Annals of
    Statistics 49 (2021), equation (14).

    Parameters
    ----------
    sigma
        Sub-Gaussian scale in the samples' units, positive; an upper bound is valid.
    alpha
        Error level of each estimand, in (0, 1).
    rho
        The mixture is over u normal with variance 1 / rho; positive, in squared units, and valid
        whatever it is. See `tightest_rho`.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    def __init__(self, sigma: ArrayLike, alpha: ArrayLike, *, rho: ArrayLike) -> None:
        self._variance = positive("sigma", sigma) ** 2
        self._alpha = check_alpha(alpha)
        self._rho = positive("rho", rho)
        shape = np.broadcast_shapes(self._variance.shape, self._alpha.shape, self._rho.shape)
        self._shape: tuple[int, ...] | None = None
        self._t = self._total = np.zeros(())
        self._interval = Interval(np.full(shape, -np.inf), np.full(shape, np.inf))

    def update(self, n: ArrayLike, total: ArrayLike, squares: ArrayLike = 0.0) -> None:
        """Take in the next block; `squares` is not used.

        Raises
        ------
        ValueError
            If the shape changed, a value is not finite, or `n` is no count.
        """
        n, total, _ = read_block(
            self._shape, n, total, squares, self._variance, self._alpha, self._rho
        )
        self._shape = n.shape
        self._t, self._total = self._t + n, self._total + total
        v = self._t * self._variance + self._rho
        t = np.where(self._t > 0, self._t, 1)
        half = np.sqrt(v * (np.log(v / self._rho) - 2 * np.log(self._alpha))) / t
        half = np.where(self._t > 0, half, np.inf)
        now = Interval(self._total / t - half, self._total / t + half)
        self._interval = now.intersect(self._interval)

    def interval(self) -> Interval:
        """The intersection over time, in the samples' units; the line at first.

        Where it is empty, a mean was missed, which has probability at most `alpha` unless sigma,
        the sums or the constant mean are not as declared.
        """
        return self._interval


def tightest_rho(sigma: ArrayLike, alpha: ArrayLike, *, planned: ArrayLike) -> Floats:
    """The `rho` of a `NormalMixture` that is narrowest after `planned` samples.

    rho = V / (y - 1) with V = planned sigma^2 and y > 1 the root of y - log y = 1 - 2 log alpha,
    which is -W_{-1}(-alpha^2 / e) (Howard et al., Annals of Statistics 49, 2021).
    Raises ValueError if an argument is out of range.
    """
    constant = 1 - 2 * np.log(check_alpha(alpha))
    y = constant + np.log(constant)
    for _ in range(100):
        y = constant + np.log(y)
    return np.asarray(positive("planned", planned) * positive("sigma", sigma) ** 2 / (y - 1))
