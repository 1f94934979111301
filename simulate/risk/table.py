"""Risks from counts of points and labels."""

from __future__ import annotations

import numpy as np

from simulate.problem import Finite, InstanceNoise, Values
from simulate.running import Statistics
from theory.noise import TransitionMatrix


class RiskTable:
    """Sums of losses and of their squares from counts of points and labels."""

    def __init__(self, law: Finite, values: Values) -> None:
        matrices: list[np.ndarray] = []
        for noise in values.channels:
            if isinstance(noise, InstanceNoise):
                raise TypeError(f'way must be "exact" or "sample" for {noise.name}; got "counts"')
            matrices.append(noise.rows())
        self.joint = law.joint
        self.noises = tuple(TransitionMatrix.from_rows(rows.tolist()) for rows in matrices)
        u = law.outputs.T
        with np.errstate(divide="ignore"):
            plain = values.plain(u, np.log(u))
        corrected = [values.corrected(r, plain, u) for r in range(len(self.noises))]
        self._losses = np.stack([plain, *corrected]).transpose(0, 1, 3, 2)

    def __call__(self, statistics: Statistics) -> Statistics:
        """`total` and `squares`, shape (losses, 1 + noises)."""
        counts = np.concatenate([statistics["clean"][None], statistics["noisy"]]).astype(float)
        # A loss may be infinite where nothing occurs.
        losses = np.where(counts[:, None] > 0, self._losses, 0)
        total = np.einsum("exk,elxk->le", counts, losses)
        return {"total": total, "squares": np.einsum("exk,elxk->le", counts, losses**2)}
