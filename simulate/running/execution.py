"""Where and how the blocks of a run are computed."""

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
    """Where and how blocks are computed; it does not change the result.

    Parameters
    ----------
    executor : by default this process if `workers` is 1, else that many new processes
    workers : blocks computed at a time, at least 1; the number of an executor where it is known
    checkpoint : file for finished blocks; its blocks are not computed again, and the number of
        blocks may differ from the last run
    progress : called with the blocks added so far and all of them; by default they are shown on
        stderr if that is a terminal
    code : what blocks depend on besides the recipe, as JSON; a checkpoint belongs to one value

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
            given = f"got {type(self.executor).__name__} (for a Dask cluster use dask(address))"
            raise TypeError(f"executor must be a concurrent.futures.Executor; {given}")


HERE = Execution()
