"""The examples of the pages in docs say what they say."""

from __future__ import annotations

import doctest
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from lossproof.paper_checks.claims import REGISTRY, load
from tests.recorded import RECORDED

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
    linked = {*re.findall(r"(?<!\])\]\(([^)]+)\)", readme)}
    pages = {f"docs/{page.name}" for page in DOCS.glob("*.md")}
    others = {"docs/truncation-map.png", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff"}
    assert linked == pages | others
    assert all((DOCS.parent / link).is_file() for link in linked)


def test_pages_that_pages_name_exist() -> None:
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"]:
        text = page.read_text("utf-8")
        for name in re.findall(r"docs/[\w-]+\.md", text):
            assert (DOCS.parent / name).is_file(), f"{page.name} names {name}"
        for name in re.findall(r"\]\(([\w/.-]+)\)", text):
            assert (page.parent / name).is_file(), f"{page.name} links to {name}"
        for name in re.findall(r"python -m (benchmarks[\w.]*)", text):
            assert find_spec(name), f"{page.name} names {name}"


def test_claims_that_the_readme_types_exist() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    typed = re.findall(r"lossproof (?:explain|explore|recheck|list) ([a-z]+2?[\w.-]*)", readme)
    known = {claim.id for claim in load()}
    assert typed
    assert {*typed} <= known | {each.split(".")[0] for each in known}


def test_interpretations_have_the_verdicts_of_their_records() -> None:
    text = (DOCS / "interpretations.md").read_text("utf-8")
    shown = dict[str, str]()
    for name, verdict, others in re.findall(
        r"^\| `([\w.-]+)` \| (\w+) \| .* \| (.*) \|$", text, re.M
    ):
        shown[name] = verdict
        for other in others.split("; `"):
            of_all = re.findall(r"\(([A-Z]+)[,)]", other)
            shown |= {f"{name}/{part}": of_all[-1] for part in re.findall(r"/([\w-]+)`", other)}
    recorded = RECORDED
    assert len(shown) > 50
    assert shown == {name: recorded[name]["verdict"] for name in shown}


def test_the_vocabulary_has_forty_terms_in_a_sentence_each() -> None:
    text = (DOCS / "vocabulary.md").read_text("utf-8")
    rows = re.findall(r"^\| (.*) \| (.*) \|$", text, re.MULTILINE)[1:]
    assert 30 <= len(rows) <= 40
    for term, meaning in rows:
        assert meaning.endswith("."), term
        assert not re.search(r"[.!?] [A-Z]", meaning), term


def test_the_readme_is_one_page() -> None:
    assert len((DOCS.parent / "README.md").read_text("utf-8").splitlines()) <= 100


def test_the_meaning_of_undefined_is_shown_by_examples() -> None:
    assert DOCS / "semantics.md" in WITH_EXAMPLES
