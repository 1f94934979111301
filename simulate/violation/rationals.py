"""Simple rationals, and rows of floats as simple rationals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import floor, log2

import numpy as np

from lossproof.simulate.violation.limits import LARGEST


def exact_row(row: Iterable[float], largest: int = LARGEST) -> list[Fraction]:
    """The rationals next to floats, with denominators of at most `largest`."""
    return [Fraction(float(x)).limit_denominator(largest) for x in row]


def float_row(row: Iterable[Fraction]) -> np.ndarray:
    """The float64 next to rationals, as an array of shape (1, entries)."""
    return np.array([[float(x) for x in row]])


def shares(numbers: Sequence[Fraction], size: int) -> list[Fraction]:
    """The point of the simplex with common denominator `size` next to the given one."""
    counts = [floor(x * size) for x in numbers]
    remainders = [x * size - count for x, count in zip(numbers, counts, strict=True)]
    order = sorted(range(len(numbers)), key=lambda k: -remainders[k])
    for k in order[: size - sum(counts)]:
        counts[k] += 1
    return [Fraction(count, size) for count in counts]


def bits(number: Fraction) -> float:
    """The complexity of a number: least for 0, then 1, -1, 2, -2, 1/2, 3, …"""
    return log2(1 + abs(number.numerator)) + log2(number.denominator) + 0.1 * (number < 0)


@lru_cache(maxsize=65536)
def _bits_near(number: float) -> float:
    return bits(*exact_row([number]))


def complexity(rows: np.ndarray) -> np.ndarray:
    """The bits of every row of simple rationals."""
    numbers, places = np.unique(rows, return_inverse=True)
    costs = np.array([_bits_near(number) for number in numbers.tolist()])
    return np.round(costs[places.reshape(rows.shape)].sum(axis=1), 6)
