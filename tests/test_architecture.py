"""What must hold of the source tree itself."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("theory", "simulate", "figures", "paper_checks")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = ("cupy", "matplotlib.pyplot", "scipy.stats")
MAX_LINES = 400
MAKES_FACTS = {"follow", "assume", "discharge", "hypothesis", "_KEY", "_MINTED"}
KERNEL = ROOT / "theory" / "proof"
MAY_MAKE = {ROOT / "theory" / "statement" / "proof.py": {"hypothesis"}}
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


@pytest.mark.parametrize("module", [*PACKAGES, "paper_checks.commands.main"])
def test_import_is_light(module: str) -> None:
    heavy = sorted(imported_with(module).intersection(HEAVY))
    assert not heavy, (
        f"importing {module} also imports {', '.join(heavy)}: these are slow to load or need a "
        "device, so the functions that use them import them"
    )


def test_command_line_starts_without_sympy() -> None:
    assert "sympy" not in imported_with("paper_checks.commands.main"), (
        "importing paper_checks.commands.main also imports sympy: `lossproof --help` and shell "
        "completion must answer at once, so a command imports what it decides with when it runs"
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
            node.level or f"{node.module}.".startswith("theory.")
        ):
            taken |= names & MAKES_FACTS
            if f"{node.module}.".startswith("theory.proof."):
                taken |= names & {"*", "facts"}
        elif isinstance(node, ast.Import):
            taken |= names & {"theory.proof.facts"}
        elif isinstance(node, ast.Attribute):
            taken |= {node.attr} & MAKES_FACTS
            taken |= {ast.unparse(node)} & {"theory.proof.facts", "proof.facts"}
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
        "false; facts are made by the rules of theory.proof.rules only, which refuse what does "
        "not follow"
    )


def test_the_rooms_of_the_kernel_hand_out_nothing_that_makes_facts() -> None:
    assert not makes_facts(KERNEL / "__init__.py")
    assert not makes_facts(KERNEL / "rules" / "__init__.py")


@pytest.mark.parametrize(
    "line",
    [
        *(f"from theory.proof.facts import Fact, {name}" for name in sorted(MAKES_FACTS)),
        "from theory.proof.facts import follow as rule",
        "from theory.proof.facts import *",
        "from theory.proof.rules.algebra import follow",
        "from theory.statement.proof import hypothesis as premise",
        "from theory.proof import facts",
        "from theory.proof import facts as kernel",
        "import theory.proof.facts as kernel",
        "import theory.proof\nmake = theory.proof.facts",
        "from theory import proof\nkernel = proof.facts",
        "from theory.proof.rules import algebra\nalgebra.follow(1, '>', 'because')",
        "def prove():\n    from theory.proof.facts import follow",
    ],
)
def test_making_facts_is_noticed(line: str, tmp_path: Path) -> None:
    path = tmp_path / "claim.py"
    path.write_text(f"from theory.proof import Derivation\n{line}\n", encoding="utf-8")
    assert makes_facts(path)


def test_using_rules_is_no_making_of_facts(tmp_path: Path) -> None:
    path = tmp_path / "claim.py"
    path.write_text(
        "from theory.proof import Fact\nfrom theory.proof.rules import combine\n"
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


def test_source_files_are_named_for_their_subject() -> None:
    vague = [str(path.relative_to(ROOT)) for path in SOURCES if path.name in VAGUE_NAMES]
    assert not vague, (
        f"{vague}: such a name says nothing of the contents and gathers unrelated code; name the "
        "file for what it holds"
    )
