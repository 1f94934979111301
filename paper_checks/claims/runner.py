"""Decide many claims in parallel processes; a crash or a time-out costs one claim, not the run."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, TimeoutError as OutOfTime, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lossproof.paper_checks.claims.loading import Source, loaded
from lossproof.paper_checks.records import (
    PAPERS,
    PATIENCE,
    Result,
    apply_assumptions,
    cap_by_assumptions,
    corrects_what_holds,
    opposite,
)
from lossproof.simulate.files.code import edited
from lossproof.simulate.files.worker import as_worker
from lossproof.simulate.running import OtherCodeError, Pool

Record = dict[str, Any]

SECONDS = 120.0
# A worker meets the same expressions in claim after claim; SymPy keeps 1000 calls of a function.
CALLS = "20000"
OBJECTS = 50_000  # that are made between two looks for those of no more use: Python's 700 are few


@contextmanager
def _environment(**wanted: str) -> Generator[None]:
    """While it lasts, processes start with these variables."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _starting() -> Generator[Any]:
    """What starts workers: forks of a process that has loaded the papers, as that takes seconds.

    Where the system has none, or sources were edited since, every worker loads the papers.
    """
    with _environment(SYMPY_CACHE_SIZE=os.environ.get("SYMPY_CACHE_SIZE", CALLS)):
        can, now = "forkserver" in multiprocessing.get_all_start_methods(), edited()
        if not can or _FORKED_OF.setdefault("sources", now) != now:
            yield multiprocessing.get_context("spawn")
            return
        from multiprocessing import forkserver, resource_tracker

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["lossproof.paper_checks.loaded", "lossproof.paper_checks.claims.deciding"]
        )
        # The packages of this process, and not what is called alike in the current folder.
        path = os.pathsep.join(each or str(Path.cwd()) for each in sys.path)
        with _environment(PYTHONPATH=path, PYTHONSAFEPATH="1"):
            resource_tracker.ensure_running()  # its own start would unblock the signal again
            # Ctrl-C goes to every process of the group; only this one answers it.
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        # What is asked of it while it loads is begun later, also where nobody waits any more.
        first = context.Process(target=os.getpid)
        first.start()
        first.join()
        if first.exitcode:
            raise ValueError(
                "the worker processes ended at their start: put the code that decides claims in a "
                "file, under if __name__ == '__main__':"
            )
        yield context


_FORKED_OF = dict[str, Any]()


def run(
    ids: Sequence[str],
    *,
    files: Sequence[Path] = (),
    recorded: Mapping[str, Record] | None = None,
    seed: int = 0,
    workers: int | None = None,
    timeout: float = SECONDS,
    seconds: float = PATIENCE,
    progress: Callable[[Result], None] = lambda result: None,
    known: Mapping[str, Result] | None = None,
    opposed: Collection[str] = (),
    weighed: Callable[[Mapping[str, Result]], None] = lambda results: None,
    executor: Executor | None = None,
) -> list[Result]:
    """Decide claims by id.

    Parameters
    ----------
    ids : ids of claims, of `lossproof.paper_checks.papers` or of `files`
    files : Python files with further claims
    recorded : earlier records by id; their points are replayed first
    seed : int
        Of the random part of the searches.
    workers : int, optional
        Processes; by default one per core, and no more than one for two claims.
    timeout : float
        Seconds that one claim may take; an executor ignores it.
    seconds : float
        Of processor time for a claim; where it brings no proof, provers take half at most.
    progress : called with each result as it comes
    known : results by id, optional
        They are not decided again.
    opposed : ids
        Of those that are not held again against each other's witnesses.
    weighed : called with all results, before a claim is held no better than what it assumes
    executor : Executor, optional
        In place of own processes, such as Dask's. Its workers have this package, and the files at
        the same paths. Claims of a lost worker begin again.

    Returns
    -------
    list of Result
        As `ids`: verdicts no better than of what a claim assumes; ERROR for a claim that fails at
        the witness of another, or corrects one that holds.
    """
    recorded, results = recorded or {}, dict(known or {})
    waiting = [name for name in ids if name not in results]
    paths = tuple(map(Source.of, files))
    count = _processes(workers, len(waiting))
    pool = _Given(executor, paths) if executor else _Own(count, paths, timeout)
    with pool.started():
        asked = {name: (name, recorded.get(name), seed, seconds) for name in waiting}
        for name, found in pool.each(_decide, asked):
            result = _failed(name, *found) if isinstance(found, tuple) else _told(found)
            results[name] = result
            progress(result)
        _oppose(pool, results, recorded, {*results} - {*opposed})
        weighed(results)
        _settle(results, recorded)
    return [results[name] for name in ids]


