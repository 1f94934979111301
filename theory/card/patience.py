"""A limit on the processor time that a question of a card may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import mpmath
from flint import ctx

AGAIN = 0.5


class TooLongError(BaseException):
    """The time ran out. No `Exception`, so that nothing on the way takes it for its own."""


@contextmanager
def within(seconds: float | None) -> Generator[None]:
    """Raise `TooLongError` inside the block once the seconds of processor time are over.

    Later where a module is being imported, or where the error got lost on the way. Without a limit
    if `seconds` is None, and where there are no alarms: outside the main thread, and on Windows.
    What else the machine does changes no answer.
    """
    alarms = hasattr(signal, "setitimer")
    if seconds is None or not alarms or threading.current_thread() is not threading.main_thread():
        yield
        return
    over = False

    def stop(_: int, frame: Any) -> None:
        if not over and not _importing(frame):
            raise TooLongError

    precision = mpmath.mp.prec, ctx.prec  # an alarm inside SymPy may leave another
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.01), AGAIN)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        mpmath.mp.prec, ctx.prec = precision


def _importing(frame: Any) -> bool:
    """Whether a module, or the names that SymPy compiles with, would be left half done."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith("<frozen importlib") or code.co_name == "_import":
            return True
        frame = frame.f_back
    return False
