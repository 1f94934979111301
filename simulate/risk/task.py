"""Risks from samples, block by block: the per-sample engine.

A block has a fixed number of samples, a function of (seed, claim, block). Samples of one clean
class are evaluated together in chunks that fit the cache, float32 inside a chunk and float64
across chunks; all losses come from one softmax.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import numpy as np

from lossproof.simulate.drawing import LabelSampler, draw_counts
from lossproof.simulate.kernels import PIECE, Program, Workspace
from lossproof.simulate.machine import stream
from lossproof.simulate.problem import (
    Gaussian,
    InstanceNoise,
    Law,
    RiskProblem,
    Tables,
    digits,
    standard_normals,
)
from lossproof.simulate.risk.constants import (
    CHUNK,
    FEWEST_IN_CHUNK,
    GPU_TABLE,
    LARGEST_GAIN,
    TABLE,
)
from lossproof.simulate.running import Statistics

Sampling = Literal["independent", "antithetic", "sobol"]

Class = tuple[int, Any, int]


@dataclass(frozen=True)
class RiskTask:
    """Sums of losses over blocks of samples; see `Sample` for the parameters.

    A block's statistics are `n`, the number of samples, and `total` and `squares`, of shape
    (losses, 1 + noises): sums over the samples of every loss and of its square, under the clean
    labels and under every noise. Where the noise is integrated out from the forms alone, `squares`
    holds the mean of the square over the noisy label, which is at least the square of the mean.
    """

    problem: RiskProblem
    samples_per_block: int
    seed: int
    claim: str
    sample_noise: bool = False
    sampling: Sampling = "independent"
    backend: str = "numpy"
    recipe: Mapping[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        recipe = {
            **self.problem.recipe,
            "samples_per_block": self.samples_per_block,
            "seed": self.seed,
            "claim": self.claim,
            "labels": "drawn" if self.sample_noise else "integrated out",
            "sampling": self.sampling,
            "backend": self.backend,
        }
        object.__setattr__(self, "recipe", recipe)

    @cached_property
    def key(self) -> str:
        """Everything an engine depends on."""
        recipe = {name: part for name, part in self.recipe.items() if name not in ("seed", "claim")}
        return json.dumps(recipe, sort_keys=True)

    @property
    def by_value(self) -> bool:
        """Whether every sample's losses are needed, not only the sums of the forms."""
        instance = any(isinstance(channel, InstanceNoise) for channel in self.problem.channels)
        sums = digits(self.problem).sums
        return self.sample_noise or self.problem.correction is not None or instance or not sums

    @property
    def is_plain(self) -> bool:
        """Whether a compiled kernel can sample and evaluate."""
        independent = self.sampling == "independent" and not self.by_value
        fit = digits(self.problem).single
        return isinstance(self.problem.law, Gaussian) and independent and fit

    def __call__(self, block: int) -> Statistics:
        engine = _engine(self)
        rng = stream(self.seed, self.claim, block)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            sums = engine.sums((part for part in self._classes(rng) if part[-1]), rng)
        for loss, finite in zip(self.problem.moments.names, np.isfinite(sums[0]), strict=True):
            if not finite.all():
                raise ValueError(
                    f"the risk of {loss} is not finite in floating point: a term overflows, or "
                    "a probability is rounded to 0 or 1; use less confident outputs, or a loss "
                    "that "
                    "is finite there"
                )
        return {"n": np.array(self.samples_per_block), "total": sums[0], "squares": sums[1]}

    def _classes(self, rng: np.random.Generator) -> Iterator[Class]:
        """Every clean class of a block, its function to fill a chunk, and its number of samples."""
        law, size = self.problem.law, self.samples_per_block
        if isinstance(law, Gaussian) and self.sampling == "sobol":
            yield from _sobol(law, size, rng)
        elif isinstance(law, Gaussian) and self.sampling == "antithetic":
            for clean, pairs in enumerate(draw_counts(rng, size // 2, law.prior)):
                yield clean, _mirrored(law, clean), 2 * int(pairs)
        else:
            for clean, count in enumerate(draw_counts(rng, size, law.prior)):
                yield clean, _independent(law, clean), int(count)


def _independent(law: Law, clean: int) -> Any:
    return lambda rng, out, done: law.fill(rng, clean, out)


def _mirrored(law: Gaussian, clean: int) -> Any:
    """Samples and their mirror images, side by side."""

    def fill(rng: np.random.Generator, out: np.ndarray, done: int) -> None:
        half = np.empty((len(out), out.shape[1] // 2), out.dtype)
        standard_normals(rng, half)
        out[:, : half.shape[1]] = half
        out[:, half.shape[1] :] = -half
        law.place(clean, out)

    return fill


def _sobol(law: Gaussian, size: int, rng: np.random.Generator) -> Iterator[Class]:
    """One scramble of a Sobol net, sorted by class: the first coordinate is the clean label."""
    from scipy.special import ndtri
    from scipy.stats.qmc import Sobol

    points = Sobol(law.classes + 1, scramble=True, rng=rng).random(size)
    labels = np.searchsorted(np.cumsum(law.prior)[:-1], points[:, 0], "right")
    # A scrambled coordinate may be 0; half a digit keeps it inside (0, 1).
    normals = ndtri(np.clip(points[:, 1:], 2.0**-54, 1 - 2.0**-54))
    for clean in np.unique(labels):
        rows = normals[labels == clean].T

        def fill(_: Any, out: np.ndarray, done: int, rows: Any = rows, clean: Any = clean) -> None:
            out[...] = rows[:, done : done + out.shape[1]]
            law.place(int(clean), out)

        yield int(clean), fill, rows.shape[1]


class _Engine:
    """The state of a thread for one task: compiled forms, buffers, samplers."""

    def __init__(self, task: RiskTask) -> None:
        self.task, self.problem = task, task.problem
        self.classes, self.channels = task.problem.law.classes, task.problem.channels
        moments = self.moments = task.problem.moments
        single = digits(self.problem).single and self.problem.gain <= LARGEST_GAIN
        dtype = np.float32 if single else np.float64
        self.width = chunk_width(self.classes, CHUNK // 8 if task.by_value else CHUNK)
        self.workspace = Workspace(
            Program(moments.forms, moments.sums), self.classes, self.width, dtype
        )
        table = GPU_TABLE if task.backend == "cupy" else TABLE
        self.classes_at_once = max(1, table // (len(moments.forms) * self.classes))
        self.combinations = (moments.means, moments.squares)
        self.kernel = _kernel(task) if task.backend != "numpy" else None
        self.samplers: list[Any] = [
            None if isinstance(channel, InstanceNoise) else LabelSampler(channel.rows())
            for channel in self.channels
            if task.sample_noise
        ]

    def sums(self, classes: Iterator[Class], rng: np.random.Generator) -> np.ndarray:
        """Sums of every loss and of its square, shape (2, losses, 1 + noises)."""
        if self.task.by_value:
            return np.sum([self._from_values(*group, rng) for group in classes], axis=0)
        at_label = np.zeros((len(self.moments.forms), 1 + len(self.channels)))
        totals = np.zeros((len(at_label), 1))
        while group := list(islice(classes, self.classes_at_once)):
            tables = Tables(self._forms(group, rng), np.array([clean for clean, *_ in group]))
            means = [channel.mean(tables) for channel in self.channels]  # type: ignore[union-attr]
            at_label += np.stack([tables.at_label, *means], axis=1)
            totals += tables.totals[:, None]
        size = self.task.samples_per_block
        return np.stack([x.at(at_label, totals, size) for x in self.combinations])

    def _chunks(self, draw: Any, n: int, rng: Any) -> Iterator[tuple[Any, Any, int]]:
        done = 0
        while done < n:
            size = min(self.width, n - done)
            if size > PIECE:
                size = size // PIECE * PIECE
            draw(rng, self.workspace.logits(size), done)
            yield *self.workspace.softmax(size), size
            done += size

    def _forms(self, group: Sequence[Class], rng: np.random.Generator) -> np.ndarray:
        """Sums of every form over the samples of every class, shape (g, forms, c)."""
        if self.kernel is not None:
            clean, counts = (np.array([item[place] for item in group]) for place in (0, 2))
            return self.kernel(self.problem.law, clean, counts, rng)
        forms = np.zeros((len(group), len(self.moments.forms), self.classes))
        for table, (_, draw, n) in zip(forms, group, strict=True):
            for *_, size in self._chunks(draw, n, rng):
                table += self.workspace.sums(size)
        return forms

    def _from_values(self, clean: int, draw: Any, n: int, rng: Any) -> np.ndarray:
        first = np.zeros((len(self.moments.names), 1 + len(self.channels)))
        second = np.zeros_like(first)
        for u, ell, size in self._chunks(draw, n, rng):
            plain = self.problem.plain(u, ell)
            columns = [plain[:, clean]]
            for r in range(len(self.channels)):
                values = self.problem.corrected(r, plain, u)
                if self.task.sample_noise:
                    noisy = self._draw(r, clean, u, rng)
                    columns.append(values[:, noisy, np.arange(size)])
                else:
                    columns.append(self.problem.expected(r, clean, values, u))
            for e, column in enumerate(columns):
                first[:, e] += column.sum(axis=1, dtype=np.float64)
                second[:, e] += np.einsum("ln,ln->l", column, column, dtype=np.float64)
        return np.stack([first, second])

    def _draw(self, r: int, clean: int, u: np.ndarray, rng: Any) -> np.ndarray:
        channel, sampler, n = self.channels[r], self.samplers[r], u.shape[1]
        if isinstance(channel, InstanceNoise):
            moved = rng.random(n) < channel.rates(u[clean])
            return (clean + moved * rng.integers(1, self.classes, n)) % self.classes
        noisy = np.empty(n, sampler.dtype)
        sampler.grouped(rng, clean, noisy)
        return noisy


def _kernel(task: RiskTask) -> Any:
    """A function for sums of the forms over samples of a compiled kernel."""
    moments = task.problem.moments
    forms, sums, c = moments.forms, moments.sums, moments.classes
    if task.backend == "llvm":
        from lossproof.simulate.kernels import Compiled

        compiled = Compiled(forms, sums, c)
        return lambda law, clean, n, rng: compiled.sums(rng, law.mean(clean), law.sigma, n)
    from lossproof.simulate.kernels import Kernel
    from lossproof.simulate.machine import backend

    device, kernel = backend(task.backend), Kernel(forms, sums, c)

    def run(law: Gaussian, clean: Any, counts: Any, rng: np.random.Generator) -> np.ndarray:
        # A separate seed for every class: a sample depends on seed and number alone.
        seeds = rng.integers(2**63, size=len(clean))
        return kernel.run(device, law.mean(clean), law.sigma, seeds=seeds, counts=counts)

    return run


def chunk_width(classes: int, elements: int = CHUNK) -> int:
    """Samples in a chunk: a multiple of `PIECE` where that fits."""
    width = max(elements // classes, FEWEST_IN_CHUNK)
    return width // PIECE * PIECE if width > PIECE else width


_local = threading.local()


def _engine(task: RiskTask) -> _Engine:
    """The engine of this thread for the task, reused for later blocks."""
    if getattr(_local, "key", None) != task.key:
        _local.key, _local.engine = task.key, _Engine(task)
    return _local.engine
