"""A limit on the time that a question of a card may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NoReturn

import mpmath


class TooLongError(BaseException):
    """The time ran out. No `Exception`, so that nothing on the way takes it for its own."""


@contextmanager
def within(seconds: float | None) -> Generator[None]:
    """Raise `TooLongError` inside the block once the seconds are over.

    Without a limit if `seconds` is None, and where there are no alarms: outside the main thread,
    and on Windows.
    """
    alarms = hasattr(signal, "setitimer")
    if seconds is None or not alarms or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> NoReturn:
        raise TooLongError

    precision = mpmath.mp.prec  # an alarm inside SymPy may leave another
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        mpmath.mp.prec = precision
