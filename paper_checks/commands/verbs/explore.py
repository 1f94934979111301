"""The command `lossproof explore`: search claims for counterexamples."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Generator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json
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


@dataclass(frozen=True)
class Options:
    """What `lossproof explore` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.py]...")
    settings: tuple[str, ...] = opt.several(
        "--set", "NAME=VALUE", "Fix a parameter, as in c=10 or f=[1/2,1/2]."
    )
    ends: tuple[str, ...] = opt.several(
        "--range", "NAME=LOW..HIGH", "Narrow the range of a number, as in q=0.5..1 or c=..9."
    )
    dropped: tuple[str, ...] = opt.several("--drop", "NAME", "Drop the hypothesis of this name.")
    given: tuple[str, ...] = opt.several(
        "--given", "RELATION", 'Add a hypothesis, as in "k*c >= 1" or "f[0] < f[1]".'
    )
    seconds: float = opt.seconds(
        20.0, "Time for the search of each claim, in seconds.", min=0, min_open=True
    )
    points: str | None = opt.option(
        "--points", "Stop after this number of points, such as 1e7.", metavar="N"
    )
    device: str = opt.backend(ARRAYS)
    workers: int | None = opt.workers("1")
    scheduler: str | None = opt.cluster()
    seed: int = opt.seed("random search")
    kept: Path | None = opt.option(
        "--keep", "Save the result in this file (one claim only).", type=opt.FILE
    )
    replayed: Path | None = opt.option(
        "--replay", "Verify the counterexample in a file saved by --keep; do not search.",
        type=opt.FILE)  # fmt: skip
    axes: str | None = opt.option(
        "--map", "Do not search; map where the claim holds over one or two parameters.",
        metavar="NAME[,NAME]")  # fmt: skip
    resolution: int | None = opt.option(
        "--resolution", "With --map: largest number of cells along an axis, a power of two.  "
        "[default: 512; 2^20 for one parameter]", type=click.IntRange(min=2), metavar="N"
    )  # fmt: skip
    width: float | None = opt.option(
        "--width", "With --picture: width of the picture.", type=opt.Within(min=2, max=40),
        metavar="INCHES")  # fmt: skip
    caption: str | None = opt.option(
        "--caption", "With --picture: text in front of the generated caption, plain or $LaTeX$.",
        metavar="TEXT")  # fmt: skip
    picture: Path | None = opt.option(
        "--picture", "With --map: write the map to this .png, .svg or .pdf file.", type=opt.FILE
    )
    ascii: bool = opt.in_ascii()
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def explore(options: Options) -> None:
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
    kept = options.kept
    if bool(options.ids) == (options.replayed is not None):
        raise click.UsageError("name claims or files of claims, or give --replay FILE alone")
    if options.axes is None and (options.resolution is not None or options.picture is not None):
        raise click.UsageError("--resolution and --picture require --map, as in --map q,k")
    if options.picture is None and (options.caption is not None or options.width is not None):
        raise click.UsageError("--caption and --width require --picture, as in --picture map.png")
    if options.replayed is not None:
        opt.refuse_others("--replay", {"replayed", "ascii", "as_json"})
    if options.axes is not None:
        opt.refuse_others("--map", _MAPPED)
    opt.cluster_alone("workers")
    with clear_errors(OSError, BrokenExecutor):
        from lossproof.paper_checks import exploring as exploration
        from lossproof.paper_checks.commands import arguments
        from lossproof.simulate.running import NoWorkersError

        if options.replayed is not None:
            record = exploration.kept(options.replayed)
            exploration.check_files(record, options.replayed)
            with _Output(options.as_json, options.ascii) as output:
                try:
                    output.write(exploration.replay(record))
                except (ValueError, TypeError):
                    raise
                except Exception as error:
                    raise Refused(f"{record['id']}: {type(error).__name__}: {error}") from error
            sys.exit(output.status)
        names, files, _ = arguments.claims(options.ids)
        if kept is not None and len(names) > 1:
            raise ValueError(
                f"--keep needs exactly one claim; got {len(names)}: {', '.join(names)}"
            )
        pinned, ranges = arguments.values(options.settings), arguments.ranges(options.ends)
        questions = [
            exploration.Question(
                name, pinned, ranges, options.dropped, options.given, tuple(map(str, files))
            )
            for name in names
        ]
        if options.axes is not None:
            map_cli.run(questions, options)
            return
        if kept is not None:
            try_writing(kept)
        points = _points(options.points)
    with ExitStack() as stack:
        stack.enter_context(clear_errors(OSError, ImportError))
        executor = stack.enter_context(arguments.executor(options.scheduler))
        output = stack.enter_context(_Output(options.as_json, options.ascii))
        if len(questions) > 1:
            told = f"searching {len(questions)} claims, for up to {options.seconds:g} seconds each"
            click.echo(told, err=True)
        for number, question in enumerate(questions, start=1):
            try:
                with _progress(f"exploring {question.id} ({number} of {len(questions)})"):
                    record = exploration.search_claim(
                        question, seconds=options.seconds, points=points, seed=options.seed,
                        device=options.device, workers=options.workers or 1, executor=executor,
                    )  # fmt: skip
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
