"""Where verdicts are recorded: those of the papers in one folder, those of a file beside it.

The claims of `my_claims.py` are recorded in `records/my_claims`, in the folder of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_checks import records
from paper_checks.records import Result

Record = dict[str, Any]


def beside(path: Path) -> Path:
    """The folder of the records of a file of claims."""
    return path.parent / "records" / path.stem


def load(folder: Path, files: Sequence[Path] = (), *, new: bool = False) -> dict[str, Record]:
    """The records in the folder, which may be `new`, and those beside the files.

    What stands in the folder is not taken from beside a file.

    Raises
    ------
    ValueError
        As `records.load` does; of a file nothing need be recorded yet.
    """
    found = {} if new and not folder.exists() else records.load(folder)
    for path in files:
        found = _of_file(path) | found
    return found


def unrecorded(files: Iterable[Path]) -> Iterator[str]:
    """A sentence for each file of which nothing is recorded: what records it."""
    for path in files:
        if not beside(path).is_dir():
            yield f"nothing of {path} is recorded yet: lossproof check {path} --update records it"


def listed(ids: Sequence[str], files: Sequence[Path], folder: Path) -> list[Record]:
    """What is recorded of the claims asked for; of one of a file that is not, what it says."""
    from paper_checks.claims import REGISTRY
    from paper_checks.commands import arguments

    recorded = load(folder, files)
    names, _, _ = arguments.claims([*ids, *map(str, files)])
    return [recorded[name] if name in recorded else _unrecorded(REGISTRY[name]) for name in names]


def _unrecorded(claim: Any) -> Record:
    keys = ("id", "title", "kind", "locus", "repairs")
    return {**{key: getattr(claim, key) for key in keys}, "verdict": "not recorded"}


@dataclass(frozen=True)
class Locked:
    """The files of a run whose claims are recorded, or are to be, with the ids of each."""

    files: Mapping[Path, tuple[str, ...]]

    @classmethod
    def of(cls, files: Iterable[Path], *, update: bool) -> Locked:
        """Those that have a folder of records; with `update` all."""
        kept = [path for path in files if update or beside(path).is_dir()]
        if not kept:
            return cls({})
        from paper_checks.claims import load_file

        return cls({path: tuple(claim.id for claim in load_file(path)) for path in kept})

    @property
    def ids(self) -> dict[str, str]:
        """Every claim of theirs, with the file."""
        return {name: str(path) for path, names in self.files.items() for name in names}

    def stale(self) -> dict[str, list[str]]:
        """What is recorded of claims that the files no longer have, by id, as what moved."""
        return {
            name: [f"recorded, but {path.name} has no such claim: check --update drops it"]
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


def _of_file(path: Path) -> dict[str, Record]:
    folder = beside(path)
    return records.load(folder) if folder.is_dir() else {}
