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
from lossproof.theory.statement import MistakeError
from tests.together import together

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


MISTAKEN = """
from lossproof import Paper, Real, ge

mine = Paper("mine", "my notes", locus="page 1")


@mine.claim("first")
class First:
    \"""A square is nonnegative.\"""

    x = Real()

    def conclusion(x):
        return ge(x**2, 0)


@mine.claim({claim})
class Second:
    \"""A fourth power is nonnegative.\"""

    x = Real()
    {line}

    def conclusion(x):
        return ge(x**4, 0)


@mine.claim("third", repairs="mine.second")
class Third:
    \"""A sixth power is nonnegative.\"""

    x = Real()

    def conclusion(x):
        return ge(x**6, 0)
"""


@together(
    ("claim", "line", "message"),
    [
        ('"second"', "u = Interval(0, 1)", "line 22: NameError: name 'Interval' is not defined"),
        ('"second"', "u = 7", "line 17: ValueError: mine.second has an attribute u"),
        ('"second", colour=1', "", "line 17: TypeError: .* unexpected keyword argument 'colour'"),
        ('"second", kind="red"', "", "line 17: ValueError: the kind of mine.second must be one of"),
    ],
)
def test_a_mistake_in_a_class_costs_its_claim_alone(
    tmp_path: Path, claim: str, line: str, message: str
) -> None:
    path = tmp_path / f"claims_{abs(hash(claim + line))}.py"
    path.write_text(MISTAKEN.format(claim=claim, line=line))
    first, second, third = load_file(path)
    REGISTRY.keep({each.id for each in REGISTRY} - {first.id, second.id, third.id})
    assert (first.id, second.id, third.id) == ("mine.first", "mine.second", "mine.third")
    assert (second.title, second.locus) == ("A fourth power is nonnegative", "page 1")
    assert all(each.statement.record() for each in (first, third))
    with pytest.raises(MistakeError, match=f"{path.name}, {message}"):
        second.statement.record()


def test_what_can_be_no_claim_of_its_own_costs_the_file(tmp_path: Path) -> None:
    path = tmp_path / "claims.py"
    path.write_text(MISTAKEN.format(claim='"first"', line=""))
    with pytest.raises(ValueError, match=r"line 17: ValueError: two claims are called mine\.first"):
        load_file(path)


INHERITED = """
from lossproof import Paper, Real, le

mine = Paper("mine", "my notes", locus="page 1")


@mine.claim("first")
class Bound:
    \"""A number is at most 1.\"""

    x = Real(0, 1)

    def conclusion(x: 2):
        return le(x, 1)


@mine.claim("second")
class Bound:
    \"""A number is at most 1.\"""

    x = Real(0, 2, colour="red")

    def conclusion(x):
        return le(x, 1)


@mine.claim("third")
class Third(Bound):
    \"""A number is at most 1 again.\"""
"""


def test_what_inherits_from_a_mistaken_class_has_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "claims_inherited.py"
    path.write_text(INHERITED)
    first, second, third = load_file(path)
    assert first.statement.conclusion.__annotations__ == {"x": 2}
    for each in (second, third):
        with pytest.raises(MistakeError):
            each.statement.record()
