"""Multinomial counts of N samples, for N up to 1e33; the cost hardly depends on N.

Counts are arrays of Python ints (dtype object). NumPy samples up to 1e15. Its binomial is then
within 2e-4 of the exact distribution in total variation: at most 1e-4 by rounding, since cells that
expect fewer than 1e8 of more than 1e12 are sampled in two steps, and 1e-4 where 200 to 300 are
expected, since its series has a wrong sign until NumPy 2.5 (numpy/numpy#31238). With 1e16 samples
its error is 1e-2, and near 1e18 it overflows; for more than 1e15 samples
`lossproof.simulate.drawing.binomials` is used, within 1e-11.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from numbers import Rational, Real
from typing import Any, SupportsIndex, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lossproof.simulate.drawing.binomials import MOST_TRIALS, draw_binomials
from lossproof.simulate.drawing.constants import EXPECTED, MANY, MOST_BY_NUMPY
from lossproof.theory.noise import SUM_TOLERANCE, TransitionMatrix

Objects: TypeAlias = NDArray[np.object_]


def draw_counts(rng: np.random.Generator, total: int, probabilities: object) -> Objects:
    """Sample how many of `total` independent samples fall in each cell: a multinomial.

    Parameters
    ----------
    total : int in 0..10**33
    probabilities : array-like of any shape
        Nonnegative, and of sum 1: exactly if all are rational, else within 1e-9.

    Returns
    -------
    array of Python ints, of the shape of `probabilities`
        They sum to `total`; a cell of probability 0 has 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    table = as_numbers("probabilities", probabilities)
    size = as_counts("total", total).reshape(1)
    return Multinomials(table.reshape(1, -1)).draw(rng, size).reshape(table.shape)


def coupled_counts(rng: np.random.Generator, counts: object, T: TransitionMatrix) -> Objects:
    """Sample noisy labels; `counts[x, y]` samples are in cell x and have clean label y.

    Parameters
    ----------
    counts : array-like of ints in 0..10**33, shape (m, c)

    Returns
    -------
    array of Python ints, shape (m, c, c)
        By cell, clean label and noisy label: `result[x, y]` has the chances `T[y]`.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not as above, or T has another number of classes.
    """
    table = as_counts("counts", counts)
    _check_shape("counts", table, T)
    return Multinomials(exact_rows(T)).draw(rng, table)


def noisy_counts(rng: np.random.Generator, counts: object, T: TransitionMatrix) -> Objects:
    """Sample how many samples of each cell have each noisy label, shape (m, c).

    The sum over clean labels of `coupled_counts`, with the same arguments and errors. Without clean
    counts, `draw_counts(rng, total, noisy_joint(joint, T))` samples c times fewer cells.
    """
    return coupled_counts(rng, counts, T).sum(axis=1)


def noisy_joint(joint: object, T: TransitionMatrix) -> NDArray[Any]:
    """P(cell, noisy label) from P(cell, clean label), shapes (m, c).

    Fractions where both `joint` and T are exact, else float64. Raises TypeError or ValueError
    where `joint` is not nonnegative numbers of sum 1, or T has another number of classes.
    """
    table = as_numbers("joint", joint)
    _check_shape("joint", table, T)
    check_sums("joint", table.reshape(1, -1))
    if table.dtype == object and T.exact:
        return table @ exact_rows(T)
    return table.astype(np.float64) @ T.to_numpy()


