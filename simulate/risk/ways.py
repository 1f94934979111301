"""Clean and noisy risks of a classifier, computed in one of three ways.

`exact` integrates over a finite law; `counts` draws how often each point and noisy label occur,
at a cost that does not depend on the number of samples; `sample` draws every sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from simulate.information import CountsTask
from simulate.intervals import (
    FEWEST_REPLICATES,
    ConfidenceSequence,
    EmpiricalBernstein,
    ErrorBudget,
    Interval,
    NormalMixture,
    replicate_interval,
    tightest_rho,
)
from simulate.kernels import Moments
from simulate.problem import (
    Correction,
    Finite,
    Gaussian,
    Law,
    Noise,
    Spread,
    Values,
    channel,
    spread,
)
from simulate.risk.checks import (
    BACKENDS,
    check_invertible,
    check_law,
    check_losses,
    check_noises,
    check_used,
)
from simulate.risk.samples import RiskTask, Sampling, chunk_width
from simulate.risk.table import RiskTable
from simulate.running import run
from theory.losses import FixedLoss

Way = Literal["exact", "counts", "sample"]
Method = Literal["exact", "empirical Bernstein", "normal mixture", "replicates"]

FLOAT32_ROOM = 1e-6
WORTH_COMPILING = 1e9
FEWEST_PER_CLASS = 256
BLOCK_ELEMENTS, POINT_ELEMENTS = 1 << 23, 1 << 20
SAMPLES = 10**6


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
    samples: int = SAMPLES,
    half_width: float | None = None,
    alpha: float = 0.05,
    correction: Correction | None = None,
    corrected_by: Sequence[Noise] | None = None,
    drawn: bool = False,
    sampling: Sampling = "independent",
    seed: int = 0,
    claim: str = "risks",
    backend: str = "auto",
    executor: Executor | None = None,
    workers: int = 1,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Risks:
    """Risks of losses under the clean labels and under every noise.

    Parameters
    ----------
    law : of the clean label and the classifier's output; see `simulate.problem.laws`
    losses : such as `LOSSES["lq"].fix(q="7/10")`
    noises : each a TransitionMatrix, the rate of uniform noise, or InstanceNoise
    way : "exact" and "counts" need a `Finite` law; an argument that is of no use to a way, such as
        `half_width` to "exact" or `drawn` to "counts", must keep its default
    samples : how many to draw at most, at least 1; rounded up to whole blocks
    half_width : stop once every interval's half-width is at most this; positive
    alpha : chance that any of the intervals misses, in (0, 1)
    correction : train on the loss corrected for each noise, "backward" or "forward" (Patrini et
        al., 2017); the clean column is never corrected
    corrected_by : the matrices that correct, one per noise; by default the noises' own
    drawn : draw the noisy label of every sample too, instead of integrating it out
    sampling : of a `Gaussian` law also "antithetic", or "sobol": every block is then one scramble
        of a Sobol net, and the interval comes from the blocks' means
    seed, claim : of the random numbers, with the number of the block
    backend : "numpy", "numba", "cupy" or "auto"; the compiled two sample a `Gaussian` law with
        independent samples and the noise integrated out, without correction; there "auto" takes
        CuPy if there is a GPU, else numba if it is installed and the run is long
    executor, workers, checkpoint, progress : see `simulate.running.blocks.run`

    Raises
    ------
    ValueError, TypeError
        If an argument is not as above.
    """
    check_law(law)
    losses, noises = check_losses(losses), check_noises("noises", noises)
    if not isinstance(samples, int) or samples < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"samples must be an integer, at least 1; got {samples!r}")
    if half_width is not None and not half_width > 0:
        raise ValueError(f"half_width must be positive; got {half_width}")
    for name, given, allowed in (
        ("way", way, get_args(Way)),
        ("sampling", sampling, get_args(Sampling)),
        ("correction", correction, (None, *get_args(Correction))),
        ("backend", backend, BACKENDS),
    ):
        if given not in allowed:
            wanted = ", ".join(map(repr, allowed))
            raise ValueError(f"{name} must be one of {wanted}; got {given!r}")
    if way != "sample":
        _finite(law, way)
    check_used(way, {
        "samples": (samples, SAMPLES), "half_width": (half_width, None), "drawn": (drawn, False),
        "sampling": (sampling, "independent"), "executor": (executor, None),
        "workers": (workers, 1), "checkpoint": (checkpoint, None), "backend": (backend, "auto"),
    })  # fmt: skip
    c = law.classes
    channels = tuple(channel(noise, c, f"noises[{r}]") for r, noise in enumerate(noises))
    matrices = () if corrected_by is None else check_noises("corrected_by", corrected_by)
    correctors = tuple(channel(T, c, f"corrected_by[{r}]") for r, T in enumerate(matrices))
    if correctors and (correction is None or len(correctors) != len(channels)):
        raise ValueError(
            f"corrected_by must hold one matrix per noise, {len(channels)}, and goes with a "
            f"correction; got {len(correctors)} and correction={correction!r}"
        )
    if correction == "backward":
        check_invertible(correctors or channels)
    moments = _moments(losses, c)
    values = Values(moments, channels, correction, correctors=correctors or None)
    table = None
    if way == "exact":
        return _exact(_finite(law, way), values)
    known = spread(law, values)
    if way == "counts":
        blocks, size = FEWEST_REPLICATES, -(-samples // FEWEST_REPLICATES)
        table = RiskTable(_finite(law, way), values)
        task: Any = CountsTask(
            joint=table.joint,
            noises=table.noises,
            samples_per_block=size,
            seed=seed,
            claim=claim,
        )
    else:
        if sampling != "independent" and not isinstance(law, Gaussian):
            raise ValueError(f'sampling must be "independent" for a {type(law).__name__} law')
        blocks, size = _blocks(
            samples, c, sampling, bool((known.bounded | known.subgaussian).all())
        )
        task = RiskTask(law, moments, channels, size, seed, claim, correction, correctors, drawn,
                        sampling)  # fmt: skip
        task = replace(task, backend=_device(backend, task, samples))
    independent = sampling == "independent"
    watch = Watch(known, alpha, size, independent, half_width, samples, table)
    try:
        done = run(task, blocks, executor=executor, workers=workers, checkpoint=checkpoint,
                   watch=watch, progress=progress)  # fmt: skip
    except ValueError as error:
        if ": recipe.samples" in str(error) and "per" in str(error):
            raise ValueError(
                f"checkpoint {checkpoint} is of a run with another number of samples, which is "
                "divided into other blocks; give as many samples, or another path"
            ) from error
        raise
    n = done.blocks * size
    value = (table(done.totals) if table else done.totals)["total"] / n
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
    noises = tuple(noise.name for noise in values.channels)
    return Risks(values.moments.names, noises, value, interval, methods, **rest)


@lru_cache(maxsize=32)
def _moments(losses: tuple[FixedLoss, ...], classes: int) -> Moments:
    return Moments.of(losses, classes)


def _finite(law: Law, way: str) -> Finite:
    if not isinstance(law, Finite):
        raise TypeError(f'way must be "sample" for a {type(law).__name__} law; got {way!r}')
    return law


def _device(name: str, task: RiskTask, samples: int) -> str:
    """What draws and evaluates the samples of a task: "numpy", "numba" or "cupy"."""
    from simulate.machine import backend, missing

    if name == "auto":
        if not task.is_plain:
            return "numpy"
        if not missing("cupy"):
            return "cupy"
        long = samples * task.law.classes >= WORTH_COMPILING
        return "numba" if long and _compiles(task) else "numpy"
    if name == "numba":
        if find_spec("numba") is None:
            raise ValueError("the backend 'numba' needs numba: pip install 'lossproof[fast]'")
    elif backend(name).name.value == "numpy":
        return "numpy"
    if not task.is_plain:
        raise ValueError(
            f"backend {name!r} samples a Gaussian law with independent samples, noise integrated "
            "out, no correction and losses that float32 can hold; use numpy for anything else"
        )
    return name


def _compiles(task: RiskTask) -> bool:
    if find_spec("numba") is None:
        return False
    from simulate.kernels import Compiled

    try:
        Compiled(task.moments.forms, task.moments.sums, task.law.classes)
    except ValueError:
        return False
    return True


def _blocks(samples: int, classes: int, sampling: Sampling, sequences: bool) -> tuple[int, int]:
    """How many blocks, and of how many samples."""
    # Every class of a block should fill a chunk; a sequence learns the variance from some blocks.
    size = max(BLOCK_ELEMENTS, chunk_width(classes) * classes**2) // classes
    some = max(-(-samples // FEWEST_REPLICATES), 1)
    if sampling != "independent":
        # A power of 2 keeps a net balanced.
        size = 1 << max(1, min(size, some).bit_length() - 1)
        return max(-(-samples // size), FEWEST_REPLICATES), size
    size = min(size, max(some, FEWEST_PER_CLASS * classes) if sequences else some, samples)
    blocks = -(-samples // size)
    # Few blocks share the samples evenly, so that little is rounded up.
    return (blocks, -(-samples // blocks)) if blocks < FEWEST_REPLICATES else (blocks, size)


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
        table: RiskTable | None = None,
    ) -> None:
        self._size, self._half_width, self._table = size, half_width, table
        self._means: list[np.ndarray] = []
        self._squares = np.zeros(known.low.shape)
        losses, columns = known.low.shape
        self._alpha = ErrorBudget(alpha, ["risks"]).share("risks", estimands=losses * columns)
        bounded = known.bounded & independent
        scaled = known.subgaussian & ~bounded & independent
        self._sequences: list[tuple[np.ndarray, ConfidenceSequence]] = []
        if bounded.any():
            low, high = known.low[bounded], known.high[bounded]
            largest = np.maximum(abs(low), abs(high))
            room = FLOAT32_ROOM * np.where(largest > 0, largest, 1)
            bernstein = EmpiricalBernstein(low - room, high + room, self._alpha, planned=planned)
            self._sequences.append((bounded, bernstein))
        if scaled.any():
            sigma = known.sigma[scaled]
            rho = tightest_rho(sigma, self._alpha, planned=planned)
            self._sequences.append((scaled, NormalMixture(sigma, self._alpha, rho=rho)))
        self._others = ~(bounded | scaled)
        names: tuple[Method, ...] = ("replicates", "normal mixture", "empirical Bernstein")
        methods = [names[2 * int(b) + int(s)] for b, s in zip(bounded, scaled, strict=True)]
        self.methods = tuple(methods)
        if half_width is not None and self._others.any():
            raise ValueError(
                "half_width needs intervals that hold at any time; "
                f"{methods.count('replicates')} of the losses have values without a known bound, "
                "so give samples alone"
            )

    def __call__(self, block: int, statistics: Any) -> bool:
        sums = self._table(statistics) if self._table else statistics
        total, squares = sums["total"], sums["squares"]
        self._means.append(total / self._size)
        self._squares += squares
        for rows, sequence in self._sequences:
            sequence.update(self._size, total[rows], squares[rows])
        if self._half_width is None:
            return False
        return bool((self.interval().half_width <= self._half_width).all())

    def interval(self) -> Interval:
        """Of every estimand, shape (losses, 1 + noises); infinite where blocks are too few."""
        shape = self._means[0].shape
        low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
        found = [(rows, sequence.interval()) for rows, sequence in self._sequences]
        if self._others.any() and len(self._means) >= FEWEST_REPLICATES:
            means = np.stack(self._means)[:, self._others]
            found.append((self._others, replicate_interval(means, self._alpha)))
        for rows, interval in found:
            low[rows], high[rows] = interval.low, interval.high
        room = FLOAT32_ROOM * np.sqrt(self._squares / self._size / len(self._means))
        return Interval(low - room, high + room)
