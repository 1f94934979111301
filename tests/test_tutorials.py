"""The tutorials are notebooks that run, and are kept without their output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.turns import in_turns

FOLDER = Path(__file__).parents[1] / "docs" / "tutorials"


@in_turns("path", sorted(FOLDER.glob("*.ipynb")), 2, ids=lambda path: path.stem)
def test_a_tutorial_runs(path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert not any(cell.outputs for cell in code)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(FOLDER.parents[1])}}
    ).execute()
    text = "".join(
        str(output.get("text", "")) + str(output.get("data", ""))
        for cell in code
        for output in cell.outputs
    )
    for said in SAYS[path.stem]:
        assert said in text


SAYS = {
    "add-a-paper": ["PROVED", "REFUTED", "eta", "combination"],
    "audit-a-loss": ["η ≤ (c − 1)/(exp(1) + c − 1)", "PROVED", "REFUTED", "image/png"],
}
