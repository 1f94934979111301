"""Tidy NumPy: one softmax, the noise integrated out, one product for all rates, no chunks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.contenders.problem import THRESHOLD, Q, Risks, risks, uniform_noise

ONE_HOT_UP_TO = 100


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> Risks:
    rng = np.random.default_rng(seed)
    noise = uniform_noise(classes, rates)

    def run(samples: int) -> np.ndarray:
        labels = rng.integers(classes, size=samples)
        rows = np.arange(samples)
        logits = sigma * rng.standard_normal((samples, classes))
        logits[rows, labels] += separation
        logits -= logits.max(axis=1, keepdims=True)
        f = np.exp(logits)
        total = f.sum(axis=1, keepdims=True)
        f /= total
        errors = np.ones_like(f)
        errors[rows, f.argmax(axis=1)] = 0
        losses = (
            np.log(total) - logits,
            2 * (1 - f),
            (f**2).sum(axis=1, keepdims=True) + 1 - 2 * f,
            (1 - f**Q) / Q,
            (1 - np.maximum(f, THRESHOLD) ** Q) / Q,
            errors,
        )
        sums = np.zeros((len(losses), classes, classes))
        if classes <= ONE_HOT_UP_TO:
            one_hot = np.zeros((classes, samples))
            one_hot[labels, rows] = 1
            for table, loss in zip(sums, losses, strict=True):
                np.matmul(one_hot, loss, out=table)
        else:
            for table, loss in zip(sums, losses, strict=True):
                np.add.at(table, labels, loss)
        return risks(noise, sums, samples)

    return run
