"""Clean and noisy risks of a classifier, computed in one of three ways.

`exact` integrates over a finite law; `counts` draws how often each point and noisy label occur,
at a cost that does not depend on the number of samples; `sample` draws every sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from simulate.bernstein import EmpiricalBernstein
from simulate.budget import ErrorBudget
from simulate.channels import Noise, channel
from simulate.estimate import FEWEST_REPLICATES, Interval, replicate_interval
from simulate.laws import Finite, Gaussian, Law
from simulate.mixture import NormalMixture, tightest_rho
from simulate.moments import Moments
from simulate.ranges import Spread, spread
from simulate.run import run
from simulate.samples import RiskTask, Sampling
from simulate.sequences import ConfidenceSequence
from simulate.values import Correction, Values
from theory.losses import FixedLoss

Way = Literal["exact", "counts", "sample"]
Method = Literal["exact", "empirical Bernstein", "normal mixture", "replicates"]

FLOAT32_ROOM = 1e-6
BLOCK_ELEMENTS, POINT_ELEMENTS = 1 << 23, 1 << 20


@dataclass(frozen=True)
class Risks:
    """Risks of every loss (rows) under the clean labels (column 0) and every noise.

    Attributes
    ----------
    losses, noises : names of the rows, and of the columns after the first
    value : array, shape (losses, 1 + noises)
        In the units of the loss.
    interval : Interval of that shape
        Together at least 1 - alpha of the time they all hold; of width 0 if exact. They have
        room for float32, 1e-6 of the root mean square of the loss.
    methods : per loss, how the interval was made
        "replicates" is asymptotic, the two sequences hold at any time.
    samples : int
        How many were drawn; 0 if exact.
    digest : str
        Of the totals; equal for every number and kind of workers.
    """

    losses: tuple[str, ...]
    noises: tuple[str, ...]
    value: np.ndarray
    interval: Interval
    methods: tuple[Method, ...]
    samples: int = 0
    digest: str = ""

    @property
    def clean(self) -> np.ndarray:
        """Shape (losses,)."""
        return self.value[:, 0]

    @property
    def noisy(self) -> np.ndarray:
        """Shape (losses, noises)."""
        return self.value[:, 1:]


def risks(
    law: Law,
    losses: Sequence[FixedLoss],
    noises: Sequence[Noise],
    *,
    way: Way = "exact",
    samples: int = 10**6,
    half_width: float | None = None,
    alpha: float = 0.05,
    correction: Correction | None = None,
    drawn: bool = False,
    sampling: Sampling = "independent",
    seed: int = 0,
    claim: str = "risks",
    executor: Executor | None = None,
    workers: int = 1,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Risks:
    """Risks of losses under the clean labels and under every noise.

    Parameters
    ----------
    law : of the clean label and the classifier's output; see `simulate.laws`
    losses : such as `LOSSES["lq"].fix(q="7/10")`
    noises : each a TransitionMatrix, the rate of uniform noise, or InstanceNoise
    way : "exact" and "counts" need a `Finite` law
    samples : how many to draw at most, at least 1; rounded up to whole blocks
    half_width : stop once every interval's half-width is at most this; positive
    alpha : chance that any of the intervals misses, in (0, 1)
    correction : train on the loss corrected for each noise by its own matrix, "backward" or
        "forward" (Patrini et al., 2017); the clean column is never corrected
    drawn : draw the noisy label of every sample too, instead of integrating it out
    sampling : of a `Gaussian` law also "antithetic", or "sobol": every block is then one scramble
        of a Sobol net, and the interval comes from the blocks' means
    seed, claim : of the random numbers, with the number of the block
    executor, workers, checkpoint, progress : see `simulate.run.run`

    Raises
    ------
    ValueError, TypeError
        If an argument is not as above.
    """
    if not losses:
        raise ValueError("losses must hold at least one; got none")
    if samples < 1:
        raise ValueError(f"samples must be at least 1; got {samples}")
    channels = tuple(channel(noise, law.classes, f"noises[{r}]") for r, noise in enumerate(noises))
    moments = Moments.of(losses, law.classes)
    values = Values(moments, channels, correction)
    if way != "sample":
        if not isinstance(law, Finite):
            raise ValueError(f'way must be "sample" for a {type(law).__name__} law; got {way!r}')
        if way == "exact":
            return _exact(law, values)
    if sampling != "independent" and not isinstance(law, Gaussian):
        raise ValueError(f'sampling must be "independent" for a {type(law).__name__} law')
    blocks, size = _blocks(samples, law.classes, sampling)
    if way == "counts":
        ...
    task = RiskTask(law, moments, channels, size, seed, claim, correction, drawn, sampling)
    watch = Watch(spread(law, values), alpha, size, sampling == "independent", half_width, samples)
    done = run(task, blocks, executor=executor, workers=workers, checkpoint=checkpoint,
               watch=watch, progress=progress)  # fmt: skip
    n = done.blocks * size
    value = done.totals["total"] / n
    return _risks(values, value, watch.interval(), watch.methods, samples=n, digest=done.digest)


def _exact(law: Finite, values: Values) -> Risks:
    total = np.zeros((len(values.moments.names), 1 + len(values.channels)))
    points = max(1, POINT_ELEMENTS // law.classes)
    for clean in map(int, np.flatnonzero(law.prior)):
        where = np.flatnonzero(law.joint[:, clean])
        for start in range(0, len(where), points):
            here = where[start : start + points]
            weights, u = law.joint[here, clean], law.outputs[here].T
            with np.errstate(divide="ignore"):
                plain = values.plain(u, np.log(u))
            total[:, 0] += plain[:, clean] @ weights
            for r in range(len(values.channels)):
                corrected = values.corrected(r, plain, u)
                total[:, 1 + r] += values.expected(r, clean, corrected, u) @ weights
    if not np.isfinite(total).all():
        name = values.moments.names[int(np.argmin(np.isfinite(total).all(axis=1)))]
        raise ValueError(
            f"outputs must be positive where a loss is unbounded; the risk of {name} is not finite"
        )
    return _risks(values, total, Interval(total, total), ("exact",) * len(total))


def _risks(values: Values, value: Any, interval: Interval, methods: Any, **rest: Any) -> Risks:
    noises = tuple(channel.name for channel in values.channels)
    return Risks(values.moments.names, noises, value, interval, methods, **rest)


def _blocks(samples: int, classes: int, sampling: Sampling) -> tuple[int, int]:
    """How many blocks, and of how many samples."""
    size = max(1, BLOCK_ELEMENTS // classes)
    if sampling == "independent":
        size = min(size, samples)
    else:
        # A power of 2 keeps a net balanced.
        size = 1 << max(1, min(size, samples // FEWEST_REPLICATES).bit_length() - 1)
    return max(-(-samples // size), 1 if sampling == "independent" else FEWEST_REPLICATES), size


class Watch:
    """Confidence sequences of a run, one per loss: a `watch` that stops at a half-width."""

    def __init__(
        self,
        known: Spread,
        alpha: float,
        size: int,
        independent: bool,
        half_width: float | None,
        planned: int,
    ) -> None:
        if half_width is not None and not half_width > 0:
            raise ValueError(f"half_width must be positive; got {half_width}")
        self._size, self._half_width = size, half_width
        self._means: list[np.ndarray] = []
        self._squares = np.zeros(known.low.shape)
        losses, columns = known.low.shape
        self._alpha = ErrorBudget(alpha, ["risks"]).share("risks", estimands=losses * columns)
        self._sequences: list[ConfidenceSequence | None] = []
        methods: list[Method] = []
        for low, high, sigma in zip(known.low, known.high, known.sigma, strict=True):
            if independent and np.isfinite(high - low).all():
                room = FLOAT32_ROOM * np.maximum(abs(low), abs(high))
                sequence = EmpiricalBernstein(low - room, high + room, self._alpha, planned=planned)
                self._sequences.append(sequence)
                methods.append("empirical Bernstein")
            elif independent and np.isfinite(sigma).all():
                rho = tightest_rho(sigma, self._alpha, planned=planned)
                self._sequences.append(NormalMixture(sigma, self._alpha, rho=rho))
                methods.append("normal mixture")
            else:
                self._sequences.append(None)
                methods.append("replicates")
        self.methods = tuple(methods)

    def __call__(self, block: int, statistics: Any) -> bool:
        total, squares = statistics["total"], statistics["squares"]
        self._means.append(total / self._size)
        self._squares += squares
        for loss, sequence in enumerate(self._sequences):
            if sequence is not None:
                sequence.update(self._size, total[loss], squares[loss])
        if self._half_width is None:
            return False
        return bool((self.interval().half_width <= self._half_width).all())

    def interval(self) -> Interval:
        """Of every estimand, shape (losses, 1 + noises); infinite where blocks are too few."""
        shape = self._means[0].shape
        low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
        if None in self._sequences and len(self._means) >= FEWEST_REPLICATES:
            found = replicate_interval(np.stack(self._means), self._alpha)
            low, high = found.low.copy(), found.high.copy()
        for loss, sequence in enumerate(self._sequences):
            if sequence is not None:
                found = sequence.interval()
                low[loss], high[loss] = found.low, found.high
        room = FLOAT32_ROOM * np.sqrt(self._squares / self._size / len(self._means))
        return Interval(low - room, high + room)
