"""The option --json: JSON alone on stdout, whatever the code of a user prints meanwhile."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click

STDOUT = "lossproof.stdout"


def _alone(context: click.Context, _: click.Parameter, asked: bool) -> bool:
    if asked:
        context.meta[STDOUT] = sys.stdout
        context.with_resource(redirect_stdout(sys.stderr))
    return asked


json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_alone, help="Write JSON to stdout."
)


def echo_json(text: str, *, nl: bool = True) -> None:
    """Write the text, or a part of it, to stdout."""
    click.echo(text, nl=nl, file=click.get_current_context().meta.get(STDOUT))
