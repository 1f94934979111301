"""A task that samples joint tables of counts by cell and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from lossproof.simulate.drawing import (
    MOST_TRIALS,
    Multinomials,
    as_counts,
    as_numbers,
    check_sums,
    exact_rows,
    noisy_joint,
)
from lossproof.simulate.machine import stream
from lossproof.simulate.running import Statistics
from lossproof.theory.noise import TransitionMatrix


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
