"""A file is written whole, or is what it was."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from lossproof.simulate.files import UnwritableError, atomic_write, try_writing


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


def test_a_file_that_cannot_be_written_is_named_and_not_its_part(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "no" / "a.json", tmp_path / "file" / "a.json"):
        with pytest.raises(UnwritableError) as refused, atomic_write(path) as part:
            part.write_text("new")
        assert str(refused.value).startswith(f"{path} cannot be written: N")
        assert "part" not in str(refused.value).removeprefix(str(tmp_path))
        assert "\n" not in str(refused.value)


def test_a_folder_is_made_where_that_is_asked_for(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "a" / "b" / "c.json", make=True) as part:
        part.write_text("new")
    assert (tmp_path / "a" / "b" / "c.json").read_text() == "new"


def test_that_a_file_can_be_written_is_tried_and_leaves_nothing(tmp_path: Path) -> None:
    try_writing(tmp_path)
    try_writing(tmp_path / "a.json")
    try_writing(tmp_path / "a" / "b" / "c.json", make=True)
    assert [*tmp_path.iterdir()] == []


def test_what_cannot_be_written_is_found_when_it_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableError, match=r"a/b\.json cannot be written: there is no folder"):
        try_writing(tmp_path / "a" / "b.json")
    with pytest.raises(UnwritableError, match=r"file/b\.json cannot be written: there is no fo"):
        try_writing(tmp_path / "file" / "b.json")
    with pytest.raises(UnwritableError, match=r"file/b\.json cannot be written: Not a directory"):
        try_writing(tmp_path / "file" / "b.json", make=True)

    def full(path: Path, data: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UnwritableError, match=r"b\.json cannot be written: No space left on dev"):
        try_writing(tmp_path / "b.json")
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_folder_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UnwritableError, match=r"b\.json cannot be written: Permission denied"):
        try_writing(tmp_path / "b.json")
    tmp_path.chmod(0o700)
