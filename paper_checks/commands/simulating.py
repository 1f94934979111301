"""Simulations of claims from their statements, in processes, beside what was decided."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from paper_checks.records import Result

Record = dict[str, Any]


def simulated(
    results: Sequence[Result], *, files: Sequence[Path], seed: int, workers: int | None
) -> dict[str, Record]:
    """What drawing says of every claim whose statement holds an expectation.

    A refuted claim is simulated at its counterexample, any other at its witness and at instances of
    its domain. Every claim of the papers has the same share of one error budget, whichever are
    asked for.
    """
    asked = [(each.id, each.record, seed) for each in results if each.verdict != "ERROR"]
    count = min(workers or os.cpu_count() or 1, max(1, len(asked)))
    with ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(tuple(map(str, files)),),
    ) as pool:
        found = pool.map(_simulated, asked, chunksize=4)
        return {name: said for (name, _, _), said in zip(asked, found, strict=True) if said}


def _prepare(files: Sequence[str]) -> None:
    from paper_checks.claims.loading import load, load_file

    load()
    for path in files:
        load_file(Path(path))


def _simulated(asked: tuple[str, Record, int]) -> Record | None:
    from paper_checks.claims import REGISTRY, monte_carlo

    name, record, seed = asked
    statement = REGISTRY[name].statement
    refuted = record["evidence"]["kind"] == "counterexample"
    kept: Mapping[str, Any] | None = record["evidence"] if refuted else record["witness"]
    points = [statement.check(kept["point"])] if kept and "point" in kept else []
    return monte_carlo.run(name, statement, points, refuted=refuted, seed=seed)
