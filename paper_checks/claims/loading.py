"""Loading claims: those of the papers, and those of a user's file."""

from __future__ import annotations

import ast
import os
import re
import sys
import threading
import traceback
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, NoReturn, Self, cast

import flint
import mpmath
from sympy.core.parameters import global_parameters

from lossproof.paper_checks.claims.claim import REGISTRY, Claim, Paper, Registry
from lossproof.paper_checks.claims.words.title import title as first_sentence
from lossproof.paper_checks.records import several
from lossproof.theory.statement import MistakeError, Statement
from lossproof.theory.statement.tree import Tree


def load() -> Registry:
    """The registry with every claim of `lossproof.paper_checks.papers` in it."""
    # By name: the papers stand above this room.
    papers = import_module("lossproof.paper_checks.papers")
    for module in walk_packages(papers.__path__, f"{papers.__name__}."):
        import_module(module.name)
    _check_links(REGISTRY)
    return REGISTRY


def _check_links(registry: Registry) -> None:
    """`ValueError` if a claim repairs, assumes or uses what is no claim, or assumes itself.

    Names the claims that are called alike, and those in the circle.
    """
    for claim in registry:
        links = [("assumes", name) for name in claim.assumes]
        links += [("uses", name) for name in claim.uses]
        links += [("repairs", name) for name in several(claim.repairs)]
        for link, name in links:
            if name == claim.id:
                raise ValueError(f"{claim.id} {link} itself: name another claim, or none")
            if link == "uses" and name in registry and registry[name].effects:
                raise ValueError(f"{claim.id} uses {name}, which is measured and proves nothing")
            if name not in registry:
                hint = registry.alike(name, but=claim.id)
                raise ValueError(f"{claim.id} {link} {name}, which does not exist: {hint}")
    no_circle({claim.id: claim.rests_on for claim in registry})


def no_circle(assumed: Mapping[str, Sequence[str]]) -> None:
    """`ValueError` if claims rest on each other, given what each rests on; names the circle."""
    try:
        TopologicalSorter(assumed).prepare()
    except CycleError as error:
        circle = " rests on ".join(reversed(error.args[1]))
        raise ValueError(f"claims assume or use each other in a circle: {circle}") from error


def _run(path: Path) -> list[Path]:
    """Run a file as a script would: modules beside it can be imported; the paths of those.

    They are forgotten afterwards, as are those of folders that the file adds to `sys.path`, since
    a file of another folder may have others of these names; so are modules of these names that
    were imported from elsewhere, while it runs. The working folder, `sys.path`, SymPy's settings
    and the precision of flint and mpmath are put back: proofs need those that they start with.
    """
    folder, working, search = path.resolve().parent, Path.cwd(), [*sys.path]
    settings = {**vars(global_parameters)}
    precisions = flint.ctx.prec, mpmath.mp.prec
    shadowed = {name: sys.modules.pop(name) for name in _shadowed(folder)}
    before = {*sys.modules}
    sys.path.insert(0, str(folder))
    try:
        _execute(path)
        return sorted(_beside(folder, before, search).values())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ValueError(_told(error, path)) from error
    finally:
        for setting, value in settings.items():
            setattr(global_parameters, setting, value)
        flint.ctx.prec, mpmath.mp.prec = precisions
        imported = _beside(folder, before, search)
        os.chdir(working)
        sys.path[:] = search
        for name in imported:
            del sys.modules[name]
        sys.modules.update(shadowed)


# What a file that is run is given, under names that no file uses: a kind of error, and its handler.
TOOLS = "__mistake__", "__mistaken__"


class _Mistaken(Statement):
    """What a class states whose body or decorator ended in an error: nothing, and why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__({}, {}, partial(_raise, why), name)

    @cached_property
    def tree(self) -> Tree:
        return self.conclusion()


def _raise(why: str) -> NoReturn:
    raise MistakeError(why)


def _execute(path: Path) -> None:
    """Run a file; a class at its top level that cannot be made into a claim costs that claim."""
    module = ModuleType(f"lossproof_file_{path.stem}")
    source = ast.parse(path.read_bytes(), str(path))
    source.body = [*map(_apart, source.body)]
    tools = dict(zip(TOOLS, (Exception, partial(_mistaken, path, vars(module))), strict=True))
    vars(module).update(__file__=str(path), **tools)
    sys.modules[module.__name__] = module
    try:
        code = compile(ast.fix_missing_locations(source), str(path), "exec", dont_inherit=True)
        exec(code, vars(module))
    finally:
        del sys.modules[module.__name__]


def _apart(node: ast.stmt) -> ast.stmt:
    """The statement; the class of a claim in a `try` that hands its mistake on."""
    if isinstance(node, ast.ClassDef):
        for each in node.decorator_list:
            match each:
                case ast.Call(ast.Attribute(paper, "claim"), [ast.Constant(str(name)), *more]):
                    place = [e.value for e in more if isinstance(e, ast.Constant)][:1]
                    said = [name, node.name, ast.get_docstring(node) or "", *map(str, place)]
                    arguments = [paper, *map(ast.Constant, said)]
                    kind, call = (ast.Name(tool, ast.Load()) for tool in TOOLS)
                    called = ast.Expr(ast.Call(call, arguments, []))
                    handler = ast.ExceptHandler(kind, None, [called])
                    return ast.copy_location(ast.Try([node], [handler], [], []), node)
                case _:
                    pass
    return node


def _mistaken(
    path: Path,
    names: dict[str, Any],
    paper: Paper,
    name: str,
    called: str,
    text: str,
    locus: str = "",
) -> None:
    """Register a claim that says what is wrong with its class; the error, if it cannot be one.

    What an earlier class is called has no meaning any more.
    """
    error, claim_id = cast(Exception, sys.exception()), f"{paper.section}.{name}"
    if claim_id in paper.registry:
        raise error
    names.pop(called, None)
    title = first_sentence(text) or f"the class {called}"
    paper.registry.add(
        Claim(
            id=claim_id, source=paper.source, derived=paper.derived, title=title,
            locus=locus or paper.locus, named_kind=None, repairs=None, assumes=(), text=text,
            stated=_Mistaken(claim_id, _told(error, path)),
        )
    )  # fmt: skip


def _shadowed(folder: Path) -> list[str]:
    """The modules imported from elsewhere that have the name of one in a user's folder."""
    names = {each.stem for each in folder.glob("*.py")}
    names |= {each.parent.name for each in folder.glob("*/__init__.py")}
    return [
        name
        for name in sys.modules
        if name.partition(".")[0] in names - {"lossproof", "__main__"} - sys.stdlib_module_names
        and not _place(name).is_relative_to(folder)
        and "site-packages" not in _place(name).parts
    ]


