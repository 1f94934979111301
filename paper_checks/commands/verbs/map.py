"""What `lossproof explore --map` takes and does: certified maps of where a claim holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from lossproof.paper_checks.commands.arguments import Within, echo_json
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    MOVED,
    Refused,
    clear_errors,
    status_of,
)
from lossproof.simulate.files import try_writing

Command = TypeVar("Command", bound=Callable[..., Any])


def options(command: Command) -> Command:
    """The options of `run`, for the command that calls it, but `kept` and `as_json`."""
    for option in (
        click.option("--picture", type=click.Path(dir_okay=False, path_type=Path),
                     help="With --map: write the map to this .png, .svg or .pdf file."),
        click.option("--caption", metavar="TEXT",
                     help="With --picture: text in front of the generated caption, plain or "
                          "$LaTeX$."),
        click.option("--width", type=Within(min=2, max=40), metavar="INCHES",
                     help="With --picture: width of the picture."),
        click.option("--resolution", type=click.IntRange(min=2), metavar="N",
                     help="With --map: largest number of cells along an axis, a power of two.  "
                     "[default: 512; 2^20 for one parameter]"),
        click.option("--map", "axes", metavar="NAME[,NAME]",
                     help="Do not search; map where the claim holds over one or two parameters."),
    ):  # fmt: skip
        command = option(command)
    return command


def run(
    questions: Sequence[Any],
    axes: str,
    *,
    resolution: int | None = None,
    picture: Path | None = None,
    caption: str | None = None,
    width: float | None = None,
    ascii: bool = False,
    kept: Path | None = None,
    as_json: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
) -> None:
    """Map claims, print the maps, and end with exit status 1 if one is certified to fail somewhere.

    Parameters
    ----------
    questions : of `lossproof.paper_checks.exploring.Question`
    axes : one or two names, joined by a comma
    resolution : a power of two, optional
    picture : where to draw the map of the one claim, optional
    caption, width : the first words of its caption, and its width in inches, optional
    ascii : print formulas and marks in ASCII
    kept : where to write its data, optional
    as_json : print data, not text
    workers, scheduler : processes, or the address of a Dask cluster, that share the maps

    Raises
    ------
    lossproof.paper_checks.commands.ending.Refused
        For bad input, or a claim that raised an error, in one sentence.
    """
    with clear_errors(OSError):
        from lossproof.paper_checks.commands import arguments
        from lossproof.paper_checks.exploring import blamed, maps
        from lossproof.simulate.running import NoWorkersError
        from lossproof.theory.printing.prose import ascii_of

        if len(questions) > 1 and (picture or kept):
            raise ValueError(
                f"--picture and --keep need exactly one claim; got {len(questions)}: name one"
            )
        for path in filter(None, (kept, picture)):
            try_writing(path)
        if picture is not None:
            from lossproof.figures.style import check_ending

            check_ending(picture)
        names = [name.strip() for name in axes.split(",")]

        def report(integers: Mapping[str, Any], number: int, count: int) -> None:
            if sys.stderr.isatty():
                told = ", ".join(f"{name} = {value}" for name, value in integers.items())
                click.echo(f"mapping {told or axes} ({number} of {count})", err=True)

        found: list[Any] = []
        with clear_errors(ImportError), arguments.executor(scheduler) as executor:
            charts = maps.charts(questions, names, resolution=resolution, workers=workers,
                                 executor=executor, report=report)  # fmt: skip
            for question in questions:
                try:
                    found.append(next(charts))
                except KeyboardInterrupt as stop:
                    charts.close()
                    click.echo("stopped: nothing was written", err=True)
                    sys.exit(status_of(stop))
                except NoWorkersError:
                    raise
                except Exception as error:
                    raise Refused(blamed(question.id, error)) from error
        records = [maps.record(*pair) for pair in zip(questions, found, strict=True)]
        if as_json:
            echo_json(json.dumps(records, ensure_ascii=False))
        else:
            told = (maps.lines(*pair) for pair in zip(questions, found, strict=True))
            text = "\n\n".join("\n".join(lines) for lines in told)
            click.echo(ascii_of(text) if ascii else text)
        if kept is not None:
            maps.write(records[0], kept)
            click.echo(f"wrote {kept}", err=True)
        if picture is not None:
            from lossproof.figures.map import draw
            from lossproof.figures.style import save

            save(draw(found[0], questions[0].id, caption or "", width=width), picture)
            click.echo(f"wrote {picture}", err=True)
        sys.exit(MOVED if any(map(maps.fails, found)) else AS_RECORDED)
