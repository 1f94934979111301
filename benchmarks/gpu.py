"""All that needs a CUDA device, in one command.

    python -m benchmarks.gpu --classes 2 10 100 --rounds 5

1. The tests marked `gpu`.
2. `check --simulate` of every claim with CuPy, held against NumPy.
3. The fused kernel beside what the card can do (words, arithmetic, memory), torch, jax.

Exit status: 0 all of it was done, 1 a test failed or CuPy differs from NumPy, 2 there is no CUDA
device: nothing was measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.contenders import devices, ours
from benchmarks.contenders.problem import Risks, uniform_rates
from benchmarks.risks import REPLICATES, compare
from benchmarks.table import Spread, interleave, print_table, size_for
from lossproof.simulate.machine import Backend, backend, missing

NUMBERS = 1 << 28
MULTIPLIED = 4096  # fused multiplications and additions of a thread
THREADS, BLOCKS = 256, 1 << 14
ARITHMETIC = f"""
extern "C" __global__ void multiply(float* out) {{
    float a = threadIdx.x, b = a + 1, c = a + 2, d = a + 3;
    for (int k = 0; k < {MULTIPLIED // 4}; ++k) {{
        a = fmaf(a, 0.999f, 1e-3f); b = fmaf(b, 0.999f, 1e-3f);
        c = fmaf(c, 0.999f, 1e-3f); d = fmaf(d, 0.999f, 1e-3f);
    }}
    out[blockIdx.x * blockDim.x + threadIdx.x] = a + b + c + d;
}}
"""


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The claims on which two engines differ."""
    return [
        name
        for name in sorted(one.keys() | other.keys())
        if name not in one or name not in other or not _alike(one[name], other[name])
    ]


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same outcome, and intervals for the same number that meet.

    Rounding may put a point on the other side of a hypothesis, so the samples may differ.
    """
    shown = [simulation["shown"] or {} for simulation in (one, other)]
    texts = [{key: side.get(key) for key in ("outcome", "claimed", "exact")} for side in shown]
    low, high = ([float(side.get(key, 0)) for side in shown] for key in ("low", "high"))
    return one["outcome"] == other["outcome"] and texts[0] == texts[1] and max(low) <= min(high)


def simulations() -> list[str]:
    """The claims on which CuPy and NumPy differ; prints the seconds of both."""
    from lossproof.paper_checks import records
    from lossproof.paper_checks.commands.simulating import simulated

    results = [records.Result(name, record, 0.0) for name, record in records.load().items()]
    results_by_backend = dict[str, Any]()
    for name in ("numpy", "cupy"):
        start = time.perf_counter()
        results_by_backend[name] = simulated(results, backend=name)
        print(f"check --simulate, {name}: {time.perf_counter() - start:.1f} s", flush=True)
    return differing(results_by_backend["numpy"], results_by_backend["cupy"])


def limits(card: Backend) -> dict[str, tuple[Callable[[], None], int]]:
    """Work for the card that waits for its end, and its amount."""
    xp = card.xp
    source, target = xp.ones(NUMBERS, xp.float32), xp.empty(NUMBERS, xp.float32)
    out = xp.empty(THREADS * BLOCKS, xp.float32)
    words = xp.random.Generator(xp.random.Philox4x3210(0))
    multiply = card.raw_kernel(ARITHMETIC, "multiply")

    def ended(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            work()
            xp.cuda.Device().synchronize()

        return run

    return {
        "bytes copied (read and written)": (
            ended(lambda: xp.copyto(target, source)),
            2 * source.nbytes,
        ),
        "float32 operations": (
            ended(lambda: multiply(BLOCKS, THREADS, [out])),
            2 * MULTIPLIED * THREADS * BLOCKS,
        ),
        "32-bit random words, Philox of CuPy": (
            ended(lambda: words.integers(0, 2**32 - 1, NUMBERS, xp.uint32, endpoint=True)),
            NUMBERS,
        ),
        "float32 normals of CuPy": (
            ended(lambda: words.standard_normal(NUMBERS, xp.float32)),
            NUMBERS,
        ),
    }


def contenders(classes: int, *, on_card: bool = True) -> tuple[dict[str, Risks], dict[str, str]]:
    """The fused kernel, torch and jax on the card or processor, and reasons for missing ones."""
    makers: dict[str, Callable[..., Risks]] = {
        "ours, fused": partial(ours.prepare, backend="cupy" if on_card else "numpy"),
        "torch": partial(devices.with_torch, device="cuda" if on_card else "cpu"),
        "jax": partial(devices.with_jax, device="gpu" if on_card else "cpu"),
    }
    ready, absent = dict[str, Risks](), dict[str, str]()
    for number, (name, make) in enumerate(makers.items()):
        try:
            ready[name] = make(classes, 3.0, 1.0, uniform_rates(classes), number + 1)
            ready[name](64 * classes)
        except (ImportError, RuntimeError, AssertionError) as error:  # torch asserts that CUDA is
            ready.pop(name, None)
            absent[name] = str(error).splitlines()[0]
    return ready, absent


def print_speeds(classes: int, options: argparse.Namespace, card: Backend) -> None:
    """Samples a second of every contender, and the limits of the card."""
    ready, absent = contenders(classes)
    for name, reason in absent.items():
        print(f"{name} is missing: {reason}")
    few = dict.fromkeys(ready, 2000 * classes)
    sampled = {
        name: np.stack([run(few[name]) for _ in range(REPLICATES)]) for name, run in ready.items()
    }
    compare(sampled, few)
    sizes = {name: size_for(run, options.seconds, unit=64 * classes) for name, run in ready.items()}
    bounds = limits(card)
    works = {name: partial(run, sizes[name]) for name, run in ready.items()}
    times = interleave(works | {name: work for name, (work, _) in bounds.items()}, options.rounds)
    speed = {name: Spread.of([sizes[name] / t for t in times[name]]) for name in ready}
    most = {name: Spread.of([n / t for t in times[name]]) for name, (_, n) in bounds.items()}
    rows = [(name, f"{spread.median / 1e6:.4g}", "M samples/s") for name, spread in speed.items()]
    rows += [(name, f"{spread.median / 1e9:.4g}", "10^9 /s") for name, spread in most.items()]
    print_table(f"{classes} classes, on the card", ("", "median", ""), rows)


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--classes", type=int, nargs="+", default=[2, 10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="of a contender in a round")
    options = parser.parse_args(given)
    if min(options.classes) < 2 or options.rounds < 1 or not options.seconds > 0:
        parser.error("classes must be at least 2, rounds at least 1 and seconds above 0")
    if reason := missing("cupy"):
        print(f"nothing was measured: {reason}", file=sys.stderr)
        return 2
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "gpu", "tests"]
    failed = subprocess.run(tests, check=False).returncode != 0
    if differ := simulations():
        print(f"CuPy says something else than NumPy of: {', '.join(differ)}", file=sys.stderr)
    card = backend("cupy")
    device = card.xp.cuda.runtime.getDeviceProperties(0)["name"].decode()
    print(f"device: {device}")
    for classes in options.classes:
        print_speeds(classes, options, card)
    return 1 if failed or differ else 0


if __name__ == "__main__":
    sys.exit(main())
