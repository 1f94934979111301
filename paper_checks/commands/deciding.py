"""What `lossproof check` decides anew, and what it confirms of earlier runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click

from lossproof.paper_checks.cache import DecisionCache
from lossproof.paper_checks.commands import arguments
from lossproof.paper_checks.commands.ending import cause_of
from lossproof.paper_checks.commands.spreading import spread
from lossproof.paper_checks.recheck.record import recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.paper_checks.records import (
    Result,
    apply_assumptions,
    differences,
    rests_on,
    without_proof,
)

Record = dict[str, Any]

FALSE = ("REFUTED", "VACUOUS")
OPEN = ("ERROR", "UNDECIDED")


@dataclass(frozen=True)
class Options:
    """How claims are decided, as `lossproof.paper_checks.claims.runner.run` takes it; or all anew.

    With `only`, of the claims asked for these alone, if there are any; with `fail_fast` none after
    the first that fails.
    """

    seed: int
    workers: int | None
    timeout: float
    anew: bool
    seconds: float
    executor: Executor | None = None
    only: Collection[str] | None = None
    fail_fast: bool = False


class Decided(NamedTuple):
    """Results, the ids asked for, the files they come from, every id of the papers.

    What the claims assume is decided too, and is no result. `stopped` says what ended it before the
    last claim; the results are those that there were.
    """

    results: list[Result]
    names: list[str]
    files: list[Path]
    everything: list[str]
    stopped: str = ""


class _Enough(Exception):
    """One claim failed, and no more is asked for."""


def decided(ids: Sequence[str], recorded: Mapping[str, Record], options: Options) -> Decided:
    """Decide the claims, as far as nothing stops it.

    Raises
    ------
    ValueError
        If a claim does not exist, or a file has none.
    """
    cache = DecisionCache(recorded, options.seed, options.seconds)
    modules = {} if options.anew else cache.claims()
    names, files, everything = arguments.claims(ids, modules)
    assumed: dict[str, Sequence[str]] = {
        name: rests_on(recorded[name]) for name in everything if name in recorded
    }
    if files or not modules:
        from lossproof.paper_checks.claims import REGISTRY

        assumed = {claim.id: claim.rests_on for claim in REGISTRY}
        if not modules:
            cache.tell({name: REGISTRY[name].module for name in everything})
    if options.only is not None:
        chosen = [name for name in names if name in options.only]
        if not chosen:
            click.echo("none of these claims failed in the last check: all are checked", err=True)
        names = chosen or names
    known: dict[str, Result] = {}
    asked, names = names, _with_assumed(names, assumed)
    found = cache.found(names)  # reads the sources now, before they are decided with
    if not (options.anew or files):
        sound = confirmed(list(found), recorded, options.workers)
        known = {name: found[name] for name in found if name in sound}
    if known:
        are, their = ("is", "its") if len(known) == 1 else ("are", "their")
        click.echo(
            f"{len(known)} of {len(names)} claims {are} unchanged since the last check: only "
            f"{their} saved evidence was verified",
            err=True,
        )
    opposed = cache.opposed(known)
    if len(opposed) == len(names):
        standing = apply_assumptions({name: each.record for name, each in known.items()}, recorded)
        results = [Result(name, standing[name], 0.0) for name in asked]
        return Decided(results, asked, files, everything)
    from lossproof.paper_checks.claims import runner
    from lossproof.paper_checks.reports import check as report

    before = recorded
    if options.anew:
        before = {name: without_proof(record) for name, record in recorded.items()}
    done, own = dict(known), {*everything, *recorded}
    try:
        with report.progress(len(names) - len(known)) as advance:

            def progress(result: Result) -> None:
                done[result.id] = result
                advance(result)
                if options.fail_fast and result.id in asked:
                    known_now = {**recorded, **{name: each.record for name, each in done.items()}}
                    _stop_if(fails(_standing(result, known_now), recorded, own))

            results = runner.run(
                names, files=files, recorded=before, seed=options.seed,
                workers=options.workers, timeout=options.timeout, seconds=options.seconds,
                progress=progress, known=known, opposed=opposed, weighed=cache.keep,
                executor=options.executor,
            )  # fmt: skip
    except (KeyboardInterrupt, _Enough) as end:
        stopped = cause_of(end) if isinstance(end, KeyboardInterrupt) else "--fail-fast"
        last = {name: each.record for name, each in done.items()}
        last = {**{n: r for n, r in recorded.items() if n not in names}, **last}
        finished = [
            _standing(done[name], last)
            for name in asked
            if name in done and last.keys() >= {*_with_assumed([name], assumed)}
        ]
        return Decided(finished, asked, files, everything, stopped)
    wanted = {*asked}
    return Decided([each for each in results if each.id in wanted], asked, files, everything)


def _with_assumed(names: Sequence[str], assumed: Mapping[str, Sequence[str]]) -> list[str]:
    """These claims and all that they assume."""
    found, waiting = dict.fromkeys(names), [*names]
    while waiting:
        for each in assumed.get(waiting.pop(), ()):
            if each in assumed and each not in found:
                found[each] = None
                waiting.append(each)
    return [*found]


def fails(result: Result, recorded: Mapping[str, Record], own: Collection[str]) -> bool:
    """Whether a claim failed, is not as recorded, or, of a file without records, does not hold."""
    if result.id not in own:
        return result.verdict in (*FALSE, *OPEN)
    known = recorded.get(result.id)
    return result.verdict == "ERROR" or known is None or bool(differences(known, result.record))


def _stop_if(failed: bool) -> None:
    if failed:
        raise _Enough


def _standing(result: Result, others: Mapping[str, Record]) -> Result:
    """The result, held no better than what is known of the claims that it assumes."""
    found = apply_assumptions({**others, result.id: result.record}, {})
    return replace(result, record=found[result.id])


def confirmed(
    names: Sequence[str], recorded: Mapping[str, Record], workers: int | None
) -> set[str]:
    """The claims whose records the second checker confirms, looked at by several processes."""
    standing = {
        name: {"verdict": record["verdict"], "assumes": [*rests_on(record)]}
        for name, record in recorded.items()
    }
    look = partial(_confirms, others=standing)
    found = spread(look, [recorded[name] for name in names], workers)
    return {name for name, sound in zip(names, found, strict=True) if sound}


def _confirms(record: Record, others: Mapping[str, Record]) -> bool:
    try:
        recheck(sealed(record), others)
    except RejectedError:
        return False
    return True
