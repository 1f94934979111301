"""A file is written whole, or is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossproof.simulate.files import atomic_write


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with atomic_write(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def write_half(path: Path) -> None:
    with atomic_write(path) as part:
        part.write_text("half")
        raise OSError("disk full")


def test_after_an_error_the_old_file_is_left_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(OSError, match="disk full"):
        write_half(path)
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
