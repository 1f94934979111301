"""A command that is killed while it writes leaves whole files or none, and no process."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.paper_checks.commands.test_cli_terminated import in_session

Popen = subprocess.Popen[bytes]
Files = dict[str, bytes]
pytestmark = [
    pytest.mark.nightly("5 min: five commands, killed ten times each"),
    pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed"),
]
KILLS = 10
CLAIMS = """from lossproof import Paper, Real, ge, le

mine = Paper("mine", "notes")


def claim(number):
    class Square:
        "A square is at least minus one."

        x = Real()

        def conclusion(x):
            return ge(x**2, -number)

    mine.claim(f"square-{number}", locus="1", kind="ineq")(Square)


for number in range(1, 9):
    claim(number)
"""
COMMANDS = {
    "check": ("claims_mine.py", "--update"),
    "train": ("--loss", "cce", "--noise", "0.2", "--seeds", "2", "--epochs", "2", "--out", "found"),
    "explore": ("zhang2018.tightens-k03", "--points", "1e5", "--keep", "found.json"),
    "report": ("sce", "--no-figures", "--format", "html,json,latex,junit,markdown", "--out", "out"),
    "figures": ("losses", "gce-bound", "--format", "pdf,png,svg", "--out", "out"),
}


def run(folder: Path, arguments: tuple[str, ...], until: Callable[[Popen], object]) -> Files:
    """The files that a command leaves in a new folder, and no process of its own."""
    folder.mkdir()
    (folder / "claims_mine.py").write_text(CLAIMS, encoding="utf-8")
    command = [sys.executable, "-m", "lossproof", *arguments]
    with subprocess.Popen(
        command, cwd=folder, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        until(program)
        program.wait(60)
    due = time.monotonic() + 10
    while (left := in_session(program.pid)) and time.monotonic() < due:
        time.sleep(0.05)
    assert left == []
    return {name: (folder / name).read_bytes() for name in written(folder)}


def written(folder: Path, *, parts: bool = False) -> list[str]:
    """The files of a folder besides the claims; with `parts` also those not yet complete."""
    files = [
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted(
        str(path.relative_to(folder))
        for path in files
        if path.name != "claims_mine.py"
        and (parts or not any(each.endswith(".part") for each in path.parts))
    )


def same(name: str, left: bytes, whole: bytes) -> bool:
    """Whether a file is whole: as it is without a kill, but for the seconds in it."""
    if not name.endswith(".json"):
        return left == whole
    one, other = (re.sub(rb'"seconds": [\d.e-]+', b"", each) for each in (left, whole))
    return one == other


@pytest.mark.parametrize("name", COMMANDS)
def test_whole_files_or_none(name: str, tmp_path: Path) -> None:
    arguments, rng = (name, *COMMANDS[name]), random.Random(name)
    seconds, alive = list[float](), list[bool]()

    def begun(program: Popen, folder: str) -> None:
        while program.poll() is None and not written(tmp_path / folder, parts=True):
            time.sleep(0.001)

    def watch(program: Popen) -> None:
        begun(program, "whole")
        start = time.monotonic()
        program.wait(300)
        seconds.append(time.monotonic() - start)

    whole = run(tmp_path / "whole", arguments, watch)
    assert whole
    for number in range(KILLS):

        def kill(program: Popen, number: int = number) -> None:
            begun(program, str(number))
            time.sleep(rng.uniform(0, seconds[0] / 2))
            alive.append(program.poll() is None)
            program.send_signal(signal.SIGKILL if number % 2 else signal.SIGTERM)

        left = run(tmp_path / str(number), arguments, kill)
        assert left.keys() <= whole.keys()
        assert all(same(each, left[each], whole[each]) for each in left)
    assert any(alive)
