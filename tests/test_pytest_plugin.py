"""A project of one's own: made by `init`, its claims collected by pytest, and what moved named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lossproof import pytest_plugin
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import REGISTRY, load
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.commands.verbs import init

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = ("-p", "lossproof.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:randomly")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    load()  # before pytester, which forgets modules that a test has loaded
    folder = tmp_path_factory.mktemp("own") / "project"
    done = subprocess.run(
        [sys.executable, "-m", "lossproof", "init", str(folder)], cwd=ROOT, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copied(project: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(REGISTRY, "_claims", dict(REGISTRY._claims))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    shutil.copytree(project, pytester.path, dirs_exist_ok=True)
    return pytester.path / "claims_examples.py"


def test_a_project_holds_what_it_says(project: Path) -> None:
    found = sorted(str(path.relative_to(project)) for path in project.rglob("*") if path.is_file())
    assert found == [
        ".github/workflows/lossproof.yml", ".gitignore", "README.md", "ci.sh", "claims_examples.py",
        "records/claims_examples/examples/mae-is-symmetric.json",
        "records/claims_examples/examples/small-loss.json",
        "records/claims_examples/examples/small-loss/likely.json",
    ]  # fmt: skip
    recorded = records.load(project / "records/claims_examples")
    assert [record["verdict"] for record in recorded.values()] == ["PROVED", "REFUTED", "PROVED"]


@pytest.mark.parametrize("installed", [True, False])
def test_ci_checks_with_what_is_installed_and_else_installs_it(
    project: Path, tmp_path: Path, *, installed: bool
) -> None:
    (fake := tmp_path / "bin").mkdir()
    shown = "#!/bin/sh\necho $(basename $0) $@ >> seen\n"
    venv = 'mkdir -p .venv/bin && cp "$(dirname $0)"/../late/* .venv/bin\n'
    (tmp_path / "late").mkdir()
    for place, text in {
        "bin/python3": shown + venv, "late/pip": shown,
        "bin/lossproof" if installed else "late/lossproof": shown,
    }.items():  # fmt: skip
        (tmp_path / place).write_text(text)
        (tmp_path / place).chmod(0o755)
    folder = shutil.copytree(project, tmp_path / "mine")
    path = {"PATH": f"{fake}:/usr/bin:/bin", "LOSSPROOF": "lossproof==1"}
    done = subprocess.run(["sh", "ci.sh"], cwd=folder, env=path, check=False, timeout=60)
    assert done.returncode == 0
    first = [] if installed else ["python3 -m venv .venv", "pip install -q lossproof==1"]
    checks = ["lossproof check claims_examples.py", "lossproof recheck claims_examples.py"]
    assert (folder / "seen").read_text().splitlines() == first + checks


@pytest.mark.parametrize(
    ("origin", "remote", "expected"),
    [
        ({}, "", "lossproof==1.5"),
        ({"url": "https://h/l", "vcs_info": {"commit_id": "f1"}}, "", "lossproof @ git+https://h/l@f1"),
        ({"url": "file:///a%20b", "dir_info": {}}, "https://h/l", "lossproof @ git+https://h/l@HEAD"),
        ({"url": "file:///a", "dir_info": {}}, "https://me:key@h/l",
         "lossproof @ git+https://h/l@HEAD"),
        ({"url": "file:///a", "dir_info": {}}, "git@h:o/l", "lossproof @ git+ssh://git@h/o/l@HEAD"),
        ({"url": "file:///a", "dir_info": {}}, "/b/l", "lossproof @ file:///a"),
        ({"url": "file:///a", "dir_info": {}}, "", "lossproof @ file:///a"),
    ],
)  # fmt: skip
def test_ci_installs_what_pip_can_find(
    origin: dict[str, object], remote: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        version = "1.5"

        def read_text(self, name: str) -> str:
            return json.dumps(origin) if origin else ""

    def git(folder: str, *arguments: str) -> str:
        assert folder in ("/a b", "/a")
        return remote if arguments[0] == "remote" else arguments[-1]

    monkeypatch.setattr(init, "distribution", lambda name: Installed())
    monkeypatch.setattr(init, "_git", git)
    assert init._requirement() == expected


def test_a_folder_that_holds_something_is_refused(project: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(project)])
    assert (done.exit_code, "is not empty" in done.stderr) == (2, True)


def test_nothing_is_written_into_the_package() -> None:
    done = CliRunner().invoke(main, ["init", str(records.FOLDER / "mine")])
    assert (done.exit_code, "inside the lossproof package" in done.stderr) == (2, True)
    assert not (records.FOLDER / "mine").exists()


@pytest.mark.process
def test_claims_are_tests(copied: Path, pytester: pytest.Pytester) -> None:
    (copied.parent / "claims_of_insurance.py").write_text("1 / 0\n")
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=3)


def test_what_moved_is_named_without_a_traceback(copied: Path, pytester: pytest.Pytester) -> None:
    text = copied.read_text(encoding="utf-8")
    for old, new in (
        ("Rational(1, 2)", "Rational(1, 3)"),
        ("mae-is-symmetric", "mae"),
        ("        return le(2 * (1 - f[y]), 1)\n", "        return f.sum()\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    copied.write_text(text, encoding="utf-8")
    done = pytester.runpytest_inprocess(*PLUGIN)
    done.assert_outcomes(failed=4)
    said = done.stdout.str()
    first = "changed: verdict: recorded PROVED, now REFUTED"
    assert f"{first}\n" in said
    assert "examples.mae is PROVED and has no record: lossproof check claims_examples.py" in said
    assert "changed: claims_examples.py no longer contains" in said
    assert "evidence: recorded derivation, now counterexample" in said
    assert "the conclusion of examples.small-loss (claims_examples.py, line 30): a vector" in said
    assert "Traceback" not in said


def test_a_file_that_cannot_be_read_is_an_error_in_one_sentence(
    copied: Path, pytester: pytest.Pytester
) -> None:
    copied.write_text("from lossproof import Classs\n", encoding="utf-8")
    done = pytester.runpytest_inprocess(*PLUGIN)
    done.assert_outcomes(errors=1)
    assert "claims_examples.py, line 1: " in done.stdout.str()
    assert "did you mean Classes" in done.stdout.str()


def test_a_file_asked_for_by_its_path_is_collected_once(
    copied: Path, pytester: pytest.Pytester
) -> None:
    pytester.runpytest_inprocess(*PLUGIN, copied.name).assert_outcomes(passed=3)


def test_a_file_that_imports_lossproof_through_another_is_collected(
    copied: Path, pytester: pytest.Pytester
) -> None:
    name = "claims_through.py"
    text = copied.read_text(encoding="utf-8").replace("from lossproof import", "from shared import")
    pytester.makepyfile(shared="from other import *")
    pytester.makepyfile(other="from claims_through import *\nfrom lossproof import *")
    Path(name).write_text(text.replace('Paper("examples"', 'Paper("through"'), encoding="utf-8")
    assert b"lossproof" not in Path(name).read_bytes()
    assert pytest_plugin._holds_claims(Path(name))
    Path("other.py").write_text("from claims_through import *\n", encoding="utf-8")
    assert not pytest_plugin._holds_claims(Path(name))
    Path("shared.py").write_text("import os, package.inner\n", encoding="utf-8")
    Path("package").mkdir()
    Path("package/inner.py").write_text("from lossproof import *\n", encoding="utf-8")
    assert pytest_plugin._holds_claims(Path(name))


def test_what_is_assumed_of_the_same_file_is_not_taken_from_a_record(
    copied: Path, pytester: pytest.Pytester
) -> None:
    text = copied.read_text(encoding="utf-8")
    old = '"examples.small-loss"'
    assert f"repairs={old}" in text
    copied.write_text(text.replace(f"repairs={old}", f"assumes=({old},)"), encoding="utf-8")
    record = copied.parent / "records/claims_examples/examples/small-loss.json"
    record.write_text(
        record.read_text(encoding="utf-8").replace('"REFUTED"', '"PROVED"'), encoding="utf-8"
    )
    done = pytester.runpytest_inprocess(*PLUGIN, "-k", "likely")
    done.assert_outcomes(failed=1, deselected=2)
    assert "verdict: recorded PROVED, now UNDECIDED" in done.stdout.str()
