"""Losses of two distributions against their definitions."""

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import (
    cross_entropy,
    entropy,
    one_hot_logs,
    rce,
    relative_entropy,
    symmetric_cross_entropy,
    symmetric_kl,
)
from lossproof.theory.losses.library import logs
from tests.together import together

P = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")))
Q = Vector(map(sympy.Rational, ("1/5", "1/5", "3/5")))
p, q = (np.array(list(map(float, v))) for v in (P, Q))


@together(
    ("found", "expected"),
    [
        (cross_entropy(P, logs(Q)), -(p * np.log(q)).sum()),
        (entropy(P), -(p * np.log(p)).sum()),
        (relative_entropy(P, logs(Q)), (p * np.log(p / q)).sum()),
        (symmetric_cross_entropy(Q, P), -(p * np.log(q) + q * np.log(p)).sum()),
        (symmetric_kl(Q, P), ((p - q) * np.log(p / q)).sum()),
    ],
)
def test_values(found: sympy.Expr, expected: float) -> None:
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_the_one_hot_label_has_the_chosen_log_of_zero() -> None:
    labels = one_hot_logs(1, 3, -4)
    assert [labels[j] for j in range(3)] == [-4, 0, -4]
    assert cross_entropy(P, labels) == rce(P, 1, -4)
