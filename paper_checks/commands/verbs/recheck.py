"""`lossproof recheck`: records confirmed by the second checker, from their own data alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    MOVED,
    Refused,
    cause_of,
    clear_errors,
    status_of,
)
from lossproof.paper_checks.commands.spreading import ALONE, spread
from lossproof.paper_checks.records import files_in
from lossproof.simulate.files import is_folder


@dataclass(frozen=True)
class Options:
    """What `lossproof recheck` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.json | FILE.py | FOLDER]...")
    workers: int | None = opt.workers()
    as_json: bool = opt.as_json()
    folder: Path = opt.records_folder()


@click.command("recheck")
@opt.takes(Options)
def recheck(options: Options) -> None:
    """Verify records with the second checker, without SymPy.

    It verifies every proof step, point and interval cover, and that verdict and scope follow.
    FILE.py stands for the records beside it, and FOLDER for all records in it. FILE.py is also run,
    to find claims that have changed since their records were saved. With the ID of a claim in
    FILE.py only its record is verified.

    Exit status: 0 all records are confirmed, 1 a record is rejected (for instance because a step
    does not follow) or a FILE.py has changed, 2 bad input, 130 stopped by
    Ctrl-C and 143 by SIGTERM.
    """
    ids, folder = options.ids, options.folder
    with clear_errors():
        paths = {path.relative_to(folder): path for path in files_in(folder)}
    known = {".".join((*place.parts[:1], "/".join(place.with_suffix("").parts[1:]))): path
             for place, path in paths.items()}  # fmt: skip
    sections = {name.partition(".")[0] for name in known}
    with clear_errors():
        files = {each: _files(each) for each in ids if each not in sections and _is_place(each)}
        named = [each for each in ids if each not in files]
        beside = {_said(path)[0]: path for path in chain(*files.values())} if named else {}
        own = {beside[each] for each in named if each in beside and each not in known}
        files = {each: [p for p in paths if p in own] or paths for each, paths in files.items()}
        named = [each for each in named if beside.get(each) not in own]
        chosen = arguments.chosen(named, [*known]) if named or not files else []
    single = [*chain.from_iterable(files[each] for each in files if each.endswith(".json"))]
    several = (files[each] for each in files if not each.endswith(".json"))
    groups = _apart([[*(known[name] for name in chosen), *single], *several])
    found, stopped, count = list[dict[str, Any]](), None, sum(map(len, groups))
    for group in groups:
        more, stopped = _all(group, known, options.workers)
        found += more
        if stopped is not None:
            break
    if options.as_json:
        echo_json(json.dumps([{"format": "recheck/1", **each} for each in found], indent=1))
    else:
        _show(found)
    if stopped is not None:
        told = f"stopped by {cause_of(stopped)}: {len(found)} of {count} records were checked"
        click.echo(told, err=True)
        sys.exit(status_of(stopped))
    fine = all(each["confirmed"] for each in found)
    with clear_errors(ImportError):
        others = [*chain.from_iterable(recording.changed(Path(each)) for each in files
                                       if each.endswith(".py"))]  # fmt: skip
    for told in others:
        click.echo(told, err=True)
    sys.exit(AS_RECORDED if fine and found and not others else MOVED)


def _is_place(text: str) -> bool:
    return text.endswith((".json", ".py")) or is_folder(Path(text))


def _files(text: str) -> list[Path]:
    """The records at a place: one, those beside a file of claims, or all in a folder."""
    path = Path(text)
    if text.endswith(".json"):
        if not path.is_file():
            raise Refused(f"{path} does not exist: give the record of a claim, or its id")
        return [path]
    if text.endswith(".py") and not path.is_file():
        raise Refused(f"{path} does not exist: give a file of claims, a record, or an id")
    found = files_in(recording.beside(path) if text.endswith(".py") else path)
    if not found and text.endswith(".py"):
        raise Refused(f"{path} has no records: lossproof check {path} --update saves them")
    if not found:
        raise Refused(f"{path} contains no records: name another folder")
    return found


def _apart(groups: Sequence[Sequence[Path]]) -> list[list[Path]]:
    """The records of each place, which rest on none of another: there, ids may mean other claims.

    A place that is in another is not looked at again.
    """
    once = [{path.resolve(): path for path in group} for group in groups]
    shown = list[dict[Path, Path]]()
    for group in sorted(once, key=len, reverse=True):
        if not any(other.keys() >= group.keys() for other in shown):
            shown.append(group)
    return [[*group.values()] for group in once if any(group is each for each in shown)]


def _all(
    paths: Sequence[Path], library: Mapping[str, Path], workers: int | None
) -> tuple[list[dict[str, Any]], KeyboardInterrupt | None]:
    """What came of each record, none better than what came of those that it rests on.

    And what stopped it: then the records are those that were checked with all that they rest on.
    """
    from lossproof.paper_checks.recheck.record import leading

    told = {path: _said(path) for path in {*library.values(), *paths}}
    places, standing = _standing(library, paths, told)
    asked = [told[path] for path in paths]
    below = [leading(name, {**standing, name: said}) for name, said in asked]
    here = {path.resolve() for path in paths}
    more = {places[name] for each in below for name in each if places[name].resolve() not in here}
    found, stopped = list[dict[str, Any]](), None
    try:
        every = [*paths, *sorted(more)]
        for each in _progress(spread(partial(_one, others=standing), every, workers), len(every)):
            found.append(each)
    except KeyboardInterrupt as stop:
        stopped = stop
    twice = _twice(paths, told, library)
    place = {path: name for name, path in library.items()}
    other = {path for path in paths if _is_another(path, told, library)}
    placed = (_placed(each, place.get(path), path in other)
              for path, each in zip(every, found, strict=False))  # fmt: skip
    found = [_once(each, twice) for each in placed]
    wrong = {each["id"] for each in found if not each["confirmed"]}
    checked = {each["id"] for each in found}
    pairs = zip(found, below, strict=False)
    whole = [pair for pair in pairs if stopped is None or checked.issuperset(pair[1])]
    return [_resting(*each, wrong) for each in whole], stopped


