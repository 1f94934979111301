"""The command `lossproof explore`: search claims for counterexamples."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Collection, Generator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from lossproof.paper_checks.commands.arguments import Within, echo_json, json_option
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    FAILED,
    MOVED,
    Refused,
    clear_errors,
    shortened,
    status_of,
)
from lossproof.paper_checks.commands.verbs import map as map_cli
from lossproof.simulate import ARRAYS
from lossproof.simulate.files import UnwritableError, try_writing

_MAPPED = {"ids", "settings", "ends", "dropped", "given", "kept", "axes", "resolution", "picture",
           "caption", "width", "ascii", "as_json", "workers", "scheduler"}  # fmt: skip
_path = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="Fix a parameter, as in c=10 or f=[1/2,1/2].")  # fmt: skip
@click.option("--range", "ends", multiple=True, metavar="NAME=LOW..HIGH",
              help="Narrow the range of a number, as in q=0.5..1 or c=..9.")  # fmt: skip
@click.option("--drop", "dropped", multiple=True, metavar="NAME",
              help="Drop the hypothesis of this name.")  # fmt: skip
@click.option("--given", "given", multiple=True, metavar="RELATION",
              help='Add a hypothesis, as in "k*c >= 1" or "f[0] < f[1]".')  # fmt: skip
@click.option("--seconds", type=Within(min=0, min_open=True), default=20.0,
              show_default=True,
              help="Time for the search of each claim, in seconds.")  # fmt: skip
@click.option("--points", metavar="N", help="Stop after this number of points, such as 1e7.")
@click.option("--backend", "device", type=click.Choice(["auto", *map(str, ARRAYS)]),
              default="auto", show_default=True,
              help="Array library; auto: cupy if it finds a CUDA device, else numpy.",
              )  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True,
              help="Number of processes.")  # fmt: skip
@click.option("--dask", "scheduler", metavar="ADDRESS",
              help="Run on a Dask cluster, such as tcp://host:8786.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Seed of the random search.")  # fmt: skip
@click.option("--keep", "kept", type=_path, help="Save the result in this file (one claim only).")
@click.option("--replay", "replayed", type=_path,
              help="Verify the counterexample in a file saved by --keep; do not "
                   "search.")  # fmt: skip
@map_cli.options
@click.option("--ascii", is_flag=True, help="Write formulas and marks in ASCII.")
@json_option
def explore(
    ids: tuple[str, ...], settings: tuple[str, ...], ends: tuple[str, ...],
    dropped: tuple[str, ...], given: tuple[str, ...], seconds: float, points: str | None,
    device: str, workers: int, scheduler: str | None, seed: int, kept: Path | None,
    replayed: Path | None, axes: str | None, resolution: int | None, picture: Path | None,
    caption: str | None, width: float | None, ascii: bool, as_json: bool,
) -> None:  # fmt: skip
    """Search claims for counterexamples, or map where they hold.

    \b
    lossproof explore zhang2018.tightens-k02 --set c=10 --set q=0.7
    lossproof explore zhang2018.tightens-k03 --drop "k > 1/c" --range k=0.3..0.4
    lossproof explore my_claims.py --given "f[0] < f[1]" --keep found.json
    lossproof explore --replay found.json
    lossproof explore zhang2018.tightens-k03 --map q,k --set c=2 --picture map.png

    Exit status: 0 no counterexample found, 1 a counterexample found, 2 bad input or an error in a
    claim, 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    if bool(ids) == (replayed is not None):
        raise click.UsageError("name claims or files of claims, or give --replay FILE alone")
    if axes is None and (resolution is not None or picture is not None):
        raise click.UsageError("--resolution and --picture require --map, as in --map q,k")
    if picture is None and (caption is not None or width is not None):
        raise click.UsageError("--caption and --width require --picture, as in --picture map.png")
    if replayed is not None:
        _goes_alone("--replay", {"replayed", "ascii", "as_json"})
    if axes is not None:
        _goes_alone("--map", _MAPPED)
    workers_given = click.get_current_context().get_parameter_source("workers")
    if scheduler is not None and workers_given is ParameterSource.COMMANDLINE:
        raise click.UsageError(
            "--dask cannot be combined with --workers: the cluster has its own workers"
        )
    with clear_errors(OSError, BrokenExecutor):
        from lossproof.paper_checks import exploring as exploration
        from lossproof.paper_checks.commands import arguments
        from lossproof.simulate.running import NoWorkersError

        if replayed is not None:
            record = exploration.kept(replayed)
            exploration.check_files(record, replayed)
            with _Output(as_json, ascii) as output:
                try:
                    output.write(exploration.replay(record))
                except (ValueError, TypeError):
                    raise
                except Exception as error:
                    raise Refused(f"{record['id']}: {type(error).__name__}: {error}") from error
            sys.exit(output.status)
        names, files, _ = arguments.claims(ids)
        if kept is not None and len(names) > 1:
            raise ValueError(
                f"--keep needs exactly one claim; got {len(names)}: {', '.join(names)}"
            )
        pinned, ranges = arguments.values(settings), arguments.ranges(ends)
        questions = [
            exploration.Question(name, pinned, ranges, dropped, given, tuple(map(str, files)))
            for name in names
        ]
        if axes is not None:
            map_cli.run(questions, axes, resolution=resolution, picture=picture, caption=caption,
                        width=width, ascii=ascii, kept=kept, as_json=as_json, workers=workers,
                        scheduler=scheduler)  # fmt: skip
            return
        if kept is not None:
            try_writing(kept)
        budget: dict[str, Any] = {"seconds": seconds, "points": _points(points)}
    with ExitStack() as stack:
        stack.enter_context(clear_errors(OSError, ImportError))
        executor = stack.enter_context(arguments.executor(scheduler))
        output = stack.enter_context(_Output(as_json, ascii))
        if len(questions) > 1:
            told = f"searching {len(questions)} claims, for up to {seconds:g} seconds each"
            click.echo(told, err=True)
        for number, question in enumerate(questions, start=1):
            try:
                with _progress(f"exploring {question.id} ({number} of {len(questions)})"):
                    record = exploration.search_claim(
                        question,
                        **budget,
                        seed=seed,
                        device=device,
                        workers=workers,
                        executor=executor,
                    )
                output.write(record)
                if kept is not None:
                    exploration.keep(record, kept)
                    click.echo(f"wrote {kept}", err=True)
            except UnwritableError as error:
                output.fail(str(error))
            except NoWorkersError as error:
                output.fail(str(error))
                break
            except KeyboardInterrupt as stop:
                output.status = status_of(stop)
                click.echo(f"stopped: the search of {question.id} is incomplete", err=True)
                break
            except Exception as error:
                output.fail(exploration.blamed(question.id, error))
    sys.exit(output.status)


