"""What must hold of the source tree itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lossproof.paper_checks.papers import notation
from tests.together import together

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("theory", "simulate", "figures", "paper_checks")
PACKAGES = ("lossproof", *FLOORS)
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = ("cupy", "matplotlib.pyplot", "scipy.stats")
ROOMS = sorted(path.parent for path in SOURCES if path.name == "__init__.py")
MAX_LINES, MAX_MODULES = 400, 13
MAKES_FACTS = {"follow", "assume", "discharge", "hypothesis", "_KEY", "_MINTED"}
KERNEL = ROOT / "theory" / "proof"
NOTATION = ROOT / "paper_checks" / "papers" / "notation.py"
# Notation takes all that packages hand out, and hands out nothing that makes facts.
MAY_MAKE = {ROOT / "theory" / "statement" / "proof.py": {"hypothesis"}, NOTATION: {"*"}}
VAGUE_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}


def run_python(code: str) -> "subprocess.CompletedProcess[str]":
    """Run code in a fresh interpreter, at the root of the tree."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def imported_with(module: str) -> set[str]:
    """Name every module that a fresh interpreter holds after importing one."""
    done = run_python(f"import sys, {module}; print(*sys.modules, sep='\\n')")
    assert done.returncode == 0, f"{module} must import without error:\n{done.stderr}"
    return set(done.stdout.splitlines())


MODULES = ["lossproof", *(f"lossproof.{floor}" for floor in FLOORS)]


@together("module", [*MODULES, "lossproof.paper_checks.commands.main"])
def test_import_is_light(module: str) -> None:
    heavy = sorted(imported_with(module).intersection(HEAVY))
    assert not heavy, (
        f"importing {module} also imports {', '.join(heavy)}: these are slow to load or need a "
        "device, so the functions that use them import them"
    )


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["list"]], ids=" ".join)
def test_command_line_answers_at_once(arguments: list[str]) -> None:
    code = (
        "import atexit, sys; from lossproof.paper_checks.commands.main import main; "
        "atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); "
        f"main({arguments!r}, prog_name='lossproof')"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    loaded = set(done.stderr.splitlines())
    assert "click" in loaded
    files = (name for name in loaded if name.startswith("lossproof.simulate.files"))
    light = {"lossproof.simulate", *files}
    heavy = ("lossproof.theory", "lossproof.simulate")
    ours = {name for name in loaded if name.startswith(heavy) and name not in light}
    found = sorted(ours | loaded & {"sympy", "numpy", "rich", "lossproof.paper_checks.claims"})
    assert not found, (
        f"`lossproof {' '.join(arguments)}` also imports {', '.join(found)}: help and lists must "
        "answer at once, so a command imports what it decides with when it runs"
    )


def test_import_contracts_hold() -> None:
    done = run_python(
        "import sys; from importlinter.cli import lint_imports_command as lint; "
        "lint(['--no-cache'], prog_name='lint-imports')"
    )
    assert done.returncode == 0, (
        "an import breaks a contract of pyproject.toml: a package that imports one above it can "
        f"no longer be understood, tested or used without it\n{done.stdout}{done.stderr}"
    )


def makes_facts(path: Path) -> set[str]:
    """What a source file takes of `theory` that makes facts; `*` and `facts` may be any of it."""
    taken: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = {alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)}
        if isinstance(node, ast.ImportFrom) and (
            node.level or f"{node.module}.".startswith("lossproof.theory.")
        ):
            taken |= names & {*MAKES_FACTS, "*"}
            if f"{node.module}.".startswith("lossproof.theory.proof."):
                taken |= names & {"facts"}
        elif isinstance(node, ast.Import):
            taken |= names & {"lossproof.theory.proof.facts"}
        elif isinstance(node, ast.Attribute):
            taken |= {node.attr} & MAKES_FACTS
            taken |= {ast.unparse(node)} & {"lossproof.theory.proof.facts", "proof.facts"}
    return taken


def test_only_the_kernel_makes_facts() -> None:
    found = {
        str(path.relative_to(ROOT)): sorted(taken)
        for path in SOURCES
        if not path.is_relative_to(KERNEL)
        and (taken := makes_facts(path) - MAY_MAKE.get(path, set()))
    }
    assert not found, (
        f"{found}: these make facts without checking them, so what is proved with them may be "
        "false; facts are made by the rules of lossproof.theory.proof.rules only, which "
        "refuse what does not follow"
    )


def test_the_rooms_of_the_kernel_hand_out_nothing_that_makes_facts() -> None:
    assert not makes_facts(KERNEL / "__init__.py")
    assert not makes_facts(KERNEL / "rules" / "__init__.py")
    assert not MAKES_FACTS & {*notation.__all__}
    assert "combine" in notation.__all__


