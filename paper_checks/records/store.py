"""Recorded verdicts: one JSON file per claim, reviewed like code and compared on every check."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from errno import ENOENT
from pathlib import Path
from types import NoneType
from typing import Any

from lossproof.paper_checks.recheck.record import SCHEMA as SCHEMA, sealed
from lossproof.paper_checks.records.result import KINDS, MEANING
from lossproof.simulate.files import UnwritableError, atomic_write, named

FIELDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "title", "locus", "kind", "verdict", "scope"), (str,)),
    **dict.fromkeys(("assumes", "lemmas", "uses", "trust"), (list,)),
    **dict.fromkeys(("evidence", "hypotheses", "simulation", "statement", "where"), (dict,)),
    "repairs": (str, list, NoneType),
    "witness": (dict, NoneType),
}
OPTIONAL = {"lemmas", "simulation", "where"}
WIDTH = 150
STANDING = ("evidence", "witness", "hypotheses", "uses", "trust")  # on the evidence
ABSENT = object()
FOLDER = Path(__file__).resolve().parent

Record = dict[str, Any]


def files_in(folder: Path) -> list[Path]:
    """The `.json` files in a folder and in those below it, through links too, in order.

    Raises
    ------
    ValueError
        If a folder may not be listed: what is in it would go unnoticed.
    """

    def refuse(error: OSError) -> None:
        if error.errno != ENOENT:
            raise ValueError(f"the folder {error.filename} cannot be listed ({error.strerror})")

    found, seen = list[Path](), set[str]()
    for place, inner, names in os.walk(folder, onerror=refuse, followlinks=True):
        if (real := os.path.realpath(place)) in seen:
            inner.clear()
            continue
        seen.add(real)
        found += [Path(place, name) for name in names if name.endswith(".json")]
    return sorted(found)


def load(
    folder: Path = FOLDER,
    *,
    about: Collection[str] | None = None,
    unreadable: Callable[[str], object] | None = None,
    intact: bool = False,
) -> dict[str, Record]:
    """Every recorded claim by id, readings after the claim that they are readings of.

    Parameters
    ----------
    about : ids, optional
        Of these alone, of their main interpretations, of what names any of them, and of what all
        of these assume or use.
    unreadable : called with a sentence for each file that is not what `save` writes, optional
        The others are read.
    intact : whether a file is also what `save` writes only if its digest is that of its content

    Raises
    ------
    ValueError
        If there is no such folder, or, without `unreadable`, for such a file; names it.
    """
    if not folder.is_dir():
        raise ValueError(
            f"the folder of records {folder} does not exist: lossproof check --update creates it"
        )
    found: dict[str, Record] = {}
    places = sorted(files_in(folder), key=lambda path: path.with_suffix("").parts)
    texts = dict(zip(places, map(_text, places), strict=True))
    for path in places if about is None else _about(about, folder, texts):
        try:
            record = _read(path, folder, texts[path], intact=intact)
        except (ValueError, OSError, RecursionError) as error:
            told = (
                f"{path} is not the record of a claim ({error}): restore it, or delete it and run "
                "lossproof check --update"
            )
            if unreadable is None:
                raise ValueError(told) from error
            unreadable(told)
            continue
        found[record["id"]] = record
    return found


def save(claims: Iterable[Record], folder: Path = FOLDER) -> list[Path]:
    """Write the records, each file whole or not at all; the paths of those that changed.

    `UnwritableError` if one cannot be written.
    """
    changed: list[Path] = []
    for claim in claims:
        path = _file(_checked(claim)["id"], folder)
        text = (_laid_out(sealed(claim)) + "\n").encode()
        if path.is_file() and path.read_bytes() == text:
            continue
        with atomic_write(path, make=True) as part:
            part.write_bytes(text)
        changed.append(path)
    return changed


def remove(ids: Iterable[str], folder: Path = FOLDER) -> list[Path]:
    """Delete the records of these claims; the paths that are gone."""
    paths = [_file(name, folder) for name in ids]
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            raise UnwritableError(path, error) from error
    return paths


def _file(name: str, folder: Path) -> Path:
    section, _, rest = name.partition(".")
    return named(folder, section, *rest.split("/"), ending=".json")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key occurs twice in {', '.join(key for key, _ in pairs)}")
    return found


def _text(path: Path) -> bytes | OSError:
    try:
        return path.read_bytes()
    except OSError as error:
        return error


def _about(ids: Collection[str], folder: Path, texts: Mapping[Path, bytes | OSError]) -> list[Path]:
    """The records of these claims, of those that name them, and of what these stand on."""
    named_too = {*ids, *(name.partition("/")[0] for name in ids)}
    marks = [f'"{name}"'.encode() for name in named_too]
    found = {
        path for path, text in texts.items()
        if not isinstance(text, bytes) or any(mark in text for mark in marks)
    }  # fmt: skip
    known = {_id(path, folder): path for path in texts}
    waiting = [*found]
    while waiting:
        text = texts[waiting.pop()]
        said = text.decode(errors="replace") if isinstance(text, bytes) else ""
        for list_ in re.findall(r'"(?:assumes|lemmas)": \[([^\]]*)\]', said):
            for name in re.findall(r'"([^"]+)"', list_):
                if name in known and known[name] not in found:
                    found.add(known[name])
                    waiting.append(known[name])
    return [path for path in texts if path in found]


def _id(path: Path, folder: Path) -> str:
    section, *rest = path.relative_to(folder).with_suffix("").parts
    return ".".join([section, "/".join(rest)])


def _read(path: Path, folder: Path, text: bytes | OSError, *, intact: bool) -> Record:
    if isinstance(text, OSError):
        raise text
    data = json.loads(text.decode(encoding="utf-8"), object_pairs_hook=_no_key_twice)
    if intact and isinstance(data, dict) and data != sealed(data):
        raise ValueError("its digest is not that of its content")
    schema = data.pop("schema", None) if isinstance(data, dict) else None
    if type(schema) is not int or schema != SCHEMA:
        found = "none" if schema is None else json.dumps(schema)
        raise ValueError(f"its schema must be {SCHEMA}; got {found}")
    for own in ("digest", "refutes"):  # what was altered by hand is found out by a check
        data.pop(own, None)
    if path != (place := _file(_checked(data)["id"], folder)):
        raise ValueError(f"{data['id']} must be in the file {place}")
    return data


def _checked(record: Record) -> Record:
    """The record; `ValueError` unless it has the fields of a record, each as it can be."""
    if missing := FIELDS.keys() - OPTIONAL - record.keys():
        raise ValueError(f"it lacks {', '.join(sorted(missing))}")
    for name, value in record.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not a field of a record")
        if type(value) not in FIELDS[name]:
            raise ValueError(f"its {name} has another type: {_brief(value)}")
        if isinstance(value, list) and not all(isinstance(entry, str) for entry in value):
            raise ValueError(f"its {name} must be texts; got {_brief(value)}")
    for name, known in (("kind", KINDS), ("verdict", MEANING)):
        if record[name] not in known:
            raise ValueError(f"its {name} must be one of {', '.join(known)}; got {record[name]!r}")
    given = record["hypotheses"].values()
    if not all(isinstance(each, dict) for each in given):
        raise ValueError(f"its hypotheses have another type: {_brief(record['hypotheses'])}")
    return record


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
    """What moved, in words, one line per place.

    Entries of lists, steps too, are numbered from 1 as they are found; one that was removed, as it
    was recorded. Of evidence of another kind only the kind is told, without what stands on it. Of a
    simulation only the outcome can move: its numbers are those of one seed. One that was never
    recorded has not moved.
    """
    known = "simulation" in recorded
    old, new = _settled(recorded, drawn=known), _settled(fresh, drawn=known)
    kinds = [_kind(each) for each in (old, new)]
    if None in kinds or kinds[0] == kinds[1]:
        return list(_compare(old, new, ()))
    old, new = ({k: v for k, v in each.items() if k not in STANDING} for each in (old, new))
    return [*_compare(old, new, ()), f"evidence: recorded {kinds[0]}, now {kinds[1]}"]


def _kind(record: Record) -> Any:
    evidence = record.get("evidence")
    return evidence.get("kind") if isinstance(evidence, Mapping) else None


def _settled(record: Record, *, drawn: bool) -> Record:
    """The record with the outcome alone of what was drawn, or without."""
    rest = {name: value for name, value in record.items() if name != "simulation"}
    if not drawn or "simulation" not in record:
        return rest
    return {**rest, "simulation": {"outcome": record["simulation"].get("outcome")}}


def _compare(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[str]:
    if old is new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _compare(old.get(key, ABSENT), new.get(key, ABSENT), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_in_order(old, new, path)
    elif old != new or type(old) is not type(new):
        was, now = _said(path, old, new)
        yield f"{_place(path)}: recorded {was}, now {now}"


def _said(path: tuple[str, ...], *values: Any) -> list[str]:
    """The values in brief, formulas and lists as people read them, unless these are the same."""
    is_formula = path[:2] in (("statement", "conclusion"), ("statement", "given")) or (
        path[:1] == ("where",) or (path[:2] == ("evidence", "steps") and path[-1] == "term")
    )
    shown = [_brief(_words(value, is_formula)) for value in values]
    return shown if len({*shown}) == len(values) else [*map(_brief, values)]


def _words(value: Any, is_formula: bool) -> Any:
    """A step as its formula and rule, fields with their names, and entries after one another."""
    match value:
        case str():
            return _formula(value) if is_formula else value
        case {"step": _, "term": term, "rule": rule}:
            return f"{_formula(term)}, by {rule}"
        case Mapping() if value:
            parts = (f"{key} {_inside(part, is_formula)}" for key, part in value.items())
            return ", ".join(parts)
        case list() if value:
            return ", ".join(_inside(part, is_formula) for part in value)
        case _:
            return value


def _inside(part: Any, is_formula: bool) -> str:
    """A part of a value, in brackets if it has parts."""
    text = _brief(_words(part, is_formula))
    return f"({text})" if isinstance(part, (Mapping, list)) and part else text


def _formula(text: Any) -> Any:
    """The formula of a term; what is no term as it is."""
    from lossproof.theory.printing.notation import Notation
    from lossproof.theory.printing.terms import read
    from lossproof.theory.printing.text import line

    try:
        return line(Notation().term(read(text)))
    except (ValueError, TypeError, LookupError, RecursionError):
        return text


def _compare_in_order(old: list[Any], new: list[Any], path: tuple[str, ...]) -> Iterator[str]:
    before, after = [*map(_key, old)], [*map(_key, new)]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [block[1:] for block in blocks if block[0] != "equal"]
    gone = [i for first, last, _, _ in changed for i in range(first, last)]
    moved: dict[int, int] = {}
    for j in [j for _, _, start, end in changed for j in range(start, end)]:
        if (i := next((i for i in gone if before[i] == after[j]), None)) is not None:
            moved[j] = i
            gone.remove(i)
    for _, first, last, start, end in blocks:
        left = [i for i in range(first, last) if i not in moved.values()]
        come = [j for j in range(start, end) if j not in moved]
        if len(left) == len(come):
            for i, j in zip(left, come, strict=True):
                yield from _compare(old[i], new[j], (*path, str(j + 1)))
        else:
            for i in left:
                yield f"{_place(path, i)} removed: {_said(path, old[i])[0]}"
            for j in come:
                yield f"{_place(path, j)} added: {_said(path, new[j])[0]}"
        for j in range(start, end):
            if j in moved:
                yield f"{_place(path, j)} moved: recorded as {moved[j] + 1}"
                yield from _compare(old[moved[j]], new[j], (*path, str(j + 1)))


def _key(entry: Any) -> str:
    named = isinstance(entry, Mapping) and "step" in entry
    return json.dumps(entry["step"] if named else entry, sort_keys=True)


def _place(path: tuple[str, ...], index: int | None = None) -> str:
    number = () if index is None else (str(index + 1),)
    return " ".join((*path, *number)).replace("evidence steps", "step")


def _brief(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"
