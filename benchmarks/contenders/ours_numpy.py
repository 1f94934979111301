"""This repository's engine on NumPy alone."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.contenders import ours
from benchmarks.contenders.problem import Risks


def prepare(
    classes: int, separation: float, sigma: float, rates: Sequence[float], seed: int
) -> Risks:
    return ours.prepare(classes, separation, sigma, rates, seed, backend="numpy")
