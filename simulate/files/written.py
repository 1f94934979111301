"""Files that are written whole or not at all, and the folder of those that may be lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "LOSSPROOF_CACHE"


@contextmanager
def atomic_write(path: Path) -> Generator[Path]:
    """A file to write to, beside `path`: takes its place at the end, and is gone after an error."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def cache_folder() -> Path | None:
    """Where machine code and decisions are kept between processes; None if nowhere.

    In the folder that the environment variable `LOSSPROOF_CACHE` names (nowhere if it is empty),
    else in a folder `lossproof` where the user's caches are.
    """
    given = os.environ.get(FOLDER)
    if given is not None:
        return Path(given) if given else None
    with suppress(RuntimeError):  # without a home
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return Path(local) / "lossproof" if local else None
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "lossproof"
        named = os.environ.get("XDG_CACHE_HOME")
        return (Path(named) if named else Path.home() / ".cache") / "lossproof"
    return None
