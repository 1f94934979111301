"""`check --simulate` puts what drawing says beside what proof says."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import decide, load
from lossproof.paper_checks.commands import simulating
from lossproof.paper_checks.commands.main import main
from lossproof.paper_checks.commands.simulating import simulated
from lossproof.paper_checks.reports.explain import full
from lossproof.simulate.running import Execution
from tests.recorded import RECORDED

PROVED, REFUTED = "zhang2018.cce-sensitive", "zhang2018.uniform-by-resampling/all-labels"
NOT_DRAWN = "zhang2018.class-sum-bounds"


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", PROVED, REFUTED, NOT_DRAWN, *arguments])


def test_what_is_drawn_agrees_with_what_is_decided() -> None:
    result = check("--simulate", "--json", "--workers", "1")
    assert result.exit_code == 0, result.output
    said = {each["id"]: each.get("simulation") for each in json.loads(result.stdout)}
    assert said[PROVED]["outcome"] == "agrees"
    assert said[REFUTED]["outcome"] == "differs"
    assert said[REFUTED]["place"] == "its counterexample"
    shown = said[REFUTED]["shown"]
    assert shown["claimed"] == "== 0"
    assert float(shown["low"]) * float(shown["high"]) > 0
    assert float(shown["low"]) <= float(shown["exact"]) <= float(shown["high"])
    assert said[NOT_DRAWN] is None


def test_what_bears_a_refutation_out_does_not_read_as_a_contradiction() -> None:
    told = check("--simulate", "--workers", "1").stdout
    assert "REFUTED shows the failure" in told
    assert "The simulation agrees for 1 PROVED, shows the failure for 1 REFUTED." in told
    assert "differs" not in told


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
    result = check("--simulate", "--verbose")
    assert result.exit_code == 1
    assert f"The simulation contradicts the verdict of {PROVED}" in result.stdout
    assert "left side minus right side at the first point is in [1, 2]" in result.stdout


ABOUT = {"source": "", "locus": "", "repairs": None, "text": ""}
SOME = [
    PROVED, REFUTED, NOT_DRAWN, "derived.batch-estimator/at-least", "patrini2017.backward-unbiased"
]  # fmt: skip
RESULTS = [records.Result(name, RECORDED[name], 0.0) for name in SOME]


def one_code(task: object) -> dict[str, str]:
    return {}


@cache
def here() -> dict[str, Any]:
    return simulated(RESULTS)


def test_what_is_drawn_depends_on_the_seed_alone(tmp_path: Path) -> None:
    kept = Execution(workers=2, checkpoint=tmp_path / "run.db", code=one_code)
    few = simulated(RESULTS[:2], execution=kept)
    assert few == {name: here()[name] for name in SOME[:2]}
    other = simulated(RESULTS[:2], seed=1)
    assert {name: each["outcome"] for name, each in other.items()} == {
        name: each["outcome"] for name, each in few.items()
    }
    assert other != few


def test_what_is_not_drawn_may_be_evaluated_elsewhere() -> None:
    assert simulated(RESULTS, backend="strict") == here()


def test_what_was_drawn_before_is_read_from_the_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Execution(checkpoint=tmp_path / "run.db", code=one_code)
    assert simulated(RESULTS, execution=kept) == here()
    monkeypatch.setattr(simulating.monte_carlo, "run", lambda *_, **__: pytest.fail("it drew"))
    assert simulated(RESULTS, execution=kept) == here()
    with pytest.raises(ValueError, match="is of another run: recipe"):
        simulated(RESULTS, seed=1, execution=kept)


def test_a_backend_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lossproof.simulate.machine.backends._missing_cupy", lambda: "pip install it"
    )
    result = check("--simulate", "--backend", "cupy")
    assert result.exit_code == 2
    assert "the backend 'cupy' is not available: pip install it" in result.stderr


@pytest.mark.nightly("23 s: six checks, two of them fresh")
def test_what_was_drawn_is_recorded_and_kept(tmp_path: Path) -> None:
    folder = ("--records", str(tmp_path / "records"))
    assert check(*folder, "--simulate", "--update").exit_code == 0
    written = records.load(tmp_path / "records")
    assert written[PROVED]["simulation"] == here()[PROVED]
    assert "simulation" not in written[NOT_DRAWN]
    assert check(*folder, "--fresh").exit_code == 0
    assert check(*folder, "--fresh", "--update").exit_code == 0
    assert records.load(tmp_path / "records") == written
    assert check(*folder, "--simulate", "--seed", "7").exit_code == 0
    said = {**written[PROVED]["simulation"], "outcome": "open"}
    records.save([{**written[PROVED], "simulation": said}], tmp_path / "records")
    result = check(*folder, "--simulate")
    assert result.exit_code == 1
    assert "simulation outcome: recorded open, now agrees" in result.stdout


def test_what_was_drawn_of_another_statement_is_not_kept() -> None:
    claim = load()[PROVED]
    recorded = {**RECORDED[PROVED], "simulation": here()[PROVED]}
    assert decide(claim, recorded).simulation == here()[PROVED]
    said = {**recorded["statement"], "conclusion": []}
    assert decide(claim, {**recorded, "statement": said}).simulation is None
    point = {"c": "3", "eta": "1/4"}
    witness = {**recorded["witness"], "point": point}
    kept = decide(claim, {**recorded, "witness": witness})
    assert kept.record()["witness"]["point"] == point
    assert kept.simulation == here()[PROVED]


def test_a_record_without_a_simulation_has_not_moved() -> None:
    plain = {key: value for key, value in RECORDED[PROVED].items() if key != "simulation"}
    drawn = {**plain, "simulation": here()[PROVED]}
    assert records.differences(plain, drawn) == []
    assert records.differences(drawn, plain) == ["simulation: recorded outcome agrees, now nothing"]


def test_it_is_explained() -> None:
    proved, refuted = (
        "\n".join(full({**RECORDED[name], "simulation": here()[name]}, ABOUT, {}))
        for name in (PROVED, REFUTED)
    )
    assert "Simulation agrees at" in proved
    assert "Simulation shows the failure at the counterexample" in refuted
    assert "differs" not in refuted
    assert "interval  left side minus right side is in [" in refuted
    name = "zhang2018.class-dependent"  # it claims <=, and the left is larger
    told = "\n".join(full(RECORDED[name], ABOUT, {}))
    assert "interval  larger side minus smaller side is in [-0.0" in told
