"""What source files mention: what they import, and names that a claim may not use.

Reading a file into a syntax tree takes longer than all else that is done with it here, so what was
found is kept between runs, by the content of the file.
"""

from __future__ import annotations

import ast
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from lossproof.paper_checks.cache import entries

NAME = "what sources mention"
# What a claim may not depend on unseen.
UNSEEN = (
    "__import__", "compile", "DataSource", "eval", "exec", "environ", "fromfile", "fromregex",
    "genfromtxt", "getenv", "globals", "import_module", "load", "loadmat", "loadtxt", "memmap",
    "mmread", "modules", "open", "read_bytes", "read_text",
)  # fmt: skip


class Mentioned(NamedTuple):
    """What one file mentions.

    Parameters
    ----------
    digest : of the file
    imports : for `import a.b` `("a.b", None)`, for `from a import b, c` `("a", ["b", "c"])`; the
        module is empty where it is relative
    unseen : the names of `UNSEEN` that are used
    """

    digest: str
    imports: list[tuple[str, list[str] | None]]
    unseen: list[str]


class Mentions:
    """What files mention, as far as it is kept in the folder `place`."""

    def __init__(self, place: Path | None = None) -> None:
        self._place, self._new = place, False
        self._by = [sys.version, sha256(Path(__file__).read_bytes()).hexdigest()]
        cache = entries.read(place, NAME)
        self._kept: dict[str, Any] = cache["files"] if cache.get("by") == self._by else {}
        self._read = dict[Path, Mentioned]()

    def of(self, path: Path) -> Mentioned:
        """What the file mentions; `SyntaxError` or `ValueError` if it is no Python."""
        if path not in self._read:
            source = path.read_bytes()
            digest = sha256(source).hexdigest()
            if self._kept.get(str(path), [None])[0] != digest:
                self._kept[str(path)] = [digest, *_mentioned(ast.parse(source))]
                self._new = True
            self._read[path] = Mentioned(*self._kept[str(path)])
        return self._read[path]

    def keep(self) -> None:
        """Keep what was read."""
        if self._new:
            entries.write(self._place, NAME, {"by": self._by, "files": self._kept})
            self._new = False


def _mentioned(tree: ast.Module) -> tuple[list[Any], list[str]]:
    imports, used = list[tuple[str, list[str] | None]](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names if alias.name != "*"]
            imports.append(("" if node.level else node.module or "", names))
            used.update(names)
        elif isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
    return imports, sorted(used.intersection(UNSEEN))
