"""What a module depends on is read from its source: all of it, or nothing is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossproof.paper_checks.cache.decisions import DECIDER, LOADER
from lossproof.paper_checks.cache.sources import BY_NAME, Sources, UnknownError
from lossproof.simulate.files.code import FLOORS

FILES = {
    "__init__.py": "",
    "theory/__init__.py": "",
    "theory/rules.py": "from lossproof.theory import signs\n",
    "theory/signs.py": "LARGE = 1\n",
    "theory/other.py": "",
    "paper_checks/__init__.py": "",
    "paper_checks/papers/__init__.py": "",
    "paper_checks/papers/dmi/__init__.py": "from lossproof.theory.other import name\n",
    "paper_checks/papers/dmi/one.py": "def prove(p):\n    import lossproof.theory.rules\n",
    "paper_checks/papers/dmi/two.py": "from lossproof.paper_checks.papers.dmi import one\n",
    "paper_checks/papers/li.py": "import numpy\n",
}
ONE, TWO, LI = (
    "lossproof.paper_checks.papers.dmi.one",
    "lossproof.paper_checks.papers.dmi.two",
    "lossproof.paper_checks.papers.li",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def changed(root: Path, name: str, text: str) -> list[str]:
    """The modules of claims whose digest is another once a file has this text."""
    before = {module: Sources(root).digest(module) for module in (ONE, TWO, LI)}
    moved = root / "again"
    for each, old in FILES.items():
        path = moved / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if each == name else old)
    return [module for module in before if Sources(moved).digest(module) != before[module]]


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("paper_checks/papers/dmi/one.py", [ONE, TWO]),
        ("paper_checks/papers/dmi/two.py", [TWO]),
        ("paper_checks/papers/li.py", [LI]),
        ("theory/signs.py", [ONE, TWO]),
        ("theory/other.py", [ONE, TWO]),
        ("paper_checks/papers/dmi/__init__.py", [ONE, TWO]),
        ("paper_checks/papers/__init__.py", [ONE, TWO, LI]),
    ],
)
def test_a_change_is_seen_where_it_is_imported_and_nowhere_else(
    root: Path, name: str, modules: list[str]
) -> None:
    assert changed(root, name, FILES[name] + "# changed\n") == modules


@pytest.mark.parametrize(
    "line",
    [
        "import helper", "import importlib.resources", "from os import environ as settings",
        "from lossproof.paper_checks.claims.loading import import_module", "import pydoc",
        "import importlib", "from importlib import import_module as load", "import runpy",
        "from . import two", "import lossproof.theory.missing", "x = eval('1')", "x = open('data')",
        "from os import environ\nx = environ['A']", "__import__('lossproof.theory.rules')", "def (",
        "import numpy\nx = numpy.load('/data.npy')", "import sqlite3", "import time",
        "from linecache import getline", "from lossproof import eq",
        "import subprocess", "from random import random",
    ],
)  # fmt: skip
def test_what_is_not_understood_has_no_digest(root: Path, line: str) -> None:
    (root / "paper_checks/papers/dmi/one.py").write_text(line + "\n")
    for module in (ONE, TWO):
        with pytest.raises(UnknownError):
            Sources(root).digest(module)
    assert Sources(root).digest(LI)


def test_a_module_that_is_two_files_is_not_understood(root: Path) -> None:
    package = root / "theory/signs/__init__.py"
    package.parent.mkdir()
    package.write_text("")
    with pytest.raises(UnknownError):
        Sources(root).digest(ONE)


def test_every_claim_of_this_project_is_understood() -> None:
    sources = Sources()
    assert len(modules := sources.claims()) > 50
    assert all(sources.digest(module) for module in modules)


def test_what_decides_is_understood() -> None:
    """Else no decision is kept, and an unchanged claim is decided every time."""
    assert Sources().digest(DECIDER) != Sources().digest(LOADER)


def test_what_is_imported_by_name_is_none_of_ours_but_the_papers() -> None:
    sources = Sources()
    for module in BY_NAME:
        text = sources.file(module).read_text(encoding="utf-8")
        named = [name for name in FLOORS if f'import_module("lossproof.{name}' in text]
        assert named == (["paper_checks"] if module.endswith(".loading") else [])


@pytest.mark.parametrize(
    "module",
    [
        "",
        "..theory",
        "theory.card",
        "lossproof..theory",
        "lossproof./etc/passwd",
        "lossproof.a/../../b",
    ],
)
def test_a_name_that_a_cache_gives_leads_to_no_file_elsewhere(root: Path, module: str) -> None:
    with pytest.raises(UnknownError, match="is no module"):
        Sources(root).file(module)
