"""The list of bugs to plant: each can be planted, and their tests exist."""

from __future__ import annotations

import shlex

import pytest

from tests.planted.__main__ import BUGS, ROOT, planted
from tests.together import together


@together("bug", BUGS)
def test_it_can_be_planted_and_its_tests_exist(bug: dict[str, str]) -> None:
    text = (ROOT / bug["file"]).read_text(encoding="utf-8")
    assert planted(text, bug) != text
    with pytest.raises(ValueError, match="once; it does 0 times"):
        planted("", bug)
    places = shlex.split(bug["tests"].partition(" -k ")[0])
    assert all((ROOT / place).exists() for place in places)


def test_every_package_has_one() -> None:
    places = {"/".join(bug["file"].split("/")[:2]) for bug in BUGS}
    packages = {
        f"{folder.parent.name}/{folder.name}"
        for top in ("theory", "simulate", "paper_checks")
        for folder in (ROOT / top).iterdir()
        if (folder / "__init__.py").exists()
    }
    assert packages - places == set()
    assert len(BUGS) >= 60
