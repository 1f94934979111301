"""How a command ends other than well: a clear sentence, and the exit status."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import click

AS_RECORDED, MOVED, FAILED, STOPPED = 0, 1, 2, 130


class Refused(click.ClickException):
    """Bad input: one clear sentence, exit 2."""

    exit_code = FAILED


class Group(click.Group):
    """Commands that Ctrl-C ends with a sentence, at any time."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("stopped by Ctrl-C", err=True)
            ctx.exit(STOPPED)


@contextmanager
def clear_errors(*kinds: type[Exception]) -> Generator[None]:
    """Refuse with the sentence of a ValueError, a TypeError, or an error of these kinds."""
    try:
        yield
    except (ValueError, TypeError, *kinds) as error:
        raise Refused(str(error)) from error
