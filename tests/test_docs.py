"""The examples of the pages in docs say what they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import REGISTRY, load

DOCS = Path(__file__).parents[1] / "docs"
WITH_EXAMPLES = [page for page in sorted(DOCS.glob("*.md")) if ">>> " in page.read_text("utf-8")]


@pytest.fixture(autouse=True)
def claims_of_pages_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page registers is a claim for nobody else."""
    monkeypatch.setattr(REGISTRY, "_claims", {claim.id: claim for claim in load()})


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_examples_run(page: Path) -> None:
    text = re.sub("^```.*$", "", page.read_text("utf-8"), flags=re.MULTILINE)
    found = doctest.DocTestRunner().run(
        doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    )
    assert found.attempted
    assert not found.failed


def test_examples_stand_in_fences() -> None:
    for page in WITH_EXAMPLES:
        outside = page.read_text("utf-8").split("```")[::2]
        assert not any(">>> " in text for text in outside), page.name


def test_the_readme_leads_to_every_page_and_to_nothing_else() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    linked = {*re.findall(r"\]\(([^)]+)\)", readme)}
    pages = {f"docs/{page.name}" for page in DOCS.glob("*.md")}
    assert linked == pages | {"CONTRIBUTING.md", "CITATION.cff"}
    assert all((DOCS.parent / link).is_file() for link in linked)


def test_pages_that_pages_name_exist() -> None:
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"]:
        for name in re.findall(r"docs/[\w-]+\.md", page.read_text("utf-8")):
            assert (DOCS.parent / name).is_file(), f"{page.name} names {name}"


def test_claims_that_the_readme_types_exist() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    typed = re.findall(r"lossproof (?:explain|explore|recheck|list) ([a-z]+2?[\w.-]*)", readme)
    known = {claim.id for claim in load()}
    assert typed
    assert {*typed} <= known | {each.split(".")[0] for each in known}


def test_the_meaning_of_undefined_is_shown_by_examples() -> None:
    assert DOCS / "semantics.md" in WITH_EXAMPLES
