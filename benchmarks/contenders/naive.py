"""A first implementation: labels by `rng.choice`, a softmax for each loss, a loop over rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.contenders.problem import THRESHOLD, Q, Risks, uniform_noise


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def of_label(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return softmax(logits)[np.arange(len(labels)), labels]


def cce(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return -np.log(of_label(logits, labels))


def mae(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return 2 * (1 - of_label(logits, labels))


def mse(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return (softmax(logits) ** 2).sum(axis=1) + 1 - 2 * of_label(logits, labels)


def lq(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return (1 - of_label(logits, labels) ** Q) / Q


def truncated_lq(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return (1 - np.maximum(of_label(logits, labels), THRESHOLD) ** Q) / Q


def zero_one(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return (softmax(logits).argmax(axis=1) != labels).astype(float)


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> Risks:
    rng = np.random.default_rng(seed)
    noise = uniform_noise(classes, rates)
    losses = (cce, mae, mse, lq, truncated_lq, zero_one)

    def run(samples: int) -> np.ndarray:
        labels = rng.integers(classes, size=samples)
        logits = sigma * rng.standard_normal((samples, classes))
        logits[np.arange(samples), labels] += separation
        risks = np.empty((len(losses), len(rates)))
        for column, transition in enumerate(noise):
            noisy = np.empty_like(labels)
            for y in range(classes):
                of_class = labels == y
                noisy[of_class] = rng.choice(classes, size=of_class.sum(), p=transition[y])
            for row, loss in enumerate(losses):
                risks[row, column] = loss(logits, noisy).mean()
        return risks

    return run
