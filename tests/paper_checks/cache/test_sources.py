"""A change of what decides is seen by every claim, and one of a paper by those that name it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lossproof.paper_checks import papers
from lossproof.paper_checks.cache.sources import Sources
from tests.together import together

FILES = {
    "__init__.py": "",
    "theory/rules.py": "from lossproof.theory import signs\n",
    "theory/signs.cu": "LARGE = 1\n",
    "simulate/data.xz": "1",
    "figures/losses.py": "",
    "paper_checks/claims/runner.py": "",
    "paper_checks/records/store.py": "",
    "paper_checks/records/dmi/one.json": "{}",
    "paper_checks/reports/check.py": "",
    "paper_checks/commands/main.py": "",
    "paper_checks/papers/__init__.py": "",
    "paper_checks/papers/flow.py": "from lossproof.paper_checks.papers.softmax import share\n",
    "paper_checks/papers/softmax.py": "",
    "paper_checks/papers/dmi/__init__.py": "",
    "paper_checks/papers/dmi/one.py": "def prove(p):\n    from lossproof.paper_checks.papers.flow "
                                      "import x\n",
    "paper_checks/papers/li/two.py": "from lossproof.paper_checks.papers import (\n    dmi,\n"
                                     "    sce,\n)\n",
    "paper_checks/papers/sce.py": "import numpy\n",
}  # fmt: skip
ONE, LI, SCE = (f"lossproof.paper_checks.papers.{name}" for name in ("dmi.one", "li.two", "sce"))


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


@together(
    ("name", "everything", "papers"),
    [
        ("theory/rules.py", True, ()),
        ("theory/signs.cu", True, ()),
        ("simulate/data.xz", True, ()),
        ("paper_checks/claims/runner.py", True, ()),
        ("paper_checks/records/store.py", True, ()),
        ("paper_checks/records/dmi/one.json", False, ()),
        ("paper_checks/reports/check.py", False, ()),
        ("paper_checks/commands/main.py", False, ()),
        ("figures/losses.py", False, ()),
        ("paper_checks/papers/__init__.py", False, (ONE, LI, SCE)),
        ("paper_checks/papers/softmax.py", False, (ONE, LI)),
        ("paper_checks/papers/flow.py", False, (ONE, LI)),
        ("paper_checks/papers/dmi/one.py", False, (ONE, LI)),
        ("paper_checks/papers/dmi/new.py", False, (ONE, LI)),
        ("paper_checks/papers/dmi/data.json", False, (ONE, LI)),
        ("paper_checks/papers/li/two.py", False, (LI,)),
        ("paper_checks/papers/sce.py", False, (LI, SCE)),
    ],
)
def test_a_change_is_seen(root: Path, name: str, everything: bool, papers: tuple[str, ...]) -> None:
    before = Sources(root)
    known = before.common, {each: before.of(each) for each in (ONE, LI, SCE)}
    write(root, name, FILES.get(name, "") + "# changed\n")
    after = Sources(root)
    assert (after.common != known[0]) == everything
    assert [each for each in known[1] if after.of(each) != known[1][each]] == [*papers]
    write(root, name, FILES.get(name, ""))
    if name not in FILES:
        (root / name).unlink()


def test_only_modules_of_papers_have_a_digest_of_their_own(root: Path) -> None:
    for module in ("", "lossproof.theory.rules", f"x.{SCE}", "lossproof.paper_checks.papers.no"):
        assert Sources(root).of(module) is None


# Modules of Python that read no file, clock or network, and packages whose versions are in the key.
CLOSED = (
    "__future__", "collections", "dataclasses", "fractions", "functools", "itertools", "math",
    "typing", "numpy", "scipy", "sympy", "flint", "mpmath",
)  # fmt: skip
OURS = ("lossproof.theory", "lossproof.simulate", "lossproof.paper_checks.papers",
        "lossproof.paper_checks.claims", "lossproof.paper_checks.records")  # fmt: skip
UNSEEN = (
    "__import__", "compile", "eval", "exec", "environ", "fromfile", "genfromtxt", "getenv",
    "globals", "import_module", "load", "loadtxt", "memmap", "modules", "open", "read_bytes",
    "read_text",
)  # fmt: skip


def unseen(text: str) -> Iterator[str]:
    """What a source of claims depends on that no digest or version sees."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." if node.level else str(node.module)]
            yield from (alias.name for alias in node.names if alias.name in UNSEEN)
        else:
            said = getattr(node, "id", None) or getattr(node, "attr", None)
            yield from [said] if said in UNSEEN else []
            continue
        yield from (
            name for name in names
            if not f"{name}.".startswith(tuple(f"{each}." for each in (*OURS, *CLOSED)))
        )  # fmt: skip


def test_what_claims_depend_on_is_seen() -> None:
    """Else a decision would be kept though the file that it read was edited."""
    found = {
        path: names
        for path in Path(papers.__file__).parent.rglob("*.py")
        if (names := [*unseen(path.read_text(encoding="utf-8"))])
        and path.name != "notation.py"  # it lists its own names, and reads nothing
    }
    assert not found


@together(
    "line",
    ["import helper", "from os import environ as settings", "import importlib", "import runpy",
     "from . import two", "x = eval('1')", "x = open('data')", "import os\nx = os.environ['A']",
     "__import__('lossproof.theory.rules')", "import numpy\nx = numpy.load('/data.npy')",
     "import sqlite3", "import time", "from lossproof import eq", "from random import random",
     "import lossproof.figures.style", "from lossproof.paper_checks.reports import check"],
)  # fmt: skip
def test_what_is_unseen_is_noticed(line: str) -> None:
    assert [*unseen(line)]
