"""Data of the figures of embeddings: formulas and counts agree."""

from __future__ import annotations

import numpy as np
import pytest

from figures.embeddings import regime, tolerance
from figures.picture import Asked
from paper_checks.claims import REGISTRY, load


@pytest.fixture(scope="module")
def asked() -> Asked:
    load()
    return Asked(REGISTRY.__getitem__)


def test_rates_of_balanced_classes_are_those_of_the_formulas(asked: Asked) -> None:
    data = tolerance.data(asked)
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


def test_chances_are_below_the_proved_bound(asked: Asked) -> None:
    data = regime.data(asked)
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
