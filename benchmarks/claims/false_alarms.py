"""Simulations of every claim at many seeds: how often they contradict the verdict.

    python -m benchmarks.claims.false_alarms --seeds 200 --checkpoint alarms.db

Exit status: 0 no claim that is not refuted differs, 1 one does.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lossproof.paper_checks import records
from lossproof.paper_checks.commands.simulating import simulated
from lossproof.simulate.running import Execution


def outcomes(results: Sequence[records.Result], seed: int, execution: Execution) -> Counter[Any]:
    """How many claims of each verdict have each outcome."""
    simulations = simulated(results, seed=seed, execution=execution)
    verdicts = {result.id: result.verdict for result in results}
    counts = Counter((verdicts[name], one["outcome"]) for name, one in simulations.items())
    for name, one in simulations.items():
        alarm = verdicts[name] != "REFUTED" and one["outcome"] == "differs"
        if alarm or (verdicts[name] == "PROVED" and one["outcome"] == "open"):
            print(f"seed {seed}: {name} is {verdicts[name]} and {one['outcome']}", flush=True)
    return counts


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("ids", nargs="*", help="claims (default: all)")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--checkpoint", type=Path, help="a folder: one file for each seed")
    options = parser.parse_args(given)
    if options.seeds < 1 or options.first < 0 or options.workers < 1:
        parser.error("seeds and workers must be at least 1, first at least 0")
    chosen = {
        name: record for name, record in records.load().items()
        if not options.ids or name in options.ids
    }  # fmt: skip
    results = [records.Result(name, record, 0.0) for name, record in chosen.items()]
    execution, total = Execution(workers=options.workers), Counter[Any]()
    if options.checkpoint:
        options.checkpoint.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(range(options.first, options.first + options.seeds), start=1):
        path = options.checkpoint and options.checkpoint / f"seed-{seed}.db"
        total += outcomes(results, seed, replace(execution, checkpoint=path))
        parts = [f"{count} {verdict} {kind}" for (verdict, kind), count in sorted(total.items())]
        print(f"{number} seeds: {', '.join(parts)}", flush=True)
    alarms = sum(
        n for (verdict, kind), n in total.items() if kind == "differs" and verdict != "REFUTED"
    )
    print(f"{alarms} false alarms in {total.total()} simulations")
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
