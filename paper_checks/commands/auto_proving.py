"""What provers find alone, with the proofs that claims bring left aside."""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import click

from lossproof.paper_checks.commands import arguments
from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.records import HELD


def tried(
    ids: Sequence[str],
    recorded: Mapping[str, Any],
    seconds: float,
    timeout: float,
    workers: int | None,
) -> list[Any]:
    """What came of each claim that is recorded as proved, or not recorded."""
    names, files, _ = arguments.claims(ids)
    from lossproof.paper_checks.claims import REGISTRY, runner

    chosen = [
        name for name in names
        if REGISTRY[name].stated and (name not in recorded or recorded[name]["verdict"] in HELD)
    ]  # fmt: skip
    return runner.auto_prove(chosen, files=files, seconds=seconds, timeout=timeout, workers=workers)


def show(found: Sequence[Any], as_json: bool) -> None:
    """Print who was proved in what time, and what was left of the others."""
    if as_json:
        rows = [{"format": "unaided/1", **vars(each)} for each in found]
        echo_json(json.dumps(rows, indent=1))
        return
    wide = max((len(each.id) for each in found), default=0)
    room = max(40, shutil.get_terminal_size((100, 24)).columns)
    for each in found:
        said = "PROVED" if each.proved else f"remaining goal: {each.left}"
        line = f"{each.id:<{wide}}  {each.seconds:5.1f} s  {said}"
        click.echo(line if len(line) <= room else f"{line[: room - 1]}…")
    proved = [each.seconds for each in found if each.proved]
    told = f"{len(proved)} of {len(found)} claims are proved automatically"
    if proved:
        median, longest = statistics.median(proved), max(proved)
        told += f"; median time {median:.1f} s, maximum {longest:.1f} s"
    click.echo(f"{told}.")
