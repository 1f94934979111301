"""What NumPy can do on this core at most: words, normals, exponentials and bytes a second.

A sample of `c` classes needs `c` normals, `c` times 32 random bits and, for these losses, `2 c`
exponentials; so each rate bounds the samples a second that the engine can reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

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


def box_muller(bits: np.random.SFC64, out: np.ndarray, angle: np.ndarray) -> None:
    """Fills `out` with normals; `angle` is half as large."""
    half = out.size // 2
    words = bits.random_raw(half).view(np.uint32)
    radius = words[:half].view(np.float32)
    np.copyto(radius, words[:half], casting="unsafe")
    radius += np.float32(0.5)
    radius *= np.float32(2.0**-32)
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    np.copyto(angle, words[half:].view(np.int32), casting="unsafe")
    angle *= np.float32(np.pi * 2.0**-31)
    np.cos(angle, out=out[:half])
    np.sin(angle, out=out[half:])
    out[:half] *= radius
    out[half:] *= radius


def ceilings(classes: int) -> dict[str, Ceiling]:
    """By name; each takes some 20 ms, so that it can take turns with the contenders."""
    bits = np.random.SFC64(0)
    rng = np.random.Generator(bits)
    x = rng.standard_normal(SIZE, dtype=np.float32)
    out, angle = np.empty_like(x), np.empty(SIZE // 2, np.float32)
    large = np.ones(LARGE)
    copy = np.ones_like(large)

    def repeated(work: Callable[[], object], per_sample: float, repeats: int) -> Ceiling:
        return Ceiling(work, SIZE * repeats, per_sample, repeats)

    return {
        WORDS: repeated(lambda: bits.random_raw(SIZE), classes / 2, 150),
        ZIGGURAT: repeated(lambda: rng.standard_normal(out=out, dtype=np.float32), classes, 40),
        BOX_MULLER: repeated(lambda: box_muller(bits, out, angle), classes, 80),
        EXP: repeated(lambda: np.exp(x, out=out), 2 * classes, 250),
        COPY: Ceiling(lambda: np.copyto(copy, large), 2 * large.nbytes, None),
    }
