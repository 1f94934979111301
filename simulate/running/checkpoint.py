"""Finished blocks of a run, saved in one SQLite file so that an interrupted run can continue.

A file belongs to one recipe and one version of the code. Runs that use it at the same time share
their blocks. Blocks that a killed process had not written, or whose checksum is wrong, are
computed again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sqlite3
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from lossproof import simulate, theory
from lossproof.simulate.files.code import sources
from lossproof.simulate.running.constants import SECONDS_BETWEEN_COMMITS, SECONDS_FOR_A_LOCK

Statistics: TypeAlias = dict[str, NDArray[Any]]

# "LpCk" in the header of the file distinguishes a checkpoint from other databases.
APPLICATION_ID = 0x4C70436B
FORMAT = 1
STORED_AS = {np.dtype(np.float64): "<f8", np.dtype(np.int64): "<i8", np.dtype(object): "int"}
SCHEMA = (
    "CREATE TABLE header (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE blocks (block INTEGER PRIMARY KEY, statistics BLOB, sha256 BLOB)",
)


class OtherRunError(ValueError):
    """A checkpoint is of another recipe or code; `key` is the first entry that differs."""

    def __init__(self, path: Path, key: str, was: str, now: str) -> None:
        super().__init__(
            f"checkpoint {path} is of another run: {key} is {was} there and {now} here; give "
            "another path, or delete the file to start anew"
        )
        self.key = key


def check_statistics(given: object) -> Statistics:
    """Return the statistics unchanged; TypeError where a block may not return them.

    A block returns a dict from names to arrays of float64, int64 or object (each object an `int`).
    """
    if not isinstance(given, dict) or not given:
        raise TypeError(f"a task must return a dict of at least one array; got {given!r:.60}")
    for name, array in cast("dict[object, object]", given).items():
        if not isinstance(name, str):
            raise TypeError(f"names of statistics must be text; got {name!r}")
        if not isinstance(array, np.ndarray):
            kind_name = type(array).__name__
            raise TypeError(f"statistics must be arrays; {name!r} is {kind_name} (use np.asarray)")
        if array.dtype not in STORED_AS:
            allowed = "float64, int64 or object (Python ints)"
            raise TypeError(f"statistics must be of {allowed}; {name!r} is of {array.dtype}")
        if array.dtype == object and (kinds := set(map(type, array.ravel().tolist())) - {int}):
            kind_name = sorted(kind.__name__ for kind in kinds)[0]
            raise TypeError(f"objects in statistics must be int; {name!r} holds {kind_name}")
    return cast("Statistics", given)


def add(totals: Statistics, statistics: Statistics, block: int) -> None:
    """Add the statistics of a block to totals, in place; to empty totals, a copy of them.

    Raises ValueError where names, shapes or types differ, OverflowError where a total leaves int64.
    """
    if not totals:
        totals.update((name, array.copy()) for name, array in statistics.items())
        return
    if totals.keys() != statistics.keys():
        had, has = sorted(totals), sorted(statistics)
        raise ValueError(f"every block must give the same names; {block=} gives {has}, not {had}")
    for name, total in totals.items():
        array = statistics[name]
        if (array.shape, array.dtype) != (total.shape, total.dtype):
            had, has = (f"{x.dtype} of shape {x.shape}" for x in (total, array))
            raise ValueError(f"{name!r} must be {had} as in block 0; {block=} gives {has}")
        if total.dtype != np.int64:
            np.add(total, array, out=total)
            continue
        before = total.copy()
        np.add(total, array, out=total)
        if ((array >= 0) != (total >= before)).any():
            raise OverflowError(
                f"the total of {name!r} leaves int64 at {block=}; let the task return Python ints, "
                "as an array of objects"
            )


def encode(statistics: Statistics) -> bytes:
    """Write statistics as bytes, the same on every machine: a line of JSON, then the values.

    The line lists name, type, shape and bytes of each array, by name. The values are in C order,
    little-endian; Python ints are a JSON list of hexadecimal numbers, exact at any size.
    """
    fields: list[tuple[str, str, tuple[int, ...], int]] = []
    parts: list[bytes] = []
    for name, array in sorted(check_statistics(statistics).items()):
        kind = STORED_AS[array.dtype]
        if kind == "int":
            parts.append(json.dumps([format(x, "x") for x in array.ravel().tolist()]).encode())
        else:
            parts.append(array.astype(kind, copy=False).tobytes())
        fields.append((name, kind, array.shape, len(parts[-1])))
    return b"".join([json.dumps(fields).encode(), b"\n", *parts])


def decode(data: bytes) -> Statistics:
    """Read what `encode` wrote, into new arrays."""
    line, _, rest = data.partition(b"\n")
    statistics: Statistics = {}
    for name, kind, shape, length in json.loads(line):
        part, rest = rest[:length], rest[length:]
        if kind == "int":
            array = np.empty(shape, dtype=object)
            array.ravel()[:] = [int(x, 16) for x in json.loads(part)]
        else:
            array = np.frombuffer(part, dtype=kind).reshape(shape).astype(kind.replace("<", "="))
        statistics[name] = array
    return statistics


def code_version(task: object) -> dict[str, str]:
    """What a block depends on besides its recipe.

    That is the version of this package and of NumPy, and a hash of the sources of `simulate` and
    `theory` and of the file that defines the task.
    """
    try:
        version = importlib.metadata.version("lossproof")
    except importlib.metadata.PackageNotFoundError:
        version = "not installed"
    digest = sources(Path(cast(str, package.__file__)).parent for package in (simulate, theory))
    defined_in = getattr(sys.modules.get(type(task).__module__), "__file__", None)
    if defined_in is not None and Path(defined_in).is_file():
        digest = hashlib.sha256(digest.encode() + Path(defined_in).read_bytes()).hexdigest()
    return {"lossproof": version, "numpy": np.__version__, "sources": digest}


class Checkpoint:
    """The finished blocks of one recipe, in one file.

    Parameters
    ----------
    path : made if there is none; a local disk, where file locks work
    recipe : what JSON can write: finite numbers, text, lists, mappings from text
    code : as given by `code_version`

    Raises
    ------
    TypeError
        If JSON cannot write the recipe.
    ValueError
        If the file cannot be used, or is no checkpoint (it is left as it is).
    OtherRunError
        If it is one of another recipe or another code.
    """

    def __init__(self, path: Path, recipe: Mapping[str, Any], code: Mapping[str, str]) -> None:
        self.path = Path(path)
        header = {"code": _canonical(code), "recipe": _canonical(recipe)}
        self._unwritten: dict[int, bytes] = {}
        self._due = time.monotonic() + SECONDS_BETWEEN_COMMITS
        try:
            self._refuse_other_files()
            self._file = self._connect("rwc")
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        try:
            self._begin(header)
        except BaseException as error:
            self._file.close()
            if isinstance(error, (sqlite3.Error, KeyError, json.JSONDecodeError)):
                raise self._unusable(error) from None
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, block: int) -> Statistics | None:
        """Read a block; None where the file has none, or one whose checksum is wrong."""
        query = "SELECT statistics, sha256 FROM blocks WHERE block = ?"
        try:
            row = self._file.execute(query, (block,)).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        if row is None or not isinstance(row[0], bytes) or row[1] != _checksum(block, row[0]):
            return None
        return decode(row[0])

    def put(self, block: int, statistics: Statistics) -> None:
        """Store a block; the next commit, at most 0.2 seconds later, writes it to the file."""
        self._unwritten[block] = encode(statistics)
        if time.monotonic() >= self._due:
            self.commit()

    def commit(self) -> None:
        """Write all stored blocks, or none if the machine stops meanwhile."""
        rows = [(block, data, _checksum(block, data)) for block, data in self._unwritten.items()]
        if rows:
            try:
                self._file.execute("BEGIN IMMEDIATE")
                with self._file:
                    # A row that another run wrote is the same; a damaged one is repaired.
                    self._file.executemany("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)", rows)
            except sqlite3.Error as error:
                raise self._unusable(error) from None
            for row in rows:
                del self._unwritten[row[0]]
        self._due = time.monotonic() + SECONDS_BETWEEN_COMMITS

    def close(self) -> None:
        """Write all stored blocks and close the file."""
        try:
            self.commit()
        finally:
            self._file.close()

    def _connect(self, mode: str) -> sqlite3.Connection:
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=SECONDS_FOR_A_LOCK, isolation_level=None)

    def _refuse_other_files(self) -> None:
        if not self.path.exists() or (self.path.is_file() and not self.path.stat().st_size):
            return
        if self.path.is_fifo():  # would be waited for
            raise self._foreign()
        try:
            # Opening another program's database for writing may change it.
            with closing(self._connect("ro")) as file:
                ours = file.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
                # Opening for writing rolls back a transaction that a kill interrupted.
                return
            ours = False
        if not ours:
            raise self._foreign()

    def _begin(self, header: dict[str, str]) -> None:
        """Create the tables, or check that existing ones belong to the same run."""
        self._file.execute("BEGIN IMMEDIATE")
        with self._file:
            if self._number("SELECT count(*) FROM sqlite_master") == 0:
                for statement in SCHEMA:
                    self._file.execute(statement)
                self._file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._file.execute(f"PRAGMA user_version = {FORMAT}")
                self._file.executemany("INSERT INTO header VALUES (?, ?)", header.items())
                return
            if self._number("PRAGMA application_id") != APPLICATION_ID:
                raise self._foreign()
            if (version := self._number("PRAGMA user_version")) != FORMAT:
                raise ValueError(
                    f"checkpoint {self.path} has format {version}, of another version of "
                    f"lossproof; this one reads format {FORMAT}: give another path"
                )
            there = dict(self._file.execute("SELECT name, value FROM header"))
        for name in ("recipe", "code"):
            difference = _difference(json.loads(there[name]), json.loads(header[name]), name)
            if difference is not None:
                raise OtherRunError(self.path, *difference)

    def _number(self, query: str) -> int:
        return self._file.execute(query).fetchone()[0]

    def _foreign(self) -> ValueError:
        return ValueError(
            f"checkpoint must be a file that a run made, or a new one; {self.path} is neither "
            "(it was left as it is): give another path"
        )

    def _unusable(self, error: Exception) -> ValueError:
        return ValueError(
            f"checkpoint {self.path} cannot be used ({error}); give a path in a folder where "
            "files can be written, or delete the file if it is damaged"
        )


def _checksum(block: int, data: bytes) -> bytes:
    return hashlib.sha256(b"%d\n" % block + data).digest()


def _canonical(value: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(value), sort_keys=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        allowed = "finite numbers, text, lists, and mappings from text"
        raise TypeError(f"task.recipe must be what JSON can write ({allowed}): {error}") from None


def _difference(there: Any, here: Any, name: str) -> tuple[str, str, str] | None:
    """The name of the first place where two JSON values differ, and both values."""
    if isinstance(there, dict) and isinstance(here, dict):
        was, now = cast("dict[str, Any]", there), cast("dict[str, Any]", here)
        for key in sorted(was.keys() | now.keys()):
            if key not in was or key not in now:
                old, new = (_show(x[key], x[key])[0] if key in x else "absent" for x in (was, now))
                return f"{name}.{key}", old, new
            if (difference := _difference(was[key], now[key], f"{name}.{key}")) is not None:
                return difference
        return None
    if isinstance(there, list) and isinstance(here, list):
        pairs = list(zip(cast("list[Any]", there), cast("list[Any]", here), strict=False))
        if len(pairs) == max(len(there), len(here)):
            difference = (_difference(*pair, f"{name}[{k}]") for k, pair in enumerate(pairs))
            return next(filter(None, difference), None)
    # Compared as text, since 1 == 1.0 == True.
    return None if json.dumps(there) == json.dumps(here) else (name, *_show(there, here))


def _show(there: Any, here: Any) -> tuple[str, str]:
    """Both values as text; long ones start shortly before the first difference."""
    texts = [json.dumps(there, sort_keys=True), json.dumps(here, sort_keys=True)]
    same = next((k for k, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), 0)
    start = max(0, same - 10) if max(map(len, texts)) > 50 else 0
    shown = [
        "…" * (start > 0) + text[start : start + 40] + "…" * (len(text) > start + 40)
        for text in texts
    ]
    return shown[0], shown[1]
