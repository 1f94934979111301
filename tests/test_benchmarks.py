"""Benchmarks, which no other test runs, take of the project only what it has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("lossproof", "benchmarks")


def source(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    found = (path / "__init__.py", path.with_suffix(".py"))
    return next((each for each in found if each.exists()), None)


@cache
def given(path: Path) -> frozenset[str]:
    """The names that a module has after its import; * if it makes them up."""
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add("*" if node.name == "__getattr__" else node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {each.asname or each.name for each in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return frozenset(names)


def missing(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if node.module.split(".")[0] not in OURS:
            continue
        module = source(node.module)
        for each in node.names:
            known = given(module) if module else frozenset[str]()
            if not known & {each.name, "*"} and source(f"{node.module}.{each.name}") is None:
                yield f"{node.module}.{each.name}"


def test_what_is_missing_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "each.py"
    path.write_text(
        "from lossproof.simulate.files import nothing\n"
        "from lossproof.theory.noise import TransitionMatrix"
    )
    assert [*missing(path)] == ["lossproof.simulate.files.nothing"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "benchmarks").rglob("*.py")), ids=lambda path: path.stem
)
def test_what_a_benchmark_imports_is_there(path: Path) -> None:
    assert not [*missing(path)]
