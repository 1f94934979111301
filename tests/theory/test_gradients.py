"""Gradients against finite differences of the losses themselves."""

import numpy as np
import pytest
import sympy

from theory.gradients import along, logit_gradient_norm, slope
from theory.losses import cce, lq, mae, unhinged
from theory.sums import Vector

LOSSES = {
    "cce": cce,
    "unhinged": unhinged,
    "lq": lambda u: lq(u, sympy.Rational(7, 10)),
}


def softmax(logits: np.ndarray) -> np.ndarray:
    """Write out the softmax."""
    powers = np.exp(logits)
    return powers / powers.sum()


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_logit_gradient_norm_is_that_of_the_softmax(name: str, classes: int) -> None:
    loss, logits = LOSSES[name], np.linspace(-1, 1.5, classes)
    steps = 1e-6 * np.eye(classes)
    value = [[float(loss(softmax(logits + s * d)[1])) for s in (1, -1)] for d in steps]
    expected = np.abs(np.diff(value, axis=1)).sum() / 2e-6
    f = Vector(sympy.Float(u) for u in softmax(logits))
    assert float(logit_gradient_norm(loss, f, 1)) == pytest.approx(expected, rel=1e-6)


def test_along_differentiates_the_absolute_values() -> None:
    f = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
    slopes = Vector((2, 1, -3))
    assert along(mae, f, 0, slopes) == -4
    assert along(mae, f, 2, slopes) == 6
    assert along(lambda g, y: cce(g[y]), f, 1, slopes) == -3


def test_slope_of_the_losses() -> None:
    u = sympy.Symbol("u", positive=True)
    assert slope(cce, u) == -1 / u
    assert slope(lambda v: lq(v, sympy.Rational(1, 2)), u) == -1 / sympy.sqrt(u)
