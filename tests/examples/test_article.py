"""The example of an article: the commands that its page names make its two pages."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from lossproof.paper_checks.commands.main import main

FOLDER = Path(__file__).parents[2] / "examples" / "article"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_article_compiles_to_two_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(FOLDER / "article.tex", tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = re.search(r"```sh\n(.*?)```", (FOLDER / "README.md").read_text("utf-8"), re.S)
    assert commands
    for command in re.split(r"\n|&&", commands[1].strip()):
        name, *arguments = shlex.split(command)
        if name == "lossproof":
            done = CliRunner().invoke(main, arguments)
            assert done.exit_code == 0, done.output
            continue
        made = subprocess.run(
            [name, "-interaction=nonstopmode", "-halt-on-error", *arguments],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout[-2000:]
    assert "(2 pages" in made.stdout
    assert "undefined" not in made.stdout
    text = (tmp_path / "article.tex").read_text("utf-8")
    for figure in re.findall(r"includegraphics\{(.*?)\}", text):
        assert re.search(f"written/+{figure}.pdf", made.stdout.replace("\n", ""))