@pytest.mark.parametrize(
    "line",
    [
        *(f"from lossproof.theory.proof.facts import Fact, {name}" for name in sorted(MAKES_FACTS)),
        "from lossproof.theory.proof.facts import follow as rule",
        "from lossproof.theory.proof.facts import *",
        "from lossproof.theory.proof.rules.algebra import follow",
        "from lossproof.theory.statement.proof import *",
        "from ..proof.rules.algebra import *",
        "from lossproof.theory.statement.proof import hypothesis as premise",
        "from lossproof.theory.proof import facts",
        "from lossproof.theory.proof import facts as kernel",
        "import lossproof.theory.proof.facts as kernel",
        "import lossproof.theory.proof\nmake = lossproof.theory.proof.facts",
        "from lossproof.theory import proof\nkernel = proof.facts",
        "from lossproof.theory.proof.rules import algebra\nalgebra.follow(1, '>', 'because')",
        "def prove():\n    from lossproof.theory.proof.facts import follow",
    ],
)
def test_making_facts_is_noticed(line: str, tmp_path: Path) -> None:
    path = tmp_path / "claim.py"
    path.write_text(f"from lossproof.theory.proof import Derivation\n{line}\n", encoding="utf-8")
    assert makes_facts(path)


def test_using_rules_is_no_making_of_facts(tmp_path: Path) -> None:
    path = tmp_path / "claim.py"
    path.write_text(
        "from lossproof.theory.proof import Fact\n"
        "from lossproof.theory.proof.rules import combine\n"
        "def proof(p):\n    return combine(0, p.domain.facts(1))\n",
        encoding="utf-8",
    )
    assert not makes_facts(path)


def test_source_files_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
    }
    long = {name: length for name, length in lengths.items() if length > MAX_LINES}
    assert not long, (
        f"over {MAX_LINES} lines: {long}; a file that long holds more than one subject, and a "
        "proof that cannot be read in one sitting is not checked by its readers"
    )


def beside_each_other(folder: Path) -> list[str]:
    """The modules and rooms of a folder."""
    inner = (path.parent.name for path in folder.glob("*/__init__.py"))
    return [*inner, *(path.stem for path in folder.glob("*.py") if path.stem != "__init__")]


@together("room", ROOMS)
def test_rooms_are_small_and_say_what_they_hold(room: Path) -> None:
    tree = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    name = str(room.relative_to(ROOT))
    assert ast.get_docstring(tree), f"{name}/__init__.py must open with what the room holds"
    # A paper has as many files as subjects.
    if "papers" not in room.parent.parts:
        beside = beside_each_other(room)
        assert len(beside) <= MAX_MODULES, (
            f"{name} has {len(beside)} files and rooms beside each other, more than {MAX_MODULES}: "
            "nobody sees at a glance what such a folder is about; make rooms in it"
        )


def listed(room: Path) -> set[str]:
    """What `__init__.py` of a room makes public, each as `name as name`."""
    public = {
        alias.name: alias.asname
        for node in ast.parse((room / "__init__.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    private = [name for name, public_name in public.items() if name != public_name]
    assert not private, f"{room}: {', '.join(private)} must be public as itself, or not be there"
    return set(public)


def test_no_file_has_the_name_of_what_its_room_gives() -> None:
    rooms = [room for room in ROOMS if room.name != "lossproof" and "papers" not in room.parts]
    twice = {str(room): listed(room) & set(beside_each_other(room)) for room in rooms}
    twice = {room: names for room, names in twice.items() if names}
    assert not twice, (
        f"{twice}: `room.name` would be the file or the object, as imports happen to run; name the "
        "file for its subject"
    )


def banners(text: str) -> list[int]:
    """The lines that are drawn rather than written: `# -- sums ------` or `# =====`."""
    drawn = re.compile(r"\s*#\s*([-=#*~─═])(\1|\s)*(?:\1.*\1{3,}|\1{3,})\s*$")
    return [k for k, line in enumerate(text.splitlines(), start=1) if drawn.match(line)]


def test_banners_are_noticed() -> None:
    drawn = "# -- sums -----\n# =======\n    # ---------- facts ----------\n#####\n"
    assert banners(drawn) == [1, 2, 3, 4]
    assert banners("# a - b\nx = 1  # -1 is not\n# --half-width stops it\n#!/bin/sh\n") == []


def test_there_are_no_banner_comments() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (*SOURCES, *sorted((ROOT / "tests").rglob("*.py")))
        if (lines := banners(path.read_text(encoding="utf-8")))
    }
    assert not found, f"{found}: what needs a banner to be found is a file of its own"


def test_source_files_are_named_for_their_subject() -> None:
    vague = [str(path.relative_to(ROOT)) for path in SOURCES if path.name in VAGUE_NAMES]
    assert not vague, (
        f"{vague}: such a name says nothing of the contents and gathers unrelated code; name the "
        "file for what it holds"
    )
