"""`lossproof figures`: the list, the files, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from click.testing import CliRunner, Result
from matplotlib.text import Text

from lossproof import figure
from lossproof.figures.catalogue import PICTURES
from lossproof.figures.sheet import printed
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
    assert about["claims"]["zhang2018.bounds-tight"] == "REFUTED"
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


def test_a_figure_in_python_is_the_one_of_the_command(tmp_path: Path) -> None:
    drawn = figure("losses", "1 - p**q", values={"q": "1/2"}, width="column", label="mine")
    assert "mine" in {text.get_text() for text in drawn.findobj(Text)}
    arguments = ("losses", "--loss", "1 - p**q", "--set", "q=1/2", "--label", "mine")
    assert run(*arguments, "--format", "png", "--out", str(tmp_path)).exit_code == 0
    with printed():
        drawn.savefig(tmp_path / "again.png")
    first, second = (plt.imread(tmp_path / f"{name}.png") for name in ("losses", "again"))
    assert first.shape == second.shape
    assert abs(first - second).max() == 0
    assert drawn._repr_png_().startswith(b"\x89PNG")  # for a notebook


@pytest.mark.parametrize(("arguments", "options", "said"), [
    (("losess",), {}, "no figure is called losess: did you mean losses"),
    (("gce-bound", "exp(-p)"), {}, "gce-bound does not accept a loss; these do"),
    (("losses",), {"width": 5}, "width must be one of column, page; got 5"),
    (("losses",), {"values": {"q": 1}}, "give a loss, or leave them out"),
])  # fmt: skip
def test_a_figure_in_python_names_what_is_wrong(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        figure(*arguments, **options)


def test_figures_that_cannot_show_a_loss_are_skipped_unless_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("losses", "hessians", "class-sums")
    monkeypatch.setattr("lossproof.figures.catalogue.PICTURES", {n: PICTURES[n] for n in names})
    asked = ("--loss", "abs(others(p) - p)", "--out", str(tmp_path))
    found = run(*asked)
    assert found.exit_code == 0, found.output
    reason = "the figure hessians cannot show this loss: it has no second derivative at the output"
    assert reason in found.stderr
    assert {path.stem for path in tmp_path.glob("*.pdf")} == {"losses", "class-sums"}
    refused = run("hessians", *asked)
    assert refused.exit_code == 2
    assert reason in refused.stderr


def test_a_loss_that_sums_a_function_over_the_classes_is_drawn_at_once(tmp_path: Path) -> None:
    """Its gradient is differentiated at two outputs; factoring it in ten took minutes."""
    found = run("losses", "class-sums", "--loss", "sum(sigmoid(p)) + min(max(p, 1/2)) + c*p",
                "--out", str(tmp_path))  # fmt: skip
    assert found.exit_code == 0, found.output
    assert (tmp_path / "class-sums.pdf").exists()
