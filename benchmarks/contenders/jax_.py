"""JAX, compiled for the CPU: class-major chunks, xoshiro128++ in lanes and Box–Muller.

JAX's own generators take 5 ns (threefry) and 19 ns (rbg) for 32 bits here, against .3 for this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.contenders import problem

State = tuple[jax.Array, ...]
ELEMENTS = 1 << 14


def step(state: State) -> tuple[State, jax.Array]:
    a, b, c, d = state
    total = a + d
    word = ((total << 7) | (total >> 25)) + a
    c, d = c ^ a, d ^ b
    return (a ^ d, b ^ c, c ^ (b << 9), (d << 11) | (d >> 21)), word


def sine_and_cosine(word: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Of the angle `2π word / 2**32`: XLA's own take 7 ns."""
    turn = (word + 0x20000000) >> 30
    part = lax.bitcast_convert_type(word - (turn << 30), jnp.int32)
    t = part.astype(jnp.float32) * np.float32(np.pi * 2.0**-31)
    s = t * t
    sine = ((-1.9515295891e-4 * s + 8.3321608736e-3) * s - 1.6666654611e-1) * s * t + t
    cosine = (2.443315711809948e-5 * s - 1.388731625493765e-3) * s + 4.166664568298827e-2
    cosine = cosine * s * s - 0.5 * s + 1
    odd = (turn & 1) == 1
    x, y = jnp.where(odd, sine, cosine), jnp.where(odd, cosine, sine)
    return jnp.where(turn >= 2, -y, y), jnp.where((turn == 1) | (turn == 2), -x, x)


def normals(state: State) -> tuple[State, jax.Array]:
    """Two for each lane."""
    state, radius = step(state)
    state, angle = step(state)
    u = ((radius >> 8).astype(jnp.float32) + 0.5) * 2.0**-24
    r = jnp.sqrt(-2 * jnp.log(u))
    sine, cosine = sine_and_cosine(angle)
    return state, jnp.concatenate([r * cosine, r * sine])


def block(
    state: State, y: jax.Array, separation: float, sigma: float, classes: int, width: int
) -> tuple[State, jax.Array, jax.Array]:
    """The sums of `width` samples of class `y`."""
    state, values = normals(state)
    z = values[: classes * width].reshape(classes, width) * np.float32(sigma)
    z = z.at[y].add(np.float32(separation))
    top = jnp.max(z, axis=0)
    e = jnp.exp(z)
    each_class = jnp.ones(classes, jnp.float32)
    total = each_class @ e
    square = each_class @ (e * e)
    lse = jnp.log(total)
    inverse, power = 1 / total, jnp.exp(-problem.Q * lse)
    p = jnp.exp(problem.Q * z)
    clipped = jnp.maximum(p, np.float32(problem.THRESHOLD**problem.Q) / power)
    sums = jnp.stack(
        [
            z.sum(1) - lse.sum(),
            e @ inverse,
            p @ power,
            clipped @ power,
            (z == top).astype(jnp.float32).sum(1),
        ]
    )
    return state, sums, (square * inverse * inverse).sum()


@partial(jax.jit, static_argnums=(2, 3, 4, 5))
def sweep(
    state: State, blocks: jax.Array, separation: float, sigma: float, classes: int, width: int
) -> tuple[State, jax.Array, jax.Array]:
    """That many blocks of each class."""

    def of_class(state: State, y: jax.Array) -> tuple[State, tuple[jax.Array, jax.Array]]:
        def add(_: int, carry: tuple[State, jax.Array, jax.Array]):
            state, sums, squares = carry
            state, more, square = block(state, y, separation, sigma, classes, width)
            return state, sums + more, squares + square

        start = (state, jnp.zeros((5, classes)), jnp.zeros(()))
        state, sums, squares = lax.fori_loop(0, blocks, add, start)
        return state, (sums, squares)

    state, (sums, squares) = lax.scan(of_class, state, jnp.arange(classes))
    return state, sums, squares


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> problem.Risks:
    noise = problem.uniform_noise(classes, rates)
    width = max(64, ELEMENTS // classes // 8 * 8)
    words = np.random.SeedSequence(seed).generate_state(4 * (classes * width // 2))
    state: State = tuple(jnp.asarray(row) for row in words.reshape(4, -1))
    # Arrays have fixed shapes: the last samples of a class are in blocks of one class's quantum.
    small = 8
    few_words = np.random.SeedSequence([seed, 1]).generate_state(4 * (classes * small // 2))
    few: State = tuple(jnp.asarray(row) for row in few_words.reshape(4, -1))
    one = np.random.SeedSequence([seed, 2]).generate_state(4 * ((classes + 1) // 2))
    single: State = tuple(jnp.asarray(row) for row in one.reshape(4, -1))
    states = {width: state, small: few, 1: single}

    def run(samples: int) -> np.ndarray:
        counts = problem.balanced(samples, classes)
        if samples % classes:
            raise ValueError(f"samples must be a multiple of {classes} classes, got {samples}")
        remaining = samples // classes
        sums = np.zeros((5, classes, classes))
        squares = np.zeros(classes)
        for size in states:
            blocks, remaining = divmod(remaining, size)
            if blocks:
                # One call adds in float32: a thousand blocks keep six digits.
                for start in range(0, blocks, 1000):
                    states[size], more, square = sweep(
                        states[size],
                        jnp.asarray(min(1000, blocks - start)),
                        separation,
                        sigma,
                        classes,
                        size,
                    )
                    sums += np.asarray(more).swapaxes(0, 1)
                    squares += np.asarray(square)
        log_f, f, powers, clipped, hits = sums
        table = problem.losses_from_sums(log_f, f, squares, powers, clipped, hits, counts)
        return problem.risks(noise, table, samples)

    run(classes * (width + small + 1))
    return run
