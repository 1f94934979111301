"""Atomic writes, and the cache folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "LOSSPROOF_CACHE"
ROOM = 1 << 16  # bytes that are tried


class UnwritableError(OSError):
    """A file that cannot be written: one line that names it, and says why."""

    def __init__(self, path: Path, why: OSError | str) -> None:
        if isinstance(why, OSError) and why.strerror:
            why = f"{why.strerror}; choose another place, or make room there"
        super().__init__(f"{path} cannot be written: {why}")


@contextmanager
def atomic_write(path: Path, *, make: bool = False) -> Generator[Path]:
    """A temporary file beside `path`: replaces it at the end, and is deleted after an error.

    With `make` its folder is created if missing. `UnwritableError` if it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except UnwritableError:
        raise
    except OSError as error:
        raise UnwritableError(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def try_writing(place: Path, *, make: bool = False) -> None:
    """Write something where a file or a folder is to be, and remove it again.

    Parameters
    ----------
    make : whether folders that are not there will be made; none is made now

    Raises
    ------
    UnwritableError
        If it cannot be written, or its folder is not there; before work is done for nothing.
    """
    folder = place if is_folder(place) else place.parent
    if not make and not is_folder(folder):
        raise UnwritableError(place, f"there is no folder {folder}")
    while not _is(Path.exists, folder):
        folder = folder.parent
    tried = folder / f".{os.getpid()}.tried.part"
    try:
        tried.write_bytes(bytes(ROOM))
    except OSError as error:
        raise UnwritableError(place, error) from error
    finally:
        with suppress(OSError):
            tried.unlink(missing_ok=True)


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; False where no file can have the name."""
    return _is(Path.is_dir, path)


def _is(what: Callable[[Path], bool], path: Path) -> bool:
    """`what(path)`; False where this user has no access, or the name is too long."""
    try:
        return what(path)
    except OSError:
        return False


def cache_folder() -> Path | None:
    """The cache folder for machine code and decisions; None if there is none.

    The environment variable `LOSSPROOF_CACHE` names it (no cache if it is empty); by default it is
    `lossproof` in the cache folder of the user.
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
