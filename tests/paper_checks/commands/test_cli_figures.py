"""`lossproof figures`: the list, the files, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lossproof.figures.catalogue import PICTURES
from lossproof.paper_checks.commands.main import main

DOCS = Path(__file__).parents[3] / "docs" / "figures.md"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["figures", *arguments])


def test_the_list_names_every_figure_and_so_does_the_page() -> None:
    found = run("--list")
    assert found.exit_code == 0
    assert [line.split()[0] for line in found.stdout.splitlines()] == list(PICTURES)
    rows = [line.split("|") for line in DOCS.read_text("utf-8").splitlines() if "| `" in line]
    listed = {row[1].strip(" `"): row[3].strip() == "yes" for row in rows if len(row) == 5}
    assert listed == {name: picture.takes_loss for name, picture in PICTURES.items()}


def test_the_picture_its_data_and_their_story_are_written(tmp_path: Path) -> None:
    found = run("truncated-bounds", "--format", "png,pdf", "--width", "page", "--out",
                str(tmp_path / "new"))  # fmt: skip
    assert found.exit_code == 0, found.output
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {f"truncated-bounds.{ending}" for ending in ("png", "pdf", "csv", "json")}
    assert all(name in found.stdout for name in names)
    about = json.loads((tmp_path / "new" / "truncated-bounds.json").read_text("utf-8"))
    assert about["claims"]["zhang2018.truncated-lower"] == "REFUTED"
    assert about["width"] == "page"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--loss", "1 - p**g", "--set", "g=1/2"], "1 - p**g with g = 1/2"),
        (["--loss", "1 - p", "--label", "ours"], "ours"),
        (["--loss", "lq:q=1/2", "--label", "ours"], "ours"),
        (["--loss", "lq:q=1/2"], "lq(q=1/2)"),
    ],
)
def test_a_loss_is_put_in(options: list[str], name: str, tmp_path: Path) -> None:
    found = run("losses", *options, "--format", "svg", "--out", str(tmp_path))
    assert found.exit_code == 0, found.output
    assert json.loads((tmp_path / "losses.json").read_text("utf-8"))["loss"] == name
    assert name in (tmp_path / "losses.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["losses", "--label", "ours"], "--label names the loss of --loss: add --loss"),
        (["los"], "no figure is called los: did you mean losses"),
        (["gce-bound", "--loss", "1 - p"], "the figure gce-bound does not accept a loss"),
        (
            ["losses", "--format", "pdf,gif"],
            "a format must be one of pdf, png, svg, pgf; got 'gif'",
        ),
        (["losses", "--loss", "1 - x"], "'x' has no value"),
        (["losses", "--loss", "lq:r=1"], "the parameters of lq are: q; got: r"),
        (["losses", "--set", "q=1"], "add --loss or remove --set"),
        (["losses", "--seed", "-1"], "-1 is not in the range x>=0"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    found = run(*arguments, "--out", str(tmp_path / "new"))
    assert found.exit_code == 2
    assert says in found.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    found = run("losses", "--out", str(tmp_path / "file" / "in"))
    assert found.exit_code == 2
    assert "cannot be written: Not a directory; choose another place" in found.output
    assert (tmp_path / "file").read_text() == "kept"
