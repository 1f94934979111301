"""SymPy is as it was, and its answers about terms with symbols decide nothing in the kernel."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

THEORY = Path(__file__).parents[2] / "theory"
ASKED = {
    f"is_{fact}"
    for fact in (
        "integer", "noninteger", "rational", "irrational", "algebraic", "real", "complex",
        "imaginary", "positive", "negative", "zero", "nonzero", "nonnegative", "nonpositive",
        "finite", "infinite", "even", "odd", "prime", "extended_real", "extended_positive",
        "extended_negative", "extended_nonnegative", "extended_nonpositive", "extended_nonzero",
    )
}  # fmt: skip

SAME = """
import sympy
from sympy.core import assumptions, exprtools
from sympy.functions.elementary import integers
from sympy.functions.elementary.miscellaneous import MinMaxBase

def methods(kind):
    return {name: id(value) for name, value in vars(kind).items() if callable(value)}

def handlers():
    kinds = [k for k in vars(sympy).values() if isinstance(k, type) and issubclass(k, sympy.Basic)]
    own = {k: (methods(k), {n: id(f) for n, f in getattr(k, "_prop_handler", {}).items()})
           for k in kinds}
    modules = {m: {n: id(v) for n, v in vars(m).items() if callable(v)}
               for m in (assumptions, exprtools, integers)}
    return own, modules, methods(MinMaxBase)

def answers():
    m, n = sympy.symbols("m n", integer=True, positive=True)
    x = sympy.Symbol("x", positive=True)
    root = (sympy.sqrt(2) + sympy.sqrt(3)) ** 2 - 2 * sympy.sqrt(6)
    asked = [(1/(m*n) - sympy.Rational(1, 2)).is_positive, (2**n/6).is_integer,
             (sympy.Rational(3, 2)**x - 2).is_zero, sympy.floor(2**n/6), sympy.Max(1/(m*n), 1),
             sympy.floor(root - sympy.Rational(1, 10**10))]
    try:
        asked.append(sympy.Max(root - 5, 0))
    except ValueError as error:
        asked.append(str(error))
    return str(asked)

before, said = handlers(), answers()
sympy.core.cache.clear_cache()
import lossproof, lossproof.theory.statement, lossproof.theory.provers, lossproof.theory.card
import lossproof.theory.maps, lossproof.simulate, lossproof.paper_checks.claims
print(before == handlers(), said == answers())
"""


def told(text: str) -> list[str]:
    """What a process says that runs the text."""
    command = [sys.executable, "-c", text]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_an_import_changes_nothing_in_sympy() -> None:
    assert told(SAME) == ["True", "True"]


def test_a_change_in_sympy_is_noticed() -> None:
    changed = SAME.replace(
        "import lossproof,", "sympy.Pow._prop_handler['integer'] = lambda power: None\nimport os,"
    )
    assert told(changed) == ["False", "False"]


def asked_in(source: str) -> list[str]:
    """Properties that are asked of a term; FLINT's own are methods, which are called."""
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ASKED and id(node) not in called
    ]


@pytest.mark.parametrize("package", ["proof", "language", "statement", "numbers"])
def test_sympy_is_asked_for_no_property(package: str) -> None:
    sources = sorted((THEORY / package).rglob("*.py"))
    assert sources
    found = {str(source): asked_in(source.read_text()) for source in sources}
    assert {name: asked for name, asked in found.items() if asked} == {}


def test_what_is_asked_is_found() -> None:
    assert asked_in("x.is_integer and y.is_finite() and z.args[0].is_positive is True") == [
        "is_integer", "is_positive",
    ]  # fmt: skip


@pytest.mark.parametrize("call", ["exec", "eval"])
def test_no_text_is_run(call: str) -> None:
    for source in sorted(THEORY.rglob("*.py")):
        tree = ast.parse(source.read_text())
        names = {node.func.id for node in ast.walk(tree)
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert call not in names, source
