"""Determinant-based mutual information of batches that are sampled as counts."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, SupportsIndex

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from lossproof.simulate.drawing import MANY, Multinomials, as_numbers, exact_rows
from lossproof.simulate.intervals import Interval, replicate_interval
from lossproof.simulate.machine import stream
from lossproof.theory.information import JointDistribution
from lossproof.theory.noise import TransitionMatrix, widened

Floats = NDArray[np.float64]

# Up to about this n float64 frequencies resolve the deviation of a determinant, 1 / sqrt(n).
MOST_IN_FLOATS = 10**20
# Below this share of Hadamard's bound float64 may have lost the determinant.
DOUBTFUL = 1e-8
# Counts in memory at a time.
CELLS_AT_ONCE = 1 << 20


def batch_factor(samples: int, classes: int) -> Fraction:
    """`n! / ((n - C)! n^C)`: the mean C by C determinant of n samples over the true one, exact.

    It is 0 for n < C. Raises TypeError where an argument is no int, ValueError where below 1.
    """
    n, c = _count("samples", samples), _count("classes", classes)
    return Fraction(math.prod(n - k for k in range(c)), n**c)


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise TypeError(f"{name} must be an int; got {value!r}")
    if (number := operator.index(value)) < 1:
        raise ValueError(f"{name} must be at least 1; got {number}")
    return number


@dataclass(frozen=True, eq=False)
class Batches:
    """The determinants of many batches from one distribution.

    Attributes
    ----------
    samples : int
        The size of every batch.
    joint : array of Fractions or floats, shape (c, c)
        The joint distribution of output and clean label.
    sign, log_abs_determinant : arrays, shape (r,)
        Of the frequency table of every batch; 0 and -inf where it is singular.
    missing : array of int, shape (c,)
        The number of batches without the label.
    """

    samples: int
    joint: NDArray[Any]
    sign: Floats
    log_abs_determinant: Floats
    missing: NDArray[np.int64]

    @property
    def singular(self) -> int:
        """The number of batches with determinant 0, hence infinite loss."""
        return int(np.count_nonzero(self.sign == 0))

    @cached_property
    def expected(self) -> float:
        """The exact mean determinant of a batch over the true one: `batch_factor(n, c)`."""
        return float(batch_factor(self.samples, len(self.joint)))

    def over(self, determinant: Fraction | float) -> Floats:
        """The determinant of every batch divided by a given one, shape (r,).

        Raises ValueError where that is 0.
        """
        if not determinant:
            raise ValueError(
                "determinant must not be 0: a relative error needs a value other than 0"
            )
        value = Fraction(determinant)
        log = math.log(abs(value.numerator)) - math.log(value.denominator)
        return math.copysign(1, determinant) * self.sign * np.exp(self.log_abs_determinant - log)

    def mean_over(self, determinant: Fraction | float, alpha: float) -> Interval:
        """An interval for the mean of `over(determinant)`: see `replicate_interval`."""
        return replicate_interval(self.over(determinant), alpha)


def draw_batches(
    joint: object,
    samples: int,
    batches: int,
    *,
    noises: Sequence[TransitionMatrix] = (),
    seed: int,
    claim: str | int,
) -> Batches:
    """Sample batches as tables of counts; the cost does not depend on their size.

    Parameters
    ----------
    joint : JointDistribution, or array-like of floats or Fractions, shape (c, c)
        P(output, label): nonnegative, sum 1.
    samples : int in 1..10**33
        In every batch.
    batches : int >= 1
    noises : transition matrices of c classes
        Applied to the labels in turn: noisy counts are sampled given the clean counts of the batch.
        Sampling from `simulate.drawing.noisy_joint` has the same distribution and is faster.
    seed, claim : see `lossproof.simulate.machine.streams.stream`

    Notes
    -----
    Determinants are computed from float64 frequencies, accurate to the condition number times
    1e-16; a determinant that may be 0, and any for more than 1e20 samples, is computed exactly. No
    constant is added to a singular table.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    rows = joint.rows if isinstance(joint, JointDistribution) else widened(joint)
    law = as_numbers("joint", rows)
    if law.ndim != 2 or law.shape[0] != law.shape[1]:
        raise ValueError(f"joint must be square, shape (c, c); got {law.shape}")
    batches, samples = _count("batches", batches), _count("samples", samples)
    c = len(law)
    if wrong := [noise.classes for noise in noises if noise.classes != c]:
        raise ValueError(f"noises must have {c} classes, as joint has; got a noise with {wrong[0]}")
    cells = Multinomials(law.reshape(1, -1))
    sign, log_abs = np.empty(batches), np.empty(batches)
    missing = np.zeros(c, np.int64)
    step = max(1, CELLS_AT_ONCE // c ** (3 if noises and samples > MANY else 2))
    for block, start in enumerate(range(0, batches, step)):
        size = min(step, batches - start)
        rng = stream(seed, claim, block)
        if samples <= MANY:
            counts = _draw_int64(rng, samples, size, cells.probabilities[0])
        else:
            counts = cells.draw(rng, np.full((size, 1), samples, dtype=object))
        counts = counts.reshape(size, c, c)
        for T in noises:
            counts = _noisy(rng, counts, T)
        part = slice(start, start + size)
        sign[part], log_abs[part] = frequency_determinants(counts, samples)
        missing += np.count_nonzero(counts.sum(axis=1) == 0, axis=0)
    return Batches(samples, law, sign, log_abs, missing)


def _draw_int64(
    rng: np.random.Generator, samples: int, batches: int, chances: NDArray[Any]
) -> NDArray[np.int64]:
    """Counts, shape (batches, k), without Python ints: several times faster.

    NumPy gives the rounding error to the last cell, which must be the likeliest one.
    """
    rows = chances.astype(np.float64)
    order = rows.argsort(kind="stable")
    ascending = rng.multinomial(samples, rows[order] / rows.sum(), size=batches)
    counts = np.empty_like(ascending)
    counts[:, order] = ascending
    return counts


def _noisy(rng: np.random.Generator, counts: NDArray[Any], T: TransitionMatrix) -> NDArray[Any]:
    """Noisy counts given the clean ones, both shape (batches, c, c)."""
    if counts.dtype == object:
        return Multinomials(exact_rows(T)).draw(rng, counts).sum(axis=-2)
    noisy = np.zeros_like(counts)
    for clean, row in enumerate(T.to_numpy()):
        *others, last = (j for j in row.argsort(kind="stable").tolist() if row[j] > 0)
        unmoved, rest = counts[:, :, clean], float(row.sum())
        for j in others:
            moved = rng.binomial(unmoved, min(1.0, row[j] / rest))
            noisy[:, :, j] += moved
            unmoved, rest = unmoved - moved, rest - row[j]
        noisy[:, :, last] += unmoved
    return noisy


def frequency_determinants(counts: NDArray[Any], samples: int) -> tuple[Floats, Floats]:
    """Signs and logarithms of the determinants of `counts / samples`, both shape (r,).

    `counts` holds r tables of whole numbers, shape (r, c, c), which sum to `samples` each. The sign
    of a singular table is 0.
    """
    numbers = counts.astype(np.float64)
    frequencies = numbers / samples
    sign, log_abs = np.linalg.slogdet(frequencies)
    # Hadamard: the determinant is at most the product of the lengths of the columns.
    with np.errstate(divide="ignore"):
        most = np.log(np.linalg.norm(frequencies, axis=1)).sum(axis=1)
    doubtful = ~(log_abs > most + math.log(DOUBTFUL)) | (samples > MOST_IN_FLOATS)
    # The determinant of counts is an integer: where float64 resolves 1, it distinguishes 0 from 1.
    unit = -numbers.shape[-1] * math.log(samples)
    zero = doubtful & (most < unit - math.log(DOUBTFUL)) & ~(log_abs > unit - math.log(2))
    sign[zero], log_abs[zero] = 0, -np.inf
    for k in np.flatnonzero(doubtful & ~zero):
        sign[k], log_abs[k] = exact_determinant(counts[k], samples)
    return sign, log_abs


def exact_determinant(counts: NDArray[Any], samples: int) -> tuple[float, float]:
    """The sign and the logarithm of the determinant of `counts / samples`, shape (c, c).

    From the determinant of the integers, of any size: 0 and -inf if and only if the rank is below
    c, else accurate to a relative 1e-13.
    """
    c = len(counts)
    value = int(fmpz_mat(c, c, counts.ravel().tolist()).det())
    if not value:
        return 0.0, -math.inf
    # Python takes the logarithm of an int of any size.
    return 1.0 if value > 0 else -1.0, math.log(abs(value)) - c * math.log(samples)
