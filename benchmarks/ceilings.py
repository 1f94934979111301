"""What NumPy can do on this core at most: words, normals, exponentials and bytes a second.

A sample of `c` classes needs `c` normals, `c` times 32 random bits and, for these losses, `2 c`
exponentials; so each rate bounds the samples a second that the engine can reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulate.machine import normals, stream

SIZE = 1 << 16
LARGE = 1 << 24

WORDS = "64-bit random words"
ZIGGURAT = "float32 normals, ziggurat"
BOX_MULLER = "float32 normals, Box–Muller"
EXP = "float32 exp"
COPY = "bytes copied (read and written)"


@dataclass(frozen=True)
class Ceiling:
    """Work to be timed, how much it does, and how much of it a sample needs, if that is known."""

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
    x = rng.standard_normal(SIZE, dtype=np.float32)
    out = np.empty_like(x)
    large = np.ones(LARGE)
    copy = np.ones_like(large)

    def repeated(work: Callable[[], object], per_sample: float, repeats: int) -> Ceiling:
        return Ceiling(work, SIZE * repeats, per_sample, repeats)

    return {
        WORDS: repeated(lambda: rng.bit_generator.random_raw(SIZE), classes / 2, 150),
        ZIGGURAT: repeated(lambda: rng.standard_normal(out=out, dtype=np.float32), classes, 40),
        BOX_MULLER: repeated(lambda: normals(rng, out), classes, 80),
        EXP: repeated(lambda: np.exp(x, out=out), 2 * classes, 250),
        COPY: Ceiling(lambda: np.copyto(copy, large), 2 * large.nbytes, None),
    }
