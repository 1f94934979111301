"""The code that a process runs: versions of packages, and the sources of this project."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "sympy", "mpmath", "python-flint", "numpy", "scipy", "scikit-learn", "joblib", "threadpoolctl",
    "numba", "llvmlite", "gmpy2", "cupy-cuda12x", "cupy-cuda13x",
)  # fmt: skip
FLOORS = ("theory", "simulate", "figures", "paper_checks")  # the packages inside `lossproof`
DECIDING = ("theory", "simulate", "paper_checks")
FOLDER = Path(__file__).parents[2]  # of `lossproof`


def versions() -> dict[str, str]:
    """Versions of Python and of packages that decisions depend on; empty for missing ones."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {"Python": python, **{name: _version(name) for name in PACKAGES}}


def sources(folders: Iterable[Path]) -> str:
    """The SHA-256 of all Python and CUDA sources in these folders."""
    digest = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".cu"}:
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                digest.update(f"{name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def running() -> dict[str, str]:
    """Versions and sources of this process, as of the first call."""
    return {**versions(), "lossproof": sources(FOLDER / name for name in DECIDING)}


def edited(root: Path = FOLDER) -> dict[Path, int]:
    """The time of the last edit of each source of this project, in nanoseconds."""
    files = (path for floor in FLOORS for path in (root / floor).rglob("*.py"))
    return {path: path.stat().st_mtime_ns for path in files}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
