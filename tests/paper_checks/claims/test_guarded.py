"""Wherever a claim gets a verdict, the second checker can refuse it."""

from __future__ import annotations

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
from tests.recorded import RECORDED

pytest_plugins = ["pytester"]

NUMBERS = count(1)  # a section for each test: a process registers a claim once
OF = {"holds": "PROVED", "fails": "REFUTED", "empty": "VACUOUS"}
CLAIMS = """
from lossproof import Paper, Real, ge, gt

mine = Paper("SECTION", "my notes")


@mine.claim("holds", locus="1", kind="ineq")
class Holds:
    "What is at least 1 is above 0."

    x = Real(1)

    def conclusion(x):
        return gt(x, 0)


@mine.claim("fails", locus="2", kind="ineq")
class Fails:
    "Every number is at least 1."

    x = Real()

    def conclusion(x):
        return ge(x, 1)


@mine.claim("empty", locus="3", kind="ineq")
class Empty:
    "What is above 1 and below 0 is above 2."

    x = Real()
    given = {"high": lambda x: gt(x, 1), "low": lambda x: gt(0, x)}

    def conclusion(x):
        return gt(x, 2)
"""


@pytest.fixture
def section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(REGISTRY, "_claims", dict(REGISTRY._claims))
    return f"guarded{next(NUMBERS)}"


@pytest.fixture
def file(section: str, tmp_path: Path) -> Path:
    path = tmp_path / "claims_guarded.py"
    path.write_text(CLAIMS.replace("SECTION", section), encoding="utf-8")
    return path


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
    path = pytester.path / "claims_guarded.py"
    path.write_text(CLAIMS.replace("SECTION", section), encoding="utf-8")
    refusing()
    plugin = ("-p", "lossproof.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:randomly")
    done = pytester.runpytest_inprocess(*plugin, path.name)
    done.assert_outcomes(failed=3)
    said = {row for row in done.outlines if row.startswith(f"{section}.")}  # CI=true says it twice
    assert sum("is UNDECIDED: found a " in row for row in said) == 3
