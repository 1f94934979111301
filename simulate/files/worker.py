"""Worker processes: deaf to Ctrl-C, and gone with the process that started them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress


def as_worker() -> None:
    """Let this process be a worker: it ends by SIGTERM, and with its parent, however that ends.

    What a user's code prints there goes to stderr: the parent alone writes the output.
    """
    with suppress(OSError):
        os.dup2(2, 1)
    # Ctrl-C goes to every process of the group; only the parent answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def terminate(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool, whatever they do."""
    # A method of the pool does this from Python 3.14 on.
    for worker in list((pool._processes or {}).values()):  # pyright: ignore[reportPrivateUsage]
        worker.terminate()
