"""One claim's crash, time-out or exception is that claim's ERROR and nobody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import runner
from lossproof.simulate.files.code import edited

FILE = """
import os
import time

from lossproof.paper_checks.claims import Paper
from lossproof.theory.domain import Real
from lossproof.theory.language import ge

unruly = Paper("unruly", "a test")


def conclude(name, body):
    members = {"x": Real(), "conclusion": body, "__doc__": "x is x."}
    unruly.claim(name, locus="here", kind="id")(type("C", (), members))


conclude("crashes", lambda x: os._exit(3))
conclude("hangs", lambda x: time.sleep(600))
conclude("raises", lambda x: 1 / 0)
conclude("exits", lambda x: exit(0))
conclude("closes", lambda x: (each for each in ()).throw(GeneratorExit))
conclude("behaves", lambda x: ge(x, 0))
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, runner.Result]:
    path = tmp_path_factory.mktemp("claims") / "unruly.py"
    path.write_text(FILE)
    names = [
        f"unruly.{name}" for name in ("crashes", "hangs", "raises", "exits", "closes", "behaves")
    ]
    done = runner.run(names, files=[Path(path)], workers=2, timeout=5)
    assert [result.id for result in done] == names
    return {result.id.removeprefix("unruly."): result for result in done}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("crashes", "the process that decided it died"),
        ("hangs", "no verdict within 5 seconds"),
        ("raises", "ZeroDivisionError"),
        ("exits", "SystemExit"),
        ("closes", "GeneratorExit"),
    ],
)
def test_a_failure_is_an_error_with_its_reason_kept(results: dict, name: str, why: str) -> None:
    assert results[name].verdict == "ERROR"
    assert why in results[name].traceback


def test_the_others_are_decided(results: dict) -> None:
    assert results["behaves"].verdict == "REFUTED"
    assert results["behaves"].traceback is None


SAID = """
import os

from lossproof import Paper, Real, le

mine = Paper("said", "a test")


@mine.claim("bounded", locus="here", kind="ineq")
class Bounded:
    "x is at most what the environment says."

    x = Real(0, 2)

    def conclusion(x):
        return le(x, int(os.environ["SAID"]))
"""


@pytest.mark.parametrize(("said", "verdict"), [("1", "REFUTED"), ("3", "PROVED")])
def test_a_worker_has_the_environment_of_now(
    said: str, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "said.py"
    path.write_text(SAID)
    monkeypatch.setenv("SAID", said)
    (found,) = runner.run(["said.bounded"], files=[path])
    assert found.verdict == verdict


@pytest.mark.process
def test_a_worker_has_our_packages_not_those_of_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(SAID.replace('os.environ["SAID"]', "3"))
    (tmp_path / "theory.py").write_text("raise SystemExit('not ours')")
    code = "from lossproof.paper_checks.commands.main import main; main()"
    command = [sys.executable, "-c", code, "check", "said.py", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert '"verdict": "PROVED"' in done.stdout


def started_by() -> str | None:
    with runner._starting() as context:
        return context.get_start_method()


def test_where_sources_were_edited_workers_load_them_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "theory" / "source.py"
    source.parent.mkdir()
    source.write_text("x = 1")
    monkeypatch.setattr(runner, "edited", lambda: edited(tmp_path))
    monkeypatch.setattr(runner, "_FORKED_OF", {})
    assert (started_by(), started_by()) == ("forkserver", "forkserver")
    os.utime(source, ns=(0, 0))
    assert started_by() == "spawn"


@pytest.mark.process
def test_a_script_that_is_not_guarded_is_told_so_once(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(SAID.replace('os.environ["SAID"]', "3"))
    script = tmp_path / "script.py"
    script.write_text(
        "from lossproof.paper_checks.commands.main import main\nmain(['check', 'said.py'])\n"
    )
    command = [sys.executable, str(script)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("Error: the worker processes ended at their start") == 1
    assert "PROVED" not in done.stdout
