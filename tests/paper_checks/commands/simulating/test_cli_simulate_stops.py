"""A simulation that is stopped, by whatever end, says so and goes on from what it finished."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.paper_checks.commands.simulating.runs import (
    BLOCKS,
    SMALL,
    data,
    refused,
    simulate,
    start,
)


@pytest.fixture(scope="module")
def alone() -> Any:
    return data(*BLOCKS)


def test_workers_give_the_same_and_a_half_width_stops_early(alone: Any) -> None:
    assert data(*BLOCKS, "--workers", "2")["digest"] == alone["digest"]
    wide = max((row["high"] - row["low"]) / 2 for row in alone["risks"])
    stopped = data(*BLOCKS, "--half-width", str(2 * wide))
    assert stopped["samples"] < alone["samples"]
    assert all((row["high"] - row["low"]) / 2 <= 2 * wide for row in stopped["risks"])


def finished(checkpoint: Path) -> int:
    """How many blocks a checkpoint has, that of a running or killed command too."""
    if not checkpoint.exists():
        return 0
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(checkpoint)) as file:
        return file.execute("SELECT count(*) FROM blocks").fetchone()[0]
    return 0


def wait_for(checkpoint: Path, blocks: int, program: subprocess.Popen[str]) -> None:
    """Until a command has so many blocks in its checkpoint, or has ended."""
    due = time.monotonic() + 60
    while finished(checkpoint) < blocks and program.poll() is None:
        assert time.monotonic() < due
        time.sleep(0.01)


@pytest.mark.process
def test_a_killed_run_goes_on_and_another_recipe_is_refused(alone: Any, tmp_path: Path) -> None:
    checkpoint = tmp_path / "run.db"
    arguments = (*BLOCKS, "--checkpoint", str(checkpoint))
    for kill in range(2):
        program = start(*arguments, "--workers", str(1 + kill % 2))
        wait_for(checkpoint, finished(checkpoint) + 1, program)
        time.sleep(random.uniform(0, 0.3))
        program.kill()
        program.communicate()
        assert kill or program.returncode == -signal.SIGKILL
    assert finished(checkpoint)
    assert data(*arguments) == alone
    other = refused(*arguments, "--seed", "1")
    assert "is of another run: recipe.seed is 0 there and 1 here" in other
    assert str(checkpoint) in other


@pytest.mark.process
def test_ctrl_c_says_where_finished_blocks_are(tmp_path: Path) -> None:
    checkpoint = tmp_path / "run.db"
    program = start(*BLOCKS, "--samples", "1e10", "--checkpoint", str(checkpoint))
    wait_for(checkpoint, 1, program)
    program.send_signal(signal.SIGINT)
    output, errors = program.communicate(timeout=60)
    assert (program.returncode, output) == (130, "")
    assert errors == f"stopped: finished blocks are saved in {checkpoint}\n"


def test_ctrl_c_without_a_checkpoint_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lossproof.simulate.risk.risks", interrupted)
    result = simulate(*SMALL)
    assert (result.exit_code, result.stdout) == (130, "")
    assert "stopped: nothing was saved (--checkpoint FILE" in result.stderr
