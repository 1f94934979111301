"""The command `lossproof`. What a command needs is imported when it runs: `--help` stays fast."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import Told
from lossproof.paper_checks.commands import arguments, recording
from lossproof.paper_checks.commands.arguments import echo_json, json_option
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
from lossproof.paper_checks.commands.recorded.citing import cite
from lossproof.paper_checks.commands.recorded.explain import explain
from lossproof.paper_checks.commands.recorded.listing import list_claims
from lossproof.paper_checks.commands.verbs.analyse import analyse
from lossproof.paper_checks.commands.verbs.audit import audit
from lossproof.paper_checks.commands.verbs.explore import explore
from lossproof.paper_checks.commands.verbs.figures import figures
from lossproof.paper_checks.commands.verbs.init import init
from lossproof.paper_checks.commands.verbs.recheck import recheck
from lossproof.paper_checks.commands.verbs.report import report
from lossproof.paper_checks.commands.verbs.sharpen import sharpen
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
        help="Folder of the records (default: those of lossproof).",
    )(command)


_seed = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of the random searches.",
)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lossproof")
def main() -> None:
    """Prove or refute claims about noise-robust losses, with evidence that can be verified."""


main.add_command(analyse)
main.add_command(audit)
main.add_command(cite)
main.add_command(explain)
main.add_command(explore)
main.add_command(figures)
main.add_command(init)
main.add_command(list_claims)
main.add_command(recheck)
main.add_command(report)
main.add_command(sharpen)
main.add_command(simulate)
main.add_command(tolerance)
main.add_command(train)


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--update", is_flag=True, help="Save the verdicts and their evidence.")
@click.option(
    "--fresh", "anew", is_flag=True, help="Decide every claim again; ignore saved proofs."
)
@click.option(
    "--verbose", "-v", is_flag=True, help="Show a summary of the evidence of every claim."
)
@click.option("--quiet", "-q", is_flag=True, help="Show only the table and the summary.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first claim that fails.")
@click.option(
    "--last-failed", is_flag=True, help="Check only the claims that failed in the last check."
)
@click.option("--simulate", "drawn", is_flag=True, help="Also test expectations by Monte Carlo.")
@click.option(
    "--train", "trained", is_flag=True, help="Also run the experiments of claims about training."
)
@click.option(
    "--backend",
    type=click.Choice(["auto", *map(str, ARRAYS)]),
    default="numpy",
    show_default=True,
    help="Array library for --simulate and --train; auto: cupy if it finds a CUDA device, else "
    "numpy.",
)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File in which --simulate saves its progress; the same command continues from it.",
)
@_seed
@click.option(
    "--workers", type=click.IntRange(min=1), help="Number of processes (default: one per core)."
)
@click.option(
    "--dask",
    "scheduler",
    metavar="ADDRESS",
    help="Run on a Dask cluster, such as tcp://host:8786.",
)
@click.option(
    "--timeout",
    type=arguments.Within(min=0, max=86_400, min_open=True),
    default=120.0,
    show_default=True,
    help="Time limit for one claim, in seconds.",
)
@click.option(
    "--seconds",
    type=arguments.Within(min=0, max=86_400, min_open=True),
    default=records.PATIENCE,
    show_default=True,
    help="CPU time for one claim, in seconds. Without a written proof the automatic provers get "
    "at most half of it, and the search for counterexamples the rest.",
)
@click.option(
    "--without-proofs",
    "alone",
    is_flag=True,
    help="Only test which claims the automatic provers prove; records do not change.",
)
@json_option
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
    """Decide claims and report changes against the saved verdicts.

    Name claims, sections (papers) or files. FILE.py stands for all its claims, unless IDs select
    some of them. --update saves the verdicts of a file in the folder records/FILE beside it.

    If nothing changed since the last run (sources, versions, seed, record), the claim is not
    decided again; the second checker verifies its saved proof. --fresh decides all claims again.

    --simulate estimates every expectation in a claim from random samples and tests the claim with
    the estimates; for a refuted claim it does so at the counterexample. It changes no verdict.
    --update saves its results, and later checks preserve them.

    --train trains the networks of claims about training (kind sim), up to some minutes per claim.
    Without it these claims are decided from the recorded measurements.

    --without-proofs ignores the written proofs and tries the automatic provers on each claim that
    is recorded as proved or has no record. It saves nothing.

    Exit status:

    \b
    0    every verdict and its evidence are as recorded
    1    a verdict or its evidence differs from the record, a simulation contradicts a verdict,
         or a claim of a FILE.py without a record is REFUTED or VACUOUS (no point satisfies its
         hypotheses)
    2    bad input, an error, a claim without a record is UNDECIDED, or no file can be written
    130  stopped by Ctrl-C, and 143 by SIGTERM; the finished claims are shown
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
        click.echo("stopped: nothing was saved", err=True)
        sys.exit(status_of(stop))
    locked = recording.Locked.of(files, update=update)
    ours = {name: name for name in names if name in everything}
    own = {**ours, **locked.ids}
    whole = not (ids or last_failed or stopped)
    saves = update and not (stopped or broken)
    moved = report.moved(results, recorded, own, everything if whole else (), update=update)
    moved |= {} if update else locked.stale()
    if moved.keys() != {r.id for r in results}:
        _tell([r for r in results if r.id in ours and r.id not in moved], everything)
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
        echo_json(json.dumps(report.as_json(results, moved), indent=1))
    else:
        others = {**recorded, **{r.id: r.record for r in results}}
        report.show(
            results, moved, others, [*map(str, files)],
            own=own, quiet=quiet, verbose=verbose, drawn=drawn, update=saves and broken is None,
        )  # fmt: skip
    for told in recording.unrecorded(files, results):
        click.echo(told, err=True)
    if stopped:
        told = f"stopped by {stopped}: {len(results)} of {len(names)} claims were decided"
        click.echo(told + ("; nothing was saved" if update else ""), err=True)
    if broken is not None:
        raise broken
    if stopped in STOPS:
        sys.exit(STOPS[stopped])
    refuted = any(r.verdict in FALSE for r in results if r.id not in own)
    failed = any(r.verdict == "ERROR" or (r.verdict in OPEN and r.id not in own) for r in results)
    refuted = refuted or bool(report.opposed(results))
    sys.exit(FAILED if failed else MOVED if refuted or (moved and not update) else AS_RECORDED)


def _tell(settled: Sequence[Any], everything: Sequence[str]) -> None:
    """Keep what claims say, and that these are recorded as they were decided."""
    told, abouts = Told(), {}
    if "lossproof.paper_checks.claims" in sys.modules:
        from lossproof.paper_checks.claims import REGISTRY
        from lossproof.paper_checks.reports.explain import about

        papers = {
            each.id: each for each in REGISTRY if (each.module or "").startswith(records.PAPERS)
        }
        abouts = {name: about(papers[name]) for name in everything if name in papers}
    told.tell(abouts or told.abouts, [r.record for r in settled if r.verdict != "ERROR"])


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
            other = "--simulate" if name == "checkpoint" else "--simulate or --train"
            raise click.UsageError(f"--{name} requires {other}: add it, or remove --{name}")
    options = {each.name: each.opts[0] for each in context.command.params}
    for name in ("update", "anew", "fail_fast", "last_failed", "drawn", "trained", "scheduler"):
        if context.params["alone"] and context.params[name]:
            raise click.UsageError(f"--without-proofs saves nothing: remove {options[name]}")
    for name in ("workers", "timeout"):
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and context.params["scheduler"] is not None:
            raise click.UsageError(f"--dask cannot be combined with --{name}: remove one of them")


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
