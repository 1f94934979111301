"""The command `lossproof check`: claims are decided, and compared with their records."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import ClaimTexts
from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    FAILED,
    MOVED,
    STOPS,
    Refused,
    cause_of,
    clear_errors,
    status_of,
)
from lossproof.simulate import ARRAYS
from lossproof.simulate.files import UnwritableError, try_writing

Record = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What `lossproof check` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.py]...")
    update: bool = opt.flag("--update", "Save the verdicts and their evidence.")
    anew: bool = opt.flag("--fresh", "Search for every proof again; ignore the saved proofs.")
    verbose: bool = opt.flag("--verbose", "-v", "Show a summary of the evidence of every claim.")
    quiet: bool = opt.flag("--quiet", "-q", "Show only the table and the summary.")
    fail_fast: bool = opt.flag("--fail-fast", "Stop at the first claim that fails.")
    last_failed: bool = opt.flag(
        "--last-failed", "Check only the claims that failed in the last check."
    )
    simulate: bool = opt.flag("--simulate", "Also test expectations by Monte Carlo.")
    train: bool = opt.flag("--train", "Also run the experiments of claims about training.")
    backend: str = opt.backend(ARRAYS, "numpy", " for --simulate and --train")
    checkpoint: Path | None = opt.checkpoint(" of --simulate")
    seed: int = opt.seed()
    workers: int | None = opt.workers()
    scheduler: str | None = opt.cluster()
    timeout: float = opt.option(
        "--timeout", "Time limit for one claim, in seconds.",
        type=opt.Within(min=0, max=opt.LARGEST, min_open=True), default=120.0)  # fmt: skip
    seconds: float = opt.seconds(
        records.PATIENCE, "CPU time for one claim, in seconds. Without a written proof the "
        "automatic provers get at most half of it, and the search for counterexamples the rest. A "
        "claim whose proof is on record gets three times as much."
    )  # fmt: skip
    without_proofs: bool = opt.flag(
        "--without-proofs", "Only test which claims the automatic provers prove; records do not "
        "change.")  # fmt: skip
    as_json: bool = opt.as_json()
    folder: Path = opt.records_folder()


@click.command()
@opt.takes(Options)
def check(options: Options) -> None:
    """Decide claims and report changes against the saved verdicts.

    Name claims, sections (papers) or files. FILE.py stands for all its claims, unless IDs select
    some of them. --update saves the verdicts of a file in the folder records/FILE beside it.

    If a statement is unchanged, the second checker verifies its saved proof or counterexample, and
    a proof written by hand runs again. If nothing has changed since the last run (sources,
    versions, seed, record), only the saved proof is verified. A changed statement is decided from
    scratch. --fresh searches for all proofs again.

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
    2    bad input, an error, an UNDECIDED claim without a record, or a file that cannot be written
    130  stopped by Ctrl-C, and 143 by SIGTERM; the finished claims are shown
    """
    _check_options(options)
    if options.without_proofs:
        _try_provers(options)
        return
    from lossproof.paper_checks.cache import last
    from lossproof.paper_checks.commands import deciding
    from lossproof.paper_checks.reports import check as report

    broken: Refused | None = None
    try:
        with ExitStack() as stack:
            stack.enter_context(clear_errors())
            given = arguments.files(options.ids)
            for place in recording.places(options.folder, given) if options.update else ():
                try_writing(place, make=True)
            if options.checkpoint is not None:
                try_writing(options.checkpoint)
            recorded = recording.load(options.folder, given, new=options.update)
            stack.enter_context(clear_errors(OSError, ImportError))
            executor = stack.enter_context(arguments.executor(options.scheduler))
            how = deciding.Options(
                options.seed, options.workers, options.timeout, options.anew, options.seconds,
                executor, last.failed() if options.last_failed else None, options.fail_fast,
            )  # fmt: skip
            results, names, files, everything, stopped = deciding.decided(
                options.ids, recorded, how
            )
            try:
                if options.train and not stopped:
                    results = _measured(results, files, options, executor)
                if options.simulate and not stopped:
                    results = report.beside(results, _sampled(results, files, options, executor))
            except KeyboardInterrupt as stop:
                stopped = cause_of(stop)
            except Refused as error:
                broken = error
    except KeyboardInterrupt as stop:
        click.echo("stopped: nothing was saved", err=True)
        sys.exit(status_of(stop))
    update = options.update
    locked = recording.Locked.of(files, update=update)
    ours = {name: name for name in names if name in everything}
    own = {**ours, **locked.ids}
    whole = not (options.ids or options.last_failed or stopped)
    saves = update and not (stopped or broken)
    moved = report.moved(results, recorded, own, everything if whole else (), update=update)
    moved |= {} if update else locked.stale()
    if moved.keys() != {r.id for r in results}:
        _keep_texts([r for r in results if r.id in ours and r.id not in moved], everything)
    failing = [r.id for r in results if deciding.fails(r, recorded, own)]
    last.keep([r.id for r in results], failing)
    if saves:
        try:
            _save(
                results,
                ours,
                options.folder,
                locked,
                [name for name in recorded if name not in everything] if whole else [],
            )
        except UnwritableError as error:
            broken = Refused(str(error))
    if options.as_json:
        echo_json(json.dumps(report.as_json(results, moved), indent=1))
    else:
        stated = recording.as_stated(files, recorded)
        others = {**stated, **{r.id: r.record for r in results}}
        report.show(
            results, moved, others, [*map(str, files)], own=own, quiet=options.quiet,
            verbose=options.verbose, drawn=options.simulate, update=saves and broken is None,
            added=saves * sum(
                r.id in own and r.id not in recorded and r.verdict != "ERROR" for r in results
            ),
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
    saved = own if saves else {name for name in own if name in recorded}
    others = [r.verdict for r in results if r.id not in saved]
    refuted = any(each in deciding.FALSE for each in others) or bool(report.opposed(results))
    failed = any(r.verdict == "ERROR" for r in results)
    failed = failed or any(each in deciding.OPEN for each in others)
    sys.exit(FAILED if failed else MOVED if refuted or (moved and not saves) else AS_RECORDED)


def _save(
    results: Sequence[Any], ours: Mapping[str, str], folder: Path, locked: recording.Locked,
    stale: Sequence[str],
) -> None:  # fmt: skip
    """Write what was decided, and remove what is no claim."""
    found = [r.record for r in results if r.verdict != "ERROR" and r.id in ours]
    _tell("wrote", records.save(found, folder))
    _tell("removed", records.remove(stale, folder))
    written, removed = locked.save(results)
    _tell("wrote", written)
    _tell("removed", removed)


def _tell(done: str, paths: Sequence[Path]) -> None:
    for path in paths:
        click.echo(f"{done} {path}", err=True)


def _keep_texts(settled: Sequence[Any], everything: Sequence[str]) -> None:
    """Keep what claims say, and that these are recorded as they were decided."""
    kept, abouts = ClaimTexts(), {}
    if "lossproof.paper_checks.claims" in sys.modules:
        from lossproof.paper_checks.claims import REGISTRY
        from lossproof.paper_checks.reports.explain import about

        papers = {
            each.id: each for each in REGISTRY if (each.module or "").startswith(records.PAPERS)
        }
        abouts = {name: about(papers[name]) for name in everything if name in papers}
    kept.keep(abouts or kept.abouts, [r.record for r in settled if r.verdict != "ERROR"])


def _try_provers(options: Options) -> None:
    """What provers find alone of each claim that is recorded as proved, or not recorded."""
    with clear_errors():
        recorded = recording.load(options.folder, arguments.files(options.ids))
        names, files, _ = arguments.claims(options.ids)
        from lossproof.paper_checks.claims import REGISTRY, runner

        chosen = [
            name
            for name in names
            if REGISTRY[name].stated
            and (name not in recorded or recorded[name]["verdict"] in records.HELD)
        ]
        found = runner.auto_prove(chosen, files=files, seconds=options.seconds,
                                  timeout=options.timeout, workers=options.workers)  # fmt: skip
    _show_proved(found, options.as_json)


def _show_proved(found: Sequence[Any], as_json: bool) -> None:
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


def _check_options(options: Options) -> None:
    """Refuse options that would be ignored."""
    typed = {str(each.name): each.opts[0] for each in opt.given()}
    for name, used in (("backend", options.simulate or options.train),
                       ("checkpoint", options.simulate)):  # fmt: skip
        if name in typed and not used:
            other = "--simulate" if name == "checkpoint" else "--simulate or --train"
            raise click.UsageError(f"--{name} requires {other}: add it, or remove --{name}")
    for name in ("update", "anew", "fail_fast", "last_failed", "simulate", "train", "scheduler"):
        if options.without_proofs and name in typed:
            raise click.UsageError(f"--without-proofs saves nothing: remove {typed[name]}")
    opt.cluster_alone("workers", "timeout")


def _execution(options: Options, executor: Executor | None, checkpoint: Path | None) -> Any:
    with clear_errors(ImportError, RuntimeError):
        from lossproof.simulate.machine import backend as available
        from lossproof.simulate.running import HERE

        if executor is None:
            available(options.backend)
        return replace(
            click.get_current_context().obj or HERE,
            executor=executor,
            workers=options.workers or os.cpu_count() or 1,
            checkpoint=checkpoint,
        )


def _sampled(
    results: Sequence[Any], files: Sequence[Path], options: Options, executor: Executor | None
) -> dict[str, Record]:
    where = _execution(options, executor, options.checkpoint)
    with clear_errors(OSError, ImportError, RuntimeError):
        from lossproof.paper_checks.commands import simulating

        return simulating.simulated(
            results, files=files, seed=options.seed, backend=options.backend, execution=where
        )


def _measured(
    results: Sequence[Any], files: Sequence[Path], options: Options, executor: Executor | None
) -> list[Any]:
    where = _execution(options, executor, None)
    with clear_errors(OSError, ImportError, RuntimeError):
        from lossproof.paper_checks.commands.measuring import measured

        return measured(results, files=files, backend=options.backend, execution=where)
