"""Data of the figures of information: what claims prove of them holds of the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from lossproof.figures.information import order
from lossproof.figures.picture import swapped
from lossproof.theory.noise import TransitionMatrix
from tests.figures.drawn import made


def test_determinants_keep_their_order_and_information_does_not() -> None:
    data = made("information-order")
    table, line = data["classifiers"], data["line"]
    share = float(abs(order.NOISE.determinant()))
    assert np.allclose(table["DMI, noisy"], share * table["DMI"], rtol=1e-9, atol=1e-15)
    assert line["DMI, noisy"][1] == pytest.approx(share * line["DMI"][1])
    assert swapped(table["DMI"], table["DMI, noisy"]) == 0
    assert swapped(table["MI"], table["MI, noisy"]) > 0.02
    assert (table["MI, noisy"] <= table["MI"] + 1e-12).all()


def test_intervals_hold_the_determinant_of_the_noise() -> None:
    data = made("dmi-invariance")
    batches = data["batches"]
    sizes = np.array(
        [float(abs(TransitionMatrix.uniform(eta, 3).determinant())) for eta in batches["eta"]]
    )
    assert (batches["low"] <= sizes).all()
    assert (sizes <= batches["high"]).all()
    assert (batches["high"] - batches["low"] < 0.2).all()
    for part in data.groups("exact", "classifier").values():
        shift = part["loss"] - part["loss"][0]
        assert np.allclose(shift, -np.log(np.abs(part["ratio"])), atol=1e-9)
