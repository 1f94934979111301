"""Files that are written together: all of them, or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lossproof.simulate.files.written import UnwritableError, try_writing


@contextmanager
def staged(folder: Path) -> Generator[Path]:
    """A folder inside `folder`; its files are moved up at the end, and deleted after an error.

    Raises
    ------
    lossproof.simulate.files.UnwritableError
        If files cannot be written to the folder.
    """
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    part = folder / f".{os.getpid()}.part"
    try:
        try_writing(folder, make=True)
        part.mkdir(parents=True)
        yield part
        for path in sorted(part.iterdir()):
            path.replace(folder / path.name)
    except UnwritableError:
        raise
    except OSError as error:
        at = None if error.filename is None else Path(os.fsdecode(error.filename))
        if at is not None and folder not in (at, *at.parents):
            raise
        file = folder / at.name if at is not None and at.parent == part else folder
        raise UnwritableError(file, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _remove_empty(made)


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
