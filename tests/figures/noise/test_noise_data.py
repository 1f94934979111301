"""Data of the figures of noise: what claims prove of them holds of the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.figures.noise import risks
from lossproof.figures.picture import swapped
from lossproof.theory.losses import retained
from lossproof.theory.noise import cifar10_flips
from tests.figures.drawn import figure_request, made


def test_only_the_symmetric_loss_keeps_order_and_line() -> None:
    data = made("noisy-risk")
    symmetric, other = data.groups("risks", "loss").values()
    ends = data["line"]
    slope = np.diff(ends["noisy"])[0] / np.diff(ends["clean"])[0]
    assert slope == pytest.approx(float(retained(risks.RATE, risks.CLASSES)), rel=1e-12)
    on_line = np.interp(symmetric["clean"], ends["clean"], ends["noisy"])
    assert np.allclose(symmetric["noisy"], on_line, rtol=1e-12)
    assert swapped(symmetric["clean"], symmetric["noisy"]) == 0
    assert swapped(other["clean"], other["noisy"]) > 0.1


def test_another_seed_draws_others() -> None:
    one, other = (risks.data(figure_request(seed=seed))["risks"]["clean"] for seed in (0, 1))
    assert not np.array_equal(one, other)


def test_backward_is_unbiased_and_costs_one_over_m() -> None:
    data = made("backward")
    means = data["means"]
    assert np.allclose(means["noisy, corrected"], means["clean"], rtol=1e-9, atol=1e-12)
    assert not np.allclose(means["noisy"], means["clean"], rtol=0.1)
    for c, part in data.groups("spread", "c").items():
        m = np.array([float(retained(eta, int(c))) for eta in part["eta"]])
        assert np.allclose(part["ratio"], 1 / m, rtol=1e-9)
    draws = data["draws"]
    assert (draws["plain"] > 0).all()
    assert (np.diff(draws["corrected"]) < 0).all()
    assert draws["corrected"][-1] < -4


def test_noise_changes_the_hessian_across_layers_of_weights_only() -> None:
    groups = made("hessians").groups("hessian", "row block", "column block")
    for (row, column), part in groups.items():
        change = abs(part["noisy"] - part["clean"]).max()
        across = {row, column} in ({"W1", "W2"}, {"b1", "W2"})
        assert change > 0.01 if across else change < 1e-15
        assert np.allclose(part["noisy, corrected"], part["clean"], atol=1e-15)


def test_estimates_are_wrong_just_where_the_claims_say() -> None:
    groups = made("estimated-noise").groups("matrices", "N", "matrix")

    def wrong(rate: float, kind: str) -> list[int]:
        size = 10
        entries, true = (groups[rate, each]["entry"].reshape(size, size) for each in (kind, "true"))
        return np.flatnonzero((entries != true).any(axis=1)).tolist()

    for rate, text in ((0.2, "1/5"), (0.6, "3/5")):
        T = cifar10_flips(text).to_numpy()
        not_leading = [j for j in range(10) if T[:, j].argmax() != j]
        assert wrong(rate, "argmax") == not_leading
        assert wrong(rate, "percentile") == [*not_leading, 9]
