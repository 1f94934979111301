"""The fused kernel's random numbers, in NumPy."""

from typing import Any

import numpy as np


def philox(counter: Any, key: tuple[int, int]) -> np.ndarray:
    """Philox4x32-10 of counters of shape (4, ...), as words of the same shape."""
    c = np.array(counter, dtype=np.uint64)
    k = [np.uint64(word) for word in key]
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for _ in range(10):
        even, odd = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = np.stack(
            [(odd >> half) ^ c[1] ^ k[0], odd & low, (even >> half) ^ c[3] ^ k[1], even & low]
        )
        k = [(k[0] + np.uint64(0x9E3779B9)) & low, (k[1] + np.uint64(0xBB67AE85)) & low]
    return c


def normals(seed: int, offset: int, n: int, classes: int) -> np.ndarray:
    """Shape (n, classes), float64 from words rounded to float32 as the kernel rounds them."""
    sample = np.arange(n, dtype=np.uint64)[:, None] + np.uint64(offset)
    quadruple = np.arange(-(-classes // 4), dtype=np.uint64)[None, :]
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    counter = np.broadcast_arrays(sample & low, sample >> half, quadruple, np.uint64(0))
    word = philox(counter, (seed & 0xFFFFFFFF, seed >> 32)).astype(np.float32).astype(np.float64)
    uniform = (word[0::2] * 2.0**-32 + 2.0**-33).astype(np.float32).astype(np.float64)
    radius, angle = np.sqrt(-2 * np.log(uniform)), np.pi * word[1::2] * 2.0**-31
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return np.moveaxis(pairs.reshape(4, n, -1), 0, -1).reshape(n, -1)[:, :classes]
