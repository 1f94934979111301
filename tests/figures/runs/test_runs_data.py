"""Data of the figures of runs: intervals hold the exact risk, accuracies are those of `train`."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.figures.runs import convergence, training
from lossproof.simulate.training import Experiment, Settings, column, digits, method, train
from tests.figures.drawn import figure_request, made


def test_sequences_hold_the_exact_risk_at_all_times_and_narrow() -> None:
    runs = made("convergence").groups("run", "loss")
    assert list(runs) == [loss.name for loss in convergence.USUAL]
    for part in runs.values():
        assert (part["low"] <= part["risk"]).all()
        assert (part["risk"] <= part["high"]).all()
        assert np.ptp(part["risk"]) == 0
        widths = part["high"] - part["low"]
        assert (np.diff(widths) <= 1e-15).all()
        assert widths[-1] < 0.02
        assert part["n"][-1] == 10**6


def test_accuracies_are_those_of_training_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "EPOCHS", 2)
    monkeypatch.setattr(training, "HIDDEN", (8,))
    monkeypatch.setattr(training, "METHODS", ("cce", "forward"))
    data = training.data(figure_request(seed=3))
    curves = data.groups("curves", "noise", "loss", "seed", "epoch")
    samples = digits()
    alone = train(
        Experiment(
            samples, [method("forward")], [column("asymmetric:0.6", samples.classes)], (4,),
            Settings((8,), 2),
        ),
        backend_name="numpy",
    )  # fmt: skip
    found = curves["asymmetric:0.6", "forward", 4, 2]["accuracy"]
    assert found.tolist() == [alone.accuracy[-1, 0, 0, 0]]
    table = data.groups("table", "noise", "loss")
    both = [curves["none", "cce", seed, 2]["accuracy"][0] for seed in (3, 4)]
    assert table["none", "cce"]["mean"][0] == pytest.approx(np.mean(both))
    assert table["none", "cce"]["deviation"][0] == pytest.approx(np.std(both, ddof=1))
