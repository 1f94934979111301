"""`lossproof check`: what it stops at, what it asks for again, and what it shows before it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from lossproof.paper_checks.claims import runner
from tests.paper_checks.commands.running import claims_file, lossproof

CLAIMS = (
    ("good", "Real()", "le(x, x + 1)", "", "combine(p.goals[0].difference, (1,))"),
    ("bad", "Real()", "ge(x, 1)"),
    ("worse", "Real()", "ge(x, 2)"),
)


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LOSSPROOF_CACHE", str(tmp_path / "kept"))
    return str(claims_file(tmp_path, *CLAIMS))


def check(*arguments: str) -> Result:
    return lossproof("check", *arguments, "--workers", "1")


def decided(done: Any) -> list[str]:
    return re.findall(r"^mine\d+\.(\w+) +(?:PROVED|REFUTED)  ", done.stdout, re.MULTILINE)


def test_fail_fast_stops_at_the_first_that_fails(claims: str) -> None:
    done = check(claims, "--fail-fast")
    assert done.exit_code == 1
    assert decided(done) == ["good", "bad"]
    assert "stopped by --fail-fast: 2 of 3 claims were decided" in done.stderr


@pytest.mark.nightly("13 s: three processes that import everything")
def test_last_failed_asks_for_those_again(claims: str) -> None:
    def checked(*arguments: str) -> Any:
        command = [sys.executable, "-m", "lossproof", "check", *arguments, "--workers", "1"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert decided(checked(claims)) == ["good", "bad", "worse"]
    assert decided(checked(claims, "--last-failed")) == ["bad", "worse"]
    other = checked("zhang2018.lq-limits", "--last-failed")
    assert other.returncode == 0
    assert "none of these claims failed in the last check: all are checked" in other.stderr


def test_ctrl_c_shows_what_was_finished(claims: str, monkeypatch: pytest.MonkeyPatch) -> None:
    each = runner._Own.each

    def interrupted(self: Any, function: Any, calls: Any) -> Any:
        for number, found in enumerate(each(self, function, calls)):
            yield found
            if number:
                raise KeyboardInterrupt

    monkeypatch.setattr(runner._Own, "each", interrupted)
    done = check(claims)
    assert done.exit_code == 130
    assert decided(done) == ["good", "bad"]
    assert "stopped by Ctrl-C: 2 of 3 claims were decided" in done.stderr


def loading(parent: int) -> bool:
    """Whether a process is loading the papers for the workers of this one."""
    asked = ["pgrep", "-P", str(parent), "-f", "lossproof.paper_checks.loaded"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.process
@pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep is not installed")
def test_ctrl_c_while_the_papers_are_loaded_is_one_line(claims: str) -> None:
    # Where this runs in the background Ctrl-C would be ignored.
    code = """if __name__ == "__main__":
        import signal
        from lossproof.paper_checks.commands.main import main

        signal.signal(signal.SIGINT, signal.default_int_handler)
        main()"""
    command = [sys.executable, "-c", code, "check", claims]
    with subprocess.Popen(
        command, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as run:
        while run.poll() is None and not loading(run.pid):
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "stopped by Ctrl-C: 0 of 3 claims were decided"


def test_evidence_is_shown_of_a_file_and_of_others_when_asked_for(claims: str) -> None:
    assert re.search(r"\.bad: .*\n        REFUTED at x = ", check(claims).stdout)
    assert ".bad: REFUTED" not in check(claims, "--quiet").stdout
    short, long = (check("zhang2018.tightens-k03", *more).stdout for more in ([], ["-v"]))
    assert "Fails" not in short
    assert "Fails   at c = 2, q = 3/4, k = 2/3" in long
    assert (
        "1 REFUTED; 1 refuted claim has a proved corrected version.\n"
        "No verdict or evidence changed." in short
    )


PLANTED = ("planted", "Real(1)", "gt(x, 0)", "", 'follow(p.x, ">", "planted")')
FOLLOW = "from lossproof.theory.proof.facts import follow\n"


def test_what_the_second_checker_does_not_confirm_is_undecided(tmp_path: Path) -> None:
    done = check(str(claims_file(tmp_path, PLANTED, more=FOLLOW)))
    assert done.exit_code == 2
    assert "UNDECIDED found a proof that the second checker does not confirm (the step x > 0," in (
        " ".join(done.stdout.split())
    )


def test_where_one_is_not_decided_it_does_not_say_that_none_moved(tmp_path: Path) -> None:
    claims = str(claims_file(tmp_path, (*PLANTED[:4], "1 / 0")))
    done = check(claims, "zhang2018.lq-limits")
    assert done.exit_code == 2
    assert "No verdict or evidence changed" not in done.stdout
    assert "1 ended in an error: see above." in done.stdout


def test_our_own_questions_are_counted_apart() -> None:
    text = check("zhang2018.lq-limits", "derived.mae-expected-gradient", "-q").stdout
    assert (
        "1 claim of papers: 1 PROVED.\n1 claim of our own: 1 PROVED.\nNo verdict or evidence "
        "changed." in text
    )


@pytest.mark.process
def test_where_nothing_has_changed_nothing_that_decides_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOSSPROOF_CACHE", str(tmp_path))
    code = (
        "import atexit, sys; from lossproof.paper_checks.commands.main import main; "
        "atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); "
        "main(['check', '-q', 'li.sign'], prog_name='lossproof')"
    )
    command = [sys.executable, "-c", code]
    first, again = (
        subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        for _ in range(2)
    )
    assert first.stdout == again.stdout
    loaded = [{*run.stderr.splitlines()} for run in (first, again)]
    assert {"sympy", "lossproof.paper_checks.claims"} <= loaded[0]
    assert (
        "1 of 1 claims is unchanged since the last check: only its saved evidence was verified"
        in loaded[1]
    )
    assert not {"sympy", "numpy", "lossproof.paper_checks.claims"} & loaded[1]