def _beside(folder: Path, before: Collection[str], search: Collection[str]) -> dict[str, Path]:
    """The modules of a user's folders that were imported since, with their files.

    The folders are that of the file, and those that are no longer as before in `sys.path`.
    """
    folders = [folder, *(Path(each).resolve() for each in sys.path if each not in search)]
    return {
        name: place
        for name in {*sys.modules} - {*before}
        if name.partition(".")[0] != "lossproof"
        and any(map((place := _place(name)).is_relative_to, folders))
        and "site-packages" not in place.parts
    }


def _place(name: str) -> Path:
    """Where the file of an imported module is."""
    return Path(getattr(sys.modules[name], "__file__", None) or "/").resolve()


def _told(error: BaseException, path: Path) -> str:
    """Where in a file what went wrong; of a name that a module has not, what the module says."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    place = f"{path}, line {line}" if line else str(path)
    return f"{place}: {_said(error)}"


def _said(error: BaseException) -> str:
    found = re.match(r"cannot import name '(\w+)' from '(\w+)'", str(error))
    if isinstance(error, ImportError) and found and found[2] in sys.modules:
        try:
            getattr(sys.modules[found[2]], found[1])
        except AttributeError as said:
            return str(said)
    return f"{type(error).__name__}: {error}"


_LOADED: dict[Path, tuple[str, list[Path], list[Claim]]] = {}  # digest, modules beside it, claims
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class Source:
    """A file of claims, with the digest of it and of the modules beside it that it imports."""

    path: str
    digest: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """The file as it was loaded; if it was not, as it is now."""
        known = _LOADED.get(path.resolve())
        return cls(str(path), known[0] if known else _digest(path))


@contextmanager
def loaded(files: Iterable[Source]) -> Generator[Registry]:
    """The registry with the claims of these files alone, for one thread of a worker at a time.

    Neither the registry nor SymPy's assumptions and Arb's precision are for several. `ValueError`
    as of `load_file`, and if a file says something else here.
    """
    each_one = [*files]
    with _ONE_AT_A_TIME:
        registry = load()
        for other in {*_LOADED} - {Path(each.path).resolve() for each in each_one}:
            _forget(other)
        for each in each_one:
            path = Path(each.path)
            load_file(path)
            if Source.of(path) != each:
                raise ValueError(f"{path} is another file where a worker reads it, or has changed")
        yield registry


def load_file(path: str | Path) -> list[Claim]:
    """The claims that a Python file outside the packages registers; it is run once.

    It is run anew if it has changed since, or one of the modules in its folder, or in a folder that
    it adds to `sys.path`; these are loaded anew for each file. Nothing else is looked at: a data
    file that it reads and a module of another folder stay as they were, until another process
    loads the file. Functions of a claim are called when it is first decided, so variables that
    they read must not change.

    Raises
    ------
    ValueError
        If the file is missing, or registers no claim, or one that repairs or assumes what is no
        claim of the papers, of this file or of a file before it.
    """
    path = Path(path)
    key = path.resolve()
    known = _LOADED.get(key, ("", [], []))
    if known[0] != _digest(path, known[1]):
        _forget(key)
        before = {claim.id for claim in load()}
        try:
            beside = _run(path)
            _check_links(REGISTRY)
        except ValueError:
            REGISTRY.keep(before)
            raise
        claims = [claim for claim in REGISTRY if claim.id not in before]
        _LOADED[key] = _digest(path, beside), beside, claims
    _, _, found = _LOADED[key]
    if not found:
        raise ValueError(f"{path} registers no claim: decorate a class with @paper.claim(…)")
    return found


def _forget(path: Path) -> None:
    """Drop the claims of a file that was loaded."""
    _, _, old = _LOADED.pop(path, ("", [], []))
    if gone := {claim.id for claim in old}:
        REGISTRY.keep([claim.id for claim in REGISTRY if claim.id not in gone])


def _digest(path: Path, beside: Iterable[Path] = ()) -> str:
    if not path.is_file():
        raise ValueError(f"there is no file {path}: give the path of a Python file with claims")
    sources = (each.read_bytes() for each in (path, *beside) if each.is_file())
    return sha256(b"".join(sha256(source).digest() for source in sources)).hexdigest()
