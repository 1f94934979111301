"""Data of the figures of embeddings: formulas and counts agree."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from lossproof.figures.embeddings import collapse, trained
from tests.figures.drawn import figure_request, made


def test_rates_of_balanced_classes_are_those_of_the_formulas() -> None:
    data = made("pair-tolerance")
    exact = data["exact"]
    for way, part in data.groups("pairs", "way").items():
        formula = exact[way][np.searchsorted(exact["k"], part["k"])]
        # Finitely many points have a few more pairs of two classes than the population.
        assert np.allclose(part["rate"], formula, atol=1e-5)
    mixes = data.groups("triplets", "way")
    at = np.searchsorted(exact["k"], mixes["random"]["k"])
    for name in ("valid", "swapped"):
        # Some 20 000 triplets, of labels that are drawn 24 times.
        assert np.allclose(mixes["random"][name], exact[name][at], atol=0.04)
    assert (mixes["batch-hard"]["swapped"] > mixes["batch-hard"]["valid"]).all()


def test_chances_are_below_the_proved_bound() -> None:
    data = made("regime")
    bounds = data.groups("bounds", "margin")
    for margin, part in data.groups("chances", "margin").items():
        assert (part["low"] <= part["outside"]).all()
        assert (part["outside"] <= part["high"]).all()
        bound = np.interp(part["n"], bounds[margin]["n"], bounds[margin]["bound"])
        assert bounds[margin]["bound"][0] == pytest.approx(8 / (2 * margin**2))
        assert (part["low"] <= bound).all()
    shares = data["shares"]
    total = shares["linear"] + shares["active"] + shares["inactive"]
    assert np.allclose(total, 1)
    assert shares["active"][-1] == 0


def test_the_grid_says_which_networks_collapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collapse, "BATCHES", (12, 240))
    monkeypatch.setattr(collapse, "DIMENSIONS", (1, 8))
    data = collapse.data(figure_request())
    grid = data.groups("grid", "batch", "dimension")
    for place, part in data.groups("networks", "batch", "dimension").items():
        share = (part["diameter"] <= collapse.SHARE).mean()
        assert grid[place]["collapsed"][0] == share
        assert (part["start"] > 0).all()
    assert grid[240, 1]["collapsed"][0] == 1
    assert grid[12, 8]["collapsed"][0] == 0


def test_trained_embeddings_start_well_and_the_line_is_the_threshold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trained, "EPOCHS", 4)
    monkeypatch.setattr(trained, "RATES", trained.RATES[:1])
    data = trained.data(figure_request())
    claim = figure_request().claim("le2018.all-pairs-threshold").statement
    rate = data["threshold"]["rate"][0]
    k = claim.symbolic()["k"]
    allowed = claim.symbolic_hypotheses["rate"][0].rhs.xreplace({k: sp.Integer(trained.CLASSES)})
    assert float(allowed) == pytest.approx(rate, rel=1e-12)
    table = data["trained"]
    assert len(table["precision"]) == trained.SEEDS * len(trained.SAMPLINGS)
    assert (table["precision"][table["way"] == "random triplets"] > 0.8).all()
