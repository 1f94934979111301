"""`check --simulate` puts what drawing says beside what proof says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paper_checks.commands import simulating
from paper_checks.commands.main import main

PROVED, REFUTED = "zhang2018.cce-sensitive", "zhang2018.uniform-by-resampling"
NOT_DRAWN = "zhang2018.class-sum-bounds"


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", PROVED, REFUTED, NOT_DRAWN, *arguments])


def test_what_is_drawn_agrees_with_what_is_decided() -> None:
    result = check("--simulate", "--json", "--workers", "1")
    assert result.exit_code == 0, result.output
    said = {each["id"]: each["simulated"] for each in json.loads(result.stdout)}
    assert said[PROVED]["outcome"] == "agrees"
    assert said[REFUTED]["outcome"] == "differs"
    assert said[REFUTED]["place"] == "its counterexample"
    shown = said[REFUTED]["shown"]
    assert shown["claimed"] == "== 0"
    assert float(shown["low"]) * float(shown["high"]) > 0
    assert float(shown["low"]) <= float(shown["exact"]) <= float(shown["high"])
    assert said[NOT_DRAWN] is None


def test_nothing_is_drawn_unless_asked_for() -> None:
    assert "simulat" not in check().stdout


def test_a_simulation_that_differs_from_what_is_proved_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = {"outcome": "differs", "claimed": "== 0", "low": "1", "high": "2", "exact": "3/2"}
    said: dict[str, Any] = {
        "outcome": "differs",
        "seed": 0,
        "place": "its witness and other instances",
        "instances": 2,
        "labels": 8,
        "estimands": 2,
        "alpha": "1e-9",
        "passed over": [],
        "shown": {**shown, "margin": "0.1"},
    }
    monkeypatch.setattr(simulating, "simulated", lambda *_, **__: {PROVED: said})
    result = check("--simulate")
    assert result.exit_code == 1
    assert f"Not as decided: {PROVED}" in result.stdout
    assert "at the first of them the difference, claimed == 0, is in [1, 2]" in result.stdout
