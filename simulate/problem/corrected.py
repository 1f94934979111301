"""Losses at given outputs under every label, as trained on: plain, or corrected for a noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from simulate.kernels import Moments, Program
from simulate.problem.channels import Channel, InstanceNoise, inverse, weighted

Correction = Literal["backward", "forward"]


class Values:
    """Losses of outputs `u`, an array of shape (c, n), for one list of noises.

    Parameters
    ----------
    moments : the compiled losses
    channels : the noises
    correction : "backward", "forward" or None
    correctors : the noises whose matrices correct, one per noise
        By default each noise's own.

    Raises
    ------
    TypeError, ValueError
        If a correction needs a matrix and a noise has none, or a singular one.
    """

    def __init__(
        self,
        moments: Moments,
        channels: Sequence[Channel],
        correction: Correction | None,
        *,
        correctors: Sequence[Channel] | None = None,
    ) -> None:
        self.moments, self.channels, self.correction = moments, channels, correction
        self.correctors = correctors or channels
        self.program = Program(moments.forms[: moments.means.own.shape[1]], moments.sums)
        self._matrices: list[np.ndarray] = []
        for channel in self.correctors if correction else ():
            if isinstance(channel, InstanceNoise):
                wanted = f"{correction} correction needs a matrix, which {channel.name} has not"
                raise TypeError(f"{wanted}: use a TransitionMatrix or a rate of uniform noise")
            matrix = inverse(channel) if correction == "backward" else channel.rows().T
            self._matrices.append(matrix)

    @property
    def gain(self) -> float:
        """By how much a backward correction may enlarge an error of the losses."""
        if self.correction != "backward":
            return 1.0
        return max((float(abs(matrix).sum(axis=1).max()) for matrix in self._matrices), default=1.0)

    def plain(self, u: np.ndarray, ell: np.ndarray) -> np.ndarray:
        """The losses, not corrected, under every label: shape (losses, c, n)."""
        return self.moments.means(self.program.values(np, u, ell))

    def corrected(self, r: int, plain: np.ndarray, u: np.ndarray) -> np.ndarray:
        """The losses corrected for the r-th noise; backward: sums over j of T^-1[k, j] loss_j."""
        if self.correction == "backward":
            return self._matrices[r].astype(plain.dtype) @ plain
        if self.correction == "forward":
            mixed = self._matrices[r].astype(u.dtype) @ u
            with np.errstate(divide="ignore"):
                return self.plain(mixed, np.log(mixed))
        return plain

    def expected(self, r: int, clean: int, values: np.ndarray, u: np.ndarray) -> np.ndarray:
        """The mean of `values` over the noisy label of the r-th noise: shape (losses, n)."""
        channel = self.channels[r]
        if isinstance(channel, InstanceNoise):
            own, rate = values[:, clean], channel.rates(u[clean])
            return own + rate / (len(u) - 1) * (values.sum(axis=1) - len(u) * own)
        return weighted(values.transpose(0, 2, 1), channel.row(clean).astype(values.dtype))
