"""Work of one kind on many records, over processes where there are enough of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from lossproof.simulate.files.worker import as_worker, terminate

T = TypeVar("T")
R = TypeVar("R")

ALONE = 8  # records that are not worth another process
OBJECTS = 50_000  # that are made before a process looks for those that nothing uses


def spread(
    look: Callable[[T], R], each: Sequence[T], workers: int | None, *, together: int = ALONE
) -> Iterator[R]:
    """What `look` says of each, in order, as it comes; by default with a process for every core.

    `look` goes to a process once for so many `together`.
    """
    processes = workers or os.cpu_count() or 1
    if processes == 1 or len(each) <= ALONE:
        yield from map(look, each)
        return
    with ProcessPoolExecutor(processes, initializer=_prepare) as pool:
        try:
            yield from pool.map(look, each, chunksize=together)
        except BaseException:
            terminate(pool)
            raise


def _prepare() -> None:
    """Look seldom for what nothing uses: a record leaves little, and what was read stays."""
    as_worker()
    gc.freeze()
    gc.set_threshold(OBJECTS)
