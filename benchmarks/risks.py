"""The per-sample risk engine against simple implementations.

    python -m benchmarks.risks --classes 10 --rounds 5

Contenders take turns in one process on one core. Before any timing their risks are compared: they
agree within Monte Carlo error, or the benchmark ends with an error. Seconds are those of the
processor: what else runs on the machine disturbs them less.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

import numpy as np

from benchmarks.ceilings import NORMALS, ceilings
from benchmarks.contenders.problem import LOSSES, Risks, uniform_rates
from benchmarks.table import (
    Spread,
    interleave,
    one_core,
    print_table,
    ratios,
    size_for,
)

CONTENDERS = ("naive", "tidy", "torch_", "jax_", "numba_", "ours_numpy", "ours")
REPLICATES = 16
STANDARD_ERRORS = 8.0  # with 16 replicates each: below 1e-7 by chance
ROUNDING = 1e-5
FEWEST = 2000  # samples of a replicate
RARE = 20  # events that are not seen, with chance 2e-9, are no disagreement


class Disagreement(Exception):
    """Two contenders' risks differ by more than Monte Carlo error."""


def enlist(
    names: list[str], classes: int, separation: float, sigma: float
) -> tuple[dict[str, Risks], dict[str, str]]:
    """The contenders ready to run, and why each other one is not."""
    ready: dict[str, Risks] = {}
    missing: dict[str, str] = {}
    for number, name in enumerate(names):
        label = name.rstrip("_")
        try:
            contender = import_module(f"benchmarks.contenders.{name}")
            ready[label] = contender.prepare(
                classes, separation, sigma, uniform_rates(classes), number + 1
            )
        except ImportError as error:
            missing[label] = str(error)
    return ready, missing


def compare(risks: dict[str, np.ndarray], samples: dict[str, int]) -> None:
    """Raises Disagreement unless replicates `(replicate, loss, rate)` agree in mean."""
    means = {name: values.mean(axis=0) for name, values in risks.items()}
    variances = {name: v.var(axis=0, ddof=1) / len(v) for name, v in risks.items()}
    sharpest = min(risks, key=lambda name: float(variances[name].mean()))
    for name in risks:
        if name == sharpest:
            continue
        error = np.sqrt(variances[name] + variances[sharpest])
        gap = np.abs(means[name] - means[sharpest])
        rare = RARE / (REPLICATES * min(samples[name], samples[sharpest]))
        allowed = STANDARD_ERRORS * error + ROUNDING * np.abs(means[sharpest]) + rare
        if not (gap <= allowed).all():
            loss, rate = np.unravel_index(int(np.nanargmax(gap - allowed)), gap.shape)
            raise Disagreement(
                f"{name} and {sharpest} disagree on {LOSSES[loss]} at rate number {rate}: "
                f"{means[name][loss, rate]:.6g} and {means[sharpest][loss, rate]:.6g}, "
                f"standard error {error[loss, rate]:.2g}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--separation", type=float, default=3.0)
    parser.add_argument("--sigma", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=0.3, help="of a contender in a round")
    parser.add_argument("--contenders", nargs="+", default=CONTENDERS, choices=CONTENDERS)
    parser.add_argument("--base", default="tidy", help="the contender that ratios are over")
    options = parser.parse_args()
    one_core()
    classes = options.classes

    ready, missing = enlist(options.contenders, classes, options.separation, options.sigma)
    for name, reason in missing.items():
        print(f"{name} is missing: {reason}")
    if not ready:
        parser.error("no contender is ready")
    base = options.base if options.base in ready else next(iter(ready))

    unit = -(-FEWEST // classes) * classes
    replicates = {name: size_for(run, 0.03, unit=unit) for name, run in ready.items()}
    compare(
        {
            name: np.stack([run(replicates[name]) for _ in range(REPLICATES)])
            for name, run in ready.items()
        },
        replicates,
    )
    # The chunked ones want enough samples of a class to fill a chunk.
    unit = {name: classes * (1 if name in ("naive", "tidy") else 64) for name in ready}
    sizes = {
        name: size_for(run, options.seconds, unit=unit[name], clock=time.process_time)
        for name, run in ready.items()
    }
    bounds = ceilings(classes)
    works = {name: (lambda run=run, n=sizes[name]: run(n)) for name, run in ready.items()}
    timed = works | {name: bound.run for name, bound in bounds.items()}
    times = interleave(timed, options.rounds, time.process_time)
    speeds = {name: [sizes[name] / t for t in times[name]] for name in ready}
    rates = {name: [bound.amount / t for t in times[name]] for name, bound in bounds.items()}
    over = ratios(speeds, base)
    normals_per_second = {name: float(np.median(rates[name])) for name in NORMALS if name in rates}
    ceiling = max(normals_per_second, key=lambda name: normals_per_second[name])
    shares = ratios(speeds | {ceiling: [rate / classes for rate in rates[ceiling]]}, ceiling)

    print_table(
        f"{classes} classes, {len(LOSSES)} losses, {len(uniform_rates(classes))} rates, one core",
        ("contender", "M samples/s", f"times {base}", "ns/logit", "of ceiling", "samples"),
        [
            (
                name,
                str(Spread.of([speed / 1e6 for speed in speeds[name]])),
                str(over[name]),
                f"{1e9 / classes / float(np.median(speeds[name])):.3g}",
                f"{shares[name].median:.0%}",
                str(sizes[name]),
            )
            for name in ready
        ],
    )
    print_table(
        f"Alone, in the same rounds; the ceiling is the fastest normals, {ceiling}",
        ("", "M/s", "M samples/s"),
        [
            (
                name,
                f"{np.median(rates[name]) / 1e6:.0f}",
                f"{np.median(rates[name]) / bound.per_sample / 1e6:.3g}"
                if bound.per_sample
                else "",
            )
            for name, bound in bounds.items()
        ],
    )


if __name__ == "__main__":
    main()
