"""What claims say besides their statements, and which records are of what they state now.

It is kept under a key of the sources that claims are made of, so that it can be shown without them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lossproof.paper_checks.cache import entries
from lossproof.simulate.files import cache_folder
from lossproof.simulate.files.code import FOLDER

Record = dict[str, Any]

NAME = "what claims say"
MADE_OF = ("theory", "simulate", "paper_checks/claims", "paper_checks/papers")


class ClaimTexts:
    """What is kept of the claims of the papers.

    Parameters
    ----------
    place : Path, optional
        The folder, if it is not `cache_folder()`.
    root : Path, optional
        Of the packages, if it is not this project.
    """

    def __init__(self, place: Path | None = None, root: Path = FOLDER) -> None:
        self._place, self._key = place or cache_folder(), state(MADE_OF, root)
        entry = entries.read(self._place, NAME)
        known = entry if entry.get("key") == self._key else {}
        self.abouts: dict[str, Record] = known.get("abouts", {})
        self._current: dict[str, str] = known.get("current", {})

    def current(self, record: Record | None) -> bool:
        """Whether the record is what its claim was decided to be, as it is stated now."""
        return bool(record) and self._current.get(record["id"]) == entries.of(record)

    def keep(self, abouts: Mapping[str, Record], decided: Iterable[Record] = ()) -> None:
        """Keep what all claims say, and that these records are of what they state now."""
        current = {**self._current, **{each["id"]: entries.of(each) for each in decided}}
        if (abouts, current) != (self.abouts, self._current):
            self.abouts, self._current = dict(abouts), current
            entry = {"key": self._key, "abouts": self.abouts, "current": current}
            entries.write(self._place, NAME, entry)


def state(folders: Sequence[str], root: Path = FOLDER) -> str:
    """The sources in these folders, by name, size and time, and the Python that reads them.

    A file that is edited has another time.
    """
    files = sorted(path for name in folders for path in (root / name).rglob("*.py"))
    found = ((str(path), path.stat()) for path in files)
    return entries.of([sys.version, [(name, s.st_size, s.st_mtime_ns) for name, s in found]])
