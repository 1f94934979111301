"""Work of one kind on many records, over processes where there are enough of them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

ALONE = 8  # records that are not worth another process
OBJECTS = 50_000  # that are made before a process looks for those that nothing uses


def spread(look: Callable[[T], R], each: Sequence[T], workers: int | None) -> list[R]:
    """What `look` says of each, in order; by default with a process for every core."""
    processes = workers or os.cpu_count() or 1
    if processes == 1 or len(each) <= ALONE:
        return [*map(look, each)]
    with ProcessPoolExecutor(processes, initializer=_prepare) as pool:
        return [*pool.map(look, each, chunksize=ALONE)]


def _prepare() -> None:
    """Look seldom for what nothing uses: a record leaves little, and what was read stays."""
    gc.freeze()
    gc.set_threshold(OBJECTS)
