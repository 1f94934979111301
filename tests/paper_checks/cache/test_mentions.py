"""What files mention is kept by their content, and read again where that is another."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from lossproof.paper_checks.cache.mentions import Mentions

TEXT = (
    "import lossproof.theory.rules\nfrom lossproof.simulate import gap as g\n"
    "from . import own\nopen('x').read_text()\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "claims.py"
    path.write_text(TEXT)
    return path


def cache(source: Path) -> Path:
    place = source.parent / "kept"
    mentions = Mentions(place)
    mentions.of(source)
    mentions.keep()
    return place


def test_imports_and_what_a_claim_may_not_use(source: Path) -> None:
    found = Mentions().of(source)
    assert found.imports == [
        ("lossproof.theory.rules", None),
        ("lossproof.simulate", ["gap"]),
        ("", ["own"]),
    ]
    assert found.unseen == ["open", "read_text"]


def test_what_is_kept_is_not_read_into_a_tree_again(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, before = cache(source), Mentions().of(source)
    monkeypatch.delattr(ast, "parse")
    after = Mentions(place).of(source)
    assert (after.digest, after.unseen) == (before.digest, before.unseen)
    assert [tuple(each) for each in after.imports] == before.imports
    source.write_text(TEXT + "\nimport flint\n")
    with pytest.raises(AttributeError, match="parse"):
        Mentions(place).of(source)


@pytest.mark.parametrize("damage", ["{", '{"name": 1}', "x = 1"])
def test_what_is_damaged_is_read_again(source: Path, damage: str) -> None:
    place = cache(source)
    (file,) = place.iterdir()
    text = file.read_text()
    file.write_text(damage if damage != "x = 1" else text.replace("theory.rules", "theory.other"))
    assert Mentions(place).of(source) == Mentions().of(source)
    assert json.loads(text)["entry"]["files"]
