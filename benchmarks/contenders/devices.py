"""torch and jax on a device, as one would write it: all samples of a class at once, in float32."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.contenders import problem

ELEMENTS = 1 << 26  # of a batch of logits: 256 MiB, far above what launches cost
Sums = Callable[[int, int], Sequence[Any]]


def _risks(classes: int, rates: Sequence[float], sums_of: Sums) -> problem.Risks:
    noise = problem.uniform_noise(classes, rates)
    width = ELEMENTS // classes

    def run(samples: int) -> np.ndarray:
        counts = problem.balanced(samples, classes)
        sums = [np.zeros((classes, classes)) for _ in range(5)]
        squares = np.zeros(classes)
        for y, count in enumerate(counts.tolist()):
            for start in range(0, count, width):
                *parts, square = sums_of(y, min(width, count - start))
                squares[y] += float(square)
                for total, part in zip(sums, parts, strict=True):
                    total[y] += np.asarray(part, dtype=float)
        log_f, f, powers, clipped, hits = sums
        table = problem.losses_from_sums(log_f, f, squares, powers, clipped, hits, counts)
        return problem.risks(noise, table, samples)

    return run


def with_torch(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int, device: str
) -> problem.Risks:
    """PyTorch on a device: "cuda" or "cpu"."""
    import torch

    rng = torch.Generator(device=device).manual_seed(seed)

    @torch.inference_mode()
    def sums_of(y: int, samples: int) -> Sequence[Any]:
        z = torch.empty(classes, samples, device=device).normal_(0, sigma, generator=rng)
        z[y] += separation
        log_f = torch.log_softmax(z, 0)
        f = log_f.exp()
        raised = (problem.Q * log_f).exp()
        clipped = raised.clamp(min=problem.THRESHOLD**problem.Q)
        hits = z == z.amax(0)
        sums = [part.sum(1).cpu().numpy() for part in (log_f, f, raised, clipped, hits)]
        return *sums, f.square().sum().item()

    return _risks(classes, rates, sums_of)


def with_jax(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int, device: str
) -> problem.Risks:
    """JAX on a platform: "gpu" or "cpu"; compiled once for every number of samples."""
    from functools import partial

    import jax
    import jax.numpy as jnp

    place = jax.devices(device)[0]
    keys = [jax.device_put(jax.random.key(seed), place)]

    @partial(jax.jit, static_argnums=2)
    def summed(key: Any, y: Any, samples: int) -> Sequence[Any]:
        z = sigma * jax.random.normal(key, (classes, samples), jnp.float32)
        z = z.at[y].add(separation)
        log_f = jax.nn.log_softmax(z, 0)
        f = jnp.exp(log_f)
        raised = jnp.exp(problem.Q * log_f)
        clipped = jnp.maximum(raised, problem.THRESHOLD**problem.Q)
        hits = z == z.max(0)
        parts = (log_f, f, raised, clipped, hits)
        return *(part.sum(1) for part in parts), (f * f).sum()

    def sums_of(y: int, samples: int) -> Sequence[Any]:
        keys[0], key = jax.random.split(keys[0])
        return summed(key, y, samples)

    return _risks(classes, rates, sums_of)
