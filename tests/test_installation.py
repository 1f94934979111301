"""An installation adds the name lossproof and no other, so a user's own modules stay theirs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from sysconfig import get_path

import pytest

from tests.turns import in_turns

ROOT = Path(__file__).resolve().parents[1]
THEIRS = ("theory", "simulate", "figures", "paper_checks")
SCRIPT = """
import figures, paper_checks, simulate, theory
from lossproof import TransitionMatrix, analyse
import lossproof.theory.noise, lossproof.simulate.risk, lossproof.figures.catalogue
assert theory.MINE == simulate.MINE == figures.MINE == paper_checks.MINE == 1
print(TransitionMatrix.uniform("1/5", classes=3)[0, 0])
"""
CLAIMS = '''
from lossproof import Paper, Real, le
import theory

mine = Paper("mine", "my notes")


@mine.claim("square", locus="line 1", kind="ineq")
class Square:
    """The square of a number in [0, 1] is at most the number."""

    x = Real(0, 1)

    def conclusion(x):
        return le(x**2, theory.MINE * x)
'''
COMMANDS = (
    ("use.py",),
    ("-m", "lossproof", "check", "claims_mine.py"),
    ("-m", "lossproof", "figures", "losses", "--out", "pictures"),
    ("-m", "pytest", "-q", "-p", "no:cacheprovider", "claims_mine.py"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a script, claims, and modules that are called as packages of ours."""
    for name in THEIRS:
        path = tmp_path / (f"{name}/__init__.py" if name == "figures" else f"{name}.py")
        path.parent.mkdir(exist_ok=True)
        path.write_text("MINE = 1\n")
    (tmp_path / "use.py").write_text(SCRIPT)
    (tmp_path / "claims_mine.py").write_text(CLAIMS)
    return tmp_path


def run(python: Path | str, arguments: tuple[str, ...], folder: Path) -> None:
    done = subprocess.run(
        [str(python), *arguments], cwd=folder, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@in_turns("arguments", COMMANDS, 2, ids=" ".join)
def test_a_users_modules_of_these_names_stay_theirs(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    run(sys.executable, arguments, folder)


@pytest.mark.nightly("builds a wheel and makes an environment")
def test_a_wheel_adds_one_name(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        ("-m", "pip", "wheel", "-q", "--no-deps", "-w", str(place), str(ROOT)),
        place,
    )
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=True)
    python = place / "env" / "bin" / "python"
    run(python, ("-m", "pip", "install", "-q", "--no-deps", str(wheel)), place)
    (packages,) = (place / "env" / "lib").glob("python*/site-packages")
    added = {path.name for path in packages.iterdir() if (path / "__init__.py").exists()}
    assert added <= {"lossproof", "pip", "setuptools", "pkg_resources", "_distutils_hack"}
    (packages / "others.pth").write_text(get_path("purelib") + "\n")
    for arguments in COMMANDS:
        run(python, arguments, folder)


@pytest.mark.nightly("builds a source distribution")
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs git's list of files")
def test_a_source_distribution_is_the_repository(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    copy = tmp_path / "copy"
    for name in filter(None, listed):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    run(sys.executable, ("-m", "build", "-q", "--sdist", "-o", str(tmp_path), str(copy)), tmp_path)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as tar:
        held = {member.name.partition("/")[2] for member in tar if not member.isdir()}
        links = {Path(member.name).name for member in tar if member.issym()}
    assert {*filter(None, listed)} - held <= {".pre-commit-config.yaml"}
    assert links == {*THEIRS}
