"""Accuracies of several methods compared as under Table 2 of Patrini et al. (2017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Mark = Literal["", "best", "*"]

# The level of the table's caption.
LEVEL = 0.05


def welch(one: ArrayLike, other: ArrayLike) -> float:
    """The p-value of Welch's t-test that two samples have the same mean, two-sided.

    Where neither sample varies: 1 if they are equal, else 0. nan for fewer than two values.
    """
    x, y = (np.asarray(sample, np.float64) for sample in (one, other))
    if len(x) < 2 or len(y) < 2:
        return float("nan")
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    gap = float(x.mean() - y.mean())
    if a + b == 0:
        return float(gap == 0)
    from scipy.special import stdtr

    freedom = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    return float(2 * stdtr(freedom, -abs(gap) / np.sqrt(a + b)))


def marks(accuracy: NDArray[np.float64], knows: Sequence[bool]) -> list[Mark]:
    """The marks of the methods of one column.

    "*" for each that knows the true T and is statistically far above every one that does not;
    "best" for the highest of those that do not, if it is statistically far from all others of them,
    and for no method if one that knows T is higher on average without being far above it.
    Far is p < 5 % in Welch's test. nan, where training diverged, counts as never best.

    Parameters
    ----------
    accuracy : array, shape (seeds, methods)
    knows : which methods are corrected by the true T
    """
    count = accuracy.shape[1]
    means = np.where(np.isnan(accuracy).any(axis=0), -np.inf, accuracy.mean(axis=0))
    others = [m for m in range(count) if not knows[m]]

    def far_above(m: int, rivals: Sequence[int]) -> bool:
        return means[m] > -np.inf and all(
            means[r] == -np.inf
            or (means[m] > means[r] and welch(accuracy[:, m], accuracy[:, r]) < LEVEL)
            for r in rivals
        )

    result: list[Mark] = [""] * count
    for m in range(count):
        if knows[m] and others and far_above(m, others):
            result[m] = "*"
    if others:
        top = max(others, key=lambda m: means[m])
        unmarked = [m for m in range(count) if m != top and result[m] == ""]
        rivals = [m for m in unmarked if not knows[m] or means[m] >= means[top]]
        if far_above(top, rivals):
            result[top] = "best"
    return result
