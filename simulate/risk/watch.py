"""The confidence sequences of a run, one per loss, and when they stop it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossproof.simulate.intervals import (
    FEWEST_REPLICATES,
    ConfidenceSequence,
    EmpiricalBernstein,
    ErrorBudget,
    Interval,
    NormalMixture,
    replicate_interval,
    tightest_rho,
)
from lossproof.simulate.problem import RiskProblem, Spread
from lossproof.simulate.risk.constants import FLOAT32_SLACK, LARGEST_SHARE
from lossproof.simulate.risk.result import Method, Risks
from lossproof.simulate.running import Execution, OtherRunError, Statistics, Task, run


def check_samples(samples: object, half_width: float | None) -> None:
    """Raise ValueError unless `samples` is an int >= 1 and `half_width` positive or None."""
    if not isinstance(samples, int) or samples < 1:
        raise ValueError(f"samples must be an integer, at least 1; got {samples!r}")
    if half_width is not None and not half_width > 0:
        raise ValueError(f"half_width must be positive; got {half_width}")


class Watch:
    """Confidence sequences of a run, one per loss: a `watch` that stops at a half-width.

    Parameters
    ----------
    known : of the losses
    alpha : chance that any of the intervals misses, in (0, 1)
    size, planned : samples of a block, and the largest number of samples
    half_width : stop once every interval's half-width is at most this
    independent : whether the samples of a block are independent
    lost : further error of the mean of each loss by rounding, (losses,)
    sums : from a block's statistics to its `total` and `squares`, both (losses, 1 + noises)

    Raises ValueError if `half_width` is given and a loss has no sequence.
    """

    def __init__(
        self,
        known: Spread,
        alpha: float,
        size: int,
        planned: int,
        *,
        half_width: float | None,
        independent: bool = True,
        lost: np.ndarray | None = None,
        sums: Callable[[Statistics], Statistics] = dict,
    ) -> None:
        self.size, self.sums, self._half_width = size, sums, half_width
        self._means: list[np.ndarray] = []
        self._squares: list[np.ndarray] = []
        self._lost = np.zeros((len(known.low), 1)) if lost is None else lost[:, None]
        losses, columns = known.low.shape
        self._alpha = ErrorBudget(alpha, ["risks"]).share("risks", estimands=losses * columns)
        bounded = known.bounded & independent
        scaled = known.subgaussian & ~bounded & independent
        self._sequences: list[tuple[np.ndarray, ConfidenceSequence]] = []
        if bounded.any():
            low, high = known.low[bounded], known.high[bounded]
            largest = np.maximum(abs(low), abs(high))
            slack = FLOAT32_SLACK * np.where(largest > 0, largest, 1)
            bernstein = EmpiricalBernstein(low - slack, high + slack, self._alpha, planned=planned)
            self._sequences.append((bounded, bernstein))
        if scaled.any():
            sigma = known.sigma[scaled]
            rho = tightest_rho(sigma, self._alpha, planned=planned)
            self._sequences.append((scaled, NormalMixture(sigma, self._alpha, rho=rho)))
        self._others = ~(bounded | scaled)
        names: tuple[Method, ...] = ("replicates", "normal mixture", "empirical Bernstein")
        methods: list[Method] = [
            names[2 * int(b) + int(s)] for b, s in zip(bounded, scaled, strict=True)
        ]
        self.methods = tuple(methods)
        if half_width is not None and self._others.any():
            raise ValueError(
                "half_width needs intervals that are valid at any time; "
                f"{methods.count('replicates')} of the losses have values without a known bound, "
                "so give samples alone"
            )

    def __call__(self, block: int, statistics: Statistics) -> bool:
        sums = self.sums(statistics)
        total, squares = sums["total"], sums["squares"]
        self._means.append(total / self.size)
        self._squares.append(squares)
        for rows, sequence in self._sequences:
            sequence.update(self.size, total[rows], squares[rows])
        if self._half_width is None:
            return False
        return bool((self.interval().half_width <= self._half_width).all())

    def interval(self) -> Interval:
        """The intervals of all estimands, shape (losses, 1 + noises).

        Infinite where the values have no known bound and there are too few blocks, or one block has
        more than a quarter of the squares, which suggests an infinite variance.
        """
        shape = self._means[0].shape
        low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
        intervals = [(rows, sequence.interval()) for rows, sequence in self._sequences]
        if self._others.any() and len(self._means) >= FEWEST_REPLICATES:
            means = np.stack(self._means)[:, self._others]
            intervals.append((self._others, replicate_interval(means, self._alpha)))
        for rows, interval in intervals:
            low[rows], high[rows] = interval.low, interval.high
        squares = np.sum(self._squares, axis=0)
        unseen = (np.max(self._squares, axis=0) > LARGEST_SHARE * squares) & self._others[:, None]
        low, high = np.where(unseen, -np.inf, low), np.where(unseen, np.inf, high)
        slack = FLOAT32_SLACK * np.sqrt(squares / self.size / len(self._means))
        slack = slack + self._lost
        return Interval(low - slack, high + slack)


def estimate(
    problem: RiskProblem, task: Task, blocks: int, watch: Watch, execution: Execution
) -> Risks:
    """The risks of a run of blocks of `watch.size` samples.

    Raises ValueError where a checkpoint is of other blocks, and what `run` raises.
    """
    try:
        done = run(task, blocks, execution, watch=watch)
    except OtherRunError as error:
        if error.key != "recipe.samples_per_block":
            raise
        raise ValueError(
            f"checkpoint {execution.checkpoint} belongs to a run with another number of samples, "
            "which has other blocks; use the same number of samples, or another path"
        ) from error
    samples = done.blocks * watch.size
    return Risks(
        losses=problem.moments.names,
        noises=tuple(channel.name for channel in problem.channels),
        value=watch.sums(done.totals)["total"] / samples,
        interval=watch.interval(),
        methods=watch.methods,
        samples=samples,
        digest=done.digest,
    )
