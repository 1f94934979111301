"""The folder of what is kept: one small JSON file for each claim, written whole or not at all."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from simulate.files import whole

SCHEMA = 1
VARIABLE = "LOSSPROOF_CACHE"


def folder() -> Path:
    """Where decisions are kept: `LOSSPROOF_CACHE`, or `lossproof` where the system keeps caches."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "lossproof"
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "lossproof" / "Cache"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "lossproof"


def read(place: Path, name: str) -> dict[str, Any]:
    """What is kept under a name; empty if nothing is, or what cannot be trusted to be whole."""
    try:
        found = json.loads(_file(place, name).read_text(encoding="utf-8"))
        entry, digest = found["entry"], found["digest"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    whole_one = found.get("schema") == SCHEMA and found.get("name") == name
    return entry if whole_one and isinstance(entry, dict) and digest == of(entry) else {}


def write(place: Path, name: str, entry: dict[str, Any]) -> None:
    """Keep something under a name; nothing is kept where nothing can be written."""
    text = json.dumps({"schema": SCHEMA, "name": name, "entry": entry, "digest": of(entry)})
    try:
        place.mkdir(parents=True, exist_ok=True)
        with whole(_file(place, name)) as part:
            part.write_text(text, encoding="utf-8")
    except OSError:
        return


def of(value: Any) -> str:
    """The SHA-256 digest of plain data."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _file(place: Path, name: str) -> Path:
    return place / f"{sha256(name.encode()).hexdigest()[:32]}.json"
