"""Predictions between which a loss is above its chord, in the probabilities or in the logits.

Floats choose the points, exact numbers decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.loss.points import below
from lossproof.theory.card.loss.reading import Reading, symbols
from lossproof.theory.language import Vector
from lossproof.theory.numbers import array, ball

CHORDS, TRIED, LEAST = 6000, 8, 1e-9
LENGTHS = (1.0, 1 / 8, 1 / 64, 1 / 1024)
Points = np.ndarray[Any, np.dtype[np.float64]]


def above_chord(reading: Reading, c: int) -> tuple[Vector, Vector, Any, Any] | None:
    """Two predictions, the loss of label 0 in their middle, and its smaller mean at the two."""
    rng = np.random.default_rng(c)
    ends = [np.concatenate([rng.dirichlet(np.full(c, a), CHORDS) for a in (0.2, 1, 5)])
            for _ in range(2)]  # fmt: skip
    for one, other in _highest(_losses(reading, c), *ends):
        for finest in (12, 100, 10**4, 10**7):
            f, g = (_prediction(at, finest) for at in (one, other))
            if min(*f, *g) < 0:
                continue
            middle = Vector((a + b) / 2 for a, b in zip(f, g, strict=True))
            low, high, there = (reading.on(at, 0) for at in (f, g, middle))
            if None not in (low, high, there) and below((low + high) / 2, there):
                return f, g, there, (low + high) / 2
    return None


def above_chord_of_logits(reading: Reading, c: int) -> tuple[Vector, Vector] | None:
    """Two vectors of logits such that the loss of label 0 in their middle is above its mean."""
    rng = np.random.default_rng(c)
    ends = [np.concatenate([rng.normal(0, size, (CHORDS, c)) for size in (0.5, 2, 6)])
            for _ in range(2)]  # fmt: skip
    losses = _losses(reading, c)

    def of_logits(z: Points) -> Points:
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return losses(powers / powers.sum(axis=1, keepdims=True))

    for one, other in _highest(of_logits, *ends):
        for steps in (1, 4, 100, 10**4):
            f, g = (Vector(sympy.Rational(round(x * steps), steps) for x in at)
                    for at in (one, other))  # fmt: skip
            middle = Vector((a + b) / 2 for a, b in zip(f, g, strict=True))
            low, high, there = (_at_logits(reading, at) for at in (f, g, middle))
            if there * 2 > low + high:
                return f, g
    return None


def _losses(reading: Reading, c: int) -> Callable[[Points], Points]:
    """The losses of label 0, for each row; nan if the loss has a parameter without a value."""
    entries = symbols(c)
    form = reading.expression(Vector(entries), 0)
    if form.free_symbols - {*entries}:
        return lambda at: np.full(len(at), np.nan)
    code = array([form], entries)
    return lambda at: code(*at.T)[0]


def _highest(
    losses: Callable[[Points], Points], one: Points, other: Points
) -> Iterator[tuple[Points, Points]]:
    """The chords, of all lengths, that the loss exceeds most, in units of what floats resolve."""
    ends = [(one, one + length * (other - one)) for length in LENGTHS]
    starts, stops = (np.concatenate(points) for points in zip(*ends, strict=True))
    at = [losses(points) for points in (starts, stops, (starts + stops) / 2)]
    with np.errstate(all="ignore"):
        excess = (at[2] - (at[0] + at[1]) / 2) / (1 + np.abs(at).max(axis=0))
    excess = np.where(np.isfinite(excess), excess, -np.inf)
    for k in np.argsort(-excess)[:TRIED]:
        if excess[k] > LEAST:
            yield starts[k], stops[k]


def _prediction(at: Points, finest: int) -> Vector:
    """A prediction with rational entries near floats."""
    parts = [sympy.Rational(round(x * finest), finest) for x in at]
    return Vector([1 - sympy.Add(*parts[1:]), *parts[1:]])


def _at_logits(reading: Reading, at: Vector) -> Any:
    sizes = [sympy.exp(z) for z in at]
    return ball(reading.expression(Vector(size / sympy.Add(*sizes) for size in sizes), 0))
