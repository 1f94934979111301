"""A Dask cluster as an executor, which says when it has no workers."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from lossproof.simulate.running.constants import (
    SECONDS_BETWEEN_LOOKS,
    SECONDS_SILENT,
    SECONDS_WITHOUT,
)


class NoWorkersError(OSError):
    """A cluster has had no worker for too long."""


class Cluster(Executor):
    """Dask's executor. `watch` is called while nothing comes of it."""

    def __init__(self, client: Any, address: str) -> None:
        # No `retries`: they repeat what raised; blocks of lost workers are repeated without.
        self._executor, self._client, self._address = (
            client.get_executor(pure=False),
            client,
            address,
        )
        self._max_workers = max(1, self._threads())
        self._looked, self._without = time.monotonic(), 0.0
        self._told = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As of any executor."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As of any executor."""
        self._executor.shutdown(wait=wait)

    def watch(self) -> None:
        """Say on stderr that there are no workers, after a while; then give up.

        Raises
        ------
        NoWorkersError
            If there have been none for a minute.
        """
        since = time.monotonic() - self._looked
        if since < SECONDS_BETWEEN_LOOKS:
            return
        self._looked += since
        if self._threads():
            self._without, self._told = 0.0, False
            return
        self._without += min(since, 2 * SECONDS_BETWEEN_LOOKS)  # not what was done between
        start = f"dask worker {self._address} starts one"
        if self._without > SECONDS_WITHOUT:
            raise NoWorkersError(
                f"the Dask cluster at {self._address} has had no worker for {SECONDS_WITHOUT:g} "
                f"seconds: {start}"
            )
        if self._without > SECONDS_SILENT and not self._told:
            self._told = True
            print(f"waiting for a worker at {self._address}: {start}", file=sys.stderr, flush=True)

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, RuntimeError):  # nor is there a scheduler
            return 0


@contextmanager
def dask(address: str) -> Generator[Executor, None, None]:
    """Connect to a Dask cluster as an executor, for `run`.

    While it has no workers that is said on stderr after 5 seconds, and `NoWorkersError` is raised
    after 60.

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
        executor = Cluster(client, address)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
