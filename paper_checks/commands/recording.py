"""Where verdicts are recorded: those of the papers in one folder, those of a file beside it.

The claims of `my_claims.py` are recorded in `records/my_claims`, in the folder of the file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.commands.ending import unreadable_in_command
from lossproof.paper_checks.records import Result
from lossproof.simulate.files import named

Record = dict[str, Any]


def beside(path: Path) -> Path:
    """The folder of the records of a file of claims."""
    return named(path.parent / "records", path.stem)


def load(
    folder: Path,
    files: Sequence[Path] = (),
    *,
    new: bool = False,
    about: Collection[str] | None = None,
    intact: bool = False,
) -> dict[str, Record]:
    """The records in the folder, which may be `new`, and those beside the files.

    Those that were altered by hand are left out, as if they could not be read, if all that is
    told is to be `intact`. With ids that it is `about`, only what `records.load` gives of these.

    What stands in the folder is not taken from beside a file. One that cannot be read does not hide
    the others: the command says so and ends with status 2, but if records are to be written.

    Raises
    ------
    ValueError
        As `records.load` does; of a file nothing need be recorded yet.
    """
    unreadable = None if new else unreadable_in_command()
    absent = new and not folder.exists()
    found = (
        {} if absent else records.load(folder, about=about, unreadable=unreadable, intact=intact)
    )
    for path in files:
        found = _of_file(path, strict=new, intact=intact) | found
    return found


def places(folder: Path, files: Sequence[Path]) -> list[Path]:
    """The folders that an update writes to; where files are given, ids are most often theirs."""
    return [beside(path) for path in files] or [folder]


def unrecorded(files: Iterable[Path], results: Iterable[Result]) -> Iterator[str]:
    """A sentence for each file of which something was decided and nothing is recorded."""
    decided = {result.id for result in results if result.verdict != "ERROR"}
    for path in files:
        if not beside(path).is_dir() and decided.intersection(_ids(path)):
            yield f"{path} has no records yet: lossproof check {path} --update saves them"


def listed(files: Sequence[Path], folder: Path) -> tuple[dict[str, Record], list[str]]:
    """What is recorded of every claim, and the ids of those of the files.

    Of a claim of a file that is not recorded, what it says; so for one that has changed since, and
    for what rests on it.
    """
    from lossproof.paper_checks.claims import REGISTRY

    own = list(dict.fromkeys(name for path in files for name in _ids(path)))
    recorded = load(folder, files, intact=True)
    found = as_stated(files, recorded)
    said = {name: "changed" if name in recorded else "not recorded" for name in own}
    return found | {n: _unrecorded(REGISTRY[n], said[n]) for n in own if n not in found}, own


def required(
    names: Iterable[str], files: Sequence[Path], recorded: Mapping[str, Record]
) -> list[str]:
    """The claims; those that are mistaken, which have no record, are told on stderr and left out.

    Raises
    ------
    ValueError
        Names the first that is not recorded, or of which the file says otherwise than the record;
        or the first mistake, if nothing is left.
    """
    moved, mistakes, found = _moved(files, recorded), dict[str, str](), list[str]()
    for name in names:
        if name not in recorded and (why := _mistake(name)):
            mistakes[name] = why
        elif name not in recorded or name in moved:
            why = "has changed since it was recorded" if name in recorded else "is not recorded"
            place = "".join(f"{path} " for path in files)
            raise ValueError(f"{name} {why}: lossproof check {place}--update saves its record")
        else:
            found.append(name)
    if mistakes and not found:
        raise ValueError(next(iter(mistakes.values())))
    for name, why in mistakes.items():
        click.echo(f"{name} is left out: {why}", err=True)
    return found


def _mistake(name: str) -> str:
    """What is wrong with a claim that states nothing; empty if it states something."""
    from lossproof.paper_checks.claims import REGISTRY
    from lossproof.theory.statement import MistakeError

    if name not in REGISTRY:
        return ""
    try:
        REGISTRY[name].statement.record()
    except MistakeError as error:
        return str(error)
    return ""


def as_stated(files: Sequence[Path], recorded: Mapping[str, Record]) -> dict[str, Record]:
    """The records, without those of claims that the files state otherwise, or no more."""
    moved = _moved(files, recorded)
    return {name: record for name, record in recorded.items() if name not in moved}


def _moved(files: Sequence[Path], recorded: Mapping[str, Record]) -> set[str]:
    """The claims that files state otherwise than is recorded, or no more, and what rests on them.

    So also those that rest on a claim of which less is recorded than they take for granted.
    """
    if not files:
        return set()
    from lossproof.paper_checks.claims import REGISTRY

    own = {each for path in files for each in _ids(path)}
    beside_them = [item for path in files for item in _of_file(path).items()]
    moved = {n for n, record in beside_them if n not in own and recorded.get(n) == record}
    moved |= {n for n in own & recorded.keys() if not _is_recorded(REGISTRY[n], recorded[n])}
    while more := {n for n in own - moved if not _stands(n, recorded, moved)}:
        moved |= more
    return moved & recorded.keys()


def _stands(name: str, recorded: Mapping[str, Record], moved: Collection[str]) -> bool:
    """Whether the verdict of a claim is no better than those of the claims that it rests on."""
    if name not in recorded:
        return True
    record = recorded[name]
    others = {each: recorded[each] for each in recorded.keys() - moved}
    return records.cap_by_assumptions(record, others)["verdict"] == record["verdict"]


def _unrecorded(claim: Any, verdict: str) -> Record:
    keys = ("id", "title", "kind", "locus", "repairs")
    return {**{key: getattr(claim, key) for key in keys}, "verdict": verdict}


@dataclass(frozen=True)
class Locked:
    """The files of a run whose claims are recorded, or are to be, with the ids of each."""

    files: Mapping[Path, tuple[str, ...]]

    @classmethod
    def of(cls, files: Iterable[Path], *, update: bool) -> Locked:
        """Those that have a folder of records; with `update` all."""
        kept = [path for path in files if update or beside(path).is_dir()]
        return cls({path: _ids(path) for path in kept})

    @property
    def ids(self) -> dict[str, str]:
        """Every claim of theirs, with the file."""
        return {name: str(path) for path, names in self.files.items() for name in names}

    def stale(self) -> dict[str, list[str]]:
        """What is recorded of claims that the files no longer have, by id, as what moved."""
        return {
            name: [f"{path.name} no longer contains this claim: check --update removes its record"]
            for path, gone in self._gone()
            for name in gone
        }

    def save(self, results: Iterable[Result]) -> tuple[list[Path], list[Path]]:
        """Record what was decided, and drop what is no claim; the paths written and removed."""
        decided = {r.id: r.record for r in results if r.verdict != "ERROR"}
        written = [
            path
            for file, names in self.files.items()
            for path in records.save([decided[n] for n in names if n in decided], beside(file))
        ]
        removed = [
            path for file, gone in self._gone() for path in records.remove(gone, beside(file))
        ]
        return written, removed

    def _gone(self) -> list[tuple[Path, list[str]]]:
        found = [(path, [*_of_file(path)], names) for path, names in self.files.items()]
        return [
            (path, [each for each in recorded if each not in names])
            for path, recorded, names in found
        ]


def changed(path: Path) -> Iterator[str]:
    """A sentence for each claim that a file states otherwise than is recorded beside it.

    The file is run. What records are of no claim of the file, or have none, is told too.

    Raises
    ------
    ValueError
        If the file cannot be run, or registers no claim.
    """
    from lossproof.paper_checks.claims import load_file

    recorded, anew = _of_file(path), f"lossproof check {path} --update"
    claims, moved = {claim.id: claim for claim in load_file(path)}, dict[str, str]()
    for name, claim in claims.items():
        if name not in recorded:
            yield f"{name} has no record: {anew} saves one, or says why it cannot"
        elif not _is_recorded(claim, recorded[name]):
            moved[name] = f"has changed in {path.name} since it was recorded"
    while more := {
        name: f"uses or assumes {other}, which has changed in {path.name}"
        for name, claim in claims.items() if name in recorded and name not in moved
        for other in claim.rests_on if other in moved
    }:  # fmt: skip
        moved |= more
    for name, why in moved.items():
        yield f"{name} {why}: lossproof check {path} decides it anew"
    for name in recorded.keys() - claims:
        yield f"{path.name} no longer contains {name}: {anew} removes its record"


def _is_recorded(claim: Any, record: Record) -> bool:
    """Whether a claim says what its record does; not if it says what no claim can."""
    try:
        said = _says(claim)
    except (ValueError, TypeError, ArithmeticError, LookupError):
        return False
    return said == {key: record.get(key) for key in said}


def _says(claim: Any) -> Record:
    """What a claim says before anything is decided, as it is recorded."""
    own: Record = {key: getattr(claim, key) for key in ("title", "locus", "kind", "repairs")}
    own |= {"assumes": claim.assumes} | ({"lemmas": claim.uses} if claim.uses else {})
    own |= {} if claim.effects else {"statement": claim.statement.record()}
    return json.loads(json.dumps(own))


def _ids(path: Path) -> tuple[str, ...]:
    from lossproof.paper_checks.claims import load_file

    return tuple(claim.id for claim in load_file(path))


def _of_file(path: Path, *, strict: bool = False, intact: bool = False) -> dict[str, Record]:
    folder, unreadable = beside(path), None if strict else unreadable_in_command()
    if not folder.is_dir():
        return {}
    return records.load(folder, unreadable=unreadable, intact=intact)
