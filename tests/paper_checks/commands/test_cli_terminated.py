"""SIGTERM, of a scheduler or of `timeout`, ends a command as Ctrl-C does: with status 143."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lossproof.figures import writing
from lossproof.paper_checks.claims import runner
from lossproof.paper_checks.commands.verbs import recheck
from tests.paper_checks.commands.running import lossproof

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGTERM is of POSIX systems")


def end_it(*_: Any, **__: Any) -> Any:
    """SIGTERM comes now."""
    os.kill(os.getpid(), signal.SIGTERM)
    raise AssertionError("SIGTERM did nothing")


def ended_after(count: int, each: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """What gives so many results before SIGTERM comes."""

    def ended(*given: Any) -> Iterator[Any]:
        for number, found in enumerate(each(*given), start=1):
            yield found
            if number == count:
                end_it()

    return ended


CLAIMS = ("li.sign", "zhang2018.lq-limits", "zhang2018.tightens-k02")


def test_check_shows_what_was_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner._Own, "each", ended_after(2, runner._Own.each))
    done = lossproof("check", *CLAIMS, "--fresh", "--workers", "1")
    assert done.exit_code == 143
    assert "stopped by SIGTERM: 2 of 3 claims were decided" in done.stderr
    assert sum(name in done.stdout for name in CLAIMS) == 2


def test_recheck_shows_what_was_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "spread", ended_after(2, recheck.spread))
    done = lossproof("recheck", *CLAIMS)
    assert done.exit_code == 143
    assert "2 of 2 records confirmed" in done.stdout
    assert "stopped by SIGTERM: 2 of 3 records were checked" in done.stderr


@pytest.mark.parametrize(
    ("place", "arguments", "says"),
    [
        ("lossproof.paper_checks.exploring.search_claim", ("explore", CLAIMS[2]),
         f"stopped: the search of {CLAIMS[2]} is incomplete"),
        ("lossproof.paper_checks.exploring.maps.chart", ("explore", CLAIMS[2], "--map", "q,k"),
         "stopped: nothing was written"),
        ("lossproof.simulate.training.train", ("train",), "stopped: nothing was saved"),
        ("lossproof.simulate.risk.risks", ("simulate", "--loss", "mae"),
         "stopped: nothing was saved"),
        ("lossproof.paper_checks.claims.load", ("figures", "losses"), "stopped by SIGTERM"),
        ("lossproof.paper_checks.commands.verbs.report._survey", ("report",), "stopped by SIGTERM"),
        ("lossproof.paper_checks.commands.recording.load", ("list",), "stopped by SIGTERM"),
    ],
)  # fmt: skip
def test_it_is_said_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, arguments: tuple[str, ...],
    says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(place, end_it)
    before = signal.getsignal(signal.SIGTERM)
    done = lossproof(*arguments)
    assert (done.exit_code, done.stdout) == (143, "")
    assert done.stderr.startswith(says)
    assert signal.getsignal(signal.SIGTERM) == before
    assert [*tmp_path.iterdir()] == []


def test_figures_that_are_drawn_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write, drawn = writing.write, list[str]()

    def ended(picture: Any, *given: Any, **more: Any) -> Any:
        if drawn:
            end_it()
        drawn.append(picture.name)
        return write(picture, *given, **more)

    monkeypatch.setattr(writing, "write", ended)
    done = lossproof("figures", "losses", "gce-bound", "--out", str(tmp_path))
    assert done.exit_code == 143
    assert {path.stem for path in tmp_path.iterdir()} == {*drawn}


def in_session(session: int) -> list[str]:
    """The processes of a session that have not ended."""
    told = subprocess.run(["ps", "-eo", "sid=,stat=,args="], capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    rows = [line.split(maxsplit=2) for line in told.splitlines()]
    return [args for sid, state, args in rows if sid == str(session) and state[0] != "Z"]


@pytest.mark.nightly("20 s: five commands with workers")
@pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize(
    "arguments",
    [("check", "zhang2018", "--fresh"),
     ("explore", "zhang2018.larger-k-tighter", "--seconds", "300"),
     ("train",),
     ("simulate", "--loss", "mae", "--noise", "0.4", "--samples", "1e10"),
     ("recheck",)],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_no_process_is_left(
    arguments: tuple[str, ...], everywhere: bool, number: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "lossproof", *arguments, "--workers", "2"]
    with subprocess.Popen(
        command, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        while run.poll() is None and len(in_session(run.pid)) < 3:
            time.sleep(0.01)
        (os.killpg if everywhere else os.kill)(run.pid, number)
        _, said = run.communicate(timeout=60)
    due = time.monotonic() + 10
    while (left := in_session(run.pid)) and time.monotonic() < due:
        time.sleep(0.05)
    assert left == []
    if number == signal.SIGTERM:
        assert run.returncode == 143
        assert "Traceback" not in said
        assert "leaked" not in said
