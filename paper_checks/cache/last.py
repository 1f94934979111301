"""Which claims failed when they were checked last, for `lossproof check --last-failed`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from lossproof.paper_checks.cache import entries
from lossproof.simulate.files import cache_folder

NAME = "what failed last"


def failed(place: Path | None = None) -> frozenset[str]:
    """The ids of the claims that moved, failed or were refuted in a file when last looked at."""
    return frozenset(entries.read(place or cache_folder(), NAME).get("ids", ()))


def keep(decided: Collection[str], failing: Collection[str], place: Path | None = None) -> None:
    """Keep what fails of the claims that were decided now; of others what is known stays."""
    known = failed(place)
    found = sorted((known - {*decided}) | {*failing})
    if found != sorted(known):
        entries.write(place or cache_folder(), NAME, {"ids": found})
