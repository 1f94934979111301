"""Numba: one fused loop, xoshiro128++ in 64 lanes, polynomials that LLVM vectorises."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from benchmarks.contenders import problem

LANES = 64
F = np.float32
U = np.uint32


@njit(inline="always", error_model="numpy")
def exp(x: F) -> F:
    n = np.floor(x * F(1.44269504) + F(0.5))
    x = x - n * F(0.693359375) + n * F(2.12194440e-4)
    p = F(1.9875691500e-4)
    p = p * x + F(1.3981999507e-3)
    p = p * x + F(8.3334519073e-3)
    p = p * x + F(4.1665795894e-2)
    p = p * x + F(1.6666665459e-1)
    p = p * x + F(5.0000001201e-1)
    p = p * x * x + x + F(1)
    return p * np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(F)


@njit(inline="always", error_model="numpy")
def log(x: F) -> F:
    bits = np.int32(F(x).view(np.int32) - np.int32(0x3F3504F3))
    e = F(bits >> np.int32(23))
    x = np.int32((bits & np.int32(0x7FFFFF)) + np.int32(0x3F3504F3)).view(F) - F(1)
    p = F(7.0376836292e-2)
    p = p * x + F(-1.1514610310e-1)
    p = p * x + F(1.1676998740e-1)
    p = p * x + F(-1.2420140846e-1)
    p = p * x + F(1.4249322787e-1)
    p = p * x + F(-1.6668057665e-1)
    p = p * x + F(2.0000714765e-1)
    p = p * x + F(-2.4999993993e-1)
    p = p * x + F(3.3333331174e-1)
    square = x * x
    return p * x * square - F(0.5) * square + x + e * F(0.69314718)


@njit(inline="always", error_model="numpy")
def rotated(word: U, by: U) -> U:
    return U(U(word << by) | U(word >> U(U(32) - by)))


@njit(fastmath=True, error_model="numpy")
def fill(state: np.ndarray, words: np.ndarray) -> None:
    """xoshiro128++, lane by lane."""
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    for row in range(words.shape[0]):
        for i in range(LANES):
            a, b, c, d = s0[i], s1[i], s2[i], s3[i]
            total = U(a + d)
            words[row, i] = U(rotated(total, U(7)) + a)
            c ^= a
            d ^= b
            s0[i] = a ^ d
            s1[i] = b ^ c
            s2[i] = c ^ U(b << U(9))
            s3[i] = rotated(d, U(11))


@njit(fastmath=True, error_model="numpy")
def normals(radii: np.ndarray, angles: np.ndarray, out: np.ndarray, sigma: F) -> None:
    """Box–Muller: `out` has two numbers for each word of `radii` and of `angles`."""
    half = radii.size
    for i in range(half):
        u = (F(np.int32(radii[i] >> U(1))) + F(0.5)) * F(2.0**-31)
        r = sigma * np.sqrt(F(-2) * log(u))
        w = angles[i]
        turn = U(U(w + U(0x20000000)) >> U(30))
        t = F(np.int32(U(w - U(turn << U(30))))) * F(np.pi * 2.0**-31)
        s = t * t
        sine = (
            (F(-1.9515295891e-4) * s + F(8.3321608736e-3)) * s + F(-1.6666654611e-1)
        ) * s * t + t
        cosine = ((F(2.443315711809948e-5) * s + F(-1.388731625493765e-3)) * s) * s * s
        cosine = cosine + F(4.166664568298827e-2) * s * s - F(0.5) * s + F(1)
        odd = (turn & U(1)) == U(1)
        x = sine if odd else cosine
        y = cosine if odd else sine
        out[i] = r * (-x if turn == 1 or turn == 2 else x)
        out[half + i] = r * (-y if turn >= 2 else y)


@njit(fastmath=True, error_model="numpy")
def block(
    y: int, z: np.ndarray, e: np.ndarray, rows: np.ndarray, separation: F, sums: np.ndarray
) -> F:
    """Adds the sums of the samples of one class; returns that of `sum_j f_j**2`."""
    classes, samples = z.shape
    total, square, top, power = rows[0], rows[1], rows[2], rows[3]
    for i in range(samples):
        z[y, i] += separation
        total[i] = F(0)
        square[i] = F(0)
        top[i] = F(-1e30)
    for k in range(classes):
        zk, ek = z[k], e[k]
        for i in range(samples):
            v = exp(zk[i])
            ek[i] = v
            total[i] += v
        # Apart: with five arrays in one loop LLVM gives up on proving that none overlap.
        for i in range(samples):
            square[i] += ek[i] * ek[i]
            top[i] = max(top[i], zk[i])
    logs, squares = F(0), F(0)
    for i in range(samples):
        lse = log(total[i])
        logs += lse
        power[i] = exp(F(-problem.Q) * lse)
        total[i] = F(1) / total[i]
        squares += square[i] * total[i] * total[i]
    cut = F(problem.THRESHOLD**problem.Q)
    for k in range(classes):
        zk, ek = z[k], e[k]
        s0, s1, s2, s3, s4 = F(0), F(0), F(0), F(0), F(0)
        for i in range(samples):
            s0 += zk[i]
            s1 += ek[i] * total[i]
            p = exp(F(problem.Q) * zk[i]) * power[i]
            s2 += p
            s3 += max(p, cut)
            s4 += F(1) if zk[i] == top[i] else F(0)
        sums[0, y, k] += s0 - logs
        sums[1, y, k] += s1
        sums[2, y, k] += s2
        sums[3, y, k] += s3
        sums[4, y, k] += s4
    return squares


@njit(fastmath=True, error_model="numpy")
def sweep(
    state: np.ndarray,
    counts: np.ndarray,
    width: int,
    separation: F,
    sigma: F,
    sums: np.ndarray,
    squares: np.ndarray,
) -> None:
    classes = counts.size
    pairs = -(-classes * width // (2 * LANES))
    words = np.empty((2 * pairs, LANES), np.uint32)
    radii, angles = words[:pairs].reshape(-1), words[pairs:].reshape(-1)
    flat = np.empty(2 * pairs * LANES, np.float32)
    e = np.empty(classes * width, np.float32)
    rows = np.empty(4 * width, np.float32)
    for y in range(classes):
        remaining = counts[y]
        while remaining:
            samples = min(remaining, width)
            remaining -= samples
            used = classes * samples
            half = (used + 1) // 2
            fill(state, words)
            normals(radii[:half], angles[:half], flat, sigma)
            z = flat[:used].reshape(classes, samples)
            buffer = e[:used].reshape(classes, samples)
            line = rows[: 4 * samples].reshape(4, samples)
            squares[y] += block(y, z, buffer, line, separation, sums)


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> problem.Risks:
    noise = problem.uniform_noise(classes, rates)
    state = np.random.SeedSequence(seed).generate_state(4 * LANES).reshape(4, LANES)
    width = min(max(64, 16384 // classes // 16 * 16), 1024)

    def run(samples: int) -> np.ndarray:
        counts = problem.balanced(samples, classes)
        sums = np.zeros((5, classes, classes))
        squares = np.zeros(classes)
        sweep(state, counts, width, F(separation), F(sigma), sums, squares)
        log_f, f, powers, clipped, hits = sums
        table = problem.losses_from_sums(log_f, f, squares, powers, clipped, hits, counts)
        return problem.risks(noise, table, samples)

    run(classes)
    return run
