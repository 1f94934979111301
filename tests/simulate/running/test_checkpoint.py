"""A run goes on from its file to the result that it would have had, or says why it cannot."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossproof.simulate.running import Execution, OtherRunError, checkpoint, run
from lossproof.simulate.running.checkpoint import Checkpoint, code_version, decode, encode
from tests.simulate.blocktask import BlockTask, one_code
from tests.together import together

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, "-m", "tests.simulate.blocktask"]
CODE = {"lossproof": "1", "numpy": "2", "sources": "0" * 64}


def kept(path: Path) -> Execution:
    return Execution(checkpoint=path, code=one_code)


def start(path: Path, blocks: int, workers: int, **fields: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*PROGRAM, str(path), str(blocks), str(workers), json.dumps(fields)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ask(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as file, file:
        return file.execute(query).fetchall()


def computed(path: Path, blocks: int, log: Path) -> list[int]:
    """Run on, see that the result is that of a run without a file, and list what was computed."""
    log.write_text("")
    found = run(BlockTask(log=str(log)), blocks, kept(path))
    assert found.digest == run(BlockTask(), blocks).digest
    return [int(line) for line in log.read_text().split()]


def test_finished_blocks_are_not_computed_again(tmp_path: Path) -> None:
    path, log = tmp_path / "run.db", tmp_path / "log"
    path.touch()
    assert computed(path, 10, log) == list(range(10))
    assert computed(path, 10, log) == []
    assert computed(path, 7, log) == []
    assert computed(path, 12, log) == [10, 11]
    assert [file.name for file in tmp_path.iterdir() if file != log] == ["run.db"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of POSIX systems")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "run.db")
    with pytest.raises(ValueError, match="must be a file that a run made, or a new one"):
        run(BlockTask(), 1, kept(tmp_path / "run.db"))


def test_watch_sees_finished_blocks_too(tmp_path: Path) -> None:
    path, seen = tmp_path / "run.db", list[int]()
    for _ in range(2):
        seen.clear()
        found = run(
            BlockTask(),
            10,
            kept(path),
            watch=lambda block, statistics: seen.append(block) or block == 3,
        )
        assert (found.blocks, seen) == (4, [0, 1, 2, 3])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_kill_after_a_while_leaves_finished_blocks(workers: int, tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    with start(path, 1000, workers, seconds=0.03) as program:
        assert program.stdout is not None
        while int(program.stdout.readline()) < 30:
            pass
        program.send_signal(signal.SIGKILL)
        # Ends only when the workers, who have the same pipes, have ended too.
        program.communicate(timeout=30)
    kept = ask(path, "SELECT count(*) FROM blocks")[0][0]
    assert kept >= 5
    assert len(computed(path, 40, tmp_path / "log")) <= 40 - 5


def test_a_kill_at_any_moment_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    for kill in range(4):
        with start(path, 1000, 1 + kill % 2, seconds=0.002) as program:
            time.sleep(random.uniform(0.1, 0.8))
            program.send_signal(signal.SIGKILL)
            program.communicate(timeout=30)
    if path.exists() and path.stat().st_size:
        assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    computed(path, 300, tmp_path / "log")


@together("pages", [1, 2, 3, 4])
def test_a_kill_while_the_file_is_made_changes_nothing(pages: int, tmp_path: Path) -> None:
    made, path = tmp_path / f"made{pages}.db", tmp_path / f"run{pages}.db"
    run(BlockTask(), 1, kept(made))
    path.write_bytes(made.read_bytes()[: 4096 * pages])
    # The head of SQLite's journal: no pages to put back, and none in the file to begin with.
    numbers = (0, 0, 0, 512, 4096)
    head = bytes.fromhex("d9d505f920a163d7") + b"".join(x.to_bytes(4, "big") for x in numbers)
    path.with_name(f"{path.name}-journal").write_bytes(head.ljust(512, b"\0"))
    assert computed(path, 3, tmp_path / "log") == [0, 1, 2]


def test_two_runs_share_one_file(tmp_path: Path) -> None:
    path, log = tmp_path / "run.db", tmp_path / "log"
    programs = [start(path, 150, 1, seconds=0.004, log=str(log)) for _ in range(2)]
    ends = [program.communicate(timeout=60) for program in programs]
    digest = run(BlockTask(), 150).digest
    assert [(out.split()[-1], errors) for out, errors in ends] == [(digest, "")] * 2
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "SELECT count(*) FROM blocks") == [(150,)]
    assert computed(path, 150, log) == []


@together(
    "damage",
    [
        "statistics = zeroblob(length(statistics))",
        "statistics = substr(statistics, 2)",
        "statistics = NULL",
        "statistics = 'text'",
        "sha256 = zeroblob(32)",
        "sha256 = NULL",
        "(statistics, sha256) = (SELECT statistics, sha256 FROM blocks WHERE block = 5)",
    ],
)
def test_a_damaged_block_is_computed_again(damage: str, tmp_path: Path) -> None:
    path, log = tmp_path / "run.db", tmp_path / "log"
    path.unlink(missing_ok=True)
    computed(path, 9, log)
    ask(path, f"UPDATE blocks SET {damage} WHERE block IN (2, 7)")
    assert computed(path, 9, log) == [2, 7]
    assert computed(path, 9, log) == []


@together(
    ("recipe", "sentence"),
    [
        ({"b": [1, {"q": 0.5}], "c": "x"}, r"recipe.a is 1 there and absent here"),
        ({"a": 1, "b": [1, {"q": 0.5}], "c": "x", "d": 2}, r"recipe.d is absent there and 2 here"),
        ({"a": 1, "b": [1, {"q": 0.6}], "c": "x"}, r"recipe.b\[1\].q is 0.5 there and 0.6 here"),
        ({"a": 1.0, "b": [1, {"q": 0.5}], "c": "x"}, r"recipe.a is 1 there and 1.0 here"),
        ({"a": True, "b": [1, {"q": 0.5}], "c": "x"}, r"recipe.a is 1 there and true here"),
        ({"a": 1, "b": [1], "c": "x"}, r'recipe.b is \[1, {"q": 0.5}\] there and \[1\] here'),
        ({"a": 1, "b": [1, {"q": 0.5}], "c": ["x"]}, r'recipe.c is "x" there and \["x"\] here'),
    ],
)
def test_the_first_difference_of_recipes_is_named(
    recipe: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "run.db"
    Checkpoint(path, {"c": "x", "b": (1, {"q": 0.5}), "a": 1}, CODE).close()
    Checkpoint(path, {"a": 1, "b": [1, {"q": 0.5}], "c": "x"}, CODE).close()
    with pytest.raises(ValueError, match=sentence):
        Checkpoint(path, recipe, CODE)


def test_values_that_part_late_are_shown_where_they_do(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    Checkpoint(path, {"rows": [0] * 200 + [1]}, CODE).close()
    with pytest.raises(ValueError, match=r"recipe.rows\[200\] is 1 there and 2 here"):
        Checkpoint(path, {"rows": [0] * 200 + [2]}, CODE)
    with pytest.raises(ValueError, match=r"is …0, 0, 0, 1\] there and …0, 0, 0, 1, 3\] here"):
        Checkpoint(path, {"rows": [0] * 200 + [1, 3]}, CODE)


def test_a_file_of_another_code_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "run.db"
    run(BlockTask(), 3, Execution(checkpoint=path))
    monkeypatch.setattr(np, "__version__", "1.0")
    with pytest.raises(OtherRunError, match=r'code.numpy is "2.*" there and "1.0" here') as found:
        run(BlockTask(), 3, Execution(checkpoint=path))
    assert found.value.key == "code.numpy"


def test_every_source_is_part_of_the_code(tmp_path: Path, monkeypatch: Any) -> None:
    for name in ("simulate", "theory", "theory/domain"):
        (tmp_path / name).mkdir()
    for package in (checkpoint.simulate, checkpoint.theory):
        folder = tmp_path / package.__name__.rpartition(".")[2]
        monkeypatch.setattr(package, "__file__", str(folder / "__init__.py"))
    seen = {code_version(3)["sources"]}
    for name in ("simulate/a.py", "simulate/b.cu", "theory/a.py", "theory/domain/c.py"):
        (tmp_path / name).write_text("x = 1\n")
        seen.add(code_version(3)["sources"])
        (tmp_path / name).write_text("x = 2\n")
        seen.add(code_version(3)["sources"])
    seen.add(code_version(BlockTask())["sources"])
    assert len(seen) == 10
    (tmp_path / "theory" / "notes.txt").write_text("x")
    assert code_version(BlockTask())["sources"] in seen


def another_database(path: Path) -> None:
    ask(path, "CREATE TABLE header (name, value)")


def database_with_a_log(path: Path) -> None:
    """A database in use: what was committed last is in a log beside it."""
    code = (
        "import os, sqlite3, sys; file = sqlite3.connect(sys.argv[1])\n"
        "file.execute('PRAGMA journal_mode = WAL'); file.execute('CREATE TABLE t (x)')\n"
        "file.execute('INSERT INTO t VALUES (1)'); file.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
    assert path.with_name(f"{path.name}-wal").stat().st_size


@together(
    "make",
    [
        lambda path: path.write_text("x"),
        lambda path: path.write_text("A page of notes.\n" * 1000),
        lambda path: path.write_bytes(bytes(10_000)),
        another_database,
        database_with_a_log,
    ],
)
def test_a_file_that_is_no_checkpoint_is_refused_and_kept(
    make: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "notes #1?.txt"
    path.unlink(missing_ok=True)
    make(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="checkpoint must be a file that a run made, or a new one"):
        run(BlockTask(), 3, kept(path))
    assert path.read_bytes() == before


def test_a_path_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "run.db"):
        with pytest.raises(ValueError, match=r"cannot be used \(unable to open database file\)"):
            run(BlockTask(), 3, kept(path))


def test_a_damaged_header_and_another_format_are_named(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    run(BlockTask(), 3, kept(path))
    ask(path, "UPDATE header SET value = '{'")
    with pytest.raises(ValueError, match="cannot be used"):
        run(BlockTask(), 3, kept(path))
    ask(path, "DELETE FROM header")
    with pytest.raises(ValueError, match="cannot be used"):
        run(BlockTask(), 3, kept(path))
    ask(path, "PRAGMA user_version = 2")
    with pytest.raises(ValueError, match="has format 2, of another version of lossproof"):
        run(BlockTask(), 3, kept(path))


@together("value", [np.int64(3), float("nan"), {1, 2}, {(1, 2): 3}])
def test_a_recipe_that_is_not_json_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"task.recipe must be what JSON can write \(finite"):
        Checkpoint(tmp_path / "run.db", {"x": value}, CODE)
    assert not (tmp_path / "run.db").exists()


@together(
    "array",
    [
        np.array([[0.1, -0.0, np.inf], [5e-324, -1e308, 1 / 3]]),
        np.array(2.5),
        np.zeros((0, 3)),
        np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1),
        np.array(-(2**63)),
        np.array([0, 1, -1, 2**64, -(2**64) - 1, 10**5000], dtype=object).reshape(2, 3),
        np.array(7**100, dtype=object),
        np.empty((0,), dtype=object),
    ],
)
def test_arrays_are_read_as_they_were_written(array: np.ndarray) -> None:
    found = decode(encode({"x": array, "n": np.array([1.5])}))
    assert list(found) == ["n", "x"]
    assert (found["x"].dtype, found["x"].shape) == (array.dtype, array.shape)
    assert found["x"].tobytes() == array.tobytes() or array.dtype == object
    assert found["x"].tolist() == array.tolist()
    assert found["x"].flags.writeable


def test_equal_statistics_are_the_same_bytes() -> None:
    x, n = np.arange(6.0).reshape(2, 3), np.array(3)
    same = [{"x": x, "n": n}, {"n": n, "x": np.asfortranarray(x)}]
    other = [{"x": x.T, "n": n}, {"x": -x, "n": n}, {"y": x, "n": n}]
    assert len({encode(statistics) for statistics in same}) == 1
    assert len({encode(statistics) for statistics in [*same, *other]}) == 4
