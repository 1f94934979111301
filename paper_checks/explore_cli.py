"""The command `lossproof explore`: search claims for counterexamples."""

from __future__ import annotations

import json
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import click

from paper_checks import map_cli
from paper_checks.refusal import AS_RECORDED, MOVED, STOPPED, clear_errors

_path = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="Pin a parameter, as in c=10 or f=[1/2,1/2].")  # fmt: skip
@click.option("--range", "ends", multiple=True, metavar="NAME=LOW..HIGH",
              help="Narrow the range of a number, as in q=0.5..1 or c=..9.")  # fmt: skip
@click.option("--drop", "dropped", multiple=True, metavar="NAME",
              help="Do not ask for this hypothesis.")  # fmt: skip
@click.option("--given", "given", multiple=True, metavar="RELATION",
              help='Ask for this besides, as in "k*c >= 1" or "f[0] < f[1]".')  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=20.0,
              show_default=True, help="Begin nothing further after so long.")  # fmt: skip
@click.option("--points", metavar="N", help="Stop after so many points, such as 1e7.")
@click.option("--backend", "device", type=click.Choice(["auto", "numpy", "cupy", "strict"]),
              default="auto", show_default=True,
              help="Where batches are evaluated; auto: cupy where it finds a CUDA device.",
              )  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True,
              help="Processes.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Of the random part.")  # fmt: skip
@click.option("--keep", "kept", type=_path, help="Write the outcome to this file (one claim).")
@click.option("--replay", "replayed", type=_path,
              help="Decide the counterexample in such a file again; no search.")  # fmt: skip
@map_cli.options
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
def explore(
    ids: tuple[str, ...], settings: tuple[str, ...], ends: tuple[str, ...],
    dropped: tuple[str, ...], given: tuple[str, ...], seconds: float, points: str | None,
    device: str, workers: int, seed: int, kept: Path | None, replayed: Path | None,
    axes: str | None, resolution: int | None, picture: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Search a claim for counterexamples, from nothing, and explain what is found.

    \b
    lossproof explore zhang2018.tightens-k02 --set c=10 --set q=0.7
    lossproof explore zhang2018.tightens-k03 --drop "k >= 1/c" --range k=0.3..0.4
    lossproof explore my_claims.py --given "f[0] < f[1]" --keep found.json
    lossproof explore --replay found.json
    lossproof explore zhang2018.tightens-k03 --map q,k --set c=2 --picture map.png

    Exit status: 0 nothing found, 1 a counterexample, 2 bad input, 130 stopped by Ctrl-C.
    """
    if bool(ids) == (replayed is not None):
        raise click.UsageError("give a claim or a file of claims, or --replay FILE alone")
    if axes is None and (resolution is not None or picture is not None):
        raise click.UsageError("--resolution and --picture go with --map, as in --map q,k")
    if axes is not None and replayed is not None:
        raise click.UsageError("--map goes with a claim, not with --replay")
    with clear_errors(OSError, BrokenExecutor):
        from paper_checks import arguments
        from paper_checks import explore as exploration
        from paper_checks.explore_text import lines

        if replayed is not None:
            _show([exploration.replay(exploration.kept(replayed))], as_json, lines)
            return
        names, files, _ = arguments.claims(ids)
        if kept is not None and len(names) > 1:
            raise ValueError(f"--keep goes with one claim; got {len(names)}: {', '.join(names)}")
        pinned, ranges = arguments.values(settings), arguments.ranges(ends)
        questions = [
            exploration.Question(name, pinned, ranges, dropped, given, tuple(map(str, files)))
            for name in names
        ]
        if axes is not None:
            map_cli.run(questions, axes, resolution=resolution, picture=picture, kept=kept,
                        as_json=as_json)  # fmt: skip
            return
        budget: dict[str, Any] = {"seconds": seconds, "points": _points(points)}
        try:
            records = [
                exploration.explore(question, **budget, seed=seed, device=device, workers=workers)
                for question in questions
            ]
        except KeyboardInterrupt:
            click.echo("stopped: no counterexample was found until then", err=True)
            sys.exit(STOPPED)
        if kept is not None:
            exploration.keep(records[0], kept)
            click.echo(f"wrote {kept}", err=True)
        _show(records, as_json, lines)


def _points(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not number.is_integer() or number < 1:
        raise ValueError(f"--points must be a whole number such as 1e7; got {text!r}")
    return int(number)


def _show(records: list[Any], as_json: bool, lines: Any) -> None:
    """Print the outcomes, and end with what they come to."""
    if as_json:
        click.echo(json.dumps(records, indent=1))
    else:
        click.echo("\n\n".join("\n".join(lines(record)) for record in records))
    found = any(record["outcome"] == "counterexample" for record in records)
    sys.exit(MOVED if found else AS_RECORDED)
