"""Losses of the field by name."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES, parse
from lossproof.theory.losses.named import FORMULAS, written_out

PARAMETERS = {
    "lq": {"q": "1/2"},
    "truncated_lq": {"q": "1/2", "threshold": "1/3"},
    "rce": {"log_zero": "-4"},
    "sl": {"alpha": "1/10", "beta": "1", "log_zero": "-4"},
    "nfl": {"g": "2"}, "focal": {"g": "2"}, "poly": {"e": "1"}, "agce": {"a": "1", "q": "1/2"},
    "aul": {"a": "2", "q": "1/2"}, "ael": {"a": "2"}, "phuber": {"t": "4"}, "js": {"w": "1/3"},
    "bi_tempered": {"t": "1/2"}, "label_smoothing": {"s": "1/10"},
    "confidence_penalty": {"b": "1/10"}, "soft_bootstrap": {"b": "9/10"},
    "hard_bootstrap": {"b": "9/10"},
}  # fmt: skip
F = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))


def value(name: str, y: int = 0) -> float:
    expression = parse(name, PARAMETERS.get(name)).expression
    return float(sympy.N(expression(F, y)))


@pytest.mark.parametrize("name", FORMULAS)
def test_each_is_a_loss(name: str) -> None:
    assert np.isfinite([value(name, y) for y in range(3)]).all()


@pytest.mark.parametrize("name", sorted(set(LOSSES) & set(FORMULAS)))
@pytest.mark.parametrize("y", [0, 2])
def test_those_of_the_library_are_the_same(name: str, y: int) -> None:
    fixed = LOSSES[name].fix(**PARAMETERS.get(name, {}))
    assert value(name, y) == pytest.approx(float(sympy.N(fixed.expression(F, y))))


def test_the_jensen_shannon_divergence() -> None:
    w, p = 1 / 3, np.array([1 / 2, 1 / 3, 1 / 6])
    target = np.array([1.0, 0, 0])
    middle = w * target + (1 - w) * p

    def entropy(f: np.ndarray) -> float:
        return -float(sum(x * np.log(x) for x in f if x > 0))

    divergence = entropy(middle) - (1 - w) * entropy(p)
    assert value("js") == pytest.approx(divergence / -((1 - w) * np.log(1 - w)))


def test_the_partially_huberised_loss_is_linear_below_1_over_t() -> None:
    expression = parse("phuber", {"t": "4"}).expression
    f = Vector(map(sympy.Rational, ("1/8", "7/8")))
    assert float(sympy.N(expression(f, 0))) == pytest.approx(np.log(4) + 1 - 4 / 8)
    assert float(sympy.N(expression(f, 1))) == pytest.approx(-np.log(7 / 8))


@pytest.mark.parametrize("name", ["GCE", "gce", "lq", "LQ"])
def test_spellings(name: str) -> None:
    assert written_out(name) == "(1-p**q)/q"


def test_hyphens() -> None:
    assert written_out("Label-Smoothing") == FORMULAS["label_smoothing"]
