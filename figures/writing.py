"""Figures as files: pictures, data and metadata; all files of a figure or none."""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import platform
import shutil
import subprocess
import warnings
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lossproof.figures.picture import Data, Picture, Request, Width
from lossproof.figures.sheet import printed
from lossproof.figures.style import RULES
from lossproof.simulate.files import named, staged

ENDINGS = ("pdf", "png", "svg", "pgf")
TYPESETTERS = ("xelatex", "lualatex", "pdflatex")
VERSIONS = ("lossproof", "matplotlib", "numpy", "sympy", "python-flint")
UNDATED: dict[str, Any] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}


class CannotDrawError(RuntimeError):
    """A font or a typesetter is missing: the message says which."""


class UnsuitedLossError(ValueError):
    """A figure cannot show the given loss: the message says why."""


def check_endings(endings: Sequence[str]) -> None:
    """`ValueError` for an unknown kind of picture, `CannotDrawError` for one that needs LaTeX."""
    for ending in endings:
        if ending not in ENDINGS:
            raise ValueError(f"a format must be one of {', '.join(ENDINGS)}; got {ending!r}")
    if "pgf" in endings:
        typesetter()


def typesetter() -> str:
    """The LaTeX that measures the text of PGF pictures."""
    for name in TYPESETTERS:
        if shutil.which(name):
            return name
    raise CannotDrawError(
        f"pgf needs one of {', '.join(TYPESETTERS)} to measure text, and none is installed: "
        "install TeX, or choose pdf"
    )


def check_fonts() -> None:
    """`CannotDrawError` unless one of the fonts of figures is installed."""
    from matplotlib.font_manager import findfont

    quiet = logging.getLogger("matplotlib.font_manager")
    families: list[str] = RULES["font.family"]
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        for family in families:
            try:
                findfont(family, fallback_to_default=False)
            except ValueError:
                continue
            return
    finally:
        quiet.setLevel(level)
    raise CannotDrawError(
        f"none of the fonts {', '.join(families)} is found: matplotlib brings them, install it anew"
    )


def write(
    picture: Picture,
    request: Request,
    folder: Path,
    *,
    endings: Sequence[str] = ("pdf",),
    width: Width = "column",
    verdicts: Mapping[str, str],
) -> list[Path]:
    """Write a figure: pictures, a CSV file for every table, and a JSON file with metadata.

    Parameters
    ----------
    endings : of `ENDINGS`
    verdicts : of the claims, by id

    Raises
    ------
    ValueError, CannotDrawError, lossproof.simulate.files.UnwritableError
        As `check_endings`, `check_fonts` and `staged`.
    UnsuitedLossError
        If the figure cannot show the loss of the request.
    """
    check_endings(endings)
    check_fonts()
    with staged(folder) as part:
        data, figure = drawn(picture, request, width)
        with printed():
            for ending in endings:
                path = named(part, picture.name, ending=f".{ending}")
                _save(figure, path, ending, picture.title)
        hashes = {path.name: _hash(path) for path in _tables(picture, data, part)}
        about = {
            "figure": picture.name,
            "title": picture.title,
            "caption": picture.legend(request.loss),
            "claims": {name: verdicts[name] for name in picture.claims},
            "width": width,
            "loss": request.loss.name if request.loss is not None and picture.takes_loss else None,
            "seed": request.seed,
            "versions": {"python": platform.python_version()}
            | {name: version(name) for name in VERSIONS},
            "sha256": hashes,
        }
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
        named(part, picture.name, ending=".json").write_text(text, encoding="utf-8")
        names = sorted(path.name for path in part.iterdir())
    return [folder / name for name in names]


def drawn(picture: Picture, request: Request, width: Width) -> tuple[Data, Any]:
    """The data and the matplotlib figure; `UnsuitedLossError` as of `write`."""
    data = _data(picture, request)
    with printed():
        return data, picture.draw(data, width)


def _data(picture: Picture, request: Request) -> Data:
    try:
        return picture.data(request)
    except ValueError as error:
        if request.loss is None:
            raise
        raise UnsuitedLossError(
            f"the figure {picture.name} cannot show this loss: {error}"
        ) from error


def _save(figure: Any, path: Path, ending: str, title: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        # What Matplotlib 3.9 calls of pyparsing 3.3 is deprecated, and a UserWarning there.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            if ending == "pgf":
                _save_pgf(figure, path)
                return
            about = {"Title": title, **UNDATED[ending]}
            figure.savefig(path, format=ending, metadata=about)
        except UserWarning as warning:
            raise CannotDrawError(f"{path.name} cannot be drawn: {warning}") from warning


def _save_pgf(figure: Any, path: Path) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"pgf.texsystem": typesetter(), "pgf.rcfonts": False}):
        try:
            figure.savefig(path, format="pgf", backend="pgf")
        except (RuntimeError, subprocess.SubprocessError) as error:
            first = str(error).strip().splitlines()[0]
            raise CannotDrawError(f"LaTeX cannot set the text of {path.name}: {first}") from error


def _tables(picture: Picture, data: Data, folder: Path) -> list[Path]:
    """Each table as CSV, named after the figure, and the table where there are several."""
    paths: list[Path] = []
    for name, table in data.tables.items():
        suffix = f"-{name}" if len(data.tables) > 1 else ""
        path = named(folder, f"{picture.name}{suffix}", ending=".csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table)
            writer.writerows(zip(*(column.tolist() for column in table.values()), strict=True))
        paths.append(path)
    return paths


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
