"""Wherever a claim gets a verdict, the second checker can refuse it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lossproof.paper_checks.claims import REGISTRY, agreeing, check, decide, load_file, runner
from lossproof.paper_checks.commands import deciding
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.paper_checks.commands.running import claims_file
from tests.recorded import RECORDED

pytest_plugins = ["pytester"]

NUMBERS = count(1)  # a section for each test: a process registers a claim once
OF = {"holds": "PROVED", "fails": "REFUTED", "empty": "VACUOUS"}
CLAIMS = (
    ("holds", "Real(1)", "gt(x, 0)"),
    ("fails", "Real()", "ge(x, 1)"),
    ("empty", "Real()", "gt(x, 2)", '{"high": lambda x: gt(x, 1), "low": lambda x: gt(0, x)}'),
)


@pytest.fixture
def section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(REGISTRY, "_claims", dict(REGISTRY._claims))
    return f"guarded{next(NUMBERS)}"


@pytest.fixture
def file(section: str, tmp_path: Path) -> Path:
    return claims_file(tmp_path, *CLAIMS, section=section)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets the second checker refuse what is PROVED, REFUTED or VACUOUS."""

    def refuse() -> None:
        real = agreeing.recheck

        def no(record: Any, others: Any) -> Any:
            if record["verdict"] in agreeing.FOUND:
                raise RejectedError("it refuses")
            return real(record, others)

        for module in (agreeing, deciding):
            monkeypatch.setattr(module, "recheck", no)

    return refuse


IN_PYTHON: dict[str, Callable[[str], tuple[str, str]]] = {
    "check": lambda name: ((d := check(name)).verdict, d.scope),
    "decide": lambda name: ((d := decide(REGISTRY[name])).verdict, d.scope),
    "the runner": lambda name: ((d := runner.decided(name, {})).verdict, d.record["scope"]),
}


@pytest.mark.parametrize("way", IN_PYTHON)
def test_no_verdict_in_python_without_it(
    way: str, section: str, file: Path, refusing: Callable[[], None]
) -> None:
    load_file(file)
    asked = IN_PYTHON[way]
    assert {name: asked(f"{section}.{name}")[0] for name in OF} == OF
    refusing()
    for name in OF:
        verdict, scope = asked(f"{section}.{name}")
        assert (verdict, "that the second checker does not confirm (it refuses)" in scope) == (
            "UNDECIDED", True,
        )  # fmt: skip


REFUSING = """
from lossproof.paper_checks.claims import agreeing
from lossproof.paper_checks.recheck.terms import RejectedError

true = agreeing.recheck


def no(record, others):
    if record["verdict"] in agreeing.FOUND:
        raise RejectedError("it refuses")
    return true(record, others)


agreeing.recheck = no
"""


@pytest.mark.process
def test_no_verdict_of_a_file_without_it(file: Path) -> None:
    """Workers load the file, and with it a checker that refuses."""
    file.write_text(REFUSING + file.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "lossproof", "check", str(file)],
        capture_output=True, text=True, check=False, cwd=file.parent,
    )  # fmt: skip
    assert done.returncode == 2
    assert "3 claims: 3 UNDECIDED" in done.stdout
    assert " ".join(done.stdout.split()).count("does not confirm (it refuses)") == 3


class Here(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        found = Future[Any]()
        found.set_result(fn(*args, **kwargs))
        return found


def test_no_verdict_of_the_library_without_it(refusing: Callable[[], None]) -> None:
    claims = ["li.sign", "zhang2018.tightens-k03"]

    def verdicts() -> list[str]:
        return [each.verdict for each in runner.run(claims, executor=Here())]

    assert verdicts() == ["PROVED", "REFUTED"]
    refusing()
    assert verdicts() == ["UNDECIDED", "UNDECIDED"]


def test_an_unchanged_claim_is_decided_anew_where_it_rejects_the_record() -> None:
    names = ["li.sign", "zhang2018.tightens-k03", "derived.mae-expected-gradient"]
    recorded = {name: RECORDED[name] for name in names}
    assert deciding.confirmed(names, recorded, 1) == {*names}
    for name in names:
        damaged = {**recorded, name: {**recorded[name], "scope": "all c >= 1"}}
        assert deciding.confirmed(names, damaged, 1) == {*names} - {name}


def test_no_verdict_in_pytest_without_it(
    section: str, pytester: pytest.Pytester, refusing: Callable[[], None]
) -> None:
    path = claims_file(pytester.path, *CLAIMS, section=section)
    refusing()
    plugin = ("-p", "lossproof.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:randomly")
    done = pytester.runpytest_inprocess(*plugin, path.name)
    done.assert_outcomes(failed=3)
    told = re.findall(r"^guarded\d+\.\w+ is UNDECIDED: found a ", done.stdout.str(), re.MULTILINE)
    assert len(told) == 3
