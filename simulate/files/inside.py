"""Paths that are built from names: a name never leads out of its folder, on any system."""

from __future__ import annotations

from pathlib import Path

LONGEST = 200  # bytes of one name; files may have 255, and `.json` and what `whole` adds fit too
FORBIDDEN = '<>:"/\\|?*'  # separators of folders, drives and streams, and what Windows refuses
# Windows has devices of these names in every folder, with any ending.
DEVICES = {
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$",
    *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"),
}  # fmt: skip


def named(folder: Path, *names: str, ending: str = "") -> Path:
    """The path of a file in a folder, or in folders of it, each of which has a name.

    Parameters
    ----------
    names : of the folders in between, and at last of the file without its ending
    ending : of the file, such as ".json"

    Raises
    ------
    ValueError
        If a name is empty, has more than 200 bytes, leads to another folder, or is one that some
        system gives to a device; says which.
    """
    if not names:
        raise ValueError("the path must name a file; got an empty name")
    for name in names:
        if why := _why_not(name):
            shown = repr(name) if len(name) <= 50 else f"{name[:50]!r}… ({len(name)} characters)"
            raise ValueError(f"no file or folder can have the name {shown}: {why}")
    *folders, file = names
    return folder.joinpath(*folders, f"{file}{ending}")


def _why_not(name: str) -> str:
    """Why a file or folder cannot have a name on some system; empty if it can on all."""
    if not name:
        return "it is empty"
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "it is not text that can be written as UTF-8"
    if size > LONGEST:
        return f"it may have at most {LONGEST} bytes"
    if bad := [letter for letter in name if letter in FORBIDDEN or not letter.isprintable()]:
        return f"it may not hold {bad[0]!r}"
    if name != name.strip() or name.endswith("."):
        return "it may not begin or end with a space, or end with a dot"
    if name.partition(".")[0].strip().lower() in DEVICES:
        return "Windows gives it to a device"
    return ""
