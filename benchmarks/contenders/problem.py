"""The problem that all contenders solve: risks under noise of a mixture of Gaussian logits.

A class `y` is uniform among `c`, the logits are `separation * e_y + sigma * N(0, I_c)` and `f` is
their softmax. With `S[loss, y, k] = E[1{Y=y} L(f, k)]` the risk under a transition matrix `T` is
`sum_{y,k} T[y, k] S[loss, y, k]`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Risks = Callable[[int], np.ndarray]

LOSSES = ("cce", "mae", "mse", "lq", "truncated_lq", "zero_one")
Q = 0.7
THRESHOLD = 0.5
CHUNK = 1 << 16  # numbers in a chunk of logits


def uniform_rates(classes: int) -> list[float]:
    """Nine flip rates from 0, all below `(c - 1) / c`."""
    step = 0.05 if classes == 2 else 0.1
    rates = [step * i for i in range(9)]
    if rates[-1] * classes >= classes - 1:
        rates = [rate * (classes - 1) / classes / 0.9 for rate in rates]
    return rates


def uniform_noise(classes: int, rates: Sequence[float]) -> np.ndarray:
    """`T[t, y, k]`: the label stays with probability `1 - rates[t]`, or else any other is drawn."""
    noise = np.empty((len(rates), classes, classes))
    for table, rate in zip(noise, rates, strict=True):
        table.fill(rate / (classes - 1))
        np.fill_diagonal(table, 1 - rate)
    return noise


def risks(noise: np.ndarray, sums: np.ndarray, samples: int) -> np.ndarray:
    """The risks `(loss, rate)` of sums `(loss, class, label)` over that many samples."""
    losses, classes, _ = sums.shape
    cells = classes * classes
    return sums.reshape(losses, cells) @ noise.reshape(-1, cells).T / samples


def losses_from_sums(
    log_f: np.ndarray,
    f: np.ndarray,
    squares: np.ndarray,
    powers: np.ndarray,
    clipped: np.ndarray,
    hits: np.ndarray,
    counts: np.ndarray,
) -> np.ndarray:
    """`S[loss, y, k]` times the samples, from sums over the samples of each class `y`.

    The sums are those of `log f_k`, `f_k`, `f_k**q`, `max(f_k, threshold)**q` and
    `1{k = argmax f}`, shape `(c, c)`, and of `sum_j f_j**2` and 1, shape `(c,)`.
    """
    number = counts[:, None]
    return np.stack(
        [
            -log_f,
            2 * (number - f),
            squares[:, None] + number - 2 * f,
            (number - powers) / Q,
            (number - clipped) / Q,
            number - hits,
        ]
    )


def balanced(samples: int, classes: int) -> np.ndarray:
    """How many of the samples each class has: numbers that differ by at most one."""
    return np.full(classes, samples // classes) + (np.arange(classes) < samples % classes)
