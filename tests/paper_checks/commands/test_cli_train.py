"""`lossproof train`: the table, the files, and what is refused."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main
from lossproof.simulate.running import HERE

SHORT = ("--epochs", "1", "--hidden", "8", "--seeds", "2", "--workers", "1")
FEW = ("--losses", "cce", "--losses", "forward-estimated", "--noise", "none",
       "--noise", "symmetric:0.2")  # fmt: skip


def run(*arguments: str, **given) -> Result:
    return CliRunner().invoke(main, ["train", *arguments], **given)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three classes, well apart."""
    rng = np.random.default_rng(0)
    y = np.arange(90) % 3
    x = rng.normal(5 * np.eye(3)[y], 1)
    path = tmp_path / "mine.npz"
    np.savez(path, x_train=x, y_train=y, x_test=x, y_test=y)
    return path


def test_the_table_has_a_row_per_loss_and_a_column_per_noise() -> None:
    found = run(*SHORT, *FEW)
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "digits of scikit-learn" in lines[0]
    header = next(line for line in lines if line.startswith("loss"))
    assert header.split() == ["loss", "none", "symmetric:0.2"]
    row = next(line for line in lines if line.startswith("forward-estimated"))
    assert row.count("±") == 2
    assert (
        "Reported for MNIST by Patrini et al. (2017), Table 2; not measured here:" in found.stdout
    )
    assert "97.9 ± 0.0" in found.stdout


def test_the_files_hold_the_same_as_stdout(tmp_path: Path) -> None:
    found = run(*SHORT, *FEW, "--json", "--out", str(tmp_path / "found"))
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert json.loads((tmp_path / "found.json").read_text()) == told
    rows = list(csv.DictReader((tmp_path / "found.csv").open()))
    assert len(rows) == 2 * 2 * 2
    results = {(row["loss"], row["noise"]): row for row in told["results"]}
    for row in rows:
        accuracy = results[row["loss"], row["noise"]]["accuracy"][int(row["seed"])]
        assert float(row["accuracy"]) == pytest.approx(accuracy, abs=1e-6)
    held = results["cce", "none"]
    assert held["mean"] == pytest.approx(np.mean(held["accuracy"]))
    assert held["sd"] == pytest.approx(np.std(held["accuracy"], ddof=1))
    assert {each["loss"] for each in told["estimates"]} == {"forward-estimated"}
    assert np.allclose(np.sum(told["estimates"][0]["T"], axis=1), 1)


def test_a_file_of_the_users(file: Path) -> None:
    found = run(*SHORT, "--losses", "1 - p**0.7", "--noise", "circular:0.1", "--data", str(file))
    assert found.exit_code == 0, found.output
    assert "mine.npz" in found.stdout
    assert "1 - p**0.7" in found.stdout
    assert "MNIST" not in found.stdout


def test_what_diverged_is_told(file: Path) -> None:
    found = run(*SHORT, "--losses", "(1 - p)**2 * exp(90*p)", "--losses", "mae", "--noise", "none",
                "--data", str(file), "--optimiser", "sgd", "--rate", "1e5")  # fmt: skip
    assert found.exit_code == 0, found.output
    assert "diverged in epoch 1: (1 - p)**2 * exp(90*p) under none, seed 0" in found.stdout


def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    kept = ("--checkpoint", str(tmp_path / "run.db"))

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    stopped = run(*SHORT, *FEW, *kept, obj=replace(HERE, progress=stop))
    assert stopped.exit_code == 130
    assert "finished blocks are saved in" in stopped.stderr
    seen: list[int] = []
    again = run(*SHORT, *FEW, *kept, obj=replace(HERE, progress=lambda done, of: seen.append(done)))
    assert again.exit_code == 0, again.output
    assert seen == [1, 2, 3, 4]
    assert again.stdout == run(*SHORT, *FEW).stdout
