"""Risks from counts of points and labels; the cost does not depend on the samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossproof.simulate.information import CountsTask
from lossproof.simulate.intervals import FEWEST_REPLICATES
from lossproof.simulate.problem import InstanceNoise, RiskProblem, spread
from lossproof.simulate.risk.constants import SAMPLES
from lossproof.simulate.risk.exact import check_finite, finite
from lossproof.simulate.risk.result import Risks
from lossproof.simulate.risk.watch import Watch, check_samples, estimate
from lossproof.simulate.running import HERE, Execution, Statistics
from lossproof.theory.noise import TransitionMatrix


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Sample the number of samples at each point of a `Finite` law and label.

    Parameters
    ----------
    samples : the largest number of samples, at least 1; rounded up to whole blocks
    half_width : stop once every interval's half-width is at most this; positive
    seed, claim : of the random numbers, with the number of the block
    execution : where the blocks are computed

    Raises ValueError if an argument is not as above.
    """

    samples: int = SAMPLES
    half_width: float | None = None
    seed: int = 0
    claim: str = "risks"
    execution: Execution = HERE

    def __post_init__(self) -> None:
        check_samples(self.samples, self.half_width)

    def risks(self, problem: RiskProblem, alpha: float) -> Risks:
        """The risks, with intervals that all hold with probability at least `1 - alpha`.

        Raises TypeError for another law, or noise that depends on the point.
        """
        law, channels = finite(problem), problem.channels
        matrices = [noise.rows() for noise in channels if not isinstance(noise, InstanceNoise)]
        if len(matrices) < len(channels):
            raise TypeError("way must be Exact() or Sample(…) for InstanceNoise; got Counts(…)")
        task = CountsTask(
            joint=law.joint,
            noises=tuple(TransitionMatrix.from_rows(rows.tolist()) for rows in matrices),
            samples_per_block=-(-self.samples // FEWEST_REPLICATES),
            seed=self.seed,
            claim=self.claim,
        )
        losses = np.stack([*problem.at_points(law.outputs.T)]).transpose(0, 1, 3, 2)

        def sums(statistics: Statistics) -> Statistics:
            clean = statistics["clean"]
            counts = np.concatenate([clean[None], statistics["noisy"]]).astype(float)
            # A loss may be infinite where the count is 0.
            values = np.where(counts[:, None] > 0, losses, 0)
            total = np.einsum("exk,elxk->le", counts, values)
            check_finite(total, problem.moments.names)
            return {"total": total, "squares": np.einsum("exk,elxk->le", counts, values**2)}

        watch = Watch(spread(problem), alpha, task.samples_per_block, self.samples,
                      half_width=self.half_width, sums=sums)  # fmt: skip
        return estimate(problem, task, FEWEST_REPLICATES, watch, self.execution)
