"""A simulation that takes a backend runs on the one asked for, others where they always do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paper_checks.claims import monte_carlo
from paper_checks.commands.main import main
from simulate.machine import missing

FILE = """
import math

from paper_checks.claims import Paper
from paper_checks.claims import Comparison
from theory.domain import Real
from theory.language import ge

mine = Paper("mine", "a test")


@mine.claim("runs-on-BACKEND", locus="here", kind="ineq")
class ZeroOne:
    "A square and one are at least twice the root."

    x = Real()

    def conclusion(x):
        return ge(x**2 + 1, 2 * x)

    def simulate(seed, alpha, *, backend="auto", rate=0.2):
        from simulate.problem import Gaussian, RiskProblem
        from simulate.risk import Sample, risks
        from theory.losses import LOSSES

        problem = RiskProblem(Gaussian(2.0, 1.0, 2), [LOSSES["zero_one"].fix()], [rate])
        found = risks(problem, Sample(samples=20_000, seed=seed, backend=backend), alpha=alpha)
        clean = math.erfc(1) / 2
        return Comparison(f"on {backend}", found.interval, [clean, 0.6 * clean + 0.2], 0.1)

    faults = {"another rate": {"rate": 0.5}}
"""


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments, "--workers", "1"])


@pytest.mark.parametrize("backend", ["auto", "numpy", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_a_simulation_runs_on_the_backend_asked_for(tmp_path: Path, backend: str) -> None:
    if reason := missing("cupy" if backend == "cupy" else "numpy"):
        pytest.skip(reason)
    path = tmp_path / "mine.py"
    path.write_text(FILE.replace("BACKEND", backend))
    result = check(str(path), "--backend", backend)
    assert result.exit_code == 0, result.output
    assert f"mine.runs-on-{backend}: CONFIRMED simulated, not proved: on {backend}" in result.stdout


def test_what_computed_is_trusted() -> None:
    def simulate(seed, alpha, *, backend="auto"): ...

    assert monte_carlo.trusted(simulate) == ("numpy",)
    for given, trusted in (("numpy", ("numpy",)), ("numba", ("numba", "numpy"))):
        assert monte_carlo.trusted(monte_carlo.on_backend(simulate, given)) == trusted


def test_a_device_that_is_missing_is_explained() -> None:
    if missing("cupy") is None:
        pytest.skip("there is a CUDA device here")
    result = check("zhang2018", "--backend", "cupy")
    assert result.exit_code == 2
    assert "the backend 'cupy' is not available: " in result.output


def test_a_backend_that_no_simulation_takes_changes_nothing(monkeypatch) -> None:
    monkeypatch.setattr("simulate.machine.backend", lambda name: None)
    result = check("zhang2018.uniform-by-resampling/effective-rate", "--backend", "cupy")
    assert result.exit_code == 0, result.output
    assert "no simulation of these claims takes a backend: they run on NumPy" in result.stderr


def test_only_simulations_that_take_a_backend_get_one() -> None:
    def anywhere(seed, alpha, *, backend="auto", heads=0.5):
        return backend

    def here(seed, alpha, *, heads=0.5):
        return "here"

    assert monte_carlo.on_backend(anywhere, "cupy")(seed=0, alpha=0.1, heads=1) == "cupy"
    assert monte_carlo.on_backend(here, "cupy") is here
    assert monte_carlo.on_backend(None, "cupy") is None
    with pytest.raises(ValueError, match="must change arguments of simulate, heads; it changes"):
        monte_carlo.check("toy.claim", anywhere, {"elsewhere": {"backend": "cupy"}})
