"""Files of claims share one notation: they know each name in use, and import none of it again."""

from __future__ import annotations

import ast
import builtins
from importlib import import_module
from pathlib import Path
from types import ModuleType

from lossproof.paper_checks.papers import notation

FOLDER = Path(notation.__file__).parent
FILES = [path for path in sorted(FOLDER.glob("*/*.py")) if path.stem != "__init__"]


def _unknown(source: str, module: ModuleType) -> set[str]:
    """Names that are read and defined nowhere."""
    tree = ast.parse(source)
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    taken = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    defined = (ast.FunctionDef, ast.ClassDef)
    made = {node.name for node in ast.walk(tree) if isinstance(node, defined)}
    return read - stored - taken - made - {*vars(module)} - {*dir(builtins)}


def _hidden(source: str, module: ModuleType) -> set[str]:
    """Imported names that the notation, taken later, hides."""
    return {
        alias.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.name != "*"
        and getattr(import_module(node.module), alias.name)
        is not getattr(module, alias.asname or alias.name)
    }


def test_every_file_knows_its_names() -> None:
    wrong = dict[Path, set[str]]()
    for path in FILES:
        source = path.read_text(encoding="utf-8")
        module = import_module(f"{notation.__package__}.{path.parent.name}.{path.stem}")
        wrong[path] = _unknown(source, module) | _hidden(source, module)
    assert len(FILES) > 100
    assert not {path.name: found for path, found in wrong.items() if found}


def test_a_wrong_name_is_noticed() -> None:
    assert _unknown("def f(x):\n    return x + combine_all(y)\n", notation) == {"combine_all", "y"}
    assert _hidden("from itertools import product\n", notation) == {"product"}