def _goes_alone(option: str, allowed: Collection[str]) -> None:
    """`UsageError` for another option that would be ignored beside this one."""
    context = click.get_current_context()
    given = [
        each.opts[0]
        for each in context.command.params
        if each.name not in allowed
        and context.get_parameter_source(str(each.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"{option} cannot be combined with {', '.join(given)}: remove one of them"
        )


@contextmanager
def _progress(what: str) -> Generator[None]:
    """What is being done, on stderr while it is done, if that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as shown:
        shown.add_task(what.replace("[", r"\["), total=None)
        yield


class _Output:
    """The outcomes, written as they come; `status` is what they come to."""

    def __init__(self, as_json: bool, ascii: bool) -> None:
        self.as_json, self.ascii, self.status, self.count = as_json, ascii, AS_RECORDED, 0

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, *error: object) -> None:
        if self.as_json and (self.count or self.status != FAILED):
            echo_json("\n]" if self.count else "[]")

    def write(self, record: Mapping[str, Any]) -> None:
        from lossproof.paper_checks.claims import REGISTRY
        from lossproof.paper_checks.reports.runs.exploration import lines
        from lossproof.theory.printing.prose import ascii_of

        if self.as_json:
            echo_json(",\n" if self.count else "[\n", nl=False)
            echo_json(textwrap.indent(json.dumps(record, indent=1), " "), nl=False)
        else:
            statement = REGISTRY[record["id"]].statement.record()
            told = chain.from_iterable(map(_folded, lines(record, statement)))
            text = ("\n" if self.count else "") + "\n".join(told)
            click.echo(ascii_of(text) if self.ascii else text)
        sys.stdout.flush()
        self.count += 1
        if record["outcome"] == "counterexample" and self.status == AS_RECORDED:
            self.status = MOVED

    def fail(self, says: str) -> None:
        click.echo(f"Error: {shortened(says)}", err=True)
        self.status = FAILED


def _folded(line: str) -> list[str]:
    """The line in as many as a terminal needs, those after the first further in."""
    if not sys.stdout.isatty():
        return [line]
    start = line[: len(line) - len(line.lstrip())]
    width = shutil.get_terminal_size((80, 24)).columns
    return textwrap.wrap(
        line, width, drop_whitespace=True, subsequent_indent=f"{start}  ", break_on_hyphens=False
    ) or [line]


def _points(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not number.is_integer() or number < 1:
        raise ValueError(f"--points must be a positive whole number such as 1e7; got {text!r}")
    return int(number)
