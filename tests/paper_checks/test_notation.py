"""Files of claims share one notation: no name of theirs hides it, and each that they use is there."""

from __future__ import annotations

import ast
import builtins
from importlib import import_module
from types import ModuleType

from lossproof.paper_checks.cache.sources import Sources
from lossproof.paper_checks.papers import notation

FILES = [name for name in Sources().claims() if name != notation.__name__]


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


def _hidden(source: str) -> set[str]:
    """Names of the notation that are imported from elsewhere too."""
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    if not any(alias.name == "*" for node in imports for alias in node.names):
        return set()
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    return names & {*notation.__all__}


def test_every_file_knows_its_names() -> None:
    sources, wrong = Sources(), dict[str, set[str]]()
    for name in FILES:
        source = sources.file(name).read_text(encoding="utf-8")
        wrong[name] = _unknown(source, import_module(name)) | _hidden(source)
    assert len(FILES) > 100
    assert not {name: found for name, found in wrong.items() if found}


def test_a_wrong_name_is_noticed() -> None:
    star = f"from {notation.__name__} import *\n"
    assert _unknown("def f(x):\n    return x + combine_all(y)\n", notation) == {"combine_all", "y"}
    assert _hidden(f"from itertools import product\n{star}") == {"product"}
