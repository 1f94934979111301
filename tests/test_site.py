"""The site has every page of docs, and none that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = {"index.md", "verdicts.md", "gallery.md", "api.md"}


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    listed = re.findall(r": (\S+\.(?:md|ipynb))", menu)
    docs = ROOT / "docs"
    pages = {
        str(path.relative_to(docs)) for end in ("md", "ipynb") for path in docs.rglob(f"*.{end}")
    }
    assert len(listed) == len({*listed})
    assert {*listed} == pages | MADE
