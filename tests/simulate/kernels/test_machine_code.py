"""Machine code that is kept on disk, and what may happen to it there."""

from __future__ import annotations

import os
import sys
from ctypes import c_void_p
from pathlib import Path

import numpy as np
import pytest

from lossproof.simulate.files import FOLDER, cache_folder
from lossproof.simulate.kernels import machine_code
from lossproof.simulate.kernels.instructions import Function
from lossproof.simulate.kernels.machine_code import (
    code_path,
    loaded,
    processor,
    read_code,
    write_code,
)

pytest.importorskip("llvmlite", reason="machine code is made by llvmlite, which is not installed")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of machine code."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "code"))
    return tmp_path / "code"


def constant(value: float) -> str:
    """A function that stores a number, and so a source of its own."""
    f = Function("stored", "ptr %out", 8)
    f.store(f.number(value), "%out")
    return f.text


def stored(source: str) -> float:
    out = np.zeros(8, np.float32)
    loaded(source, {"stored": (c_void_p,)})["stored"](out.ctypes.data)
    return float(out[0])


def file_of(source: str) -> Path:
    path = code_path(source)
    assert path is not None
    return path


def test_what_is_compiled_is_kept_and_found_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = constant(1.5)
    assert read_code(source) is None
    assert stored(source) == 1.5
    assert read_code(source)
    assert [path.name for path in here.iterdir()] == [file_of(source).name]
    machine_code._engine.cache_clear()
    monkeypatch.setattr(machine_code, "_compiled", None)
    assert stored(source) == 1.5
    with pytest.raises(TypeError, match="'NoneType' object is not callable"):
        stored(constant(2.5))


def test_another_processor_or_version_has_another_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = constant(1)
    before = {file_of(source)}
    for field in processor()._fields:
        other = processor()._replace(**{field: "other"})
        monkeypatch.setattr(
            "lossproof.simulate.kernels.machine_code.processor", lambda other=other: other
        )
        before.add(file_of(source))
    monkeypatch.setattr("llvmlite.__version__", "0.0.0")
    before.add(file_of(source))
    assert len(before) == 5


def test_damaged_cut_and_renamed_code_is_ignored(here: Path) -> None:
    source, other = constant(3), constant(5)
    write_code(source, b"code" * 20)
    assert read_code(source) == b"code" * 20
    whole = file_of(source).read_bytes()
    for place in (0, 30, 60, -1):
        content = bytearray(whole)
        content[place] ^= 1
        file_of(source).write_bytes(content)
        assert read_code(source) is None
    for length in (0, 10, 40, 90):
        file_of(source).write_bytes(whole[:length])
        assert read_code(source) is None
    file_of(source).write_bytes(whole)
    file_of(source).rename(file_of(other))
    assert read_code(other) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no modes here")
@pytest.mark.parametrize("of_folder", [False, True])
def test_code_that_others_can_write_is_ignored(here: Path, of_folder: bool) -> None:
    source = constant(6)
    write_code(source, b"six")
    path = here if of_folder else file_of(source)
    path.chmod(path.stat().st_mode | 0o022)
    assert read_code(source) is None


def test_damaged_code_is_compiled_anew_and_replaced(here: Path) -> None:
    source = constant(7)
    write_code(source, b"seven")
    file_of(source).write_bytes(b"something else")
    assert stored(source) == 7
    assert len(read_code(source) or b"") > 100


def test_without_a_place_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER, "")
    assert code_path(constant(8)) is None
    assert stored(constant(8)) == 8
    (tmp_path / "file").touch()
    monkeypatch.setenv(FOLDER, str(tmp_path / "file" / "code"))
    assert stored(constant(9)) == 9
    assert read_code(constant(9)) is None


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="caches are elsewhere there")
def test_where_code_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "lossproof"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "lossproof"
