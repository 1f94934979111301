"""Blocks of a task on any executor, added in block order.

The totals are bitwise equal for any number and place of workers, since a block depends only on its
number and the recipe of the task. (A task that calls BLAS should use one thread: threads of BLAS
may change the last bit. The processes that `run` starts have one.)

On this machine::

    run(task, 1000, Execution(workers=8, checkpoint=Path("run.db")))

On a Dask cluster, whose workers have this package installed::

    with dask("tcp://scheduler:8786") as executor:
        run(task, 1000, Execution(executor))

On MPI, in a script started by ``mpiexec -n 65 python -m mpi4py.futures script.py``, where one
process runs the script and 64 compute::

    from mpi4py.futures import MPIPoolExecutor

    if __name__ == "__main__":
        with MPIPoolExecutor() as executor:
            run(task, 1000, Execution(executor))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from lossproof.simulate.running.checkpoint import (
    Checkpoint,
    Statistics,
    add,
    check_statistics,
    encode,
)
from lossproof.simulate.running.constants import AHEAD
from lossproof.simulate.running.execution import HERE, Execution, check_count
from lossproof.simulate.running.progress import terminal
from lossproof.simulate.running.workers import Pool

Blocks: TypeAlias = Generator[tuple[int, Statistics], None, None]


class Task(Protocol):
    """The work of a run: picklable, and a function of its recipe and the block number alone.

    `recipe` can be written as JSON and is complete: seed, block size, losses and so on. With an
    attribute `samples_per_block`, progress is shown in samples.
    """

    @property
    def recipe(self) -> Mapping[str, Any]: ...

    def __call__(self, block: int, /) -> Statistics: ...


@dataclass(frozen=True)
class Run:
    """The sums of the statistics of blocks 0 to `blocks` - 1, and their digest.

    `digest` is the SHA-256 (hexadecimal) of the totals as `checkpoint.encode` writes them:
    names, types, shapes and values, and nothing of the recipe.
    """

    totals: Statistics
    blocks: int
    digest: str


def run(
    task: Task,
    blocks: int,
    execution: Execution = HERE,
    *,
    watch: Callable[[int, Statistics], bool] | None = None,
) -> Run:
    """Compute blocks 0, 1, … of a task and add their statistics in this order.

    A block whose worker died is computed again. On an error or Ctrl-C, pending blocks are
    cancelled, processes of `run` are stopped, and the checkpoint has every finished block.

    Parameters
    ----------
    task : see `Task`
    blocks : at least 1
    execution : by default in this process
    watch : called in block order with the number and statistics of every block, those from the
        checkpoint too; no block is added after the one for which it returns True

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, statistics of two blocks do not fit together, or the
        checkpoint cannot be used.
    OtherRunError
        If the checkpoint is of another recipe or code.
    OverflowError
        If a total leaves int64.
    RuntimeError
        If a block's worker died four times, or an executor of the caller's is broken.
    Exception
        What the task raised, with a note that names the block; of several, the first block's.
    """
    check_count("blocks", blocks)
    totals: Statistics = {}
    added = 0
    with ExitStack() as stack:
        store = None
        if execution.checkpoint is not None:
            store = Checkpoint(execution.checkpoint, task.recipe, execution.code(task))
            stack.enter_context(store)
        samples = getattr(task, "samples_per_block", None)
        report = execution.progress or stack.enter_context(terminal(blocks, samples))
        if execution.executor is None and execution.workers == 1:
            source = _one_by_one(task, blocks, store)
        else:
            workers = min(execution.workers, blocks)
            pool = stack.enter_context(Pool(_Checked(task), execution.executor, workers))
            source = _ahead(pool, blocks, AHEAD * pool.size, store)
        for block, statistics in stack.enter_context(closing(source)):
            add(totals, statistics, block)
            added = block + 1
            report(added, blocks)
            if watch is not None and watch(block, statistics):
                break
    return Run(totals, added, hashlib.sha256(encode(totals)).hexdigest())


@dataclass(frozen=True)
class _Checked:
    """A task that validates its statistics where it computes them."""

    task: Task

    def __call__(self, block: int) -> Statistics:
        return check_statistics(self.task(block))


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


def _ahead(pool: Pool, blocks: int, window: int, store: Checkpoint | None) -> Blocks:
    """Compute a window of blocks ahead; yield them, or raise their errors, in order."""
    ready: dict[int, Statistics | BaseException] = {}
    submitted = 0
    for block in range(blocks):
        while submitted < min(block + window, blocks):
            known = store.get(submitted) if store is not None else None
            if known is None:
                pool.submit(submitted)
            else:
                ready[submitted] = known
            submitted += 1
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
