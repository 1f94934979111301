"""Blocks of a task on any executor, added in block order.

The totals are the same bit for bit however many workers there are and wherever they run, since a
block depends on nothing but its number and the task's recipe. (A task that calls BLAS should do so
with one thread: threads of BLAS may change the last bit. The processes that `run` starts have one.)

On this machine::

    run(task, 1000, workers=8, checkpoint=Path("run.db"))

On a Dask cluster, whose workers have this package installed::

    with dask("tcp://scheduler:8786") as executor:
        run(task, 1000, executor=executor)

On MPI, in a script started by ``mpiexec -n 65 python -m mpi4py.futures script.py``, where one
process runs the script and 64 compute::

    from mpi4py.futures import MPIPoolExecutor

    if __name__ == "__main__":
        with MPIPoolExecutor() as executor:
            run(task, 1000, executor=executor)
"""

from __future__ import annotations

import hashlib
import importlib
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol, Self, TypeAlias, cast

from simulate.checkpoint import Checkpoint, Statistics, add, check_statistics, code_version, encode

Blocks: TypeAlias = Generator[tuple[int, Statistics], None, None]

AHEAD = 4
LOSSES = 3
SECONDS_IDLE = 0.2
SECONDS_BETWEEN_REPORTS = 0.1
# By name, since Dask need not be installed.
LOST = {"BrokenExecutor", "CancelledError", "CommClosedError", "KilledWorker"}
THREADS = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class Task(Protocol):
    """What is run: picklable, and a function of its recipe and the block's number alone.

    `recipe` is what JSON can write, and complete: seed, block size, losses and so on. If there is
    an attribute `samples_per_block`, progress is shown in samples.
    """

    @property
    def recipe(self) -> Mapping[str, Any]: ...

    def __call__(self, block: int, /) -> Statistics: ...


@dataclass(frozen=True)
class Run:
    """The sums of the statistics of blocks 0 to `blocks` - 1, and what tells them from others.

    `digest` is the SHA-256 (hexadecimal) of the totals as `simulate.checkpoint.encode` writes
    them: names, types, shapes and values, and nothing of the recipe.
    """

    totals: Statistics
    blocks: int
    digest: str


def run(
    task: Task,
    blocks: int,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    checkpoint: Path | None = None,
    watch: Callable[[int, Statistics], bool] | None = None,
    progress: Callable[[int, int], object] | None = None,
    window: int | None = None,
) -> Run:
    """Compute blocks 0, 1, … of a task and add their statistics in this order.

    A block whose worker died is computed again. On an error or Ctrl-C, blocks not yet begun are
    cancelled, processes of its own are stopped, and the checkpoint has every finished block.

    Parameters
    ----------
    task : see `Task`
    blocks : at least 1
    executor : by default this process where `workers` is 1, else that many of its own
    workers : blocks computed at a time, at least 1; an executor's own number where it tells it
    checkpoint : file that keeps finished blocks; those that it has are not computed again, and
        `blocks` may differ from the last time
    watch : called in block order with the number and statistics of every block, those from the
        checkpoint too; no block is added after the one for which it returns True
    progress : called with the blocks added so far and `blocks`; by default they are shown on
        stderr if that is a terminal
    window : blocks asked for ahead of the first that is not added; by default 4 per worker

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, statistics of two blocks do not fit together, or the
        checkpoint cannot be used or is of another recipe or code.
    OverflowError
        If a total leaves int64.
    RuntimeError
        If a block's worker died four times, or an executor of the caller's is broken.
    Exception
        What the task raised, with a note that names the block; of several, the first block's.
    """
    _check_count("blocks", blocks)
    _check_count("workers", workers)
    if window is not None:
        _check_count("window", window)
    if executor is not None and not isinstance(cast("object", executor), Executor):
        found = f"got {type(executor).__name__} (for a Dask cluster use dask(address))"
        raise TypeError(f"executor must be a concurrent.futures.Executor; {found}")
    totals: Statistics = {}
    added = 0
    with ExitStack() as stack:
        store = None
        if checkpoint is not None:
            store = Checkpoint(checkpoint, task.recipe, code_version(task))
            stack.enter_context(store)
        report = progress or stack.enter_context(_terminal(task, blocks))
        if executor is None and workers == 1:
            source = _one_by_one(task, blocks, store)
        else:
            pool = stack.enter_context(_Pool(task, executor, min(workers, blocks)))
            source = _ahead(pool, blocks, window or AHEAD * pool.size, store)
        for block, statistics in stack.enter_context(closing(source)):
            add(totals, statistics, block)
            added = block + 1
            report(added, blocks)
            if watch is not None and watch(block, statistics):
                break
    return Run(totals, added, hashlib.sha256(encode(totals)).hexdigest())


