"""`check --train` trains for the claims that are about training, and decides them by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.records import differences
from tests.recorded import RECORDED

FILE = """
import numpy as np
from lossproof.paper_checks.claims import Paper
from lossproof.simulate.training import (
    Data,
    Effect,
    Experiment,
    Optimiser,
    Settings,
    column,
    method,
)

def blobs():
    rng = np.random.default_rng(0)
    y = np.arange(80) % 4
    x = rng.normal(4 * np.eye(4)[y], 1.0)
    return Data(x, y, x, y, 4, "blobs")

def experiment(seeds):
    fast = Settings(hidden=(8,), epochs=3, batch=8, dropout=0.0,
                    optimiser=Optimiser("sgd", 0.05, 0.0))
    methods = [method("cce"), method("rce:log_zero=-1/1000")]
    return Experiment(blobs(), methods, [column("none", 4)], seeds, fast)

def gap(found):
    output = found.confidence[-1, 0, :, :, 0]
    return {sign}(output[:, 0] - output[:, 1])

school = Paper("{paper}", "a book")

@school.claim("slower", locus="page 1", kind="sim")
class Slower:
    "A loss of a thousandth of the slope is slower."

    effects = (Effect("slower", "outputs at the label apart", (experiment,), gap, seeds=32),)
"""
MEASURED = "zhang2018.mae-slower"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def written(folder: Path, name: str, sign: str) -> str:
    path = folder / f"{name}.py"
    path.write_text(FILE.replace("{sign}", sign).replace("{paper}", name.replace("_", "-")))
    return str(path)


@pytest.mark.parametrize(("sign", "verdict"), [("+", "CONFIRMED"), ("-", "UNDECIDED")])
def test_what_is_trained_decides(tmp_path: Path, sign: str, verdict: str) -> None:
    path = written(tmp_path, {"+": "school_up", "-": "school_down"}[sign], sign)
    found = run("check", path, "--train", "--json", "--workers", "1")
    assert found.exit_code == (0 if verdict == "CONFIRMED" else 2), found.output
    (record,) = json.loads(found.stdout)
    assert record["verdict"] == verdict
    assert len(record["simulation"]["effects"][0]["values"]) == 32


def test_it_is_told_what_was_trained_and_what_was_not(tmp_path: Path) -> None:
    path = written(tmp_path, "school_told", "+")
    told = run("check", path, "--train", "--workers", "2")
    assert told.exit_code == 0, told.output
    trained = (
        "trained   with cce and rce:log_zero=-1/1000 under no noise on blobs, ReLU layers 4-8-4"
    )
    assert trained in told.stdout
    assert (
        "measured  the mean over seeds of “slower” is in the confidence interval [0." in told.stdout
    )
    assert "not measured: lossproof check" in run("check", path, "--workers", "1").stdout


def test_what_is_recorded_is_not_of_another_measure(tmp_path: Path) -> None:
    path = written(tmp_path, "school_turned", "+")
    assert run("check", path, "--train", "--update", "--workers", "1").exit_code == 0
    assert "CONFIRMED" in run("check", path, "--workers", "1").stdout
    text = FILE.replace("{sign}", "-").replace("{paper}", "school-turned")
    Path(path).write_text(text)
    moved = run("check", path, "--workers", "1")
    assert moved.exit_code == 1, moved.output
    assert "not measured: lossproof check" in moved.stdout


def test_a_check_without_it_stands_on_the_record() -> None:
    found = run("check", MEASURED, "--json", "--workers", "1", "--fresh")
    assert found.exit_code == 0, found.output
    recorded = RECORDED[MEASURED]
    (record,) = json.loads(found.stdout)
    assert not differences(recorded, {key: record[key] for key in recorded})
    assert record["simulation"] == recorded["simulation"]


def test_drawing_leaves_it_out(tmp_path: Path) -> None:
    found = run("check", MEASURED, "--simulate", "--workers", "1")
    assert found.exit_code == 0, found.output
    assert "0 claims that contain an expectation" in found.stdout
