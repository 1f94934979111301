"""Sums of forms over samples in one loop on the CPU, compiled from SymPy formulas.

Needs llvmlite, which is imported when a kernel is built. Logits are in units of log 2, so that
softmax uses powers of two. The relative error of exp2 and log2 is at most 2.5e-7, the absolute
error of sines and cosines 2e-7. Terms and sums of at most 264 terms are float32; these sums are
added in float64.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from ctypes import c_float, c_int64, c_void_p
from typing import NamedTuple

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from lossproof.simulate.kernels.functions import LN2, LOG2E
from lossproof.simulate.kernels.machine_code import loaded, processor
from lossproof.simulate.kernels.program import Program
from lossproof.simulate.kernels.writer import GENERATORS, Writer

ELEMENTS, NARROWEST, WIDEST = 16_384, 288, 1056
FARTHEST = math.sqrt(66 * math.log(2))
# Powers of two of logits in +-SAFE, their squares and sums over 1000 classes are float32.
SAFE = 50.0
LARGEST = 1e6

SIGNATURES = {
    "start": (c_void_p,),
    "logits": (c_void_p, c_void_p, c_void_p, c_float, c_int64),
    "sweep": (c_void_p, c_void_p, c_void_p, c_float, c_void_p, c_int64, c_void_p),
}


class _Prepared(NamedTuple):
    functions: dict[str, Callable[..., None]]
    state: NDArray[np.uint32]
    means: NDArray[np.float32]
    scale: float


class Compiled:
    """Forms and class sums compiled for c = `classes`; as in `kernels.forms.Moments`.

    Threads may share one: each thread has its own buffers, and the interpreter lock is released.

    Parameters
    ----------
    forms, sums : expressions
        As in `lossproof.simulate.kernels.forms.Moments`.
    classes : int
        c >= 2.

    Raises
    ------
    ValueError
        For a function that is not compiled here; `simulate.kernels.program.Program` may know it.
    ModuleNotFoundError
        Without llvmlite.
    """

    def __init__(
        self, forms: Sequence[sympy.Expr], sums: Sequence[sympy.Expr], classes: int
    ) -> None:
        if classes < 2:
            raise ValueError(f"classes must be at least 2; got {classes}")
        self.classes, self.size = classes, len(forms)
        width = min(max(ELEMENTS // classes, NARROWEST), WIDEST)
        # Rows an odd number of times 32 apart do not fall on the same lines of a cache.
        self.width = (width // GENERATORS - 1 | 1) * GENERATORS
        program, lanes = Program(forms, sums), processor().lanes
        near, distant = (
            Writer(program, sums, classes, self.width, lanes, far) for far in (False, True)
        )
        self._writer, self._distant = near, distant
        self._local = threading.local()
        self._loaded = {False: loaded(near.source, SIGNATURES)}

    def sums(
        self, rng: np.random.Generator, means: ArrayLike, sigma: float, n: ArrayLike
    ) -> NDArray[np.float64]:
        """Sums over samples of every form at every class, shape (..., forms, c).

        The logits are `means + sigma * N(0, I)`; `rng` seeds 32 generators (sfc32) in a row, so
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
        ready = self._prepared(rng, means, sigma, n)
        shape = np.shape(n)
        counts = np.array(n, np.int64).reshape(-1)
        writer = self._writer
        table = np.zeros((counts.size, self.classes + 1, writer.padded))
        ready.functions["sweep"](
            ready.state.ctypes.data,
            self._scratch().ctypes.data,
            ready.means.ctypes.data,
            ready.scale,
            counts.ctypes.data,
            counts.size,
            table.ctypes.data,
        )
        out = np.empty((counts.size, self.size, self.classes))
        for form, (place, unit) in writer.places.items():
            out[:, form] = table[:, -1:, place] if form in writer.of_rows else table[:, :-1, place]
            if unit != 1:
                out[:, form] *= unit
        return out.reshape(*shape, self.size, self.classes)

    def logits(
        self, rng: np.random.Generator, mean: ArrayLike, sigma: float, n: int
    ) -> NDArray[np.float64]:
        """The logits that `sums` with the same `rng` uses, up to a constant; shape (c, n)."""
        ready = self._prepared(rng, mean, sigma, n)
        scratch = self._scratch()
        out = np.empty((self.classes, n))
        for start in range(0, n, self.width):
            size = min(self.width, n - start)
            ready.functions["logits"](
                ready.state.ctypes.data,
                scratch.ctypes.data,
                ready.means.ctypes.data,
                ready.scale,
                size,
            )
            rows = scratch[: self.classes * self.width].reshape(self.classes, self.width)
            out[:, start : start + size] = rows[:, :size]
        return out * LN2

    def _prepared(
        self, rng: np.random.Generator, means: ArrayLike, sigma: float, n: ArrayLike
    ) -> _Prepared:
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
        padded = np.zeros((len(centres), self.classes + self.classes % 2), np.float32)
        padded[:, : self.classes] = (centres - (least + most)[:, None] / 2) * LOG2E
        far = bool(((most - least).max() / 2 + FARTHEST * sigma) * LOG2E > SAFE)
        if far not in self._loaded:
            self._loaded[far] = loaded(self._distant.source, SIGNATURES)
        functions = self._loaded[far]
        words = rng.integers(0, 2**32, 3 * GENERATORS + 1, dtype=np.uint32)
        state = np.concatenate([words, np.full(GENERATORS - 1, words[-1])])
        functions["start"](state.ctypes.data)
        return _Prepared(functions, state, padded, -2 * LN2 * (sigma * LOG2E) ** 2)

    def _scratch(self) -> NDArray[np.float32]:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = np.zeros(self._writer.length, np.float32)
        return self._local.scratch
