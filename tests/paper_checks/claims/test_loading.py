"""Files of claims import the modules beside them, as scripts do."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType

import flint
import mpmath
import pytest
from sympy.core.parameters import global_parameters

from lossproof.paper_checks.claims import REGISTRY, load_file
from lossproof.paper_checks.claims.loading import load

TEXT = """
from lossproof import Paper, Real, le
from bound import LARGEST

mine = Paper("{name}", "my notes")


@mine.claim("bounded", locus="line 1", kind="ineq")
class Bounded:
    \"""The square of a number in [-1, 1] is at most LARGEST.\"""

    x = Real(-1, 1)

    def conclusion(x):
        return le(x**2, LARGEST)
"""


@pytest.fixture(autouse=True)
def registry() -> object:
    before = {claim.id for claim in load()}
    yield
    REGISTRY.keep(before)


def written(folder: Path, largest: int) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "bound.py").write_text(f"LARGEST = {largest}\n")
    path = folder / f"claims_{folder.name}.py"
    path.write_text(TEXT.format(name=folder.name))
    return path


def largest(path: Path) -> str:
    (claim,) = load_file(path)
    return str(claim.statement.symbolic_conclusion[0].rhs)


def test_each_file_has_the_module_of_its_own_folder(tmp_path: Path) -> None:
    before = [*sys.path]
    assert largest(written(tmp_path / "one", 1)) == "1"
    assert largest(written(tmp_path / "two", 2)) == "2"
    assert sys.path == before
    assert "bound" not in sys.modules


def test_a_file_is_run_anew_when_the_module_beside_it_was_edited(tmp_path: Path) -> None:
    assert largest(path := written(tmp_path / "one", 1)) == "1"
    written(tmp_path / "one", 300)
    assert largest(path) == "300"


def test_a_module_that_is_missing_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "one", 1)
    (tmp_path / "one" / "bound.py").unlink()
    with pytest.raises(ValueError, match=r"line 3: ModuleNotFoundError: No module named 'bound'"):
        load_file(path)


@pytest.mark.parametrize("end", ["", "raise ValueError('it ends')"])
def test_settings_that_a_file_leaves_are_put_back(tmp_path: Path, end: str) -> None:
    path = written(tmp_path / "one", 1)
    change = "from sympy.core.parameters import global_parameters as own\n"
    change += "own.evaluate = own.distribute = False\n"
    change += "import flint, mpmath\nflint.ctx.prec = mpmath.mp.prec = 5\n"
    path.write_text(f"{path.read_text()}\n{change}{end}\n")
    before = flint.ctx.prec, mpmath.mp.prec
    with pytest.raises(ValueError, match="it ends") if end else nullcontext():
        load_file(path)
    assert (global_parameters.evaluate, global_parameters.distribute) == (True, True)
    assert (flint.ctx.prec, mpmath.mp.prec) == before != (5, 5)


def test_a_module_is_of_a_folder_that_the_file_names(tmp_path: Path) -> None:
    for bound in (1, 2):
        path = written(tmp_path / f"at{bound}", bound)
        moved = tmp_path / f"apart{bound}.py"
        text = path.read_text().replace("at", "apart")
        moved.write_text(f"import sys\nsys.path.append({str(path.parent)!r})\n{text}")
        assert largest(moved) == str(bound)


def test_a_module_beside_a_file_comes_before_one_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ModuleType("bound")
    monkeypatch.setitem(sys.modules, "bound", other)
    assert largest(written(tmp_path / "one", 1)) == "1"
    assert sys.modules["bound"] is other


def test_a_file_may_change_its_working_folder(tmp_path: Path) -> None:
    before, path = Path.cwd(), written(tmp_path / "one", 1)
    path.write_text(f"import os\nos.chdir('/')\n{path.read_text()}")
    assert largest(path) == "1"
    assert Path.cwd() == before
