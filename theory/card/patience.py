"""A limit on the processor time that a question of a card may take."""

from __future__ import annotations

import _thread
import ctypes
import gc
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import mpmath
from flint import ctx

AGAIN = 0.5
LOOK = 0.01


class TooLongError(BaseException):
    """The time ran out. It is no `Exception`, so that no caller on the stack catches it."""


@contextmanager
def within(seconds: float | None) -> Generator[None]:
    """Raise `TooLongError` inside the block once the seconds of processor time are over.

    The error waits while a module is imported and during garbage collection, where it would be
    lost or leave incomplete state. It is raised again if it was lost. No limit if `seconds` is
    None. Neither the load of the machine nor the thread changes an answer; blocks may be nested.
    """
    if seconds is None:
        yield
        return
    watch = _Watch(max(seconds, 0.01))
    precision = mpmath.mp.prec, ctx.prec  # inside SymPy the error may become another one
    heard = sys.unraisablehook

    def unheard(lost: Any) -> None:
        if lost.exc_type is TooLongError:
            watch.lost = True
        else:
            heard(lost)

    try:
        sys.unraisablehook = unheard
        # `Thread.start` waits in Python code, which the error of an outer block may interrupt.
        _thread.start_new_thread(watch.look, ())
        yield
    finally:
        watch.over = True
        watch.end()
        if sys.unraisablehook is unheard:
            sys.unraisablehook = heard
        mpmath.mp.prec, ctx.prec = precision


class _Watch:
    """A thread that watches the processor time of the calling one.

    `lost` is set if the error was lost, so that it is raised again at once.
    """

    def __init__(self, seconds: float) -> None:
        self.over, self.lost = False, False
        self._seconds, self._watched, self._used = seconds, threading.get_ident(), _clock()
        self._start = self._used()
        # Only locks: the other tools of `threading` run Python code, which the error may interrupt.
        self._turn, self._lasts = threading.Lock(), threading.Lock()
        self._lasts.acquire()

    def end(self) -> None:
        """After this no error is raised; `over` is set before."""
        while True:
            try:
                with self._turn:
                    pass
                for _ in range(2):  # An error that was raised before arrives here at the latest;
                    pass  # to cancel one that has arrived makes tracing hang.
                break
            except TooLongError:
                continue
        self._lasts.release()

    def look(self) -> None:
        """Raise the error in the watched thread once its time is over, until `end`."""
        remaining, again = self._seconds, 0.0
        while not self._lasts.acquire(timeout=min(max(remaining, LOOK), threading.TIMEOUT_MAX)):
            remaining = self._seconds - (self._used() - self._start)
            if remaining > 0 or (time.monotonic() < again and not self.lost):
                continue
            with self._turn:
                if self.over:
                    return
                if not _busy(sys._current_frames().get(self._watched)):  # pyright: ignore[reportPrivateUsage]
                    self.lost, again = False, time.monotonic() + AGAIN
                    _raise(self._watched)


def _clock() -> Callable[[], float]:
    """The processor time of this thread, readable in any thread; of the process if unavailable."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)


def _raise(thread: int) -> None:
    """Make a thread raise the error at its next step."""
    error = ctypes.py_object(TooLongError)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


def _busy(frame: Any) -> bool:
    """Whether an error now would leave incomplete state, or be ignored by Python.

    That is in imports, in names that SymPy compiles with, and in callbacks of the collector.
    """
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith("<frozen importlib") or code.co_name == "_import":
            return True
        if code in callbacks or code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False
