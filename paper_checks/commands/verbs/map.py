"""What `lossproof explore --map` does: certified maps of where a claim holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    MOVED,
    Refused,
    clear_errors,
    status_of,
)
from lossproof.simulate.files import try_writing

if TYPE_CHECKING:
    from lossproof.paper_checks.commands.verbs.explore import Options


def run(questions: Sequence[Any], options: Options) -> None:
    """Map claims, print the maps, and end with exit status 1 if one is certified to fail somewhere.

    The questions are those of `lossproof.paper_checks.exploring.Question`.

    Raises
    ------
    lossproof.paper_checks.commands.ending.Refused
        For bad input, or a claim that raised an error, in one sentence.
    """
    kept, picture = options.kept, options.picture
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
        names = [name.strip() for name in str(options.axes).split(",")]

        def report(integers: Mapping[str, Any], number: int, count: int) -> None:
            if sys.stderr.isatty():
                told = ", ".join(f"{name} = {value}" for name, value in integers.items())
                click.echo(f"mapping {told or options.axes} ({number} of {count})", err=True)

        found: list[Any] = []
        with clear_errors(ImportError), arguments.executor(options.scheduler) as executor:
            charts = maps.charts(questions, names, resolution=options.resolution,
                                 workers=options.workers or 1, executor=executor,
                                 report=report)  # fmt: skip
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
        if options.as_json:
            echo_json(json.dumps(records, ensure_ascii=False))
        else:
            told = (maps.lines(*pair) for pair in zip(questions, found, strict=True))
            text = "\n\n".join("\n".join(lines) for lines in told)
            click.echo(ascii_of(text) if options.ascii else text)
        if kept is not None:
            maps.write(records[0], kept)
            click.echo(f"wrote {kept}", err=True)
        if picture is not None:
            from lossproof.figures.map import draw
            from lossproof.figures.style import save

            drawn = draw(found[0], questions[0].id, options.caption or "", width=options.width)
            save(drawn, picture)
            click.echo(f"wrote {picture}", err=True)
        sys.exit(MOVED if any(map(maps.fails, found)) else AS_RECORDED)
