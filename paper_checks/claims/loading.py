"""Loading claims: those of the papers, and those of a user's file."""

from __future__ import annotations

import traceback
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from runpy import run_path

from paper_checks.claims.claim import REGISTRY, Claim, Registry


def load() -> Registry:
    """The registry with every claim of `paper_checks.papers` in it."""
    # By name: the papers stand above this room.
    papers = import_module("paper_checks.papers")
    for module in walk_packages(papers.__path__, f"{papers.__name__}."):
        import_module(module.name)
    return REGISTRY


def _run(path: Path) -> None:
    try:
        run_path(str(path), run_name=f"lossproof_file_{path.stem}")
    except (Exception, SystemExit) as error:
        here = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == str(path)
        ]
        line = here[-1].lineno if here else getattr(error, "lineno", None)
        place = f"{path}, line {line}" if line else str(path)
        raise ValueError(f"{place}: {type(error).__name__}: {error}") from error


_LOADED: dict[Path, list[Claim]] = {}


def load_file(path: Path) -> list[Claim]:
    """The claims that a Python file outside the packages registers; it is run once.

    Raises
    ------
    ValueError
        If the file is missing, or registers no claim.
    """
    if not path.is_file():
        raise ValueError(f"there is no file {path}: give the path of a Python file with claims")
    key = path.resolve()
    if key not in _LOADED:
        before = {claim.id for claim in REGISTRY}
        _run(path)
        _LOADED[key] = [claim for claim in REGISTRY if claim.id not in before]
    if not _LOADED[key]:
        raise ValueError(f"{path} registers no claim: decorate a class with @paper.claim(…)")
    return _LOADED[key]
