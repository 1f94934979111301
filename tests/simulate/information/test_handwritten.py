"""The digits that are shipped are those of scikit-learn, which itself is not needed for them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from lossproof.simulate.information import digits, handwritten as module, memorisation
from lossproof.theory.noise import TransitionMatrix


def test_they_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    images, labels = module.handwritten()
    expected, of = load_digits(return_X_y=True)
    np.testing.assert_array_equal(images * 16, expected)
    np.testing.assert_array_equal(labels, of)


def test_a_file_that_was_altered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHA256", "0" * 64)
    with pytest.raises(ValueError, match="was altered: install lossproof again"):
        module.handwritten()


def test_what_is_missing_is_named_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*filter(lambda each: each.startswith("sklearn"), sys.modules), "sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    points = digits(2)
    with pytest.raises(ImportError, match=r"pip install 'lossproof\[train\]'"):
        memorisation(None, points, TransitionMatrix.uniform("1/5", 2), draws=1, seed=0, claim="")
