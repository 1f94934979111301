"""Simple predictions, their losses, and the simplest number between two others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from lossproof.theory.card.loss.reading import Reading
from lossproof.theory.language import UNDEFINED, Vector, eq
from lossproof.theory.numbers import ball, compare, simplest_rational
from lossproof.theory.statement import Statement

FINEST = {2: 12, 3: 7}
SHARES = tuple(
    tuple(sympy.Rational(part, sum(parts)) for part in parts)
    for parts in ((1,), (2, 1), (3, 1), (3, 2), (4, 1), (6, 1), (1, 1, 1), (2, 1, 1), (4, 2, 1))
)


def vertex(c: int) -> tuple[Any, ...]:
    """The prediction with probability 1 for the first class."""
    return (sympy.Integer(1), *[sympy.Integer(0)] * (c - 1))


def uniform(c: int) -> tuple[Any, ...]:
    """The prediction that gives every class the same probability."""
    return (sympy.Rational(1, c),) * c


@lru_cache
def simple_points(c: int) -> tuple[Vector, ...]:
    """Predictions with nonincreasing entries, simplest first: vertex, edges, uniform, and grids."""
    points: set[tuple[Fraction, ...]] = set()
    for size in range(1, c + 1):
        points.add((Fraction(1, size),) * size + (Fraction(0),) * (c - size))
    for n in range(2, FINEST.get(c, 4) + 1):
        points |= set(_partitions(n, c))
    for top in (Fraction(k, 10) for k in (2, 3, 4, 5, 6, 7, 8, 9)):
        points.add((top, *[(1 - top) / (c - 1)] * (c - 1)))
    ordered = sorted(
        {tuple(sorted(p, reverse=True)) for p in points},
        key=lambda p: (sum(x.denominator for x in p), [-x for x in p]),
    )
    return tuple(Vector(sympy.Rational(x.numerator, x.denominator) for x in p) for p in ordered)


@lru_cache
def sparse_points(c: int) -> tuple[Vector, ...]:
    """Predictions with nearly all probability on at most three of c >= 3 classes."""
    points: list[Vector] = []
    for rest in (sympy.Integer(0), sympy.Rational(1, 100), sympy.Rational(1, 1000)):
        for shares in SHARES:
            k = len(shares)
            if k < c:
                mass = 1 - (c - k) * rest
                points.append(Vector([*(mass * share for share in shares), *[rest] * (c - k)]))
    return tuple(points)


def among_more(at: Any, c: int) -> Iterator[Vector]:
    """A prediction of fewer classes extended to `c`: the other classes get 0 or little."""
    for rest in (sympy.Integer(0), sympy.Rational(1, 1000), sympy.Rational(1, 10**6)):
        others = c - len(at)
        yield Vector([*((1 - others * rest) * entry for entry in at), *[rest] * others])


def _partitions(n: int, parts: int) -> Iterator[tuple[Fraction, ...]]:
    for cut in itertools.combinations_with_replacement(range(n + 1), min(parts, 4) - 1):
        edges = (0, *cut, n)
        sizes = [b - a for a, b in itertools.pairwise(edges)]
        yield (*(Fraction(s, n) for s in sizes), *[Fraction(0)] * (parts - len(sizes)))


class Table:
    """The losses of simple predictions under every label, exact and as float64."""

    def __init__(self, reading: Reading, c: int) -> None:
        self.classes = c
        self.points: list[Vector] = []
        self.exact: list[tuple[Any, ...]] = []
        for point in simple_points(c):
            losses = losses_at(reading, point)
            if losses is not None:
                self.points.append(point)
                self.exact.append(losses)
        self.values = np.array([[number(x) for x in row] for row in self.exact]).reshape(-1, c)

    @property
    def sums(self) -> np.ndarray:
        """The class sums, shape (points,)."""
        return self.values.sum(axis=1)


def losses_at(reading: Reading, at: Vector) -> tuple[Any, ...] | None:
    """The losses of a prediction under every label; None if one of them is undefined."""
    known: dict[Any, Any] = {}
    losses: list[Any] = []
    for y, entry in enumerate(at):
        key = entry if reading.closed else y
        if key not in known:
            known[key] = reading.on(at, y)
        if known[key] is None:
            return None
        losses.append(known[key])
    return tuple(losses)


def defined_as_typed(reading: Reading, places: Sequence[tuple[Vector, int]]) -> bool:
    """Whether every part of the loss, as typed, has a value at these predictions and labels.

    Of a loss with a parameter in a range, whether the loss has one.
    """

    def losses() -> tuple[Any, ...]:
        return tuple(sympy.sympify(reading.given(f, y)) for f, y in places)

    try:
        values = losses()
    except (ValueError, ZeroDivisionError):
        return False
    if any(value.has(*UNDEFINED) for value in values):
        return False
    if any(value.free_symbols for value in values):
        return True
    said = Statement({}, {}, lambda: tuple(eq(value, 0) for value in losses()))
    return all(decided.defined for decided in said.at({}).conclusion)


def number(value: Any) -> float:
    """A constant as float64; it may be infinite, and is nan if undefined."""
    if value in (sympy.oo, -sympy.oo):
        return float(value)
    enclosure = ball(value)
    return float(enclosure.mid()) if enclosure.is_finite() else float("nan")


def weighted(weights: Any, losses: Any) -> Any:
    """The mean loss under label probabilities; a label of probability 0 does not count."""
    return sympy.Add(*(w * x for w, x in zip(weights, losses, strict=True) if w != 0))


def below(one: Any, other: Any) -> bool:
    """Whether one constant is certainly below another, either of which may be infinite."""
    if one is sympy.nan or other is sympy.nan:
        return False
    return compare(one, "<", other) is True


def simplest_between(low: Any, high: Any) -> Any:
    """The fraction with the smallest denominator strictly between two real numbers >= 0.

    Their mean if 30 digits do not separate them.
    """
    a, b = _fraction(low), _fraction(high)
    simplest = simplest_rational(a, b, strict=True) if a < b else (a + b) / 2
    return sympy.Rational(simplest.numerator, simplest.denominator)


def _fraction(value: Any) -> Fraction:
    value = sympy.sympify(value)
    if not value.is_Rational:
        value = sympy.Rational(str(sympy.N(value, 30)))
    return Fraction(int(value.p), int(value.q))
