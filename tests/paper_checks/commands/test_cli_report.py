"""`lossproof report`: what it writes, from records and from a check, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main

MINE = '''
from lossproof import Paper, Real, ge

reported = Paper("reported", "my notes")


@reported.claim("squares", locus="page 1", kind="ineq")
class Squares:
    """A square is nonnegative."""

    x = Real()

    def conclusion(x):
        return ge(x**2, 0)
'''


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["report", *arguments], input=said)


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
    checked = CliRunner().invoke(main, ["check", "zhang2018.cce-difficult", "--json"])
    said = json.loads(checked.stdout)
    said[0]["moved"], said[0]["seconds"] = ["verdict: REFUTED -> PROVED"], 1.5
    found = run("--from", "-", "--format", "junit,html", "--no-figures", "--out", str(tmp_path),
                said=json.dumps(said))  # fmt: skip
    assert found.exit_code == 0, found.output
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("time")) == ("1", "1", "1.500")
    assert ">moved</span>" in (tmp_path / "report.html").read_text("utf-8")


def test_claims_of_a_file_that_a_check_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.py").write_text(MINE, encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", "own.py", "--json"])
    assert checked.exit_code == 0, checked.output
    Path("check.json").write_text(checked.stdout, encoding="utf-8")
    found = run("own.py", "--from", "check.json", "--format", "markdown")
    assert found.exit_code == 0, found.output
    assert "| `reported.squares` | PROVED |" in Path("report-out/report.md").read_text("utf-8")
    unrecorded = run("own.py", "--format", "markdown", "--out", "more")
    assert unrecorded.exit_code == 2
    assert "reported.squares is not recorded" in unrecorded.output
    assert not Path("more").exists()


@pytest.mark.parametrize(
    ("arguments", "said", "says"),
    [
        (["zhang2019"], None, "no claim is called zhang2019: did you mean zhang2018"),
        (["--format", "html,pdf"], None, "a format must be one of html, json, latex, junit"),
        (["--from", "-"], "[1]", "<stdin> is not what lossproof check --json writes"),
        (["--from", "-"], '[{"format": "list/1"}]', "<stdin> is not what lossproof check --json"),
        (["--from", "-"], "{", "<stdin> is not what lossproof check --json writes"),
        (["--from", "none.json"], None, "none.json"),
        (["--records", "none"], None, "there is no folder of records none"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    arguments: list[str], said: str | None, says: str, tmp_path: Path
) -> None:
    found = run(*arguments, "--out", str(tmp_path / "new"), said=said)
    assert found.exit_code == 2
    assert says in found.output
    assert "Traceback" not in found.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    found = run("li", "--no-figures", "--out", str(tmp_path / "file" / "inside"))
    assert found.exit_code == 2
    assert "cannot be written: Not a directory; choose another place" in found.output
    assert (tmp_path / "file").read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
