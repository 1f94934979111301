"""Totals are the same wherever blocks are computed, and whatever happens there."""

import multiprocessing
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossproof.simulate.running import Execution, Statistics, dask, run
from lossproof.simulate.running.blocks import Run
from tests.simulate.blocktask import BlockTask, Unpicklable, one_code
from tests.together import together

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, "-m", "tests.simulate.blocktask"]
BLOCKS = 23


@dataclass
class Given:
    """A task that gives what it is told to."""

    statistics: Callable[[int], Any]
    recipe: dict[str, Any] = field(default_factory=dict)

    def __call__(self, block: int) -> Any:
        return self.statistics(block)


class KilledWorker(Exception):
    """What Dask raises; recognised by its name."""


class Loses(Executor):
    """Computes in this process, and loses its worker so many times on each block."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.lost: dict[int, int] = {}

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        block = args[-1]
        self.lost[block] = self.lost.get(block, 0) + 1
        if self.lost[block] <= self.times:
            future.set_exception(KilledWorker())
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture(scope="module")
def alone() -> Run:
    return run(BlockTask(), BLOCKS)


def test_totals_are_sums_in_block_order(alone: Run) -> None:
    task = BlockTask()
    floats, count, large = np.zeros((2, 3)), 0, [0] * 6
    for statistics in map(task, range(BLOCKS)):
        floats = floats + statistics["floats"]
        count += int(statistics["count"])
        large = [x + y for x, y in zip(large, statistics["large"].ravel(), strict=True)]
    assert alone.blocks == BLOCKS
    assert run(BlockTask(seed=1), BLOCKS).digest != alone.digest
    told: list[tuple[int, int]] = []
    shorter = run(BlockTask(), 3, Execution(progress=lambda *numbers: told.append(numbers)))
    assert shorter.digest != alone.digest
    assert told == [(1, 3), (2, 3), (3, 3)]
    np.testing.assert_array_equal(alone.totals["floats"], floats)
    assert alone.totals["count"] == count
    assert alone.totals["large"].ravel().tolist() == large
    assert any(abs(x) > 2**64 for x in large)


@together("ahead", [1, 4, 100])
def test_threads_give_the_same_totals(alone: Run, ahead: int, monkeypatch: Any) -> None:
    monkeypatch.setattr("lossproof.simulate.running.blocks.AHEAD", ahead)
    with ThreadPoolExecutor(3) as executor:
        found = run(BlockTask(seconds=0.001), BLOCKS, Execution(executor))
    assert found.digest == alone.digest


def test_processes_give_the_same_totals_although_one_dies(alone: Run, tmp_path: Path) -> None:
    task = BlockTask(dies_at=BLOCKS // 2, died=str(tmp_path / "died"))
    assert run(task, BLOCKS, Execution(workers=2)).digest == alone.digest
    assert (tmp_path / "died").exists()


def test_processes_have_one_thread_and_ignore_interrupts(monkeypatch: Any) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = dict(os.environ)
    totals = run(Given(what_a_worker_has), 1, Execution(workers=2)).totals
    assert totals["threads"].tolist() == [1, 1]
    assert totals["ignores"].tolist() == [1, 1]
    assert dict(os.environ) == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def what_a_worker_has(block: int) -> Statistics:
    threads = [int(os.environ[f"{name}_NUM_THREADS"]) for name in ("OMP", "OPENBLAS")]
    # Blocked from the start, since one may come before a worker can say that it ignores them.
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    ignores = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return {"threads": np.array(threads), "ignores": np.array([int(blocked), int(ignores)])}


def test_workers_that_never_start_are_explained() -> None:
    with pytest.raises(RuntimeError, match="died 4 times; workers may not start: a script needs"):
        run(BlockTask(dies_at=0), 1, Execution(workers=2))


def test_lost_workers_of_any_executor_are_borne_three_times(alone: Run) -> None:
    assert run(BlockTask(), BLOCKS, Execution(Loses(3))).digest == alone.digest
    with pytest.raises(RuntimeError, match="worker of block 0 died 4 times; it, or one beside it"):
        run(BlockTask(), BLOCKS, Execution(Loses(4)))


def test_a_broken_executor_of_the_callers_is_named() -> None:
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor,
        pytest.raises(RuntimeError, match="the executor given to run is broken"),
    ):
        run(BlockTask(dies_at=2), 5, Execution(executor))


@together("where", ["here", "threads"])
def test_watch_sees_every_block_in_order_and_stops_the_run(where: str) -> None:
    seen: list[int] = []

    def watch(block: int, statistics: Statistics) -> bool:
        np.testing.assert_array_equal(statistics["floats"], BlockTask()(block)["floats"])
        seen.append(block)
        return block == 5

    task = BlockTask(raises_at=6)
    with ThreadPoolExecutor(3) as threads:
        executor = threads if where == "threads" else None
        found = run(task, BLOCKS, Execution(executor), watch=watch)
    assert seen == [0, 1, 2, 3, 4, 5]
    assert found == Run(found.totals, 6, run(BlockTask(), 6).digest)


@pytest.mark.parametrize("where", ["here", "threads", "processes"])
def test_an_error_names_its_block(where: str, tmp_path: Path) -> None:
    path, log = tmp_path / "run.db", tmp_path / "log"
    workers = 2 if where == "processes" else 1
    with ThreadPoolExecutor(3) as threads:
        executor = threads if where == "threads" else None
        execution = Execution(executor, workers, path, code=one_code)
        with pytest.raises(Exception, match="one and another\nThis was block 4 of 23") as caught:
            run(BlockTask(raises_at=4), BLOCKS, execution)
    # An error that cannot be pickled comes from a process as one that names it.
    allowed = {"here": Unpicklable, "threads": Exception, "processes": RuntimeError}
    assert isinstance(caught.value, allowed[where])
    run(BlockTask(log=str(log)), 6, Execution(checkpoint=path, code=one_code))
    assert not {0, 1, 2, 3} & set(map(int, log.read_text().split()))


def test_the_first_block_that_fails_is_the_one_named() -> None:
    later = threading.Event()

    def fail(block: int) -> Statistics:
        if block == 2:
            later.set()
        elif block == 1:
            assert later.wait(30)
        raise ArithmeticError(f"block {block}") if block else FloatingPointError("block 0")

    def compute(block: int) -> Statistics:
        return {"x": np.zeros(1)} if block == 0 else fail(block)

    with (
        ThreadPoolExecutor(2) as executor,
        pytest.raises(ArithmeticError, match="block 1\nThis was block 1 of 9"),
    ):
        run(Given(compute), 9, Execution(executor))


@together(
    ("given", "error", "sentence"),
    [
        (lambda b: None, TypeError, "must return a dict of at least one array; got None"),
        (lambda b: {}, TypeError, "must return a dict of at least one array; got {}"),
        (lambda b: {1: np.zeros(1)}, TypeError, "names of statistics must be text; got 1"),
        (lambda b: {"x": 1.5}, TypeError, r"'x' is float \(use np.asarray\)"),
        (lambda b: {"x": np.zeros(1, np.float32)}, TypeError, "'x' is of float32"),
        (lambda b: {"x": np.array([1, 0.5], object)}, TypeError, "'x' holds float"),
        (lambda b: {"xyz"[b]: np.zeros(1)}, ValueError, r"block=1 gives \['y'\], not \['x'\]"),
        (lambda b: {"x": np.zeros(3 - b)}, ValueError, r"float64 of shape \(3,\) as in block 0"),
        (lambda b: {"x": np.array([2**62, 0])}, OverflowError, "'x' leaves int64 at block=1"),
        (lambda b: {"x": np.array(-(2**62) - 1)}, OverflowError, "'x' leaves int64 at block=1"),
    ],
)
def test_statistics_that_cannot_be_added_are_refused(
    given: Callable[[int], Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        run(Given(given), 2)


def test_statistics_may_live_in_an_array_that_the_task_uses_again() -> None:
    shared = np.zeros(1)

    def count(block: int) -> Statistics:
        shared[0] = block
        return {"x": shared}

    assert run(Given(count), 5).totals["x"] == 10


@together(
    ("call", "error", "sentence"),
    [
        (lambda: Execution(workers=-1), ValueError, "workers must be at least 1; got -1"),
        (lambda: Execution(3), TypeError, r"got int \(for a Dask cluster use dask\(address\)\)"),
        (lambda: run(BlockTask(), 0), ValueError, "blocks must be at least 1; got 0"),
        (lambda: run(BlockTask(), 1.0), TypeError, "blocks must be an int; got 1.0"),
    ],
)
def test_arguments_out_of_range_are_refused(
    call: Callable[[], object], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        call()


def test_dask_that_is_missing_is_named(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ModuleNotFoundError, match=r"pip install 'lossproof\[dask\]'"),
        dask("tcp://127.0.0.1:1"),
    ):
        pass


def test_progress_is_shown_on_a_terminal_only() -> None:
    code = (
        "from tests.simulate.blocktask import BlockTask; "
        "from lossproof.simulate.running.blocks import run\n"
        "run(BlockTask(seconds=0.03), 12)"
    )
    quiet = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert quiet.stdout + quiet.stderr == b""
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=child, env=env) as shown:
        os.close(child)
        written = b""
        while part := read(parent):
            written += part
    os.close(parent)
    assert shown.returncode == 0
    assert b"12/12" in written
    assert b"blocks/s" in written


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_stops_at_once_and_keeps_what_is_finished(workers: int, tmp_path: Path) -> None:
    path, log = tmp_path / "run.db", tmp_path / "log"
    arguments = [str(path), "40", str(workers), '{"slow_from": 6}']
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        assert program.stdout is not None
        assert [int(program.stdout.readline()) for _ in range(6)] == [1, 2, 3, 4, 5, 6]
        os.killpg(program.pid, signal.SIGINT)
        # Ends only when the workers, who have the same pipes, have ended too.
        _, errors = program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert "SpawnProcess" not in errors
    found = run(BlockTask(log=str(log)), 8, Execution(checkpoint=path, code=one_code))
    assert found.digest == run(BlockTask(), 8).digest
    assert log.read_text().split() == ["6", "7"]