@dataclass(frozen=True, eq=False)
class Multinomials:
    """Multinomial distributions, one for each row of probabilities.

    Parameters
    ----------
    probabilities : array, float64 or of Fractions, shape (r, k)
        Rows are nonnegative and sum to 1, exactly if they are Fractions; else raises ValueError.
    """

    probabilities: NDArray[Any]

    def __post_init__(self) -> None:
        check_sums("probabilities", self.probabilities)

    def draw(self, rng: np.random.Generator, totals: Objects) -> Objects:
        """Sample counts, shape (..., r, k), of `totals[..., i]` samples from row i, shape (..., r).

        Raises ValueError where a total is outside 0..10**33.
        """
        sizes: list[int] = totals.ravel().tolist()
        low, high = min(sizes, default=0), max(sizes, default=0)
        if low < 0 or high > MOST_TRIALS:
            given = f"got {high} (add the counts of several draws)" if low >= 0 else f"got {low}"
            raise ValueError(f"numbers of samples must be in 0..10**33; {given}")
        if high <= MOST_BY_NUMPY:
            return self._by_numpy(rng, totals)
        large = (totals > MOST_BY_NUMPY).astype(bool)
        counts = self._by_numpy(rng, np.where(large, 0, totals))
        weights = self._weights[np.nonzero(large)[-1]]
        counts[large] = _split(rng, totals[large].tolist(), weights)
        return counts

    def _by_numpy(self, rng: np.random.Generator, totals: Objects) -> Objects:
        rows, places = self._rising
        n = totals.astype(np.int64)
        sizes = n[..., None]
        rare = (sizes * rows < EXPECTED) & (rows > 0) & (sizes > MANY)
        rare[..., -1] = False
        some = rare.any(axis=-1)
        counts = rng.multinomial(np.where(some, 0, n), rows)
        if some.any():
            chances = np.broadcast_to(rows, counts.shape)[some]
            counts[some] = _in_two_steps(rng, n[some], chances, rare[some])
        places = np.broadcast_to(places, counts.shape)
        return np.take_along_axis(counts, places, axis=-1).astype(object)

    @cached_property
    def _rising(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Each row in increasing order, and the positions of its entries there.

        NumPy gives the rounding error to the last cell, so its chance must not be 0.
        """
        rows = self.probabilities.astype(np.float64)
        order = rows.argsort(axis=1, kind="stable")
        rows = np.take_along_axis(rows, order, axis=1)
        return rows / rows.sum(axis=1, keepdims=True), order.argsort(axis=1)

    @cached_property
    def _weights(self) -> Objects:
        """Integers proportional to the chances of each row."""
        rows: list[list[int]] = []
        for row in self.probabilities.tolist():
            ratios = [x.as_integer_ratio() for x in row]
            unit = math.lcm(*(q for _, q in ratios))
            rows.append([p * (unit // q) for p, q in ratios])
        return np.array(rows, dtype=object)


def _in_two_steps(
    rng: np.random.Generator,
    n: NDArray[np.int64],
    rows: NDArray[np.float64],
    rare: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Sample the rare cells together with a part of the last, common cell, then split them."""
    part = np.minimum(rows[:, -1] / 2, 10 * EXPECTED / n)
    first, second = np.where(rare, 0, rows), np.where(rare, rows, 0)
    first[:, -1] -= part
    second[:, -1] = part
    together = second.sum(axis=1, keepdims=True)
    counts = rng.multinomial(n, np.hstack([together, first]))
    return counts[:, 1:] + rng.multinomial(counts[:, 0], second / together)


def _split(rng: np.random.Generator, totals: list[int], weights: Objects) -> Objects:
    """Split each total by a row of weights: between its halves, then their halves, and so on."""
    rows, cells = weights.shape
    width = 1 << (cells - 1).bit_length()
    level = np.zeros((rows, width), dtype=object)
    level[:, :cells] = weights
    levels: list[tuple[list[int], list[int]]] = []
    while level.shape[1] > 1:
        left, right = level[:, ::2], level[:, 1::2]
        levels.append((left.ravel().tolist(), right.ravel().tolist()))
        level = left + right
    counts = totals
    for left, right in reversed(levels):
        first = draw_binomials(rng, counts, left, right)
        counts = [x for n, a in zip(counts, first, strict=True) for x in (a, n - a)]
    return np.array(counts, dtype=object).reshape(rows, width)[:, :cells]


def as_counts(name: str, value: object) -> Objects:
    """Copy whole numbers to an array of Python ints.

    Raises TypeError where they are not integers (floats, booleans), ValueError where negative.
    """
    array = np.array(value, dtype=object)
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        entries: Sequence[Any] = array.ravel().tolist()
    else:
        entries = [x if type(x) is int else _integer(name, x) for x in array.ravel().tolist()]
        array = np.array(entries, dtype=object).reshape(array.shape)
    if (low := min(entries, default=0)) < 0:
        raise ValueError(f"{name} must be >= 0; got {low}")
    return array


def _integer(name: str, value: object) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, SupportsIndex):
        hint = " (10**6 is an int, 1e6 is not)" if isinstance(value, float) else ""
        raise TypeError(f"{name} must be whole numbers of type int; got {value!r}{hint}")
    return operator.index(value)


def as_numbers(name: str, value: object) -> NDArray[Any]:
    """Copy real numbers to an array of Fractions where all are rational, else to one of float64.

    Raises TypeError where they are not real numbers.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float64)
    array = np.array(value, dtype=object)
    numbers: list[Any] = array.ravel().tolist()
    for x in numbers:
        if isinstance(x, bool) or not isinstance(x, Real):
            raise TypeError(
                f"{name} must be an array of floats or Fractions; it contains {x!r:.60}"
            )
    if all(isinstance(x, Rational) for x in numbers):
        numbers = [Fraction(int(x.numerator), int(x.denominator)) for x in numbers]
        return np.array(numbers, dtype=object).reshape(array.shape)
    return np.array(numbers, dtype=np.float64).reshape(array.shape)


def check_sums(name: str, rows: NDArray[Any]) -> None:
    """Raise ValueError where a row, shape (r, k), is negative, not finite or not of sum 1."""
    outside = rows[~((rows >= 0) & (rows <= 2))]
    if outside.size:
        raise ValueError(f"{name} must be numbers >= 0 that sum to 1; got {outside[0]}")
    sums = rows.sum(axis=1)
    tolerance = 0 if rows.dtype == object else SUM_TOLERANCE
    off = sums[~(abs(sums - 1) <= tolerance)]
    if off.size:
        raise ValueError(f"{name} must sum to 1; got {off[0]} (divide them by their sum)")


def exact_rows(T: TransitionMatrix) -> NDArray[Any]:
    """The rows of T in an array of Fractions where they are, else of float64."""
    return np.array(T.rows, dtype=object if T.exact else np.float64)


def _check_shape(name: str, table: NDArray[Any], T: TransitionMatrix) -> None:
    if table.ndim != 2 or table.shape[1] != T.classes:
        wanted = f"(m, c) with c = {T.classes}, the classes of T"
        raise ValueError(f"{name} must have shape {wanted}; got {table.shape}")
