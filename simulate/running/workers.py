"""The computation of blocks: on a given executor, or in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from typing import Any, Self, TypeAlias

from lossproof.simulate.files.code import running
from lossproof.simulate.files.worker import as_worker, terminate
from lossproof.simulate.running.cluster import Cluster
from lossproof.simulate.running.constants import LOSSES, SECONDS_IDLE

Compute: TypeAlias = Callable[..., Any]

# By name, since Dask need not be installed.
LOST = {"BrokenExecutor", "CancelledError", "CommClosedError", "KilledWorker"}
THREADS = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class OtherCodeError(ValueError):
    """A worker runs other code than this process, so its result would differ."""


@dataclass(frozen=True)
class _Alike:
    """A task, for workers that run the same code."""

    task: Compute
    code: Mapping[str, str]

    def __call__(self, *given: Any) -> Any:
        here = running()
        for name in {**self.code, **here}:
            if self.code.get(name) != here.get(name):
                raise OtherCodeError(
                    f"a worker has another {name}: install the same on all machines, and start the "
                    "workers anew"
                )
        return self.task(*given)


class Pool:
    """Blocks running on a given executor, or in processes that are replaced if one dies.

    A block is a call of `task`, which must pickle, with the block number or other arguments. A
    worker of a given executor with other code or versions raises `OtherCodeError`.
    """

    def __init__(self, task: Compute, executor: Executor | None, workers: int) -> None:
        self.task = task if executor is None else _Alike(task, running())
        self.workers = workers
        self.given = executor
        self.processes: ProcessPoolExecutor | None = None
        self.size = max(workers, getattr(executor, "_max_workers", 1))
        self.given_to: dict[int, tuple[Any, ...]] = {}
        self.running: dict[int, Future[Any]] = {}
        self.finished: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()
        self.losses: Counter[int] = Counter()
        self.any_done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self.processes is None:
            for future in self.running.values():
                future.cancel()
        else:
            # The thread of the pool would fail at a future that was cancelled here.
            if kind is not None or self.running:
                terminate(self.processes)
            self.processes.shutdown(cancel_futures=True)

    def submit(self, block: int, *given: Any) -> None:
        self.given_to[block] = given or (block,)
        future = self._submit(block)
        self.running[block] = future
        future.add_done_callback(lambda future: self.finished.put((block, future)))

    def next(self) -> tuple[int, Any] | None:
        """Wait for a block, and return its number with its result or exception.

        None if no block ends for a while.
        """
        try:
            block, future = self.finished.get(timeout=SECONDS_IDLE)
        except Empty:
            if isinstance(self.given, Cluster):
                self.given.watch()
            return None
        del self.running[block]
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self.any_done = True
            return block, future.result()
        if not LOST.intersection(kind.__name__ for kind in type(error).__mro__):
            return block, error
        self.losses[block] += 1
        if self.losses[block] <= LOSSES:
            self.submit(block, *self.given_to[block])
            return None
        why = "it, or one beside it, may need more memory than there is"
        if self.given is None and not self.any_done:
            why = 'workers may not start: a script needs `if __name__ == "__main__":` around run'
        lost = RuntimeError(f"the worker of block {block} died {LOSSES + 1} times; {why}")
        lost.__cause__ = error
        return block, lost

    def _submit(self, block: int) -> Future[Any]:
        if self.given is not None:
            try:
                return self.given.submit(_compute, self.task, *self.given_to[block])
            except BrokenExecutor as error:
                raise RuntimeError(
                    "the executor given to run is broken, since a worker of it died; give a new "
                    "one (blocks that a checkpoint has are not computed again)"
                ) from error
        broken: BrokenExecutor | None = None
        for _ in range(2):
            self.processes = self.processes or processes(self.workers)
            try:
                return self.processes.submit(_compute, self.task, *self.given_to[block])
            except BrokenExecutor as error:
                self.processes.shutdown(wait=False)
                self.processes, broken = None, error
        failed: Future[Any] = Future()
        failed.set_exception(broken)
        return failed


def _compute(task: Compute, *given: Any) -> Any:
    try:
        return task(*given)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            # A process pool that cannot unpickle an error treats its worker as dead.
            raise RuntimeError(f"{type(error).__name__}: {error}") from error
        raise


def processes(
    workers: int, prepare: Callable[..., object] | None = None, *given: object
) -> ProcessPoolExecutor:
    """Start processes with one BLAS thread each, that ignore Ctrl-C and end with this one.

    Each calls `prepare(*given)`, which must pickle, before anything else.
    """
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, spawn, _prepare, (prepare, *given))
    with ExitStack() as after:
        if hasattr(signal, "pthread_sigmask"):
            # Starting it later would unblock the signal again.
            resource_tracker.ensure_running()
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            after.callback(signal.pthread_sigmask, signal.SIG_SETMASK, mask)
        before = {name: os.environ[name] for name in THREADS if name in os.environ}
        after.callback(os.environ.update, before)
        for name in THREADS:
            after.callback(os.environ.pop, name)
            os.environ[name] = "1"
        # The first call starts all of them.
        pool.submit(os.getpid)
    return pool


def _prepare(prepare: Callable[..., object] | None, *given: object) -> None:
    as_worker()
    if prepare is not None:
        prepare(*given)
