"""The examples of the pages in docs say what they say."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from paper_checks.claims import REGISTRY

DOCS = Path(__file__).parents[1] / "docs"
WITH_EXAMPLES = [page for page in sorted(DOCS.glob("*.md")) if ">>> " in page.read_text("utf-8")]


@pytest.fixture(autouse=True)
def claims_of_pages_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page registers is a claim for nobody else."""
    monkeypatch.setattr(REGISTRY, "_claims", {claim.id: claim for claim in REGISTRY})


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_examples_run(page: Path) -> None:
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted
    assert not found.failed


def test_the_meaning_of_undefined_is_shown_by_examples() -> None:
    assert DOCS / "semantics.md" in WITH_EXAMPLES
