"""How the cost of the engine grows: exponents of samples, classes, losses, rates and workers.

    python -m benchmarks.scaling --rounds 3

Each quantity is varied alone, the sizes take turns, and the exponent is the slope of a
least-squares line through the logarithms of the median seconds. Workers are processes: 1 is
perfect for samples, -1 for workers. What the machine gives more processes at best is measured
beside it, by normals that each draws by itself into its cache.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np

from benchmarks.contenders.ours import losses
from benchmarks.contenders.problem import uniform_rates
from benchmarks.table import interleave, print_table
from lossproof.simulate.machine import normals, stream
from lossproof.simulate.problem import Gaussian, RiskProblem
from lossproof.simulate.risk import Sample, risks
from lossproof.simulate.running import HERE, Execution

ALONE = "workers, normals alone"
QUANTITIES = ("samples", "classes", "losses", "rates", "workers", ALONE)
ELEMENTS, CACHED = 1 << 24, 1 << 15


@dataclass(frozen=True)
class Growth:
    """Median seconds at each size, and the slope of their logarithms."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of the least-squares line through the points in logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def growth(works: dict[int, Callable[[], object]], rounds: int) -> Growth:
    for work in works.values():
        work()
    times = interleave({str(size): work for size, work in works.items()}, rounds)
    medians = [float(np.median(times[str(size)])) for size in works]
    return Growth(tuple(works), tuple(medians), exponent(list(works), medians))


def works(quantity: str, stack: ExitStack) -> dict[int, Callable[[], object]]:
    """What to time at every size of a quantity."""
    calls = count()
    all_losses = losses()

    def work(
        *,
        samples: int = ELEMENTS // 10,
        classes: int = 10,
        number_of_losses: int = 6,
        number_of_rates: int = 9,
        execution: Execution = HERE,
    ) -> Callable[[], object]:
        law = Gaussian(3.0, 1.0, classes)
        rates = np.linspace(0, uniform_rates(classes)[-1], number_of_rates).tolist()
        problem = RiskProblem(law, all_losses[:number_of_losses], rates)
        return lambda: risks(
            problem,
            Sample(
                samples=samples,
                claim=f"scaling {next(calls)}",
                backend="numpy",
                execution=execution,
            ),
        )

    if quantity == "samples":
        return {n: work(samples=n) for n in (1 << k for k in range(17, 22))}
    if quantity == "classes":
        return {c: work(classes=c, samples=ELEMENTS // c) for c in (2, 10, 30, 100, 300, 1000)}
    if quantity == "losses":
        return {m: work(number_of_losses=m) for m in (1, 2, 3, 4, 5, 6)}
    if quantity == "rates":
        return {m: work(number_of_rates=m) for m in (1, 3, 9, 27, 81)}
    pools = {
        w: stack.enter_context(ProcessPoolExecutor(w)) for w in range(1, (os.cpu_count() or 1) + 1)
    }
    if quantity == ALONE:
        parts = 8 * len(pools)
        return {w: partial(_fill, pool, parts) for w, pool in pools.items()}
    return {
        w: work(samples=4 * ELEMENTS // 10, execution=Execution(pool, w))
        for w, pool in pools.items()
    }


def _fill(pool: ProcessPoolExecutor, parts: int) -> None:
    list(pool.map(_normals, [16 * ELEMENTS // parts] * parts))


def _normals(count: int) -> None:
    rng, out = stream(0, "scaling", 0), np.empty(CACHED, np.float32)
    for _ in range(count // CACHED):
        normals(rng, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quantities", nargs="+", default=QUANTITIES, choices=QUANTITIES)
    options = parser.parse_args()
    results: dict[str, Growth] = {}
    for quantity in options.quantities:
        with ExitStack() as stack:
            timed = works(quantity, stack)
            if len(timed) < 2:
                print(f"{quantity}: one core, nothing to fit")
                continue
            results[quantity] = growth(timed, options.rounds)
    print_table(
        "Growth of the cost; classes at a fixed number of logits",
        ("", "exponent", "seconds at each size"),
        [
            (
                name,
                f"{result.exponent:.2f}",
                "  ".join(
                    f"{n}: {t:.3g}" for n, t in zip(result.sizes, result.seconds, strict=True)
                ),
            )
            for name, result in results.items()
        ],
    )


if __name__ == "__main__":
    main()
