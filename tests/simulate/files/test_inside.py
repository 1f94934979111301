"""A path that is built from a name stays in its folder, on every system."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from lossproof.simulate.files import named
from tests.together import together

OUTSIDE = (
    "..", "../esc", "../../esc", "a/../../b", "a/b", "/esc", "//host/share", "\\esc", "..\\esc",
    "a\\b", "C:", "C:\\esc", "c:esc", "a:stream", "~/esc\x00", "a\nb", "a\x1b[0m",
)  # fmt: skip
NO_NAME = ("", ".", " ", " a", "a ", "a.", "...", "a?", "a*", "x" * 201, "x" * 300, "é" * 150)
DEVICES = ("con", "CON", "Nul", "prn", "AUX", "com1", "LPT9", "com¹", "con.txt", "nul .x", "conin$")


@together("name", [*OUTSIDE, *NO_NAME, *DEVICES, "\ud800"])
@together("around", [((), ()), (("a",), ()), ((), ("a",))])
def test_a_name_that_leads_elsewhere_or_to_nothing_is_refused(
    tmp_path: Path, name: str, around: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    before, after = around
    with pytest.raises(ValueError, match="no file or folder can have the name"):
        named(tmp_path, *before, name, *after, ending=".json")


def test_a_long_name_is_refused_in_a_short_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most 200 bytes") as refused:
        named(tmp_path, "x" * 10_000)
    assert len(str(refused.value)) < 200


def test_no_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must name a file"):
        named(tmp_path, ending=".json")


@pytest.mark.parametrize(
    "name", ["a", "my claims", "tightens-k02", ".hidden", "console", "x" * 200]
)
def test_other_names_are_taken(tmp_path: Path, name: str) -> None:
    path = named(tmp_path, "folder", name, ending=".json")
    assert path == tmp_path / "folder" / f"{name}.json"
    path.parent.mkdir()
    path.write_text("")


@given(st.lists(st.text(max_size=12) | st.sampled_from(OUTSIDE), min_size=1, max_size=3))
def test_whatever_the_names_the_path_is_below_the_folder(names: list[str]) -> None:
    folder = Path("/some/folder")
    try:
        path = named(folder, *names, ending=".json")
    except ValueError:
        return
    assert path.resolve().is_relative_to(folder)
    assert len(path.relative_to(folder).parts) == len(names)
