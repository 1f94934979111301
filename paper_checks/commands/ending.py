"""How a command ends other than well: a clear sentence, and the exit status."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from lossproof.simulate.files import UnwritableError

AS_RECORDED, MOVED, FAILED = 0, 1, 2
NO_ROOM = (errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC)
LONGEST, END = 1500, 500  # characters of a message, and of its end if it is longer
UNREADABLE = "lossproof.unreadable"
STOPS = {"Ctrl-C": 130, "SIGTERM": 143}  # the exit status after each, as shells give it


class Refused(click.ClickException):
    """Bad input: one clear sentence, exit 2."""

    exit_code = FAILED


def shortened(text: str) -> str:
    """The text, or as it begins and ends: a formula that was typed need not be repeated whole."""
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[: -END - left]} … ({left} characters) … {text[-END:]}"


class Terminated(KeyboardInterrupt):
    """SIGTERM came, from a scheduler, from `timeout` or from `kill`: stop as after Ctrl-C."""


def cause_of(stop: KeyboardInterrupt) -> str:
    """What stopped a command, one of `STOPS`."""
    return "SIGTERM" if isinstance(stop, Terminated) else "Ctrl-C"


def status_of(stop: KeyboardInterrupt) -> int:
    """The exit status of a command that was stopped."""
    return STOPS[cause_of(stop)]


def stopped_with(stop: KeyboardInterrupt, checkpoint: Path | None) -> NoReturn:
    """End a run of blocks that was stopped, and say where those are that it finished."""
    kept = "nothing was saved (--checkpoint FILE saves finished blocks)"
    if checkpoint is not None:
        kept = f"finished blocks are saved in {checkpoint}"
    click.echo(f"stopped: {kept}", err=True)
    sys.exit(status_of(stop))


class Group(click.Group):
    """Commands that Ctrl-C and SIGTERM end with a sentence, at any time.

    What no command expects ends with status 2: 1 says that a verdict moved.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is asked for."""
        status: Any = AS_RECORDED
        try:
            with _terminable():
                super().invoke(ctx)
        except SystemExit as end:
            status = end.code or AS_RECORDED
        except KeyboardInterrupt as stop:
            click.echo(f"stopped by {cause_of(stop)}", err=True)
            ctx.exit(status_of(stop))
        except click.ClickException as error:
            error.message = shortened(error.message)  # pyright: ignore[reportAttributeAccessIssue]
            raise
        except BrokenPipeError:  # what reads the output has read enough
            _write_no_more()
            ctx.exit(FAILED)
        unreadable = UNREADABLE in ctx.meta and status in (AS_RECORDED, MOVED)
        ctx.exit(FAILED if unreadable else status)

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Read the arguments, run the command, and end the process."""
        if sys.flags.optimize > 1:
            click.echo(
                "Error: the titles of claims are docstrings: run Python without -OO", err=True
            )
            sys.exit(FAILED)
        for stream in (sys.stdout, sys.stderr):  # a terminal may lack ≤ and η
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(*args, standalone_mode=standalone_mode, **extra)
        except OSError as error:
            if not standalone_mode:
                raise
            why = str(error)
            if error.filename is None and error.errno in NO_ROOM:
                _write_no_more()
                why = f"the output cannot be written: {error.strerror}"
            click.echo(f"Error: {shortened(why)}", err=True)
        except Exception:
            if not standalone_mode:
                raise
            traceback.print_exc()
        sys.exit(FAILED)


def unreadable_in_command() -> Callable[[str], None] | None:
    """What tells, once, that a file cannot be read, and lets the command end with status 2.

    None where no command is run.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return None

    def tell(sentence: str) -> None:
        told = context.meta.setdefault(UNREADABLE, set[str]())
        if sentence not in told:
            told.add(sentence)
            click.echo(f"Error: {sentence}", err=True)

    return tell


@contextmanager
def _terminable() -> Generator[None]:
    """While it lasts, SIGTERM raises `Terminated`, once."""
    here = os.getpid()

    def stop(number: int, frame: object) -> None:
        if os.getpid() != here:  # a worker that was forked
            os._exit(STOPS["SIGTERM"])
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Terminated

    before: Any = None
    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # signals are for the main thread alone
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write_no_more() -> None:
    """Let what waits to be written be lost: Python would fail at it as it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def clear_errors(*kinds: type[Exception]) -> Generator[None]:
    """Refuse with the sentence of a ValueError, a TypeError, or an error of these kinds.

    A file that cannot be written is refused too.
    """
    try:
        yield
    except (ValueError, TypeError, UnwritableError, *kinds) as error:
        raise Refused(str(error)) from error
