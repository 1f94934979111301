"""Claims as tests: pytest collects `claims_*.py` files that speak of lossproof, one test a claim.

A test fails where the claim could not be decided, or its verdict or evidence is not what is
recorded beside the file; without records, where the claim is refuted, vacuous or undecided. `-p
no:lossproof.pytest_plugin` collects none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class _MovedError(Exception):
    """A claim is not what was recorded; the message is all that pytest shows."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The claims of a file, if it is one of claims."""
    return ClaimsFile.from_parent(parent, path=file_path) if _holds_claims(file_path) else None


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Nothing in place of the tests of a file of claims that is asked for by its path."""
    return _Nothing.from_parent(parent, path=module_path) if _holds_claims(module_path) else None


def _holds_claims(path: Path) -> bool:
    named = path.name.startswith("claims_") and path.suffix == ".py"
    return named and b"lossproof" in path.read_bytes()


class _Nothing(pytest.File):
    """Its claims are collected already, and registered once."""

    def collect(self) -> Iterator[pytest.Item]:
        yield from ()


class ClaimsFile(pytest.File):
    """A file of claims, with what is recorded of them."""

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
        own = frozenset(claim.id for claim in claims)
        for name in (claim.id for claim in claims):
            yield ClaimItem.from_parent(
                self, name=name, recorded=recorded, locked=bool(locked.files), own=own
            )
        for name, lines in locked.stale().items():
            yield StaleItem.from_parent(self, name=name, lines=lines)


class _Item(pytest.Item):
    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The sentence alone, without a traceback."""
        if isinstance(excinfo.value, _MovedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands, and its name."""
        return self.path, None, self.name


class ClaimItem(_Item):
    """One claim, decided anew."""

    def __init__(
        self, *, recorded: dict[str, Any], locked: bool, own: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.recorded, self.locked, self.own = recorded, locked, own

    def runtest(self) -> None:
        """Decide the claim; `_MovedError` says what moved."""
        from lossproof.paper_checks import records
        from lossproof.paper_checks.claims.runner import decided
        from lossproof.paper_checks.commands.deciding import FALSE, OPEN

        result = decided(self.name, self.recorded, anew=self.own)
        if result.verdict == "ERROR":
            raise _MovedError(result.traceback or result.record["scope"])
        if not self.locked:
            if result.verdict in (*FALSE, *OPEN):
                raise _MovedError(f"{self.name} is {result.verdict} {result.record['scope']}")
            return
        if self.name not in self.recorded:
            how = f"lossproof check {self.path.name} --update records it"
            raise _MovedError(f"{self.name} is {result.verdict}, and not recorded: {how}")
        if lines := records.differences(self.recorded[self.name], result.record):
            raise _MovedError(_moved(lines))


class StaleItem(_Item):
    """What is recorded of a claim that is gone."""

    def __init__(self, *, lines: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines

    def runtest(self) -> None:
        """It fails: a claim that was recorded is gone."""
        raise _MovedError(_moved(self.lines))


def _moved(lines: list[str]) -> str:
    """What moved, the first of it in the line that pytest's summary shows beside the name."""
    return "\n  ".join([f"moved: {lines[0]}", *lines[1:]])
