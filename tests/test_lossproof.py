"""The public face: every name, what it loads, and what it says of names that it has not."""

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

import lossproof
from tests.together import together

ROOT = Path(__file__).resolve().parents[1]
STUB = ast.parse((ROOT / "lossproof/__init__.pyi").read_text(encoding="utf-8"))
IMPORTS = [node for node in STUB.body if isinstance(node, ast.ImportFrom)]
NAMES = [(node.module or "", each.name) for node in IMPORTS for each in node.names]


def answered(*arguments: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@together(("room", "name"), NAMES)
def test_every_name_is_that_of_its_room(room: str, name: str) -> None:
    source = import_module(room)
    assert getattr(lossproof, name) is getattr(source, name)
    assert f"{name} as {name}" in inspect.getsource(source), f"{room} does not make {name} public"


def test_the_names_are_those_of_the_stub() -> None:
    names = [name for _, name in NAMES]
    assert sorted(names) == lossproof.__all__ == dir(lossproof)
    assert len(set(names)) == len(names)
    assert all(each.asname == each.name for node in IMPORTS for each in node.names)


def test_it_loads_nothing_by_itself() -> None:
    loaded = answered("-c", "import lossproof, sys; print(*sys.modules, sep='\\n')").split()
    assert not [name for name in loaded if name.startswith("lossproof.")]
    assert not {"sympy", "numpy", "click", "rich"} & set(loaded)


def test_a_name_loads_its_room_only() -> None:
    code = "import lossproof, sys; lossproof.TransitionMatrix; print(*sys.modules, sep='\\n')"
    loaded = answered("-c", code).split()
    assert "lossproof.theory.noise" in loaded
    assert not {"lossproof.simulate", "lossproof.paper_checks"} & set(loaded)


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="no name TransitionMatrx: did you mean TransitionMa"):
        lossproof.TransitionMatrx  # noqa: B018
    with pytest.raises(AttributeError, match=r"dir\(lossproof\) lists them all"):
        lossproof.xyzzy  # noqa: B018


def test_the_module_is_the_command() -> None:
    assert answered("-m", "lossproof", "--help").startswith("Usage: lossproof [OPTIONS] COMMAND")


def test_its_version_is_that_of_the_package() -> None:
    assert lossproof.__version__ == version("lossproof")