def _processes(workers: int | None, claims: int) -> int:
    """As many as asked for, or have two claims: starting one takes as long as a few claims."""
    return max(1, min(workers, claims) if workers else min(os.cpu_count() or 1, (claims + 1) // 2))


def _told(result: Result) -> Result:
    """The result; an error where another process stated the claim of a file otherwise than this."""
    from lossproof.paper_checks.claims.claim import REGISTRY

    if result.verdict == "ERROR" or result.id not in REGISTRY:
        return result
    claim = REGISTRY[result.id]
    of_a_paper = (claim.module or "").startswith(PAPERS)
    if of_a_paper or not claim.stated or claim.stated.record() == result.record["statement"]:
        return result
    why = "its statement in the worker process differs: restart the workers and check again"
    return _failed(result.id, why, result.seconds)


@dataclass(frozen=True)
class AutoProof:
    """Whether provers find a proof of a claim alone, what is left, and their processor time."""

    id: str
    proved: bool
    left: str
    seconds: float


def auto_prove(
    ids: Sequence[str],
    *,
    files: Sequence[Path] = (),
    seconds: float = PATIENCE,
    timeout: float = SECONDS,
    workers: int | None = None,
) -> list[AutoProof]:
    """What provers find of claims, whose own proofs are left aside; as of `run`."""
    found: dict[str, AutoProof] = {}
    pool = _Own(_processes(workers, len(ids)), (*map(Source.of, files),), timeout)
    with pool.started():
        for name, each in pool.each(_auto_prove, {name: (name, seconds) for name in ids}):
            found[name] = AutoProof(name, False, *each) if isinstance(each, tuple) else each
    return [found[name] for name in ids]


def _auto_prove(name: str, seconds: float) -> AutoProof:
    from lossproof.paper_checks.claims.claim import REGISTRY
    from lossproof.paper_checks.claims.evidence import Derived, auto_prove as found

    start = time.process_time()
    proof = found(REGISTRY[name].statement, seconds / 2)
    proved = isinstance(proof, Derived)
    left = "" if isinstance(proof, Derived) else proof.left
    return AutoProof(name, proved, left, round(time.process_time() - start, 2))


@dataclass
class _Own:
    """Processes of its own, each call with its seconds."""

    workers: int
    files: tuple[Source, ...]
    timeout: float
    pool: Any = None

    @contextmanager
    def started(self) -> Generator[None]:
        from pebble import ProcessPool

        with _starting() as context:
            self.pool = ProcessPool(
                max_workers=self.workers,
                context=context,
                initializer=_prepare,
                initargs=(self.files, dict(os.environ)),
            )
            try:
                yield
                self.pool.close()
            except BaseException:
                self.pool.stop()
                raise
            finally:
                self.pool.join()

    def each(
        self, function: Callable[..., Any], calls: Mapping[str, tuple[Any, ...]]
    ) -> Iterator[tuple[str, Any]]:
        """What came of every call, as it comes; or why nothing did, and the seconds."""
        futures: dict[Future[Any], str] = {
            self.pool.schedule(function, args=given, timeout=self.timeout): name
            for name, given in calls.items()
        }
        for future in as_completed(futures):
            try:
                found = future.result()
            except OutOfTime:
                found = f"no verdict within {self.timeout:g} seconds", self.timeout
            except Exception as error:
                found = f"the process that decided it died: {error}", 0.0
            yield futures[future], found


@dataclass
class _Given:
    """The caller's executor."""

    executor: Executor
    files: tuple[Source, ...]

    @contextmanager
    def started(self) -> Generator[None]:
        yield

    def each(
        self, function: Callable[..., Any], calls: Mapping[str, tuple[Any, ...]]
    ) -> Iterator[tuple[str, Any]]:
        """As of `_Own`."""
        names = [*calls]
        with Pool(_Anywhere(function, self.files), self.executor, 1) as pool:
            for number, name in enumerate(names):
                pool.submit(number, *calls[name])
            left = len(names)
            while left:
                if (done := pool.next()) is None:
                    continue
                number, found = done
                if isinstance(found, OtherCodeError):
                    raise found
                if isinstance(found, BaseException):
                    found = f"the process that decided it died: {found}", 0.0
                left -= 1
                yield names[number], found


@dataclass(frozen=True)
class _Anywhere:
    """A function called where the claims may not be loaded yet."""

    function: Callable[..., Any]
    files: tuple[Source, ...]

    def __call__(self, *given: Any) -> Any:
        with loaded(self.files):
            return self.function(*given)


def _settle(results: dict[str, Result], recorded: Mapping[str, Record]) -> None:
    records = apply_assumptions({name: result.record for name, result in results.items()}, recorded)
    for name, record in records.items():
        results[name] = replace(results[name], record=record)
    for name, why in corrects_what_holds(records, recorded):
        results[name] = _failed(name, why, results[name].seconds)


def _oppose(
    pool: _Own | _Given,
    results: dict[str, Result],
    recorded: Mapping[str, Record],
    fresh: Collection[str],
) -> None:
    """A held claim that fails at the witness of another one is an error."""
    records = {**recorded, **{name: result.record for name, result in results.items()}}
    calls = {
        name: (name, points, None if name in results else records[name]["statement"])
        for name, points in opposite(fresh, records)
    }
    for name, found in pool.each(_refuted, calls):
        others, why = [found] if found else [], "but its conclusion fails at the witness of"
        if isinstance(found, tuple):
            others = [*calls[name][1]]
            why = f"but an error ({found[0]}) stopped its evaluation at the witness of"
        message = f"{name} is {records[name]['verdict']}, {why} {', '.join(others)}"
        for blamed in [name] if others and name in results else others:
            results[blamed] = _failed(blamed, message, results[blamed].seconds)


def _refuted(name: str, points: Mapping[str, Record], held: Record | None) -> str | None:
    from lossproof.paper_checks.claims.agreeing import refuted_by
    from lossproof.paper_checks.claims.claim import REGISTRY

    return refuted_by(name, points, REGISTRY, held)


def _prepare(files: Sequence[Source], environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)  # that of what it was forked of is older
    as_worker()
    with loaded(files):
        pass
    gc.freeze()
    gc.set_threshold(OBJECTS)


def decided(
    name: str, recorded: Mapping[str, Record], seed: int = 0, *, anew: Collection[str] = ()
) -> Result:
    """What comes of one claim as of `run`, in this process and without a limit of time.

    What it assumes, and is not recorded or is to be decided `anew`, is decided too.
    """
    from lossproof.paper_checks.claims.claim import REGISTRY

    found = _decide(name, recorded.get(name), seed)
    if found.verdict == "ERROR":
        return found
    others = {
        each: recorded[each]
        if each in recorded and each not in anew
        else decided(each, recorded, seed, anew=anew).record
        for each in REGISTRY[name].rests_on
    }
    return replace(found, record=cap_by_assumptions(found.record, others))


def _decide(claim_id: str, recorded: Record | None, seed: int, seconds: float = PATIENCE) -> Result:
    from lossproof.paper_checks.claims.claim import REGISTRY
    from lossproof.paper_checks.claims.deciding import EXPLAINED, decide_standalone

    start = time.perf_counter()
    try:
        found = decide_standalone(REGISTRY[claim_id], recorded, seed=seed, seconds=seconds)
        record = found.record()
    except EXPLAINED as error:
        return _failed(claim_id, str(error), time.perf_counter() - start)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return _failed(claim_id, traceback.format_exc(), time.perf_counter() - start)
    return Result(claim_id, record, time.perf_counter() - start)


def _failed(claim_id: str, why: str, seconds: float) -> Result:
    from lossproof.paper_checks.claims.claim import REGISTRY

    last = (why.strip() or "it ended without an error message").splitlines()[-1]
    record = {"id": claim_id, "verdict": "ERROR", "scope": last, "evidence": {"kind": "error"}}
    title = {"title": REGISTRY[claim_id].title} if claim_id in REGISTRY else {}
    return Result(claim_id, record | title, seconds, why)
