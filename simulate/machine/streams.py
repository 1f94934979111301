"""Random numbers as a function of seed, claim and block: the same on any number of workers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from hashlib import sha256
from typing import Any, SupportsIndex, TypeAlias, cast

import numpy as np
from numpy.random import MT19937, SFC64, Generator, SeedSequence
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Words: TypeAlias = NDArray[np.uint32]
RawWords: TypeAlias = Callable[[int], NDArray[np.uint64]]

CHUNK = 1 << 16


def stream(seed: int, claim: str | int, block: int) -> Generator:
    """The random numbers of one block of one claim, independent of other streams.

    Parameters
    ----------
    seed : in 0..2**128-1
    claim : a name, or a number in 0..2**64-1; a name stands for its `claim_number`
    block : in 0..2**32-1

    Raises
    ------
    TypeError
        If one is of another type.
    ValueError
        If one is out of its range.
    """
    # Beyond these ranges two keys could give the same words, hence the same stream.
    entropy = _bits(128, "seed", seed)
    number = claim_number(claim) if isinstance(claim, str) else _bits(64, "claim", claim)
    key = (number, _bits(32, "block", block))
    return Generator(SFC64(SeedSequence(entropy=entropy, spawn_key=key)))


def claim_number(claim: str) -> int:
    """The first 64 bits of the SHA-256 of a name, in 0..2**64-1."""
    return int.from_bytes(sha256(claim.encode()).digest()[:8], "big")


def normals(rng: Generator, out: Floats) -> None:
    """Fill `out` with independent standard normals, at most 6.77 in magnitude.

    Box and Muller, "A note on the generation of random normal deviates", 1958, on 32-bit words in
    float32, so other machines agree to rounding. Two calls on the halves of an array give other
    numbers than one call on the whole.

    Parameters
    ----------
    rng : with a bit generator of 64-bit words, as `stream` gives
    out : float32, C-contiguous, of any shape

    Raises
    ------
    TypeError
        If `rng` is no such generator or `out` is not a float32 array.
    ValueError
        If `out` is not C-contiguous, aligned and writeable.
    """
    raw, flat = raw_words(rng), flat_view(out, np.dtype(np.float32))
    for start in range(0, flat.size, CHUNK):
        part = flat[start : start + CHUNK]
        _normals(raw((part.size + 1) // 2).view(np.uint32), part)


def raw_words(rng: Generator) -> RawWords:
    """A function that returns the next n 64-bit words; TypeError where `rng` has none."""
    if not isinstance(cast(object, rng), Generator):
        raise TypeError(f"rng must be a numpy Generator; got {rng!r}; use stream(seed, claim, 0)")
    if isinstance(rng.bit_generator, MT19937):
        raise TypeError("rng must make words of 64 bits; got MT19937; use stream(seed, claim, 0)")
    return cast("RawWords", rng.bit_generator.random_raw)


def flat_view(out: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """View an array that is to be filled as (n,).

    Raises TypeError where it is no array of that dtype, ValueError where it is not C-contiguous,
    aligned and writeable.
    """
    if not isinstance(cast(object, out), np.ndarray) or out.dtype != dtype:
        given = getattr(out, "dtype", None) or f"a {type(out).__name__}"
        raise TypeError(f"out must be a {dtype} array; got {given}; use np.empty(shape, '{dtype}')")
    if not out.flags.carray:
        raise ValueError(
            f"out must be C-contiguous, aligned and writeable; got strides {out.strides} for shape "
            f"{out.shape}, writeable {out.flags.writeable}; fill a fresh array and copy it"
        )
    return out.reshape(-1)


def _normals(words: Words, out: Floats) -> None:
    if out.size % 2:
        even = np.empty(out.size + 1, np.float32)
        _normals(words, even)
        out[:] = even[:-1]
        return
    half = out.size // 2
    radius, angle = out[:half], out[half:]
    # (word + 1/2) / 2**32, in [2**-33, 1]: its logarithm is finite.
    np.copyto(radius, words[:half], casting="unsafe")
    radius += np.float32(0.5)
    radius *= np.float32(2**-32)
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    np.copyto(angle, words[half:].view(np.int32), casting="unsafe")
    angle *= np.float32(math.tau * 2**-32)
    cosine = np.cos(angle, out=words[:half].view(np.float32))
    np.sin(angle, out=angle)
    angle *= radius
    radius *= cosine


def _bits(count: int, name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        kind = "a name or an integer" if name == "claim" else "an integer"
        raise TypeError(f"{name} must be {kind} in 0..2**{count}-1; got {value!r}")
    number = operator.index(value)
    if not 0 <= number < 2**count:
        raise ValueError(f"{name} must be in 0..2**{count}-1; got {number}")
    return number
