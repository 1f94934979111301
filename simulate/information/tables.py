"""Joint tables of counts, exact determinants and information, and a task that samples tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpz_mat, nmod_mat
from numpy.typing import NDArray

from lossproof.simulate.drawing import (
    MOST_TRIALS,
    Multinomials,
    Objects,
    as_counts,
    as_numbers,
    check_sums,
    deviance,
    exact_rows,
    noisy_joint,
)
from lossproof.simulate.machine import stream
from lossproof.simulate.running import Statistics
from lossproof.theory.noise import TransitionMatrix

EXACT_CLASSES = 100
PRIME = 2**61 - 1


@dataclass(frozen=True, eq=False)
class JointTable:
    """Counts of samples by prediction or cell, and label.

    No constant is added to the counts: a class without samples makes the determinant 0 and is
    listed in `missing_classes`.

    Parameters
    ----------
    counts : array-like of ints >= 0 of any size, shape (m, c)
        Rows are predictions or cells, columns are labels. They become Python ints.

    Raises
    ------
    TypeError, ValueError
        If counts are not as above, or are all 0.
    """

    counts: Objects

    def __post_init__(self) -> None:
        counts = as_counts("counts", self.counts)
        if counts.ndim != 2:
            raise ValueError(f"counts must have shape (m, c); got {counts.shape}")
        if not counts.any():
            given = f"got an empty table of shape {counts.shape}"
            raise ValueError(f"counts must hold at least one sample; {given}")
        object.__setattr__(self, "counts", counts)

    @cached_property
    def total(self) -> int:
        """The number of samples."""
        return sum(self.counts.ravel().tolist())

    @property
    def missing_classes(self) -> tuple[int, ...]:
        """The labels without samples."""
        return tuple(k for k, n in enumerate(self.counts.sum(axis=0).tolist()) if not n)

    def frequencies(self) -> Objects:
        """Counts over their total, Fractions, shape (m, c)."""
        entries = [Fraction(n, self.total) for n in self.counts.ravel().tolist()]
        return np.array(entries, dtype=object).reshape(self.counts.shape)

    def to_numpy(self) -> NDArray[np.float64]:
        """Counts over their total, float64, shape (m, c), each rounded once."""
        return (self.counts / self.total).astype(np.float64)

    def determinant(self) -> Fraction:
        """The determinant of the frequencies, exact: 0 if and only if the rank is below c.

        Raises ValueError where the table is not square.
        """
        return Fraction(self._determinant_of_counts(), self.total ** self._classes())

    def log_abs_determinant(self) -> float:
        """The logarithm of the magnitude of `determinant`; -inf if and only if the rank is below c.

        Up to 100 classes it comes from the exact determinant, to a relative 1e-13. Above, it is
        computed in float64, with an error that grows with the condition number; a determinant
        modulo a prime, or else the exact one, shows that the table is not singular. Raises
        ValueError where the table is not square.
        """
        c = self._classes()
        if c > EXACT_CLASSES and int(nmod_mat(self._matrix(), PRIME).det()):
            return float(np.linalg.slogdet(self.to_numpy()).logabsdet)
        value = abs(self._determinant_of_counts())
        # Python takes the logarithm of an int of any size.
        return math.log(value) - c * math.log(self.total) if value else -math.inf

    def dmi(self) -> Fraction:
        """The magnitude of the determinant, in [0, c**-c]: determinant-based mutual information.

        Xu, Cao, Kong & Wang, "L_DMI", 2019: noise T of the labels multiplies it by |det T| in
        expectation over the table. Raises ValueError where the table is not square.
        """
        return abs(self.determinant())

    def mutual_information(self) -> float:
        """Shannon's, of row and label under the frequencies, in nats: in [0, log min(m, c)].

        A sum of nonnegative terms, hence accurate to a relative 1e-12 also near 0.
        """
        products = np.outer(self.counts.sum(axis=1), self.counts.sum(axis=0))
        there = products > 0
        product, count = products[there], self.counts[there]
        lift = ((self.total * count - product) / product).astype(np.float64)
        weight = (product / self.total**2).astype(np.float64)
        return math.fsum(weight * deviance(lift))

    def _determinant_of_counts(self) -> int:
        return int(self._matrix().det())

    def _matrix(self) -> Any:
        c = self._classes()
        return fmpz_mat(c, c, self.counts.ravel().tolist())

    def _classes(self) -> int:
        m, c = self.counts.shape
        if m != c:
            hint = "a determinant needs as many rows as labels"
            raise ValueError(f"counts must be square, shape (c, c); got {(m, c)} ({hint})")
        return c


@dataclass(frozen=True, eq=False, kw_only=True)
class CountsTask:
    """Samples tables of counts by cell and label: a task for `lossproof.simulate.running.blocks`.

    Statistics are Python ints: "clean", shape (m, c), and "noisy", shape (noises, m, c). Every
    block has `samples_per_block` samples, exactly.

    Parameters
    ----------
    joint : array-like of floats or Fractions, shape (m, c)
        P(cell, clean label).
    noises : transition matrices of c classes
    samples_per_block : int in 1..10**33
    seed, claim : see `lossproof.simulate.machine.streams.stream`
    coupled : bool
        Whether noisy labels are sampled given the clean labels of the block; else every table is
        sampled separately, c times faster. The distribution of each table is the same.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    joint: Any
    noises: tuple[TransitionMatrix, ...]
    samples_per_block: int
    seed: int
    claim: str | int
    coupled: bool = True

    def __post_init__(self) -> None:
        joint = as_numbers("joint", self.joint)
        if joint.ndim != 2:
            raise ValueError(f"joint must have shape (m, c); got {joint.shape}")
        check_sums("joint", joint.reshape(1, -1))
        object.__setattr__(self, "joint", joint)
        object.__setattr__(self, "noises", tuple(self.noises))
        size = int(as_counts("samples_per_block", self.samples_per_block).item())
        if not 1 <= size <= MOST_TRIALS:
            raise ValueError(f"samples_per_block must be in 1..10**33; got {size}")
        object.__setattr__(self, "samples_per_block", size)
        _ = self._noisy  # Checks the shapes.

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything the statistics depend on."""
        return {
            "task": "counts",
            "joint": [[_text(x) for x in row] for row in self.joint.tolist()],
            "noises": [[[_text(x) for x in row] for row in T.rows] for T in self.noises],
            "samples_per_block": self.samples_per_block,
            "seed": self.seed,
            "claim": self.claim,
            "coupled": self.coupled,
        }

    def __call__(self, block: int) -> Statistics:
        rng = stream(self.seed, self.claim, block)
        size = np.array([self.samples_per_block], dtype=object)
        shape = self.joint.shape
        clean = self._clean.draw(rng, size).reshape(shape)
        noisy = np.empty((len(self.noises), *shape), dtype=object)
        for r, law in enumerate(self._noisy):
            if self.coupled:
                noisy[r] = law.draw(rng, clean).sum(axis=1)
            else:
                noisy[r] = law.draw(rng, size).reshape(shape)
        return {"clean": clean, "noisy": noisy}

    @cached_property
    def _clean(self) -> Multinomials:
        return Multinomials(self.joint.reshape(1, -1))

    @cached_property
    def _noisy(self) -> list[Multinomials]:
        """For every noise: the rows of T if coupled, else the distribution of the noisy cells."""
        tables = [noisy_joint(self.joint, T) for T in self.noises]
        if self.coupled:
            return [Multinomials(exact_rows(T)) for T in self.noises]
        return [Multinomials(table.reshape(1, -1)) for table in tables]


def _text(x: Fraction | float) -> str:
    return str(x) if isinstance(x, Fraction) else repr(x)
