"""Recorded verdicts: one JSON file per section, reviewed like code and compared on every check."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

WIDTH = 150
ABSENT = object()
FOLDER = Path(__file__).parent

Record = dict[str, Any]


def load(folder: Path = FOLDER) -> dict[str, Record]:
    """Every recorded claim by id.

    Raises
    ------
    ValueError
        If a file is not what `save` writes; names the file.
    """
    found: dict[str, Record] = {}
    if not folder.is_dir():
        raise ValueError(
            f"there is no folder of records {folder}: lossproof check --update makes it"
        )
    for path in sorted(folder.glob("*.json")):
        try:
            _read(path, found)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} is not a record of verdicts ({error}): restore it, or delete it and run "
                "lossproof check --update"
            ) from error
    return found


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Record:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"a key stands twice in {', '.join(key for key, _ in pairs)}")
    return dict(pairs)


def _read(path: Path, found: dict[str, Record]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_no_key_twice)
    if set(data) != {"claims"}:
        raise ValueError(f"it must hold claims and nothing else; it holds {', '.join(data)}")
    for claim in data["claims"]:
        if claim["id"] in found:
            raise ValueError(f"{claim['id']} is recorded twice")
        if claim["id"].split(".", 1)[0] != path.stem:
            raise ValueError(f"{claim['id']} belongs in another file")
        found[claim["id"]] = claim


def save(claims: Iterable[Record], folder: Path = FOLDER) -> list[Path]:
    """Write the records, each file whole or not at all; the paths written, in order."""
    sections: dict[str, list[Record]] = {}
    for claim in claims:
        sections.setdefault(claim["id"].split(".", 1)[0], []).append(claim)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for section, entries in sections.items():
        path = folder / f"{section}.json"
        _write_whole(path, _laid_out({"claims": entries}) + "\n")
        written.append(path)
    return written


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _laid_out(value: Any, indent: str = "") -> str:
    """JSON with short objects and lists on one line, so that a change is one line of a diff."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(indent) + len(line) <= WIDTH:
        return line
    inner = indent + " "
    if isinstance(value, list):
        entries = [_laid_out(entry, inner) for entry in value]
        return "[\n" + ",\n".join(inner + entry for entry in entries) + f"\n{indent}]"
    fields = [f"{json.dumps(key)}: {_laid_out(entry, inner)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(inner + field for field in fields) + f"\n{indent}}}"


def differences(recorded: Record, fresh: Record) -> list[str]:
    """What moved, in words, one line per place."""
    return list(_compare(recorded, fresh, ()))


def _compare(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _compare(old.get(key, ABSENT), new.get(key, ABSENT), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True), start=1):
            yield from _compare(before, after, (*path, str(number)))
    elif old != new or type(old) is not type(new):
        place = " ".join(path).replace("evidence steps", "step")
        yield f"{place}: recorded {_brief(old)}, found {_brief(new)}"


def _brief(value: Any) -> str:
    text = "nothing" if value is ABSENT else value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 160 else text[:157] + "…"
