"""What a module is made of: its own source, and that of every module that it may import."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from lossproof.paper_checks.cache.mentions import Mentioned, Mentions
from lossproof.paper_checks.records import PAPERS
from lossproof.simulate.files import named

# They import by name; none of them what is ours, but for the first two: the public face, which
# loads what is asked of it, and what imports every claim.
BY_NAME = (
    "lossproof", "lossproof.paper_checks.claims.loading", "lossproof.simulate.machine.backends",
    "lossproof.simulate.running.cluster", "lossproof.simulate.kernels.fused",
)  # fmt: skip
IMPORTERS = (
    "imp", "importlib", "importlib.abc", "importlib.machinery", "importlib.util", "pkgutil",
    "runpy", "zipimport",
)  # fmt: skip
ANY_NAME = ("imp", "importlib", "pkgutil", "pydoc", "runpy", "zipimport")
# Modules of Python that read no file, clock or network: a claim may import them.
CLOSED = (
    "__future__", "abc", "bisect", "cmath", "collections", "contextlib", "copy", "dataclasses",
    "decimal", "enum", "fractions", "functools", "heapq", "itertools", "math", "numbers",
    "operator", "re", "string", "textwrap", "types", "typing",
)  # fmt: skip
# And what is not Python's: their versions are part of every key.
VERSIONED = ("flint", "mpmath", "numpy", "scipy", "sklearn", "sympy")


class UnknownError(ValueError):
    """It cannot be told what a module depends on."""


class Sources:
    """The source files of the package `lossproof`, whose folder is `root`.

    What they mention is kept in `place`.
    """

    def __init__(self, root: Path | None = None, place: Path | None = None) -> None:
        self.root = Path(__file__).parents[2] if root is None else root
        self._mentions = Mentions(place)
        self._imports, self._digests = dict[str, frozenset[str]](), dict[Path, str]()
        self._places, self._lines = dict[str, Path | None](), dict[str, bytes]()

    def digest(self, *modules: str) -> str:
        """Of the sources of these modules, and of all that they may import.

        Raises
        ------
        UnknownError
            If a module imports what is not there, or by a name that is made when it runs.
        """
        found = sha256()
        for module in sorted(self.reached(*modules)):
            found.update(self._line(module))
        return found.hexdigest()

    def _line(self, module: str) -> bytes:
        """What a digest says of a module: its name, and the digest of its source."""
        if module not in self._lines:
            digest = self._mentioned(self.file(module)).digest
            self._lines[module] = f"{module} {digest}\n".encode()
        return self._lines[module]

    def keep(self) -> None:
        """Keep what the sources mention, for the next run."""
        self._mentions.keep()

    def reached(self, *modules: str) -> frozenset[str]:
        """These modules and all of ours that they may import, with the packages they are in."""
        waiting, found = [*modules], set[str]()
        while waiting:
            module = waiting.pop()
            if module not in found:
                found.add(module)
                waiting += self.imports(module)
        return frozenset(found)

    def imports(self, module: str) -> frozenset[str]:
        """The modules of ours that a module may import itself, inside its functions too."""
        if module not in self._imports:
            self._imports[module] = frozenset(self._named(module))
        return self._imports[module]

    def _named(self, module: str) -> Iterator[str]:
        if "." in module:
            yield module.rpartition(".")[0]
        mentioned = self._mentioned(self.file(module))
        if module.startswith(PAPERS) and mentioned.unseen:
            raise UnknownError(f"{module} uses {mentioned.unseen[0]}")
        for name, parts in mentioned.imports:
            if not name:
                raise UnknownError(f"{module} imports relative to itself")
            yield from self._imported(module, name)
            for part in parts or ():
                if _is_ours(name) and self._place(f"{name}.{part}"):
                    yield f"{name}.{part}"
                elif name == "lossproof":
                    raise UnknownError(f"{module} imports {part} from lossproof, by name")

    def _mentioned(self, path: Path) -> Mentioned:
        try:
            return self._mentions.of(path)
        except (SyntaxError, ValueError) as error:
            raise UnknownError(f"{path} cannot be read: {error}") from error

    def _imported(self, module: str, name: str) -> Iterator[str]:
        first = name.partition(".")[0]
        unseen = name in IMPORTERS or (module.startswith(PAPERS) and first in ANY_NAME)
        if unseen and module not in BY_NAME:
            raise UnknownError(f"{module} imports {name}")
        if _is_ours(name):
            yield name
        elif module.startswith(PAPERS) and first not in (*CLOSED, *VERSIONED):
            raise UnknownError(
                f"{module} imports {name}, which may read files that the cache does not compare"
            )

    def _content(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = sha256(path.read_bytes()).hexdigest()
        return self._digests[path]

    def file(self, module: str) -> Path:
        """The source of a module; `UnknownError` if it has none."""
        if (place := self._place(module)) is None:
            raise UnknownError(f"there is no source of {module}")
        return place

    def _place(self, module: str) -> Path | None:
        if module not in self._places:
            self._places[module] = self._looked_for(module)
        return self._places[module]

    def _looked_for(self, module: str) -> Path | None:
        if not _is_ours(module):
            raise UnknownError(f"{module!r} is no module of lossproof")
        try:
            parts = module.split(".")[1:]
            base = named(self.root, *parts) if parts else self.root
        except ValueError as error:
            raise UnknownError(f"{module!r} is no module: {error}") from error
        found = [p for p in (base / "__init__.py", base.with_suffix(".py")) if p.is_file()]
        compiled = [base.with_name(base.name + suffix) for suffix in EXTENSION_SUFFIXES]
        if len(found) > 1 or any(path.exists() for path in compiled):
            raise UnknownError(f"{module} is more than one file")
        return found[0] if found else None

    def claims(self) -> list[str]:
        """Every module of the papers."""
        folder = self.root.joinpath(*PAPERS.split(".")[1:])
        files = sorted(folder.rglob("*.py"))
        parts = [path.relative_to(self.root).with_suffix("").parts for path in files]
        names = [part[:-1] if part[-1] == "__init__" else part for part in parts]
        return [".".join(("lossproof", *name)) for name in names]

    def others(self) -> str:
        """The digest of what the project reads besides Python's sources."""
        paths = [
            path
            for name in ("theory", "simulate", "paper_checks/papers", "paper_checks/claims")
            for path in sorted((self.root / name).rglob("*"))
            if path.is_file() and path.suffix not in (".py", ".pyc")
        ]
        text = "\n".join(f"{path.relative_to(self.root)} {self._content(path)}" for path in paths)
        return sha256(text.encode()).hexdigest()


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == "lossproof"
