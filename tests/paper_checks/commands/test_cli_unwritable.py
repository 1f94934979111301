"""A full disk or a folder that is read-only costs no result: one line names the file, exit 2."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest
from click.testing import Result

from lossproof.paper_checks.claims import loading
from lossproof.paper_checks.commands.verbs import analyse as analysing
from tests.paper_checks.commands.running import claims_text, lossproof

NO_ROOM = "cannot be written: No space left on device; choose another place, or make room there"


def refused(done: Result, sentence: str) -> None:
    """One line says which file cannot be written, and the status is not that of a moved verdict."""
    assert done.exit_code == 2, done.output
    assert [line for line in done.stderr.splitlines() if "Error: " in line] == [
        f"Error: {sentence}"
    ]
    assert ".part" not in done.output
    assert "Traceback" not in done.output


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with room when that is tried, and none when results are written."""
    known = Path.write_bytes

    def write_bytes(path: Path, data: bytes) -> int:
        return known(path, data) if ".tried." in path.name else full()

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", full)


def claims(folder: Path) -> Path:
    text = claims_text(("square", "Real()", "ge(x**2, 0)"), section=f"full{abs(hash(folder))}")
    path = folder / "claims_mine.py"
    with path.open("w") as file:
        file.write(text)
    return path


def test_after_a_full_disk_an_update_shows_what_was_decided(
    tmp_path: Path, full_later: None
) -> None:
    path = claims(tmp_path)
    done = lossproof("check", str(path), "--update", "--workers", "1")
    loading._forget(path.resolve())
    section = path.read_text().partition('Paper("')[2].partition('"')[0]
    record = tmp_path / "records" / "claims_mine" / section / "square.json"
    refused(done, f"{record} {NO_ROOM}")
    assert "The claim square about a number" in done.stdout
    assert "1 claim: 1 PROVED." in done.stdout
    assert [*tmp_path.rglob("*.json")] == []


def test_where_records_cannot_be_written_nothing_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decided(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("lossproof.paper_checks.commands.deciding.decided", decided)
    path = claims(tmp_path)
    (tmp_path / "records").write_text("")
    done = lossproof("check", str(path), "--update")
    why = "Not a directory; choose another place, or make room there"
    refused(done, f"{tmp_path / 'records' / 'claims_mine'} cannot be written: {why}")
    folder = tmp_path / "records" / "papers"
    done = lossproof("check", "li.sign", "--update", "--records", str(folder))
    refused(done, f"{folder} cannot be written: {why}")
    done = lossproof("check", "li.sign", "--simulate", "--checkpoint", str(folder))
    refused(done, f"{folder} cannot be written: there is no folder {folder.parent}")


def test_a_card_is_shown_though_its_picture_cannot_be_written(
    tmp_path: Path, full_later: None
) -> None:
    path = tmp_path / "card.pdf"
    done = lossproof("analyse", "1-p", "--classes", "2", "--picture", str(path))
    refused(done, f"{path} {NO_ROOM}")
    assert "symmetric" in done.stdout
    assert [*tmp_path.iterdir()] == []


def test_that_a_picture_can_be_written_is_tried_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysing, "_card", full)
    path = tmp_path / "no" / "card.pdf"
    done = lossproof("analyse", "1-p", "--picture", str(path))
    refused(done, f"{path} cannot be written: there is no folder {path.parent}")


@pytest.mark.parametrize("name", ["map.json", "map.png"])
def test_a_map_is_shown_though_it_cannot_be_written(
    tmp_path: Path, full_later: None, name: str
) -> None:
    path, option = tmp_path / name, "--keep" if name.endswith("json") else "--picture"
    done = lossproof("explore", "zhang2018.tightens-k03", "--map", "q,k", "--set", "c=2",
                     "--resolution", "4", option, str(path))  # fmt: skip
    refused(done, f"{path} {NO_ROOM}")
    assert "zhang2018.tightens-k03: where it holds" in done.stdout


def test_a_find_is_shown_though_it_cannot_be_kept(tmp_path: Path, full_later: None) -> None:
    path = tmp_path / "found.json"
    done = lossproof("explore", "zhang2018.tightens-k02", "--points", "100", "--keep", str(path))
    refused(done, f"{path} {NO_ROOM}")
    assert "zhang2018.tightens-k02" in done.stdout


def test_a_table_is_shown_though_it_cannot_be_written(tmp_path: Path, full_later: None) -> None:
    out = tmp_path / "table"
    done = lossproof("train", "--losses", "cce", "--noise", "none", "--seeds", "1", "--epochs",
                     "1", "--hidden", "4", "--workers", "1", "--out", str(out))  # fmt: skip
    refused(done, f"{out}.json {NO_ROOM}")
    assert "cce" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(("report", "--format", "markdown", "--no-figures", "li"), "report.md"),
     (("figures", "losses"), "losses.pdf")],
)  # fmt: skip
def test_what_a_folder_has_no_room_for_is_named(
    tmp_path: Path, full_later: None, arguments: tuple[str, ...], name: str
) -> None:
    done = lossproof(*arguments, "--out", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert NO_ROOM in done.stderr
    assert done.stderr.startswith(f"Error: {tmp_path / 'out'}")
    assert ".part" not in done.output
    assert not (tmp_path / "out" / name).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.process
def test_an_output_that_cannot_be_written_is_one_line() -> None:
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "lossproof", "list", "--json"], stdout=nowhere, text=True,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Error: the output cannot be written: No space left on device\n"


def test_what_no_command_expects_ends_with_another_status_than_a_moved_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lossproof.paper_checks.commands.recording.load", broken)
    done = lossproof("list")
    assert done.exit_code == 2
    assert "ZeroDivisionError" in done.stderr
