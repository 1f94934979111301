"""Where and how a run's blocks are computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lossproof.simulate.running.checkpoint import code_version


def check_count(name: str, value: object) -> None:
    """Raise TypeError where it is no int, ValueError where below 1."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int; got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1; got {value}")


@dataclass(frozen=True)
class Execution:
    """Where and how blocks are computed; nothing of it changes the result.

    Parameters
    ----------
    executor : by default this process where `workers` is 1, else that many of its own
    workers : blocks computed at a time, at least 1; an executor's own number where it tells it
    checkpoint : file that keeps finished blocks; those that it has are not computed again, and
        their number may differ from the last time
    progress : called with the blocks added so far and all of them; by default they are shown on
        stderr if that is a terminal
    code : what a task's blocks depend on besides its recipe, as JSON: a checkpoint is of one

    Raises TypeError or ValueError if an argument is not as above.
    """

    executor: Executor | None = None
    workers: int = 1
    checkpoint: Path | None = None
    progress: Callable[[int, int], object] | None = None
    code: Callable[[object], Mapping[str, str]] = code_version

    def __post_init__(self) -> None:
        check_count("workers", self.workers)
        if self.executor is not None and not isinstance(cast("object", self.executor), Executor):
            found = f"got {type(self.executor).__name__} (for a Dask cluster use dask(address))"
            raise TypeError(f"executor must be a concurrent.futures.Executor; {found}")


HERE = Execution()
