"""Digests of the sources that decide: one of all but the papers, and one for each paper.

A paper goes with the papers that its text names, and theirs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from lossproof.paper_checks.records import PAPERS
from lossproof.simulate.files.code import FOLDER

# Nothing in these decides a claim, or is what was decided.
OUTSIDE = ("paper_checks/commands", "paper_checks/papers", "paper_checks/records",
           "paper_checks/reports")  # fmt: skip
NAMED = re.compile(rf"{re.escape(PAPERS)}(?:\.(\w+)|\s+import\s+(\([^)]*\)|(?:\\\n|[^\n])+))")


class Sources:
    """The sources of the package `lossproof`, whose folder is `root`, as they are now."""

    def __init__(self, root: Path = FOLDER) -> None:
        self.root = root

    @cached_property
    def common(self) -> str:
        """Of all that decides but the papers, and of data beside it."""
        files = (path for name in ("theory", "simulate", "paper_checks")
                 for path in (self.root / name).rglob("*"))  # fmt: skip
        outside = tuple(f"{name}/" for name in OUTSIDE)
        # The code that compares records is one folder with what is recorded.
        chosen = (p for p in files if not self._name(p).startswith(outside)
                  or (p.parent.name == "records" and p.suffix == ".py"))  # fmt: skip
        return f"{sys.version} {self._digest(chosen)}"

    @cached_property
    def papers(self) -> Mapping[str, str]:
        """Of each paper, a folder or a file, and of all that it names."""
        place = self.root.joinpath(*PAPERS.split(".")[1:])
        files = dict[str, list[Path]]()
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                files.setdefault(path.relative_to(place).parts[0].removesuffix(".py"), []).append(
                    path
                )
        names = {name: _named(each) & files.keys() for name, each in files.items()}
        own = {name: self._digest(each) for name, each in files.items()}
        found = dict[str, str]()
        for name in files:
            reached, waiting = {name, "__init__"} & files.keys(), [name]
            while waiting:
                new = names[waiting.pop()] - reached
                reached |= new
                waiting += new
            found[name] = " ".join(f"{each} {own[each]}" for each in sorted(reached))
        return found

    def of(self, module: str) -> str | None:
        """Of the paper that a module belongs to; None of another module."""
        package, dot, name = module.partition(f"{PAPERS}.")
        return None if package or not dot else self.papers.get(name.partition(".")[0])

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _digest(self, paths: Iterable[Path]) -> str:
        found = sha256()
        for path in sorted(paths):
            if path.is_file() and path.suffix != ".pyc":
                content = sha256(path.read_bytes()).hexdigest()
                found.update(f"{self._name(path)} {content}\n".encode())
        return found.hexdigest()


def _named(paths: Iterable[Path]) -> set[str]:
    """The papers that sources name."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths)
    pairs = [pair for text in texts for pair in NAMED.findall(text)]
    return {word for pair in pairs for part in pair for word in re.findall(r"\w+", part)}
