"""A problem: losses of random outputs under the clean labels and under every noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, get_args

import numpy as np

from lossproof.simulate.kernels import Moments, Program
from lossproof.simulate.problem.channels import (
    Channel,
    InstanceNoise,
    Noise,
    channel,
    inverse,
    weighted,
)
from lossproof.simulate.problem.checks import check_law, check_losses, check_noises
from lossproof.simulate.problem.laws import Law
from lossproof.theory.losses import FixedLoss, backward, forward

Correction = Literal["backward", "forward"]


@dataclass(frozen=True, eq=False)
class RiskProblem:
    """Losses under the clean labels and under every noise, plain or as corrected in training.

    Parameters
    ----------
    law : of the clean label and the classifier's output; see `lossproof.simulate.problem.laws`
    losses : such as `LOSSES["lq"].fix(q="7/10")`, or formulas in p without parameters, "exp(-p)"
    noises : each a TransitionMatrix, the rate of uniform noise, or InstanceNoise
    correction : correct the loss for each noise, "backward" or "forward" (Patrini et al., 2017);
        the loss under the clean labels is never corrected
    corrected_by : the matrices of the correction, one per noise; by default those of the noises

    Attributes
    ----------
    channels, correctors : the noises, and the correction of each
    moments : the compiled losses

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or a correction needs a matrix and a noise has none, or a
        singular one.
    """

    law: Law
    losses: InitVar[Sequence[FixedLoss | str]]
    noises: InitVar[Sequence[Noise]]
    correction: Correction | None = None
    corrected_by: InitVar[Sequence[Noise] | None] = None
    channels: tuple[Channel, ...] = field(init=False)
    correctors: tuple[Channel, ...] = field(init=False)
    moments: Moments = field(init=False, repr=False)

    def __post_init__(
        self,
        losses: Sequence[FixedLoss | str],
        noises: Sequence[Noise],
        corrected_by: Sequence[Noise] | None,
    ) -> None:
        check_law(self.law)
        losses, noises = check_losses(losses), check_noises("noises", noises)
        if self.correction not in (allowed := (None, *get_args(Correction))):
            wanted = ", ".join(map(repr, allowed))
            raise ValueError(f"correction must be one of {wanted}; got {self.correction!r}")
        c = self.law.classes
        channels = tuple(channel(noise, c, f"noises[{r}]") for r, noise in enumerate(noises))
        correctors = channels
        if corrected_by is not None:
            matrices = check_noises("corrected_by", corrected_by)
            correctors = tuple(channel(T, c, f"corrected_by[{r}]") for r, T in enumerate(matrices))
            if self.correction is None or len(correctors) != len(channels):
                raise ValueError(
                    f"corrected_by must contain one matrix for each noise, "
                    f"{len(channels)}, and goes with "
                    f"a correction; got {len(correctors)} and correction={self.correction!r}"
                )
        object.__setattr__(self, "channels", channels)
        object.__setattr__(self, "correctors", correctors)
        object.__setattr__(self, "moments", _moments(losses, c))
        _ = self.matrices  # Checks them.

    def __getstate__(self) -> dict[str, Any]:
        # Cached values may be large and are recomputed.
        made = ("matrices", "program")
        return {name: value for name, value in vars(self).items() if name not in made}

    @property
    def recipe(self) -> Mapping[str, Any]:
        """Everything it depends on, as JSON."""
        return {
            "law": self.law.recipe,
            "losses": self.moments.recipe,
            "noises": [channel.recipe for channel in self.channels],
            "correction": self.correction
            and {self.correction: [corrector.recipe for corrector in self.correctors]},
        }

    @cached_property
    def matrices(self) -> tuple[np.ndarray, ...]:
        """The matrix of the correction for each noise, shape (c, c); empty without a correction.

        Backward multiplies the losses by T^-1, forward the outputs by the transpose of T.
        """
        matrices: list[np.ndarray] = []
        for corrector in self.correctors if self.correction else ():
            if isinstance(corrector, InstanceNoise):
                wanted = f"{self.correction} correction needs a matrix"
                raise TypeError(
                    f"{wanted}, which {corrector.name} has not: use a TransitionMatrix or a rate "
                    "of uniform noise"
                )
            backward = self.correction == "backward"
            matrices.append(inverse(corrector) if backward else corrector.rows().T)
        return tuple(matrices)

    @cached_property
    def program(self) -> Program:
        """The forms of the losses on arrays."""
        moments = self.moments
        return Program(moments.forms[: moments.means.at_label.shape[1]], moments.sums)

    @property
    def gain(self) -> float:
        """The factor by which a backward correction may enlarge an error of the losses."""
        if self.correction != "backward":
            return 1.0
        return max((float(abs(matrix).sum(axis=1).max()) for matrix in self.matrices), default=1.0)

    def plain(self, u: np.ndarray, ell: np.ndarray) -> np.ndarray:
        """The losses of outputs `u` with logarithms `ell`, not corrected, under every label.

        From arrays (c, n), shape (losses, c, n).
        """
        return self.moments.means(self.program.values(np, u, ell))

    def of_outputs(self, u: np.ndarray) -> np.ndarray:
        """The losses of outputs `u`, shape (c, n), not corrected: shape (losses, c, n)."""
        with np.errstate(divide="ignore"):
            return self.plain(u, np.log(u))

    def corrected(self, r: int, plain: np.ndarray, u: np.ndarray) -> np.ndarray:
        """The losses corrected for the r-th noise; backward: sums over j of T^-1[k, j] loss_j."""
        if self.correction is None:
            return plain
        matrix = self.matrices[r]
        if self.correction == "backward":
            return backward(plain, matrix.astype(plain.dtype), np.matmul)
        return forward(self.of_outputs, u, matrix.astype(u.dtype), np.matmul)

    def expected(self, r: int, clean: int, values: np.ndarray, u: np.ndarray) -> np.ndarray:
        """The mean of `values` over the noisy label of the r-th noise: shape (losses, n)."""
        channel = self.channels[r]
        if isinstance(channel, InstanceNoise):
            at_label, rate = values[:, clean], channel.rates(u[clean])
            return at_label + rate / (len(u) - 1) * (values.sum(axis=1) - len(u) * at_label)
        return weighted(values.transpose(0, 2, 1), channel.row(clean).astype(values.dtype))

    def at_points(self, u: np.ndarray) -> Iterator[np.ndarray]:
        """The training losses of outputs (c, n) under the clean labels and each noise.

        Yields arrays of shape (losses, c, n).
        """
        plain = self.of_outputs(u)
        yield plain
        for r in range(len(self.channels)):
            yield self.corrected(r, plain, u)


@lru_cache(maxsize=32)
def _moments(losses: tuple[FixedLoss, ...], classes: int) -> Moments:
    return Moments.of(losses, classes)
