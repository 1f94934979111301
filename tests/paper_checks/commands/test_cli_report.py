"""`lossproof report`: what it writes, from records and from a check, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from tests.paper_checks.commands.running import claims_text, lossproof


def run(*arguments: str, said: str | None = None) -> Result:
    return lossproof("report", *arguments, input=said)


def test_every_form_of_one_section_is_written(tmp_path: Path) -> None:
    out = tmp_path / "new"
    found = run(
        "li", "--no-figures", "--format", "html,json,latex,junit,markdown", "--out", str(out)
    )
    assert found.exit_code == 0, found.output
    names = {"report.html", "report.json", "numbers.tex", "tables.tex", "junit.xml", "report.md"}
    assert {path.name for path in out.iterdir()} == names
    assert all(name in found.stdout for name in names)
    claims = json.loads((out / "report.json").read_text("utf-8"))["claims"]
    assert {each["id"].partition(".")[0] for each in claims} == {"li"}


def test_what_a_check_found_is_told(tmp_path: Path) -> None:
    checked = lossproof("check zhang2018.cce-difficult --json")
    said = json.loads(checked.stdout)
    said[0]["moved"], said[0]["seconds"] = ["verdict: REFUTED -> PROVED"], 1.5
    found = run("--from", "-", "--format", "junit,html", "--no-figures", "--out", str(tmp_path),
                said=json.dumps(said))  # fmt: skip
    assert found.exit_code == 0, found.output
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("time")) == ("1", "1", "1.500")
    assert ">changed</span>" in (tmp_path / "report.html").read_text("utf-8")


def test_claims_of_a_file_that_a_check_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = claims_text(("squares", "Real()", "ge(x**2, 0)"), section="reported")
    Path("own.py").write_text(text, encoding="utf-8")
    checked = lossproof("check own.py --json")
    assert checked.exit_code == 0, checked.output
    Path("check.json").write_text(checked.stdout, encoding="utf-8")
    found = run("own.py", "--from", "check.json", "--format", "markdown")
    assert found.exit_code == 0, found.output
    assert "| `reported.squares` | PROVED |" in Path("report-out/report.md").read_text("utf-8")
    unrecorded = run("own.py", "--format", "markdown", "--out", "more")
    assert unrecorded.exit_code == 2
    told = "reported.squares is not recorded: lossproof check own.py --update saves its record"
    assert told in unrecorded.output
    assert not Path("more").exists()
