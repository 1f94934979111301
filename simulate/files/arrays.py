"""Arrays that others wrote to .npz and .npy files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager

# What zipfile, zlib and NumPy raise of files that are cut off or altered, besides ValueError.
_DAMAGED = (
    EOFError, MemoryError, NotImplementedError, OSError, RuntimeError, SyntaxError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@contextmanager
def undamaged(what: str) -> Generator[None]:
    """`ValueError` where the file that is read inside is damaged; `what` names it."""
    try:
        yield
    except _DAMAGED as error:
        why = f"{type(error).__name__}: {error}"
        raise ValueError(f"{what} cannot be read ({why}): save it again with NumPy") from error
