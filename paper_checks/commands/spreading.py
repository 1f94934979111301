"""Work of one kind on many records, over processes where there are enough of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

ALONE = 8  # records that are not worth another process


def spread(look: Callable[[T], R], each: Sequence[T], workers: int | None) -> list[R]:
    """What `look` says of each, in order; by default with a process for every core."""
    processes = workers or os.cpu_count() or 1
    if processes == 1 or len(each) <= ALONE:
        return [*map(look, each)]
    with ProcessPoolExecutor(processes) as pool:
        return [*pool.map(look, each, chunksize=ALONE)]
