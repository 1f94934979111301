"""Decide many claims in parallel processes; a crash or a time-out costs one claim, not the run."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from concurrent.futures import Future, TimeoutError as OutOfTime, as_completed
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from paper_checks.records import Result, opposite, settled

Record = dict[str, Any]

SECONDS = 120.0
# A worker meets the same expressions in claim after claim; SymPy keeps 1000 calls of a function.
CALLS = "20000"
OBJECTS = 50_000  # that are made between two looks for those of no more use: Python's 700 are few


@contextmanager
def _long_memory() -> Generator[None]:
    """While it lasts, processes start with a larger cache of SymPy's, unless one is asked for."""
    name = "SYMPY_CACHE_SIZE"
    if name in os.environ:
        yield
        return
    os.environ[name] = CALLS
    try:
        yield
    finally:
        del os.environ[name]


@_long_memory()
def run(
    ids: Sequence[str],
    *,
    files: Sequence[Path] = (),
    recorded: Mapping[str, Record] | None = None,
    seed: int = 0,
    workers: int | None = None,
    timeout: float = SECONDS,
    progress: Callable[[Result], None] = lambda result: None,
    known: Mapping[str, Result] | None = None,
    opposed: Collection[str] = (),
    weighed: Callable[[Mapping[str, Result]], None] = lambda results: None,
) -> list[Result]:
    """Decide claims by id.

    Parameters
    ----------
    ids : ids of claims, of `paper_checks.papers` or of `files`
    files : Python files with further claims
    recorded : earlier records by id; their points are replayed first
    seed : int
        Of the random part of the searches.
    workers : int, optional
        Processes; by default one per core.
    timeout : float
        Seconds that one claim may take.
    progress : called with each result as it comes
    known : results by id, optional
        They are not decided again.
    opposed : ids
        Of those that are not held again against each other's witnesses.
    weighed : called with all results, before a claim is held no better than what it assumes

    Returns
    -------
    list of Result
        In the order of `ids`: verdicts no better than of what a claim assumes, and none held of a
        claim that fails at the witness of another.
    """
    from pebble import ProcessPool

    recorded, results = recorded or {}, dict(known or {})
    waiting = [name for name in ids if name not in results]
    workers = min(workers or os.cpu_count() or 1, max(1, len(waiting)))
    pool = ProcessPool(
        max_workers=workers,
        context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(tuple(map(str, files)),),
    )
    try:
        futures: dict[Future[Result], str] = {
            pool.schedule(_decide, args=(name, recorded.get(name), seed), timeout=timeout): name
            for name in waiting
        }
        for future in as_completed(futures):
            name = futures[future]
            try:
                result = future.result()
            except OutOfTime:
                result = _failed(name, f"no verdict within {timeout:g} seconds", timeout)
            except Exception as error:
                result = _failed(name, f"the process that decided it died: {error}", 0.0)
            results[name] = result
            progress(result)
        _oppose(pool, results, recorded, timeout, {*results} - {*opposed})
        weighed(results)
        _settle(results, recorded)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()
    return [results[name] for name in ids]


def _settle(results: dict[str, Result], recorded: Mapping[str, Record]) -> None:
    records = settled({name: result.record for name, result in results.items()}, recorded)
    for name, record in records.items():
        results[name] = replace(results[name], record=record)


def _oppose(
    pool: Any,
    results: dict[str, Result],
    recorded: Mapping[str, Record],
    timeout: float,
    fresh: Collection[str],
) -> None:
    """A held claim that fails at the witness of another one is an error."""
    records = {**recorded, **{name: result.record for name, result in results.items()}}
    futures: dict[Future[str | None], tuple[str, Mapping[str, Record]]] = {
        pool.schedule(_refuted, args=(name, points), timeout=timeout): (name, points)
        for name, points in opposite(fresh, records)
    }
    for future in as_completed(futures):
        name, points = futures[future]
        try:
            found = future.result()
            others, why = [found] if found else [], "fails at the witness of"
        except Exception as error:
            others, why = [*points], f"could not be decided ({error}) at the witness of"
        message = f"{name} is {records[name]['verdict']}, and {why} {', '.join(others)}"
        for blamed in [name] if others and name in results else others:
            results[blamed] = _failed(blamed, message, results[blamed].seconds)


def _refuted(name: str, points: Mapping[str, Record]) -> str | None:
    from paper_checks.claims.claim import REGISTRY
    from paper_checks.claims.standing import refuted_by

    return refuted_by(name, points, REGISTRY)


def _prepare(files: Sequence[str]) -> None:
    # Ctrl-C goes to every process of the group; only the parent answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from paper_checks.claims.loading import load, load_file

    load()
    for path in files:
        load_file(Path(path))
    gc.freeze()
    gc.set_threshold(OBJECTS)


def _decide(claim_id: str, recorded: Record | None, seed: int) -> Result:
    from paper_checks.claims.claim import REGISTRY
    from paper_checks.claims.deciding import weigh

    start = time.perf_counter()
    try:
        record = weigh(REGISTRY[claim_id], recorded, seed=seed).record()
    except (Exception, SystemExit):
        return _failed(claim_id, traceback.format_exc(), time.perf_counter() - start)
    return Result(claim_id, record, time.perf_counter() - start)


def _failed(claim_id: str, why: str, seconds: float) -> Result:
    last = why.strip().splitlines()[-1]
    record = {"id": claim_id, "verdict": "ERROR", "scope": last, "evidence": {"kind": "error"}}
    return Result(claim_id, record, seconds, why)
