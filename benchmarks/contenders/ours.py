"""This repository's engine, through its public function."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np

from benchmarks.contenders.problem import Risks
from lossproof.simulate.problem import Gaussian, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.theory.losses import LOSSES, FixedLoss


def losses() -> list[FixedLoss]:
    plain = {name: LOSSES[name].fix() for name in ("cce", "mae", "mse", "zero_one")}
    lq = LOSSES["lq"].fix(q="7/10")
    truncated = LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2")
    return [plain["cce"], plain["mae"], plain["mse"], lq, truncated, plain["zero_one"]]


def prepare(
    classes: int,
    separation: float,
    sigma: float,
    rates: Sequence[float],
    seed: int,
    backend: str = "llvm",
) -> Risks:
    problem = RiskProblem(Gaussian(separation, sigma, classes), losses(), list(rates))
    calls = count()

    def run(samples: int) -> np.ndarray:
        claim = f"benchmark {next(calls)}"
        way = Sample(samples=samples, seed=seed, claim=claim, backend=backend)
        return risks(problem, way).noisy

    run(classes)
    return run
