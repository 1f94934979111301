"""Sums of forms over samples in one compiled loop on the CPU, whose formulas are SymPy's alone.

Needs numba, which is imported when a kernel is built. Logits are held in units of log 2, so that
softmax takes powers of two. exp2 is within 2.5e-7 of the truth, relative, and so is log2; sines
and cosines are within 2e-7, absolute. Terms are float32, sums of up to 256 of them too, and those
are added in float64.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from simulate.kernels.numba_source import LANES, LN2, LOG2E, PIECE, Writer
from simulate.kernels.program import Program

ELEMENTS, NARROWEST = 16_384, 160
FARTHEST = math.sqrt(66 * math.log(2))
# Powers of two of logits in +-SAFE, their squares and sums over 1000 classes are float32.
SAFE = 50.0
LARGEST = 1e6


class Kernels(NamedTuple):
    start: Callable[..., None]
    fill: Callable[..., None]
    sweep: Callable[..., None]
    exp2: Callable[[float], float]
    log2: Callable[[float], float]


class Compiled:
    """Forms and class sums compiled for c = `classes`; as in `simulate.kernels.forms.Moments`.

    Threads may share one: what it writes is theirs, and it lets go of the interpreter lock.

    Parameters
    ----------
    forms, sums : expressions
        As in `simulate.kernels.forms.Moments`.
    classes : int
        c >= 2.

    Raises
    ------
    ValueError
        For a function that is not compiled here; `simulate.kernels.program.Program` may know it.
    ModuleNotFoundError
        Without numba.
    """

    def __init__(
        self, forms: Sequence[sympy.Expr], sums: Sequence[sympy.Expr], classes: int
    ) -> None:
        if classes < 2:
            raise ValueError(f"classes must be at least 2; got {classes}")
        self.classes, self.size = classes, len(forms)
        width = ELEMENTS // classes // LANES * LANES
        self.width = min(max(width, NARROWEST), 8 * PIECE)
        writer = Writer(Program(forms, sums), sums, classes, self.width)
        self.sources = {far: writer.source(far) for far in (False, True)}
        self._length = writer.length
        self._local = threading.local()
        compiled(self.sources[False])

    def sums(
        self, rng: np.random.Generator, means: ArrayLike, sigma: float, n: ArrayLike
    ) -> NDArray[np.float64]:
        """Sums over samples of every form at every class, shape (..., forms, c).

        The logits are `means + sigma * N(0, I)`; `rng` seeds 16 generators (sfc32) in a row, so
        the sums are a function of its state and of the parameters.

        Parameters
        ----------
        means : array, shape (..., c)
            Within +-1e6; rounded to float32, as is sigma.
        sigma : float
            In 0..1e6.
        n : int array, shape (...)
            How many samples have each of the means, at least 0.

        Raises
        ------
        ValueError
            If a parameter is outside its range.
        """
        kernels, state, centres, scale = self._prepared(rng, means, sigma, n)
        counts = np.asarray(n, np.int64)
        out = np.zeros((counts.size, self.size, self.classes))
        kernels.sweep(state, self._scratch(), centres, scale, counts.reshape(-1), out)
        return out.reshape(*counts.shape, self.size, self.classes)

    def logits(
        self, rng: np.random.Generator, mean: ArrayLike, sigma: float, n: int
    ) -> NDArray[np.float64]:
        """What `sums` of the same `rng` sums over, up to a constant; shape (c, n)."""
        kernels, state, (centre,), scale = self._prepared(rng, mean, sigma, n)
        scratch = self._scratch()
        out = np.empty((self.classes, n))
        for start in range(0, n, self.width):
            size = min(self.width, n - start)
            kernels.fill(state, scratch, centre, scale, -(-size // LANES) * LANES)
            rows = scratch[: self.classes * self.width].reshape(self.classes, self.width)
            out[:, start : start + size] = rows[:, :size]
        return out * LN2

    def _prepared(
        self, rng: np.random.Generator, means: ArrayLike, sigma: float, n: ArrayLike
    ) -> tuple[Kernels, NDArray[np.uint32], NDArray[np.float32], np.float32]:
        centres, counts = np.asarray(means, dtype=np.float64), np.asarray(n)
        if centres.shape != (*counts.shape, self.classes):
            raise ValueError(
                f"means must have shape {(*counts.shape, self.classes)}, a row for each of n; got "
                f"{centres.shape}"
            )
        if not 0 <= sigma < LARGEST:
            raise ValueError(f"sigma must be in 0..{LARGEST:g}; got {sigma}")
        if not (counts >= 0).all():
            raise ValueError(f"n must be at least 0; got {counts.min()}")
        centres = centres.reshape(-1, self.classes)
        least, most = centres.min(axis=1), centres.max(axis=1)
        if not ((least > -LARGEST) & (most < LARGEST)).all():
            wanted = f"means must be within +-{LARGEST:g}"
            raise ValueError(f"{wanted}; got {least.min()} to {most.max()}")
        padded = np.zeros((len(centres), self.classes + 1), np.float32)
        padded[:, :-1] = (centres - (least + most)[:, None] / 2) * LOG2E
        scale = np.float32(-2 * LN2 * (sigma * LOG2E) ** 2)
        far = ((most - least).max() / 2 + FARTHEST * sigma) * LOG2E > SAFE
        kernels = compiled(self.sources[far])
        state = rng.integers(0, 2**32, 3 * LANES + 1, dtype=np.uint32)
        kernels.start(state)
        return kernels, state, padded, scale

    def _scratch(self) -> NDArray[np.float32]:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = np.zeros(self._length, np.float32)
        return self._local.scratch


@cache
def compiled(source: str) -> Kernels:
    """The functions of a source, which is compiled once in a process."""
    from numba import njit  # pyright: ignore

    # Sums may be reordered, elementary functions may not: they cancel on purpose.
    inlined = njit(forceinline=True, fastmath={"contract"})
    space: dict[str, Any] = {
        "np": np,
        "F": np.float32,
        "I": np.int32,
        "W": np.uint32,
        "N": np.uint64,  # an index that cannot be negative needs no test
        "inlined": inlined,
        "exact": njit(nogil=True, fastmath={"contract"}, error_model="numpy"),
        "summing": njit(nogil=True, fastmath={"contract", "reassoc", "nsz"}, error_model="numpy"),
    }
    exec(compile(source, "<simulate.kernels.compiled>", "exec"), space)
    state, scratch = np.zeros(3 * LANES + 1, np.uint32), np.zeros(space["LENGTH"], np.float32)
    centres, out = np.zeros((1, space["CLASSES"] + 1), np.float32), np.zeros((1, 1, 1))
    kernels = Kernels(*(space[name] for name in Kernels._fields))
    kernels.start(state)
    kernels.sweep(state, scratch, centres, np.float32(-1), np.zeros(1, np.int64), out)
    return kernels
