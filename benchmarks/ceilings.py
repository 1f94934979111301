"""The limit of this core: normals a second, by every generator here, compiled ones among them.

A sample of `c` classes needs `c` normals, which bounds the samples a second of an engine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from lossproof.simulate.kernels import Program, U
from lossproof.simulate.kernels.compiled import SIGNATURES
from lossproof.simulate.kernels.functions import LN2
from lossproof.simulate.kernels.machine_code import loaded, processor
from lossproof.simulate.kernels.writer import GENERATORS, Writer
from lossproof.simulate.machine import normals, stream

SIZE = 1 << 16
# For compiled code: as many numbers as fit the second-level cache.
ROWS, WIDTH, REPEATS = 2, 32_000, 50

ZIGGURAT = "float32 normals, ziggurat, NumPy"
BOX_MULLER = "float32 normals, Box–Muller, NumPy"
OURS = "float32 normals, Box–Muller, ours compiled"
BY_HAND = "float32 normals, Box–Muller, numba by hand"
TORCH = "float32 normals, torch"
NORMALS = (ZIGGURAT, BOX_MULLER, OURS, BY_HAND, TORCH)


@dataclass(frozen=True)
class Ceiling:
    """Work to time, its amount, and the amount that a sample needs, if known."""

    work: Callable[[], object]
    amount: int
    per_sample: float | None
    repeats: int = 1

    def run(self) -> None:
        for _ in range(self.repeats):
            self.work()


def ceilings(classes: int) -> dict[str, Ceiling]:
    """By name; each takes some 20 ms, so that it can take turns with the contenders."""
    rng = stream(0, "benchmarks.ceilings", 0)
    out = np.empty(SIZE, np.float32)

    def repeated(work: Callable[[], object], per_sample: float, repeats: int) -> Ceiling:
        return Ceiling(work, SIZE * repeats, per_sample, repeats)

    return {
        ZIGGURAT: repeated(lambda: rng.standard_normal(out=out, dtype=np.float32), classes, 40),
        BOX_MULLER: repeated(lambda: normals(rng, out), classes, 80),
        **compiled(classes),
    }


def compiled(classes: int) -> dict[str, Ceiling]:
    """The normals of every available generator besides NumPy."""
    ceilings_: dict[str, Ceiling] = {}
    for name, make in ((OURS, _ours), (BY_HAND, _by_hand), (TORCH, _torch)):
        with suppress(ImportError):
            work, size = make()
            work()
            ceilings_[name] = Ceiling(work, size * REPEATS, classes, REPEATS)
    return ceilings_


def _ours() -> tuple[Callable[[], object], int]:
    writer = Writer(Program([U], []), [], ROWS, WIDTH, processor().lanes, far=False)
    functions = loaded(writer.source, SIGNATURES)
    state = np.random.SeedSequence(0).generate_state(4 * GENERATORS)
    functions["start"](state.ctypes.data)
    scratch, means = np.empty(writer.length, np.float32), np.zeros(ROWS, np.float32)
    arguments = (state.ctypes.data, scratch.ctypes.data, means.ctypes.data, -2 * LN2, WIDTH)

    def work() -> object:
        # Holds the arrays, whose addresses are all that is passed.
        return functions["logits"](*arguments), state, scratch, means

    return work, ROWS * WIDTH


def _by_hand() -> tuple[Callable[[], object], int]:
    from benchmarks.contenders import numba_

    state = np.random.SeedSequence(0).generate_state(4 * numba_.LANES).reshape(4, -1)
    words = np.empty((ROWS * WIDTH // numba_.LANES, numba_.LANES), np.uint32)
    radii, angles = words.reshape(2, -1)
    out = np.empty(words.size, np.float32)

    def work() -> None:
        numba_.fill(state, words)
        numba_.normals(radii, angles, out, np.float32(1))

    return work, out.size


def _torch() -> tuple[Callable[[], object], int]:
    import torch

    torch.set_num_threads(1)
    out, rng = torch.empty(SIZE), torch.Generator().manual_seed(0)
    return lambda: out.normal_(generator=rng), SIZE
