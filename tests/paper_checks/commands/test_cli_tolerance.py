"""`lossproof tolerance`: the tables, the same as JSON, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.reports.runs import tolerance

LABELS = np.repeat(np.arange(5), 8)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["tolerance", *map(str, arguments)])


def points(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(4 * np.eye(5)[LABELS], 1)


def saved(folder: Path, **arrays: object) -> Path:
    path = folder / "points.npz"
    np.savez(path, **{"embeddings": points(), "labels": LABELS, **arrays})  # type: ignore[arg-type]
    return path


def test_the_screen_says_what_is_tolerated(tmp_path: Path) -> None:
    found = run(saved(tmp_path), "--noise", "1/10", "--noise", "0.7")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "points.npz: 40 points in 5 dimensions, 5 classes of 8 points"
    rows = {line[:16].strip(): line[16:].split() for line in lines}
    assert rows["all pairs"] == ["below", "31.0", "%", "yes", "no"]
    assert rows["one to one"] == ["below", "80.0", "%", "yes", "yes"]
    assert ["any", "rate", "but", "80", "%", "yes", "yes"] in [line.split()[2:] for line in lines]
    assert "distance-weighted is omitted" in found.stdout


def test_a_table_has_a_row_for_every_strategy_and_noise(tmp_path: Path) -> None:
    path = saved(tmp_path)
    rates = ("--noise", "1/10", "--noise", "0.7")
    table = [*csv.DictReader(run(path, *rates, "--csv").stdout.splitlines())]
    answers = [(row["tolerates"], row["tolerated"]) for row in table]
    assert answers[:2] == [("below 31.0 %", "yes"), ("below 31.0 %", "no")]
    told = json.loads(run(path, *rates, "--json").stdout)["mined"]
    shares = {(row["strategy"], row["noise"]): row["valid %"] for row in table if row["valid %"]}
    assert shares.keys() == {(name, noise) for name in told for noise in told[name]}
    assert all(
        abs(float(share.strip("<>")) - 100 * told[name][noise]["valid"]) < 0.1
        for (name, noise), share in shares.items()
    )
    assert run(path, *rates, "--latex").stdout.count(r" \\") == len(table) + 1


def test_json_holds_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path)
    found = run(path, "--noise", "1/10", "--normalise", "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert told["sizes"] == [8] * 5
    assert told["tolerated"]["all pairs"]["rate"] == pytest.approx(0.8 * (1 - (3 / 8) ** 0.5))
    assert told["tolerated"]["random triplets"] == {
        "rate": 0.8, "above": True, "under": {"uniform 1/10": True},
    }  # fmt: skip
    for regime in told["regime"].values():
        assert regime["linear"] + regime["active"] + regime["inactive"] == pytest.approx(1)
    random, hard = (told["mined"][x]["uniform 1/10"] for x in ("random triplets", "batch-hard"))
    assert random["valid"] > random["swapped"]
    assert hard["valid"] < random["valid"]
    assert set(told["mined"]["distance-weighted"]) == {"uniform 1/10"}
    assert told["left_out"] == {}
    again = run(path, "--noise", "1/10", "--normalise", "--json")
    assert again.stdout == found.stdout


def test_a_matrix_may_confuse_two_classes_that_all_pairs_bear(tmp_path: Path) -> None:
    rows = np.eye(5)
    rows[0], rows[1] = (0.7, 0.3, 0, 0, 0), (0.3, 0.7, 0, 0, 0)
    np.save(tmp_path / "T.npy", rows)
    found = run(saved(tmp_path), "--transition", tmp_path / "T.npy", "--json")
    told = json.loads(found.stdout)["tolerated"]
    assert {name: each["under"]["T.npy"] for name, each in told.items()} == {
        "all pairs": True, "one to one": False, "random triplets": False,
    }  # fmt: skip


def test_points_that_coincide_and_classes_with_one_point_are_told(tmp_path: Path) -> None:
    where = points()
    where[1], where[8] = where[0], where[0]
    labels = np.append(LABELS[:-8], [4, 4, 4, 4, 4, 4, 4, 6])
    found = run(saved(tmp_path, embeddings=where, labels=labels))
    assert found.exit_code == 0, found.output
    assert "7 classes (1 of them empty) of 1 to 8" in found.stdout
    assert "pairs at distance 0: 1 within a class, 2 between classes" in found.stdout
    assert "classes with one point only (no positive pairs): 6" in found.stdout


def test_where_nothing_is_taken_that_is_said(tmp_path: Path) -> None:
    places = np.array([[0.0], [0.0], [5.0], [5.0]])
    found = run(saved(tmp_path, embeddings=places, labels=[0, 0, 1, 1]), "--noise", "0")
    assert found.exit_code == 0, found.output
    (row,) = [line for line in found.stdout.splitlines() if line.startswith("semi-hard")]
    assert row.split() == ["semi-hard", "none", "taken"]


NAN, ZERO = points(), points()
NAN[3, 1], ZERO[4] = np.nan, 0


@pytest.mark.parametrize(
    ("arrays", "options", "message"),
    [
        ({"embeddings": NAN}, [], "embeddings must be finite; embeddings[3, 1] is nan"),
        ({"embeddings": ZERO}, ["--normalise"], "which have no direction; row 4 is 0"),
        ({"embeddings": points() * 1e-200}, [], "differ by less than squares of floats can tell"),
        ({"embeddings": points() * 1e200}, [], "distances must be finite; distances[0, 1] is inf"),
        ({"labels": np.zeros(40, int)}, [], "no pair is of different classes"),
        ({"labels": np.arange(40)}, [], "no pair is of one class"),
        (
            {"labels": LABELS + 0.5},
            [],
            "labels must be integers",
        ),
        ({"labels": np.where(LABELS == 3, np.nan, LABELS)}, [], "= 0..999; labels[24] is nan"),
        ({"labels": LABELS - 1}, [], "labels must be integers in 0..c-1 = 0..999; labels[0] is -1"),
        ({"labels": LABELS.astype(str)}, [], "integers in 0..c-1 = 0..999; got dtype <U"),
        ({"labels": LABELS + 2.5}, [], "integers in 0..c-1 = 0..999; got dtype float64"),
        ({"points": points()}, [], "got both embeddings and points: remove one"),
        ({}, ["--classes", "100000"], "100000 is not in the range 2<=x<=1000"),
        ({"labels": LABELS * 10**9}, [], "labels must be below 1000; got 4000000000"),
        ({"labels": LABELS[:-1]}, [], "labels must have an entry per row, 40; got 39"),
        ({"embeddings": points()[:2], "labels": [0, 1]}, [], "contain 3 to 10000 points; got 2"),
        ({"embeddings": points()[0]}, [], "embeddings must have shape (n, d)"),
        (
            {"embeddings": LABELS.astype(str)[:, None]},
            [],
            "must contain real numbers; got dtype <U",
        ),
        ({}, ["--classes", "3"], "labels must be integers in 0..c-1 = 0..2"),
        ({}, ["--margin", "-1"], "--margin must be a number >= 0"),
        ({}, ["--beta", "far"], "--beta must be a number >= 0"),
        ({}, ["--noise", "2"], "--noise must be a rate in [0, 1]; got 2"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, arrays: dict[str, object], options: list[str], message: str
) -> None:
    found = run(saved(tmp_path, **arrays), *options)
    assert found.exit_code == 2
    assert message in found.output
    assert not found.stdout


def test_files_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, vectors=points(), labels=LABELS)
    found = run(other)
    assert found.exit_code == 2
    assert (
        "embeddings or points and labels; embeddings is missing (it contains vectors, labels)"
        in (found.output)
    )
    text = tmp_path / "text.npz"
    text.write_text("no archive")
    assert (
        "it must be an .npz file with the arrays embeddings or points and labels"
        in run(text).output
    )
    np.save(tmp_path / "T.npy", np.eye(3))
    small = run(saved(tmp_path), "--transition", tmp_path / "T.npy")
    assert small.exit_code == 2
    assert "T must have c = 5 classes, as the labels do; got 3" in small.output


def test_a_rate_that_is_printed_is_tolerated() -> None:
    rates = (0.2, 0.2 - 5e-8, 0.2 - 5e-7, 0.2999995)
    told = [tolerance._rate(rate, above=False) for rate in rates]
    assert told == ["below 20.0 %", "below 20.0 %", "below 19.9 %", "below 29.9 %"]
