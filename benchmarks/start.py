"""The time of a run in a fresh process: NumPy, LLVM with cached code, and without.

    python -m benchmarks.start --classes 10 --rounds 5

Every run is a new process. Times are processor seconds of `risks`, including its imports, so that
other processes on the machine disturb less.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.contenders.ours import losses
from benchmarks.contenders.problem import uniform_rates
from benchmarks.table import Spread, one_core, print_table
from lossproof.simulate.files import FOLDER
from lossproof.simulate.problem import Gaussian, RiskProblem
from lossproof.simulate.risk import Sample, risks

WAYS = ("numpy", "llvm, code kept", "llvm, compiled anew", "auto, code kept")


def run(classes: int, samples: int, backend: str) -> float:
    """Seconds of the processor that a run takes in this process."""
    law = Gaussian(3.0, 1.0, classes)
    problem = RiskProblem(law, losses(), uniform_rates(classes))
    start = time.process_time()
    risks(problem, Sample(samples=samples, backend=backend))
    return time.process_time() - start


def fresh(classes: int, samples: int, way: str, code_folder: str) -> float:
    """The same in a new process."""
    backend, _, code = way.partition(", ")
    call = [sys.executable, "-m", "benchmarks.start", "--alone", backend]
    call += ["--classes", str(classes), "--samples", str(samples)]
    folder = {FOLDER: "" if code == "compiled anew" else code_folder}
    done = subprocess.run(call, env=os.environ | folder, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--samples", type=float, nargs="+", default=[1e6, 1e7, 1e8])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", help="time one run with this backend in this process")
    options = parser.parse_args()
    classes, sizes = options.classes, [int(samples) for samples in options.samples]
    if options.alone:
        print(run(classes, sizes[0], options.alone))
        return
    one_core()
    times = {samples: {way: list[float]() for way in WAYS} for samples in sizes}
    with TemporaryDirectory() as folder:
        fresh(classes, sizes[0], "llvm, code kept", folder)
        for number in range(options.rounds):
            for samples in sizes:
                for way in WAYS[number % len(WAYS) :] + WAYS[: number % len(WAYS)]:
                    times[samples][way].append(fresh(classes, samples, way, folder))
    print_table(
        f"{classes} classes, a fresh process: seconds of the processor, and times NumPy's speed",
        ("samples", *WAYS),
        [
            (
                f"{samples:.0e}",
                *(f"{np.median(taken[way]):.3f}, {_gain(taken, way).median:.2f}" for way in WAYS),
            )
            for samples, taken in times.items()
        ],
    )


def _gain(taken: dict[str, list[float]], way: str) -> Spread:
    """NumPy's seconds over those of a way in the same round."""
    return Spread.of([a / b for a, b in zip(taken["numpy"], taken[way], strict=True)])


if __name__ == "__main__":
    main()
