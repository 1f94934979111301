"""Claims as tests: pytest collects `claims_*.py` files that use lossproof, one test per claim.

A test fails if deciding the claim fails, or if its verdict or evidence differs from the record
beside the file; without records, if the claim is refuted, vacuous or undecided. `-p
no:lossproof.pytest_plugin` collects none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class _MovedError(Exception):
    """A claim differs from its record; pytest shows only the message."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of a file of claims; None for other files."""
    return ClaimsFile.from_parent(parent, path=file_path) if _holds_claims(file_path) else None


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """An empty module for a file of claims that is given by its path."""
    return _Nothing.from_parent(parent, path=module_path) if _holds_claims(module_path) else None


def _holds_claims(path: Path) -> bool:
    named = path.name.startswith("claims_") and path.suffix == ".py"
    return named and _mentions_us(path, set())


def _mentions_us(path: Path, seen: set[Path]) -> bool:
    """Whether a file, or a module or package beside it that it imports, mentions lossproof."""
    seen.add(path)
    text = path.read_bytes()
    lines = re.findall(rb"^\s*(?:from|import)\s.*", text, re.MULTILINE)
    names = {word.decode() for line in lines for word in re.findall(rb"\w+", line)}
    beside = {path.with_name(f"{name}.py") for name in names}.union(
        *(path.with_name(name).rglob("*.py") for name in names)
    )
    return b"lossproof" in text or any(
        _mentions_us(each, seen) for each in beside - seen if each.is_file()
    )


class _Nothing(pytest.File):
    """An empty module: `ClaimsFile` collects the claims."""

    def collect(self) -> Iterator[pytest.Item]:
        yield from ()


class ClaimsFile(pytest.File):
    """A file of claims, with their records."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for every claim, and one for each record without a claim."""
        from lossproof.paper_checks.claims import load_file
        from lossproof.paper_checks.commands import recording

        try:
            claims = load_file(self.path)
            recorded = recording.load(recording.records.FOLDER, [self.path])
        except ValueError as error:
            raise self.CollectError(str(error)) from error
        locked = recording.Locked.of([self.path], update=False)
        ids = frozenset(claim.id for claim in claims)
        for name in (claim.id for claim in claims):
            yield ClaimItem.from_parent(
                self, name=name, recorded=recorded, locked=bool(locked.files), ids=ids
            )
        for name, lines in locked.stale().items():
            yield StaleItem.from_parent(self, name=name, lines=lines)


class _Item(pytest.Item):
    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The message alone, without a traceback."""
        if isinstance(excinfo.value, _MovedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """The path and the name."""
        return self.path, None, self.name


class ClaimItem(_Item):
    """One claim, decided anew."""

    def __init__(
        self, *, recorded: dict[str, Any], locked: bool, ids: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.recorded, self.locked, self.ids = recorded, locked, ids

    def runtest(self) -> None:
        """Decide the claim; `_MovedError` reports differences."""
        from lossproof.paper_checks import records
        from lossproof.paper_checks.claims.runner import decided
        from lossproof.paper_checks.commands.deciding import FALSE, OPEN

        result = decided(self.name, self.recorded, anew=self.ids)
        if result.verdict == "ERROR":
            raise _MovedError(result.traceback or result.record["scope"])
        if not self.locked:
            if result.verdict in (*FALSE, *OPEN):
                raise _MovedError(f"{self.name} is {result.verdict}: {result.record['scope']}")
            return
        if self.name not in self.recorded:
            how = f"lossproof check {self.path.name} --update saves a record"
            raise _MovedError(f"{self.name} is {result.verdict} and has no record: {how}")
        if lines := records.differences(self.recorded[self.name], result.record):
            raise _MovedError(_moved(lines))


class StaleItem(_Item):
    """The record of a deleted claim."""

    def __init__(self, *, lines: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines

    def runtest(self) -> None:
        """Fail: a recorded claim no longer exists."""
        raise _MovedError(_moved(self.lines))


def _moved(lines: list[str]) -> str:
    """The differences; the summary of pytest shows the first line beside the name."""
    return "\n  ".join([f"changed: {lines[0]}", *lines[1:]])