@contextmanager
def dask(address: str) -> Generator[Executor, None, None]:
    """Connect to a Dask cluster as an executor, for `run`.

    Parameters
    ----------
    address : of the scheduler, such as ``"tcp://scheduler:8786"``

    Raises
    ------
    ModuleNotFoundError
        If the package distributed is missing.
    OSError
        If no scheduler answers there.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "dask(address) needs the package distributed, which is not installed; it comes with "
            "pip install 'lossproof[dask]'",
            name=error.name,
        ) from None
    with distributed.Client(address, set_as_default=False) as client:
        # No `retries`: they repeat what raised; blocks of lost workers are repeated without.
        executor = client.get_executor(pure=False)
        executor._max_workers = sum(client.nthreads().values())
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def _one_by_one(task: Task, blocks: int, store: Checkpoint | None) -> Blocks:
    for block in range(blocks):
        statistics = store.get(block) if store is not None else None
        if statistics is None:
            try:
                statistics = check_statistics(task(block))
            except Exception as error:
                error.add_note(f"This was block {block} of {blocks}.")
                raise
            if store is not None:
                store.put(block, statistics)
        yield block, statistics


def _ahead(pool: _Pool, blocks: int, window: int, store: Checkpoint | None) -> Blocks:
    """Keep a window of blocks under way; give them, and what they raised, in order."""
    ready: dict[int, Statistics | BaseException] = {}
    asked = 0
    for block in range(blocks):
        while asked < min(block + window, blocks):
            known = store.get(asked) if store is not None else None
            if known is None:
                pool.submit(asked)
            else:
                ready[asked] = known
            asked += 1
        while block not in ready:
            if (done := pool.next()) is None:
                if store is not None:
                    store.commit()
                continue
            number, outcome = done
            ready[number] = outcome
            if store is not None and not isinstance(outcome, BaseException):
                store.put(number, outcome)
        outcome = ready.pop(block)
        if isinstance(outcome, BaseException):
            outcome.add_note(f"This was block {block} of {blocks}.")
            raise outcome
        yield block, outcome


class _Pool:
    """Blocks under way on the caller's executor, or on processes that are replaced if one dies."""

    def __init__(self, task: Task, executor: Executor | None, workers: int) -> None:
        self.task = task
        self.workers = workers
        self.given = executor
        self.own: ProcessPoolExecutor | None = None
        self.size = max(workers, getattr(executor, "_max_workers", 1))
        self.running: dict[int, Future[Any]] = {}
        self.finished: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()
        self.losses: Counter[int] = Counter()
        self.any_done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for future in self.running.values():
            future.cancel()
        if self.own is not None:
            if kind is not None or self.running:
                _terminate(self.own)
            self.own.shutdown(cancel_futures=True)

    def submit(self, block: int) -> None:
        future = self._submit(block)
        self.running[block] = future
        future.add_done_callback(lambda future: self.finished.put((block, future)))

    def next(self) -> tuple[int, Statistics | BaseException] | None:
        """Wait for a block and return what came of it; None if nothing came for a while."""
        try:
            block, future = self.finished.get(timeout=SECONDS_IDLE)
        except Empty:
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
            self.submit(block)
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
                return self.given.submit(_compute, self.task, block)
            except BrokenExecutor as error:
                raise RuntimeError(
                    "the executor given to run is broken, since a worker of it died; give a new "
                    "one (blocks that a checkpoint has are not computed again)"
                ) from error
        broken: BrokenExecutor | None = None
        for _ in range(2):
            self.own = self.own or _processes(self.workers)
            try:
                return self.own.submit(_compute, self.task, block)
            except BrokenExecutor as error:
                self.own.shutdown(wait=False)
                self.own, broken = None, error
        failed: Future[Any] = Future()
        failed.set_exception(broken)
        return failed


def _compute(task: Task, block: int) -> Statistics:
    try:
        return check_statistics(task(block))
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            # A process pool that cannot read an error takes its worker for dead.
            raise RuntimeError(f"{type(error).__name__}: {error}") from error
        raise


def _processes(workers: int) -> ProcessPoolExecutor:
    """Start processes with one BLAS thread each, deaf to Ctrl-C, that end with this one."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _prepare)
    with ExitStack() as after:
        if hasattr(signal, "pthread_sigmask"):
            # Its own start would unblock the signal again.
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


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _terminate(pool: ProcessPoolExecutor) -> None:
    # A method of the pool does this from Python 3.14 on.
    for worker in list((pool._processes or {}).values()):  # pyright: ignore[reportPrivateUsage]
        worker.terminate()


@contextmanager
def _terminal(task: Task, blocks: int) -> Generator[Callable[[int, int], object], None, None]:
    """Show on stderr, if a terminal, how many blocks are added, how fast, and the time left."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda added, blocks: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    samples = getattr(task, "samples_per_block", None)
    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("blocks"), MofNCompleteColumn(), BarColumn(), rate, TimeLeft())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        line = shown.add_task("", total=blocks, rate="")
        due = 0.0

        def report(added: int, blocks: int) -> None:
            nonlocal due
            if added == blocks or time.monotonic() >= due:
                due = time.monotonic() + SECONDS_BETWEEN_REPORTS
                speed = shown.tasks[0].speed or 0.0
                rate = f"{speed:.3g} blocks/s"
                if samples is not None:
                    rate = f"{speed * samples / 1e6:.3g} M samples/s"
                shown.update(line, completed=added, rate=rate)

        yield report


def _check_count(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int; got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1; got {value}")
