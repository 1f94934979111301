"""The command `lossproof`. What a command needs is imported when it runs: `--help` stays fast."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.commands import arguments, recording
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    FAILED,
    MOVED,
    STOPS,
    Group,
    Refused,
    cause_of,
    clear_errors,
    status_of,
)
from lossproof.paper_checks.commands.verbs.analyse import analyse
from lossproof.paper_checks.commands.verbs.audit import audit
from lossproof.paper_checks.commands.verbs.explain import explain
from lossproof.paper_checks.commands.verbs.explore import explore
from lossproof.paper_checks.commands.verbs.figures import figures
from lossproof.paper_checks.commands.verbs.init import init
from lossproof.paper_checks.commands.verbs.recheck import recheck
from lossproof.paper_checks.commands.verbs.report import report
from lossproof.paper_checks.commands.verbs.simulate import simulate
from lossproof.paper_checks.commands.verbs.tolerance import tolerance
from lossproof.paper_checks.commands.verbs.train import train
from lossproof.simulate import ARRAYS
from lossproof.simulate.files import UnwritableError, try_writing

Record = dict[str, Any]


def _folder(command: Any) -> Any:
    return click.option(
        "--records",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=records.FOLDER,
        help="Folder of the recorded verdicts (default: the one in paper_checks).",
    )(command)


_seed = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the random part of the searches.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lossproof")
def main() -> None:
    """Decide claims about noise-robust losses: PROVED, REFUTED, with evidence that re-checks."""


main.add_command(analyse)
main.add_command(audit)
main.add_command(explain)
main.add_command(explore)
main.add_command(figures)
main.add_command(init)
main.add_command(recheck)
main.add_command(report)
main.add_command(simulate)
main.add_command(tolerance)
main.add_command(train)


@main.command("list")
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice([*records.MEANING], case_sensitive=False),
    help="Only claims with this verdict, or one of these.",
)
@_as_json
@_folder
def list_claims(
    ids: tuple[str, ...], verdicts: tuple[str, ...], as_json: bool, folder: Path
) -> None:
    """The recorded claims with their verdicts, all by default."""
    with clear_errors():
        if files := arguments.files(ids):
            chosen = recording.listed(ids, files, folder)
        else:
            recorded = recording.load(folder)
            chosen = [recorded[name] for name in arguments.chosen(ids, list(recorded), ())]
    if verdicts:
        chosen = [record for record in chosen if record["verdict"] in verdicts]
    keys = ("id", "title", "verdict", "kind", "locus", "repairs")
    rows = [{"format": "list/1", **{key: record[key] for key in keys}} for record in chosen]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    from lossproof.paper_checks.reports.table import Row, flat, grouped, short

    told = [Row(row["id"], row["verdict"], short(row["title"])) for row in rows]
    wide = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else None
    for line in flat(told) if wide is None else grouped(told, wide):
        click.echo(str(line))


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--update", is_flag=True, help="Record the verdicts and their evidence.")
@click.option(
    "--fresh", "anew", is_flag=True, help="Prove all anew, also what is kept of earlier runs."
)
@click.option("--verbose", "-v", is_flag=True, help="Also the evidence of every claim in brief.")
@click.option("--quiet", "-q", is_flag=True, help="Only the table and the summary.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first claim that fails.")
@click.option("--last-failed", is_flag=True, help="Only claims that failed when checked last.")
@click.option(
    "--simulate", "drawn", is_flag=True, help="Also draw what statements take the expectation of."
)
@click.option(
    "--train", "trained", is_flag=True, help="Also train for the claims that are about training."
)
@click.option(
    "--backend",
    type=click.Choice(["auto", *map(str, ARRAYS)]),
    default="numpy",
    show_default=True,
    help="Where --simulate evaluates what is not drawn, and --train trains; auto: cupy where it "
    "finds a CUDA device.",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keeps what --simulate finished: the same command goes on from there.",
)
@_seed
@click.option("--workers", type=click.IntRange(min=1), help="Processes (default: one per core).")
@click.option(
    "--dask",
    "scheduler",
    metavar="ADDRESS",
    help="Decide and simulate on a Dask cluster, such as tcp://host:8786.",
)
@click.option(
    "--timeout",
    type=arguments.Within(min=0, max=86_400, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds one claim may take.",
)
@click.option(
    "--seconds",
    type=arguments.Within(min=0, max=86_400, min_open=True),
    default=records.PATIENCE,
    show_default=True,
    help="Of processor time for a claim; provers take half, where it brings no proof.",
)
@click.option(
    "--without-proofs",
    "alone",
    is_flag=True,
    help="Only count the claims that provers prove alone; what is recorded stays.",
)
@_as_json
@_folder
def check(
    ids: tuple[str, ...],
    update: bool,
    anew: bool,
    verbose: bool,
    quiet: bool,
    fail_fast: bool,
    last_failed: bool,
    drawn: bool,
    trained: bool,
    backend: str,
    checkpoint: Path | None,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    timeout: float,
    seconds: float,
    alone: bool,
    as_json: bool,
    folder: Path,
) -> None:
    """Decide claims and compare with what is recorded.

    A FILE.py is all of its claims, unless an ID names some of them. Its verdicts are recorded
    beside it, in records/FILE, once --update has made that folder.

    What was decided before, with the same sources, versions, seed and record, is not decided again:
    the second checker confirms its record. --fresh decides all anew.

    --simulate draws labels and batches wherever a statement takes an expectation, and compares its
    relations; a refuted claim is simulated at its counterexample. It decides nothing. What it says
    is recorded by --update, and kept by a check without it.

    --train trains the networks that claims of the kind sim are about, half a minute to some minutes
    each; without it they stand on what was measured when they were recorded.

    --without-proofs leaves the proofs of claims aside, and has provers try those that are recorded
    as proved, or not recorded. It decides and records nothing.

    Exit status: 0 as recorded, 1 a verdict or its evidence moved (or a claim of a FILE.py without
    records is REFUTED or VACUOUS, or the simulation of a claim that is not refuted differs), 2 bad
    input or a check that failed (or a claim of a FILE.py without records is UNDECIDED), or a file
    that cannot be written, 130 stopped by Ctrl-C and 143 by SIGTERM, after what was finished is
    shown.
    """
    _check_options(drawn, trained)
    if alone:
        _alone(ids, seconds, timeout, workers, as_json, folder)
        return
    from lossproof.paper_checks.cache import last
    from lossproof.paper_checks.commands.deciding import FALSE, OPEN, Options, decided, fails
    from lossproof.paper_checks.reports import check as report

    broken: Refused | None = None
    try:
        with ExitStack() as stack:
            stack.enter_context(clear_errors())
            given = arguments.files(ids)
            for place in recording.places(folder, given) if update else ():
                try_writing(place, make=True)
            if checkpoint is not None:
                try_writing(checkpoint)
            recorded = recording.load(folder, given, new=update)
            executor = stack.enter_context(_cluster(scheduler))
            only = last.failed() if last_failed else None
            options = Options(seed, workers, timeout, anew, seconds, executor, only, fail_fast)
            results, names, files, everything, stopped = decided(ids, recorded, options)
            try:
                if trained and not stopped:
                    where = _execution(backend, workers, None, executor)
                    results = _measured(results, files, backend, where)
                if drawn and not stopped:
                    where = _execution(backend, workers, checkpoint, executor)
                    said = _sampled(results, files, seed, backend, where)
                    results = report.beside(results, said)
            except KeyboardInterrupt as stop:
                stopped = cause_of(stop)
            except Refused as error:
                broken = error
    except KeyboardInterrupt as stop:
        click.echo("stopped: nothing was recorded", err=True)
        sys.exit(status_of(stop))
    locked = recording.Locked.of(files, update=update)
    ours = {name: name for name in names if name in everything}
    own = {**ours, **locked.ids}
    whole = not (ids or last_failed or stopped)
    saves = update and not (stopped or broken)
    moved = report.moved(results, recorded, own, everything if whole else (), update=update)
    moved |= {} if update else locked.stale()
    last.keep([r.id for r in results], [r.id for r in results if fails(r, recorded, own)])
    if saves:
        try:
            found = [r.record for r in results if r.verdict != "ERROR" and r.id in ours]
            for path in records.save(found, folder):
                click.echo(f"wrote {path}", err=True)
            stale = [name for name in recorded if name not in everything] if whole else []
            for path in records.remove(stale, folder):
                click.echo(f"removed {path}", err=True)
            written, removed = locked.save(results)
            for done, paths in (("wrote", written), ("removed", removed)):
                for path in paths:
                    click.echo(f"{done} {path}", err=True)
        except UnwritableError as error:
            broken = Refused(str(error))
    if as_json:
        click.echo(json.dumps(report.as_json(results, moved), indent=1))
    else:
        others = {**recorded, **{r.id: r.record for r in results}}
        report.show(
            results, moved, others, [*map(str, files)],
            own=own, quiet=quiet, verbose=verbose, drawn=drawn, update=saves and broken is None,
        )  # fmt: skip
    for told in recording.unrecorded(files, results):
        click.echo(told, err=True)
    if stopped:
        told = f"stopped by {stopped}: {len(results)} of {len(names)} claims are decided"
        click.echo(told + ("; nothing was recorded" if update else ""), err=True)
    if broken is not None:
        raise broken
    if stopped in STOPS:
        sys.exit(STOPS[stopped])
    refuted = any(r.verdict in FALSE for r in results if r.id not in own)
    failed = any(r.verdict == "ERROR" or (r.verdict in OPEN and r.id not in own) for r in results)
    refuted = refuted or bool(report.opposed(results))
    sys.exit(FAILED if failed else MOVED if refuted or (moved and not update) else AS_RECORDED)


def _alone(
    ids: Sequence[str], seconds: float, timeout: float, workers: int | None, as_json: bool,
    folder: Path,
) -> None:  # fmt: skip
    """Show what provers find alone."""
    from lossproof.paper_checks.commands.auto_proving import show, tried

    with clear_errors():
        found = tried(ids, recording.load(folder, arguments.files(ids)), seconds, timeout, workers)
    show(found, as_json)


@contextmanager
def _cluster(scheduler: str | None) -> Generator[Executor | None]:
    with clear_errors(OSError, ImportError), arguments.executor(scheduler) as found:
        yield found


def _check_options(drawn: bool, trained: bool) -> None:
    """Refuse options that would be ignored."""
    from click.core import ParameterSource

    context = click.get_current_context()
    for name, used in (("backend", drawn or trained), ("checkpoint", drawn)):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE and not used:
            raise click.UsageError(f"--{name} goes with --simulate: add it, or leave --{name} out")
    for name in ("update", "anew", "fail_fast", "last_failed", "drawn", "trained", "scheduler"):
        if context.params["alone"] and context.params[name]:
            raise click.UsageError("--without-proofs decides nothing: leave other options out")
    for name in ("workers", "timeout"):
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and context.params["scheduler"] is not None:
            raise click.UsageError(f"--dask goes without --{name}, which a cluster does not take")


def _execution(
    backend: str, workers: int | None, checkpoint: Path | None, executor: Executor | None
) -> Any:
    with clear_errors(ImportError, RuntimeError):
        from lossproof.simulate.machine import backend as available
        from lossproof.simulate.running import HERE

        if executor is None:
            available(backend)
        return replace(
            click.get_current_context().obj or HERE,
            executor=executor,
            workers=workers or os.cpu_count() or 1,
            checkpoint=checkpoint,
        )


def _sampled(
    results: Sequence[Any], files: Sequence[Path], seed: int, backend: str, execution: Any
) -> dict[str, Record]:
    with clear_errors(OSError, ImportError, RuntimeError):
        from lossproof.paper_checks.commands.simulating import simulated

        return simulated(results, files=files, seed=seed, backend=backend, execution=execution)


def _measured(
    results: Sequence[Any], files: Sequence[Path], backend: str, execution: Any
) -> list[Any]:
    with clear_errors(OSError, ImportError, RuntimeError):
        from lossproof.paper_checks.commands.measuring import measured

        return measured(results, files=files, backend=backend, execution=execution)
