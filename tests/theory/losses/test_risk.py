"""Risks under noise, against their definitions."""

import sympy

from lossproof.theory.language import Vector, flatten
from lossproof.theory.losses import (
    only_largest,
    symmetric_risk,
    uniform_expectation,
    uniform_mixture,
    uniform_row,
)


def test_only_largest_compares_every_other_entry() -> None:
    def holds(*entries: int) -> bool:
        parts = flatten(only_largest(Vector(map(sympy.Rational, entries)), 1, 3))
        return all(part.difference > 0 for part in parts)

    assert holds(0, 1, 0)
    assert not holds(0, 1, 1), "a tie"
    assert not holds(1, 0, 0), "another one is larger"


def test_a_uniform_mixture_is_the_mean_over_the_noisy_label() -> None:
    losses, eta = Vector(map(sympy.Integer, (3, 1, 4))), sympy.Rational(1, 5)
    for y in range(3):
        chances = uniform_row(y, eta, 3)
        mean = sum(chances[j] * losses[j] for j in range(3))
        assert uniform_mixture(losses[y], sum(losses), eta, 3) == mean


def test_symmetric_risk_is_the_uniform_expectation() -> None:
    losses, eta = Vector(map(sympy.Integer, (3, 1, 4))), sympy.Rational(1, 5)
    assert symmetric_risk(losses[0], eta, 3, 8) == uniform_expectation(losses, 0, eta, 3)
