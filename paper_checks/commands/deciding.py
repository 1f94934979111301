"""What `lossproof check` decides anew, and what it confirms of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from paper_checks.commands import arguments
from paper_checks.commands.spreading import spread
from paper_checks.kept import Kept
from paper_checks.recheck.record import SCHEMA, digest, recheck
from paper_checks.recheck.terms import RejectedError
from paper_checks.records import Result, settled

Record = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """How claims are decided, as `paper_checks.claims.runner.run` takes it; or all anew."""

    seed: int
    workers: int | None
    timeout: float
    anew: bool
    executor: Executor | None = None


def decided(
    ids: Sequence[str], recorded: Mapping[str, Record], options: Options
) -> tuple[list[Result], list[str], list[Path], list[str]]:
    """The results, the ids asked for, the files they come from, and every id of the papers.

    Raises
    ------
    ValueError
        If a claim does not exist, or a file has none.
    """
    kept = Kept(recorded, options.seed)
    modules = {} if options.anew else kept.claims()
    names, files, everything = arguments.claims(ids, modules)
    if not modules:
        from paper_checks.claims import REGISTRY

        kept.tell({name: REGISTRY[name].module for name in everything})
    known: dict[str, Result] = {}
    found = kept.found(names)  # reads the sources now, before they are decided with
    if not (options.anew or files):
        sound = confirmed(list(found), recorded, options.workers)
        known = {name: found[name] for name in found if name in sound}
    if known:
        told = f"{len(known)} of {len(names)} were decided before: their records are confirmed"
        click.echo(told, err=True)
    opposed = kept.opposed(known)
    if len(opposed) == len(names):
        standing = settled({name: each.record for name, each in known.items()}, recorded)
        results = [Result(name, standing[name], 0.0) for name in names]
        return results, names, files, everything
    from paper_checks.claims import runner
    from paper_checks.reports import check as report

    with report.progress(len(names) - len(known)) as advance:
        results = runner.run(
            names, files=files, recorded=recorded, seed=options.seed, workers=options.workers,
            timeout=options.timeout, progress=advance, known=known, opposed=opposed,
            weighed=kept.keep, executor=options.executor,
        )  # fmt: skip
    return results, names, files, everything


def confirmed(
    names: Sequence[str], recorded: Mapping[str, Record], workers: int | None
) -> set[str]:
    """The claims whose records the second checker confirms, looked at by several processes."""
    standing = {
        name: {"verdict": record["verdict"], "assumes": record["assumes"]}
        for name, record in recorded.items()
    }
    look = partial(_confirms, others=standing)
    found = spread(look, [recorded[name] for name in names], workers)
    return {name for name, sound in zip(names, found, strict=True) if sound}


def _confirms(record: Record, others: Mapping[str, Record]) -> bool:
    record = {"schema": SCHEMA, **record}
    try:
        recheck({**record, "digest": record.get("digest", digest(record))}, others)
    except RejectedError:
        return False
    return True
