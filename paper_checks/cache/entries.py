"""The folder of what is kept: one small JSON file for each claim, written whole or not at all."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from lossproof.simulate.files import atomic_write, named

SCHEMA = 1


def read(place: Path | None, name: str) -> dict[str, Any]:
    """What is kept under a name; empty if nothing is, or what cannot be trusted to be whole."""
    if place is None:
        return {}
    try:
        found = json.loads(_file(place, name).read_text(encoding="utf-8"))
        entry, digest = found["entry"], found["digest"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    whole_one = found.get("schema") == SCHEMA and found.get("name") == name
    return entry if whole_one and isinstance(entry, dict) and digest == of(entry) else {}


def write(place: Path | None, name: str, entry: dict[str, Any]) -> None:
    """Keep something under a name; nothing is kept where nothing can be written."""
    if place is None:
        return
    text = json.dumps({"schema": SCHEMA, "name": name, "entry": entry, "digest": of(entry)})
    try:
        with atomic_write(_file(place, name), make=True) as part:
            part.write_text(text, encoding="utf-8")
    except OSError:
        return


def of(value: Any) -> str:
    """The SHA-256 digest of plain data."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _file(place: Path, name: str) -> Path:
    return named(place, sha256(name.encode()).hexdigest()[:32], ending=".json")