def _progress(found: Iterator[dict[str, Any]], total: int) -> Iterator[dict[str, Any]]:
    """The same, with a bar on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield from found
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(found, "checking", total=total, console=console, transient=True)


def _twice(
    paths: Sequence[Path], told: Mapping[Path, tuple[str, Any]], library: Mapping[str, Path]
) -> dict[str, list[Path]]:
    """The places of records that go by one id and differ; what the library has is its own."""
    places: dict[str, list[Path]] = {}
    for path in paths:
        name, said = told[path]
        if said["verdict"] and name not in library:
            places.setdefault(name, []).append(path)
    differ = (name for name, each in places.items() if len({p.read_bytes() for p in each}) > 1)
    return {name: places[name] for name in differ}


def _is_another(
    path: Path, told: Mapping[Path, tuple[str, Any]], library: Mapping[str, Path]
) -> bool:
    """Whether the record states something else than the claim of the library with its id."""
    name, said = told[path]
    if not said["verdict"] or name not in library or not told[library[name]][1]["verdict"]:
        return False
    return said["states"] != told[library[name]][1]["states"]


def _placed(found: dict[str, Any], place: str | None, other: bool) -> dict[str, Any]:
    """What came of a record: it is rejected where its file or its id is that of another claim."""
    why = f"its file is that of {place}" if place not in (None, found["id"]) else ""
    if other:
        why = "the claim of the library with this id states something else: give it another id"
    if not found["confirmed"] or not why:
        return found
    return {"id": found["id"], "confirmed": False, "why": why}


def _once(found: dict[str, Any], twice: Mapping[str, Sequence[Path]]) -> dict[str, Any]:
    """What came of a record: it is rejected where others go by its id, and say something else."""
    if not found["confirmed"] or found["id"] not in twice:
        return found
    where = " and ".join(map(str, twice[found["id"]]))
    why = f"several different records have this id ({where}): give one of them"
    return {"id": found["id"], "confirmed": False, "why": why}


def _resting(
    found: dict[str, Any], below: Collection[str], wrong: Collection[str]
) -> dict[str, Any]:
    """What came of a record: it is rejected where it rests on one that is."""
    bad = sorted({*below}.intersection(wrong))
    if not found["confirmed"] or not bad:
        return found
    why = f"it rests on {bad[0]}, whose record is rejected"
    return {"id": found["id"], "confirmed": False, "why": why}


def _standing(
    library: Mapping[str, Path],
    paths: Sequence[Path],
    told: Mapping[Path, tuple[str, dict[str, Any]]],
) -> tuple[dict[str, Path], dict[str, dict[str, Any]]]:
    """The path of every record that can be read, and its verdict and assumptions, by id.

    What the library has at its place is not taken from elsewhere.
    """
    places, standing = dict[str, Path](), dict[str, dict[str, Any]]()
    for place, path in [*library.items(), *((None, path) for path in paths)]:
        name, said = told[path]
        if said["verdict"] and name not in places and place in (None, name):
            places[name], standing[name] = path, said
    return places, standing


def _said(path: Path) -> tuple[str, dict[str, Any]]:
    """Id, verdict and lemmas of a record; of none no verdict: it is rejected elsewhere."""
    from lossproof.paper_checks.recheck.record import read, resting
    from lossproof.paper_checks.recheck.terms import RejectedError

    try:
        record = read(path)
        said = {"verdict": record["verdict"], "assumes": resting(record),
                "states": record["statement"]}  # fmt: skip
        if all(isinstance(each, str) for each in said["assumes"]):
            return record["id"], said
    except (RejectedError, KeyError, TypeError):
        pass
    return str(path), {"verdict": None, "assumes": []}


def _one(path: Path, others: Mapping[str, Any]) -> dict[str, Any]:
    from lossproof.paper_checks.recheck.record import read, recheck
    from lossproof.paper_checks.recheck.terms import RejectedError

    name = str(path)
    try:
        record = read(path)
        name = record["id"]
        done = recheck(record, others)
    except RejectedError as error:
        return {"id": name, "confirmed": False, "why": str(error)}
    return {
        "id": name, "confirmed": True, "verdict": record["verdict"], "steps": done.steps,
        "points": done.points, "simulated": done.simulated,
        "trained": done.trained,
    }  # fmt: skip


def _show(found: Sequence[Mapping[str, Any]]) -> None:
    done = [each for each in found if each["confirmed"]]
    for each in found:
        if not each["confirmed"]:
            click.echo(f"{each['id']} is REJECTED: {each['why']}")
        if each["confirmed"] and len(found) <= ALONE:
            click.echo(
                f"{each['id']}  {each['verdict']}: {_many(each['steps'], 'step')} and "
                f"{_many(each['points'], 'point')} verified"
            )
    steps, points = (sum(each[key] for each in done) for key in ("steps", "points"))
    click.echo(
        f"{len(done)} of {len(found)} records confirmed: {_many(steps, 'step')}, "
        f"{_many(points, 'point')}, verdicts and scopes."
    )
    if simulated := sum(each["simulated"] for each in done):
        click.echo(f"{_many(simulated, 'claim')}: the simulation was not repeated.")
    if trained := sum(each["trained"] for each in done):
        click.echo(
            f"{_many(trained, 'claim')}: networks were not trained again; the verdict follows from "
            "recorded values."
        )


def _many(count: int, of: str) -> str:
    return f"{count} {of}{'s' * (count != 1)}"
